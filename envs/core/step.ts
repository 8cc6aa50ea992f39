/** The episode loop over a range of slots: the one piece of code that every thread runs. */
import type { AnyArray } from './fields.ts'
import { episodeKey, KEY_WORDS, worldKey } from './keyed.ts'
import type { BatchWorld } from './world.ts'
import { RUNNING, TRUNCATED, type Done } from './spec.ts'

/**
 * Steps the slots in [from, to). Rows of a slot whose episode ends get their code; its last observation, metrics and returns
 * go to the `final` arrays, and with autoreset the slot already shows its next episode.
 */
export function stepRange(world: BatchWorld, from: number, to: number): void {
  const { spec, view, agents, tick, done, waiting, rewards, returns, horizon } = world
  for (let slot = from; slot < to; slot++) {
    const first = slot * agents
    if (waiting[slot] === 1) {
      for (let row = first; row < first + agents; row++) rewards[row] = 0
      continue
    }
    done.fill(RUNNING, first, first + agents)
    const code = spec.step(world, slot)
    const time = ++tick[slot]
    for (let row = first; row < first + agents; row++) returns[row] += rewards[row]
    if (view !== null) {
      if (view.update) view.update(world, slot)
      else view.write(world, slot)
    }
    if (code !== RUNNING) finish(world, slot, code)
    else if (time >= horizon) finish(world, slot, TRUNCATED)
    else if (spec.mask) spec.mask(world, slot)
  }
}

function finish(world: BatchWorld, slot: number, code: Done): void {
  const { agents, done, finalLength, tick, waiting } = world
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (done[row] === RUNNING) done[row] = code
  copyRows(world.finalObservations, world.observations, slot, agents * world.rowSize)
  copyRows(world.finalMetrics, world.metrics, slot, world.spec.metrics.length)
  copyRows(world.finalReturns, world.returns, slot, agents)
  finalLength[slot] = tick[slot]
  if (world.autoreset) startEpisode(world, slot)
  else waiting[slot] = 1
}

function copyRows(to: AnyArray, from: AnyArray, slot: number, size: number): void {
  for (let i = slot * size; i < (slot + 1) * size; i++) to[i] = from[i]
}

/** Starts the slot's next episode under the next key. Leaves `done` and `rewards` as the last step wrote them. */
export function startEpisode(world: BatchWorld, slot: number): void {
  const { spec, agents, base, key, episode, tick, live, waiting, metrics, returns, mask } = world
  episode[slot]++
  episodeKey(base, slot * KEY_WORDS, episode[slot], key, slot * KEY_WORDS)
  tick[slot] = 0
  waiting[slot] = 0
  for (let i = slot * spec.metrics.length; i < (slot + 1) * spec.metrics.length; i++) metrics[i] = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    live[row] = 1
    returns[row] = 0
  }
  spec.reset(world, slot)
  if (spec.mask) spec.mask(world, slot)
  else mask.fill(1, (slot * mask.length) / world.slots, ((slot + 1) * mask.length) / world.slots)
  world.view?.write(world, slot)
}

/** Keys every slot from `seed` and starts its first episode. Slot i of a batch that begins at `firstSlot` is slot firstSlot + i. */
export function seedRange(world: BatchWorld, seed: number | string, firstSlot: number, from: number, to: number): void {
  for (let slot = from; slot < to; slot++) {
    world.base.set(worldKey(['sva-gym', seed, 'slot', firstSlot + slot]), slot * KEY_WORDS)
    world.episode[slot] = -1
    world.rewards.fill(0, slot * world.agents, (slot + 1) * world.agents)
    world.done.fill(RUNNING, slot * world.agents, (slot + 1) * world.agents)
    startEpisode(world, slot)
  }
}
