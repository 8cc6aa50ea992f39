/**
 * Simplex noise in two dimensions: Perlin 2001, after S. Gustavson, "Simplex noise demystified" (2005) and its
 * public-domain code of 2012, with the twelve gradients and the scale of that code. The permutation is drawn
 * from a key.
 */
import { below, drawAt, unit, type Keyed } from '../core/keyed.ts'

const PERIOD = 256
/** Bytes of a table: a permutation of 0 to 255, twice, so that the sum of two indices needs no wrap. */
const TABLE = 2 * PERIOD

/** Midpoints of the edges of a cube, seen along one axis (Gustavson's `grad3`). */
const GRADIENTS = [
  [1, 1], [-1, 1], [1, -1], [-1, -1],
  [1, 0], [-1, 0], [1, 0], [-1, 0],
  [0, 1], [0, -1], [0, 1], [0, -1],
] as const // prettier-ignore
/** Gradients by entry of the permutation. */
const GRADIENT_X = Float64Array.from({ length: PERIOD }, (_, i) => GRADIENTS[i % GRADIENTS.length][0])
const GRADIENT_Y = Float64Array.from({ length: PERIOD }, (_, i) => GRADIENTS[i % GRADIENTS.length][1])

/** From the plane to the lattice of squares that simplices are halves of, and back. */
const SKEW = (Math.sqrt(3) - 1) / 2
const UNSKEW = (3 - Math.sqrt(3)) / 6
/** Squared distance at which a corner's pull ends. */
const REACH = 0.5
/** Brings the sum of three corners into [-1, 1]. */
const SCALE = 70

/** Layers of noise, drawn from a key. */
export interface Noise {
  /** `[layers, TABLE]` */
  readonly tables: Uint8Array
  /**
   * Where a layer's plane begins, in lattice squares. If all began at a corner of the lattice, where the noise is 0,
   * some cells would be of middling height under every key. `[layers, 2]`
   */
  readonly origins: Float64Array
}

export const noise = (layers: number): Noise => ({
  tables: new Uint8Array(layers * TABLE),
  origins: new Float64Array(2 * layers),
})

/** Draws a layer from the slot's key on `channel`, whatever the tick. */
export function drawLayer(
  { tables, origins }: Noise,
  layer: number,
  world: Keyed,
  slot: number,
  channel: number,
): void {
  const at = layer * TABLE
  for (let i = 0; i < PERIOD; i++) {
    const j = below(drawAt(world, slot, channel, layer, 0, i), i + 1)
    tables[at + i] = tables[at + j]
    tables[at + j] = i
  }
  tables.copyWithin(at + PERIOD, at, at + PERIOD)
  origins[2 * layer] = PERIOD * unit(drawAt(world, slot, channel, layer, 0, PERIOD))
  origins[2 * layer + 1] = PERIOD * unit(drawAt(world, slot, channel, layer, 0, PERIOD + 1))
}

/** The noise of a layer in a point, in [-1, 1]. */
export function simplex({ tables, origins }: Noise, layer: number, px: number, py: number): number {
  const x = px + origins[2 * layer]
  const y = py + origins[2 * layer + 1]
  const skew = (x + y) * SKEW
  const i = Math.floor(x + skew)
  const j = Math.floor(y + skew)
  const unskew = (i + j) * UNSKEW
  // Offsets from the three corners of the simplex: the square's first, one of two in between, and its last.
  const x0 = x - (i - unskew)
  const y0 = y - (j - unskew)
  const stepX = x0 > y0 ? 1 : 0
  const stepY = 1 - stepX
  const x1 = x0 - stepX + UNSKEW
  const y1 = y0 - stepY + UNSKEW
  const x2 = x0 - 1 + 2 * UNSKEW
  const y2 = y0 - 1 + 2 * UNSKEW
  const at = layer * TABLE
  const column = i & (PERIOD - 1)
  const row = at + (j & (PERIOD - 1))
  const g0 = tables[at + column + tables[row]]
  const g1 = tables[at + column + stepX + tables[row + stepY]]
  const g2 = tables[at + column + 1 + tables[row + 1]]
  const t0 = Math.max(0, REACH - x0 * x0 - y0 * y0)
  const t1 = Math.max(0, REACH - x1 * x1 - y1 * y1)
  const t2 = Math.max(0, REACH - x2 * x2 - y2 * y2)
  return (
    SCALE *
    (t0 * t0 * t0 * t0 * (GRADIENT_X[g0] * x0 + GRADIENT_Y[g0] * y0) +
      t1 * t1 * t1 * t1 * (GRADIENT_X[g1] * x1 + GRADIENT_Y[g1] * y1) +
      t2 * t2 * t2 * t2 * (GRADIENT_X[g2] * x2 + GRADIENT_Y[g2] * y2))
  )
}
