/** From drawn maps to tables of cells. */
import {
  DX, DY, FLOOR, MOVES, NOWHERE, type Act, type Beam, type GridTables, type Kind, type Rules, type Sight,
} from './state.ts' // prettier-ignore
import { NEEDS_METRICS } from '../needs/metrics.ts'
import type { Pasture } from '../needs/tables.ts'
import { OUTCOMES } from './outcome.ts'

/** A map drawn in letters, one a cell; rows may not differ in length. */
export interface GridMap {
  readonly width: number
  readonly height: number
  /** [C] letters, row by row. */
  readonly letters: readonly string[]
}

/** Throws a TypeError where rows differ in length or a letter is not in `known`. */
export function readMap(name: string, rows: readonly string[], known: string): GridMap {
  const width = rows[0].length
  for (const [y, row] of rows.entries()) {
    if (row.length !== width)
      throw new TypeError(`Got ${row.length} cells in row ${y} of map '${name}', expected ${width}.`)
    for (const letter of row) {
      if (!known.includes(letter))
        throw new TypeError(`Got '${letter}' in row ${y} of map '${name}', expected one of: ${known}`)
    }
  }
  return { width, height: rows.length, letters: [...rows.join('')] }
}

/** Cells of a map that carry one of `letters`, row by row. */
export const cellsOf = ({ letters }: GridMap, wanted: string): Uint16Array =>
  Uint16Array.from([...letters.keys()].filter((cell) => wanted.includes(letters[cell])))

/** The kind that each cell starts with, `[C]`; letters that `kindOf` does not have are floor. */
export const startKinds = ({ letters }: GridMap, kindOf: Readonly<Record<string, number>>): Uint8Array =>
  Uint8Array.from(letters, (letter) => kindOf[letter] ?? FLOOR)

/** Roles of players who are all alike. */
export const alike = (players: number): string[] => Array.from({ length: players }, () => 'default')

export interface Plan {
  readonly width: number
  readonly height: number
  readonly players: number
  readonly roles: readonly string[]
  readonly kinds: readonly Kind[]
  readonly sight: Sight
  readonly beams: readonly Beam[]
  readonly acts?: readonly Act[]
  readonly scalars: readonly string[]
  readonly marks: readonly string[]
  readonly metrics: readonly string[]
  readonly rules: Rules
  readonly pasture?: Pasture
}

/** What every substrate's tables hold. */
export function gridTables(plan: Plan): GridTables {
  const { width, height, sight, kinds, beams, acts = [] } = plan
  const cells = width * height
  const next = new Uint16Array(cells * 4).fill(NOWHERE)
  for (let cell = 0; cell < cells; cell++) {
    for (let d = 0; d < 4; d++) {
      const x = (cell % width) + DX[d]
      const y = Math.floor(cell / width) + DY[d]
      if (x >= 0 && y >= 0 && x < width && y < height) next[cell * 4 + d] = y * width + x
    }
  }
  return {
    ...plan,
    cells,
    next,
    solid: Uint8Array.from(kinds, ({ solid }) => (solid ? 1 : 0)),
    rows: sight.forward + sight.backward + 1,
    columns: sight.left + sight.right + 1,
    ...turns(width, height, sight),
    acts,
    actions: [...MOVES, ...[...beams, ...acts].map(({ name }) => name)],
    metrics: [...OUTCOMES, ...plan.metrics, ...NEEDS_METRICS],
    pasture: plan.pasture ?? {},
    needs: null,
  }
}

/** The map turned so that each heading points up, with a margin as wide as anybody sees. */
function turns(width: number, height: number, { left, right, forward, backward }: Sight) {
  const margin = Math.max(left, right, forward, backward)
  const [wide, high] = [width + 2 * margin, height + 2 * margin]
  const area = wide * high
  const stride = Int32Array.of(wide, high, wide, high)
  const turnedAt = new Int32Array(4 * width * height)
  const turnedX = new Uint8Array(4 * width * height)
  const turnedY = new Uint8Array(4 * width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const turned = [[x, y], [y, width - 1 - x], [width - 1 - x, height - 1 - y], [height - 1 - y, x]] // prettier-ignore
      for (const [turn, [u, v]] of turned.entries()) {
        const index = turn * width * height + y * width + x
        turnedAt[index] = turn * area + (v + margin) * stride[turn] + u + margin
        turnedX[index] = u
        turnedY[index] = v
      }
    }
  }
  return { stride, area, turnedAt, turnedX, turnedY }
}
