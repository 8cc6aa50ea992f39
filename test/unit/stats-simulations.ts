/**
 * What the statistics claim of themselves, as seeded simulations: how often an interval covers, and how often a test
 * errs.
 */
import { mean } from '../../agents/moments.ts'
import { generator } from '../../envs/core/keyed.ts'
import { aggregate, iqm } from '../../probes/stats/aggregate.ts'
import { aurocInterval } from '../../probes/stats/auroc.ts'
import { bcaInterval, percentileEnds, replicates, studentised } from '../../probes/stats/bootstrap.ts'
import { clustered, meanOf, tInterval, welch } from '../../probes/stats/contrast.ts'
import { declineEvidence } from '../../probes/stats/drift.ts'
import { standardisedMean } from '../../probes/stats/effect.ts'
import { nonInferiority, superiority, tost, tTest } from '../../probes/stats/equivalence.ts'
import { ANCHOR, gate, gateTest, type Row } from '../../probes/stats/gate.ts'
import { worstCase } from '../../probes/stats/missing.ts'
import { benjaminiHochberg, holm } from '../../probes/stats/multiplicity.ts'
import { power, tostPower } from '../../probes/stats/power.ts'
import { proportion } from '../../probes/stats/proportion.ts'
import { mannWhitney, permuted, signFlip, wilcoxon } from '../../probes/stats/ranks.ts'
import { levelOfRun, type Schedule } from '../../probes/stats/spending.ts'
import { hazardRatio, logRank, medianSurvival, type Subject } from '../../probes/stats/survival.ts'
import { mannKendall, olsSlope, pageL, theilSen } from '../../probes/stats/trend.ts'
import type { Estimate } from '../../probes/stats/estimate.ts'

type Random = () => number

export interface Simulation {
  /** How often the trial is true: exactly, or at least, or at most. */
  readonly claim: 'is' | 'at least' | 'at most'
  readonly rate: number
  /** Departure that the method is known for at this size; 0, the default, for exact ones. */
  readonly slack?: number
  /** Trials of the longer run. */
  readonly trials: number
  readonly trial: (random: Random, index: number) => boolean
}

/** Chance alone leaves this many standard errors with probability 6e-5. */
const STANDARD_ERRORS = 4

export interface Outcome {
  readonly rate: number
  /** Whether the rate is as claimed, but for slack and chance. */
  readonly ok: boolean
}

/** Share of trials that are true. Same name, same trials. */
export function simulate(name: string, { claim, rate, slack = 0, trial }: Simulation, trials: number): Outcome {
  const random = generator(['simulation', name])
  let hits = 0
  for (let i = 0; i < trials; i++) if (trial(random, i)) hits++
  const found = hits / trials
  const allowed = slack + STANDARD_ERRORS * Math.sqrt((rate * (1 - rate)) / trials)
  const ok =
    claim === 'at least'
      ? found >= rate - allowed
      : claim === 'at most'
        ? found <= rate + allowed
        : Math.abs(found - rate) <= allowed
  return { rate: found, ok }
}

const MANY = 20_000
/** Of what resamples, or plays many runs. */
const FEW = 2000
const RESAMPLES = 499

/** A standard normal draw (Box & Muller 1958). */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const exponential = (random: Random): number => -Math.log(1 - random())
const list = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i))
const normals = (random: Random, n: number, centre = 0, sd = 1): number[] => list(n, () => centre + sd * normal(random))

const covers = ({ low, high }: Estimate, truth: number): boolean =>
  low !== null && high !== null && low <= truth && truth <= high
const below = (p: number | null, alpha = 0.05): boolean => p !== null && p < alpha

/** `groups` of `size` values that share a draw with variance 1 beside their own. */
function shared(random: Random, groups: number, size: (group: number) => number): { values: number[]; of: number[] } {
  const drawn = list(groups, (group) => ({ group, values: normals(random, size(group), normal(random)) }))
  return {
    values: drawn.flatMap(({ values }) => values),
    of: drawn.flatMap(({ group, values }) => values.map(() => group)),
  }
}

/**
 * Scores and labels of 20 and 20 episodes of 5 items; positives are `shift` higher, items of an episode share a draw.
 */
function episodes(random: Random, shift: number): { scores: number[]; labels: number[]; groups: number[] } {
  const { values, of } = shared(random, 40, () => 5)
  const labels = of.map((group) => Number(group < 20))
  return { scores: values.map((value, i) => value + shift * labels[i]), labels, groups: of }
}
/** P(x > y) of two such items is that of a standard normal below shift / 2; .8 here. */
const SHIFT_AT_80 = 2 * 0.8416212335729143

/** Two arms of n with exponential times, arm 1 `ratio` times as fast, watched for `until`. */
function arms(
  random: Random,
  n: number,
  ratio: number,
  until: number,
  pace: (i: number) => number = () => 1,
): Subject[] {
  return list(2 * n, (i) => {
    const arm = i < n ? 0 : 1
    const time = exponential(random) / pace(i % n) / (arm === 1 ? ratio : 1)
    return { time: Math.min(time, until), event: time < until, arm, stratum: i % n }
  })
}
const unstratified = (subjects: readonly Subject[]): Subject[] => subjects.map((s) => ({ ...s, stratum: 0 }))

const runOf = (random: Random, n: number, level: number): Row[] =>
  normals(random, n, level, Math.SQRT1_2).map((value, i) => ({ seed: 0, pair: `${i}`, value }))
const cell = (before: readonly Row[], after: readonly Row[]) => [{ name: 'VC_U', before, after, margin: 0.5 }]

/** Whether an alarm at level .05 against one stored baseline rings in any of so many unchanged runs. */
function ringsNaively(random: Random, runs: number): boolean {
  const before = runOf(random, 40, 0)
  return list(
    runs,
    () => gateTest(cell(before, runOf(random, 40, 0)), { unit: 'pair', dropAlpha: 0.05 }).cells[0],
  ).some(({ pDrop }) => below(pDrop))
}

/**
 * Whether WORSE is said in any of 200 unchanged runs, alpha spent by a schedule and the accepted baseline replaced on
 * each pass: by the gate, or by the test against the accepted baseline alone.
 */
function ringsDeclared(random: Random, kind: Schedule['kind'], by: 'gate' | 'accepted' = 'gate'): boolean {
  const anchor = runOf(random, 40, 0)
  let accepted = anchor
  for (let run = 1; run <= 200; run++) {
    const after = runOf(random, 40, 0)
    const dropAlpha = levelOfRun({ alpha: 0.05, kind, runs: 200 }, run)
    const baselines = { accepted: cell(accepted, after), [ANCHOR]: cell(anchor, after) }
    const { outcome, tests } = gate(baselines, { unit: 'pair', dropAlpha })
    if ((by === 'gate' ? outcome : tests.accepted.outcome) === 'WORSE') return true
    if (outcome === 'PASS') accepted = after
  }
  return false
}

const DECLINE = 0.15
const PAIRS = 256

/**
 * Runs, of at most 40 that decline by .15 SD each, which pass before the first that does not: each baseline is the last
 * that passed, or the first.
 */
function passes(random: Random, against: 'accepted' | 'anchor'): number {
  let baseline = runOf(random, PAIRS, 0)
  for (let run = 1; run <= 40; run++) {
    const after = runOf(random, PAIRS, -DECLINE * run)
    if (gateTest(cell(baseline, after), { unit: 'pair', dropAlpha: 0.05 }).outcome !== 'PASS') return run - 1
    if (against === 'accepted') baseline = after
  }
  return 40
}

const covering = (rate: number, trials: number, trial: Simulation['trial'], slack = 0): Simulation => ({
  claim: 'is',
  rate,
  slack,
  trials,
  trial,
})
const erring = (claim: Simulation['claim'], trial: Simulation['trial'], slack = 0, trials = MANY): Simulation => ({
  claim,
  rate: 0.05,
  slack,
  trials,
  trial,
})

export const SIMULATIONS: Readonly<Record<string, Simulation>> = {
  't interval, 5 normal values': covering(0.95, MANY, (r) => covers(tInterval(meanOf(normals(r, 5), '')), 0)),
  't interval at .9, 12 normal values': covering(0.9, MANY, (r) =>
    covers(tInterval(meanOf(normals(r, 12), ''), 0.9), 0),
  ),
  'Welch, 6 and 12 values, SD 1 and 3': covering(
    0.95,
    MANY,
    (r) => covers(tInterval(welch(normals(r, 6), normals(r, 12, 1, 3), '')), -1),
    0.005,
  ),
  'clustered t, 10 clusters of 8': covering(0.95, MANY, (r) => {
    const { values, of } = shared(r, 10, () => 8)
    return covers(tInterval(clustered(values, of, '')), 0)
  }),
  'clustered t, 16 clusters of 2 to 9': covering(
    0.95,
    MANY,
    (r) => {
      const { values, of } = shared(r, 16, (group) => 2 + (group % 8))
      return covers(tInterval(clustered(values, of, '')), 0)
    },
    0.02,
  ),
  'episodes taken for units: 5 seeds of 20 episodes': {
    claim: 'at least',
    rate: 0.5,
    trials: MANY,
    trial: (r) => below(tTest(meanOf(shared(r, 5, () => 20).values, '')).pTwoSided),
  },
  'percentile bootstrap of 5 normal values': {
    ...covering(0.84, FEW, (r, i) => {
      const [low, high] = percentileEnds(
        replicates([normals(r, 5)], ([v]) => mean(v), { seed: i, resamples: RESAMPLES }),
      )
      return low <= 0 && 0 <= high
    }),
    slack: 0.01,
  },
  'studentised bootstrap, 12 normal values': covering(
    0.95,
    FEW,
    (r, i) => covers(studentised(normals(r, 12), { unit: '', seed: i, resamples: RESAMPLES }), 0),
    0.015,
  ),
  'studentised bootstrap, 15 skewed values': covering(
    0.95,
    FEW,
    (r, i) =>
      covers(
        studentised(
          list(15, () => exponential(r)),
          { unit: '', seed: i, resamples: RESAMPLES },
        ),
        1,
      ),
    0.02,
  ),
  'BCa, 30 normal values': covering(
    0.95,
    FEW,
    (r, i) =>
      covers(
        bcaInterval([normals(r, 30)], ([v]) => mean(v), { unit: '', seed: i, resamples: RESAMPLES }),
        0,
      ),
    0.02,
  ),
  'BCa, 40 skewed values': covering(
    0.95,
    FEW,
    (r, i) => {
      const values = list(40, () => exponential(r))
      return covers(
        bcaInterval([values], ([v]) => mean(v), { unit: '', seed: i, resamples: RESAMPLES }),
        1,
      )
    },
    0.03,
  ),
  'IQM by stratified percentiles, 16 runs of 6 tasks': covering(
    0.95,
    FEW,
    (r, i) => {
      const scores = list(16, () => normals(r, 6))
      const options = { unit: '', seed: i, resamples: RESAMPLES, resampling: 'stratified' } as const
      return covers(aggregate(scores, iqm, options), 0)
    },
    0.02,
  ),
  'mean by rows, BCa, 25 runs that share a draw over 4 tasks': covering(
    0.95,
    FEW,
    (r, i) => {
      const scores = list(25, () => normals(r, 4, normal(r)))
      return covers(aggregate(scores, mean, { unit: '', seed: i, resamples: RESAMPLES, resampling: 'rows' }), 0)
    },
    0.02,
  ),
  'Clopper-Pearson, 10 units of .7': {
    claim: 'at least',
    rate: 0.95,
    trials: MANY,
    trial: (r) =>
      covers(
        proportion(
          list(10, () => Number(r() < 0.7)).reduce((a, b) => a + b),
          10,
          { unit: '' },
        ),
        0.7,
      ),
  },
  'd_z, 8 values of .8': covering(0.95, 5000, (r) => covers(standardisedMean(normals(r, 8, 0.8), { unit: '' }), 0.8)),
  'TOST at the margin': erring('is', (r) => tost(meanOf(normals(r, 20, 1), ''), 1).equivalent),
  'TOST at half the margin, 8 values: power': {
    claim: 'is',
    rate: tostPower('paired', 8, 2, { effect: 1 }),
    trials: MANY,
    trial: (r) => tost(meanOf(normals(r, 8, 1), ''), 2).equivalent,
  },
  't test, 12 pairs of .8: power': {
    claim: 'is',
    rate: power('paired', 12, 0.8),
    trials: MANY,
    trial: (r) => below(tTest(meanOf(normals(r, 12, 0.8), '')).pTwoSided),
  },
  't test, two arms of 10 that are 1 apart: power': {
    claim: 'is',
    rate: power('two-arm', 10, 1),
    slack: 0.01,
    trials: MANY,
    trial: (r) => below(tTest(welch(normals(r, 10, 1), normals(r, 10), '')).pTwoSided),
  },
  'superiority at the bound': erring('is', (r) => superiority(meanOf(normals(r, 10, 0.5), ''), 0.5).holds),
  'non-inferiority at the margin': erring('is', (r) => nonInferiority(meanOf(normals(r, 10, -0.5), ''), 0.5).holds),
  'Holm, 5 true hypotheses': erring('at most', (r) =>
    holm(list(5, () => tTest(meanOf(normals(r, 6), '')).pTwoSided!)).some((p) => p < 0.05),
  ),
  'Holm, 3 true beside 2 false': erring('at most', (r) => {
    const p = holm(list(5, (i) => tTest(meanOf(normals(r, 6, i < 2 ? 3 : 0), '')).pTwoSided!))
    return p.slice(2).some((one) => one < 0.05)
  }),
  'Benjamini-Hochberg, 5 true hypotheses': erring('is', (r) =>
    benjaminiHochberg(list(5, () => tTest(meanOf(normals(r, 6), '')).pTwoSided!)).some((p) => p < 0.05),
  ),
  'Mann-Whitney, exact, 6 and 7 values': erring('at most', (r) =>
    below(mannWhitney(normals(r, 6), normals(r, 7)).pExact),
  ),
  'Mann-Whitney, asymptotic, 15 and 15 rounded values': erring(
    'at most',
    (r) => below(mannWhitney(normals(r, 15).map(Math.round), normals(r, 15).map(Math.round)).pTwoSided),
    0.005,
  ),
  'Wilcoxon, 9 values': erring('at most', (r) => below(wilcoxon(normals(r, 9)).pTwoSided)),
  'permutation, 16 and 64 counts, most of them 0': erring(
    'at most',
    (r) => {
      const counts = (n: number) => list(n, () => Number(r() < 0.1) + Number(r() < 0.02))
      return below(permuted(counts(16), counts(64), r(), 200))
    },
    0,
    FEW,
  ),
  'sign flips, 8 values': erring('at most', (r) => below(signFlip(normals(r, 8)).pTwoSided), 0, 5000),
  'AUROC by DeLong, 50 a class': covering(
    0.95,
    5000,
    (r) => {
      const labels = list(100, (i) => Number(i < 50))
      const scores = labels.map((label) => normal(r) + (SHIFT_AT_80 / Math.SQRT2) * label)
      return covers(aurocInterval(scores, labels, { unit: '' }), 0.8)
    },
    0.01,
  ),
  'AUROC by episode, 20 of 5 items a class': covering(
    0.95,
    5000,
    (r) => {
      const { scores, labels, groups } = episodes(r, SHIFT_AT_80)
      return covers(aurocInterval(scores, labels, { unit: '', groups }), 0.8)
    },
    0.02,
  ),
  'AUROC with items of an episode taken for units': {
    claim: 'at most',
    rate: 0.85,
    trials: 5000,
    trial: (r) => {
      const { scores, labels } = episodes(r, SHIFT_AT_80)
      return covers(aurocInterval(scores, labels, { unit: '' }), 0.8)
    },
  },
  'AUROC of classes apart': {
    claim: 'at least',
    rate: 0.95,
    trials: 5000,
    trial: (r) => {
      const labels = list(20, (i) => Number(i < 10))
      const scores = labels.map((label) => normal(r) + 4 * label)
      const { estimate, low } = aurocInterval(scores, labels, { unit: '' })
      return estimate !== 1 || low! <= 0.997661
    },
  },
  'least squares, 8 rounds': covering(0.95, MANY, (r) => covers(olsSlope(list(8, (i) => i / 2 + normal(r))), 0.5)),
  'Theil-Sen, 10 rounds': covering(0.95, MANY, (r) => covers(theilSen(list(10, (i) => i / 2 + normal(r))), 0.5), 0.015),
  'Mann-Kendall, 10 rounds': erring('at most', (r) => below(mannKendall(normals(r, 10)).pTwoSided), 0.005),
  'Page, 8 seeds of 5 rounds': erring('is', (r) => below(pageL(list(8, () => normals(r, 5))).pGreater), 0.005),
  'log-rank, 20 and 20, a fifth censored': erring(
    'is',
    (r) => below(logRank(unstratified(arms(r, 20, 1, 1.6))).p),
    0.01,
    5000,
  ),
  'log-rank, 20 seeds as strata of 2 that differ': erring(
    'is',
    (r) => below(logRank(arms(r, 20, 1, 1.6, (i) => 2 ** (i % 5))).p),
    0.02,
    5000,
  ),
  'hazard ratio of 2, 40 and 40': covering(
    0.95,
    FEW,
    (r) => covers(hazardRatio(unstratified(arms(r, 40, 2, 2)), { unit: '' }), 2),
    0.01,
  ),
  'Kaplan-Meier median, 40 times': covering(
    0.95,
    5000,
    (r) => covers(medianSurvival(arms(r, 20, 1, 2), { unit: '' }), Math.LN2),
    0.02,
  ),
  'worst case where the 3 largest of 30 values are missing': {
    claim: 'at least',
    rate: 0.95,
    trials: 5000,
    trial: (r) => {
      const values = list(30, () => r()).sort((a, b) => a - b)
      return covers(worstCase(values.slice(0, 27), 3, [0, 1], { unit: '' }), 0.5)
    },
  },
  // Known standard deviations would give these rates: standard normals with correlation 1/2, by quadrature.
  'an alarm at .05 on each of 5 unchanged runs': covering(0.166, FEW, (r) => ringsNaively(r, 5), 0.01),
  'an alarm at .05 on each of 20 unchanged runs': covering(0.339, FEW, (r) => ringsNaively(r, 20), 0.01),
  'an alarm at .05 on each of 50 unchanged runs': covering(0.469, FEW, (r) => ringsNaively(r, 50), 0.01),
  'the gate on 200 unchanged runs, alpha spent equally': erring('at most', (r) => ringsDeclared(r, 'equal'), 0, 1000),
  'the gate on 200 unchanged runs, most alpha spent early': erring(
    'at most',
    (r) => ringsDeclared(r, 'inverse-square'),
    0,
    1000,
  ),
  'the test against the accepted baseline on 200 such runs': covering(
    0.13,
    1000,
    (r) => ringsDeclared(r, 'equal', 'accepted'),
    0.02,
  ),
  'evidence of decline in any of 200 unchanged runs': erring(
    'at most',
    (r) => declineEvidence(normals(r, 200)).some((e) => e >= 20),
    0,
    5000,
  ),
  'evidence of decline within 15 runs that fall by .5 SD each': {
    claim: 'at least',
    rate: 0.9,
    trials: 5000,
    trial: (r) => declineEvidence(list(15, (i) => normal(r) - i / 2)).some((e) => e >= 20),
  },
  'a baseline replaced on each pass lets 40 falling runs by': {
    claim: 'at least',
    rate: 0.97,
    trials: 500,
    trial: (r) => passes(r, 'accepted') === 40,
  },
  'a fixed anchor stops falling runs by the fourth': {
    claim: 'at least',
    rate: 0.99,
    trials: FEW,
    trial: (r) => passes(r, 'anchor') < 4,
  },
}
