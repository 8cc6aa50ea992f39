/** Which choices mean something now. To do nothing is always one of them. */
import { MOVES, DX, DY } from '../engine/moves.ts'
import { WALKABLE } from '../materials.ts'
import { maskBlows } from './mask-blows.ts'
import { lowestPrice, maskGoods } from './mask-goods.ts'
import { STYLES } from './skills.ts'
import { MOST_PRICE, type SurvivalWorld } from './state.ts'

export function mask(world: SurvivalWorld, slot: number): void {
  const { tables, live, state } = world
  const { players, bodies, heads } = tables
  layRows(world, slot)
  const cheapest = lowestPrice(world, slot)
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    const at = p * heads.width
    if (live[p] === 0 || state.frozen[slot * bodies + agent] > 1) {
      silence(world, at)
      continue
    }
    maskMoves(world, slot, agent, at)
    if (tables.on.combat) maskBlows(world, slot, agent, at)
    maskGoods(world, slot, agent, at, cheapest)
  }
}

/**
 * Rows of agents that can do nothing but speak: the first is written and copied, since single rows cost more to clear. Prices are
 * never ruled out, nor are styles where nobody can be singled out: alone they do nothing.
 */
function layRows({ tables, mask, config }: SurvivalWorld, slot: number): void {
  const { players, heads, on } = tables
  const first = slot * players * heads.width
  const end = first + players * heads.width
  for (let at = first; at < first + heads.width; at++) mask[at] = 0
  for (let head = 0; head < heads.names.length; head++) mask[first + heads.maskAt[heads.names[head]]] = 1
  if (on.communication) for (let at = first + heads.maskAt.say; at < first + heads.width; at++) mask[at] = 1
  if (on.exchange) for (let price = 1; price <= MOST_PRICE; price++) mask[first + heads.maskAt.price + price] = 1
  if (on.combat && config.targets === 0) {
    for (let style = 1; style <= STYLES; style++) mask[first + heads.maskAt.style + style] = 1
  }
  for (let size = heads.width; first + size < end; size *= 2) {
    mask.copyWithin(first + size, first, Math.min(first + size, end - size))
  }
}

/** An agent that cannot act does nothing. */
function silence({ tables, mask }: SurvivalWorld, at: number): void {
  const { heads } = tables
  mask.fill(0, at, at + heads.width)
  for (let head = 0; head < heads.names.length; head++) mask[at + heads.maskAt[heads.names[head]]] = 1
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
