/** The kitchen as a picture and as text. Both show what can be seen in it, and nothing hidden. */
import type { Colour, DrawList, Shape } from '../core/draw.ts'
import { BAR_BACK, barsText, drawBars, hue } from '../core/needs-draw.ts'
import { deliveryReward } from './recipes.ts'
import {
  COUNTER, DINER, DISH, DISH_RACK, DX, DY, EMPTY_MIX, FLOOR, HATCH, IDLE, LOOKS, NOTHING, ONION, ONION_BOX, POT, SOUP, STAFF, TERRAIN,
  TOMATO, TOMATO_BOX, WATCH, mixCount, type KitchenWorld,
} from './state.ts' // prettier-ignore
import { cueByte, dinerBar } from './view-needs.ts'

/** Two colours a pattern. */
const FLOORS: readonly Colour[] = [
  '#f2e8d5',
  '#ebdfc8',
  '#dfe7ee',
  '#cfdae4',
  '#e6efdc',
  '#d8e4cb',
  '#efdfe8',
  '#e4cfdb',
]
const RED_TILE: Colour = '#d9705f'
const WOOD: Colour = '#b98a5a'
const WOOD_LIGHT: Colour = '#cfa274'
const WOOD_DARK: Colour = '#96693f'
const STEEL: Colour = '#5b6470'
const STEEL_LIGHT: Colour = '#8b95a1'
const IRON: Colour = '#2c3138'
const ONION_SKIN: Colour = '#e8b04a'
const ONION_LIGHT: Colour = '#f7dd9b'
const TOMATO_SKIN: Colour = '#d8402f'
const LEAF: Colour = '#3f8f4f'
const CHINA: Colour = '#ffffff'
const CHINA_RIM: Colour = '#b9c4cf'
const INK: Colour = '#22262b'
const SKIN: Colour = '#f3c9a4'
const HATCH_GREEN: Colour = '#4f9d69'
const STAFF_BLUE: Colour = '#4a7fb5'
const READY: Colour = '#4fbf5b'
const BUSY: Colour = '#f0a72c'
const COATS: readonly Colour[] = [
  '#2f6fd6', '#d9483b', '#2e9e57', '#e08a1e', '#8a4fc7', '#16969c', '#c23f86', '#6b7a2c', '#7a4a2a',
] // prettier-ignore
const LETTERS = ['', 'o', 't', 'd', 's']
const ARROWS = '^v><'

/** Text of the terminal for each terrain; hatches and watchers of a kitchen with needs come after the reference's. */
const SIGNS = `${TERRAIN.replace('X', '#')}HEW`

const rect = (x: number, y: number, w: number, h: number, fill: Colour): Shape => ({ kind: 'rect', x, y, w, h, fill })
const circle = (x: number, y: number, r: number, fill: Colour): Shape => ({ kind: 'circle', x, y, r, fill })
const polygon = (fill: Colour, ...points: (readonly [number, number])[]): Shape => ({ kind: 'polygon', points, fill })
const glyph = (x: number, y: number, text: string, fill: Colour): Shape => ({ kind: 'glyph', x, y, text, fill })

/** The picture of a slot, one unit a cell; the caller owns it. */
export function draw(world: KitchenWorld, slot: number): DrawList {
  const { tables, state, agents } = world
  const { width, height } = tables.layout
  const shapes: Shape[] = []
  for (let cell = 0; cell < tables.cells; cell++)
    drawCell(world, slot, cell, cell % width, Math.floor(cell / width), shapes)
  for (let p = 0; p < agents; p++) {
    const cell = state.cell[slot * agents + p]
    drawCook(world, slot, p, cell % width, Math.floor(cell / width), shapes)
  }
  return { width, height, background: FLOORS[0], shapes }
}

function drawCell(world: KitchenWorld, slot: number, cell: number, x: number, y: number, shapes: Shape[]): void {
  const { tables, state } = world
  const terrain = tables.layout.terrain[cell]
  const at = slot * tables.cells + cell
  if (terrain === FLOOR) {
    drawFloor(x, y, tables.needs?.options.styles ? state.style[slot] : 0, tables.needs?.red[cell] === 1, shapes)
    return
  }
  drawBlock(x, y, tables.layout.terrain[cell + tables.layout.width] === FLOOR, shapes)
  if (terrain === POT) drawPot(world, at, x, y, shapes)
  else if (terrain === ONION_BOX || terrain === TOMATO_BOX)
    drawBox(x, y, terrain === ONION_BOX ? ONION : TOMATO, shapes)
  else if (terrain === DISH_RACK) drawRack(x, y, shapes)
  else if (terrain === HATCH) drawHatch(x, y, HATCH_GREEN, shapes)
  else if (terrain === STAFF) drawStaffHatch(x, y, shapes)
  else if (terrain === DINER) drawDiner(world, slot, tables.needs!.dinerAt[cell], x, y, shapes)
  else if (terrain === WATCH) drawWatcher(world, slot, cell, x, y, shapes)
  if (terrain !== COUNTER) shapes.push(glyph(x, y, potSign(world, at, terrain), '#ffffff'))
  else if (state.item[at] !== NOTHING) {
    drawThing(x + 0.5, y + 0.46, 1, state.item[at], state.mix[at], shapes)
    shapes.push(glyph(x, y, LETTERS[state.item[at]], INK))
  } else shapes.push(glyph(x, y, SIGNS[COUNTER], WOOD_DARK))
}

/** A pot shows how many ingredients it holds, or that its soup is ready. */
function potSign({ state, tables }: KitchenWorld, at: number, terrain: number): string {
  if (terrain !== POT || state.item[at] !== SOUP) return SIGNS[terrain]
  const { time, idOf } = tables.layout.recipes
  return state.cook[at] !== IDLE && state.cook[at] >= time[idOf[state.mix[at]]] ? '!' : String(mixCount(state.mix[at]))
}

function drawFloor(x: number, y: number, style: number, red: boolean, shapes: Shape[]): void {
  shapes.push(rect(x, y, 1, 1, FLOORS[2 * style + ((x + y) & 1)]))
  if (!red) return
  shapes.push(rect(x + 0.06, y + 0.06, 0.88, 0.88, RED_TILE), rect(x + 0.14, y + 0.14, 0.72, 0.72, '#e58a7b'))
  shapes.push(glyph(x, y, '.', RED_TILE))
}

/** A piece of furniture; its front is seen where floor lies below. */
function drawBlock(x: number, y: number, front: boolean, shapes: Shape[]): void {
  shapes.push(
    rect(x, y, 1, 1, WOOD_DARK),
    rect(x + 0.015, y + 0.015, 0.97, 0.97, WOOD),
    rect(x + 0.015, y + 0.015, 0.97, 0.04, WOOD_LIGHT),
  )
  if (front) shapes.push(rect(x, y + 0.86, 1, 0.14, WOOD_DARK))
}

/** A pot on its stove: fill by the number of ingredients, a bar for the cooking, a green rim when the soup is ready. */
function drawPot({ state, tables }: KitchenWorld, at: number, x: number, y: number, shapes: Shape[]): void {
  const { recipes } = tables.layout
  const mix = state.mix[at]
  const count = state.item[at] === SOUP ? mixCount(mix) : 0
  const time = recipes.time[recipes.idOf[mix]]
  const done = count > 0 && state.cook[at] !== IDLE ? Math.min(1, state.cook[at] / Math.max(1, time)) : -1
  const ready = count > 0 && state.cook[at] !== IDLE && state.cook[at] >= time
  shapes.push(rect(x + 0.05, y + 0.05, 0.9, 0.9, STEEL), rect(x + 0.05, y + 0.05, 0.9, 0.06, STEEL_LIGHT))
  shapes.push(rect(x + 0.08, y + 0.38, 0.84, 0.14, IRON), circle(x + 0.5, y + 0.47, 0.36, IRON))
  shapes.push(circle(x + 0.5, y + 0.47, 0.31, ready ? READY : STEEL_LIGHT), circle(x + 0.5, y + 0.47, 0.27, '#3d434b'))
  if (count > 0) drawBroth(x + 0.5, y + 0.47, 0.27, mix, count / recipes.max, done >= 0, shapes)
  if (done < 0) return
  shapes.push(
    rect(x + 0.1, y + 0.87, 0.8, 0.09, BAR_BACK),
    rect(x + 0.12, y + 0.885, 0.76 * done, 0.06, ready ? READY : BUSY),
  )
  if (ready)
    for (const dx of [0.34, 0.5, 0.66])
      shapes.push(circle(x + dx, y + 0.13, 0.045, CHINA), circle(x + dx + 0.04, y + 0.05, 0.03, CHINA))
}

/** Broth that fills a vessel to a level, coloured by its share of tomatoes; raw ingredients float in it. */
function drawBroth(
  x: number,
  y: number,
  r: number,
  mix: number,
  level: number,
  cooked: boolean,
  shapes: Shape[],
): void {
  const count = mixCount(mix)
  let tomatoes = 0
  for (let i = 0; i < count; i++) tomatoes += (mix >> (4 + i)) & 1
  shapes.push(circle(x, y, r * (0.55 + 0.45 * level), blend('#e9c46a', '#d9553f', tomatoes / count)))
  for (let i = 0; i < count; i++) {
    const [dx, dy] = SPOTS[i % SPOTS.length]
    const tomato = (mix >> (4 + i)) & 1
    const size = r * (cooked ? 0.2 : 0.32)
    shapes.push(circle(x + dx * r, y + dy * r, size, tomato ? TOMATO_SKIN : cooked ? '#f8e3ab' : ONION_LIGHT))
    if (!cooked) shapes.push(circle(x + dx * r, y + dy * r, size * 0.45, tomato ? LEAF : ONION_SKIN))
  }
}
const SPOTS = [[0, -0.4], [-0.38, 0.25], [0.38, 0.25], [0, 0.02], [-0.45, -0.25], [0.45, -0.25], [0, 0.5], [0.2, -0.1]] as const // prettier-ignore

function blend(a: Colour, b: Colour, share: number): Colour {
  const channel = (i: number) => {
    const [from, to] = [parseInt(a.slice(i, i + 2), 16), parseInt(b.slice(i, i + 2), 16)]
    return Math.round(from + (to - from) * share).toString(16).padStart(2, '0')
  } // prettier-ignore
  return `#${channel(1)}${channel(3)}${channel(5)}`
}

/** A crate of onions or tomatoes. */
function drawBox(x: number, y: number, thing: number, shapes: Shape[]): void {
  shapes.push(rect(x + 0.08, y + 0.12, 0.84, 0.74, '#7d5533'), rect(x + 0.14, y + 0.18, 0.72, 0.62, '#5f3f25'))
  for (const [dx, dy] of [[0.32, 0.36], [0.68, 0.36], [0.5, 0.5], [0.32, 0.66], [0.68, 0.66]] as const) drawIngredient(x + dx, y + dy, 0.72, thing, shapes) // prettier-ignore
}

/** A stack of dishes. */
function drawRack(x: number, y: number, shapes: Shape[]): void {
  shapes.push(rect(x + 0.1, y + 0.12, 0.8, 0.74, '#8795a3'))
  for (let i = 0; i < 3; i++) {
    const dy = 0.6 - 0.12 * i
    shapes.push(circle(x + 0.5, y + dy, 0.27, CHINA_RIM), circle(x + 0.5, y + dy, 0.235, CHINA))
  }
  shapes.push(circle(x + 0.5, y + 0.36, 0.13, '#e6ebf0'))
}

/** A serving window: an opening with a bell. */
function drawHatch(x: number, y: number, colour: Colour, shapes: Shape[]): void {
  shapes.push(rect(x + 0.06, y + 0.06, 0.88, 0.84, colour), rect(x + 0.13, y + 0.13, 0.74, 0.7, '#dfeee4'))
  shapes.push(circle(x + 0.5, y + 0.56, 0.2, '#d8a521'), rect(x + 0.28, y + 0.56, 0.44, 0.22, '#dfeee4'))
  shapes.push(rect(x + 0.26, y + 0.57, 0.48, 0.07, '#8a6a12'), circle(x + 0.5, y + 0.34, 0.045, '#8a6a12'))
}

/** The staff hatch: a table laid for one. */
function drawStaffHatch(x: number, y: number, shapes: Shape[]): void {
  shapes.push(rect(x + 0.06, y + 0.06, 0.88, 0.84, STAFF_BLUE), rect(x + 0.13, y + 0.13, 0.74, 0.7, '#e3ecf5'))
  shapes.push(circle(x + 0.5, y + 0.48, 0.2, CHINA_RIM), circle(x + 0.5, y + 0.48, 0.16, CHINA))
  shapes.push(rect(x + 0.2, y + 0.28, 0.05, 0.4, STEEL), rect(x + 0.75, y + 0.28, 0.05, 0.4, STEEL))
}

/** A diner behind its hatch: a face whose colours and form follow its looks, and its two bars. */
function drawDiner(world: KitchenWorld, slot: number, i: number, x: number, y: number, shapes: Shape[]): void {
  const { state, tables } = world
  const row = slot * tables.needs!.diners.length + i
  const look = (k: number) => state.looks[row * LOOKS + k] / 255
  const coat = hue(look(0), 0.8)
  shapes.push(rect(x + 0.06, y + 0.04, 0.88, 0.88, '#6d4a2c'), rect(x + 0.12, y + 0.1, 0.76, 0.76, '#f6efe2'))
  if (look(1) > 0.5) shapes.push(polygon(coat, [x + 0.24, y + 0.36], [x + 0.3, y + 0.1], [x + 0.44, y + 0.28]), polygon(coat, [x + 0.76, y + 0.36], [x + 0.7, y + 0.1], [x + 0.56, y + 0.28])) // prettier-ignore
  shapes.push(
    circle(x + 0.5, y + 0.42, 0.2 + 0.06 * look(2), coat),
    circle(x + 0.5, y + 0.48, 0.11 + 0.05 * look(3), hue(look(4), 0.97)),
  )
  for (const dx of [-0.08, 0.08])
    shapes.push(circle(x + 0.5 + dx, y + 0.36, 0.045, CHINA), circle(x + 0.5 + dx, y + 0.365, 0.024, INK))
  const need = dinerBar(world, state.fullness[row])
  drawNeed(x + 0.14, y + 0.72, need, dinerBar(world, state.fullnessPlacebo[row]), state.needBar[slot], shapes)
}

/** A being's two bars over its cell, the need where the episode's key put it. */
function drawNeed(x: number, y: number, need: number, placebo: number, which: number, shapes: Shape[]): void {
  const [first, second] = which === 0 ? [need, placebo] : [placebo, need]
  drawBars(x, y, 0.72, first, second, shapes)
}

/** A watcher's window: open with an eye (auditor) or a bird (placebo), or shut. */
function drawWatcher(world: KitchenWorld, slot: number, cell: number, x: number, y: number, shapes: Shape[]): void {
  const { watchers, placebo } = world.tables.needs!
  const w = watchers.indexOf(cell)
  shapes.push(rect(x + 0.06, y + 0.1, 0.88, 0.76, '#3a3f52'))
  const shown = cueByte(world, slot, w)
  if (shown === 0) {
    for (let i = 0; i < 5; i++) shapes.push(rect(x + 0.12, y + 0.16 + 0.135 * i, 0.76, 0.1, '#8a90a6'))
    return
  }
  shapes.push(rect(x + 0.12, y + 0.16, 0.76, 0.64, blend('#3a3f52', '#fdf3c9', shown / 255)))
  if (placebo[w] === 0) {
    shapes.push(polygon(CHINA, [x + 0.18, y + 0.48], [x + 0.5, y + 0.26], [x + 0.82, y + 0.48], [x + 0.5, y + 0.7]))
    shapes.push(circle(x + 0.5, y + 0.48, 0.14, '#2a5d9c'), circle(x + 0.5, y + 0.48, 0.07, INK))
  } else {
    shapes.push(circle(x + 0.47, y + 0.53, 0.18, '#2a5d9c'), circle(x + 0.6, y + 0.36, 0.11, '#2a5d9c'))
    shapes.push(
      polygon('#e0a020', [x + 0.69, y + 0.32], [x + 0.82, y + 0.38], [x + 0.69, y + 0.42]),
      circle(x + 0.62, y + 0.34, 0.03, CHINA),
    )
  }
}

/** A cook from above, with a hat, looking where it faces and holding its thing in front. */
function drawCook(
  { state, agents, tables }: KitchenWorld,
  slot: number,
  p: number,
  x: number,
  y: number,
  shapes: Shape[],
): void {
  const row = slot * agents + p
  const [dx, dy] = [DX[state.facing[row]], DY[state.facing[row]]]
  const [cx, cy] = [x + 0.5, y + 0.5]
  const coat = COATS[p % COATS.length]
  const held = state.held[row]
  shapes.push(circle(cx, cy + 0.04, 0.4, '#c9bda6'))
  for (const side of [-1, 1])
    shapes.push(circle(cx + dx * 0.24 - dy * side * 0.25, cy + dy * 0.24 + dx * side * 0.25, 0.1, SKIN))
  shapes.push(circle(cx, cy, 0.37, blend(coat, '#000000', 0.3)), circle(cx, cy, 0.34, coat))
  shapes.push(circle(cx + dx * 0.12, cy + dy * 0.12, 0.215, SKIN))
  for (const side of [-1, 1])
    shapes.push(circle(cx + dx * 0.26 - dy * side * 0.1, cy + dy * 0.26 + dx * side * 0.1, 0.035, INK))
  drawHat(cx - dx * 0.06, cy - dy * 0.06, coat, shapes)
  if (held !== NOTHING) drawThing(cx + dx * 0.36, cy + dy * 0.36, 0.72, held, state.heldMix[row], shapes)
  if (tables.needs)
    drawNeed(x + 0.14, y + 0.02, state.stamina[row], state.staminaPlacebo[row], state.needBar[slot], shapes)
  shapes.push(glyph(x, y, held === NOTHING ? ARROWS[state.facing[row]] : LETTERS[held], coat))
}

function drawHat(x: number, y: number, band: Colour, shapes: Shape[]): void {
  shapes.push(circle(x, y, 0.185, '#d4dae1'), circle(x, y, 0.165, band))
  for (const [dx, dy] of [[-0.06, -0.05], [0.06, -0.05], [0, 0.06], [0, 0]] as const) shapes.push(circle(x + dx, y + dy, 0.085, CHINA)) // prettier-ignore
}

/** A thing at a point, `size` 1 for a counter's. */
function drawThing(x: number, y: number, size: number, thing: number, mix: number, shapes: Shape[]): void {
  if (thing === ONION || thing === TOMATO) drawIngredient(x, y, size, thing, shapes)
  else {
    shapes.push(circle(x, y, 0.3 * size, CHINA_RIM), circle(x, y, 0.265 * size, CHINA))
    if (thing === DISH) shapes.push(circle(x, y, 0.15 * size, '#e6ebf0'))
    else if (mix !== EMPTY_MIX) drawBroth(x, y, 0.21 * size, mix, 1, true, shapes)
  }
}

function drawIngredient(x: number, y: number, size: number, thing: number, shapes: Shape[]): void {
  const r = 0.19 * size
  if (thing === ONION) {
    shapes.push(polygon(LEAF, [x - r * 0.3, y - r * 0.7], [x, y - r * 1.6], [x + r * 0.3, y - r * 0.7]))
    shapes.push(
      circle(x, y, r, '#b77f22'),
      circle(x, y, r * 0.88, ONION_SKIN),
      circle(x - r * 0.2, y - r * 0.2, r * 0.4, ONION_LIGHT),
    )
  } else {
    shapes.push(
      circle(x, y, r, '#9c241a'),
      circle(x, y, r * 0.9, TOMATO_SKIN),
      circle(x - r * 0.3, y - r * 0.3, r * 0.25, '#f08a78'),
    )
    shapes.push(
      polygon(LEAF, [x - r * 0.6, y - r * 0.75], [x, y - r * 0.35], [x + r * 0.6, y - r * 0.75], [x, y - r * 1.05]),
    )
  }
}

/**
 * The slot as lines of text: the grid, columns aligned, then one line of status. A cell is its terrain's letter (floor is `.`,
 * a red tile `,`) and what is there: o, t, d for things, {oot} for a soup of two onions and a tomato in potting order, on a pot
 * its letters and `7/20` while it cooks or `!` when ready; a cook is its digit, an arrow for where it looks, and what it holds.
 */
export function print(world: KitchenWorld, slot: number): string {
  const { tables } = world
  const { width, height } = tables.layout
  const cells = Array.from({ length: tables.cells }, (_, cell) => cellText(world, slot, cell))
  const widest = Array.from({ length: width }, (_, x) =>
    Math.max(...Array.from({ length: height }, (_, y) => cells[y * width + x].length)),
  )
  const lines = Array.from({ length: height }, (_, y) =>
    cells.slice(y * width, (y + 1) * width).map((cell, x) => cell.padEnd(widest[x])).join(' ').trimEnd(),
  ) // prettier-ignore
  return [...lines, statusText(world, slot)].join('\n')
}

function cellText(world: KitchenWorld, slot: number, cell: number): string {
  const { tables, state, agents } = world
  const terrain = tables.layout.terrain[cell]
  if (terrain === FLOOR) {
    const tile = tables.needs?.red[cell] === 1 ? ',' : '.'
    for (let p = 0; p < agents; p++) if (state.cell[slot * agents + p] === cell) return (tile === ',' ? tile : '') + cookText(world, slot, p)
    return tile
  }
  if (terrain === DINER) return `H${dinerText(world, slot, tables.needs!.dinerAt[cell])}`
  if (terrain === WATCH) return watcherText(world, slot, cell)
  const at = slot * tables.cells + cell
  const sign = `${TERRAIN}HEW`[terrain]
  if (terrain === POT) return sign + (state.item[at] === SOUP ? soupText(world, state.mix[at], state.cook[at]) : '')
  return sign + thingText(world, state.item[at], state.mix[at], state.cook[at])
} // prettier-ignore

function cookText(world: KitchenWorld, slot: number, p: number): string {
  const { state, agents, tables } = world
  const row = slot * agents + p
  const held = thingText(world, state.held[row], state.heldMix[row], state.heldTick[row])
  const own = tables.needs ? bars(state.stamina[row], state.staminaPlacebo[row], state.needBar[slot]) : ''
  return `${p + 1}${ARROWS[state.facing[row]]}${held}${own}`
}

/** The two bars as shown, in wellbeing. */
export const bars = (need: number, placebo: number, which: number): string =>
  which === 0 ? barsText(need, placebo) : barsText(placebo, need)

/** The two bars of a diner as shown. */
export function dinerText(world: KitchenWorld, slot: number, i: number): string {
  const { state, tables } = world
  const row = slot * tables.needs!.diners.length + i
  const need = dinerBar(world, state.fullness[row])
  return bars(need, dinerBar(world, state.fullnessPlacebo[row]), state.needBar[slot])
}

function watcherText(world: KitchenWorld, slot: number, cell: number): string {
  const { state, tables } = world
  const { watchers, placebo, options } = tables.needs!
  const w = watchers.indexOf(cell)
  return (
    (placebo[w] ? 'B' : 'W') +
    (options.led !== null
      ? `(${Math.round(cueByte(world, slot, w) / 2.55)})`
      : state.open[slot * watchers.length + w]
        ? '(o)'
        : '(-)')
  )
}

function thingText(world: KitchenWorld, thing: number, mix: number, tick: number): string {
  if (thing !== SOUP) return LETTERS[thing]
  const text = soupText(world, mix, tick)
  return `{${text.endsWith('!') ? text.slice(0, -1) : text}}`
}

/** `oot` idle, `oot 7/20` cooking, `oot!` ready. */
function soupText({ tables }: KitchenWorld, mix: number, tick: number): string {
  const { time, idOf } = tables.layout.recipes
  const letters = Array.from({ length: mixCount(mix) }, (_, i) => ((mix >> (4 + i)) & 1 ? 't' : 'o')).join('')
  if (tick === IDLE) return letters
  return tick >= time[idOf[mix]] ? `${letters}!` : `${letters} ${tick}/${time[idOf[mix]]}`
}

function statusText(world: KitchenWorld, slot: number): string {
  const { tables, state, agents, tick, config } = world
  const { recipes } = tables.layout
  const orders = recipes.list
    .filter(({ id }) => state.orders[slot * recipes.ids + id] > 0)
    .map(({ id, onions, tomatoes }) => {
      const bonus = state.orders[slot * recipes.ids + id] === 2 ? ' bonus' : ''
      return `${'o'.repeat(onions)}${'t'.repeat(tomatoes)} ${deliveryReward(recipes, state.orders, slot * recipes.ids, id)}${bonus}`
    })
  const of = Number.isFinite(config.horizon) ? ` of ${config.horizon}` : ''
  const paid = [...state.sparse.subarray(slot * agents, (slot + 1) * agents)].join(' ')
  return `tick ${tick[slot]}${of} | orders ${orders.join(', ')} | paid ${paid}`
}
