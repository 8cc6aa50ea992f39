/**
 * Catch, an environment for the tests alone: two catchers on the ground under a sky from which fruits and rocks fall.
 *
 * A fruit pays who stands under it, a rock puts who stands under it out of the game. It ends after `falls` falls, or when
 * everyone is out. It has one of everything that an environment can have: a mask, deaths, a hidden field, a knob, draws in
 * steps and resets, a view with and one without `update`.
 */
import { isMainThread } from 'node:worker_threads'
import { box, discrete } from '../../envs/core/spaces.ts'
import { below, draw, unit } from '../../envs/core/keyed.ts'
import { field, type Field } from '../../envs/core/fields.ts'
import { RUNNING, TERMINATED, type BaseConfig, type EnvSpec, type View, type World } from '../../envs/core/spec.ts'

export interface CatchConfig extends BaseConfig {
  width: number
  height: number
  falls: number
  /** Share of falls that are rocks. */
  rocks: number
}

export interface Catch {
  readonly [name: string]: Field
  /** [2] column of each catcher. */
  readonly column: Field<'u8'>
  readonly x: Field<'u8'>
  readonly y: Field<'u8'>
  readonly rock: Field<'u8'>
  /** Column of the next fall; nobody sees it. */
  readonly next: Field<'u8'>
  readonly fallen: Field<'i32'>
  /** The fall before the last step: where it was, and what. */
  readonly wasX: Field<'u8'>
  readonly wasY: Field<'u8'>
  readonly wasRock: Field<'u8'>
}

export type CatchWorld = World<CatchConfig, Catch, null>
export interface CatchJSON {
  columns: number[]
  live: number[]
  fall: { x: number; y: number; rock: number }
  next: number
  fallen: number
  tick: number
}

const AGENTS = 2
const ACTIONS = ['left', 'stay', 'right'] as const
const STAY = 1
// Channels of the draws; entity is the number of the fall.
const COLUMN = 0
const ROCK = 1
// Channels of the grid view.
const SELF = 0
const OTHER = 1
const FRUIT = 2
const ROCKS = 3
const DEPTH = 4

/** A row as [y][x][SELF, OTHER, FRUIT, ROCKS], brought up to date cell by cell. */
export const grid: View<CatchWorld> = {
  summary: 'who stands where and what falls, a plane each',
  space: ({ config }) => box([config.height, config.width, DEPTH], 'u8', 0, 1),
  write(world, slot) {
    const { kernels, observations, rowSize } = world
    kernels.clear(observations.byteOffset + slot * AGENTS * rowSize, AGENTS * rowSize)
    mark(world, slot, 1)
  },
  update(world, slot) {
    mark(world, slot, 0)
    mark(world, slot, 1)
  },
}

/** Writes `value` to the marks of the slot: where things are for 1, where they were before the step for 0. */
export function mark({ config, state, observations, rowSize, live }: CatchWorld, slot: number, value: 0 | 1): void {
  const { width, height } = config
  const { column } = state
  const [x, y, rock] = value === 1 ? [state.x, state.y, state.rock] : [state.wasX, state.wasY, state.wasRock]
  const fall = (y[slot] * width + x[slot]) * DEPTH + (rock[slot] ? ROCKS : FRUIT)
  for (let observer = 0; observer < AGENTS; observer++) {
    const row = (slot * AGENTS + observer) * rowSize
    for (let agent = 0; agent < AGENTS; agent++) {
      const plane = row + (height - 1) * width * DEPTH + (agent === observer ? SELF : OTHER)
      for (let c = 0; c < width; c++) {
        const here = value === 1 && live[slot * AGENTS + agent] === 1 && column[slot * AGENTS + agent] === c
        observations[plane + c * DEPTH] = here ? 1 : 0
      }
    }
    observations[row + fall] = value
  }
}

/** [self, other, fall x, fall y, rock, whether the observer plays] over 255. */
export const numbers: View<CatchWorld> = {
  summary: 'the same as numbers',
  space: () => box([6], 'f32', 0, 255),
  write({ state, observations, live }, slot) {
    for (let agent = 0; agent < AGENTS; agent++) {
      const row = (slot * AGENTS + agent) * 6
      observations[row] = state.column[slot * AGENTS + agent]
      observations[row + 1] = state.column[slot * AGENTS + 1 - agent]
      observations[row + 2] = state.x[slot]
      observations[row + 3] = state.y[slot]
      observations[row + 4] = state.rock[slot]
      observations[row + 5] = live[slot * AGENTS + agent]
    }
  },
}

function step(world: CatchWorld, slot: number): typeof RUNNING | typeof TERMINATED {
  const { config, state, rewards, metrics, live, knobs } = world
  remember(world, slot)
  walk(world, slot)
  rewards.fill(0, slot * AGENTS, (slot + 1) * AGENTS)
  if (++state.y[slot] < config.height - 1) return RUNNING
  for (let row = slot * AGENTS; row < (slot + 1) * AGENTS; row++) {
    if (live[row] === 0 || state.column[row] !== state.x[slot]) continue
    if (state.rock[slot]) live[row] = 0
    else rewards[row] = knobs.pay[slot]
    metrics[slot] += rewards[row]
  }
  state.fallen[slot]++
  drop(world, slot)
  return state.fallen[slot] === config.falls || out(world, slot) ? TERMINATED : RUNNING
}

function remember({ state }: CatchWorld, slot: number): void {
  state.wasX[slot] = state.x[slot]
  state.wasY[slot] = state.y[slot]
  state.wasRock[slot] = state.rock[slot]
}

function walk({ config, state, actions, live }: CatchWorld, slot: number): void {
  for (let row = slot * AGENTS; row < (slot + 1) * AGENTS; row++) {
    const column = state.column[row] + actions[row] - STAY
    if (live[row] === 1 && column >= 0 && column < config.width) state.column[row] = column
  }
}

const out = ({ live }: CatchWorld, slot: number): boolean => live[slot * AGENTS] + live[slot * AGENTS + 1] === 0

/** The next fall begins, and the column of the one after it is drawn. */
function drop(world: CatchWorld, slot: number): void {
  const { config, state } = world
  state.x[slot] = state.next[slot]
  state.y[slot] = 0
  state.rock[slot] = unit(draw(world, slot, ROCK, state.fallen[slot])) < config.rocks ? 1 : 0
  state.next[slot] = below(draw(world, slot, COLUMN, state.fallen[slot] + 1), config.width)
}

function reset(world: CatchWorld, slot: number): void {
  const { config, state } = world
  state.fallen[slot] = 0
  state.column[slot * AGENTS] = 0
  state.column[slot * AGENTS + 1] = config.width - 1
  state.next[slot] = below(draw(world, slot, COLUMN, 0), config.width)
  drop(world, slot)
  remember(world, slot)
}

function mask({ config, state, live, mask }: CatchWorld, slot: number): void {
  for (let row = slot * AGENTS; row < (slot + 1) * AGENTS; row++) {
    mask[row * 3] = live[row] === 1 && state.column[row] > 0 ? 1 : 0
    mask[row * 3 + STAY] = 1
    mask[row * 3 + 2] = live[row] === 1 && state.column[row] < config.width - 1 ? 1 : 0
  }
}

const place = ({ state, live }: CatchWorld, slot: number, agent: number): string =>
  live[slot * AGENTS + agent] ? `in column ${state.column[slot * AGENTS + agent]}` : 'out'

const text = (world: CatchWorld, slot: number, agent: number): string =>
  `You are ${place(world, slot, agent)}, the other is ${place(world, slot, 1 - agent)}. ` +
  `A ${world.state.rock[slot] ? 'rock' : 'fruit'} falls in column ${world.state.x[slot]}, row ${world.state.y[slot]}.`

const print = (world: CatchWorld, slot: number): string => `${text(world, slot, 0)} ${world.state.fallen[slot]} fell.`

const toJSON = ({ state, live, tick }: CatchWorld, slot: number): CatchJSON => ({
  columns: Array.from(state.column.subarray(slot * AGENTS, (slot + 1) * AGENTS)),
  live: Array.from(live.subarray(slot * AGENTS, (slot + 1) * AGENTS)),
  fall: { x: state.x[slot], y: state.y[slot], rock: state.rock[slot] },
  next: state.next[slot],
  fallen: state.fallen[slot],
  tick: tick[slot],
})

function fromJSON(world: CatchWorld, slot: number, json: unknown): void {
  const { config, state, live, tick } = world
  const { columns, live: alive, fall, next, fallen, tick: time } = (json ?? {}) as CatchJSON
  const columnsAre = (values: unknown[]) => values.every((c) => Number.isInteger(c) && Number(c) < config.width)
  const fits =
    Array.isArray(columns) &&
    Array.isArray(alive) &&
    columnsAre([...columns, fall?.x, next]) &&
    [...alive, fall?.y, fall?.rock, fallen, time].every((x) => Number.isInteger(x) && Number(x) >= 0)
  if (!fits) throw new TypeError(`Got ${JSON.stringify(json)} as a state of catch, expected what toJSON() gives.`)
  state.column.set(columns, slot * AGENTS)
  live.set(alive, slot * AGENTS)
  state.x[slot] = fall.x
  state.y[slot] = fall.y
  state.rock[slot] = fall.rock
  state.next[slot] = next
  state.fallen[slot] = fallen
  tick[slot] = time
  remember(world, slot)
}

export const catching: EnvSpec<CatchConfig, Catch, null, CatchJSON> = {
  id: 'catch',
  version: 1,
  summary: 'two catchers under a sky from which fruits and rocks fall',
  source: 'after bsuite catch (Osband et al. 2020, arXiv:1908.03568)',
  config: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        horizon: { type: 'number', minimum: 1 },
        width: { type: 'integer', minimum: 2, maximum: 99 },
        height: { type: 'integer', minimum: 2, maximum: 99 },
        falls: { type: 'integer', minimum: 1 },
        rocks: { type: 'number', minimum: 0, maximum: 1 },
      },
    },
    defaults: { horizon: 30, width: 5, height: 4, falls: 8, rocks: 0.3 },
  },
  examples: [{}, { width: 4, height: 6, horizon: 17, rocks: 0.5 }],
  hidden: () => ['next'],
  module: { url: import.meta.url, name: 'catching' },
  tables: () => null,
  agents: () => [
    { name: 'west', role: 'catcher' },
    { name: 'east', role: 'catcher' },
  ],
  state: () => ({
    column: field('u8', AGENTS),
    x: field('u8'),
    y: field('u8'),
    rock: field('u8'),
    next: field('u8'),
    fallen: field('i32'),
    wasX: field('u8'),
    wasY: field('u8'),
    wasRock: field('u8'),
  }),
  action: () => discrete(ACTIONS.length, ACTIONS),
  views: { grid, numbers },
  defaultView: 'grid',
  text,
  metrics: ['caught'],
  knobs: () => ({ pay: 1 }),
  reset,
  step,
  mask,
  draw: ({ config, state, live }, slot) => ({
    width: config.width,
    height: config.height,
    background: '#88ccff',
    shapes: [
      { kind: 'rect', x: state.x[slot], y: state.y[slot], w: 1, h: 1, fill: state.rock[slot] ? '#444444' : '#ff4400' },
      ...Array.from({ length: AGENTS }, (_, a) => a)
        .filter((a) => live[slot * AGENTS + a])
        .map(
          (a) =>
            ({
              kind: 'circle',
              x: state.column[slot * AGENTS + a] + 0.5,
              y: config.height - 0.5,
              r: 0.4,
              fill: '#222222',
            }) as const,
        ),
    ],
  }),
  print,
  toJSON,
  fromJSON,
}

// For the tests of threads, which import a specification by name.

/** Pays more on a thread that is not the main one. */
export const perThread: typeof catching = {
  ...catching,
  module: { url: import.meta.url, name: 'perThread' },
  step(world, slot) {
    const code = step(world, slot)
    if (!isMainThread) world.rewards[slot * AGENTS]++
    return code
  },
}

/** Fails when its last slot is stepped. */
export const failing: typeof catching = {
  ...catching,
  module: { url: import.meta.url, name: 'failing' },
  step(world, slot) {
    if (slot === world.slots - 1) throw new Error('the sky fell in slot 1')
    return step(world, slot)
  },
}
