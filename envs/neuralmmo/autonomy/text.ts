/** One agent's observation as prose, then a JSON list of its legal actions, a list a head. Only what the agent can see. */
import { MOVES } from '../engine/moves.ts'
import { MATERIALS, WATER, DEPLETED } from '../materials.ts'
import { touches } from '../ground.ts'
import { isBare } from './harvest.ts'
import { FOOD, GOODS, VISION, WATER_GOOD } from './numbers.ts'
import { offers } from './offers.ts'
import { faceOf, knows } from './sight.ts'
import { ACTS, HEADS, headSizes, type AutonomyWorld } from './state.ts'

export function text(world: AutonomyWorld, slot: number, agent: number): string {
  return [
    selfText(world, slot, agent),
    `You see ${VISION} cells each way. Rows from north to south, you in the middle: ${legend()}.`,
    ...windowText(world, slot, agent),
    ...othersText(world, slot, agent),
    'Legal actions, a list a head:',
    JSON.stringify(legalActions(world, slot, agent)),
  ].join('\n')
}

const legend = (): string =>
  MATERIALS.filter(({ name }) => ['void', 'water', 'grass', 'scrub', 'foliage', 'ore', 'crystal'].includes(name))
    .map(({ name, glyph }) => `'${glyph}' ${name}`)
    .join(', ')

function selfText({ state, tables, tick }: AutonomyWorld, slot: number, agent: number): string {
  const row = slot * tables.bodies + agent
  const [food, water, ore, crystal] = state.goods.subarray(row * GOODS.length, (row + 1) * GOODS.length)
  const { cells, size } = tables.ground
  const here = slot * cells + state.y[row] * size + state.x[row]
  return [
    `You are agent ${state.name[row]}. Tick ${tick[slot]}. Health ${state.health[row]}, food ${food}, water ${water}, of 100 each;`,
    `${ore / 10} ore, ${crystal / 10} crystal. You look ${MOVES[state.facing[row]]}.`,
    ...(touches(state.terrain, here, size, WATER) ? ['You drink here.'] : []),
    ...(state.down[row] > 0 ? [`You are down for ${state.down[row]} more ticks.`] : []),
    ...(state.injury[row] > 0 ? [`You are injured for ${state.injury[row]} more ticks and cannot walk.`] : []),
  ].join(' ')
}

function windowText(world: AutonomyWorld, slot: number, agent: number): string[] {
  const { state, tables, knobs } = world
  const { size, cells } = tables.ground
  const row = slot * tables.bodies + agent
  return Array.from({ length: 2 * VISION + 1 }, (_, v) =>
    Array.from({ length: 2 * VISION + 1 }, (_, u) => {
      const [x, y] = [state.x[row] + u - VISION, state.y[row] + v - VISION]
      const cell = y * size + x
      const material = state.terrain[slot * cells + cell]
      if (u === VISION && v === VISION) return '@'
      if (knobs.hide[slot] === 0 && state.crowd[slot * cells + cell] > 0) return 'A'
      return MATERIALS[isBare(state, row, x, y) ? DEPLETED[material] : material].glyph
    }).join(''),
  )
}

function othersText(world: AutonomyWorld, slot: number, agent: number): string[] {
  const { state, tables, config } = world
  const row = slot * tables.bodies + agent
  if (state.company[row] === 0) return ['Nobody is in sight.']
  const seen = [...state.seen.subarray(row * config.targets, row * config.targets + state.company[row])]
  return seen.map((body, k) => `Target ${k + 1}: ${otherText(world, slot, agent, body - 1)}`)
}

function otherText(world: AutonomyWorld, slot: number, agent: number, other: number): string {
  const { state, tables } = world
  const [row, b] = [slot * tables.bodies + agent, slot * tables.bodies + other]
  const [dx, dy] = [state.x[b] - state.x[row], state.y[b] - state.y[row]]
  const goods = state.goods.subarray(b * GOODS.length, (b + 1) * GOODS.length)
  const toMe = state.deedTo[b] === agent + 1 ? ', to you' : ''
  const asks = state.offerWants[b] === 0 ? 'nothing' : GOODS[state.offerWants[b] - 1]
  return [
    `agent ${faceOf(world, slot, other)}, ${dx} to the east and ${dy} to the south, looks ${MOVES[state.facing[b]]}, carries ${goods[2] / 10} ore and ${goods[3] / 10} crystal`,
    ...(state.down[b] > 0 ? ['is down'] : []),
    ...(state.injury[b] > 0 ? ['is injured'] : []),
    ...(state.said[b] > 0 ? [`says ${state.said[b]}`] : []),
    ...(state.deed[b] > 0 ? [`last did: ${ACTS[state.deed[b]]}${toMe}`] : []),
    ...(offers(world, slot, other, agent) ? [`offers you ${GOODS[state.offerGood[b] - 1]} for ${asks}`] : []),
    ...(knows(world, slot, agent, other)
      ? [`health ${state.health[b]}, food ${goods[FOOD]}, water ${goods[WATER_GOOD]}`]
      : []),
  ].join('; ')
}

/** What each choice of a head is called. */
function namesOf({ config }: AutonomyWorld, head: number): string[] {
  const count = (what: string, n: number) => ['nothing', ...Array.from({ length: n }, (_, i) => `${what} ${i + 1}`)]
  const goods = ['nothing', ...GOODS]
  return [MOVES, ACTS, count('target', config.targets), goods, goods, count('word', config.tokens)][head].slice()
}

/** The legal choices of each head by its name. */
export function legalActions(world: AutonomyWorld, slot: number, agent: number): Record<string, string[]> {
  const { mask, tables, config } = world
  let at = (slot * tables.bodies + agent) * tables.width
  return Object.fromEntries(
    headSizes(config).map((size, head) => {
      const names = namesOf(world, head).filter((_, i) => mask[at + i] === 1)
      at += size
      return [HEADS[head], names]
    }),
  )
}
