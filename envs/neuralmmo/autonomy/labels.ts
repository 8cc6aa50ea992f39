/**
 * Labels for probes, off every view: what is true of an agent and of those nearest to it. They are written when asked for, and cost
 * nothing else; with the option `ledger` they know who did what to whom.
 */
import { FOOD, GOODS, WATER_GOOD } from './numbers.ts'
import type { AutonomyWorld } from './state.ts'

/**
 * Numbers of a label, one an agent and other. `last` is 1 + the kind of event (EVENTS) that the other did last to the agent, 0 for
 * none, `age` the ticks since then, `debt` what the agent owes the other: what it was given and helped, less harm, both ways.
 */
export const LABEL = ['present', 'id', 'dx', 'dy', 'food', 'water', 'health', 'down', 'last', 'age', 'debt'] as const

/**
 * Writes the labels of a slot, `[agents, k, LABEL]`, for the k nearest in sight of each agent, zeros where there are fewer, into `out`
 * from `at`. Without the option `ledger` the last three are 0. Throws a RangeError where k is above the option `targets`.
 */
export function writeLabels(world: AutonomyWorld, slot: number, k: number, out: Float32Array, at = 0): void {
  const { state, tables, config } = world
  const { bodies } = tables
  if (k > config.targets)
    throw new RangeError(`Got ${k} others a label, expected at most the ${config.targets} targets.`)
  out.fill(0, at, at + bodies * k * LABEL.length)
  for (let agent = 0; agent < bodies; agent++) {
    const row = slot * bodies + agent
    for (let i = 0; i < Math.min(k, state.company[row]); i++) {
      const other = state.seen[row * config.targets + i] - 1
      writeLabel(world, slot, agent, other, out, at + (agent * k + i) * LABEL.length)
    }
  }
}

function writeLabel(
  { state, tables, config, tick }: AutonomyWorld,
  slot: number,
  agent: number,
  other: number,
  out: Float32Array,
  at: number,
): void {
  const n = tables.bodies
  const row = slot * n + agent
  const b = slot * n + other
  out[at] = 1
  out[at + 1] = state.name[b]
  out[at + 2] = state.x[b] - state.x[row]
  out[at + 3] = state.y[b] - state.y[row]
  out[at + 4] = state.goods[b * GOODS.length + FOOD]
  out[at + 5] = state.goods[b * GOODS.length + WATER_GOOD]
  out[at + 6] = state.health[b]
  out[at + 7] = state.down[b]
  if (!config.ledger) return
  const here = (slot * n + state.name[row]) * n + state.name[b]
  const there = (slot * n + state.name[b]) * n + state.name[row]
  out[at + 8] = state.lastKind[there]
  out[at + 9] = state.lastKind[there] === 0 ? 0 : tick[slot] - 1 - state.lastTick[there]
  out[at + 10] = state.debt[here]
}
