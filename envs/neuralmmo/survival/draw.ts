/** The map as a picture and as text. */
import type { DrawList, Shape } from '../../core/draw.ts'
import { MATERIALS } from '../materials.ts'
import { bodyOn } from '../engine/crowd.ts'
import type { SurvivalWorld } from './state.ts'

const AGENT = '#e8e8f0'
const NPC = '#d0342c'

export function draw(world: SurvivalWorld, slot: number): DrawList {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const shapes: Shape[] = []
  for (let cell = 0; cell < cells; cell++) {
    const { colour } = MATERIALS[state.terrain[slot * cells + cell]]
    shapes.push({ kind: 'rect', x: cell % size, y: Math.floor(cell / size), w: 1, h: 1, fill: colour })
  }
  for (let body = 0; body < tables.bodies; body++) {
    const b = slot * tables.bodies + body
    if (state.here[b] === 0) continue
    const [x, y, fill] = [state.x[b], state.y[b], body < tables.players ? AGENT : NPC] as const
    shapes.push(
      { kind: 'circle', x: x + 0.5, y: y + 0.5, r: 0.4, fill },
      { kind: 'glyph', x, y, text: glyphOf(world, body), fill },
    )
  }
  return { width: size, height: size, background: '#14141c', shapes }
}

const glyphOf = ({ tables }: SurvivalWorld, body: number): string => (body < tables.players ? '@' : 'n')

/** The ground with those who stand on it, a line a row, and a line an agent. */
export function print(world: SurvivalWorld, slot: number): string {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const rows = Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => {
      const body = bodyOn(world, slot, x, y)
      return body < 0 ? MATERIALS[state.terrain[slot * cells + y * size + x]].glyph : glyphOf(world, body)
    }).join(''),
  )
  return [`tick ${world.tick[slot]}`, ...rows].join('\n')
}
