/** Which choices of the heads that needs bring mean something now, over rows in which none does yet. */
import type { SurvivalWorld } from '../state.ts'
import { isVeiled } from './veil.ts'

export function maskNeeds(world: SurvivalWorld, slot: number): void {
  const { tables, mask } = world
  const { needs, heads, players } = tables
  if (needs === null || !needs.options.veil) return
  for (let agent = 0; agent < players; agent++)
    if (isVeiled(world, slot, agent)) mask[(slot * players + agent) * heads.width + heads.maskAt.look + 1] = 1
}
