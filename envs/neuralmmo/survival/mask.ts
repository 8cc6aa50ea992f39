/** Which choices mean something now. To do nothing is always one of them. */
import { MOVES, DX, DY } from '../engine/moves.ts'
import { WALKABLE } from '../materials.ts'
import { maskBlows } from './mask-blows.ts'
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
