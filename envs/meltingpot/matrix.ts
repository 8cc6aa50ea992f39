/**
 * The matrix games: players gather resources of two kinds and, when two of them meet, play a game with the mix that each holds.
 *
 * Rules: meltingpot 2.4 `*_in_the_matrix__repeated` and `__arena` (google-deepmind/meltingpot 81ee2e7); the idea is Vezhnevets
 * et al. 2020, arXiv:1906.01470. A player holds one of each kind at the start, so a mix is always defined and never pure.
 */
import { ITEM, SELF, shareByte } from '../core/common.ts'
import { field, type Field } from '../core/fields.ts'
import { draw } from '../core/keyed.ts'
import type { Done, EnvSpec, World } from '../core/spec.ts'
import { fire, firesFirst } from './engine/beams.ts'
import { OWN_CHANNEL, nextSuccess, trials, type Trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew, willGrow } from './engine/growth.ts'
import { alike, cellsOf, gridTables, readMap, startKinds } from './engine/map.ts'
import { account } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers, remove, returns, thawed } from './engine/players.ts'
import {
  FLOOR, SMALL, WALL, WIDE, beamCells, type Beam, type GridConfig, type GridFields, type GridTables, type Kind, type Rules,
} from './engine/state.ts' // prettier-ignore
import { MOST_STEPS, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'
import { ARENA, REPEATED, STAG_ARENA, STAG_REPEATED } from './matrix-maps.ts'

/** Kinds of resources. */
const KINDS = 2
const FIRST = GROUND.length
/** Hits of the beam that destroy a resource. */
export const HEALTH = 3
/** Steps without moves after an interaction; at the end of the last, rewards are paid and both leave. */
export const FREEZE = 18
/** Steps after which what was taken can come back. */
export const DELAY = 10
const BEAM: Beam = { name: 'interact', length: 3, radius: 1, cooldown: 2, colour: '#f0dc78' }
const LEAST_STEPS = 1000

/** Numbers of a map: players, window, chance of a resource to come back a step, steps out of the game, chance to end. */
interface Setting {
  readonly rows: readonly string[]
  readonly players: number
  readonly regrowth: number
  readonly away: number
  readonly end: number
  readonly most: number
}
export type Variant = 'repeated' | 'arena'

interface Game {
  readonly id: string
  readonly summary: string
  /** What the two kinds stand for; the first is to cooperate. */
  readonly names: readonly [string, string]
  readonly colours: readonly [Kind['colour'], Kind['colour']]
  /** Payoff of the row player by its kind and the column player's; the column player's is the transpose. */
  readonly payoff: readonly [readonly [number, number], readonly [number, number]]
  readonly settings: Readonly<Record<Variant, Setting>>
}

const repeated = (rows: readonly string[], most = MOST_STEPS): Setting => ({ rows, players: 2, regrowth: 0.02, away: 5, end: 0.1, most }) // prettier-ignore
const arena = (rows: readonly string[], end: number): Setting => ({ rows, players: 8, regrowth: 0.04, away: 50, end, most: MOST_STEPS }) // prettier-ignore

export const GAMES: readonly Game[] = [
  {
    id: 'prisoners_dilemma',
    summary: 'gather to cooperate or to defect, then meet: defecting always pays more, both cooperating more than neither',
    names: ['cooperate', 'defect'],
    colours: ['#3cb45a', '#c83c3c'],
    payoff: [[3, 0], [5, 1]],
    settings: { repeated: repeated(REPEATED), arena: arena(ARENA, 0.15) },
  },
  {
    id: 'stag_hunt',
    summary: 'gather for the stag or for the hare, then meet: the stag pays most but needs both',
    names: ['stag', 'hare'],
    colours: ['#8c5a28', '#d2d2dc'],
    payoff: [[4, 0], [2, 2]],
    settings: { repeated: repeated(STAG_REPEATED, 2500), arena: arena(STAG_ARENA, 0.1) },
  },
  {
    id: 'chicken',
    summary: 'gather as a dove or as a hawk, then meet: a hawk beats a dove, two hawks beat each other',
    names: ['dove', 'hawk'],
    colours: ['#dcdcf0', '#643c28'],
    payoff: [[3, 2], [5, 0]],
    settings: { repeated: repeated(REPEATED), arena: arena(ARENA, 0.2) },
  },
] // prettier-ignore

export interface MatrixConfig extends GridConfig {
  variant: Variant
}

/** n players, C cells. */
interface Matrix extends GridFields {
  /** [n * 2] resources that each player holds. */
  readonly stock: Field<'u16'>
  /** [n] 1 where a player took one since its last interaction; both must have. */
  readonly ready: Field<'u8'>
  /** [n] what a frozen player will be paid, and the mark that everybody sees: 0 none, 1 low, 2 middle, 3 high. */
  readonly due: Field<'f64'>
  readonly result: Field<'u8'>
  /** [C] kind that grows on a resource's cell, hits left, and the step in which it was lost. */
  readonly site: Field<'u8'>
  readonly health: Field<'u8'>
  readonly lost: Field<'i32'>
}
interface MatrixTables extends GridTables {
  readonly game: Game
  readonly setting: Setting
  readonly start: Uint8Array
  /** Cells of resources, those whose kind is drawn, and where players start. */
  readonly sites: Uint16Array
  readonly drawn: Uint16Array
  readonly starts: Uint16Array
  readonly regrowth: Trials
}
export type MatrixWorld = World<MatrixConfig, Matrix, MatrixTables>

// Channels.
const SITE_KIND = OWN_CHANNEL
const REGROW = OWN_CHANNEL + 1

const METRICS = ['interactions', 'cooperation', 'mutual_cooperation'] as const
const INTERACTIONS = metricAt(0)
/** Mean share of the first kind among those who interact. */
const COOPERATION = metricAt(1)
/** Share of interactions in which both held more of the first kind. */
const MUTUAL = metricAt(2)

/** Numbers that fill the amount byte of the common view. */
const MANY = 16

const rules: Rules = {
  scalar: (world: MatrixWorld, slot, p, i) =>
    i === 0
      ? BEAM.cooldown - world.state.cooling[slot * world.agents + p]
      : Math.min(255, world.state.stock[(slot * world.agents + p) * KINDS + i - 1]),
  marksOf(world: MatrixWorld, slot, p) {
    const row = slot * world.agents + p
    return world.state.ready[row] | (world.state.result[row] > 0 ? 1 << world.state.result[row] : 0)
  },
  coat: () => '',
  told(world: MatrixWorld, slot, p) {
    const row = slot * world.agents + p
    const { names } = world.tables.game
    const ready = world.state.ready[row] ? 'ready to interact' : 'not ready: take a resource first'
    return `You hold ${world.state.stock[row * KINDS]} of ${names[0]} and ${world.state.stock[row * KINDS + 1]} of ${names[1]}; you are ${ready}.`
  },
  holds(world: MatrixWorld, slot, p, out, at) {
    const row = slot * world.agents + p
    const [first, second] = [world.state.stock[row * KINDS], world.state.stock[row * KINDS + 1]]
    out[at + SELF.at.amount] = shareByte((first + second) / MANY)
    out[at + SELF.at.quality] = shareByte(first / (first + second))
  },
}

const kindsOf = ({ names, colours }: Game): Kind[] => [
  ...GROUND,
  ...names.map((name, i): Kind => ({ name, glyph: 'ab'[i], colour: colours[i], shape: 'disc', common: ITEM })),
]

function tablesOf(game: Game, { variant }: MatrixConfig): MatrixTables {
  const setting = game.settings[variant]
  const map = readMap(`${game.id} ${variant}`, setting.rows, '#.nabr')
  const sites = cellsOf(map, 'abr')
  const kindOf: Readonly<Record<string, number>> = { '#': WALL, a: FIRST, b: FIRST + 1 }
  return {
    ...gridTables({
      width: map.width,
      height: map.height,
      players: setting.players,
      roles: alike(setting.players),
      kinds: kindsOf(game),
      sight: variant === 'repeated' ? SMALL : WIDE,
      beams: [BEAM],
      scalars: ['charge', ...game.names.map((name) => `holds ${name}`)],
      marks: ['ready', 'low result', 'high result', 'middle result'],
      metrics: METRICS,
      rules,
      pasture: { eats: firesFirst },
    }),
    game,
    setting,
    start: startKinds(map, kindOf),
    sites,
    drawn: cellsOf(map, 'r'),
    starts: cellsOf(map, 'n'),
    regrowth: trials(setting.regrowth, sites.length),
  }
}

/** A game as an environment. */
function matrixGame(game: Game): EnvSpec {
  return asEnv<MatrixConfig, Matrix, MatrixTables>({
    id: game.id,
    version: 1,
    summary: game.summary,
    source: `meltingpot 2.4 (81ee2e7) ${game.id}_in_the_matrix; Vezhnevets et al. 2020, arXiv:1906.01470`,
    options: { variant: { enum: ['repeated', 'arena'], description: 'two players, or eight on a larger map' } },
    defaults: { horizon: game.settings.repeated.most, variant: 'repeated' },
    examples: [
      { horizon: 200, variant: 'repeated' },
      { horizon: 200, variant: 'arena' },
    ],
    metrics: METRICS,
    score: 'collective_return',
    tables: (config) => tablesOf(game, config),
    own: (_, { players, cells }) => ({
      stock: field('u16', players * KINDS),
      ready: field('u8', players),
      due: field('f64', players),
      result: field('u8', players),
      site: field('u8', cells),
      health: field('u8', cells),
      lost: field('i32', cells),
    }),
    hidden: ['due', 'lost', 'health'],
    reset,
    step,
  }) as unknown as EnvSpec
}

export const matrixGames: readonly EnvSpec[] = GAMES.map(matrixGame)

function reset(world: MatrixWorld, slot: number): void {
  const { state, tables, agents, metrics } = world
  const at = slot * tables.cells
  layMap(world, slot, tables.start)
  for (const cell of tables.drawn) put(world, slot, cell, FIRST + (draw(world, slot, SITE_KIND, cell) & 1))
  for (const cell of tables.sites) {
    state.site[at + cell] = state.kind[at + cell]
    state.health[at + cell] = HEALTH
  }
  placePlayers(world, slot, tables.starts)
  for (let p = 0; p < agents; p++) emptyHands(world, slot, p)
  metrics[slot * tables.metrics.length + COOPERATION] = NaN
  metrics[slot * tables.metrics.length + MUTUAL] = NaN
}

function step(world: MatrixWorld, slot: number): Done {
  const { setting, starts } = world.tables
  begin(world, slot)
  decide(world, slot)
  moves(world, slot, take)
  forgetBeams()
  fire(world, slot, 0, hit, thawed)
  returns(world, slot, starts)
  appear(world, slot, take)
  settle(world, slot)
  applyBeams(world, slot)
  account(world, slot)
  return ended(world, slot, LEAST_STEPS, setting.end)
}

/** What comes back in this step: everything once both players of a repeated game are out, else by chance. */
function decide(world: MatrixWorld, slot: number): void {
  const { state, tables, tick, config } = world
  const { sites, regrowth, cells } = tables
  const at = slot * cells
  decideAnew()
  if (config.variant === 'repeated' && allAway(world, slot)) {
    for (let i = 0; i < sites.length; i++) if (state.kind[at + sites[i]] === FLOOR) willGrow(sites[i], state.site[at + sites[i]])
    return
  } // prettier-ignore
  for (let i = 0; (i = nextSuccess(world, slot, REGROW, regrowth, i)) < sites.length; i++) {
    const cell = at + sites[i]
    if (state.kind[cell] !== FLOOR || state.who[cell] > 0 || tick[slot] - state.lost[cell] < DELAY) continue
    willGrow(sites[i], state.site[cell])
  }
}

function allAway({ state, agents }: MatrixWorld, slot: number): boolean {
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (state.away[row] === 0) return false
  return true
}

/** A player takes the resource that it came to. */
function take(world: MatrixWorld, slot: number, p: number, cell: number): void {
  const { state, tables, agents } = world
  const kind = state.kind[slot * tables.cells + cell] - FIRST
  if (kind < 0) return
  const row = slot * agents + p
  lose(world, slot, cell)
  state.stock[row * KINDS + kind]++
  state.ready[row] = 1
}

function lose(world: MatrixWorld, slot: number, cell: number): void {
  const { state, tables, tick } = world
  const at = slot * tables.cells + cell
  put(world, slot, cell, FLOOR)
  state.lost[at] = tick[slot]
  state.health[at] = HEALTH
}

// What this step's beams did, applied after all of them.
const met = new Int8Array(MOST_PLAYERS)
const pairs = new Int8Array(MOST_PLAYERS)
const destroyed = new Uint16Array(beamCells(BEAM) * MOST_PLAYERS)
let meetings = 0
let losses = 0

function forgetBeams(): void {
  met.fill(0)
  meetings = 0
  losses = 0
}

/** Walls and players stop the beam; so does a resource, unless this hit destroys it. */
function hit(world: MatrixWorld, slot: number, p: number, _beam: number, cell: number): boolean {
  const { state, tables } = world
  const at = slot * tables.cells + cell
  if (tables.solid[state.kind[at]] === 1) return true
  if (state.kind[at] >= FIRST) {
    if (--state.health[at] > 0) return true
    state.health[at] = HEALTH
    destroyed[losses++] = cell
  }
  if (state.who[at] === 0) return false
  meet(world, slot, p, state.who[at] - 1)
  return true
}

/** Notes an interaction if both are ready, free to move, and neither has one in this step. */
function meet({ state, agents }: MatrixWorld, slot: number, row: number, column: number): void {
  const [a, b] = [slot * agents + row, slot * agents + column]
  if (state.ready[a] === 0 || state.ready[b] === 0 || met[row] === 1 || met[column] === 1) return
  if (state.frozen[a] > 0 || state.frozen[b] > 0) return
  met[row] = met[column] = 1
  pairs[meetings++] = row
  pairs[meetings++] = column
}

function applyBeams(world: MatrixWorld, slot: number): void {
  for (let i = 0; i < losses; i++) lose(world, slot, destroyed[i])
  for (let i = 0; i < meetings; i += 2) interact(world, slot, pairs[i], pairs[i + 1])
}

/** The player who hit is the row player. Rewards are the expectations over both mixes. */
function interact(world: MatrixWorld, slot: number, row: number, column: number): void {
  const { state, agents, tables } = world
  const [a, b] = [slot * agents + row, slot * agents + column]
  const p = mix(world, a)
  const q = mix(world, b)
  state.due[a] = expected(tables.game, p, q)
  state.due[b] = expected(tables.game, q, p)
  for (let i = 0; i < 2; i++) {
    const player = i === 0 ? a : b
    state.frozen[player] = FREEZE
    state.result[player] = resultMark(tables.game, state.due[player])
  }
  countMeeting(world, slot, p, q)
  // The winner's hands are emptied at once, the loser's as it leaves; the row player wins a tie.
  emptyStock(world, state.due[b] > state.due[a] ? b : a)
}

/** Share of the first kind in a player's hands. */
const mix = ({ state }: MatrixWorld, row: number): number =>
  state.stock[row * KINDS] / (state.stock[row * KINDS] + state.stock[row * KINDS + 1])

/** Expected payoff of one who plays the first kind with probability p against q. */
export const expected = ({ payoff: [[aa, ab], [ba, bb]] }: Pick<Game, 'payoff'>, p: number, q: number): number =>
  p * q * aa + p * (1 - q) * ab + (1 - p) * q * ba + (1 - p) * (1 - q) * bb

/** Bit of the mark that everybody sees: 1 in the lowest third of the game's payoffs, 3 in the middle, 2 in the highest. */
function resultMark({ payoff: [[aa, ab], [ba, bb]] }: Game, reward: number): number {
  const low = Math.min(aa, ab, ba, bb)
  const share = (reward - low) / (Math.max(aa, ab, ba, bb) - low)
  return share < 1 / 3 ? 1 : share < 2 / 3 ? 3 : 2
}

function countMeeting({ metrics, tables }: MatrixWorld, slot: number, p: number, q: number): void {
  const at = slot * tables.metrics.length
  const before = metrics[at + INTERACTIONS]++
  const both = p > 0.5 && q > 0.5 ? 1 : 0
  metrics[at + COOPERATION] = ((before === 0 ? 0 : metrics[at + COOPERATION] * before) + (p + q) / 2) / (before + 1)
  metrics[at + MUTUAL] = ((before === 0 ? 0 : metrics[at + MUTUAL] * before) + both) / (before + 1)
}

/** At the end of the freeze a player is paid and leaves with empty hands. */
function settle(world: MatrixWorld, slot: number): void {
  const { state, agents, tables } = world
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (state.frozen[row] === 0 || --state.frozen[row] > 0) continue
    payFood(world, slot, p, state.due[row])
    emptyHands(world, slot, p)
    remove(world, slot, p, tables.setting.away)
  }
}

function emptyStock({ state }: MatrixWorld, row: number): void {
  for (let k = 0; k < KINDS; k++) state.stock[row * KINDS + k] = 1
}

function emptyHands(world: MatrixWorld, slot: number, p: number): void {
  const { state, agents } = world
  const row = slot * agents + p
  emptyStock(world, row)
  state.ready[row] = 0
  state.due[row] = 0
  state.result[row] = 0
}
