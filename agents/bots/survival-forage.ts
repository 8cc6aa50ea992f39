/** To live off the land: foliage is eaten where one stands, water drunk where one stands beside it. */
import { below, draw } from '../../envs/core/keyed.ts'
import { FOLIAGE, WATER } from '../../envs/neuralmmo/materials.ts'
import { RULES } from '../../envs/neuralmmo/survival/numbers.ts'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { NOWHERE, furthest, setOf } from '../../envs/neuralmmo/survival/ways.ts'
import { OWN_DRAWS, goTo, nearest, nearestTo, type Turn } from './survival.ts'

const FOOD = setOf(FOLIAGE)
const DRINK = setOf(WATER)
const HEADING = OWN_DRAWS

/** How an agent looks after itself: the points of food and of water from which down it goes for more. */
export interface Diet {
  readonly hungry: number
  readonly thirsty: number
}

const points = (description: string) => ({ type: 'integer', minimum: 0, maximum: 100, description })
export const DIET_SCHEMAS = {
  hungry: points('food from which down it goes for more'),
  thirsty: points('water from which down it goes for more'),
}
/** Of agents that have something else to do. */
export const WANDERERS_DIET: Diet = { hungry: 50, thirsty: 50 }

/**
 * [rows] where agents go that have nothing to go for: one of eight headings, east and then on by south; NONE at first.
 */
export type Headings = Uint8Array
export const headingsOf = ({ slots, agents }: SurvivalWorld): Headings => new Uint8Array(slots * agents).fill(NONE)
const NONE = 255
/** A row has no heading yet. */
export const forget = (headings: Headings, p: number): void => void (headings[p] = NONE)
const HEADINGS = 8
const HEADING_X = Int8Array.of(1, 1, 0, -1, -1, -1, 0, 1)
const HEADING_Y = Int8Array.of(0, 1, 1, 1, 0, -1, -1, -1)
/** Cells along a heading below which it leads nowhere. */
const LEAST_GAIN = 3

/** Goes on along the row's heading, and takes another one by a draw where that leads nowhere. */
export function explore(turn: Turn, headings: Headings): void {
  const { p, b, world, draws } = turn
  if (headings[p] === NONE) headings[p] = below(draw(draws, 0, HEADING, world.state.name[b]), HEADINGS)
  let cell = along(turn, headings[p])
  if (cell === NOWHERE) {
    headings[p] = below(draw(draws, 0, HEADING, world.state.name[b], 1), HEADINGS)
    cell = along(turn, headings[p])
  }
  if (cell !== NOWHERE) goTo(turn, cell)
}

const along = ({ ways }: Turn, heading: number): number =>
  furthest(ways, HEADING_X[heading], HEADING_Y[heading], LEAST_GAIN)

/** Points of water with which an agent that finds nothing to eat still looks on. */
const ENOUGH_WATER = 50

/**
 * Sees to food and water: goes for the one that is wanted, of both for the one that would be missed first, and explores
 * for what is not in sight. Returns whether the agent is busy with that: not if it wants neither, or stands where it
 * wants to.
 */
export function forage(turn: Turn, headings: Headings, { hungry, thirsty }: Diet): boolean {
  const { world, p, ways } = turn
  const food = world.state.food[p]
  const water = world.state.water[p]
  const bush = food <= hungry ? nearest(turn, FOOD) : NOWHERE
  const shore = food <= hungry || water <= thirsty ? nearestTo(turn, DRINK) : NOWHERE
  let cell = bush
  if (food > hungry) {
    if (water > thirsty) return false
    cell = shore
  } else if (bush === NOWHERE) {
    if (water <= ENOUGH_WATER) cell = shore
  } else if (water <= thirsty && shore !== NOWHERE && slack(turn, water, shore) < slack(turn, food, bush)) cell = shore
  if (cell === NOWHERE) explore(turn, headings)
  else if (ways.steps[cell] > 0) goTo(turn, cell)
  else return false
  return true
}

/** Ticks for which so many points last beyond the way to a cell. */
const slack = ({ ways }: Turn, held: number, cell: number): number => held / RULES.depletion - ways.steps[cell]
