/** Games on a drawn map with sites where things grow: what their tables share, and growth by chance. */
import { draw } from '../../core/keyed.ts'
import { chargeOf } from './beams.ts'
import { OWN_CHANNEL, happens, nextSuccess, type Trials } from './chance.ts'
import { willGrow } from './growth.ts'
import { alike, cellsOf, gridTables, readMap, startKinds, type GridMap, type Plan } from './map.ts'
import { FLOOR, WALL, WIDE, type GridTables, type GridWorld, type Rules } from './state.ts'

/** The two channels of `willRegrow`; those of a game with sites begin at SITE_CHANNEL. */
const GROW = OWN_CHANNEL
export const SITE_CHANNEL = GROW + 2

/** Kinds of the letters that every drawn map has: `n` is a floor where players start and return. */
export const LETTERS = { '#': WALL, '.': FLOOR, n: FLOOR } as const

/** What views ask where players know the charge of their first beam and see of each other where they stand. */
export const PLAIN: Rules = { scalar: chargeOf, marksOf: () => 0, coat: () => '', told: () => '' }
const CHARGE = 'charge'

export interface SitePlan
  extends
    Pick<Plan, 'players' | 'kinds' | 'beams' | 'acts' | 'metrics' | 'torus' | 'painted'>,
    Partial<Pick<Plan, 'marks' | 'roles' | 'rules' | 'pasture'>> {
  /** Of the map, for errors. */
  readonly name: string
  /** The map, a letter a cell, and the kind that each letter starts as; it has no other letters. */
  readonly rows: readonly string[]
  readonly letters: Readonly<Record<string, number>>
  /** Letters of cells where things grow, and where players start and return; `n` where absent. */
  readonly sites: string
  readonly starts?: string
  /** Names of what players know of themselves beside the charge. */
  readonly known?: readonly string[]
}
export interface SiteTables extends GridTables {
  readonly map: GridMap
  /** [C] kinds of a start. */
  readonly start: Uint8Array
  readonly sites: Uint16Array
  readonly starts: Uint16Array
}

/** Throws a TypeError where the map has a letter without a kind. */
export function siteTables(plan: SitePlan): SiteTables {
  const { name, rows, letters, known = [], marks = [], roles = alike(plan.players), rules = PLAIN } = plan
  const map = readMap(name, rows, Object.keys(letters).join(''))
  const sites = cellsOf(map, plan.sites)
  return {
    ...gridTables({
      ...plan,
      width: map.width,
      height: map.height,
      roles,
      sight: WIDE,
      scalars: [CHARGE, ...known],
      marks,
      rules,
      pasture: { sites, ...plan.pasture },
    }),
    map,
    start: startKinds(map, letters),
    sites,
    starts: cellsOf(map, plan.starts ?? 'n'),
  }
}

/** Share of the highest rate at which a site grows in this step; 0 and less where it cannot. */
export type Share<W> = (world: W, slot: number, site: number) => number

/** What is bare grows, at one rate, but not under a player. */
export const bare: Share<GridWorld> = ({ state, tables }, slot, site) => {
  const at = slot * tables.cells + site
  return state.kind[at] === FLOOR && state.who[at] === 0 ? 1 : 0
}

/**
 * Decides where `kind` grows: trials at the highest rate of any site, of which each takes its share. A second kind of a game
 * has two channels of its own, from `channel` on.
 */
export function willRegrow<W extends GridWorld & { readonly tables: SiteTables }>(
  world: W,
  slot: number,
  most: Trials,
  kind: number,
  share: Share<W>,
  channel = GROW,
): void {
  const { sites } = world.tables
  for (let i = 0; (i = nextSuccess(world, slot, channel, most, i)) < sites.length; i++) {
    const part = share(world, slot, sites[i])
    if (part > 0 && happens(draw(world, slot, channel + 1, sites[i]), part)) willGrow(sites[i], kind)
  }
}
