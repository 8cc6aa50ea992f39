/** Moves of agents and NPCs. */
import { goFreely, goerOf, settle } from '../engine/moves.ts'
import { MOVE_TIE } from './channels.ts'
import { GO_FARTHEST, NOBODY, note } from './events.ts'
import { leaveCells } from './look.ts'
import type { SurvivalWorld } from './state.ts'

/** Moves everyone who wants to go; NPCs have said where in `moves` already. */
export function walk(world: SurvivalWorld, slot: number): void {
  const { state, tables, config } = world
  const { ground, bodies, moves } = tables
  depart(world, slot)
  if (config.stacking) {
    goFreely(world, slot)
    leaveCells(world, slot)
  } else {
    const figures = state.figure.byteOffset + 2 * slot * ground.cells
    settle(world, slot, MOVE_TIE, figures, state.shown.byteOffset + 2 * slot * bodies)
  }
  if (moves.count > 0) measure(world, slot)
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

/** Notes who of those who have moved is further from home than ever in its life. */
function measure(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { x, y, homeX, homeY, farthest, goer } = state
  const { players, bodies, moves, room } = tables
  for (let i = slot * room; i < slot * room + moves.count; i++) {
    const body = goerOf(goer[i])
    if (body >= players) continue
    const p = slot * players + body
    const dx = Math.abs(x[slot * bodies + body] - homeX[p])
    const dy = Math.abs(y[slot * bodies + body] - homeY[p])
    const distance = dx > dy ? dx : dy
    if (distance <= farthest[p]) continue
    farthest[p] = distance
    note(world, slot, GO_FARTHEST, body, NOBODY, 1)
  }
}
