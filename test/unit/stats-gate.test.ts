/** Missing episodes, spending, drift and the tests of the gate. */
import { describe, expect, it } from 'vitest'
import { meanOf, tInterval } from '../../probes/stats/contrast.ts'
import { declineEvidence, drift } from '../../probes/stats/drift.ts'
import { tost } from '../../probes/stats/equivalence.ts'
import { change, gate, gateTest, magnitudes, type Row } from '../../probes/stats/gate.ts'
import { fillings, verdictsUnderMissing, worstCase } from '../../probes/stats/missing.ts'
import { levelOfRun } from '../../probes/stats/spending.ts'

describe('missing episodes', () => {
  const NEAR = Array.from({ length: 40 }, (_, i) => ((i % 5) - 2) / 100)
  const verdictOf = (values: readonly number[]) => (tost(meanOf(values, 'pair'), 0.1).equivalent ? 'PASS' : 'OPEN')

  it('are filled with every mixture of the two ends', () => {
    expect(fillings([5], 2, [0, 1])).toEqual([
      [5, 0, 0],
      [5, 1, 0],
      [5, 1, 1],
    ])
    expect(fillings([5], 0, [0, 1])).toEqual([[5]])
  })

  it('none changes nothing, one widens, and the ends hold for any value it could have had', () => {
    const { low, high } = tInterval(meanOf(NEAR, 'pair'))
    expect(worstCase(NEAR, 0, [-1, 1], { unit: 'pair' })).toMatchObject({ low, high, n: 40 })
    const worst = worstCase(NEAR, 1, [-1, 1], { unit: 'pair' })
    expect(worst.n).toBe(41)
    for (const value of [-1, -0.4, 0, 0.7, 1]) {
      const filled = tInterval(meanOf([...NEAR, value], 'pair'))
      expect(filled.low!).toBeGreaterThanOrEqual(worst.low!)
      expect(filled.high!).toBeLessThanOrEqual(worst.high!)
    }
  })

  it('flip a verdict only where some filling does', () => {
    expect(verdictsUnderMissing(NEAR, 1, [-1, 1], verdictOf)).toEqual(['PASS'])
    expect(verdictsUnderMissing(NEAR, 6, [-1, 1], verdictOf)).toEqual(['OPEN', 'PASS'])
  })

  it('alone have no interval', () => {
    expect(worstCase([], 1, [0, 1], { unit: 'pair' })).toMatchObject({ estimate: null, low: null, n: 1 })
    expect(worstCase([], 2, [0, 1], { unit: 'pair' }).high!).toBeGreaterThan(1)
    expect(() => fillings([1], -1, [0, 1])).toThrow('Got -1 missing')
    expect(() => fillings([1], 1, [1, 0])).toThrow('expected low <= high')
  })
})

describe('spending', () => {
  it('adds up to alpha at most', () => {
    const total = (kind: 'equal' | 'inverse-square') =>
      Array.from({ length: 200 }, (_, k) => levelOfRun({ alpha: 0.05, kind, runs: 200 }, k + 1)).reduce((a, b) => a + b)
    expect(total('equal')).toBeCloseTo(0.05, 12)
    expect(total('inverse-square')).toBeLessThan(0.05)
    expect(total('inverse-square')).toBeGreaterThan(0.0495)
  })

  it('refuses a run beyond the schedule, before the first, or of an unknown kind', () => {
    expect(() => levelOfRun({ alpha: 0.05, kind: 'equal', runs: 3 }, 4)).toThrow('the schedule is spent')
    expect(() => levelOfRun({ alpha: 0.05, kind: 'equal' }, 1)).toThrow('expected at most 0')
    expect(() => levelOfRun({ alpha: 0.05, kind: 'inverse-square' }, 0)).toThrow('Got run 0')
    expect(() => levelOfRun({ alpha: 0.05, kind: 'all' as 'equal' }, 1)).toThrow("unknown schedule 'all'")
  })
})

describe('drift', () => {
  it('evidence starts at 1, grows under a fall and shrinks under a rise', () => {
    const fall = declineEvidence([9, 8, 7, 6, 5, 4, 3, 2, 1])
    expect(fall[0]).toBe(1)
    for (let k = 1; k < fall.length; k++) expect(fall[k]).toBeGreaterThan(fall[k - 1])
    expect(declineEvidence([1, 2, 3, 4, 5]).at(-1)!).toBeLessThan(0.6)
  })

  it('has mean 1 over all orders of the scores', () => {
    const orders = permutations([1, 2, 3, 4, 5])
    const last = orders.map((order) => declineEvidence(order).at(-1)!)
    expect(last.reduce((a, b) => a + b) / last.length).toBeCloseTo(1, 12)
  })

  it('does not forget: a recovery after the alarm leaves it on', () => {
    const fallen = Array.from({ length: 12 }, (_, i) => 12 - i)
    expect(drift(fallen, { window: 5 }).declines).toBe(true)
    expect(drift([...fallen, 20, 21, 22, 23, 24, 25], { window: 5 }).declines).toBe(true)
    expect(drift([3], { window: 5 })).toMatchObject({ evidence: 1, declines: false })
    expect(drift(fallen, { window: 5 }).slope).toMatchObject({ estimate: -1, n: 5, unit: 'run' })
  })
})

describe('change', () => {
  const rows = (values: Record<string, number[]>): Row[] =>
    Object.entries(values).flatMap(([seed, list]) => list.map((value, i) => ({ seed, pair: `p${i}`, value })))

  it('averages pairs within a seed first', () => {
    const contrast = change(rows({ a: [0, 0, 0], b: [0, 0] }), rows({ a: [1, 2, 3], b: [4, 4] }), 'seed')
    expect(contrast).toMatchObject({ estimate: 3, n: 2, df: 1, unit: 'seed', se: 1 })
  })

  it('of one seed by pairs has the pairs as unit, by seed no interval', () => {
    const [before, after] = [rows({ a: [0, 0, 0] }), rows({ a: [1, 2, 3] })]
    expect(change(before, after, 'pair')).toMatchObject({ estimate: 2, n: 3, unit: 'pair' })
    expect(change(before, after, 'seed')).toMatchObject({ estimate: 2, se: null, n: 1 })
  })

  it('refuses pairs of several seeds as unit, and rows without a partner', () => {
    const [before, after] = [rows({ a: [0], b: [0] }), rows({ a: [1], b: [1] })]
    expect(() => change(before, after, 'pair')).toThrow(
      "Got pairs of 2 seeds, expected one: with several the unit is 'seed'.",
    )
    expect(() => change(before, after.slice(1), 'seed')).toThrow('Got 2 rows before and 1 after')
    expect(() => change(before.slice(1), after, 'seed')).toThrow('Got no row of seed a, pair p0 before')
    expect(() => change([...before, before[0]], after, 'seed')).toThrow('Got two rows of seed a, pair p0')
  })

  it('a magnitude is less the nearer to 0, on either side', () => {
    const [before, after] = [rows({ a: [0.2, 0.4], b: [-0.3, -0.1] }), rows({ a: [0.1, 0.1], b: [0.1, 0.1] })]
    expect(change(magnitudes(before), magnitudes(after), 'seed').estimate).toBeCloseTo(0.15, 14)
    expect(change(magnitudes(after), magnitudes(before), 'seed').estimate).toBeCloseTo(-0.15, 14)
  })
})

describe('gate', () => {
  const NOISE = [-0.01, 0.01, 0, 0.02, -0.02, 0.01, -0.01, 0]
  const rows = (level: number, noise = NOISE): Row[] => noise.map((d, seed) => ({ seed, pair: 'p', value: level + d }))
  const flat = rows(
    0.9,
    NOISE.map(() => 0),
  )
  const cell = (after: readonly Row[], before = flat) => ({ name: 'VC_U', before, after, margin: 0.05 })
  const options = { unit: 'seed', dropAlpha: 0.01 } as const

  it('passes what has not fallen, stops what has, and decides nothing on noise', () => {
    expect(gateTest([cell(rows(0.9))], options).outcome).toBe('PASS')
    expect(gateTest([cell(rows(0.7))], options).outcome).toBe('WORSE')
    const wild = rows(
      0.9,
      NOISE.map((d) => 20 * d),
    )
    expect(gateTest([cell(wild)], options).outcome).toBe('INCONCLUSIVE')
  })

  it('a drop within the margin that is shown to be within it passes', () => {
    const { outcome, cells } = gateTest([cell(rows(0.88))], options)
    expect(cells[0].pDrop!).toBeLessThan(0.01)
    expect(outcome).toBe('PASS')
  })

  it('one bad cell stops all, and Holm asks more of many cells than of one', () => {
    const good = { ...cell(rows(0.9)), name: 'good' }
    expect(gateTest([good, cell(rows(0.7))], options).outcome).toBe('WORSE')
    // One cell passes by a p between .05 / 8 and .05.
    const close = { ...cell(rows(0.9)), margin: 0.012 }
    const [alone] = gateTest([close], options).cells
    expect(alone.p! > 0.05 / 8 && alone.p! < 0.05).toBe(true)
    expect(gateTest([close], options).outcome).toBe('PASS')
    const copies = Array.from({ length: 8 }, () => close)
    expect(gateTest(copies, options).outcome).toBe('INCONCLUSIVE')
  })

  it('one seed never passes', () => {
    const [before, after] = [flat.slice(0, 1), rows(0.9).slice(0, 1)]
    const { outcome, cells } = gateTest([cell(after, before)], options)
    expect(outcome).toBe('INCONCLUSIVE')
    expect(cells[0]).toMatchObject({ p: null, pAdjusted: null, pDrop: null, holds: false })
    expect(cells[0].interval.reason).toBe('n is 1: a standard error needs 2')
    expect(() => gateTest([], options)).toThrow('Got no cells')
  })

  it('a slow fall passes the baseline accepted last and fails the anchor', () => {
    const after = rows(0.8)
    const found = gate({ accepted: [cell(after, rows(0.81, NOISE))], anchor: [cell(after)] }, options)
    expect(found.tests.accepted.outcome).toBe('PASS')
    expect(found.tests.anchor.outcome).toBe('WORSE')
    expect(found.outcome).toBe('WORSE')
    expect(gate({ accepted: [cell(rows(0.9))], anchor: [cell(rows(0.9))] }, options).outcome).toBe('PASS')
  })

  it('a fall from an accepted baseline above the anchor is no pass, and not WORSE', () => {
    const found = gate({ accepted: [cell(rows(0.9), rows(1.1))], anchor: [cell(rows(0.9))] }, options)
    expect(found.tests.accepted.outcome).toBe('WORSE')
    expect(found.outcome).toBe('INCONCLUSIVE')
  })

  it('refuses to go without an anchor', () => {
    expect(() => gate({ accepted: [cell(rows(0.9))] }, options)).toThrow(
      "Got baselines accepted, expected 'anchor' among them",
    )
  })
})

function permutations(values: readonly number[]): number[][] {
  if (values.length < 2) return [[...values]]
  return values.flatMap((first, i) => permutations(values.toSpliced(i, 1)).map((rest) => [first, ...rest]))
}
