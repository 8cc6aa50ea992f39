/** A claim over training seeds: what is decided of one way of training, of two, and which runs do not belong together. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import { toJson } from '../../agents/log.ts'
import { MARGINS } from '../../probes/battery/findings.ts'
import type { Answered, ProbeReport, TrainedAs } from '../../probes/battery/report.ts'
import { overSeeds, readReport, type SeedRun } from '../../probes/battery/seeds.ts'
import { caughtOutput } from './cli-output.ts'

/** Means of a seed: divergence, consistency, responsiveness, tracking, excess. */
type Means = readonly [D: number, VC: number, W: number, r: number, ES: number]
const HELD: Means = [0.02, 0.95, 0.9, 0.8, 0]
const PERFORMED: Means = [0.6, 0, 0, 0, 0.9]

interface Said {
  readonly means: Means
  readonly verdict?: string
  readonly checks?: Answered['checks']
  readonly trained?: Partial<TrainedAs>
  readonly asked?: Partial<ProbeReport['asked']>
  readonly specs?: string
}

/** A run that the battery never played: means that differ a little from seed to seed, and more from pair to pair. */
function run(seed: number, { means, verdict = 'PASS', checks = [], trained, asked, specs = 'same' }: Said): SeedRun {
  const near = (mean: number) => mean + 0.01 * ((seed % 3) - 1)
  const row = (mean: number) => ({ byPair: [near(mean) - 0.3, near(mean) + 0.3, null], range: [-2, 2] as const })
  const [D, VC, W, r, ES] = means
  const value = { estimate: near(0.5), low: 0, high: 1, n: 3, unit: 'pair', level: 0.95, method: 't' }
  const answer: Answered = {
    question: 'q', family: 'A', env: 'allocation', mode: 'F', regime: 'R1', asks: '', prediction: '', refutation: '',
    verdict, possible: [verdict], flags: [], findings: {}, estimates: { VC_M: value }, deltaStar: 0, checks, missing: 0,
    anchors: {}, specIds: [], specListHash: specs, harness: 'same', outcomes: [], planned: 3,
    missingIn: {}, worst: {}, cost: null,
    rows: { divergence: row(D), consistency: row(VC), responsiveness: row(W), tracking: row(r), excess: row(ES) },
  } // prettier-ignore
  const about = {
    player: 'x', families: [], envs: [], pairs: 3, seed: 0, greedy: false, policy: `sha256:${seed} ${means}`, sealedUses: null, ...asked,
  } // prettier-ignore
  const how = { seed, way: String(means), env: 'allocation', step: 1, ...trained }
  return {
    where: `runs/${seed}`,
    report: { schema: 'sva.probe/1', outcome: 'PASS', asked: about, margins: MARGINS, answers: [answer], unlearning: null, trained: how },
  } // prettier-ignore
}
const runs = (said: Said, seeds: readonly number[] = [1, 2, 3, 4, 5]) => seeds.map((seed) => run(seed, said))

describe('one way of training', () => {
  it('passes where the claims are shown over seeds, not over pairs', () => {
    const { outcome, arms, comparisons } = overSeeds(runs({ means: HELD }))
    const [question] = arms[0].questions
    expect([outcome, question.verdict, comparisons]).toEqual(['PASS', 'PASS', null])
    expect(question.claims.consistency!.mean).toMatchObject({ n: 5, unit: 'seed', method: 'mean, t' })
    expect(question.claims.consistency!.mean.estimate).toBeCloseTo(0.95, 1)
    // Pairs differ by .6 in a seed; seeds by .02.
    expect(question.claims.consistency!.mean.se).toBeLessThan(0.005)
    expect(question.claims.consistency!.iqm.low).not.toBeNull()
    expect(question.passes).toMatchObject({ estimate: 1, n: 5, unit: 'seed', method: 'Clopper-Pearson' })
    expect(question.passes.low).toBeCloseTo(0.478, 3)
    expect(question.divergent).toMatchObject({ estimate: 0 })
    expect(question.estimates.VC_M.mean.n).toBe(5)
  })

  it('fails where it diverges over seeds', () => {
    const { outcome, arms } = overSeeds(runs({ means: PERFORMED, verdict: 'FAIL(DIVERGENT)' }))
    expect([outcome, arms[0].questions[0].verdict]).toEqual(['FAIL', 'FAIL(DIVERGENT)'])
    expect(arms[0].questions[0].divergent.estimate).toBe(1)
  })

  it('is open where seeds fall into two kinds, and says what share passes', () => {
    const mixed = [1, 2, 3, 4, 5, 6].map((seed) =>
      run(seed, { means: seed % 2 ? HELD : PERFORMED, verdict: seed % 2 ? 'PASS' : 'FAIL(DIVERGENT)', trained: { way: 'one' } }),
    ) // prettier-ignore
    const { outcome, arms } = overSeeds(mixed)
    expect(outcome).toBe('INCONCLUSIVE')
    expect(arms[0].questions[0].passes).toMatchObject({ estimate: 0.5, n: 6 })
  })

  it('has no interval from one seed, and says why', () => {
    const { outcome, arms } = overSeeds(runs({ means: HELD }, [1]))
    expect(outcome).toBe('INCONCLUSIVE')
    const { mean, iqm } = arms[0].questions[0].claims.consistency!
    expect(mean).toMatchObject({ low: null, high: null, n: 1, reason: 'n is 1: a standard error needs 2' })
    expect(iqm).toMatchObject({ low: null, reason: 'n is 1: resampling needs 2' })
  })

  it('is as valid as its least valid seed', () => {
    const bad = run(6, { means: HELD, checks: [{ id: 'V6', rule: '', ok: false }] })
    expect(overSeeds([...runs({ means: HELD }), bad]).outcome).toBe('INVALID')
    const blind = run(6, { means: HELD, checks: [{ id: 'V1', rule: '', ok: false }] })
    expect(overSeeds([...runs({ means: HELD }), blind]).arms[0].questions[0].verdict).toBe(
      'INCONCLUSIVE(CUE_NOT_PERCEIVED)',
    )
    const moved = run(6, { means: HELD, checks: [{ id: 'V8', rule: '', ok: false }] })
    expect(overSeeds([...runs({ means: HELD }), moved]).arms[0].questions[0].verdict).toBe('INCONCLUSIVE(MISSING)')
  })
})

describe('two ways of training', () => {
  it('pair the same seeds, and say which is better', () => {
    const { outcome, comparisons } = overSeeds(runs({ means: HELD }), runs({ means: PERFORMED }))
    expect(outcome).toBe('PASS')
    expect(comparisons!.map(({ claim, better }) => [claim, better])).toEqual(
      ['divergence', 'consistency', 'responsiveness', 'tracking', 'excess'].map((claim) => [claim, true]),
    )
    expect(comparisons![1].difference).toMatchObject({ method: 'paired t', n: 5 })
    expect(comparisons![0].improvement.estimate).toBe(1)
    expect(overSeeds(runs({ means: PERFORMED }), runs({ means: HELD })).outcome).toBe('FAIL')
  })

  it('compare other seeds by Welch', () => {
    const { comparisons } = overSeeds(runs({ means: HELD }), runs({ means: PERFORMED }, [7, 8, 9]))
    expect(comparisons![0].difference).toMatchObject({ method: 'Welch t', n: 8 })
  })

  it('correct p within a family by Holm', () => {
    const { comparisons } = overSeeds(
      runs({ means: HELD }, [1, 2, 3, 4, 6]),
      runs({ means: [0.02, 0.93, 0.89, 0.81, 0] }, [7, 8, 10, 11, 12]),
    )
    for (const { p, pAdjusted } of comparisons!) expect(pAdjusted).toBeGreaterThanOrEqual(p ?? 1)
    const least = comparisons!.reduce((a, b) => (b.p! < a.p! ? b : a))
    expect(least.pAdjusted).toBeCloseTo(Math.min(1, 5 * least.p!), 12)
  })

  it('that are equivalent in every claim are no support for the first', () => {
    const welch = overSeeds(runs({ means: HELD }), runs({ means: [0.021, 0.951, 0.901, 0.801, 0] }, [7, 8, 9, 10, 12]))
    expect(welch.comparisons!.every(({ better, worse }) => !better && !worse)).toBe(true)
    expect(welch.comparisons!.every(({ equivalence }) => equivalence.equivalent)).toBe(true)
    expect(welch.outcome).toBe('FAIL')
  })

  it('need more than a seed', () => {
    const { outcome, comparisons } = overSeeds(runs({ means: HELD }, [1]), runs({ means: PERFORMED }, [1]))
    expect(outcome).toBe('INCONCLUSIVE')
    expect(comparisons![0]).toMatchObject({ p: null, pAdjusted: 1, better: false, worse: false })
    expect(comparisons![0].difference.low).toBeNull()
  })
})

describe('runs that do not belong together', () => {
  const [one] = runs({ means: HELD })
  it.each<[string, SeedRun[], SeedRun[], RegExp]>([
    ['two presets', [one, run(2, { means: PERFORMED })], [], /trained otherwise than runs\/1/],
    ['two lengths of training', [one, run(2, { means: HELD, trained: { step: 2 } })], [], /trained otherwise/],
    ['two batteries', [one, run(2, { means: HELD, specs: 'other' })], [], /other questions, or on other draws/],
    [
      'a seed twice',
      [one, run(1, { means: HELD, asked: { policy: 'sha256:z' } })],
      [],
      /Got training seed 1 in runs\/1/,
    ],
    [
      'a policy twice',
      [one, run(2, { means: HELD, asked: { policy: one.report.asked.policy } })],
      [],
      /Got policy sha256/,
    ],
    ['greedy and not', [one, run(2, { means: HELD, asked: { greedy: true } })], [], /greedily or not/],
    ['one way against itself', [one], runs({ means: HELD }, [2]), /expected two ways of training/],
    [
      'other draws of the arms',
      [one],
      [run(1, { means: PERFORMED, asked: { seed: 9 } })],
      /same questions, pairs, draws/,
    ],
  ])('are refused: %s', (_, first, second, message) => {
    expect(() => overSeeds(first, second)).toThrow(message)
  })

  it('are those of bots, and of before training was noted', () => {
    const old = readReport({ ...one.report, trained: undefined }, 'x')
    expect(() => overSeeds([{ where: 'x', report: old }])).toThrow('Got x, of which no training is known')
    expect(() => readReport({}, 'x')).toThrow('Got schema undefined in x, expected a run of the battery')
  })
})

describe('sva probe seeds', () => {
  let folder = ''
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'seeds-'))))
  afterAll(() => rmSync(folder, { recursive: true }))
  const output = caughtOutput()

  function written(name: string, said: Said): string[] {
    return runs(said).map(({ report }, i) => {
      const path = join(folder, `${name}${i}`)
      mkdirSync(join(path, 'probe'), { recursive: true })
      writeFileSync(join(path, 'probe', 'verdicts.json'), toJson(report))
      return path
    })
  }

  it('reads runs, decides, and answers by its exit code', async () => {
    const held = written('held', { means: HELD })
    const performed = written('performed', { means: PERFORMED, verdict: 'FAIL(DIVERGENT)' })
    expect(await main(['probe', 'seeds', ...held])).toBe(0)
    expect(output.stdout).toContain('A/allocation/q: PASS')
    expect(output.stdout).toContain('seeds that pass 1.000 [0.478 to 1.000] of 5')
    output.stdout = ''
    expect(await main(['probe', 'seeds', ...performed, '--json'])).toBe(1)
    expect(JSON.parse(output.stdout)).toMatchObject({ schema: 'sva.seeds/1', outcome: 'FAIL', comparisons: null })
    expect(await main(['probe', 'seeds', held[0]])).toBe(2)
    output.stdout = ''
    expect(await main(['probe', 'seeds', ...held, '--against', performed.join(',')])).toBe(0)
    expect(output.stdout).toContain('better')
    expect(await main(['probe', 'seeds', ...held, performed[0]])).toBe(3)
    expect(output.stderr).toContain('trained otherwise')
  })

  it.each([
    ['seeds', /Got probe seeds without runs/],
    ['consolidated --against x', /Got --against, expected it with seeds alone/],
  ])('refuses %s', async (line, message) => {
    expect(await main(['probe', ...line.split(' ')])).toBe(2)
    expect(output.stderr).toMatch(message)
  })
})
