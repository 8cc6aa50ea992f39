/**
 * allelopathic_harvest: berries of a colour ripen the faster the more bushes have that colour, so that it pays to plant all bushes
 * alike; but players like different colours best, and planting feeds nobody.
 *
 * Rules: meltingpot 2.4 `allelopathic_harvest__open` (google-deepmind/meltingpot 81ee2e7); the game is Köster et al. 2020,
 * arXiv:2010.09054.
 */
import { ITEM, SELF, SOURCE } from '../core/common.ts'
import { field, type Field } from '../core/fields.ts'
import { draw } from '../core/keyed.ts'
import { RUNNING, type Done, type World } from '../core/spec.ts'
import { BUSHES } from './allelopathic-map.ts'
import { chargeOf, fire } from './engine/beams.ts'
import { happens, nextSuccess, trials, type Trials } from './engine/chance.ts'
import { layMap, put } from './engine/grid.ts'
import { account, gini } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers, returns } from './engine/players.ts'
import { MARKED, SANCTIONED, armed, fade, sanctionFields, type SanctionFields } from './engine/sanctions.ts'
import { LETTERS, SITE_CHANNEL, siteTables, type SiteTables } from './engine/sites.ts'
import { beamCells, type Beam, type GridConfig, type Kind, type Rules } from './engine/state.ts'
import { NO_RANDOM_END, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'
import { sanctionZapped, zap, zapBeam } from './zap.ts'

/** Reward of a berry of the colour that its eater likes best, and of any other. */
export const FAVOURITE = 2
export const OTHER = 1
/**
 * Probability that a berry ripens in a step where all bushes have its colour; it falls with their share. In meltingpot's map it is
 * 5e-6 for each of 348 bushes.
 */
export const RIPENING = 348 * 5e-6
/** What changed in step t can ripen from step t + this on. */
export const REST = 10
/** Reward of who is hit while it is marked; it is out for `AWAY` steps. */
export const REMOVAL = -10
export const AWAY = 25
const STEPS = 2000

export const COLOURS = ['red', 'green', 'blue'] as const
const PAINTS = ['#c81e1e', '#1eb41e', '#1e3cc8'] as const
/** Coat of who planted nothing yet, or was seen to eat. */
const PLAIN_COAT = '#7d7d7d'

const ZAP = zapBeam([3, 1], 4)
const PLANT: readonly Beam[] = COLOURS.map((colour, i) => ({ name: `plant_${colour}`, length: 3, radius: 0, cooldown: 2, colour: PAINTS[i] })) // prettier-ignore
export const FIRST_PLANT = 1

export const ROLES = COLOURS.map((colour) => `player_who_likes_${colour}` as const)
export type Role = (typeof ROLES)[number]
const ALL_ROLES: readonly Role[] = Array.from({ length: MOST_PLAYERS }, (_, p) => ROLES[p < MOST_PLAYERS / 2 ? 0 : 1])

/** Bushes whose berries are not ripe, by colour; then those with ripe ones. */
export const UNRIPE = GROUND.length
export const RIPE = UNRIPE + COLOURS.length
const bush = (i: number, ripe: boolean): Kind => ({
  name: `${ripe ? 'ripe' : 'unripe'} ${COLOURS[i]} berry`,
  glyph: ripe ? COLOURS[i][0].toUpperCase() : COLOURS[i][0],
  colour: PAINTS[i],
  shape: ripe ? 'disc' : 'tuft',
  common: ripe ? ITEM : SOURCE,
  content: { thing: i, amount: 1, ready: ripe },
})
const kinds: readonly Kind[] = [
  ...GROUND,
  ...COLOURS.map((_, i) => bush(i, false)),
  ...COLOURS.map((_, i) => bush(i, true)),
]
const isRipe = (kind: number): boolean => kind >= RIPE

export type BerryMap = keyof typeof BUSHES
export interface BerryConfig extends GridConfig {
  map: BerryMap
  /** Of the players, in their order; 8 who like red and 8 who like green where empty. */
  roles: readonly Role[]
}
/** n players, C cells. */
interface Berries extends SanctionFields {
  /** [C] steps played when each bush was planted or picked. */
  readonly since: Field<'i32'>
  /** [3] bushes of each colour. */
  readonly bushes: Field<'u16'>
  /** [n] colour that each player's coat shows, plus one: 0 for none. */
  readonly coat: Field<'u8'>
  /** [n] bushes that each player planted anew. */
  readonly planted: Field<'i32'>
}
interface BerryTables extends SiteTables {
  /** [n] colour that each player likes best. */
  readonly taste: Uint8Array
  /** Trials where all bushes are alike; else a share of them. */
  readonly ripening: Trials
}
export type BerryWorld = World<BerryConfig, Berries, BerryTables>

// Channels.
const RIPEN = SITE_CHANNEL
const ACCEPT = SITE_CHANNEL + 1
const DISCLOSE = SITE_CHANNEL + 2

const METRICS = [
  'berries_eaten', 'favourites_eaten', 'bushes_planted', 'burden_equality', 'monoculture', 'players_zapped', 'players_removed',
] as const // prettier-ignore
const EATEN = metricAt(0)
const FAVOURITES = metricAt(1)
const PLANTED = metricAt(2)
/** 1 - Gini of the bushes that each player planted anew; NaN while nobody planted any. */
const BURDEN = metricAt(3)
/** Share of the bushes that have the commonest colour. */
const MONOCULTURE = metricAt(4)
const ZAPPED = metricAt(5)
const REMOVED = metricAt(6)

const rules: Rules = {
  scalar: (world: BerryWorld, slot, p, i) =>
    i === 0 ? chargeOf(world, slot, p) : world.tables.taste[p] === i - 1 ? 1 : 0,
  marksOf(world: BerryWorld, slot, p, observer) {
    const coat = world.state.coat[slot * world.agents + p]
    return SANCTIONED.marksOf(world, slot, p, observer) | (coat > 0 ? 1 << coat : 0)
  },
  coat({ state, agents }: BerryWorld, slot, p) {
    const coat = state.coat[slot * agents + p]
    return coat > 0 ? PAINTS[coat - 1] : PLAIN_COAT
  },
  told(world: BerryWorld, slot, p) {
    const mark = SANCTIONED.told(world, slot, p)
    return `You like ${COLOURS[world.tables.taste[p]]} berries best.${mark && ` ${mark}`}`
  },
  holds: ({ tables }: BerryWorld, _, p, out, at) => {
    out[at + SELF.at.wants + tables.taste[p]] = 255
  },
}

export const allelopathicHarvest = asEnv<BerryConfig, Berries, BerryTables>({
  id: 'allelopathic_harvest',
  version: 1,
  summary:
    'berries of a colour ripen the faster the more bushes have it; players like different colours, and planting pays nothing',
  source: 'meltingpot 2.4 (81ee2e7) allelopathic_harvest__open; Köster et al. 2020, arXiv:2010.09054',
  options: {
    map: { enum: Object.keys(BUSHES) },
    ...NO_RANDOM_END,
    roles: {
      type: 'array',
      items: { enum: [...ROLES] },
      maxItems: MOST_PLAYERS,
      description: 'of the players in their order; none: 8 who like red, 8 who like green',
    },
  },
  defaults: { horizon: STEPS, randomEnd: false, map: 'open', roles: [] },
  examples: [
    { horizon: 100, map: 'garden', roles: [...ROLES] },
    { horizon: 100, roles: [...ROLES] },
  ],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: (_, { players, cells }) => ({
    ...sanctionFields(players),
    since: field('i32', cells),
    bushes: field('u16', COLOURS.length),
    coat: field('u8', players),
    planted: field('i32', players),
  }),
  hidden: ['since', 'bushes', 'planted'],
  derived: ['bushes'],
  derive: countBushes,
  reset,
  step,
})

function tables({ map, roles: given }: BerryConfig): BerryTables {
  const roles = given.length > 0 ? given : ALL_ROLES
  const sites = siteTables({
    name: `allelopathic_harvest ${map}`,
    rows: BUSHES[map],
    torus: map === 'open',
    letters: { ...LETTERS, r: UNRIPE, g: UNRIPE + 1, b: UNRIPE + 2 },
    sites: 'rgb',
    players: roles.length,
    roles,
    kinds,
    beams: [ZAP, ...PLANT],
    known: COLOURS.map((colour) => `likes ${colour}`),
    marks: [MARKED, ...COLOURS.map((colour) => `planted ${colour}`)],
    // The coat says what was planted.
    painted: 1,
    metrics: METRICS,
    rules,
    pasture: { food: COLOURS.map((_, i) => UNRIPE + COLOURS.length + i), bite: pick },
  })
  return {
    ...sites,
    taste: Uint8Array.from(roles, (role) => ROLES.indexOf(role)),
    ripening: trials(RIPENING, sites.sites.length),
  }
}

function reset(world: BerryWorld, slot: number): void {
  const { tables, metrics } = world
  layMap(world, slot, tables.start)
  countBushes(world, slot)
  placePlayers(world, slot, tables.starts)
  metrics[slot * tables.metrics.length + BURDEN] = NaN
  metrics[slot * tables.metrics.length + MONOCULTURE] = commonest(world, slot) / tables.sites.length
}

function countBushes({ state, tables }: BerryWorld, slot: number): void {
  const first = slot * COLOURS.length
  state.bushes.fill(0, first, first + COLOURS.length)
  for (const cell of tables.sites) state.bushes[first + colourOf(state.kind[slot * tables.cells + cell])]++
}

/** Colour of a bush. */
export const colourOf = (kind: number): number => (kind - UNRIPE) % COLOURS.length

/** Bushes of the commonest colour. */
function commonest({ state }: BerryWorld, slot: number): number {
  let most = 0
  for (let i = slot * COLOURS.length; i < (slot + 1) * COLOURS.length; i++) most = Math.max(most, state.bushes[i])
  return most
}

function step(world: BerryWorld, slot: number): Done {
  const { starts, metrics: names } = world.tables
  const at = slot * names.length
  begin(world, slot)
  ripen(world, slot)
  moves(world, slot, eat)
  world.metrics[at + ZAPPED] += zap(world, slot, undefined, armed)
  hits = 0
  for (let beam = FIRST_PLANT; beam < FIRST_PLANT + PLANT.length; beam++) fire(world, slot, beam, hit)
  shareCooldown(world, slot)
  returns(world, slot, starts)
  fade(world, slot)
  world.metrics[at + REMOVED] += sanctionZapped(world, slot, AWAY, REMOVAL)
  undress(world, slot)
  plant(world, slot)
  account(world, slot)
  return RUNNING
}

/** Berries ripen before anybody moves, each by the bushes of its colour; a player who stands there eats at once. */
function ripen(world: BerryWorld, slot: number): void {
  const { state, tables } = world
  const { sites, ripening, cells } = tables
  for (let i = 0; (i = nextSuccess(world, slot, RIPEN, ripening, i)) < sites.length; i++) {
    const at = slot * cells + sites[i]
    const kind = state.kind[at]
    if (isRipe(kind) || state.played[slot] + 1 - state.since[at] < REST) continue
    const share = state.bushes[slot * COLOURS.length + colourOf(kind)] / sites.length
    if (!happens(draw(world, slot, ACCEPT, sites[i]), share)) continue
    put(world, slot, sites[i], kind + COLOURS.length)
    if (state.who[at] > 0) eat(world, slot, state.who[at] - 1, sites[i])
  }
}

/** Eats the ripe berry that grows where a player came to. The less alike the bushes are, the sooner that shows on its coat. */
function eat(world: BerryWorld, slot: number, p: number, cell: number): void {
  const { state, tables, agents, metrics } = world
  const at = slot * tables.cells + cell
  const kind = state.kind[at]
  if (!isRipe(kind)) return
  const favourite = colourOf(kind) === tables.taste[p]
  pick(world, slot, cell)
  payFood(world, slot, p, favourite ? FAVOURITE : OTHER)
  metrics[slot * tables.metrics.length + EATEN]++
  if (favourite) metrics[slot * tables.metrics.length + FAVOURITES]++
  const hidden = commonest(world, slot) / tables.sites.length
  if (happens(draw(world, slot, DISCLOSE, cell), 1 - hidden)) state.coat[slot * agents + p] = 0
}

/** A berry is gone. */
function pick(world: BerryWorld, slot: number, cell: number): void {
  const { state, tables } = world
  const at = slot * tables.cells + cell
  put(world, slot, cell, state.kind[at] - COLOURS.length)
  state.since[at] = state.played[slot] + 1
}

// Bushes that this step's planting beams hit, each once, with the player and colour of the first beam.
const MOST_HITS = MOST_PLAYERS * beamCells(PLANT[0])
const hitCells = new Uint16Array(MOST_HITS)
const hitters = new Uint8Array(MOST_HITS)
const hitColours = new Uint8Array(MOST_HITS)
let hits = 0

/** Bushes, players and walls stop a planting beam. */
function hit({ state, tables }: BerryWorld, slot: number, p: number, beam: number, cell: number): boolean {
  const at = slot * tables.cells + cell
  if (state.kind[at] < UNRIPE) return state.who[at] > 0 || tables.solid[state.kind[at]] === 1
  for (let i = 0; i < hits; i++) if (hitCells[i] === cell) return true
  hitCells[hits] = cell
  hitters[hits] = p
  hitColours[hits++] = beam - FIRST_PLANT
  return true
}

/** Unripe bushes take another colour, and who gave it to them wears it. */
function plant(world: BerryWorld, slot: number): void {
  const { state, tables, agents, metrics } = world
  const at = slot * tables.metrics.length
  const before = metrics[at + PLANTED]
  for (let i = 0; i < hits; i++) {
    const site = slot * tables.cells + hitCells[i]
    const kind = state.kind[site]
    if (isRipe(kind) || colourOf(kind) === hitColours[i]) continue
    put(world, slot, hitCells[i], UNRIPE + hitColours[i])
    state.since[site] = state.played[slot] + 1
    state.bushes[slot * COLOURS.length + colourOf(kind)]--
    state.bushes[slot * COLOURS.length + hitColours[i]]++
    state.planted[slot * agents + hitters[i]]++
    if (state.away[slot * agents + hitters[i]] === 0) state.coat[slot * agents + hitters[i]] = hitColours[i] + 1
    metrics[at + PLANTED]++
  }
  if (metrics[at + PLANTED] === before) return
  metrics[at + BURDEN] = 1 - gini(state.planted, slot * agents, agents)
  metrics[at + MONOCULTURE] = commonest(world, slot) / tables.sites.length
}

/** The three planting beams have one timer: the latest shot's. */
function shareCooldown({ state, tables, agents }: BerryWorld, slot: number): void {
  const beams = tables.beams.length
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    const first = row * beams + FIRST_PLANT
    let timer = 0
    for (let i = first; i < first + PLANT.length; i++) timer = Math.max(timer, state.cooling[i])
    for (let i = first; i < first + PLANT.length; i++) state.cooling[i] = timer
  }
}

/** Who is out comes back in a plain coat. */
function undress({ state, agents }: BerryWorld, slot: number): void {
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (state.away[row] > 0) state.coat[row] = 0
}
