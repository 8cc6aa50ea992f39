/** An agent's observation in words. */
import { MATERIALS } from '../materials.ts'
import { bodyOn } from '../engine/crowd.ts'
import type { SurvivalWorld } from './state.ts'
import { teamWords } from './teams.ts'

export function text(world: SurvivalWorld, slot: number, agent: number): string {
  const { state, tables, live, tick } = world
  const { vision } = tables.numbers
  const { size, cells } = tables.ground
  const p = slot * tables.players + agent
  const b = slot * tables.bodies + agent
  if (live[p] === 0) return `Tick ${tick[slot]}. You are dead.`
  const rows = Array.from({ length: 2 * vision + 1 }, (_, v) =>
    Array.from({ length: 2 * vision + 1 }, (_, u) => {
      const [x, y] = [state.x[b] + u - vision, state.y[b] + v - vision]
      const body = bodyOn(world, slot, x, y)
      if (body === agent) return '@'
      return body < 0 ? MATERIALS[state.terrain[slot * cells + y * size + x]].glyph : body < tables.players ? 'A' : 'n'
    }).join(''),
  )
  const words = teamWords(world, slot, agent).map(({ name, x, y, word }) => `agent_${name} at (${x}, ${y}): ${word}`)
  return [
    `Tick ${tick[slot]}. Health ${state.health[b]}, food ${state.food[p]}, water ${state.water[p]}, of 100 each.`,
    ...rows,
    ...(words.length > 0 ? [`Your team says: ${words.join('; ')}.`] : []),
  ].join('\n')
}
