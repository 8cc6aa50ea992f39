/**
 * Agents of the autonomy world. All of them live alone: they walk to food, water and luxuries that they see, by what is theirs and the
 * land's. They differ in what they do to others beside. They read the world's state, of which no more than an agent can see.
 */
import { below, draw } from '../../envs/core/keyed.ts'
import { DX, DY, MOVES } from '../../envs/neuralmmo/engine/moves.ts'
import { touches } from '../../envs/neuralmmo/ground.ts'
import { CRYSTAL, FOLIAGE, ORE, WALKABLE, WATER } from '../../envs/neuralmmo/materials.ts'
import { needOf } from '../../envs/neuralmmo/autonomy/events.ts'
import { isBare } from '../../envs/neuralmmo/autonomy/harvest.ts'
import {
  CRYSTAL_GOOD, FOOD, FULL, GOODS, LOT, ORE_GOOD, THRIVING, VISION, WATER_GOOD,
} from '../../envs/neuralmmo/autonomy/numbers.ts' // prettier-ignore
import {
  ACT, ACTS, ENJOY, GIVE, GOOD, HARM, HEADS, HELP, LOOK_AT, MOVE, OFFER, SAY, TARGET, WANTS, type AutonomyWorld,
} from '../../envs/neuralmmo/autonomy/state.ts' // prettier-ignore
import type { World } from '../../envs/core/spec.ts'
import type { Policy } from '../policy.ts'
import { defineBot, type BotOptions } from './bot.ts'
import { drawFor, drawsOf, type Draws } from './draws.ts'

const ENVS = ['autonomy']

// Names of the draws.
const WANDER = 0
const TURN = 1
const SOCIAL = 2

/** Both needs above this: time for luxuries. */
const SATED = 80
/** Who finds nothing turns aside once in so many steps. */
const STRAIGHT = 12

const SIDE = 2 * VISION + 1
const MIDDLE = VISION * SIDE + VISION
/** Scratch of a search through the window: cells to look at, and the first move on the way to each, 0 where none was found yet. */
const queue = new Int16Array(SIDE * SIDE)
const firstMove = new Uint8Array(SIDE * SIDE)

/** Whether a cell (index with the slot, and its place) has what an agent, by its row, is after. */
type Seeks = (world: AutonomyWorld, row: number, at: number, x: number, y: number) => boolean

const isBearing =
  (...materials: readonly number[]): Seeks =>
  ({ state }, row, at, x, y) =>
    materials.includes(state.terrain[at]) && !isBare(state, row, x, y)
const FOOD_CELL = isBearing(FOLIAGE)
const LUXURY_CELL = isBearing(ORE, CRYSTAL)
const WATER_CELL: Seeks = ({ state, tables }, _, at) => touches(state.terrain, at, tables.ground.size, WATER)

/** First move of a shortest way within the window to a cell that is sought, 0 to stay there, -1 if there is none. */
function wayTo(world: AutonomyWorld, slot: number, agent: number, seeks: Seeks): number {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const row = slot * tables.bodies + agent
  const [x0, y0] = [state.x[row] - VISION, state.y[row] - VISION]
  firstMove.fill(0)
  let end = 0
  queue[end++] = MIDDLE
  for (let i = 0; i < end; i++) {
    const [u, v] = [queue[i] % SIDE, Math.floor(queue[i] / SIDE)]
    const at = slot * cells + (y0 + v) * size + x0 + u
    if (seeks(world, row, at, x0 + u, y0 + v)) return firstMove[queue[i]]
    for (let move = 1; move < MOVES.length; move++) {
      const [nu, nv] = [u + DX[move], v + DY[move]]
      const next = nv * SIDE + nu
      if (nu < 0 || nv < 0 || nu >= SIDE || nv >= SIDE || next === MIDDLE || firstMove[next] > 0) continue
      if (WALKABLE[state.terrain[at + DY[move] * size + DX[move]]] === 0) continue
      firstMove[next] = queue[i] === MIDDLE ? move : firstMove[queue[i]]
      queue[end++] = next
    }
  }
  return -1
}

/** Straight on, until something bars the way or a draw turns it; then where a draw says, or the next way that is free. */
function wander({ state, tables }: AutonomyWorld, slot: number, agent: number, draws: Draws): number {
  const { size, cells } = tables.ground
  const row = slot * tables.bodies + agent
  const name = state.name[row]
  const here = slot * cells + state.y[row] * size + state.x[row]
  const isFree = (move: number): boolean => WALKABLE[state.terrain[here + DY[move] * size + DX[move]]] === 1
  if (isFree(state.facing[row]) && below(draw(draws, 0, TURN, name), STRAIGHT) > 0) return state.facing[row]
  const first = below(draw(draws, 0, WANDER, name), WAYS)
  for (let i = 0; i < WAYS; i++) {
    const move = 1 + ((first + i) % WAYS)
    if (isFree(move)) return move
  }
  return 0
}
const WAYS = MOVES.length - 1

/** The move of one that lives alone: to what it lacks most, then to luxuries if it cares for them. */
function forage(world: AutonomyWorld, slot: number, agent: number, draws: Draws, luxuries: boolean): number {
  const { goods } = world.state
  const at = (slot * world.tables.bodies + agent) * GOODS.length
  const [food, water] = [goods[at + FOOD], goods[at + WATER_GOOD]]
  const [most, least] = food <= water ? [FOOD_CELL, WATER_CELL] : [WATER_CELL, FOOD_CELL]
  const isSated = Math.min(food, water) >= SATED
  if (isSated && !luxuries) return 0
  const goals = isSated ? [LUXURY_CELL] : [most, least]
  for (const goal of goals) {
    const way = wayTo(world, slot, agent, goal)
    if (way >= 0 && (way > 0 || goal !== least)) return way
  }
  return wander(world, slot, agent, draws)
}

/** What an agent does beside foraging: writes heads of its action, all 0 but the move. */
type Social = (world: AutonomyWorld, slot: number, agent: number, out: Int32Array, at: number, draws: Draws) => void

interface Habits {
  readonly social: Social
  /** Forgets what it remembers of a row. */
  readonly forget?: (row: number) => void
  readonly luxuries: boolean
}

function autonomyPolicy(name: string, seed: number | string, habits: (rows: number) => Habits): Policy {
  const draws = drawsOf(name, seed)
  let own: Habits | null = null
  let rowCount = 0
  return {
    name,
    reset(slots) {
      if (own === null || slots === undefined) own = null
      else for (const slot of slots) for (let i = 0; i < rowCount; i++) own.forget?.(slot * rowCount + i)
    },
    act({ world: given }: { readonly world: World }, rows) {
      const world = given as unknown as AutonomyWorld
      rowCount = world.agents
      own ??= habits(world.slots * world.agents)
      for (let i = 0; i < rows.length; i++) {
        const slot = Math.floor(rows[i] / world.agents)
        drawFor(draws, world, slot)
        choose(world, slot, rows[i] % world.agents, own, draws)
      }
    },
  }
}

function choose(world: AutonomyWorld, slot: number, agent: number, { social, luxuries }: Habits, draws: Draws): void {
  const { state, tables, actions } = world
  const row = slot * tables.bodies + agent
  const at = row * HEADS.length
  for (let head = 0; head < HEADS.length; head++) actions[at + head] = 0
  if (state.down[row] > 0) return
  if (state.injury[row] === 0) actions[at + MOVE] = forage(world, slot, agent, draws, luxuries)
  social(world, slot, agent, actions, at, draws)
  if (actions[at + ACT] === 0) enjoy(world, row, actions, at)
}

/** Whoever has a luxury and nothing else to do enjoys it. */
function enjoy({ state }: AutonomyWorld, row: number, out: Int32Array, at: number): void {
  for (let good = ORE_GOOD; good <= CRYSTAL_GOOD; good++) {
    if (state.goods[row * GOODS.length + good] === 0) continue
    out[at + ACT] = ENJOY
    out[at + GOOD] = good + 1
  }
}

const alone: Social = () => undefined

/** Gives what it has more of, food or water, to the nearest, as long as it keeps `keep`. */
function giveFrom(keep: number): Social {
  return ({ state }, _slot, _agent, out, at) => {
    const row = at / HEADS.length
    const [food, water] = [state.goods[row * GOODS.length + FOOD], state.goods[row * GOODS.length + WATER_GOOD]]
    if (state.company[row] === 0 || Math.max(food, water) - LOT[FOOD] < keep) return
    out[at + ACT] = GIVE
    out[at + TARGET] = 1
    out[at + GOOD] = (food >= water ? FOOD : WATER_GOOD) + 1
  }
}

/**
 * Strikes the nearest, and goes after it while it lacks nothing; where harvests are lost to all it so takes what grows there too.
 */
function steal(chase: boolean): Social {
  return (world, slot, agent, out, at) => {
    const { state, config } = world
    const row = at / HEADS.length
    if (state.company[row] === 0) return
    out[at + ACT] = HARM
    out[at + TARGET] = 1
    const victim = slot * world.tables.bodies + state.seen[row * config.targets] - 1
    if (!chase || state.injury[row] > 0 || needOf(world, slot, agent) < THRIVING) return
    const way = wayTo(world, slot, agent, (_, __, ___, x, y) => x === state.x[victim] && y === state.y[victim])
    if (way >= 0) out[at + MOVE] = way
  }
}

/** What answers each kind of act. */
const ANSWERS: Readonly<Record<number, number>> = {
  [GIVE]: GIVE,
  [OFFER]: GIVE,
  [HELP]: HELP,
  [HARM]: HARM,
  [LOOK_AT]: LOOK_AT,
}

/** Does to others what they did to it last, once, when they are in sight. */
function mirrored(rows: number, luxuries: boolean): Habits {
  const kind = new Uint8Array(rows)
  const whom = new Uint16Array(rows)
  const social: Social = ({ state, config }, _slot, agent, out, at) => {
    const row = at / HEADS.length
    const seen = state.seen.subarray(row * config.targets, row * config.targets + state.company[row])
    const base = row - agent
    const other = seen.find(
      (body) => state.deedTo[base + body - 1] === agent + 1 && state.deed[base + body - 1] in ANSWERS,
    )
    if (other !== undefined) {
      kind[row] = ANSWERS[state.deed[base + other - 1]]
      whom[row] = other
    }
    const place = seen.indexOf(whom[row])
    if (whom[row] === 0 || place < 0) return
    const good = state.goods[row * GOODS.length + FOOD] > 0 ? FOOD : WATER_GOOD
    out[at + ACT] = kind[row]
    out[at + TARGET] = place + 1
    out[at + GOOD] = kind[row] === GIVE ? good + 1 : 0
    whom[row] = 0
  }
  return { social, luxuries, forget: (row) => void (whom[row] = 0) }
}

/** With probability `rate` any act on anybody in sight, and any word. */
function atRandom(rate: number): Social {
  return (world, _slot, _agent, out, at, draws) => {
    const { state, config } = world
    const row = at / HEADS.length
    const name = state.name[row]
    const pick = (k: number, n: number): number => below(draw(draws, 0, SOCIAL, name, k), n)
    const PERCENT = 100
    if (pick(0, PERCENT) >= rate * PERCENT) return
    out[at + SAY] = pick(1, config.tokens + 1)
    if (state.company[row] === 0) return
    out[at + ACT] = pick(2, ACTS.length)
    out[at + TARGET] = 1 + pick(3, state.company[row])
    out[at + GOOD] = pick(4, GOODS.length + 1)
    out[at + WANTS] = pick(5, GOODS.length + 1)
    dropIllegal(world, row, out, at)
  }
}

/** Does nothing by each head whose choice the mask rules out. */
function dropIllegal({ mask, heads }: AutonomyWorld, row: number, out: Int32Array, at: number): void {
  let first = (row * mask.length) / (out.length / heads.length)
  for (let head = 0; head < heads.length; head++) {
    if (mask[first + out[at + head]] !== 1) out[at + head] = 0
    first += heads[head]
  }
}

const luxuries = { type: 'boolean', description: 'whether it gathers and enjoys luxuries' } as const
const DEFAULTS = { luxuries: true }

export const forager = defineBot({
  name: 'forager',
  summary: 'lives alone: goes to what it lacks, and minds nobody',
  envs: ENVS,
  parameters: { luxuries },
  defaults: DEFAULTS,
  make: (given, { seed = 0 }: BotOptions) => autonomyPolicy('forager', seed, () => ({ ...given, social: alone })),
})

export const giver = defineBot({
  name: 'giver',
  summary: 'forages, and gives the nearest what it has to spare',
  envs: ENVS,
  parameters: {
    luxuries,
    keep: { type: 'integer', minimum: 0, maximum: FULL, description: 'points of a need that it keeps for itself' },
  },
  defaults: { ...DEFAULTS, keep: 60 },
  make: ({ luxuries, keep }, { seed = 0 }: BotOptions) =>
    autonomyPolicy('giver', seed, () => ({ luxuries, social: giveFrom(keep) })),
})

export const thief = defineBot({
  name: 'thief',
  summary: 'forages, and strikes whoever is nearest',
  envs: ENVS,
  parameters: { luxuries, chase: { type: 'boolean', description: 'whether it goes after the nearest' } },
  defaults: { ...DEFAULTS, chase: true },
  make: ({ luxuries, chase }, { seed = 0 }: BotOptions) =>
    autonomyPolicy('thief', seed, () => ({ luxuries, social: steal(chase) })),
})

export const mirror = defineBot({
  name: 'mirror',
  summary: 'forages, and does to others what they did to it',
  envs: ENVS,
  parameters: { luxuries },
  defaults: DEFAULTS,
  make: ({ luxuries }, { seed = 0 }: BotOptions) => autonomyPolicy('mirror', seed, (rows) => mirrored(rows, luxuries)),
})

export const randomSocial = defineBot({
  name: 'random_social',
  summary: 'forages, and now and then does anything to anybody',
  envs: ENVS,
  parameters: { luxuries, rate: { type: 'number', minimum: 0, maximum: 1, description: 'probability a tick' } },
  defaults: { ...DEFAULTS, rate: 0.5 },
  make: ({ luxuries, rate }, { seed = 0 }: BotOptions) =>
    autonomyPolicy('random_social', seed, () => ({ luxuries, social: atRandom(rate) })),
})
