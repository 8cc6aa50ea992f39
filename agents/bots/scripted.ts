/**
 * What scripted players of any world share: a strategy that is settled in a world, and told when episodes and steps
 * begin.
 */
import type { Keyed } from '../../envs/core/keyed.ts'
import type { Policy } from '../policy.ts'
import { drawFor, drawsOf, type Draws } from './draws.ts'

/** A strategy in one world, for all agents whom it moves there. What it remembers, it keeps by row or slot. */
export interface Strategy {
  /** A new episode begins in a slot. */
  begin?(slot: number): void
  /** Called in every slot of rows to act for, once a step, before anybody acts. */
  watch?(slot: number): void
  /** Writes the action of an agent. */
  act(slot: number, agent: number): void
}

interface Slots extends Keyed {
  readonly slots: number
  readonly agents: number
}

/**
 * The policy of a strategy. `settle` prepares it for a world, which the policy's `act` brings; it is called anew for
 * another one. `draws` point at the slot at hand.
 */
export function scriptedPolicy<W extends Slots>(
  name: string,
  seed: number | string | undefined,
  settle: (world: W, draws: Draws) => Strategy,
): Policy {
  const draws = drawsOf(name, seed ?? 0)
  let world: W | null = null
  let strategy: Strategy | null = null
  let watched = new Int32Array(0) // [slots] tick in which each slot was last watched
  return {
    name,
    reset(slots) {
      if (!slots) strategy = world = null
      for (const slot of slots ?? []) {
        watched[slot] = -1
        strategy?.begin?.(slot)
      }
    },
    act(batch, rows) {
      if (batch.world !== (world as unknown)) {
        world = batch.world as unknown as W
        strategy = settle(world, draws)
        watched = new Int32Array(world.slots).fill(-1)
        for (let slot = 0; slot < world.slots; slot++) strategy.begin?.(slot)
      }
      actAll(world!, strategy!, rows, watched, draws)
    },
  }
}

function actAll(world: Slots, strategy: Strategy, rows: ArrayLike<number>, watched: Int32Array, draws: Draws): void {
  const { agents, tick } = world
  let slot = -1
  for (let i = 0; i < rows.length; i++) {
    const agent = rows[i] % agents
    if ((rows[i] - agent) / agents !== slot) {
      slot = (rows[i] - agent) / agents
      drawFor(draws, world, slot)
      if (watched[slot] !== tick[slot]) strategy.watch?.(slot)
      watched[slot] = tick[slot]
    }
    strategy.act(slot, agent)
  }
}
