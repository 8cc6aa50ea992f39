/**
 * Things placed one by one on laid land. Where nmmo (98b6bbd, nmmo/core/terrain.py) draws any cell and tries again
 * until one fits, a cell is drawn here from all that fit; where too few do, as many are used as there are, and the
 * reference throws.
 */
import { below, drawAt, type Keyed } from '../core/keyed.ts'
import type { Ground } from './ground.ts'
import { GRASS } from './materials.ts'

/** A map that is being laid. */
export interface Site {
  readonly ground: Ground
  /** Material of each cell. `[cells]` */
  readonly map: Uint8Array
  /** Cells to draw from: the first `count`, in no order that means anything. `[cells]` */
  readonly bag: Int32Array
  /** Where in the bag a cell is; -1 for those that are not. `[cells]` */
  readonly bagged: Int32Array
  count: number
}

/** Rings of the playable square, from its edge, on which nothing is drawn; arms of clusters reach into the second. */
export const OUTER_RINGS = 2

export const site = (ground: Ground, map: Uint8Array): Site => ({
  ground,
  map,
  bag: new Int32Array(ground.cells),
  bagged: new Int32Array(ground.cells),
  count: 0,
})

/**
 * Fills the bag with the cells of `material` that have a neighbour of material `beside`, or any neighbours if that is
 * null.
 */
export function gather(site: Site, material: number, beside: number | null = null): void {
  const { map, bag, bagged, ground } = site
  site.count = 0
  for (let cell = 0; cell < ground.cells; cell++) {
    bagged[cell] = -1
    if (map[cell] !== material || ground.ring[cell] < OUTER_RINGS) continue
    if (beside !== null && !touches(site, cell, beside)) continue
    bagged[cell] = site.count
    bag[site.count++] = cell
  }
}

function touches({ map, ground }: Site, cell: number, material: number): boolean {
  return (
    map[cell + ground.north] === material ||
    map[cell + ground.south] === material ||
    map[cell + ground.east] === material ||
    map[cell + ground.west] === material
  )
}

/** Turns `count` cells of the bag, drawn by the slot's key on `channel` whatever the tick, into `material`. */
export function scatter(
  site: Site,
  world: Keyed,
  slot: number,
  channel: number,
  count: number,
  material: number,
): void {
  for (let i = 0; i < count && site.count > 0; i++) turn(site, drawCell(site, world, slot, channel, i), material)
}

/** As `scatter` from a bag of grass, and with each cell those of its four neighbours that are grass. */
export function scatterClusters(
  site: Site,
  world: Keyed,
  slot: number,
  channel: number,
  count: number,
  material: number,
): void {
  const { north, south, east, west } = site.ground
  for (let i = 0; i < count && site.count > 0; i++) {
    const cell = drawCell(site, world, slot, channel, i)
    turn(site, cell, material)
    turnGrass(site, cell + north, material)
    turnGrass(site, cell + south, material)
    turnGrass(site, cell + east, material)
    turnGrass(site, cell + west, material)
  }
}

const drawCell = (site: Site, world: Keyed, slot: number, channel: number, i: number): number =>
  site.bag[below(drawAt(world, slot, channel, i, 0, 0), site.count)]

function turnGrass(site: Site, cell: number, material: number): void {
  if (site.map[cell] === GRASS) turn(site, cell, material)
}

/** Changes a cell, and takes it from the bag if it is there: the last of the bag moves into its place. */
function turn(site: Site, cell: number, material: number): void {
  const { map, bag, bagged } = site
  map[cell] = material
  const index = bagged[cell]
  if (index < 0) return
  const last = bag[--site.count]
  bag[index] = last
  bagged[last] = index
  bagged[cell] = -1
}
