/** Needs on the picture of the whole map and in print. Both show what can be seen. */
import { LOOKS } from '../../core/common.ts'
import type { Colour, Shape } from '../../core/draw.ts'
import { barsText, drawBars, hue } from '../../core/needs-draw.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { WATCHERS, WATCHER_NAMES } from './tables.ts'
import { barOf, grazerOn, isAlive, onDial, standsAt, watcherOn } from './things.ts'
import { lightText, shown } from './watchers.ts'

export const GRAZER_COLOUR: Colour = '#e6dcc8'
export const DEAD_COLOUR: Colour = '#5a4a3c'
export const RED_TILE: Colour = '#d22828'
/** By watcher, dark and lit: they are alike but for their hue. */
export const WATCHER_COLOURS: readonly (readonly [Colour, Colour])[] = [
  ['#46465a', '#f0e678'],
  ['#5a4646', '#78e6f0'],
]
// What print shows where they stand.
const GRAZER_GLYPH = '&'
const DEAD_GLYPH = '-'
const WATCHER_GLYPHS = ['[{', ']}']

const isLit = (world: GridWorld, slot: number, w: number): number => (shown(world, slot, w) > 0 ? 1 : 0)

const placeOf = ({ tables }: GridWorld, cell: number): [x: number, y: number] =>
  [cell % tables.width, Math.floor(cell / tables.width)] // prettier-ignore

/** Edges of red tiles, and watchers: what is painted before players and beams. */
export function drawGround(world: GridWorld, slot: number, shapes: Shape[]): void {
  const { state, tables } = world
  const { red } = tables.needs!.options.auditor
  for (const cell of state.redCell.subarray(slot * red, (slot + 1) * red)) {
    if (cell === NOWHERE) continue
    const [x, y] = placeOf(world, cell)
    for (const side of [0, 0.9]) shapes.push({ kind: 'rect', x: x + side, y, w: 0.1, h: 1, fill: RED_TILE })
  }
  for (let w = 0; w < WATCHERS; w++) {
    const row = slot * WATCHERS + w
    if (state.watcherCell[row] === NOWHERE) continue
    const [x, y] = placeOf(world, state.watcherCell[row])
    const lit = isLit(world, slot, w)
    const fill = WATCHER_COLOURS[w][lit]
    shapes.push({ kind: 'rect', x, y, w: 1, h: 1, fill }, { kind: 'glyph', x, y, text: WATCHER_GLYPHS[w][lit], fill }) // prettier-ignore
  }
}

/** Grazers in the colours of their looks, and everybody's bars. */
export function drawBeings(world: GridWorld, slot: number, shapes: Shape[]): void {
  const { agents, tables } = world
  const { grazers, dials } = tables.needs!
  for (let i = 0; i < grazers; i++) drawGrazer(world, slot, i, shapes)
  for (let being = 0; being < agents + grazers; being++) {
    drawBarsOf(world, slot, being, standsAt(world, slot, being), shapes)
  }
  for (const cell of dials) drawBarsOf(world, slot, onDial(world, slot, cell), cell, shapes)
}

function drawBarsOf(world: GridWorld, slot: number, being: number, cell: number, shapes: Shape[]): void {
  if (being < 0 || cell === NOWHERE) return
  const [x, y] = placeOf(world, cell)
  drawBars(x + 0.1, y + 0.02, 0.8, barOf(world, slot, being, 0), barOf(world, slot, being, 1), shapes)
}

function drawGrazer(world: GridWorld, slot: number, i: number, shapes: Shape[]): void {
  const { state, tables, agents } = world
  const cell = standsAt(world, slot, agents + i)
  if (cell === NOWHERE) return
  const [x, y] = placeOf(world, cell)
  const alive = isAlive(world, slot, i)
  const fill = alive ? GRAZER_COLOUR : DEAD_COLOUR
  shapes.push({ kind: 'rect', x, y, w: 1, h: 1, fill }, { kind: 'glyph', x, y, text: alive ? GRAZER_GLYPH : DEAD_GLYPH, fill }) // prettier-ignore
  if (!alive) return
  const look = (k: number) => state.looks[(slot * tables.needs!.grazers + i) * LOOKS + k] / 255
  shapes.push({ kind: 'circle', x: x + 0.5, y: y + 0.58, r: 0.3 + 0.06 * look(2), fill: hue(look(0), 0.8) })
  shapes.push({ kind: 'circle', x: x + 0.5, y: y + 0.58, r: 0.14 + 0.05 * look(3), fill: hue(look(4), 0.97) })
}

/** What print shows of the layer in a cell; empty for nothing. */
export function glyphOn(world: GridWorld, slot: number, cell: number): string {
  if (world.tables.needs === null) return ''
  const grazer = grazerOn(world, slot, cell)
  if (grazer >= 0) return isAlive(world, slot, grazer) ? GRAZER_GLYPH : DEAD_GLYPH
  const watcher = watcherOn(world, slot, cell)
  return watcher < 0 ? '' : WATCHER_GLYPHS[watcher][isLit(world, slot, watcher)]
}

/** A player's bars, as its line in print ends. */
export const playerLine = (world: GridWorld, slot: number, p: number): string =>
  world.tables.needs === null ? '' : ` | bars ${barsText(barOf(world, slot, p, 0), barOf(world, slot, p, 1))}`

/** A line a grazer, and one each of the watchers and of the red tiles. */
export function needsLines(world: GridWorld, slot: number): string[] {
  const { state, tables, agents } = world
  if (tables.needs === null) return []
  const { grazers, options } = tables.needs
  const { red } = options.auditor
  const at = (cell: number) => (cell === NOWHERE ? 'nowhere' : placeOf(world, cell).join())
  const lines = Array.from({ length: grazers }, (_, i) => {
    const being = agents + i
    const dead = state.dead[slot * grazers + i] === 1 ? ', dead' : ''
    return `grazer ${i} at ${at(standsAt(world, slot, being))}${dead} | bars ${barsText(barOf(world, slot, being, 0), barOf(world, slot, being, 1))}`
  })
  const watchers = WATCHER_NAMES.map((name, w) => `${name} ${at(state.watcherCell[slot * WATCHERS + w])} ${lightText(world, slot, w)}`) // prettier-ignore
  const tiles = [...state.redCell.subarray(slot * red, (slot + 1) * red)].map(at)
  return [...lines, watchers.join(' | '), ...(red > 0 ? [`red tiles ${tiles.join(' ')}`] : [])]
}
