/**
 * The tests by which a retrained policy is let past a stored one: non-inferior in every cell to the baseline accepted
 * last, and to the anchor that never changes. Differences of points are never compared.
 */
import { mean } from '../../agents/moments.ts'
import { meanOf, type Contrast } from './contrast.ts'
import { nonInferiority, tTest, type OneSided } from './equivalence.ts'
import { ALPHA } from './estimate.ts'
import { holm } from './multiplicity.ts'

/** A metric of one pair of a training seed. */
export interface Row {
  readonly seed: string | number
  readonly pair: string
  readonly value: number
}

/** 'seed' where the claim is about how policies are trained, 'pair' where it is about one policy. */
export type Unit = 'seed' | 'pair'

/** A cell of the battery: what was, and what is now, larger being better. */
export interface Cell {
  readonly name: string
  readonly before: readonly Row[]
  readonly after: readonly Row[]
  readonly margin: number
}

/**
 * Mean change over rows of the same seed and pair. With unit 'seed' pairs are averaged first. Throws a RangeError for a
 * row without its partner, and for unit 'pair' with more than one seed: pairs of one seed are not independent of each
 * other.
 */
export function change(before: readonly Row[], after: readonly Row[], unit: Unit): Contrast {
  const earlier = byKey(before)
  const changes = [...byKey(after)].map(([key, row]) => {
    const partner = earlier.get(key)
    if (!partner) throw new RangeError(`Got no row of ${key} before, expected the same seeds and pairs on both sides.`)
    return { ...row, value: row.value - partner.value }
  })
  if (changes.length !== earlier.size) {
    throw new RangeError(
      `Got ${earlier.size} rows before and ${changes.length} after, expected the same seeds and pairs.`,
    )
  }
  const seeds = bySeed(changes)
  if (unit === 'pair' && seeds.size > 1) {
    throw new RangeError(`Got pairs of ${seeds.size} seeds, expected one: with several the unit is 'seed'.`)
  }
  return meanOf(unit === 'pair' ? changes.map(({ value }) => value) : [...seeds.values()].map(mean), unit)
}

/**
 * Rows whose mean within each seed is minus the magnitude of its mean, so that larger is better: |D| as a metric. The
 * sign of a seed's mean turns all its rows.
 */
export function magnitudes(rows: readonly Row[]): Row[] {
  const seeds = bySeed(rows)
  return rows.map((row) => ({ ...row, value: mean(seeds.get(row.seed)!) > 0 ? -row.value : row.value }))
}

export interface CellTest extends OneSided {
  readonly name: string
  /** By Holm over the cells; null where the cell has no standard error. */
  readonly pAdjusted: number | null
  /** Of the hypothesis that nothing fell, and by Holm over the cells. */
  readonly pDrop: number | null
  readonly pDropAdjusted: number | null
}

/**
 * Every cell is shown to be non-inferior; else some cell is shown to have fallen; else undecided, which is not a pass.
 */
export type Outcome = 'PASS' | 'WORSE' | 'INCONCLUSIVE'

export interface GateTest {
  readonly cells: readonly CellTest[]
  readonly outcome: Outcome
}

export interface GateOptions {
  readonly unit: Unit
  /** Of non-inferiority, 0.05 by default. */
  readonly alpha?: number
  /** Of a drop: what the schedule spends on this run (spending.ts). */
  readonly dropAlpha: number
}

/**
 * Non-inferiority of every cell, and a drop in any, Holm over the cells. A cell without a standard error never passes.
 */
export function gateTest(cells: readonly Cell[], { unit, alpha = ALPHA, dropAlpha }: GateOptions): GateTest {
  if (cells.length === 0) throw new RangeError('Got no cells, expected at least one.')
  const contrasts = cells.map(({ before, after }) => change(before, after, unit))
  const tests = contrasts.map((contrast, i) => nonInferiority(contrast, cells[i].margin, alpha))
  const drops = contrasts.map((contrast) => tTest(contrast).pLess)
  const adjusted = holm(tests.map(({ p }) => p ?? 1))
  const dropsAdjusted = holm(drops.map((p) => p ?? 1))
  const judged = tests.map((test, i) => ({
    ...test,
    name: cells[i].name,
    pAdjusted: test.p === null ? null : adjusted[i],
    holds: test.p !== null && adjusted[i] < alpha,
    pDrop: drops[i],
    pDropAdjusted: drops[i] === null ? null : dropsAdjusted[i],
  }))
  const passes = judged.every(({ holds }) => holds)
  const fell = judged.some(({ pDropAdjusted }) => pDropAdjusted !== null && pDropAdjusted < dropAlpha)
  return { cells: judged, outcome: passes ? 'PASS' : fell ? 'WORSE' : 'INCONCLUSIVE' }
}

export interface Gate {
  /** By baseline. */
  readonly tests: Readonly<Record<string, GateTest>>
  /** PASS only where every baseline is passed; WORSE where the anchor is not held. */
  readonly outcome: Outcome
}

/**
 * The same test against several baselines: the one accepted last and the anchor. Only the anchor raises WORSE: a
 * baseline that was accepted was chosen for being high, and stays the longer the higher it is, so falls from it are
 * seen where nothing changes.
 */
export function gate(baselines: Readonly<Record<string, readonly Cell[]>>, options: GateOptions): Gate {
  const names = Object.keys(baselines)
  if (!names.includes(ANCHOR)) {
    throw new RangeError(
      `Got baselines ${names.join(', ') || '(none)'}, expected '${ANCHOR}' among them: one that is never replaced.`,
    )
  }
  const tests = Object.fromEntries(names.map((name) => [name, gateTest(baselines[name], options)]))
  if (Object.values(tests).every(({ outcome }) => outcome === 'PASS')) return { tests, outcome: 'PASS' }
  return { tests, outcome: tests[ANCHOR].outcome === 'WORSE' ? 'WORSE' : 'INCONCLUSIVE' }
}

/** Name of the baseline that is never replaced. */
export const ANCHOR = 'anchor'

function byKey(rows: readonly Row[]): Map<string, Row> {
  const found = new Map<string, Row>()
  for (const row of rows) {
    const key = `seed ${row.seed}, pair ${row.pair}`
    if (found.has(key)) throw new RangeError(`Got two rows of ${key}, expected one.`)
    found.set(key, row)
  }
  return found
}

/** Values by seed. */
function bySeed(rows: readonly Row[]): Map<string | number, number[]> {
  const seeds = new Map<string | number, number[]>()
  for (const { seed, value } of rows) {
    const values = seeds.get(seed)
    if (values) values.push(value)
    else seeds.set(seed, [value])
  }
  return seeds
}
