/** The whole map as a picture and as text. */
import type { DrawList, Shape } from '../../core/draw.ts'
import { drawBeings, drawGround, glyphOn, needsLines, playerLine } from '../needs/draw.ts'
import { COATS, FLOOR_COLOUR, MARK_COLOURS } from './sprites.ts'
import { DX, DY, HEADINGS, NOBODY, VOID, type GridWorld, type Kind } from './state.ts'

const BACKGROUND = '#000000'

export function draw(world: GridWorld, slot: number): DrawList {
  const { tables, state, agents } = world
  const { width, height, cells, kinds } = tables
  const shapes: Shape[] = []
  for (let cell = 0; cell < cells; cell++) {
    const kind = state.kind[slot * cells + cell]
    if (kind !== VOID) drawKind(kinds[kind], cell % width, Math.floor(cell / width), shapes)
  }
  if (tables.needs) drawGround(world, slot, shapes)
  for (const { cell, beam } of litCells(world, slot)) {
    const [x, y] = [cell % width, Math.floor(cell / width)]
    shapes.push({ kind: 'rect', x: x + 0.3, y: y + 0.3, w: 0.4, h: 0.4, fill: tables.beams[beam].colour })
  }
  for (let p = 0; p < agents; p++) if (state.away[slot * agents + p] === 0) drawPlayer(world, slot, p, shapes)
  if (tables.needs) drawBeings(world, slot, shapes)
  return { width, height, background: BACKGROUND, shapes }
}

function drawKind({ colour, shape, under, glyph }: Kind, x: number, y: number, shapes: Shape[]): void {
  const ground = under ?? FLOOR_COLOUR
  const covers = shape !== 'disc' && shape !== 'tuft'
  shapes.push({ kind: 'rect', x, y, w: 1, h: 1, fill: covers ? colour : ground })
  if (shape === 'disc') shapes.push({ kind: 'circle', x: x + 0.5, y: y + 0.5, r: 0.35, fill: colour })
  if (shape === 'tuft') {
    for (const dx of [0.25, 0.5, 0.75]) shapes.push({ kind: 'rect', x: x + dx - 0.04, y: y + 0.3, w: 0.08, h: 0.4, fill: colour }) // prettier-ignore
  }
  if (shape === 'cracks') {
    for (const [dx, dy] of [[0.25, 0.05], [0.45, 0.35], [0.65, 0.65]]) shapes.push({ kind: 'rect', x: x + dx, y: y + dy, w: 0.12, h: 0.3, fill: ground }) // prettier-ignore
  }
  if (glyph !== ' ') shapes.push({ kind: 'glyph', x, y, text: glyph, fill: colour })
}

/** An arrow head along the heading. */
function drawPlayer(world: GridWorld, slot: number, p: number, shapes: Shape[]): void {
  const { tables, state, agents } = world
  const row = slot * agents + p
  const [x, y] = [(state.cell[row] % tables.width) + 0.5, Math.floor(state.cell[row] / tables.width) + 0.5]
  const [dx, dy] = [DX[state.heading[row]], DY[state.heading[row]]]
  const fill = tables.rules.coat(world, slot, p) || COATS[p]
  const corner = (ahead: number, aside: number) => [x + dx * ahead - dy * aside, y + dy * ahead + dx * aside] as const
  shapes.push({ kind: 'polygon', points: [corner(0.45, 0), corner(-0.4, 0.38), corner(-0.4, -0.38)], fill })
  const bits = tables.rules.marksOf(world, slot, p, NOBODY) & tables.painted
  // Smaller ones last, so that none hides another.
  for (let i = tables.marks.length - 1; i >= 0; i--) {
    if ((bits >> i) & 1) shapes.push({ kind: 'circle', x, y, r: 0.12 + 0.05 * i, fill: MARK_COLOURS[i] })
  }
  shapes.push({ kind: 'glyph', x: x - 0.5, y: y - 0.5, text: ARROWS[state.heading[row]], fill })
}
const ARROWS = '^>v<'

/** Cells that the last step's beams lit. */
export function litCells({ state, slots }: GridWorld, slot: number): { cell: number; beam: number }[] {
  const first = (slot * state.lit.length) / slots
  return Array.from(state.lit.subarray(first, first + state.lights[slot]), (lit) => ({ cell: lit >> 2, beam: lit & 3 }))
}

/** The map in the glyphs of kinds, players as digits and letters from 0; then a line a player, and one of the account. */
export function print(world: GridWorld, slot: number): string {
  const { tables, state, agents, tick } = world
  const lines = Array.from({ length: tables.height }, (_, y) =>
    Array.from({ length: tables.width }, (_, x) => cellText(world, slot, y * tables.width + x)).join('').trimEnd(),
  ) // prettier-ignore
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    const away = state.away[row] > 0 ? `out for ${state.away[row]}` : HEADINGS[state.heading[row]]
    const frozen = state.frozen[row] > 0 ? `, frozen for ${state.frozen[row]}` : ''
    const told = tables.rules.told(world, slot, p) && ` | ${tables.rules.told(world, slot, p)}`
    lines.push(`${p.toString(36)} ${away}${frozen} | income ${state.income[row]}${told}${playerLine(world, slot, p)}`)
  }
  const lit = litCells(world, slot).map(({ cell, beam }) => `${tables.beams[beam].name} ${cell % tables.width},${Math.floor(cell / tables.width)}`) // prettier-ignore
  return [
    ...lines,
    ...needsLines(world, slot),
    `tick ${tick[slot]}${lit.length > 0 ? ` | lit ${lit.join(' ')}` : ''}`,
  ].join('\n')
}

function cellText(world: GridWorld, slot: number, cell: number): string {
  const { tables, state } = world
  const at = slot * tables.cells + cell
  if (state.who[at] > 0) return (state.who[at] - 1).toString(36)
  return glyphOn(world, slot, cell) || tables.kinds[state.kind[at]].glyph
}
