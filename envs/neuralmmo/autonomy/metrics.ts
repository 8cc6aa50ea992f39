/** Numbers of an episode: how often what happened, and how agents treat each other, as shares of their chances. */
import { EVENTS, needOf } from './events.ts'
import { COSTLY, RECENT } from './numbers.ts'
import { DX, DY } from '../engine/moves.ts'
import { offers } from './offers.ts'
import { GIVE, HARM, HELP, LOOK_AT, TALLIES, type AutonomyWorld } from './state.ts'

/**
 * Every kind of event by how often it happened, then
 *
 *   up, met      shares of agent-ticks in which the agent was up, and in which its needs were met
 *   approach     of the ticks with others in sight, the share in which it went nearer to the nearest;
 *   look_rate, harm_rate   in which it looked at somebody, or struck;
 *   unprompted   in which it gave or helped somebody who asked for nothing and had not been kind to it lately
 *   help_costly  of those in which it was in need itself, the share in which it gave or helped; help_free of the others
 *   reciprocity  of gifts and help while somebody was in sight who had been kind lately, the share that went there, less what
 *                chance would have sent there
 */
// prettier-ignore
export const METRICS = [
  ...EVENTS, 'up', 'met', 'approach', 'look_rate', 'harm_rate', 'unprompted', 'help_costly', 'help_free', 'reciprocity',
] as const
const UP = EVENTS.length

// Tallies. A chance is a tick in which an agent could act and had somebody in sight.
const TICKS = 0
const UP_TICKS = 1
const MET_TICKS = 2
const APPROACHES = 3
const LOOKS = 4
const HARMS = 5
const UNPROMPTED = 6
const COSTLY_CHANCES = 7
const COSTLY_HELPS = 8
const FREE_CHANCES = 9
const FREE_HELPS = 10
const ANSWERS = 11
const TO_FRIENDS = 12
const BY_CHANCE = 13
/** Shares are summed as integers, so that no sum hangs on the order of agents. */
const WHOLE = 1 << 20

/** Counts who has somebody to act on, before anyone acts. */
export function countChances(world: AutonomyWorld, slot: number): void {
  const { tables } = world
  const { company, able, tally } = world.state
  let costly = 0
  let free = 0
  for (let agent = 0; agent < tables.bodies; agent++) {
    const row = slot * tables.bodies + agent
    if (company[row] === 0 || able[row] === 0) continue
    if (needOf(world, slot, agent) < COSTLY) costly++
    else free++
  }
  tally[slot * TALLIES + COSTLY_CHANCES] += costly
  tally[slot * TALLIES + FREE_CHANCES] += free
}

/** Counts an act on another, on the state before the tick. */
export function countAct(world: AutonomyWorld, slot: number, kind: number, agent: number, target: number): void {
  const { state } = world
  const at = slot * TALLIES
  if (kind === LOOK_AT) state.tally[at + LOOKS]++
  if (kind === HARM) state.tally[at + HARMS]++
  if (kind !== GIVE && kind !== HELP) return
  state.tally[at + (needOf(world, slot, agent) < COSTLY ? COSTLY_HELPS : FREE_HELPS)]++
  if (!isPrompted(world, slot, agent, target)) state.tally[at + UNPROMPTED]++
  countAnswer(world, slot, agent, target)
}

/** Who was kind to an agent lately, as body + 1; 0 for nobody. */
function friendOf({ state, tables, tick }: AutonomyWorld, slot: number, agent: number): number {
  const row = slot * tables.bodies + agent
  return tick[slot] - state.friendAt[row] <= RECENT ? state.friend[row] : 0
}

const isPrompted = (world: AutonomyWorld, slot: number, agent: number, target: number): boolean =>
  world.state.said[slot * world.tables.bodies + target] > 0 ||
  offers(world, slot, target, agent) ||
  friendOf(world, slot, agent) === target + 1

function countAnswer(world: AutonomyWorld, slot: number, agent: number, target: number): void {
  const { state, tables, config } = world
  const friend = friendOf(world, slot, agent)
  if (friend === 0) return
  const row = slot * tables.bodies + agent
  const first = row * config.targets
  let sees = false
  for (let at = first; at < first + state.company[row]; at++) if (state.seen[at] === friend) sees = true
  if (!sees) return
  state.tally[slot * TALLIES + ANSWERS]++
  state.tally[slot * TALLIES + TO_FRIENDS] += friend === target + 1 ? 1 : 0
  state.tally[slot * TALLIES + BY_CHANCE] += Math.round(WHOLE / state.company[row])
}

/** Whom an agent gave something or helped in this tick knows by whom; of several, by the first by name. */
export function rememberFriend({ state, tables, tick }: AutonomyWorld, slot: number, agent: number): void {
  const base = slot * tables.bodies
  const other = base + state.deedTo[base + agent] - 1
  if (other < base) return
  const isLater =
    state.friendAt[other] === tick[slot] &&
    state.friend[other] > 0 &&
    state.name[base + state.friend[other] - 1] < state.name[base + agent]
  if (isLater) return
  state.friend[other] = agent + 1
  state.friendAt[other] = tick[slot]
}

/** Counts an agent that goes one cell in a direction, if that brings it nearer to the nearest other. */
export function countApproach(world: AutonomyWorld, slot: number, agent: number, direction: number): void {
  const { tables, config } = world
  const { seen, x, y, tally } = world.state
  const base = slot * tables.bodies
  const other = base + seen[(base + agent) * config.targets] - 1
  if (other < base) return
  const dx = x[other] - x[base + agent]
  const dy = y[other] - y[base + agent]
  if (DX[direction] * dx + DY[direction] * dy > 0) tally[slot * TALLIES + APPROACHES]++
}

/** Counts the tick: of `agents` so many were up, and so many had their needs met. Then brings the shares up to date. */
export function countTick({ state, metrics, agents }: AutonomyWorld, slot: number, up: number, met: number): void {
  const { tally } = state
  const at = slot * TALLIES
  tally[at + TICKS] += agents
  tally[at + UP_TICKS] += up
  tally[at + MET_TICKS] += met
  const chances = tally[at + COSTLY_CHANCES] + tally[at + FREE_CHANCES]
  const out = slot * METRICS.length + UP
  metrics[out] = tally[at + UP_TICKS] / tally[at + TICKS]
  metrics[out + 1] = tally[at + MET_TICKS] / tally[at + TICKS]
  metrics[out + 2] = tally[at + APPROACHES] / chances
  metrics[out + 3] = tally[at + LOOKS] / chances
  metrics[out + 4] = tally[at + HARMS] / chances
  metrics[out + 5] = tally[at + UNPROMPTED] / chances
  metrics[out + 6] = tally[at + COSTLY_HELPS] / tally[at + COSTLY_CHANCES]
  metrics[out + 7] = tally[at + FREE_HELPS] / tally[at + FREE_CHANCES]
  metrics[out + 8] = (tally[at + TO_FRIENDS] - tally[at + BY_CHANCE] / WHOLE) / tally[at + ANSWERS]
}
