/** Survival worlds in which there is much to trade, and agents that choose now and then what they can do. */
import type { BatchEnv } from '../../envs/core/batch.ts'
import { draw } from '../../envs/core/keyed.ts'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import { stow } from '../../envs/neuralmmo/survival/inventory.ts'
import { HAT, ITEM_KINDS, PLACES, STACKS } from '../../envs/neuralmmo/survival/items.ts'
import { SKILLS } from '../../envs/neuralmmo/survival/skills.ts'
import { takeStock } from '../../envs/neuralmmo/survival/stock.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'

/** Systems in which nobody dies. */
export const PEACE = ['items', 'equipment', 'professions', 'exchange', 'communication', 'progression'] as const

/** A crowded world whose agents own goods, gold and skills by draws of a seed. */
export function richBatch(seed: number, options: Record<string, unknown> = {}): BatchEnv {
  const batch = survivalBatch({
    preset: 'small', players: 16, npcs: 0, center: 8, border: 9, targets: 4, offers: 6, systems: PEACE, view: null, horizon: Infinity, seed,
    ...options,
  }) // prettier-ignore
  const world = worldOf(batch)
  const { state } = world
  for (let agent = 0; agent < batch.agents; agent++) {
    const random = (k: number, n: number): number =>
      draw({ key: Uint32Array.of(seed, 5, 5, 5), tick: new Int32Array(1) }, 0, agent, k) % n
    state.gold[agent] = random(0, 30)
    for (let skill = 0; skill < SKILLS.length; skill++)
      state.level[agent * SKILLS.length + skill] = 1 + random(1 + skill, 3)
    // Some own little, some have no room.
    const goods = random(10, 3 * PLACES)
    for (let i = 0; i < goods; i++) {
      const kind = HAT + random(20 + 3 * i, ITEM_KINDS - HAT)
      stow(world, 0, agent, kind, 1 + random(21 + 3 * i, 3), STACKS[kind] === 1 ? 1 + random(22 + 3 * i, 9) : 1)
    }
  }
  takeStock(world, 0)
  survival.mask!(world, 0)
  return batch
}

/** Draws actions by names, half of them among those that the mask allows, so that an agent does the same wherever its row is. */
export function chooseByName(batch: BatchEnv, seed: number): void {
  const { state, tick, tables } = worldOf(batch)
  const { sizes, width } = tables.heads
  const keyed = { key: Uint32Array.of(seed, 7, 7, 7), tick }
  for (let agent = 0; agent < batch.agents; agent++) {
    let at = agent * width
    for (const [h, size] of sizes.entries()) {
      const word = draw(keyed, 0, h, state.name[agent]) >>> 1
      const legal = [...batch.mask.subarray(at, at + size).keys()].filter((i) => batch.mask[at + i] === 1)
      batch.actions[agent * sizes.length + h] =
        (word & 1) === 1 ? legal[(word >>> 1) % legal.length] : (word >>> 1) % size
      at += size
    }
  }
}
