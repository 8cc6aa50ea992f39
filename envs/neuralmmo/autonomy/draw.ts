/** The map as a picture and as text, with everyone's needs below it. */
import type { Colour, DrawList, Shape } from '../../core/draw.ts'
import { bodyOn } from '../engine/crowd.ts'
import { MATERIALS } from '../materials.ts'
import { FOOD, FULL, GOODS, WATER_GOOD } from './numbers.ts'
import type { AutonomyWorld } from './state.ts'

const UP = '#e8e8f0'
const DOWN = '#8a8a94'
const INJURED = '#d0342c'
/** Health, food and water, from the top. */
const BARS: readonly Colour[] = ['#d0342c', '#3d7a3a', '#3a78c2']
/** Cells of the strip with the bars. */
const STRIP = 3

export function draw(world: AutonomyWorld, slot: number): DrawList {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const shapes: Shape[] = []
  for (let cell = 0; cell < cells; cell++) {
    const { colour } = MATERIALS[state.terrain[slot * cells + cell]]
    shapes.push({ kind: 'rect', x: cell % size, y: Math.floor(cell / size), w: 1, h: 1, fill: colour })
  }
  for (let agent = 0; agent < tables.bodies; agent++) {
    const row = slot * tables.bodies + agent
    const [x, y] = [state.x[row], state.y[row]]
    const fill = state.down[row] > 0 ? DOWN : state.injury[row] > 0 ? INJURED : UP
    shapes.push({ kind: 'circle', x: x + 0.5, y: y + 0.5, r: 0.4, fill }, { kind: 'glyph', x, y, text: '@', fill })
  }
  for (let agent = 0; agent < tables.bodies; agent++) shapes.push(...bars(world, slot, agent))
  return { width: size, height: size + STRIP, background: '#14141c', shapes }
}

/** An agent's bars; all agents side by side along the strip. */
function bars({ state, tables }: AutonomyWorld, slot: number, agent: number): Shape[] {
  const { bodies, ground } = tables
  const row = slot * bodies + agent
  const goods = row * GOODS.length
  const w = ground.size / bodies
  return [state.health[row], state.goods[goods + FOOD], state.goods[goods + WATER_GOOD]].map((value, i) => ({
    kind: 'rect',
    x: agent * w,
    y: ground.size + i,
    w: (w * value) / FULL,
    h: 1,
    fill: BARS[i],
  }))
}

/** The ground with those who stand on it, a line a row, and a line an agent. */
export function print(world: AutonomyWorld, slot: number): string {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const rows = Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) =>
      bodyOn(world, slot, x, y) < 0 ? MATERIALS[state.terrain[slot * cells + y * size + x]].glyph : '@',
    ).join(''),
  )
  return [`tick ${world.tick[slot]}`, ...rows, ...Array.from({ length: tables.bodies }, (_, i) => line(world, slot, i))].join('\n') // prettier-ignore
}

function line({ state, tables }: AutonomyWorld, slot: number, agent: number): string {
  const row = slot * tables.bodies + agent
  const [food, water, ore, crystal] = state.goods.subarray(row * GOODS.length, (row + 1) * GOODS.length)
  const how = state.down[row] > 0 ? ` down ${state.down[row]}` : state.injury[row] > 0 ? ` injured ${state.injury[row]}` : '' // prettier-ignore
  return `${state.name[row]} at ${state.x[row]},${state.y[row]} health ${state.health[row]} food ${food} water ${water} ore ${ore / 10} crystal ${crystal / 10}${how}`
}
