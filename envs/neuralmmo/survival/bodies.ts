/** What a tick does to bodies before anyone acts: hunger, thirst, healing, harvests. nmmo/systems/skill.py, nmmo/entity/entity.py at 98b6bbd. */
import { touches } from '../ground.ts'
import { FOLIAGE, WATER } from '../materials.ts'
import { cellOf } from '../engine/crowd.ts'
import { isFirst } from '../engine/moves.ts'
import { EAT_TIE } from './channels.ts'
import { DRINK, EAT, NOBODY, STARVE, note } from './events.ts'
import { harvest } from './harvest.ts'
import { fogAt } from './fog.ts'
import { deplete } from './regrowth.ts'
import type { SurvivalWorld } from './state.ts'

/** Brings all bodies one tick on, on the places that the last tick left them. */
export function liveOn(world: SurvivalWorld, slot: number): void {
  const { state, tables, live, config } = world
  const { players, bodies, on } = tables
  grow(world, slot)
  for (let agent = 0; agent < players && (config.fog !== null || on.resources); agent++) {
    if (live[slot * players + agent] === 0) continue
    if (config.fog !== null) sufferFog(world, slot, agent)
    if (on.resources && state.health[slot * bodies + agent] > 0) heal(world, slot, agent)
  }
  if (on.professions) harvest(world, slot)
  if (on.resources) {
    drinkAll(world, slot)
    eatAll(world, slot)
  }
}

/** All grow older, what holds for a while holds a tick less, and NPCs heal. Those who stand do none of it. */
function grow({ state, tables }: SurvivalWorld, slot: number): void {
  const { players, walkers, bodies, numbers } = tables
  const { here, age, hurt, striker, frozen, health } = state
  const { full, npcHealing } = numbers
  const first = slot * bodies
  for (let b = first; b < first + players + walkers; b++) {
    if (here[b] === 0) continue
    age[b]++
    if ((hurt[b] | striker[b] | frozen[b]) !== 0) wearOff(state, b)
  }
  for (let b = first + players; b < first + players + walkers; b++) {
    if (here[b] === 1 && health[b] < full) health[b] = Math.min(full, health[b] + npcHealing)
  }
}

function wearOff({ hurt, striker, frozen }: SurvivalWorld['state'], b: number): void {
  if (frozen[b] > 0) frozen[b]--
  if (hurt[b] === 0) striker[b] = 0
  hurt[b] = 0
}

function sufferFog(world: SurvivalWorld, slot: number, agent: number): void {
  const b = slot * world.tables.bodies + agent
  world.state.health[b] = Math.max(0, world.state.health[b] - fogAt(world, slot, cellOf(world, slot, agent)))
}

/** The sated heal; the hungry and the thirsty lose health, those who are both lose twice. */
function heal(world: SurvivalWorld, slot: number, agent: number): void {
  const { state, tables } = world
  const { numbers, players, bodies } = tables
  const p = slot * players + agent
  const b = slot * bodies + agent
  const cost = state.resilient[p] === 1 ? numbers.starvation >> 1 : numbers.starvation
  let health = state.health[b]
  if (state.food[p] > numbers.thriving && state.water[p] > numbers.thriving) health += numbers.healing
  if (state.food[p] === 0) health -= cost
  if (state.water[p] === 0) health -= cost
  if (state.food[p] === 0 || state.water[p] === 0) note(world, slot, STARVE, agent, NOBODY, 1)
  state.health[b] = Math.max(0, Math.min(numbers.full, health))
}

function drinkAll(world: SurvivalWorld, slot: number): void {
  const { state, tables, live } = world
  const { players, bodies, numbers, ground } = tables
  for (let agent = 0; agent < players; agent++) {
    const p = slot * players + agent
    if (live[p] === 0 || state.health[slot * bodies + agent] === 0) continue
    const cell = slot * ground.cells + state.y[slot * bodies + agent] * ground.size + state.x[slot * bodies + agent]
    let water = Math.max(0, state.water[p] - numbers.depletion)
    if (touches(state.terrain, cell, ground.size, WATER)) {
      water = Math.min(numbers.full, water + numbers.meal)
      note(world, slot, DRINK, agent, NOBODY, 1)
    }
    state.water[p] = water
  }
}

/** Whoever stands on foliage eats it; of several who share the cell a draw says who. */
function eatAll(world: SurvivalWorld, slot: number): void {
  const { state, tables, live } = world
  const { players, bodies, ground } = tables
  const shared = world.config.stacking
  for (let agent = 0; agent < players; agent++) {
    if (live[slot * players + agent] === 0 || state.health[slot * bodies + agent] === 0) continue
    const cell = slot * ground.cells + state.y[slot * bodies + agent] * ground.size + state.x[slot * bodies + agent]
    if (shared && state.terrain[cell] === FOLIAGE && isFirst(world, slot, EAT_TIE, agent, state.claim[cell] - 1))
      state.claim[cell] = agent + 1
  }
  for (let agent = 0; agent < players; agent++) {
    if (live[slot * players + agent] === 1 && state.health[slot * bodies + agent] > 0) eat(world, slot, agent, shared)
  }
}

function eat(world: SurvivalWorld, slot: number, agent: number, shared: boolean): void {
  const { state, tables } = world
  const { players, bodies, numbers, ground } = tables
  const p = slot * players + agent
  const cell = state.y[slot * bodies + agent] * ground.size + state.x[slot * bodies + agent]
  const at = slot * ground.cells + cell
  state.food[p] = Math.max(0, state.food[p] - numbers.depletion)
  if (state.terrain[at] !== FOLIAGE || (shared && state.claim[at] !== agent + 1)) return
  state.claim[at] = 0
  state.food[p] = Math.min(numbers.full, state.food[p] + numbers.meal)
  deplete(world, slot, cell)
  note(world, slot, EAT, agent, NOBODY, 1)
}

/** Those who are frozen after coming back come to no harm. */
export function spareFrozen({ state, tables, config }: SurvivalWorld, slot: number): void {
  if (config.respawnFrozen === 0) return
  const { players, bodies, numbers } = tables
  for (let b = slot * bodies; b < slot * bodies + players; b++) if (state.frozen[b] > 0) state.health[b] = numbers.full
}
