/**
 * What is in a kitchen. A counter with an item on it is COUNTER + item, a box BOX + item - TOMATO, a pot POT + tomatoes in it;
 * the last tomato makes it COOKING, the first of as many stages as meltingpot's loading bar has.
 */
import { ITEM, OUTLET, SOURCE, VESSEL } from '../core/common.ts'
import type { Content, Kind } from './engine/state.ts'
import { GROUND } from './kinds.ts'

/** What hands and counters hold. */
export const NOTHING = 0
export const TOMATO = 1
export const DISH = 2
export const SOUP = 3
export const ITEMS = ['nothing', 'a tomato', 'a dish', 'a soup'] as const

/** Tomatoes in a soup. */
export const TOMATOES = 3
export const STAGES = 10

export const COUNTER = GROUND.length
export const BOX = COUNTER + ITEMS.length
export const HATCH = BOX + 2
export const POT = HATCH + 1
export const COOKING = POT + TOMATOES
export const DONE = COOKING + STAGES

type Colour = Kind['colour']
const WOOD = '#735127'
const DARK = '#525252'
const STEEL = '#8b9bb5'
const RED = '#ec3a4a'
const WHITE = '#ffffff'
const ORANGE = '#f08c28'

const disc = (name: string, glyph: string, colour: Colour, under: Colour, common: number, content: Content): Kind => ({
  name,
  glyph,
  colour,
  shape: 'disc',
  under,
  solid: true,
  common,
  content,
})
const whole = (item: number): Content => ({ thing: item - TOMATO, amount: 1, ready: true })
const pot = (name: string, glyph: string, colour: Colour, amount: number, progress = 0, ready = false): Kind =>
  disc(name, glyph, colour, STEEL, VESSEL, { thing: SOUP - TOMATO, amount, progress, ready })

/** From red to yellow. */
const stages = Array.from({ length: STAGES }, (_, stage) => {
  const green = (0x3a + 18 * stage).toString(16)
  const share = stage / STAGES
  return pot(`pot that is ${stage} of ${STAGES} done`, 'abcdefghij'[stage], `#ec${green}28`, 1, share)
})

export const kinds: readonly Kind[] = [
  ...GROUND,
  { name: 'counter', glyph: '=', colour: WOOD, shape: 'plain', solid: true, common: -1 },
  disc('tomato on a counter', 't', RED, WOOD, ITEM, whole(TOMATO)),
  disc('dish on a counter', 'p', WHITE, WOOD, ITEM, whole(DISH)),
  disc('soup on a counter', 's', ORANGE, WOOD, ITEM, whole(SOUP)),
  disc('box of tomatoes', 'O', RED, DARK, SOURCE, whole(TOMATO)),
  disc('box of dishes', 'D', WHITE, DARK, SOURCE, whole(DISH)),
  { name: 'hatch', glyph: 'T', colour: DARK, shape: 'bricks', solid: true, common: OUTLET },
  pot('empty pot', 'C', '#414261', 0),
  pot('pot with 1 tomato', 'v', '#6e3232', 1 / TOMATOES),
  pot('pot with 2 tomatoes', 'w', '#a12b2b', 2 / TOMATOES),
  ...stages,
  pot('pot of soup', 'S', '#0fbc0f', 1, 1, true),
]
