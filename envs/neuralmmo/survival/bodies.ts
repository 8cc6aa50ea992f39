/** What a tick does to bodies before anyone acts: hunger, thirst, healing, harvests. nmmo/systems/skill.py, nmmo/entity/entity.py at 98b6bbd. */
import { touches } from '../ground.ts'
import { FOLIAGE, WATER } from '../materials.ts'
import { cellOf } from '../engine/crowd.ts'
import { listOthers } from '../engine/lists.ts'
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
function grow(world: SurvivalWorld, slot: number): void {
  const { state, tables, kernels } = world
  const { players, walkers, bodies } = tables
  const first = slot * bodies
  const count = players + walkers
  kernels.countUp(state.age.byteOffset + 4 * first, state.here.byteOffset + first, count)
  thaw(world, slot, listOthers(world, slot, state.frozen, first, count))
  forget(world, slot, listOthers(world, slot, state.striker, first, count))
  recover(world, slot, listOthers(world, slot, state.hurt, first, count))
  mend(world, slot, listOthers(world, slot, state.health, first + players, walkers, tables.numbers.full))
}

function thaw({ state, tables }: SurvivalWorld, slot: number, count: number): void {
  const first = slot * tables.bodies
  const { here, frozen, list } = state
  for (let i = slot * tables.room; i < slot * tables.room + count; i++) frozen[first + list[i]] -= here[first + list[i]]
}

/** Who was not hurt in the last tick forgets who hurt it before. */
function forget({ state, tables }: SurvivalWorld, slot: number, count: number): void {
  const { here, hurt, striker, list } = state
  for (let i = slot * tables.room; i < slot * tables.room + count; i++) {
    const b = slot * tables.bodies + list[i]
    if (here[b] === 1 && hurt[b] === 0) striker[b] = 0
  }
}

function recover({ state, tables }: SurvivalWorld, slot: number, count: number): void {
  const { here, hurt, list } = state
  for (let i = slot * tables.room; i < slot * tables.room + count; i++) {
    const b = slot * tables.bodies + list[i]
    if (here[b] === 1) hurt[b] = 0
  }
}

/** Heals those NPCs of a list that are not whole. */
function mend({ state, tables }: SurvivalWorld, slot: number, count: number): void {
  const { here, health, list } = state
  const { full, npcHealing } = tables.numbers
  for (let i = slot * tables.room; i < slot * tables.room + count; i++) {
    const b = slot * tables.bodies + tables.players + list[i]
    if (here[b] === 1 && health[b] < full) health[b] = Math.min(full, health[b] + npcHealing)
  }
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
