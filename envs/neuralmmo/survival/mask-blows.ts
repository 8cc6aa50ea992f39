/** Which blows mean something in the next tick. */
import { canStrike, distance, REACH } from './combat.ts'
import { STYLES } from './skills.ts'
import type { SurvivalWorld } from './state.ts'

/**
 * Targets that a blow of the next tick can reach, and styles where there are any. By the profile's `forcedAttack` nobody who has a
 * target may then leave it alone. Who singles nobody out may always strike: whether there is somebody shows then.
 */
export function maskBlows(world: SurvivalWorld, slot: number, agent: number, at: number): void {
  const { state, tables, mask, config } = world
  const { maskAt } = tables.heads
  const first = (slot * tables.players + agent) * config.targets
  if (config.targets === 0) return
  let any = 0
  for (let i = 0; i < config.targets; i++) {
    const other = state.seen[first + i] - 1
    if (other < 0 || distance(world, slot, agent, other) > REACH) break
    if (!canStrike(world, slot, agent, other, 1)) continue
    mask[at + maskAt.target + 1 + i] = any = 1
  }
  if (any === 0) return
  for (let style = 1; style <= STYLES; style++) mask[at + maskAt.style + style] = 1
  if (tables.numbers.forcedAttack) mask[at + maskAt.target] = mask[at + maskAt.style] = 0
}
