/**
 * The geometry of a square map. A cell is y * size + x. As in nmmo (98b6bbd, nmmo/core/terrain.py), distances are
 * counted from cell (size / 2, size / 2), so the playable square is `center` + 1 cells wide and the void is one cell
 * thinner in the south and the east.
 */

/** Tables of a map's geometry; shared, nobody writes them. */
export interface Ground {
  readonly center: number
  readonly border: number
  /** Cells a side: center + 2 * border. */
  readonly size: number
  readonly cells: number
  /** Steps of an index to the neighbours. */
  readonly north: number
  readonly south: number
  readonly east: number
  readonly west: number
  /**
   * How far a cell lies inside the playable square, in king's moves: 0 on its outermost ring, negative in the void.
   * `[cells]`
   */
  readonly ring: Int16Array
  /** Cells of the outermost playable ring, where agents start, clockwise from the north-west corner. `[4 * center]` */
  readonly edge: Int32Array
}

/** The least playable land that has an inside. */
const LEAST_CENTER = 8
/** With less, the map's last row would not be void. */
const LEAST_BORDER = 2
/** The most cells a side whose number a draw can pick from (`below`). */
const MOST_CENTER = 1024

/** Throws a RangeError unless `center` is an even integer in [8, 1024] and `border` an integer >= 2. */
export function ground(center: number, border: number): Ground {
  if (!Number.isInteger(center / 2) || center < LEAST_CENTER || center > MOST_CENTER)
    throw new RangeError(`Got center ${center}, expected an even number of cells in [${LEAST_CENTER}, ${MOST_CENTER}].`)
  if (!Number.isInteger(border) || border < LEAST_BORDER)
    throw new RangeError(`Got border ${border}, expected an integer number of cells >= ${LEAST_BORDER}.`)
  const size = center + 2 * border
  const cells = size * size
  const middle = size / 2
  const ring = Int16Array.from({ length: cells }, (_, cell) => {
    const [x, y] = [cell % size, Math.floor(cell / size)]
    return center / 2 - Math.max(Math.abs(x - middle), Math.abs(y - middle))
  })
  const edge = edgeOf(center, border, size)
  return { center, border, size, cells, north: -size, south: size, east: 1, west: -1, ring, edge }
}

function edgeOf(center: number, border: number, size: number): Int32Array {
  const edge = new Int32Array(4 * center)
  const [first, last] = [border, border + center]
  for (let i = 0; i < center; i++) {
    edge[i] = first * size + first + i
    edge[center + i] = (first + i) * size + last
    edge[2 * center + i] = last * size + last - i
    edge[3 * center + i] = (last - i) * size + first
  }
  return edge
}

/** Whether one of the four neighbours of a cell that is not at the edge of the array is of a material. */
export const touches = (terrain: Uint8Array, at: number, size: number, material: number): boolean =>
  // A product of differences has one branch where a chain of comparisons has four, and no way to foresee them.
  (terrain[at - size] ^ material) *
    (terrain[at + size] ^ material) *
    (terrain[at + 1] ^ material) *
    (terrain[at - 1] ^ material) ===
  0
