/** Needs on the picture of the whole map and in print. Both show what can be seen. */
import { LOOKS } from '../../core/common.ts'
import type { Shape } from '../../core/draw.ts'
import { barsText, drawBars, hue } from '../../core/needs-draw.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { barOf, onDial, standsAt } from './dials.ts'
import { isAlive } from './grazers.ts'
import { RED_TILE } from './tables.ts'

/** Grazers in the colours of their looks, and everybody's bars. */
export function drawNeeds(world: GridWorld, slot: number, shapes: Shape[]): void {
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
  const { width } = world.tables
  const [x, y] = [cell % width, Math.floor(cell / width)]
  drawBars(x + 0.1, y + 0.02, 0.8, barOf(world, slot, being, 0), barOf(world, slot, being, 1), shapes)
}

function drawGrazer(world: GridWorld, slot: number, i: number, shapes: Shape[]): void {
  const { state, tables, agents } = world
  const cell = standsAt(world, slot, agents + i)
  if (cell === NOWHERE || !isAlive(world, slot, i)) return
  const look = (k: number) => state.looks[(slot * tables.needs!.grazers + i) * LOOKS + k] / 255
  const [x, y] = [(cell % tables.width) + 0.5, Math.floor(cell / tables.width) + 0.55]
  shapes.push({ kind: 'circle', x, y, r: 0.3 + 0.06 * look(2), fill: hue(look(0), 0.8) })
  shapes.push({ kind: 'circle', x, y, r: 0.14 + 0.05 * look(3), fill: hue(look(4), 0.97) })
}

/** Edges of red tiles, to be painted before what stands there. */
export function drawTiles({ state, tables }: GridWorld, slot: number, shapes: Shape[]): void {
  const { red } = tables.needs!.options.auditor
  for (const cell of state.redCell.subarray(slot * red, (slot + 1) * red)) {
    if (cell === NOWHERE) continue
    const [x, y] = [cell % tables.width, Math.floor(cell / tables.width)]
    for (const side of [0, 0.9]) shapes.push({ kind: 'rect', x: x + side, y, w: 0.1, h: 1, fill: RED_TILE })
  }
}

/** A player's bars, as its line in print ends. */
export const playerLine = (world: GridWorld, slot: number, p: number): string =>
  world.tables.needs === null ? '' : ` | bars ${barsText(barOf(world, slot, p, 0), barOf(world, slot, p, 1))}`

/** A line a grazer, and one of the red tiles. */
export function needsLines(world: GridWorld, slot: number): string[] {
  const { agents, tables, state } = world
  if (tables.needs === null) return []
  const { grazers, options } = tables.needs
  const placeOf = (cell: number) => `${cell % tables.width},${Math.floor(cell / tables.width)}`
  const { red } = options.auditor
  const tiles = [...state.redCell.subarray(slot * red, (slot + 1) * red)].filter((cell) => cell !== NOWHERE)
  const lines = Array.from({ length: grazers }, (_, i) => {
    const cell = standsAt(world, slot, agents + i)
    if (cell === NOWHERE) return `grazer ${i} found no place`
    const dead = isAlive(world, slot, i) ? '' : ', dead'
    return `grazer ${i} at ${placeOf(cell)}${dead} | bars ${barsText(barOf(world, slot, agents + i, 0), barOf(world, slot, agents + i, 1))}`
  })
  return tiles.length === 0 ? lines : [...lines, `red tiles ${tiles.map(placeOf).join(' ')}`]
}
