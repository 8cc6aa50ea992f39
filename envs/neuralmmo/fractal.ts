/**
 * The height of fractal land, after nmmo (98b6bbd, nmmo/core/terrain.py, `generate_terrain`): octaves of simplex noise,
 * of which in each cell one dominates. On the outermost rings that is the finest; towards the middle a second noise,
 * the mask, says more and more which. Neighbouring octaves join in with the square of a Gaussian weight.
 *
 * We differ: octaves are layers of their own, where the reference's are far corners of one that repeats and may
 * overlap; and land is scaled to one deviation, where the reference's depends on how much void there is around it
 * (`LAND_DEVIATION`).
 */
import type { Keyed } from '../core/keyed.ts'
import type { Ground } from './ground.ts'
import { drawLayer, noise, simplex, type Noise } from './simplex.ts'

/** TERRAIN_TILES_PER_OCTAVE of nmmo/core/config.py: cells of `center` an octave. */
const CELLS_PER_OCTAVE = 8
/** 2^TERRAIN_FREQUENCY: of the finest octave, in lattice squares a cell. */
const FINEST = 1 / 8
/**
 * 2^(TERRAIN_FREQUENCY + TERRAIN_FREQUENCY_OFFSET): lattice squares across `center` of the coarsest octave, if that is
 * coarser.
 */
const COARSEST_ACROSS = 16
/** Layers of the mask: from a wavelength of 4 cells up to a quarter of `center`, by doubling. */
const FINEST_MASK = 1 / 4
const COARSEST_MASK_ACROSS = 4
/** Each layer of the mask weighs so much of the next coarser one. */
const MASK_FALL = 0.5
/** The outermost ring and this many more hear nothing of the mask. */
const MASKLESS_RINGS = 2
/** Octaves of less weight move no height that a threshold could tell. */
const NEGLIGIBLE = 1e-6

/**
 * Standard deviation of heights before they are clipped to [-1, 1]. The reference scales to that of the noise, 0.44,
 * but counts the void, which is flat unless `interpolate` is near 1: on its Default map (129 of 160 cells a side) land
 * gets 0.44 * 160 / 129.
 */
const LAND_DEVIATION = 0.55

/** What a fractal needs beside a key, and its scratch. */
export interface Fractal {
  /** Lattice squares a cell of each octave, finest first. */
  readonly frequencies: Float64Array
  /** Weight of an octave by its distance from the dominant one. `[octaves]` */
  readonly weights: Float64Array
  /** Lattice squares a cell of each layer of the mask, coarsest first. */
  readonly masks: Float64Array
  /**
   * How much of the fineness (0 the coarsest octave dominates, octaves - 1 the finest) the ring decides. `[center / 2 +
   * 1]`
   */
  readonly ringFineness: Float64Array
  /** How much of it the mask decides, 0 to 1. `[center / 2 + 1]` */
  readonly maskSay: Float64Array
  /** The octaves, then the layers of the mask. */
  readonly noise: Noise
  /** The dominant octave of each cell. `[cells]` */
  readonly dominant: Int16Array
  /** The result, for cells of the playable square. In [-1, 1]. `[cells]` */
  readonly height: Float64Array
}

/** `interpolate` > 0 is the deviation of the Gaussian, where all octaves together span 1. */
export function fractal(ground: Ground, interpolate: number): Fractal {
  const { center, cells } = ground
  const octaves = Math.floor(center / CELLS_PER_OCTAVE)
  const span = Math.max(1, octaves - 1)
  const fall = Math.log(Math.min(FINEST, COARSEST_ACROSS / center) / FINEST)
  const masks = masksOf(center)
  const middle = center / 2
  const outer = middle - MASKLESS_RINGS
  const ringSay = Float64Array.from({ length: middle + 1 }, (_, ring) => Math.min(middle - ring, outer) / outer)
  return {
    frequencies: Float64Array.from({ length: octaves }, (_, i) => FINEST * Math.exp((fall * i) / span)),
    weights: Float64Array.from({ length: octaves }, (_, distance) => squaredGaussian(distance / span / interpolate)),
    masks,
    ringFineness: ringSay.map((say, ring) => say * Math.max(0, octaves - 1 - Math.floor((ring / middle) * octaves))),
    maskSay: ringSay.map((say) => 1 - say),
    noise: noise(octaves + masks.length),
    dominant: new Int16Array(cells),
    height: new Float64Array(cells),
  }
}

function squaredGaussian(z: number): number {
  const weight = Math.exp(-z * z)
  return weight < NEGLIGIBLE ? 0 : weight
}

function masksOf(center: number): Float64Array {
  const masks: number[] = []
  for (let frequency = FINEST_MASK; frequency >= COARSEST_MASK_ACROSS / center; frequency /= 2) masks.push(frequency)
  return Float64Array.from(masks.reverse())
}

/**
 * Writes `height` and `dominant` for the playable square: a function of the slot's key alone. Tables are drawn on
 * `channel`.
 */
export function raise(land: Fractal, ground: Ground, world: Keyed, slot: number, channel: number): void {
  const layers = land.frequencies.length + land.masks.length
  for (let layer = 0; layer < layers; layer++) drawLayer(land.noise, layer, world, slot, channel)
  layMask(land, ground)
  chooseOctaves(land, ground)
  blendOctaves(land, ground)
  scale(land.height, ground)
}

/** Leaves the mask in `height`. */
function layMask({ masks, noise, height, frequencies }: Fractal, { size, border, center }: Ground): void {
  height.fill(0)
  for (let layer = 0, magnitude = 1; layer < masks.length; layer++, magnitude *= MASK_FALL) {
    const frequency = masks[layer]
    for (let y = border; y <= border + center; y++) {
      for (let x = border; x <= border + center; x++)
        height[y * size + x] += magnitude * simplex(noise, frequencies.length + layer, frequency * x, frequency * y)
    }
  }
}

/** From the mask in `height`, which is cut into as many levels as there are octaves. */
function chooseOctaves(land: Fractal, { cells, ring }: Ground): void {
  const { height, dominant, ringFineness, maskSay } = land
  const octaves = land.frequencies.length
  let least = Infinity
  let most = -Infinity
  for (let cell = 0; cell < cells; cell++) {
    if (ring[cell] < 0) continue
    least = Math.min(least, height[cell])
    most = Math.max(most, height[cell])
  }
  // A map too small for any layer of the mask is all of one level.
  const range = most > least ? most - least : 1
  for (let cell = 0; cell < cells; cell++) {
    if (ring[cell] < 0) continue
    const level = Math.min(octaves - 1, Math.floor((octaves * (height[cell] - least)) / range))
    const fineness = Math.floor(ringFineness[ring[cell]] + maskSay[ring[cell]] * (level - 1))
    dominant[cell] = octaves - 1 - Math.max(0, fineness)
  }
}

function blendOctaves(land: Fractal, { size, border, center }: Ground): void {
  const { frequencies, weights, noise, dominant, height } = land
  height.fill(0)
  for (let octave = 0; octave < frequencies.length; octave++) {
    const frequency = frequencies[octave]
    for (let y = border; y <= border + center; y++) {
      for (let x = border; x <= border + center; x++) {
        const cell = y * size + x
        const weight = weights[Math.abs(octave - dominant[cell])]
        if (weight > 0) height[cell] += weight * simplex(noise, octave, frequency * x, frequency * y)
      }
    }
  }
}

/** To `LAND_DEVIATION`, about 0 whatever the mean, as in the reference, clipped to [-1, 1]. */
function scale(height: Float64Array, { cells, ring, center }: Ground): void {
  let sum = 0
  let squares = 0
  for (let cell = 0; cell < cells; cell++) {
    if (ring[cell] < 0) continue
    sum += height[cell]
    squares += height[cell] * height[cell]
  }
  const count = (center + 1) * (center + 1)
  const mean = sum / count
  const factor = LAND_DEVIATION / Math.sqrt(squares / count - mean * mean)
  for (let cell = 0; cell < cells; cell++)
    if (ring[cell] >= 0) height[cell] = Math.max(-1, Math.min(1, factor * height[cell]))
}
