/**
 * The compact view for learning: what an agent knows of itself, and the window around it as everyone sees it, eight bytes a cell
 * (look.ts), row by row from north-west. Every byte stands for byte / 255.
 */
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { inCombat } from './in-combat.ts'
import { MOST_LEVEL, PLACES } from './items.ts'
import { LOOK } from './look.ts'
import { RULES } from './numbers.ts'
import { SKILLS } from './skills.ts'
import { MOST_PRICE, type SurvivalWorld } from './state.ts'

const WINDOW = 2 * RULES.vision + 1
/** Bytes of the agent's own block: its body, its skills, its goods. */
const BODY = 12
const SELF = BODY + SKILLS.length + 3 * PLACES
const CELL = LOOK.length
export const SYMBOLIC_SIZE = SELF + WINDOW * WINDOW * CELL

export const symbolic: View<SurvivalWorld> = {
  summary:
    'own body, skills and goods, then 15 x 15 cells of 8 bytes: walkable, food, water, resource, agent, npc, mood, level',
  space: () => box([SYMBOLIC_SIZE], 'u8', 0, 255, 255),
  write(world, slot) {
    const { tables, live, observations, rowSize, kernels, state } = world
    const { players, bodies, ground } = tables
    const bytes = observations as Uint8Array
    const stride = ground.size * CELL
    const looks = state.look.byteOffset + slot * ground.cells * CELL
    for (let agent = 0; agent < players; agent++) {
      const p = slot * players + agent
      const at = p * rowSize
      if (live[p] === 0) {
        kernels.clear(bytes.byteOffset + at, rowSize)
        continue
      }
      const b = slot * bodies + agent
      const corner = (state.y[b] - RULES.vision) * stride + (state.x[b] - RULES.vision) * CELL
      kernels.copyWindow(bytes.byteOffset + at + SELF, WINDOW * CELL, looks + corner, stride, WINDOW * CELL, WINDOW)
      writeSelf(world, slot, agent, bytes, at)
    }
  },
}

function writeSelf(world: SurvivalWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  const { state, tables, tick, config } = world
  const { players, bodies, ground } = tables
  const p = slot * players + agent
  const b = slot * bodies + agent
  out[at] = 2.55 * state.health[b]
  out[at + 1] = 2.55 * state.food[p]
  out[at + 2] = 2.55 * state.water[p]
  out[at + 3] = (255 * state.x[b]) / ground.size
  out[at + 4] = (255 * state.y[b]) / ground.size
  out[at + 5] = config.horizon === Infinity ? 0 : 255 - (255 * tick[slot]) / config.horizon
  out[at + 6] = state.frozen[b]
  out[at + 7] = inCombat(world, slot, agent) ? 255 : 0
  out[at + 8] = 2.55 * Math.min(MOST_PRICE + 1, state.gold[b])
  out[at + 9] = state.striker[b] > 0 ? 255 : 0
  out[at + 10] = state.said[p]
  out[at + 11] = Math.min(255, state.age[b])
  for (let i = 0; i < SKILLS.length; i++) out[at + BODY + i] = (255 / MOST_LEVEL) * state.level[p * SKILLS.length + i]
  for (let i = 0; i < PLACES; i++) {
    const to = at + BODY + SKILLS.length + 3 * i
    const place = p * PLACES + i
    out[to] = 15 * state.item[place]
    out[to + 1] = (255 / MOST_LEVEL) * state.itemLevel[place]
    out[to + 2] = state.itemWorn[place] * 128 + Math.min(127, state.itemCount[place])
  }
}
