/** From drawn maps to tables of cells. */
import { NEEDS_METRICS } from '../needs/metrics.ts'
import type { Pasture } from '../needs/tables.ts'
import { OUTCOMES } from './outcome.ts'
import {
  DX, DY, FLOOR, MOST_KINDS, MOVES, NOWHERE, type Act, type Beam, type GridTables, type Kind, type Rules, type Sight,
} from './state.ts' // prettier-ignore

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
  /** The map has no border: its edges meet. */
  readonly torus?: boolean
  readonly players: number
  readonly roles: readonly string[]
  readonly kinds: readonly Kind[]
  readonly sight: Sight
  readonly beams: readonly Beam[]
  readonly acts?: readonly Act[]
  readonly scalars: readonly string[]
  readonly marks: readonly string[]
  /** Bits of the marks that pictures paint; all where absent. A coat that says the same needs none. */
  readonly painted?: number
  readonly metrics: readonly string[]
  readonly rules: Rules
  readonly pasture?: Pasture
}

/** What every substrate's tables hold. Throws a RangeError on too many kinds and on a torus whose window would show a cell twice. */
export function gridTables(plan: Plan): GridTables {
  const { width, height, sight, kinds, beams, acts = [], painted = 0xff, torus = false } = plan
  const cells = width * height
  const rows = sight.forward + sight.backward + 1
  const columns = sight.left + sight.right + 1
  if (torus && Math.max(rows, columns) > Math.min(width, height))
    throw new RangeError(`Got a torus of ${width} x ${height}, expected sides of at least ${Math.max(rows, columns)}, as the window's.`) // prettier-ignore
  if (kinds.length > MOST_KINDS) throw new RangeError(`Got ${kinds.length} kinds, expected at most ${MOST_KINDS}.`)
  const next = new Uint16Array(cells * 4)
  for (let cell = 0; cell < cells; cell++) {
    const [x, y] = [cell % width, Math.floor(cell / width)]
    for (let d = 0; d < 4; d++) next[cell * 4 + d] = cellXY({ width, height, torus }, x + DX[d], y + DY[d])
  }
  return {
    ...plan,
    torus,
    cells,
    next,
    solid: Uint8Array.from(kinds, ({ solid }) => (solid ? 1 : 0)),
    barred: byPlayer(plan, ({ solid, barred = [] }, _, role) => (solid || barred.includes(role) ? 1 : 0)),
    listed: byPlayer(plan, ({ takenFor }, number, role) => (kinds[takenFor?.[role] ?? number].common >= 0 ? 1 : 0)),
    ...appearances(plan),
    rows,
    columns,
    ...turns({ width, height, torus }, sight),
    acts,
    painted,
    actions: [...MOVES, ...[...beams, ...acts].map(({ name }) => name)],
    metrics: [...OUTCOMES, ...plan.metrics, ...NEEDS_METRICS],
    pasture: plan.pasture ?? {},
    needs: null,
  }
}

/** [n * kinds] a byte for each player and kind. */
const byPlayer = ({ roles, kinds }: Plan, of: (kind: Kind, number: number, role: string) => number): Uint8Array =>
  Uint8Array.from(roles.flatMap((role) => kinds.map((kind, number) => of(kind, number, role))))

/** What each player sees in each kind. */
function appearances(plan: Plan): Pick<GridTables, 'looks' | 'seenAs'> {
  const { kinds } = plan
  if (kinds.every(({ takenFor }) => takenFor === undefined)) return { looks: kinds, seenAs: null }
  const taken = byPlayer(plan, ({ takenFor }, number, role) => takenFor?.[role] ?? number)
  const looks = kinds.filter((_, number) => taken.includes(number))
  return { looks, seenAs: taken.map((number) => looks.indexOf(kinds[number])) }
}

type Area = Pick<GridTables, 'width' | 'height' | 'torus'>

/** The cell of a column and a row that lie less than a map beyond its edges; NOWHERE outside a bounded map. */
export function cellXY({ width, height, torus }: Area, x: number, y: number): number {
  if (x >= 0 && y >= 0 && x < width && y < height) return y * width + x
  return torus ? ((y + height) % height) * width + ((x + width) % width) : NOWHERE
}

/** The map turned so that each heading points up, with a margin as wide as anybody sees. */
function turns({ width, height, torus }: Area, sight: Sight) {
  const margin = Math.max(sight.left, sight.right, sight.forward, sight.backward)
  const [wide, high] = [width + 2 * margin, height + 2 * margin]
  const area = wide * high
  const stride = Int32Array.of(wide, high, wide, high)
  const turnedAt = new Int32Array(4 * width * height)
  const turnedX = new Uint8Array(4 * width * height)
  const turnedY = new Uint8Array(4 * width * height)
  const copies: number[] = []
  const copiesFrom = new Int32Array(width * height + 1)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const turned = [[x, y], [y, width - 1 - x], [width - 1 - x, height - 1 - y], [height - 1 - y, x]] // prettier-ignore
      for (const [turn, [u, v]] of turned.entries()) {
        const index = turn * width * height + y * width + x
        turnedAt[index] = turn * area + (v + margin) * stride[turn] + u + margin
        turnedX[index] = u
        turnedY[index] = v
        const [across, down] = turn % 2 === 0 ? [width, height] : [height, width]
        if (torus) for (const [du, dv] of beyond(u, v, across, down, sight)) copies.push(turnedAt[index] + dv * stride[turn] + du) // prettier-ignore
      }
      copiesFrom[y * width + x + 1] = copies.length
    }
  }
  return { stride, area, turnedAt, turnedX, turnedY, copies: torus ? Int32Array.from(copies) : null, copiesFrom }
}

/** By how much a cell of a turned torus, `across` x `down`, is moved where somebody sees it across an edge. */
function beyond(u: number, v: number, across: number, down: number, { left, right, forward, backward }: Sight) {
  const columns = [-across, 0, across].filter((du) => u + du >= -left && u + du < across + right)
  const rows = [-down, 0, down].filter((dv) => v + dv >= -forward && v + dv < down + backward)
  return rows.flatMap((dv) => columns.map((du) => [du, dv] as const)).filter(([du, dv]) => du !== 0 || dv !== 0)
}
