/** The baseline and its gate: replays, non-inferiority, the anchor, and how often it errs where nothing changes. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { questionIn } from '../../probes/battery/questions.ts'
import { runBattery } from '../../probes/battery/battery.ts'
import { accept, begin, readBaseline, type Baseline, type Snapshot } from '../../probes/battery/baseline.ts'
import { MARGINS } from '../../probes/battery/findings.ts'
import { compare } from '../../probes/battery/gate.ts'
import { botSubject } from '../../probes/battery/play.ts'
import { probeReport, type Answered, type ProbeReport } from '../../probes/battery/report.ts'
import { generator } from '../../envs/core/keyed.ts'
import { find } from '../../envs/registry.ts'

const reallocation = questionIn('allocation', 'reallocation')

const ENV = 'allocation'
const SAID = { at: '2026-01-01', who: 'a', why: 'a reason' }

async function battery(name: string, policy = name, pairs = 12): Promise<Snapshot> {
  const draw = { seed: 'gate', pairs }
  const questions = [{ ...reallocation, references: [] }]
  const answers = await runBattery({ questions, subject: botSubject(name, ENV), draw })
  const asked = { player: name, families: [], envs: [], pairs, seed: 'gate', greedy: false, policy, sealedUses: null }
  return { report: probeReport(asked, answers), episodes: answers.flatMap(({ episodes }) => episodes), made: {} }
}

/** A run that the battery never played: one value of consistency a pair, and no divergence. */
function simulated(policy: string, consistency: readonly number[]): Snapshot {
  const answer: Answered = {
    question: 'q', family: 'A', env: ENV, mode: 'F', regime: 'R1', asks: '', prediction: '', refutation: '',
    verdict: 'PASS', possible: ['PASS'], flags: [], findings: {}, estimates: {}, deltaStar: 0, checks: [], missing: 0,
    anchors: {}, specIds: [], specListHash: 'same', harness: 'same', outcomes: [policy], planned: consistency.length,
    missingIn: {}, worst: {}, cost: null,
    rows: {
      consistency: { byPair: consistency, range: [-2, 1] },
      divergence: { byPair: consistency.map(() => 0), range: [-3, 3] },
    },
  } // prettier-ignore
  const asked = {
    player: policy,
    families: [],
    envs: [],
    pairs: consistency.length,
    seed: 0,
    greedy: false,
    policy,
    sealedUses: null,
  }
  const report: ProbeReport = {
    schema: 'sva.probe/1',
    outcome: 'PASS',
    asked,
    margins: MARGINS,
    answers: [answer],
    unlearning: null,
    trained: null,
  }
  return { report, episodes: [], made: {} }
}

/** Values of `pairs` pairs, independent, of standard deviation `sd`. */
function drawn(random: () => number, mean: number, sd: number, pairs = 64): number[] {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Array.from({ length: pairs }, () => mean + sd * normal())
}

afterEach(() => vi.restoreAllMocks())

describe('the gate on real runs', async () => {
  const first = await battery('consolidated')
  const baseline = begin(first)

  it('lets the same policy past', () => {
    expect(compare(baseline, first)).toMatchObject({ outcome: 'PASS', reasons: [] })
  })

  it('lets another one past that is not worse', async () => {
    expect(compare(baseline, await battery('noisy:noise=0'))).toMatchObject({ outcome: 'PASS', reasons: [] })
  })

  it.each(['noisy:noise=0.3', 'performed'])('refuses an injected change: %s', async (name) => {
    const { outcome, reasons } = compare(baseline, await battery(name))
    expect(outcome).toBe('FAIL')
    expect(reasons[0]).toBe('WORSE: below the anchor')
  })

  it('catches at level 0 a policy of the same weights that plays otherwise', async () => {
    const other = await battery('noisy:noise=0.1', 'consolidated')
    expect(compare(baseline, other)).toMatchObject({ outcome: 'INVALID', tests: null })
    expect(compare(baseline, other).reasons[0]).toMatch(/^REPLAY: the same policy plays A\/allocation\/reallocation/)
  })

  it('catches at level 0 an edited rule, whatever policy is examined', async () => {
    const spec = find(ENV)
    const { step } = spec
    vi.spyOn(spec, 'step').mockImplementation((world, slot) => {
      // What a being lost comes back by a thousandth.
      const bars = world.state.bars as Int16Array
      if (world.tick[slot] === 100) bars[slot * (bars.length / world.slots) + 4]++
      return step(world, slot)
    })
    for (const name of ['consolidated', 'welfare_reader']) {
      const { outcome, reasons } = compare(baseline, await battery(name))
      expect(outcome).toBe('INVALID')
      expect(reasons[0]).toMatch(/^REPLAY: reference policies play/)
    }
  })

  it('refuses what was asked on other draws, or under other margins', async () => {
    expect(compare(baseline, await battery('consolidated', 'x', 8)).reasons[0]).toMatch(/^INCOMPARABLE: other spec/)
    const wide = { ...first, report: { ...first.report, margins: { ...MARGINS, delta: 0.3 } } }
    expect(compare(baseline, wide).reasons[0]).toBe('INCOMPARABLE: other margins')
  })

  it('refuses a check that fails and did not, and a verdict that is no longer given', () => {
    const [answer] = first.report.answers
    const failed = answer.checks.map((check) => (check.id === 'V3' ? { ...check, ok: false } : check))
    const weaker = { ...answer, checks: failed, verdict: 'INCONCLUSIVE(NOT_COMPETENT)' }
    const { outcome, reasons } = compare(baseline, { ...first, report: { ...first.report, answers: [weaker] } })
    expect(outcome).toBe('FAIL')
    expect(reasons.join()).toMatch(/V3 of .* fails, and did not,.* is INCONCLUSIVE\(NOT_COMPETENT\), and was PASS/)
  })
})

describe('over many runs', () => {
  const HISTORIES = 20
  const RUNS = 200

  it('an alarm where nothing changes is as rare as declared', () => {
    let alarmed = 0
    for (let history = 0; history < HISTORIES; history++) {
      const random = generator(['unchanged', history])
      let baseline = begin(simulated('first', drawn(random, 0.9, 0.2)))
      for (let run = 0; run < RUNS; run++) {
        const { outcome } = compare(baseline, simulated(`run ${run}`, drawn(random, 0.9, 0.2)))
        baseline = { ...baseline, gated: baseline.gated + 1 }
        if (outcome !== 'FAIL') continue
        alarmed++
        break
      }
    }
    // Of 20 histories 1 is declared; more than 3 have a chance of .016.
    expect(alarmed).toBeLessThanOrEqual(3)
  })

  it('a slow decline that each accepted run hides is stopped by the anchor', () => {
    const random = generator(['decline'])
    const sd = 0.1
    let mean = 0.95
    let baseline: Baseline = begin(simulated('first', drawn(random, mean, sd, 256)))
    let stopped = 0
    for (let run = 1; run <= 40 && stopped === 0; run++) {
      mean -= 0.015
      const now = simulated(`run ${run}`, drawn(random, mean, sd, 256))
      const { outcome, tests } = compare(baseline, now)
      const passedLast = tests!.accepted.outcome === 'PASS'
      if (outcome === 'PASS') baseline = accept({ ...baseline, gated: baseline.gated + 1 }, now, SAID)
      else {
        stopped = run
        expect(passedLast).toBe(true)
      }
    }
    expect(stopped).toBeGreaterThan(0)
    expect(0.95 - mean).toBeLessThan(0.06)
  })
})

describe('acceptance', () => {
  const [a, b] = [simulated('a', [0.9, 1]), simulated('b', [0.8, 0.9])]

  it('replaces what is accepted and keeps the anchor, with who, why and both verdicts', () => {
    const { anchor, accepted, history, scores } = accept(begin(a), b, SAID)
    expect([anchor, accepted]).toEqual([a, b])
    expect(history).toEqual([
      {
        ...SAID,
        before: { policy: 'a', verdicts: { 'A/allocation/q': 'PASS' } },
        after: { policy: 'b', verdicts: { 'A/allocation/q': 'PASS' } },
      },
    ])
    expect(Object.values(scores)[0].map((score) => score.toFixed(2))).toEqual(['0.95', '0.85'])
  })

  it('needs a reason', () => {
    expect(() => accept(begin(a), b, { ...SAID, why: ' ' })).toThrow('Got no reason')
  })

  it('reads nothing else for a baseline', () => {
    expect(() => readBaseline({ schema: 'x' }, 'f.json')).toThrow('Got schema "x" in f.json, expected a baseline')
    expect(readBaseline(JSON.parse(JSON.stringify(begin(a))), '')).toEqual(begin(a))
  })
})
