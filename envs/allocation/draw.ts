/** The room as a picture: beings around the focal agent with what shows of them, watchers among them, the token below. */
import { LOOKS } from '../core/common.ts'
import type { Colour, DrawList, Shape } from '../core/draw.ts'
import { FULL } from '../core/needs.ts'
import { drawBars, hue } from '../core/needs-draw.ts'
import { signalByte } from './signals.ts'
import { AUDITOR, FOCAL, ROOM, WATCHERS, type AllocationWorld } from './state.ts'

const MIDDLE = ROOM >> 1
const FLOORS: readonly Colour[] = ['#cfd8dc', '#dcd3c4', '#c9dcc8', '#d8c9dc']
const STRIP: Colour = '#37474f'
const TOKEN: Colour = '#f2c14e'
const RED_TOKEN: Colour = '#d22828'
/** Watchers are alike but for their hue; the more of it, the more of a cue. */
const WATCHER_TURNS = [0.15, 0.55] as const
const GLYPHS = ['A', 'B'] as const

export function draw(world: AllocationWorld, slot: number): DrawList {
  const { state, tables } = world
  const { beings, seats } = tables
  const shapes: Shape[] = []
  drawBeing(world, slot, FOCAL, MIDDLE, MIDDLE, shapes)
  for (let seat = 0; seat < beings - 1 + WATCHERS; seat++) {
    const [x, y] = [MIDDLE + seats[seat * 2], MIDDLE + seats[seat * 2 + 1]]
    if (seat < beings - 1) drawBeing(world, slot, seat + 1, x, y, shapes)
    else drawWatcher(world, slot, seat - beings + 1, x, y, shapes)
  }
  // Below the room: the clock of the round, and this tick's token.
  shapes.push({ kind: 'rect', x: 0, y: ROOM, w: ROOM, h: 1, fill: STRIP })
  const fill = state.red[slot] === 1 ? RED_TOKEN : TOKEN
  shapes.push({ kind: 'circle', x: 0.5 + ((ROOM - 1) * state.spot[slot]) / tables.ticks, y: ROOM + 0.5, r: 0.3, fill })
  return { width: ROOM, height: ROOM + 1, background: FLOORS[state.style[slot]], shapes }
}

function drawBeing(world: AllocationWorld, slot: number, being: number, x: number, y: number, shapes: Shape[]): void {
  const { state, tables } = world
  const row = slot * tables.beings + being
  const look = (k: number) => state.looks[row * LOOKS + k] / 255
  const [first, second] = [0, 1].map((k) => (signalByte(world, slot, being, k) * FULL) / 255)
  const fill = hue(look(0), 0.8)
  shapes.push({ kind: 'circle', x: x + 0.5, y: y + 0.58, r: 0.3 + 0.06 * look(2), fill })
  shapes.push({ kind: 'circle', x: x + 0.5, y: y + 0.58, r: 0.14 + 0.05 * look(3), fill: hue(look(4), 0.97) })
  shapes.push({ kind: 'glyph', x, y, text: being === FOCAL ? '@' : String.fromCharCode(96 + being), fill })
  drawBars(x + 0.1, y + 0.02, 0.8, first, second, shapes)
  for (let token = 0; token < Math.min(state.given[row], 8); token++)
    shapes.push({ kind: 'circle', x: x + 0.15 + 0.1 * token, y: y + 0.93, r: 0.05, fill: TOKEN })
}

function drawWatcher(world: AllocationWorld, slot: number, w: number, x: number, y: number, shapes: Shape[]): void {
  const { state } = world
  const row = slot * WATCHERS + w
  const fill = hue(WATCHER_TURNS[w], 0.3 + (0.7 * state.cue[row]) / 255)
  const shift = state.walks[row] === 1 ? 0.2 : 0
  shapes.push({ kind: 'rect', x: x + 0.1 + shift, y: y + 0.1, w: 0.8, h: 0.8, fill })
  const glyph = GLYPHS[w === AUDITOR ? 0 : 1]
  shapes.push({ kind: 'glyph', x, y, text: state.cue[row] > 0 ? glyph : glyph.toLowerCase(), fill })
}
