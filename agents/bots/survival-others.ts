/** To deal with others in sight: to see who they are, go to them or away from them, and strike. */
import { REACH } from '../../envs/neuralmmo/survival/combat.ts'
import { AGGRESSIVE } from '../../envs/neuralmmo/survival/tempers.ts'
import { RULES } from '../../envs/neuralmmo/survival/numbers.ts'
import { SKILLS, STYLES, bestLevel } from '../../envs/neuralmmo/survival/skills.ts'
import { EAST, NOWHERE, SOUTH } from '../../envs/neuralmmo/survival/ways.ts'
import { choose, goTo, may, type Turn } from './survival.ts'

/** Nobody: there is none, or it is out of sight. */
export const NOBODY = -1

/** The body in a place of the list of others in sight, NOBODY behind its end. */
export const otherIn = ({ world, p }: Turn, place: number): number =>
  world.state.seen[p * world.config.targets + place] - 1

/** The place of a body in the list of others in sight, NOBODY if it is not there. */
export function placeOf(turn: Turn, body: number): number {
  for (let i = 0; i < turn.world.config.targets; i++) if (otherIn(turn, i) === body) return i
  return NOBODY
}

export const isAgent = ({ world }: Turn, body: number): boolean => body < world.tables.players

/** Row of a body of the turn's slot. */
export const rowOf = ({ world, slot }: Turn, body: number): number => slot * world.tables.bodies + body

/** Level in fights that everyone sees: an NPC's own, an agent's best in a style. */
export function levelOf(turn: Turn, body: number): number {
  const { world, slot } = turn
  if (isAgent(turn, body)) return bestLevel(world, slot, body, 0, STYLES)
  return world.state.npcLevel[slot * world.tables.npcs + body - world.tables.players]
}

/** Whether a body is an NPC that strikes whom it sees. */
export const isAggressive = (turn: Turn, body: number): boolean =>
  !isAgent(turn, body) &&
  turn.world.state.npcTemper[turn.slot * turn.world.tables.npcs + body - turn.world.tables.players] === AGGRESSIVE

/** The body whose blow was the worst of the last tick, NOBODY if none was struck. */
export const strikerOf = ({ world, b }: Turn): number => world.state.striker[b] - 1

export const WHOM = ['anyone', 'agents', 'npcs'] as const
export type Whom = (typeof WHOM)[number]

/** Whether a body is one of those that are meant. */
export const isMeant = (turn: Turn, body: number, whom: Whom): boolean =>
  whom === 'anyone' || (whom === 'agents') === isAgent(turn, body)

export const STYLES_TAKEN = ['best', 'melee', 'range', 'mage'] as const
export type StyleTaken = (typeof STYLES_TAKEN)[number]

/** Points of attack that a level of a style is worth, as much as five of what is worn. */
const LEVEL_ATTACK = 5

/** The style that an agent fights in: the one of that name, or the one in which it is strongest itself. */
export function styleOf({ world, p }: Turn, taken: StyleTaken): number {
  if (taken !== 'best') return STYLES_TAKEN.indexOf(taken) - 1
  const { level, attack } = world.state
  let best = 0
  let most = 0
  for (let style = 0; style < STYLES; style++) {
    const strength = LEVEL_ATTACK * level[p * SKILLS.length + style] + attack[p * STYLES + style]
    if (strength <= most) continue
    most = strength
    best = style
  }
  return best
}

/** Strikes whoever stands in a place of the list, if it can be struck. Returns whether it can. */
export function strike(turn: Turn, place: number, taken: StyleTaken): boolean {
  if (place < 0 || !may(turn, 'target', place + 1)) return false
  choose(turn, 'style', styleOf(turn, taken) + 1)
  choose(turn, 'target', place + 1)
  return true
}

/** Strikes whoever is nearest, in worlds in which nobody can be singled out. */
export function strikeNearest(turn: Turn, taken: StyleTaken): void {
  const style = styleOf(turn, taken) + 1
  if (may(turn, 'style', style)) choose(turn, 'style', style)
}

/** How far a cell of the window is from a body, in king's moves. */
function distanceTo({ world, b }: Turn, cell: number, row: number): number {
  const dx = Math.abs(world.state.x[row] - world.state.x[b] - EAST[cell])
  const dy = Math.abs(world.state.y[row] - world.state.y[b] - SOUTH[cell])
  return dx > dy ? dx : dy
}

/** Goes to the nearest cell in reach that is as near to a body as any, or within `near` cells of it. */
export function follow(turn: Turn, body: number, near: number): void {
  const { queue, reached } = turn.ways
  const row = rowOf(turn, body)
  let best = NOWHERE
  let least = 2 * RULES.vision + 1
  for (let i = 0; i < reached && least > near; i++) {
    const distance = distanceTo(turn, queue[i], row)
    if (distance >= least) continue
    least = distance
    best = queue[i]
  }
  goTo(turn, best)
}

/** Steps that one who flees looks ahead. */
const FLIGHT = 4

/** Goes to where a body is furthest, as far as a few steps lead. */
export function flee(turn: Turn, body: number): void {
  const { queue, reached, steps } = turn.ways
  const row = rowOf(turn, body)
  let best = queue[0]
  let most = 0
  for (let i = 0; i < reached && steps[queue[i]] <= FLIGHT; i++) {
    const distance = distanceTo(turn, queue[i], row)
    if (distance <= most) continue
    most = distance
    best = queue[i]
  }
  goTo(turn, best)
}

/** Cells from which down an aggressive NPC is too near: it strikes at REACH and walks as fast as agents do. */
const TOO_NEAR = REACH + 2

/** Who is to be fled from: the nearest in sight that struck, or that will; NOBODY if there is none. */
export function threat(turn: Turn): number {
  const striker = strikerOf(turn)
  for (let i = 0; i < turn.world.config.targets; i++) {
    const body = otherIn(turn, i)
    if (body < 0) return NOBODY
    const far = distanceTo(turn, turn.ways.queue[0], rowOf(turn, body))
    if (body === striker || (far <= TOO_NEAR && isAggressive(turn, body))) return body
  }
  return NOBODY
}
