/** Which choices mean something now. To do nothing is always one of them. */
import { MOVES, DX, DY } from '../engine/moves.ts'
import { WALKABLE } from '../materials.ts'
import { canStrike, distance, REACH } from './combat.ts'
import { STYLES } from './skills.ts'
import type { SurvivalWorld } from './state.ts'

export function mask(world: SurvivalWorld, slot: number): void {
  const { tables, live, mask } = world
  const { players, heads } = tables
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    const at = p * heads.width
    mask.fill(0, at, at + heads.width)
    for (const head of heads.names) mask[at + heads.maskAt[head]] = 1
    if (live[p] === 0 || world.state.frozen[slot * tables.bodies + agent] > 1) continue
    maskMoves(world, slot, agent, at)
    if (tables.on.combat) maskBlows(world, slot, agent, at)
  }
}

/** Moves onto ground that can be walked on; whether somebody stands there is the others' business. */
function maskMoves({ state, tables, mask }: SurvivalWorld, slot: number, agent: number, at: number): void {
  const { size, cells } = tables.ground
  const b = slot * tables.bodies + agent
  for (let d = 1; d < MOVES.length; d++) {
    const cell = slot * cells + (state.y[b] + DY[d]) * size + state.x[b] + DX[d]
    mask[at + tables.heads.maskAt.move + d] = WALKABLE[state.terrain[cell]]
  }
}

/**
 * Targets that a blow of the next tick can reach, and styles where there are any. By the profile's `forcedAttack` nobody who has a
 * target may then leave it alone.
 */
function maskBlows(world: SurvivalWorld, slot: number, agent: number, at: number): void {
  const { state, tables, mask, config } = world
  const { maskAt } = tables.heads
  const first = (slot * tables.players + agent) * config.targets
  let any = 0
  for (let i = 0; i < config.targets; i++) {
    const other = state.seen[first + i] - 1
    if (other < 0 || distance(world, slot, agent, other) > REACH) break
    if (!canStrike(world, slot, agent, other, 1)) continue
    mask[at + maskAt.target + 1 + i] = any = 1
  }
  if (any === 0) return
  mask.fill(1, at + maskAt.style + 1, at + maskAt.style + 1 + STYLES)
  if (tables.numbers.forcedAttack) mask[at + maskAt.target] = mask[at + maskAt.style] = 0
}
