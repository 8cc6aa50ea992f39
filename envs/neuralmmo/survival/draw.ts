/** The map as a picture, with an account under it, and as text. */
import type { Colour, DrawList, Shape } from '../../core/draw.ts'
import { MATERIALS } from '../materials.ts'
import { bodyOn } from '../engine/crowd.ts'
import { agentBars, colourOfStill, drawBarsOf, drawFields, needsLines } from './needs/draw.ts'
import { MELEE, SKILLS, STYLES } from './skills.ts'
import type { SurvivalWorld } from './state.ts'

const BACKGROUND = '#14141c'
const AGENT = '#e8e8f0'
const DOWN = '#8a8a94'
/** An NPC by its temper: passive, neutral, aggressive. */
const TEMPERS: readonly Colour[] = ['#f2c14e', '#f08a3c', '#d0342c']
const HEALTH = '#d0342c'
const BLOW = '#ffffff'

/** Bars under the map: what they show as a share of the whole. */
// prettier-ignore
const BARS = [
  { name: 'time', fill: '#a8a8b8' },
  { name: 'alive', fill: '#e8e8f0' },
  { name: 'health', fill: HEALTH },
  { name: 'food', fill: '#5fae57' },
  { name: 'water', fill: '#3a78c2' },
] as const
/** Cells under the map, a bar each, and how thick a bar is. */
const FOOT = BARS.length
const THICK = 0.6

export function draw(world: SurvivalWorld, slot: number): DrawList {
  const { state, tables } = world
  const { side } = frame(world)
  const shapes: Shape[] = []
  drawGround(world, slot, shapes)
  if (tables.needs !== null) drawFields(world, slot, frame(world).first, shapes)
  for (let body = 0; body < tables.bodies; body++) {
    if (state.here[slot * tables.bodies + body] === 1) drawBody(world, slot, body, shapes)
  }
  drawFoot(world, slot, shapes)
  return { width: side, height: side + FOOT, background: BACKGROUND, shapes }
}

/** What is drawn: the land that can be walked on and a rim of the void around it. First column and row, and cells a side. */
const frame = ({ tables }: SurvivalWorld): { first: number; side: number } => ({
  first: tables.ground.border - 1,
  side: tables.ground.center + 3,
})

/** A rectangle for cells of one material that lie side by side in a row. */
function drawGround(world: SurvivalWorld, slot: number, shapes: Shape[]): void {
  const { size, cells } = world.tables.ground
  const { first, side } = frame(world)
  for (let y = 0; y < side; y++) {
    const at = slot * cells + (first + y) * size + first
    const row = world.state.terrain.subarray(at, at + side)
    for (let x = 0, end = 0; x < side; x = end) {
      for (end = x + 1; end < side && row[end] === row[x];) end++
      shapes.push({ kind: 'rect', x, y, w: end - x, h: 1, fill: MATERIALS[row[x]].colour })
    }
  }
}

/** A disc, with a bar over it for the health that is left, and a ring around who was struck in the last tick. */
function drawBody(world: SurvivalWorld, slot: number, body: number, shapes: Shape[]): void {
  const { state, tables } = world
  const b = slot * tables.bodies + body
  const { first } = frame(world)
  const [x, y] = [state.x[b] - first, state.y[b] - first]
  const fill = colourOf(world, slot, body)
  if (state.hurt[b] > 0) shapes.push({ kind: 'circle', x: x + 0.5, y: y + 0.55, r: 0.45, fill: BLOW })
  shapes.push({ kind: 'circle', x: x + 0.5, y: y + 0.55, r: 0.36, fill })
  const left = Math.max(0, Math.min(1, state.health[b] / tables.numbers.full))
  if (left < 1) shapes.push({ kind: 'rect', x: x + 0.1, y: y + 0.02, w: 0.8 * left, h: 0.12, fill: HEALTH })
  if (tables.needs !== null) drawBarsOf(world, slot, body, x, y, shapes)
  shapes.push({ kind: 'glyph', x, y, text: glyphOf(world, slot, body), fill })
}

const temperOf = ({ state, tables }: SurvivalWorld, slot: number, body: number): number =>
  state.npcTemper[slot * tables.npcs + body - tables.players]

function colourOf(world: SurvivalWorld, slot: number, body: number): Colour {
  const { players, walkers } = world.tables
  if (body >= players + walkers) return colourOfStill(world, slot, body)
  if (body >= players) return TEMPERS[temperOf(world, slot, body)]
  return world.state.frozen[slot * world.tables.bodies + body] > 0 ? DOWN : AGENT
}

/** Glyphs of NPCs by temper, those who stand last; an agent's is '@'. */
const NPC_GLYPHS = 'pnaim&'
const glyphOf = (world: SurvivalWorld, slot: number, body: number): string =>
  body < world.tables.players ? '@' : NPC_GLYPHS[temperOf(world, slot, body)]

function drawFoot(world: SurvivalWorld, slot: number, shapes: Shape[]): void {
  const { side } = frame(world)
  for (const [i, share] of shares(world, slot).entries()) {
    const y = side + i + (1 - THICK) / 2
    if (share > 0) shapes.push({ kind: 'rect', x: 0, y, w: side * share, h: THICK, fill: BARS[i].fill })
  }
}

/** In the order of `BARS`: time that passed, and of agents the share alive and the mean health, food and water of those. */
function shares({ state, tables, live, tick, config }: SurvivalWorld, slot: number): number[] {
  const { players, bodies, numbers } = tables
  const alive = Array.from({ length: players }, (_, agent) => agent).filter((agent) => live[slot * players + agent])
  const mean = (field: ArrayLike<number>, first: number) =>
    alive.reduce((sum, agent) => sum + field[first + agent] / numbers.full, 0) / Math.max(1, alive.length)
  return [
    config.horizon === Infinity ? 0 : Math.min(1, tick[slot] / config.horizon),
    alive.length / players,
    mean(state.health, slot * bodies),
    mean(state.food, slot * players),
    mean(state.water, slot * players),
  ]
}

/** The ground with those who stand on it, a line a row; then a line an agent, with how it stands. */
export function print(world: SurvivalWorld, slot: number): string {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const { first, side } = frame(world)
  const rows = Array.from({ length: side }, (_, v) =>
    Array.from({ length: side }, (_, u) => {
      const [x, y] = [first + u, first + v]
      const body = bodyOn(world, slot, x, y)
      return body < 0 ? MATERIALS[state.terrain[slot * cells + y * size + x]].glyph : glyphOf(world, slot, body)
    })
      .join('')
      .trimEnd(),
  )
  const agents = Array.from(
    { length: tables.players },
    (_, agent) => agentLine(world, slot, agent) + agentBars(world, slot, agent),
  )
  return [...rows, ...agents, ...needsLines(world, slot), `tick ${world.tick[slot]}`].join('\n')
}

function agentLine({ state, tables, live }: SurvivalWorld, slot: number, agent: number): string {
  const { players, bodies } = tables
  const p = slot * players + agent
  const b = slot * bodies + agent
  if (live[p] === 0) return `${state.name[b]} dead`
  const levels = state.level.subarray(p * SKILLS.length + MELEE, p * SKILLS.length + STYLES).join('/')
  return (
    `${state.name[b]} at ${state.x[b]},${state.y[b]} | health ${state.health[b]} food ${state.food[p]} water ` +
    `${state.water[p]} gold ${state.gold[b]} | level ${levels}`
  )
}
