/** Needs on the picture of the map and in print. Both show what can be seen. */
import { LOOKS } from '../../../core/common.ts'
import type { Colour, Shape } from '../../../core/draw.ts'
import { barsText, drawBars, hue } from '../../../core/needs-draw.ts'
import { NOWHERE } from '../../engine/moves.ts'
import type { SurvivalWorld } from '../state.ts'
import { WATCHERS } from './config.ts'
import { strangerOf, stillName } from './tables.ts'

const FIELD_COLOUR: Colour = '#d22828'
/** By watcher, lamp out and lit: they are alike but for their hue. */
const WATCHER_COLOURS: readonly (readonly [Colour, Colour])[] = [
  ['#46465a', '#f0e678'],
  ['#5a4646', '#78e6f0'],
]

/** Edges of marked fields on a picture whose first column and row are `first`. */
export function drawFields({ state, tables }: SurvivalWorld, slot: number, first: number, shapes: Shape[]): void {
  const { fields } = tables.needs!.options.auditor
  const { size } = tables.ground
  for (const cell of state.marked.subarray(slot * fields, (slot + 1) * fields)) {
    if (cell === NOWHERE) continue
    const [x, y] = [(cell % size) - first, Math.floor(cell / size) - first]
    for (const side of [0, 0.9]) shapes.push({ kind: 'rect', x: x + side, y, w: 0.1, h: 1, fill: FIELD_COLOUR })
  }
}

/** Colour of one that stands: a stranger's of its looks, a watcher's of its lamp. */
export function colourOfStill({ state, tables }: SurvivalWorld, slot: number, body: number): Colour {
  const i = strangerOf(tables, body)
  if (i < 0) return WATCHER_COLOURS[WATCHERS + i][state.lamp[slot * WATCHERS + WATCHERS + i] > 0 ? 1 : 0]
  const looks = (slot * tables.needs!.strangers + i) * LOOKS
  return hue(state.looks[looks] / 255, (state.looks[looks + 4] + 255) / 510)
}

/** The two bars that a body shows, null for one that shows none. */
function barsOf({ state, tables }: SurvivalWorld, slot: number, body: number): [first: number, second: number] | null {
  const { players, needs } = tables
  const i = strangerOf(tables, body)
  if (body >= players && i < 0) return null
  const [bars, row] = i < 0 ? [state.bars, slot * players + body] : [state.strangerBars, slot * needs!.strangers + i]
  return [bars[2 * row], bars[2 * row + 1]]
}

/** Both bars of a body that has them, over the disc at (x, y). */
export function drawBarsOf(
  world: SurvivalWorld,
  slot: number,
  body: number,
  x: number,
  y: number,
  shapes: Shape[],
): void {
  const bars = barsOf(world, slot, body)
  if (bars !== null) drawBars(x + 0.1, y + 0.86, 0.8, bars[0], bars[1], shapes)
}

/** An agent's bars, as its line in print ends. */
export function agentBars(world: SurvivalWorld, slot: number, agent: number): string {
  if (world.tables.needs === null) return ''
  const [first, second] = barsOf(world, slot, agent)!
  return ` | bars ${barsText(first, second)}`
}

/** A line of each stranger, of the watchers and of the marked fields. */
export function needsLines(world: SurvivalWorld, slot: number): string[] {
  const { state, tables } = world
  const { needs, players, walkers, bodies, ground } = tables
  if (needs === null) return []
  const { fields } = needs.options.auditor
  const stills = Array.from({ length: WATCHERS + needs.strangers }, (_, i) => players + walkers + i)
  const lines = stills.map((body) => {
    const b = slot * bodies + body
    const bars = barsOf(world, slot, body)
    const lamp = state.lamp[slot * WATCHERS + body - players - walkers] > 0 ? 'lit' : 'out'
    const place = state.here[b] === 1 ? `${state.x[b]},${state.y[b]}` : 'nowhere'
    const shown = bars === null ? `lamp ${lamp}` : `bars ${barsText(bars[0], bars[1])}`
    return `${stillName(tables, body)} at ${place} | ${shown}`
  })
  const places = [...state.marked.subarray(slot * fields, (slot + 1) * fields)].map((cell) =>
    cell === NOWHERE ? 'nowhere' : `${cell % ground.size},${Math.floor(cell / ground.size)}`,
  )
  const scouted = needs.options.scout === null ? [] : [`way out seen clear for ${state.scouted[slot]}`]
  return [...lines, ...(fields > 0 ? [`marked fields ${places.join(' ')}`] : []), ...scouted]
}
