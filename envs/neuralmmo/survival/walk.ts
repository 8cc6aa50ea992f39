/** Moves of agents and NPCs. */
import { goFreely, settle } from '../engine/moves.ts'
import { MOVE_TIE } from './channels.ts'
import { GO_FARTHEST, NOBODY, note } from './events.ts'
import { leaveCells } from './look.ts'
import type { SurvivalWorld } from './state.ts'

/** Moves everyone who wants to go; NPCs have said where in `moves` already. */
export function walk(world: SurvivalWorld, slot: number): void {
  const { state, tables, config } = world
  const decided = tables.moves.count
  depart(world, slot)
  if (config.stacking) {
    goFreely(world, slot)
    leaveCells(world, slot)
  } else settle(world, slot, MOVE_TIE, state.shown)
  measure(world, slot, decided)
}

/** Adds the agents that want to go, and can, to those who go. */
function depart({ state, tables, actions, live, kernels }: SurvivalWorld, slot: number): void {
  const { players, bodies, heads, moves, room, ground } = tables
  const width = heads.sizes.length
  moves.count += kernels.depart(
    state.goer.byteOffset + 4 * (slot * room + moves.count),
    state.goesFrom.byteOffset + 4 * (slot * room + moves.count),
    players,
    actions.byteOffset + 4 * (slot * players * width + heads.at.move),
    4 * width,
    live.byteOffset + slot * players,
    state.frozen.byteOffset + slot * bodies,
    state.health.byteOffset + 2 * slot * bodies,
    state.x.byteOffset + 2 * slot * bodies,
    state.y.byteOffset + 2 * slot * bodies,
    state.ways.byteOffset + slot * ground.cells,
    ground.size,
  )
}

/** Notes who of those agents that have moved, in entries from `first` on, is further from home than ever in its life. */
function measure(world: SurvivalWorld, slot: number, first: number): void {
  const { state, tables } = world
  const { x, y, homeX, homeY, farthest, list } = state
  const { players, bodies, moves, room } = tables
  const end = slot * room + listFarther(world, slot, first, moves.count - first)
  for (let i = slot * room; i < end; i++) {
    const p = slot * players + list[i]
    const dx = Math.abs(x[slot * bodies + list[i]] - homeX[p])
    const dy = Math.abs(y[slot * bodies + list[i]] - homeY[p])
    farthest[p] = dx > dy ? dx : dy
    note(world, slot, GO_FARTHEST, list[i], NOBODY, 1)
  }
}

function listFarther({ state, tables, kernels }: SurvivalWorld, slot: number, first: number, count: number): number {
  const { players, bodies, room } = tables
  return kernels.farther(
    state.list.byteOffset + 4 * slot * room,
    state.goer.byteOffset + 4 * (slot * room + first),
    count,
    state.x.byteOffset + 2 * slot * bodies,
    state.y.byteOffset + 2 * slot * bodies,
    state.homeX.byteOffset + 2 * slot * players,
    state.homeY.byteOffset + 2 * slot * players,
    state.farthest.byteOffset + 2 * slot * players,
  )
}
