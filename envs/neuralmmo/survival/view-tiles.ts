/**
 * The window around an agent as planes of small numbers, row by row from north-west: the material of each cell (materials.ts), who
 * stands there, and which choice of a target that is. Of several on a cell the fiercest shows, and the first choice.
 */
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { look, sortCrowd } from '../engine/crowd.ts'
import { MATERIALS } from '../materials.ts'
import { RULES } from './numbers.ts'
import type { SurvivalWorld } from './state.ts'

export const PLANES = ['material', 'body', 'target'] as const
/** Numbers of the plane `body`, 0 for nobody; NPCs by temper. */
export const BODIES = [
  'nobody', 'agent', 'passive', 'neutral', 'aggressive', 'inspector', 'merchant', 'stranger',
] as const // prettier-ignore
const AGENT = 1
const FIRST_TEMPER = 2
const WINDOW = 2 * RULES.vision + 1
const PLANE = WINDOW * WINDOW
const CENTRE = RULES.vision * WINDOW + RULES.vision

export const tiles: View<SurvivalWorld> = {
  summary: 'material, body and number of the target, 15 x 15 cells each, as small numbers',
  space: ({ config }) =>
    box([PLANES.length, WINDOW, WINDOW], 'u8', 0, Math.max(MATERIALS.length, config.targets), MATERIALS.length),
  write(world, slot) {
    const { tables, config, live, rowSize, kernels, state } = world
    const { players, bodies, ground } = tables
    const out = world.observations as Uint8Array
    const terrain = state.terrain.byteOffset + slot * ground.cells
    sortCrowd(world, slot)
    for (let agent = 0; agent < players; agent++) {
      const p = slot * players + agent
      const at = p * rowSize
      if (live[p] === 0) {
        kernels.clear(out.byteOffset + at, rowSize)
        continue
      }
      const b = slot * bodies + agent
      const corner = (state.y[b] - RULES.vision) * ground.size + state.x[b] - RULES.vision
      kernels.copyWindow(out.byteOffset + at, WINDOW, terrain + corner, ground.size, WINDOW, WINDOW)
      kernels.clear(out.byteOffset + at + PLANE, 2 * PLANE)
      const met = look(world, slot, agent, RULES.vision, state.seen, 0, 0)
      for (let i = 0; i < met; i++) mark(world, slot, agent, tables.index.found[i] - 1)
      for (let i = config.targets; i > 0; i--) {
        const other = state.seen[p * config.targets + i - 1]
        if (other > 0) out[at + 2 * PLANE + offset(world, slot, agent, other - 1)] = i
      }
    }
  },
}

/** Where in an agent's window a body stands. */
function offset({ state, tables }: SurvivalWorld, slot: number, agent: number, other: number): number {
  const b = slot * tables.bodies + agent
  const o = slot * tables.bodies + other
  return CENTRE + (state.y[o] - state.y[b]) * WINDOW + state.x[o] - state.x[b]
}

function mark(world: SurvivalWorld, slot: number, agent: number, other: number): void {
  const { tables, state, rowSize } = world
  const out = world.observations as Uint8Array
  const at = (slot * tables.players + agent) * rowSize + PLANE + offset(world, slot, agent, other)
  const { players, npcs } = tables
  const shown = other < players ? AGENT : FIRST_TEMPER + state.npcTemper[slot * npcs + other - players]
  if (shown > out[at]) out[at] = shown
}
