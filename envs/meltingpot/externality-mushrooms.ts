/**
 * externality_mushrooms: the colour of a mushroom says whom it pays, the eater, everybody or the others; and what is eaten
 * decides what grows.
 *
 * Rules: meltingpot 2.4 `externality_mushrooms__dense` (google-deepmind/meltingpot 81ee2e7).
 */
import { HAZARD, ITEM } from '../core/common.ts'
import { field, type Field } from '../core/fields.ts'
import { below, draw } from '../core/keyed.ts'
import type { Done, World } from '../core/spec.ts'
import { happens } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew, willGrow, willGrowOf } from './engine/growth.ts'
import { account, gini } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers, returns, thawed } from './engine/players.ts'
import { numbersOf, type Numbers } from './engine/profile.ts'
import { MARKED, SANCTIONED, armed, fade, sanctionFields, type SanctionFields } from './engine/sanctions.ts'
import { LETTERS, PLAIN, SITE_CHANNEL, siteTables, type SiteTables } from './engine/sites.ts'
import { FLOOR, type GridConfig, type Kind } from './engine/state.ts'
import { MOST_STEPS, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'
import { MUSHROOMS } from './mushroom-map.ts'
import {
  SOCIALJAX_ZAP, hitPlayer, removeZapped, sanctionZapped, zap, zapBeam, type Shape,
} from './zap.ts' // prettier-ignore

// Colours; meltingpot calls them FIZE, HIHE, ZIFE and NINE by the internality and externality of eating them.
export const COLOURS = ['red', 'green', 'blue', 'orange'] as const
const RED = 0
const GREEN = 1
const BLUE = 2
const ORANGE = 3

type ByColour = readonly [red: number, green: number, blue: number, orange: number]
const MP_CODE = {
  /** Red's to the eater, green's split over all players, blue's over the others, orange's over all. */
  reward: [1, 2, 3, -1] as ByColour,
  /** Whether orange's reward is split; else each player gets it whole. */
  orangeSplit: true,
  /** Steps after eating in which the eater neither moves nor turns, and whether it zaps then. */
  digestion: [0, 10, 15, 15] as ByColour,
  digestingZaps: true,
  /** Steps after which a mushroom that nobody took is gone. */
  lifetime: [200, 100, 75, Infinity] as ByColour,
  /** Spores that eating one releases, and the probability that a spore becomes a mushroom, by what was eaten. */
  spores: [3, 3, 3, 1] as ByColour,
  growthOfRed: [0.25, 0.25, 0.25, 0] as ByColour,
  growthOfGreen: [0, 0.4, 0.4, 0] as ByColour,
  growthOfBlue: [0, 0, 0.6, 0] as ByColour,
  growthOfOrange: [0, 0, 0, 1] as ByColour,
  /** Nothing grows while fewer cells than this are empty, nor a colour of which this many stand. */
  leastEmpty: 1,
  mostOfAColour: Infinity,
  /** Probability that an orange one, when eaten, destroys each red one there is. */
  destruction: 0.25,
  /** Whether a beam destroys the mushrooms that it crosses. */
  zapsMushrooms: true,
  /** What a beam does to a player: marks and freezes it before it removes it, or removes it. */
  sanctions: 'graduated' as 'graduated' | 'removal',
  zapBeam: [3, 1] as Shape,
  zapCooldown: 3,
  /** Steps that a removed player is out. */
  zapAway: 50,
  /** Chances to end come after this many steps, with this probability. */
  leastSteps: 1000,
  endProbability: 0.2,
}
type MushroomNumbers = typeof MP_CODE
export const NUMBERS: Numbers<MushroomNumbers> = {
  'mp-code': MP_CODE,
  'mp-doc': { ...MP_CODE, digestion: [0, 5, 10, 15], lifetime: [75, 100, 200, Infinity] },
  socialjax: {
    ...MP_CODE,
    ...SOCIALJAX_ZAP,
    reward: [1, 2, 3, -0.2],
    orangeSplit: false,
    digestion: [10, 15, 20, 0],
    digestingZaps: false,
    lifetime: [Infinity, Infinity, Infinity, Infinity],
    spores: [2, 2, 2, 1],
    mostOfAColour: 5,
    destruction: 0,
    zapsMushrooms: false,
    sanctions: 'removal',
  },
}

const FIRST = GROUND.length
const PAINTS = ['#d23c32', '#3cb45a', '#3c64dc', '#e6963c'] as const
const kinds: readonly Kind[] = [
  ...GROUND,
  ...COLOURS.map((name, i): Kind => ({
    name: `${name} mushroom`,
    glyph: name[0],
    colour: PAINTS[i],
    shape: 'disc',
    common: i === ORANGE ? HAZARD : ITEM,
  })),
]

export interface MushroomConfig extends GridConfig {
  players: number
}
/** n players, C cells. */
interface Mushrooms extends SanctionFields {
  /** [C] steps played when each cell got or lost its mushroom; -1 at the start. */
  readonly since: Field<'i32'>
  /** Steps played before which no mushroom spoils. */
  readonly fresh: Field<'i32'>
  /** [n] rewards that the others had of what each player ate. */
  readonly given: Field<'f64'>
}
interface MushroomTables extends SiteTables {
  readonly numbers: MushroomNumbers
  /** [4] what eating one pays the eater, and each of the others. */
  readonly toEater: Float64Array
  readonly toOthers: Float64Array
  /** [4 * 4] probability that a spore of the first colour becomes the second. */
  readonly growth: Float64Array
}
type MushroomWorld = World<MushroomConfig, Mushrooms, MushroomTables>

// Channels.
const SPORE = SITE_CHANNEL
const SPORE_PLACE = SITE_CHANNEL + 1
const DESTRUCTION = SITE_CHANNEL + 2

const METRICS = [
  ...COLOURS.map((colour) => `${colour}_eaten` as const),
  'blue_share', 'burden_equality', 'mushrooms_zapped', 'players_zapped', 'players_removed',
] as const // prettier-ignore
const EATEN = metricAt(0)
/** Share of blue among what was eaten; NaN while nothing was. */
const BLUE_SHARE = metricAt(4)
/** 1 - Gini of what each player gave the others; NaN while nobody gave. */
const BURDEN = metricAt(5)
const MUSHROOMS_ZAPPED = metricAt(6)
const ZAPPED = metricAt(7)
const REMOVED = metricAt(8)

export const externalityMushrooms = asEnv<MushroomConfig, Mushrooms, MushroomTables>({
  id: 'externality_mushrooms',
  version: 1,
  summary: 'red mushrooms pay the eater, green ones everybody, blue ones the others; what is eaten decides what grows',
  source: 'meltingpot 2.4 (81ee2e7) externality_mushrooms__dense',
  options: { players: { type: 'integer', minimum: 1, maximum: MOST_PLAYERS } },
  defaults: { horizon: MOST_STEPS, players: 5 },
  numbers: NUMBERS,
  examples: [{ horizon: 120 }],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: (_, { players, cells }) => ({
    ...sanctionFields(players),
    since: field('i32', cells),
    fresh: field('i32'),
    given: field('f64', players),
  }),
  hidden: ['since', 'fresh', 'given'],
  derived: ['fresh'],
  derive({ state }, slot) {
    state.fresh[slot] = 0
  },
  reset,
  step,
})

function tables({ players, profile }: MushroomConfig): MushroomTables {
  const numbers = numbersOf(NUMBERS, profile)
  const [red, green, blue, orange] = numbers.reward
  const toAll = numbers.orangeSplit ? orange / players : orange
  return {
    ...siteTables({
      name: 'externality_mushrooms',
      rows: MUSHROOMS,
      letters: { ...LETTERS, r: FIRST + RED, g: FIRST + GREEN, b: FIRST + BLUE, o: FIRST + ORANGE },
      sites: '.rgbo',
      starts: '.',
      players,
      kinds,
      beams: [zapBeam(numbers.zapBeam, numbers.zapCooldown)],
      marks: [MARKED],
      metrics: METRICS,
      rules: { ...PLAIN, ...SANCTIONED },
      pasture: { food: [FIRST + RED, FIRST + GREEN], bite: empty },
    }),
    numbers,
    toEater: Float64Array.of(red, green / players, 0, toAll),
    toOthers: Float64Array.of(0, green / players, blue / (players - 1), toAll),
    growth: Float64Array.from(COLOURS.flatMap((_, eaten) => [
      numbers.growthOfRed[eaten], numbers.growthOfGreen[eaten], numbers.growthOfBlue[eaten], numbers.growthOfOrange[eaten],
    ])),
  } // prettier-ignore
}

function reset(world: MushroomWorld, slot: number): void {
  const { state, tables, metrics } = world
  layMap(world, slot, tables.start)
  state.since.fill(-1, slot * tables.cells, (slot + 1) * tables.cells)
  placePlayers(world, slot, tables.starts)
  metrics[slot * tables.metrics.length + BLUE_SHARE] = NaN
  metrics[slot * tables.metrics.length + BURDEN] = NaN
}

function step(world: MushroomWorld, slot: number): Done {
  const { numbers, starts, metrics: names } = world.tables
  const at = slot * names.length
  begin(world, slot)
  decideAnew()
  spoil(world, slot)
  moves(world, slot, eat)
  world.metrics[at + ZAPPED] += zap(world, slot, hit, numbers.digestingZaps ? armed : thawed)
  returns(world, slot, starts, eat)
  appear(world, slot, eat, sprout)
  fade(world, slot)
  const sanctioned = numbers.sanctions === 'graduated' ? sanctionZapped : removeZapped
  world.metrics[at + REMOVED] += sanctioned(world, slot, numbers.zapAway)
  vanish(world, slot)
  account(world, slot)
  return ended(world, slot, numbers.leastSteps, numbers.endProbability)
}

/** Eats the mushroom that lies where a player came to. */
function eat(world: MushroomWorld, slot: number, p: number, cell: number): void {
  const { state, tables, agents } = world
  const colour = state.kind[slot * tables.cells + cell] - FIRST
  if (colour < 0) return
  empty(world, slot, cell)
  payFor(world, slot, p, colour)
  // One step more: this one's thaw is still to come.
  state.frozen[slot * agents + p] = tables.numbers.digestion[colour] + 1
  releaseSpores(world, slot, p, colour)
  if (colour === ORANGE) destroyReds(world, slot, p)
  countEaten(world, slot, colour)
}

function empty(world: MushroomWorld, slot: number, cell: number): void {
  put(world, slot, cell, FLOOR)
  world.state.since[slot * world.tables.cells + cell] = world.state.played[slot]
}

function payFor(world: MushroomWorld, slot: number, eater: number, colour: number): void {
  const { state, tables, agents } = world
  for (let p = 0; p < agents; p++) {
    const reward = p === eater ? tables.toEater[colour] : tables.toOthers[colour]
    if (reward === 0 || state.away[slot * agents + p] > 0) continue
    payFood(world, slot, p, reward)
    if (p !== eater) state.given[slot * agents + eater] += reward
  }
}

function countEaten({ state, metrics, tables, agents }: MushroomWorld, slot: number, colour: number): void {
  const at = slot * tables.metrics.length
  let eaten = 0
  metrics[at + EATEN + colour]++
  for (let c = 0; c < COLOURS.length; c++) eaten += metrics[at + EATEN + c]
  metrics[at + BLUE_SHARE] = metrics[at + EATEN + BLUE] / eaten
  metrics[at + BURDEN] = 1 - gini(state.given, slot * agents, agents)
}

/** Most spores of any mushroom: names of draws keep them apart. */
const MOST_SPORES = 4

/** Each spore tries each colour by itself. */
function releaseSpores(world: MushroomWorld, slot: number, p: number, eaten: number): void {
  const { numbers, growth } = world.tables
  for (let spore = 0; spore < numbers.spores[eaten]; spore++) {
    for (let colour = 0; colour < COLOURS.length; colour++) {
      const chance = growth[eaten * COLOURS.length + colour]
      const name = (eaten * MOST_SPORES + spore) * COLOURS.length + colour
      if (happens(draw(world, slot, SPORE, p, name), chance)) land(world, slot, p, name, colour)
    }
  }
}

/** A spore falls on a random cell of those that were empty when the step began; where a player stands it is lost. */
function land(world: MushroomWorld, slot: number, p: number, name: number, colour: number): void {
  const { state, tables } = world
  const { sites, cells, numbers } = tables
  if (standing(world, slot, colour) >= numbers.mostOfAColour) return
  let free = 0
  for (let i = 0; i < sites.length; i++) free += wasEmpty(world, slot, sites[i])
  if (free < numbers.leastEmpty) return
  let left = below(draw(world, slot, SPORE_PLACE, p, name), free)
  let i = 0
  while (wasEmpty(world, slot, sites[i]) === 0 || left-- > 0) i++
  if (state.who[slot * cells + sites[i]] === 0) willGrow(sites[i], FIRST + colour)
}

/** 1 where nothing lay when the step began: what grows appears at its end, what was taken in it is known by its time. */
function wasEmpty({ state, tables }: MushroomWorld, slot: number, cell: number): number {
  const at = slot * tables.cells + cell
  return state.kind[at] === FLOOR && state.since[at] < state.played[slot] ? 1 : 0
}

/** Mushrooms of a colour, those that will grow in this step too. */
function standing({ state, tables }: MushroomWorld, slot: number, colour: number): number {
  const { sites, cells } = tables
  let count = willGrowOf(FIRST + colour)
  for (let i = 0; i < sites.length; i++) if (state.kind[slot * cells + sites[i]] === FIRST + colour) count++
  return count
}

function sprout({ state, tables }: MushroomWorld, slot: number, cell: number): void {
  const at = slot * tables.cells + cell
  state.since[at] = state.played[slot]
  state.fresh[slot] = Math.min(state.fresh[slot], spoilsAt(tables, state.since[at], state.kind[at]))
}

const NEVER = 0x7fffffff
const spoilsAt = ({ numbers }: MushroomTables, since: number, kind: number): number =>
  Math.min(NEVER, since + numbers.lifetime[kind - FIRST])

// Cells whose mushroom is lost at the end of the step, each once.
const CELLS = MUSHROOMS.length * MUSHROOMS[0].length
const lost = new Uint16Array(CELLS)
const isLost = new Uint8Array(CELLS)
let losses = 0

/** Notes a loss; until the end of the step the mushroom can still be eaten. Returns whether it is news. */
function lose(cell: number): boolean {
  if (isLost[cell] === 1) return false
  isLost[cell] = 1
  lost[losses++] = cell
  return true
}

/** Loses the mushrooms whose time is over, and notes when it will be for the next. */
function spoil(world: MushroomWorld, slot: number): void {
  const { state, tables } = world
  const { sites, cells } = tables
  const now = state.played[slot]
  if (now < state.fresh[slot]) return
  state.fresh[slot] = NEVER
  for (let i = 0; i < sites.length; i++) {
    const at = slot * cells + sites[i]
    if (state.kind[at] < FIRST) continue
    const time = spoilsAt(tables, state.since[at], state.kind[at])
    if (time <= now) lose(sites[i])
    else if (time < state.fresh[slot]) state.fresh[slot] = time
  }
}

function destroyReds(world: MushroomWorld, slot: number, p: number): void {
  const { state, tables } = world
  const { sites, cells, numbers } = tables
  for (let i = 0; i < sites.length; i++) {
    if (state.kind[slot * cells + sites[i]] !== FIRST + RED) continue
    if (happens(draw(world, slot, DESTRUCTION, sites[i], p), numbers.destruction)) lose(sites[i])
  }
}

/** A beam destroys the mushrooms that it crosses; players and walls stop it. */
function hit(world: MushroomWorld, slot: number, p: number, beam: number, cell: number): boolean {
  const { state, tables, metrics } = world
  if (tables.numbers.zapsMushrooms && state.kind[slot * tables.cells + cell] >= FIRST && lose(cell))
    metrics[slot * tables.metrics.length + MUSHROOMS_ZAPPED]++
  return hitPlayer(world, slot, p, beam, cell)
}

function vanish(world: MushroomWorld, slot: number): void {
  const { state, tables } = world
  for (let i = 0; i < losses; i++) {
    isLost[lost[i]] = 0
    if (state.kind[slot * tables.cells + lost[i]] >= FIRST) empty(world, slot, lost[i])
  }
  losses = 0
}
