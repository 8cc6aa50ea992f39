/**
 * Levers, an environment for the tests of learning: each of two agents is shown a signal, and is paid for pulling the lever of
 * that number and saying whether it is odd, half each. It ends after `rounds` steps.
 */
import { below, draw } from '../../envs/core/keyed.ts'
import { field, type Field } from '../../envs/core/fields.ts'
import { box, multiDiscrete } from '../../envs/core/spaces.ts'
import { RUNNING, TERMINATED, type BaseConfig, type EnvSpec, type World } from '../../envs/core/spec.ts'

interface LeversConfig extends BaseConfig {
  rounds: number
}
interface Levers {
  readonly [name: string]: Field
  readonly signal: Field<'u8'>
}
type LeversWorld = World<LeversConfig, Levers, null>

export const AGENTS = 2
export const SIGNALS = 3
export const HEADS = [SIGNALS, 2]

function show({ state }: LeversWorld, slot: number, each: (row: number, signal: number) => void): void {
  for (let row = slot * AGENTS; row < (slot + 1) * AGENTS; row++) each(row, state.signal[row])
}

function signal(world: LeversWorld, slot: number): void {
  for (let a = 0; a < AGENTS; a++) world.state.signal[slot * AGENTS + a] = below(draw(world, slot, 0, a), SIGNALS)
}

export const levers: EnvSpec<LeversConfig, Levers, null> = {
  id: 'levers',
  version: 1,
  summary: 'two agents pull the lever that they are shown',
  source: 'the simplest task with several heads',
  config: {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: { horizon: {}, rounds: { type: 'integer', minimum: 1 } },
    },
    defaults: { horizon: 100, rounds: 8 },
  },
  tables: () => null,
  agents: () => [
    { name: 'left', role: 'puller' },
    { name: 'right', role: 'puller' },
  ],
  state: () => ({ signal: field('u8', AGENTS) }),
  action: () => multiDiscrete(HEADS),
  views: {
    clocked: {
      summary: 'the signal, one-hot, and the tick',
      space: ({ config }) => box([SIGNALS + 1], 'f32', 0, config.horizon),
      write(world, slot) {
        show(world, slot, (row, signal) => {
          for (let i = 0; i < SIGNALS; i++) world.observations[row * world.rowSize + i] = i === signal ? 1 : 0
          world.observations[row * world.rowSize + SIGNALS] = world.tick[slot] / 100
        })
      },
    },
    entities: {
      summary: 'the levers, each with its number and whether it is the one; bytes of 10',
      space: () => box([SIGNALS, 2], 'u8', 0, 20, 10),
      write(world, slot) {
        show(world, slot, (row, signal) => {
          for (let i = 0; i < SIGNALS; i++) {
            world.observations[row * world.rowSize + 2 * i] = 10 * i
            world.observations[row * world.rowSize + 2 * i + 1] = i === signal ? 10 : 0
          }
        })
      },
    },
  },
  defaultView: 'clocked',
  text: () => '',
  metrics: ['right'],
  reset: signal,
  step(world, slot) {
    const { state, actions, rewards, metrics, config, tick } = world
    for (let row = slot * AGENTS; row < (slot + 1) * AGENTS; row++) {
      const pulled = actions[row * 2] === state.signal[row]
      const said = actions[row * 2 + 1] === state.signal[row] % 2
      rewards[row] = (pulled ? 0.5 : 0) + (said ? 0.5 : 0)
      metrics[slot] += rewards[row]
    }
    signal(world, slot)
    return tick[slot] + 1 >= config.rounds ? TERMINATED : RUNNING
  },
  draw: () => ({ width: 1, height: 1, background: '#000000', shapes: [] }),
  print: () => '',
  toJSON: () => ({}),
  fromJSON: () => undefined,
}
