/**
 * coins: two players collect coins of two colours; each owns one. A coin pays whoever takes it 1, and costs the owner of its
 * colour 2 if that is the other player.
 *
 * Rules: meltingpot 2.4 `coins` (google-deepmind/meltingpot 81ee2e7); the game is Lerer & Peysakhovich 2017, arXiv:1707.01068.
 */
import { ITEM } from '../core/common.ts'
import { field, type Field } from '../core/fields.ts'
import { below, draw } from '../core/keyed.ts'
import type { Done, World } from '../core/spec.ts'
import { OWN_CHANNEL, nextSuccess, trials, type Trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { put } from './engine/grid.ts'
import { appear, decideAnew, willGrow } from './engine/growth.ts'
import { alike, gridTables } from './engine/map.ts'
import { account } from './engine/outcome.ts'
import { moves, placePlayers } from './engine/players.ts'
import { numbersOf, type Numbers } from './engine/profile.ts'
import { RECIPROCITY_HIDDEN, answer, meetWith, reciprocity, reciprocityFields, type ReciprocityFields } from './engine/reciprocity.ts' // prettier-ignore
import {
  FLOOR, WALL, WIDE, type GridConfig, type GridFields, type GridTables, type Kind, type Rules,
} from './engine/state.ts' // prettier-ignore
import { MOST_STEPS, asEnv, begin, metricAt, pay, payFood } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'

/** Probability that a coin appears on an empty site, a step. */
const REGROWTH = 0.0005
const MP_CODE = {
  /** Of a coin of either colour. */
  regrowth: REGROWTH,
  ownCoin: 1,
  othersCoin: 1,
  lossOfOther: -2,
  /** The room inside the walls, drawn anew for each episode: each side uniform between these. */
  leastWidth: 10,
  mostWidth: 15,
  leastHeight: 10,
  mostHeight: 15,
  /** Chances to end come after this many steps, with this probability. */
  leastSteps: 300,
  endProbability: 0.05,
}
type CoinsNumbers = typeof MP_CODE
export const NUMBERS: Numbers<CoinsNumbers> = {
  'mp-code': MP_CODE,
  socialjax: {
    ...MP_CODE,
    // Each colour by itself.
    regrowth: 1 - (1 - REGROWTH) * (1 - REGROWTH),
    leastWidth: 11,
    mostWidth: 11,
    leastHeight: 16,
    mostHeight: 16,
  },
}

const PLAYERS = 2
const COLOURS = ['red', 'blue', 'yellow', 'green', 'purple'] as const
const PAINTS = ['#dc3c3c', '#3c64dc', '#e6d23c', '#3cb43c', '#a03cc8'] as const
/** Kind of the first colour's coins; the others follow. */
export const FIRST_COIN = GROUND.length

const kinds: readonly Kind[] = [
  ...GROUND,
  ...COLOURS.map((name, i): Kind => ({ name: `${name} coin`, glyph: name[0], colour: PAINTS[i], shape: 'disc', common: ITEM })), // prettier-ignore
]

// Channels.
const WIDTH = OWN_CHANNEL
const HEIGHT = OWN_CHANNEL + 1
const COLOUR = OWN_CHANNEL + 2
const COIN = OWN_CHANNEL + 3
const COIN_COLOUR = OWN_CHANNEL + 4
/** The update before the first observation has channels of its own: the first step has the same tick. */
const FIRST_COINS = OWN_CHANNEL + 5

export interface CoinsConfig extends GridConfig {
  /** Most columns and rows inside the walls, the profile's where absent; the least are the profile's, or these where they are fewer. */
  width?: number
  height?: number
}

interface Coins extends GridFields, ReciprocityFields {
  /** Inner width and height of the room. */
  readonly wide: Field<'u8'>
  readonly high: Field<'u8'>
  /** [2] colour of each player's coins. */
  readonly colour: Field<'u8'>
}
interface CoinsTables extends GridTables {
  readonly numbers: CoinsNumbers
  readonly mostWidth: number
  readonly mostHeight: number
  readonly coins: Trials
}
export type CoinsWorld = World<CoinsConfig, Coins, CoinsTables>

const METRICS = ['own_coins', 'others_coins', 'own_share', 'reciprocity'] as const
const OWN = metricAt(0)
const OTHERS = metricAt(1)
const OWN_SHARE = metricAt(2)
/** A coin of one's own colour cooperates, one of the other's defects. */
const RECIPROCITY = metricAt(3)

const colourOf = ({ state }: CoinsWorld, slot: number, p: number): number => state.colour[slot * PLAYERS + p]

const rules: Rules = {
  scalar: () => 0,
  marksOf: (world: CoinsWorld, slot, p) => 1 << colourOf(world, slot, p),
  coat: (world: CoinsWorld, slot, p) => PAINTS[colourOf(world, slot, p)],
  told: (world: CoinsWorld, slot, p) =>
    `Your colour is ${COLOURS[colourOf(world, slot, p)]}, the other's ${COLOURS[colourOf(world, slot, 1 - p)]}.`,
}

export const coins = asEnv<CoinsConfig, Coins, CoinsTables>({
  id: 'coins',
  version: 1,
  summary: "two players and coins of two colours: taking the other's coin pays you 1 and costs it 2",
  source: 'meltingpot 2.4 (81ee2e7) coins; Lerer & Peysakhovich 2017, arXiv:1707.01068',
  options: {
    width: {
      type: 'integer',
      minimum: 3,
      maximum: 30,
      description: 'most columns of the room; 15, or 11 in the profile socialjax',
    },
    height: {
      type: 'integer',
      minimum: 3,
      maximum: 30,
      description: 'most rows of the room; 15, or 16 in the profile socialjax',
    },
  },
  defaults: { horizon: MOST_STEPS },
  numbers: NUMBERS,
  examples: [{ horizon: 60 }, { horizon: 60, width: 7, height: 4 }],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: () => ({ wide: field('u8'), high: field('u8'), colour: field('u8', PLAYERS), ...reciprocityFields(PLAYERS) }),
  hidden: RECIPROCITY_HIDDEN,
  reset(world, slot) {
    drawRoom(world, slot)
    decide(world, slot, FIRST_COINS)
    appear(world, slot, collect)
    world.metrics[slot * world.tables.metrics.length + OWN_SHARE] = NaN
    world.metrics[slot * world.tables.metrics.length + RECIPROCITY] = NaN
  },
  step,
})

function tables({ width, height, profile }: CoinsConfig): CoinsTables {
  const numbers = numbersOf(NUMBERS, profile)
  const mostWidth = width ?? numbers.mostWidth
  const mostHeight = height ?? numbers.mostHeight
  return {
    ...gridTables({
      width: mostWidth + 2,
      height: mostHeight + 2,
      players: PLAYERS,
      roles: alike(PLAYERS),
      kinds,
      sight: WIDE,
      beams: [],
      scalars: [],
      marks: COLOURS.map((colour) => `in ${colour}`),
      // Coats are of the same colours.
      painted: 0,
      metrics: METRICS,
      rules,
      pasture: {
        food: COLOURS.map((_, i) => FIRST_COIN + i),
        bite: (world, slot, cell) => put(world, slot, cell, FLOOR),
      },
    }),
    numbers,
    mostWidth,
    mostHeight,
    coins: trials(numbers.regrowth, (mostWidth + 2) * (mostHeight + 2)),
  }
}

function step(world: CoinsWorld, slot: number): Done {
  const { numbers } = world.tables
  begin(world, slot)
  decide(world, slot, COIN)
  moves(world, slot, collect)
  appear(world, slot, collect)
  account(world, slot)
  return ended(world, slot, numbers.leastSteps, numbers.endProbability)
}

/** Walls around a room of random measures, two colours, and a player in two of its corners. */
function drawRoom(world: CoinsWorld, slot: number): void {
  const { state, tables } = world
  const { numbers, mostWidth, mostHeight } = tables
  const wide = side(draw(world, slot, WIDTH, 0), numbers.leastWidth, mostWidth)
  const high = side(draw(world, slot, HEIGHT, 0), numbers.leastHeight, mostHeight)
  state.wide[slot] = wide
  state.high[slot] = high
  for (let y = 0; y < high + 2; y++) {
    for (let x = 0; x < wide + 2; x++) {
      const border = x === 0 || y === 0 || x === wide + 1 || y === high + 1
      put(world, slot, y * tables.width + x, border ? WALL : FLOOR)
    }
  }
  const first = below(draw(world, slot, COLOUR, 0), COLOURS.length)
  const second = below(draw(world, slot, COLOUR, 1), COLOURS.length - 1)
  state.colour[slot * PLAYERS] = first
  state.colour[slot * PLAYERS + 1] = second < first ? second : second + 1
  corners[0] = firstCorner(world, slot)
  corners[1] = secondCorner(world, slot)
  placePlayers(world, slot, corners)
}

/** A side of the room, uniform from `least` to `most`, which goes before. */
function side(word: number, fewest: number, most: number): number {
  const least = Math.min(fewest, most)
  return least + below(word, most - least + 1)
}

const corners = new Uint16Array(PLAYERS)
/** The two spawn points, which never carry coins: inner (row 1, column w - 2) and (row h - 2, column 1). */
const firstCorner = ({ state, tables }: CoinsWorld, slot: number): number => 2 * tables.width + state.wide[slot] - 1
const secondCorner = ({ state, tables }: CoinsWorld, slot: number): number => (state.high[slot] - 1) * tables.width + 2

/** Which empty sites get a coin, each with the same chance, of either colour. */
function decide(world: CoinsWorld, slot: number, channel: number): void {
  const { state, tables } = world
  const { sites } = tables.coins
  const first = firstCorner(world, slot)
  const second = secondCorner(world, slot)
  decideAnew()
  for (let cell = 0; (cell = nextSuccess(world, slot, channel, tables.coins, cell)) < sites; cell++) {
    if (state.kind[slot * sites + cell] !== FLOOR || cell === first || cell === second) continue
    willGrow(cell, FIRST_COIN + colourOf(world, slot, draw(world, slot, COIN_COLOUR, cell, channel) & 1))
  }
}

/** Takes the coin that lies where a player came to. */
function collect(world: CoinsWorld, slot: number, p: number, cell: number): void {
  const { state, metrics, tables } = world
  const coin = state.kind[slot * tables.cells + cell] - FIRST_COIN
  if (coin < 0) return
  put(world, slot, cell, FLOOR)
  const own = coin === colourOf(world, slot, p)
  payFood(world, slot, p, own ? tables.numbers.ownCoin : tables.numbers.othersCoin)
  if (!own) pay(world, slot, 1 - p, tables.numbers.lossOfOther)
  const at = slot * tables.metrics.length
  metrics[at + (own ? OWN : OTHERS)]++
  metrics[at + OWN_SHARE] = metrics[at + OWN] / (metrics[at + OWN] + metrics[at + OTHERS])
  answer(state, slot, slot * PLAYERS + p, own)
  meetWith(state, slot * PLAYERS + 1 - p, own)
  metrics[at + RECIPROCITY] = reciprocity(state, slot)
}
