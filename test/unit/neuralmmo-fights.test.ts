/** Fights and deaths: what holds whoever fights, and what chance decides. Numbers are in the rule cases. */
import { describe, expect, it } from 'vitest'
import { draw } from '../../envs/core/keyed.ts'
import { RUNNING, TERMINATED } from '../../envs/core/spec.ts'
import { enter } from '../../envs/neuralmmo/engine/crowd.ts'
import { liveOn } from '../../envs/neuralmmo/survival/bodies.ts'
import { distance, strike } from '../../envs/neuralmmo/survival/combat.ts'
import { bury, comeBack } from '../../envs/neuralmmo/survival/deaths.ts'
import { fit } from '../../envs/neuralmmo/survival/equipment.ts'
import { EVENTS, KILL } from '../../envs/neuralmmo/survival/events.ts'
import { inCombat } from '../../envs/neuralmmo/survival/in-combat.ts'
import { ITEM_KINDS, PLACES } from '../../envs/neuralmmo/survival/items.ts'
import { decide } from '../../envs/neuralmmo/survival/npc-ai.ts'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { sortCrowd } from '../../envs/neuralmmo/engine/crowd.ts'
import { walk } from '../../envs/neuralmmo/survival/walk.ts'
import { expectRate } from './meltingpot-world.ts'
import { checkInvariants } from './neuralmmo-invariants.ts'
import { inverse, orderOf, permute, survivalBatch, worldOf } from './neuralmmo-permute.ts'
import { shift } from './neuralmmo-scene.ts'

type Batch = ReturnType<typeof survivalBatch>
const TRIALS = 1e5

/** A small world in which everyone soon meets everyone. */
const crowded = (options: Record<string, unknown> = {}): Batch =>
  survivalBatch({
    preset: 'small', players: 20, npcs: 16, center: 8, border: 9, targets: 8, respawn: 2, view: null, horizon: Infinity, ...options,
  }) // prettier-ignore

/** Actions that hang on names and ticks alone: mostly blows at the nearest, and steps. */
function fight(batch: Batch, t: number): void {
  const { state, tables } = worldOf(batch)
  const { at, sizes } = tables.heads
  const keyed = { key: Uint32Array.of(5, 5, 5, 5), tick: Int32Array.of(t) }
  batch.actions.fill(0)
  for (let agent = 0; agent < batch.agents; agent++) {
    const word = draw(keyed, 0, 0, state.name[agent])
    const row = agent * sizes.length
    batch.actions[row + at.move] = word % 5
    batch.actions[row + at.style] = (word >>> 8) & 3
    batch.actions[row + at.target] = (word >>> 12) % 4
  }
}

/** Lets agents live long enough to be struck, and gives them things of all kinds. */
function equip(world: SurvivalWorld, t: number): void {
  const { state, tables } = world
  const keyed = { key: Uint32Array.of(6, 6, 6, 6), tick: Int32Array.of(t) }
  for (let agent = 0; agent < tables.players; agent++) {
    state.age[agent] = 100
    const word = draw(keyed, 0, 0, state.name[agent])
    const place = agent * PLACES + (word % PLACES)
    state.food[agent] = state.water[agent] = 50
    if (state.here[agent] === 0 || state.itemCount[place] > 0) continue
    state.item[place] = 2 + ((word >>> 8) % (ITEM_KINDS - 2))
    state.itemLevel[place] = 1 + ((word >>> 16) % 5)
    state.itemCount[place] = 1
    state.itemWorn[place] = (word >>> 20) & 1
    fit(world, 0, agent)
  }
}

describe('fights', () => {
  it.each([[false], [true]])('leave a whole world behind, bodies sharing cells: %s', (stacking) => {
    const batch = crowded({ stacking })
    const world = worldOf(batch)
    let kills = 0
    for (let t = 0; t < 500; t++) {
      equip(world, t)
      fight(batch, t)
      batch.step()
      checkInvariants(world)
      expect(world.state.harm.every((harm) => harm === 0)).toBe(true)
      expect(world.state.blow.every((blow) => blow === 0)).toBe(true)
      expect(Math.min(...world.state.hurt)).toBeGreaterThanOrEqual(0)
    }
    for (let agent = 0; agent < batch.agents; agent++) kills += world.state.counts[agent * EVENTS.length + KILL]
    expect(kills).toBeGreaterThan(50)
  })

  it.each([[false], [true]])('hang on no order of agents, bodies sharing cells: %s', (stacking) => {
    const [ours, theirs] = [crowded({ stacking }), crowded({ stacking })]
    const order = orderOf(ours.agents, 8)
    permute(theirs, order)
    for (let t = 0; t < 1000; t++) {
      for (const batch of [ours, theirs]) {
        equip(worldOf(batch), t)
        fight(batch, t)
        batch.step()
      }
      if (t % 100 !== 99) continue
      const twin = theirs.clone()
      permute(twin, inverse(order))
      expect(twin.hash(), `tick ${t}`).toBe(ours.hash())
    }
  })

  it('keep gold in the world but what dies with those whom nobody that lives has killed', () => {
    const batch = crowded()
    const world = worldOf(batch)
    const { state, tables } = world
    const gold = () => state.gold.reduce((sum, amount, body) => sum + (state.here[body] === 1 ? amount : 0), 0)
    let lost = 0
    let moved = 0
    for (let t = 0; t < 500; t++) {
      equip(world, t)
      fight(batch, t)
      for (const rule of [sortCrowd, decide, liveOn, strike, walk]) rule(world, 0)
      const before = gold()
      let gone = 0
      for (let body = 0; body < tables.bodies; body++) {
        if (state.here[body] === 0 || state.health[body] > 0) continue
        const killer = state.hurt[body] > 0 ? state.striker[body] - 1 : -1
        if (killer < 0 || state.health[killer] === 0) gone += state.gold[body]
        else moved += state.gold[body]
      }
      bury(world, 0)
      expect(gold()).toBe(before - gone)
      lost += gone
      batch.step()
    }
    expect(moved).toBeGreaterThan(50)
    expect(lost).toBeGreaterThan(0)
  })

  it('are struck within reach only, by those who live, and mark both sides', () => {
    const batch = crowded({ stacking: true })
    const world = worldOf(batch)
    const { state, tables } = world
    let blows = 0
    for (let t = 0; t < 200; t++) {
      equip(world, t)
      fight(batch, t)
      for (const rule of [sortCrowd, decide, liveOn]) rule(world, 0)
      const health = state.health.slice()
      strike(world, 0)
      for (let body = 0; body < tables.bodies; body++) {
        const other = state.target[body] - 1
        if (other < 0) continue
        blows++
        expect(distance(world, 0, body, other)).toBeLessThanOrEqual(3)
        expect(health[body] > 0 && health[other] > 0).toBe(true)
        expect(inCombat(world, 0, body) && inCombat(world, 0, other)).toBe(true)
      }
      for (const rule of [walk, bury, comeBack]) rule(world, 0)
      batch.step()
    }
    expect(blows).toBeGreaterThan(1000)
  })

  it('last three ticks after the blow', () => {
    const world = worldOf(crowded())
    world.state.fought[0] = 10
    const fighting = [10, 11, 12, 13, 14].map((tick) => {
      world.tick[0] = tick
      return inCombat(world, 0, 0)
    })
    expect(fighting).toEqual([true, true, true, true, false])
  })
})

/** Agents 0, 1 and 2 on three cells, all old enough, who see each other. */
function trio(options: Record<string, unknown> = {}): SurvivalWorld {
  const batch = survivalBatch({ preset: 'small', players: 3, npcs: 0, center: 8, border: 9, targets: 2, view: null, ...options })
  const { state } = worldOf(batch)
  state.age.fill(100)
  for (const [agent, x] of [10, 11, 12].entries()) shift(worldOf(batch), 0, agent, x, 12)
  state.seen.set([3, 2, 3, 1, 1, 2])
  return worldOf(batch)
} // prettier-ignore

describe('chance', () => {
  it('credits either of two equal blows with the kill as often', () => {
    const world = trio()
    const { state, tables, actions } = world
    for (const agent of [0, 1]) {
      actions[agent * tables.heads.sizes.length + tables.heads.at.style] = 1
      actions[agent * tables.heads.sizes.length + tables.heads.at.target] = 1
    }
    const credited = [0, 0, 0, 0]
    for (world.tick[0] = 0; world.tick[0] < TRIALS; world.tick[0]++) {
      state.health[2] = 100
      state.exp.fill(0)
      state.level.fill(1)
      strike(world, 0)
      credited[state.striker[2]]++
    }
    expect(credited[1] + credited[2]).toBe(TRIALS)
    expectRate(credited[1], TRIALS, 0.5, 'the first')
  })

  it('says which of three things finds the last place of who killed', () => {
    const world = trio()
    const { state, live } = world
    const counts = [0, 0, 0]
    for (world.tick[0] = 0; world.tick[0] < TRIALS; world.tick[0]++) {
      for (let i = 0; i < PLACES - 1; i++) state.item[i] = state.itemLevel[i] = state.itemCount[i] = 2
      state.item[PLACES - 1] = state.itemLevel[PLACES - 1] = state.itemCount[PLACES - 1] = 0
      for (const [i, place] of [0, 4, 9].entries()) {
        state.item[PLACES + place] = 3 + i
        state.itemLevel[PLACES + place] = state.itemCount[PLACES + place] = 1
      }
      state.health[1] = 0
      state.hurt[1] = state.striker[1] = 1
      bury(world, 0)
      counts[state.item[PLACES - 1] - 3]++
      enter(world, 0, 1, 11, 12)
      live[1] = 1
    }
    for (const [i, count] of counts.entries()) expectRate(count, TRIALS, 1 / 3, `thing ${i}`)
  })

  it('brings the dead back on every cell of the edge as often', () => {
    const world = trio({ respawn: 1, stacking: true, center: 8 })
    const { state, live, tables } = world
    const { edge, size } = tables.ground
    let [early, late] = [0, 0]
    const counts = new Map<number, number>([...edge].map((cell) => [cell, 0]))
    for (world.tick[0] = 0; world.tick[0] < TRIALS; world.tick[0]++) {
      state.health[0] = 0
      bury(world, 0)
      for (let t = 0; t < 2; t++) {
        early += live[0]
        comeBack(world, 0)
      }
      late += 1 - live[0]
      const cell = state.y[0] * size + state.x[0]
      counts.set(cell, counts.get(cell)! + 1)
    }
    expect([early, late]).toEqual([0, 0])
    expect(counts.size).toBe(edge.length)
    for (const [cell, count] of counts) expectRate(count, TRIALS, 1 / edge.length, `cell ${cell}`)
  })
})

describe('death', () => {
  it.each([
    [null, TERMINATED],
    [3, RUNNING],
  ])('ends an agent only where nobody comes back: respawn %s', (respawn, code) => {
    const batch = survivalBatch({ preset: 'small', players: 2, npcs: 0, center: 8, border: 9, view: null, respawn })
    const { state } = worldOf(batch)
    state.health[0] = state.food[0] = 0
    batch.step()
    expect([batch.live[0], batch.done[0]]).toEqual([0, code])
    expect(batch.rewards[0]).toBe(-1)
    expect([batch.live[1], batch.done[1]]).toEqual([1, RUNNING])
  })
})

describe('masks of blows', () => {
  /** Bits of an agent's row of a head. */
  function bitsOf({ tables, mask }: SurvivalWorld, agent: number, head: 'style' | 'target'): number[] {
    const first = agent * tables.heads.width + tables.heads.maskAt[head]
    return [...mask.subarray(first, first + tables.heads.sizes[tables.heads.at[head]])]
  }

  it.each(['fixed', 'nmmo-2.1'])('show whom a blow can reach, and only that: profile %s', (profile) => {
    const batch = crowded({ profile, targets: 8, offers: 8, map: 1, npcs: 4 })
    const world = worldOf(batch)
    const { state, tables } = world
    let [reachable, beyond] = [0, 0]
    for (let t = 0; t < 60; t++) {
      state.food.fill(50)
      state.water.fill(50)
      for (let agent = 0; agent < batch.agents; agent++) state.age[agent] = (agent * 7 + t) % 40
      fight(batch, t)
      batch.step()
      for (let agent = 0; agent < batch.agents; agent++) {
        const targets = bitsOf(world, agent, 'target')
        const any = targets.slice(1).some((bit) => bit === 1)
        const forced = profile === 'nmmo-2.1' && any
        expect(bitsOf(world, agent, 'style')).toEqual([forced ? 0 : 1, ...Array(3).fill(any ? 1 : 0)])
        expect(targets[0]).toBe(forced ? 0 : 1)
      }
      const twin = batch.clone()
      const row = tables.heads.sizes.length
      const width = tables.heads.sizes[tables.heads.at.target] - 1
      const asked = Array.from({ length: batch.agents }, (_, agent) => 1 + ((agent + t) % width))
      for (const [agent, chosen] of asked.entries()) {
        twin.actions.fill(0, agent * row, (agent + 1) * row)
        twin.actions[agent * row + tables.heads.at.style] = 1 + (t % 3)
        twin.actions[agent * row + tables.heads.at.target] = chosen
      }
      const bits = asked.map((chosen, agent) => bitsOf(world, agent, 'target')[chosen])
      twin.step()
      for (const [agent, bit] of bits.entries()) {
        expect(worldOf(twin).state.target[agent] !== 0, `blow of ${agent} in tick ${t}`).toBe(bit === 1)
        if (bit === 1) reachable++
        else beyond++
      }
    }
    expect(reachable).toBeGreaterThan(50)
    expect(beyond).toBeGreaterThan(50)
  })
})
