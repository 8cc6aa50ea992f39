/**
 * Land of exact shares: the highest cells of a fine noise are water, those of another, of what is left, foliage; the
 * rest is grass.
 */
import type { Keyed } from '../core/keyed.ts'
import type { Ground } from './ground.ts'
import { FOLIAGE, GRASS, WATER } from './materials.ts'
import { OUTER_RINGS, type Site } from './placement.ts'
import { drawLayer, noise, simplex, type Noise } from './simplex.ts'

/** Lattice squares a cell: ponds and thickets of a few cells, about ten from one to the next. */
const FREQUENCY = 1 / 6

/** Of the playable cells. */
export interface Shares {
  readonly water: number
  readonly foliage: number
  /** Of ore, and of crystal. */
  readonly luxury: number
}

/** The shares as numbers of cells, and scratch. */
export interface Sharing {
  readonly water: number
  readonly foliage: number
  readonly luxury: number
  /** Cells within the outer rings, row by row. */
  readonly inside: Int32Array
  /** Height of each cell of `inside`. */
  readonly height: Float64Array
  /** The heights among which water is chosen, and foliage. `[inside]`, `[inside - water]` */
  readonly wet: Float64Array
  readonly dry: Float64Array
  /** A layer for water, one for foliage. */
  readonly noise: Noise
}

/** Cells by `shares` of the playable square. Throws a RangeError where they do not fit within the outer rings. */
export function sharing({ center, cells, ring }: Ground, shares: Shares): Sharing {
  const inside = Int32Array.from({ length: cells }, (_, cell) => cell).filter((cell) => ring[cell] >= OUTER_RINGS)
  const playable = (center + 1) * (center + 1)
  const [water, foliage, luxury] = [shares.water, shares.foliage, shares.luxury].map((share) =>
    Math.round(share * playable),
  )
  if (!(Math.min(water, foliage, luxury) >= 0 && water + foliage + 2 * luxury <= inside.length))
    throw new RangeError(
      `Got shares of water ${shares.water}, foliage ${shares.foliage} and twice luxury ${shares.luxury}, ` +
        `expected a sum in [0, ${(inside.length / playable).toFixed(3)}]: the two outermost rings stay clear.`,
    )
  return {
    water,
    foliage,
    luxury,
    inside,
    height: new Float64Array(inside.length),
    wet: new Float64Array(inside.length),
    dry: new Float64Array(inside.length - water),
    noise: noise(2),
  }
}

/** Lays water, foliage and grass by the slot's key; layers are drawn on `channel`. */
export function layShares(site: Site, sharing: Sharing, world: Keyed, slot: number, channel: number): void {
  site.map.fill(GRASS)
  drawLayer(sharing.noise, 0, world, slot, channel)
  drawLayer(sharing.noise, 1, world, slot, channel)
  layHighest(site, sharing, 0, sharing.wet, sharing.water, WATER)
  layHighest(site, sharing, 1, sharing.dry, sharing.foliage, FOLIAGE)
}

/**
 * Turns the `count` highest cells of grass into `material`; `bag` has as many elements as there are cells of grass.
 */
function layHighest(
  { map, ground: { size } }: Site,
  { inside, height, noise }: Sharing,
  layer: number,
  bag: Float64Array,
  count: number,
  material: number,
): void {
  if (count === 0) return
  let grass = 0
  for (let i = 0; i < inside.length; i++) {
    const y = Math.floor(inside[i] / size)
    height[i] = simplex(noise, layer, FREQUENCY * (inside[i] - y * size), FREQUENCY * y)
    if (map[inside[i]] === GRASS) bag[grass++] = height[i]
  }
  const lowest = highest(bag, count)
  // Of cells as high as the lowest that is chosen, the first are.
  let level = count
  for (let i = 0; i < bag.length; i++) if (bag[i] > lowest) level--
  for (let i = 0; i < inside.length; i++) {
    if (map[inside[i]] !== GRASS || height[i] < lowest || (height[i] === lowest && level-- <= 0)) continue
    map[inside[i]] = material
  }
}

/** The `count`-th highest of the values, which come to lie in another order (Hoare's selection, 1961). */
function highest(values: Float64Array, count: number): number {
  const k = values.length - count
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = values[(low + high) >> 1]
    let i = low
    let j = high
    while (i <= j) {
      while (values[i] < pivot) i++
      while (values[j] > pivot) j--
      if (i > j) break
      const value = values[i]
      values[i++] = values[j]
      values[j--] = value
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else return values[k]
  }
  return values[k]
}
