/** One player's window as prose, then a JSON list of its legal actions. Only what the player can see, in a fixed order. */
import { needsText } from '../needs/text.ts'
import { recharging } from './beams.ts'
import { FIRST_BEAM, FLOOR, VOID, WALL, type GridWorld } from './state.ts'
import { lookAt, placeText, windowCell } from './window.ts'

const EFFECTS = ['do nothing', 'go ahead', 'go back', 'step to the left', 'step to the right', 'turn left', 'turn right'] as const // prettier-ignore

export function text(world: GridWorld, slot: number, agent: number): string {
  const { state, agents, tables, tick } = world
  const away = state.away[slot * agents + agent]
  const seen =
    away > 0
      ? [`You are out of the game for ${away} more steps and see nothing.`]
      : [
          selfText(world, slot, agent),
          ...thingsText(world, slot, agent),
          playersText(world, slot, agent),
          ...(tables.needs ? needsText(world, slot, agent) : []),
        ]
  return [
    `You are player ${agent} of ${agents}. ${tick[slot]} steps have passed. Places are given as you look: ahead and right, in cells.`,
    tables.rules.told(world, slot, agent),
    ...seen,
    'Legal actions:',
    JSON.stringify(actionTexts(world, slot, agent)),
  ]
    .filter((line) => line !== '')
    .join('\n')
}

export function actionTexts(
  world: GridWorld,
  slot: number,
  agent: number,
): { action: number; name: string; effect: string }[] {
  const { tables, agents, mask } = world
  const first = (slot * agents + agent) * tables.actions.length
  return tables.actions.flatMap((name, action) =>
    mask[first + action] === 1 ? [{ action, name, effect: effectText(world, slot, agent, action) }] : [],
  )
}

function effectText(world: GridWorld, slot: number, agent: number, action: number): string {
  const { state, agents, tables } = world
  const row = slot * agents + agent
  if (action < FIRST_BEAM) return action > 0 && state.frozen[row] > 0 ? 'nothing: you are frozen' : EFFECTS[action]
  const beam = action - FIRST_BEAM
  if (beam >= tables.beams.length) return tables.acts[beam - tables.beams.length].effect
  const { name, length, radius, hand } = tables.beams[beam]
  const timer = recharging(world, slot, agent, beam)
  // Of its beams a player is told the readiness of the first alone.
  if (beam === 0 && timer > 0) return `nothing: the ${name} beam is ready in ${timer} steps`
  if (hand !== undefined) return hand
  return `fire the ${name} beam, ${length} cells ahead and ${radius} to each side`
}

function selfText({ state, agents, tables }: GridWorld, slot: number, agent: number): string {
  const { sight } = tables
  const frozen = state.frozen[slot * agents + agent]
  const still = frozen > 0 ? ` You are frozen for ${frozen} more steps.` : ''
  return `You see ${sight.forward} cells ahead, ${sight.backward} back, ${sight.left} to the left and ${sight.right} to the right.${still}`
}

/** A line a kind that is in sight, floor and the outside apart; walls last, as what is in the way. */
function thingsText(world: GridWorld, slot: number, agent: number): string[] {
  const { cells, looks } = world.tables
  const places: string[][] = looks.map(() => [])
  for (let cell = 0; cell < cells; cell++) {
    const look = lookAt(world, slot, agent, cell)
    const seen = look === VOID || look === FLOOR ? -1 : windowCell(world, slot, agent, cell)
    if (seen >= 0) places[look].push(placeText(world, seen))
  }
  const line = (look: number) => (places[look].length > 0 ? `${looks[look].name}: ${places[look].join(' ')}` : '')
  return [...looks.keys()]
    .filter((look) => look > WALL)
    .concat(WALL)
    .map(line)
}

const WAYS = ['as you do', 'to your right', 'towards you', 'to your left'] as const

function playersText(world: GridWorld, slot: number, agent: number): string {
  const { state, agents, tables } = world
  const lines: string[] = []
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    const seen = p === agent || state.away[row] > 0 ? -1 : windowCell(world, slot, agent, state.cell[row])
    if (seen < 0) continue
    const bits = tables.rules.marksOf(world, slot, p, agent)
    const marks = tables.marks.filter((_, i) => (bits >> i) & 1).map((mark) => `, ${mark}`).join('') // prettier-ignore
    lines.push(`player ${p} at ${placeText(world, seen)} looks ${WAYS[(state.heading[row] - state.heading[slot * agents + agent]) & 3]}${marks}`)
  } // prettier-ignore
  return lines.length === 0 ? 'No other player is in sight.' : `${lines.join('; ')}.`
}
