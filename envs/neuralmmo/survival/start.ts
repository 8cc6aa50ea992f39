/** How an episode begins. */
import { stir } from './stir.ts'
import { below, draw, unit } from '../../core/keyed.ts'
import { clearCrowd, enter } from '../engine/crowd.ts'
import { NOWHERE } from '../engine/moves.ts'
import { layWays } from '../engine/ways.ts'
import { WALKABLE } from '../materials.ts'
import { layTerrain } from '../terrain.ts'
import { RESILIENT, SPAWN } from './channels.ts'
import { PLACES } from './items.ts'
import { showBodies, showGround } from './look.ts'
import { resetNeeds } from './needs/rules.ts'
import { refill } from './npcs.ts'
import { anyCell } from './places.ts'
import { see } from './sight.ts'
import { SKILLS } from './skills.ts'
import { markGround } from './tasks/seize.ts'
import { takeStock } from './stock.ts'
import { joinTeams } from './teams.ts'
import { drawPlaces, teamCell } from './team-places.ts'
import { NEVER, type SurvivalWorld } from './state.ts'

export function reset(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { cells } = tables.ground
  layTerrain(world, slot, tables.plan, state.terrain, slot * cells)
  markGround(world, slot)
  layWays(world, slot)
  state.claim.fill(0, slot * cells, (slot + 1) * cells)
  state.depleted.fill(0, slot * cells, (slot + 1) * cells)
  state.spent[slot] = 0
  clearCrowd(world, slot)
  clearBodies(world, slot)
  clearAgents(world, slot)
  state.laid.fill(0, slot * tables.players, (slot + 1) * tables.players)
  joinTeams(world, slot)
  clearTasks(world, slot)
  placeAgents(world, slot)
  if (tables.needs !== null) resetNeeds(world, slot)
  refill(world, slot)
  showGround(world, slot)
  takeStock(world, slot)
  showBodies(world, slot)
  see(world, slot)
}

function clearBodies({ state, tables }: SurvivalWorld, slot: number): void {
  const { bodies, numbers } = tables
  for (let b = slot * bodies; b < (slot + 1) * bodies; b++) {
    state.health[b] = numbers.full
    state.harm[b] = state.hurt[b] = state.striker[b] = state.blow[b] = state.frozen[b] = state.age[b] = 0
    state.target[b] = state.style[b] = 0
    state.gold[b] = 0
    state.fought[b] = NEVER
  }
}

function clearAgents(world: SurvivalWorld, slot: number): void {
  const { state, tables, config } = world
  const { players } = tables
  for (let agent = 0; agent < players; agent++) beginLife(world, slot, agent)
  state.counts.fill(0, (slot * state.counts.length) / world.slots, ((slot + 1) * state.counts.length) / world.slots)
  state.log.fill(0, (slot * state.log.length) / world.slots, ((slot + 1) * state.log.length) / world.slots)
  state.noted[slot] = 0
  state.sale.fill(0, slot * players * PLACES, (slot + 1) * players * PLACES)
  state.sales[slot] = 0
  state.market.fill(0, slot * config.offers, (slot + 1) * config.offers)
  for (const field of [
    state.npcLevel,
    state.npcStyle,
    state.npcTemper,
    state.npcAttack,
    state.npcArmour,
    state.npcTool,
  ]) {
    field.fill(0, slot * tables.npcs, (slot + 1) * tables.npcs)
  }
  for (const field of [state.npcRing, state.npcFoe]) {
    field.fill(0, slot * tables.npcs, (slot + 1) * tables.npcs)
  }
}

function clearTasks({ state, slots }: SurvivalWorld, slot: number): void {
  for (const field of [
    state.progress,
    state.held,
    state.finished,
    state.tally,
    state.seizer,
    state.seizedAt,
    state.winner,
  ]) {
    field.fill(0, (slot * field.length) / slots, ((slot + 1) * field.length) / slots)
  }
}

/** Gives an agent the body and the goods that a life begins with; its place is the caller's. */
export function beginLife(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables, config } = world
  const { players, bodies, numbers } = tables
  const p = slot * players + agent
  const b = slot * bodies + agent
  state.health[b] = state.food[p] = state.water[p] = numbers.full
  state.gold[b] = numbers.gold
  state.age[b] = state.frozen[b] = state.hurt[b] = state.harm[b] = state.striker[b] = state.blow[b] = 0
  state.fought[b] = NEVER
  state.away[p] = state.said[p] = state.farthest[p] = 0
  state.goal[p] = NOWHERE
  state.resilient[p] = unit(draw(world, slot, RESILIENT, state.name[b])) < config.resilient ? 1 : 0
  for (let i = p * SKILLS.length; i < (p + 1) * SKILLS.length; i++) {
    state.exp[i] = 0
    state.level[i] = 1
  }
  for (let i = p * PLACES; i < (p + 1) * PLACES; i++) {
    state.item[i] = state.itemLevel[i] = state.itemCount[i] = state.itemWorn[i] = state.price[i] = 0
    state.listed[i] = NEVER
  }
  stir(world, slot, agent)
  for (let i = p * 3; i < (p + 1) * 3; i++) state.attack[i] = state.defence[i] = 0
  for (let i = p * config.targets; i < (p + 1) * config.targets; i++) state.seen[i] = 0
}

/** Everyone on a cell of its own: of the edge, shuffled by the key (Fisher-Yates, as far as it is needed), or of anywhere. */
function placeAgents(world: SurvivalWorld, slot: number): void {
  const { tables, config } = world
  const { edge, size } = tables.ground
  const { order } = tables
  const inTeams = config.teams !== null && config.spawn === 'edge'
  if (inTeams) drawPlaces(world, slot)
  else for (let i = 0; i < edge.length; i++) order[i] = i
  for (let agent = 0; agent < tables.players; agent++) {
    const cell = inTeams ? teamCell(world, slot, agent) : ownCell(world, slot, agent)
    const y = Math.floor(cell / size)
    settleAt(world, slot, agent, cell - y * size, y)
  }
}

/** The cell that an agent begins on by itself. */
const ownCell = (world: SurvivalWorld, slot: number, agent: number): number =>
  world.config.spawn === 'edge' ? world.tables.ground.edge[nextOf(world, slot, agent)] : freeCell(world, slot, agent)

/** Number of the edge's cell that a shuffle gives an agent, those before it having theirs. */
function nextOf(world: SurvivalWorld, slot: number, agent: number): number {
  const { order } = world.tables
  const j = agent + below(draw(world, slot, SPAWN, agent), order.length - agent)
  const chosen = order[j]
  order[j] = order[agent]
  order[agent] = chosen
  return chosen
}

/** A cell that can be walked on and that nobody stands on: drawn until one is found, then the next one in the order of the map. */
function freeCell(world: SurvivalWorld, slot: number, agent: number): number {
  const { state, tables } = world
  const { cells } = tables.ground
  const free = (cell: number): boolean =>
    WALKABLE[state.terrain[slot * cells + cell]] === 1 && state.crowd[slot * cells + cell] === 0
  for (let k = 0; k < MOST_TRIES; k++) {
    const cell = anyCell(world, slot, SPAWN, agent, k)
    if (free(cell)) return cell
  }
  for (let cell = 0; cell < cells; cell++) if (free(cell)) return cell
  throw new RangeError(
    `Got ${tables.players} players on a map without a free cell for number ${agent}, expected fewer.`,
  )
}
/** Draws of a free cell; where half of the map is free all fail once in 10^19 times. */
const MOST_TRIES = 64

/** Puts an agent on a cell and calls it its home. */
export function settleAt(world: SurvivalWorld, slot: number, agent: number, x: number, y: number): void {
  const p = slot * world.tables.players + agent
  world.state.homeX[p] = x
  world.state.homeY[p] = y
  enter(world, slot, agent, x, y)
}
