/** Which choices of the heads that needs bring mean something now, over rows in which none does yet. */
import { MOST_WEIGHT } from '../../../core/shares.ts'
import type { SurvivalWorld } from '../state.ts'
import { isThere, mayDivide } from './division.ts'
import { isVeiled } from './veil.ts'

export function maskNeeds(world: SurvivalWorld, slot: number): void {
  const { needs, heads, players } = world.tables
  if (needs === null || (!needs.options.veil && needs.options.choice === 'units')) return
  for (let agent = 0; agent < players; agent++) {
    const at = (slot * players + agent) * heads.width
    if (isVeiled(world, slot, agent)) world.mask[at + heads.maskAt.look + 1] = 1
    if (needs.options.choice !== 'units' && mayDivide(world, slot, agent)) maskDivision(world, slot, at)
  }
}

/** All parts of a menu, or all weights of those who are there. */
function maskDivision(world: SurvivalWorld, slot: number, at: number): void {
  const { mask, tables } = world
  const { maskAt, sizes, at: head } = tables.heads
  if (tables.needs!.options.choice === 'menu') {
    mask.fill(1, at + maskAt.keep, at + maskAt.keep + sizes[head.keep])
    return
  }
  const width = 1 + MOST_WEIGHT
  for (let being = 0; being <= tables.needs!.strangers; being++) {
    const first = at + maskAt.weight_0 + being * width
    if (being === 0 || isThere(world, slot, being - 1)) mask.fill(1, first, first + width)
  }
}
