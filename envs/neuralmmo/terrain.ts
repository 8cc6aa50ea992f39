/**
 * The map of a world from its key: the material of every cell of a square. Land of one of three kinds is laid, void
 * around it; the outermost playable ring becomes grass, and on the next one what bars the way becomes foliage. Then
 * resources are placed.
 */
import { named } from '../core/config.ts'
import { below, draw, worldKey, type Keyed } from '../core/keyed.ts'
import { fractal, raise, type Fractal } from './fractal.ts'
import { ground, type Ground } from './ground.ts'
import { CRYSTAL, FISH, FOLIAGE, GRASS, HERB, ORE, STONE, TREE, VOID, WALKABLE, WATER } from './materials.ts'
import { gather, scatter, scatterClusters, site, type Site } from './placement.ts'
import { layShares, sharing, type Shares, type Sharing } from './shares.ts'
import { drawLayer, noise, simplex, type Noise } from './simplex.ts'

/** Kinds of land. */
export const TERRAIN_KINDS = {
  fractal:
    'nmmo (98b6bbd, nmmo/core/terrain.py): noise of many scales; low land is water, then grass, foliage and stone',
  layer: 'nmmo3 (PufferLib 2188624, ocean/nmmo3): one wide noise; lakes and rocks in open grass',
  shares:
    'exact shares of water and foliage, finely mixed on grass, so that both are near everywhere; no barriers but water',
} as const

export interface TerrainOptions {
  readonly kind: keyof typeof TERRAIN_KINDS
  /** Cells a side of the playable land less one: even, 8 to 1024. */
  readonly center: number
  /** Cells of void on each side, >= 2; one less in the south and the east. */
  readonly border: number
  /** `fractal`: the highest land, in [0, 1], that is water, grass and foliage; above is stone. Ascending. */
  readonly thresholds: { readonly water: number; readonly grass: number; readonly foliage: number }
  /** `fractal`: how far octaves reach into each other's land, > 0. The reference's maps have 0.01 to 1. */
  readonly interpolate: number
  /** Clusters of ore, of trees and of crystal each. */
  readonly clusters: number
  /** Herbs, and fish at the shore. */
  readonly uniforms: number
  /** Extra cells of water and of foliage each; `extraCells` says the reference's number. */
  readonly extras: number
  /**
   * `null`: the world's key decides everything. A number: it alone decides the land, and the key only what is placed on
   * it, which is a trap of the reference: worlds of all seeds lie on one land. Several: the key draws one of these.
   */
  readonly map: number | readonly number[] | null
  /** `shares`: of water and foliage before anything else is placed, and of single cells of ore and of crystal. */
  readonly shares: Shares
}

/** The reference's Default map (nmmo/core/config.py, Medium), the first of those that it makes. */
export const TERRAIN_DEFAULTS: TerrainOptions = {
  kind: 'fractal',
  center: 128,
  border: 16,
  thresholds: { water: 0.3, grass: 0.7, foliage: 0.85 },
  interpolate: 0.01,
  clusters: 64,
  uniforms: 256,
  extras: 441,
  map: null,
  shares: { water: 0.15, foliage: 0.2, luxury: 0 },
}

/** `density_factor` of nmmo/core/terrain.py, `scatter_extra_resources`. */
const CENTER_PER_EXTRA = 6

/** Extra cells of water, and of foliage, that the reference scatters on a map. */
export function extraCells(center: number): number {
  const side = Math.floor(center / CENTER_PER_EXTRA)
  return side * side
}

/** First of 16 channels of keyed draws that are the terrain's. */
export const TERRAIN_CHANNEL = 0
const NOISE_CHANNEL = TERRAIN_CHANNEL
const ORE_CHANNEL = TERRAIN_CHANNEL + 1
const TREE_CHANNEL = TERRAIN_CHANNEL + 2
const CRYSTAL_CHANNEL = TERRAIN_CHANNEL + 3
const HERB_CHANNEL = TERRAIN_CHANNEL + 4
const FISH_CHANNEL = TERRAIN_CHANNEL + 5
const EXTRA_WATER_CHANNEL = TERRAIN_CHANNEL + 6
const EXTRA_FOLIAGE_CHANNEL = TERRAIN_CHANNEL + 7
const LUXURY_ORE_CHANNEL = TERRAIN_CHANNEL + 8
const LUXURY_CRYSTAL_CHANNEL = TERRAIN_CHANNEL + 9
const MAP_CHANNEL = TERRAIN_CHANNEL + 10

/**
 * Of the one layer: lattice squares a cell, and the heights in [0, 1] at which water ends and stone begins (nmmo3.h).
 */
const LAYER_FREQUENCY = 1 / 64
const LAYER_WATER = 0.25
const LAYER_STONE = 0.75

/** All that does not depend on a key, and scratch: `layTerrain` of one plan is not re-entrant. */
export interface TerrainPlan {
  readonly options: TerrainOptions
  readonly ground: Ground
  readonly site: Site
  /** Of the kind in question. */
  readonly fractal: Fractal | null
  readonly sharing: Sharing | null
  /** The one layer of `layer`. */
  readonly noise: Noise
  /** The lands before anything is placed, where numbers of maps decide them. */
  readonly lands: readonly Uint8Array[] | null
}

/** `options` over `TERRAIN_DEFAULTS`. Throws a RangeError on a kind, sizes, numbers and shares that make no map. */
export function terrainPlan(options: Partial<TerrainOptions>): TerrainPlan {
  const all = { ...TERRAIN_DEFAULTS, ...options }
  check(all)
  const geometry = ground(all.center, all.border)
  const plan = {
    options: all,
    ground: geometry,
    site: site(geometry, new Uint8Array(geometry.cells)),
    fractal: all.kind === 'fractal' ? fractal(geometry, all.interpolate) : null,
    sharing: all.kind === 'shares' ? sharing(geometry, all.shares) : null,
    noise: noise(1),
    lands: null,
  }
  return all.map === null ? plan : { ...plan, lands: [all.map].flat().map((map) => mappedLand(plan, map)) }
}

function check({ kind, thresholds: { water, grass, foliage }, interpolate, ...options }: TerrainOptions): void {
  named('kind of terrain', TERRAIN_KINDS, kind)
  if (!(water >= 0 && water <= grass && grass <= foliage && foliage <= 1))
    throw new RangeError(
      `Got thresholds of water ${water}, grass ${grass} and foliage ${foliage}, ` +
        `expected 0 <= water <= grass <= foliage <= 1.`,
    )
  if (!(interpolate > 0)) throw new RangeError(`Got interpolate ${interpolate}, expected a number > 0.`)
  for (const name of ['clusters', 'uniforms', 'extras'] as const)
    if (!(Number.isInteger(options[name]) && options[name] >= 0))
      throw new RangeError(`Got ${options[name]} ${name}, expected an integer >= 0.`)
}

function mappedLand(plan: TerrainPlan, map: number): Uint8Array {
  layLand(plan, { key: worldKey(['neuralmmo map', map]), tick: new Int32Array(1) }, 0)
  return plan.site.map.slice()
}

/**
 * Writes the material of each cell of the slot's map to `out[at..]`: a function of the slot's key and the plan's
 * options alone.
 */
export function layTerrain(world: Keyed, slot: number, plan: TerrainPlan, out: Uint8Array, at: number): void {
  if (plan.lands) plan.site.map.set(plan.lands[below(draw(world, slot, MAP_CHANNEL, 0), plan.lands.length)])
  else layLand(plan, world, slot)
  placeResources(plan, world, slot)
  out.set(plan.site.map, at)
}

/** Everything but resources. */
function layLand(plan: TerrainPlan, world: Keyed, slot: number): void {
  if (plan.fractal) layFractal(plan, plan.fractal, world, slot)
  else if (plan.sharing) layShares(plan.site, plan.sharing, world, slot, NOISE_CHANNEL)
  else layLayer(plan, world, slot)
  layRings(plan.site)
}

function layFractal({ options, ground, site }: TerrainPlan, land: Fractal, world: Keyed, slot: number): void {
  const { water, grass, foliage } = options.thresholds
  raise(land, ground, world, slot, NOISE_CHANNEL)
  for (let cell = 0; cell < ground.cells; cell++) {
    const level = (1 + land.height[cell]) / 2
    site.map[cell] = level <= water ? WATER : level <= grass ? GRASS : level <= foliage ? FOLIAGE : STONE
  }
}

function layLayer({ ground, site, noise }: TerrainPlan, world: Keyed, slot: number): void {
  const { size } = ground
  drawLayer(noise, 0, world, slot, NOISE_CHANNEL)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const level = (1 + simplex(noise, 0, LAYER_FREQUENCY * x, LAYER_FREQUENCY * y)) / 2
      site.map[y * size + x] = level < LAYER_WATER ? WATER : level > LAYER_STONE ? STONE : GRASS
    }
  }
}

function layRings({ map, ground: { cells, ring } }: Site): void {
  for (let cell = 0; cell < cells; cell++) {
    if (ring[cell] < 0) map[cell] = VOID
    else if (ring[cell] === 0) map[cell] = GRASS
    else if (ring[cell] === 1 && !WALKABLE[map[cell]]) map[cell] = FOLIAGE
  }
}

/** Resources in the order of the reference, then ours. */
function placeResources({ site, options, sharing }: TerrainPlan, world: Keyed, slot: number): void {
  const { clusters, uniforms, extras } = options
  if (clusters + uniforms > 0) gather(site, GRASS)
  scatterClusters(site, world, slot, ORE_CHANNEL, clusters, ORE)
  scatterClusters(site, world, slot, TREE_CHANNEL, clusters, TREE)
  scatterClusters(site, world, slot, CRYSTAL_CHANNEL, clusters, CRYSTAL)
  scatter(site, world, slot, HERB_CHANNEL, uniforms, HERB)
  if (uniforms > 0) gather(site, WATER, GRASS)
  scatter(site, world, slot, FISH_CHANNEL, uniforms, FISH)
  gather(site, GRASS)
  scatter(site, world, slot, EXTRA_WATER_CHANNEL, extras, WATER)
  scatter(site, world, slot, EXTRA_FOLIAGE_CHANNEL, extras, FOLIAGE)
  if (!sharing) return
  scatter(site, world, slot, LUXURY_ORE_CHANNEL, sharing.luxury, ORE)
  scatter(site, world, slot, LUXURY_CRYSTAL_CHANNEL, sharing.luxury, CRYSTAL)
}
