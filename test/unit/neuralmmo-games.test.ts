import { describe, expect, it } from 'vitest'
import { RUNNING, TERMINATED, TRUNCATED } from '../../envs/core/spec.ts'
import type { BatchEnv } from '../../envs/core/batch.ts'
import { GRASS, HERB, MATERIALS, STONE, WATER } from '../../envs/neuralmmo/materials.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'
import { shift } from './neuralmmo-scene.ts'

const SMALL = { preset: 'small', players: 6, center: 16, border: 9, view: null }
const MIDDLE = 17

const metric = (batch: BatchEnv, name: string): number => batch.world.metrics[batch.spec.metrics.indexOf(name)]

/** Everyone stays, but whom a map says otherwise of, by move. */
function step(batch: BatchEnv, moves: Readonly<Record<number, number>> = {}): void {
  batch.actions.fill(0)
  for (const [agent, move] of Object.entries(moves)) batch.actions[Number(agent) * batch.world.heads.length] = move
  batch.step()
}
const WEST = 4

describe.each(['race_to_center', 'king_of_the_hill'] as const)('%s', (game) => {
  it('is open land with a clearing around an herb in the middle', () => {
    const { state, tables } = worldOf(survivalBatch({ preset: 'small', game, view: null }))
    const { size, ring } = tables.ground
    const share = (material: number): number => {
      const land = [...state.terrain].filter((_, cell) => ring[cell] >= 0)
      return land.filter((other) => other === material).length / land.length
    }
    expect(size).toBe(40 + 32)
    expect(share(WATER) + share(STONE)).toBeLessThan(0.2)
    const near = [-2, 0, 2].flatMap((v) => [-2, 0, 2].map((u) => state.terrain[(36 + v) * size + 36 + u]))
    expect(near.map((material) => MATERIALS[material].name)).toEqual(
      [GRASS, GRASS, GRASS, GRASS, HERB, GRASS, GRASS, GRASS, GRASS].map((material) => MATERIALS[material].name),
    )
  })

  it('yields to options that are given', () => {
    const { config } = worldOf(survivalBatch({ ...SMALL, game, teams: 3 }))
    expect([config.center, config.players, config.teams]).toEqual([16, 6, 3])
  })

  it('is refused where nothing is to be done', () => {
    expect(() => survivalBatch({ ...SMALL, game, teams: 3, tasks: [] })).toThrow(`Got game '${game}' without tasks`)
  })
})

describe('the race to the centre', () => {
  it('is over for all when somebody stands on the middle, who has won', () => {
    const batch = survivalBatch({ ...SMALL, game: 'race_to_center' })
    const world = worldOf(batch)
    shift(world, 0, 3, MIDDLE + 2, MIDDLE)
    step(batch, { 3: WEST })
    expect([...batch.done]).toEqual([0, 0, 0, 0, 0, 0].map(() => RUNNING))
    expect(world.rewards[3]).toBeCloseTo(7 / 8, 6)
    step(batch, { 3: WEST })
    expect(world.rewards[3]).toBeCloseTo(1 / 8, 6)
    expect([...batch.done]).toEqual([0, 0, 0, 0, 0, 0].map(() => TERMINATED))
    expect([metric(batch, 'winner'), metric(batch, 'completed')]).toEqual([4, 1 / 6])
    expect(metric(batch, 'progress')).toBeCloseTo(1 / 6, 6)
  })

  it('sends the dead back to the edge, frozen and safe for ten ticks, at the cost of a life', () => {
    const batch = survivalBatch({ ...SMALL, game: 'race_to_center' })
    const world = worldOf(batch)
    const { state, tables } = world
    shift(world, 0, 3, MIDDLE + 1, MIDDLE)
    state.health[3] = 0
    step(batch)
    expect(world.rewards[3]).toBe(-1)
    while (world.live[3] === 0) step(batch)
    expect(world.tick[0]).toBeLessThan(4)
    const edge = tables.ground.ring[state.y[3] * tables.ground.size + state.x[3]]
    expect([edge, state.frozen[3], state.health[3]]).toEqual([0, 10, 100])
    for (let t = 0; t < 9; t++) {
      state.food[3] = state.water[3] = 0
      state.health[3] = 1
      step(batch)
      expect(world.live[3]).toBe(1)
    }
    expect(state.frozen[3]).toBe(1)
    state.health[3] = 0
    step(batch)
    expect(world.live[3]).toBe(0)
  })

  it('is nobody’s when time is up', () => {
    const batch = survivalBatch({ ...SMALL, game: 'race_to_center', horizon: 3 })
    for (let t = 0; t < 3; t++) step(batch)
    expect([...batch.done]).toEqual([0, 0, 0, 0, 0, 0].map(() => TRUNCATED))
    expect(metric(batch, 'winner')).toBe(0)
  })
})

describe('king of the hill', () => {
  const options = { ...SMALL, teams: 3, game: 'king_of_the_hill' }

  it('is won by the team that has had the hill for ten ticks, though it left', () => {
    const batch = survivalBatch({ ...options, fog: null })
    const world = worldOf(batch)
    shift(world, 0, 2, MIDDLE, MIDDLE)
    step(batch)
    expect(world.state.seizer[0]).toBe(3)
    for (const agent of [2, 3]) expect(world.rewards[agent]).toBeCloseTo(0.6, 6)
    step(batch, { 2: WEST })
    for (const agent of [2, 3]) expect(world.rewards[agent]).toBeCloseTo(0.04, 6)
    for (let t = 2; t < 10; t++) step(batch)
    expect([...batch.done]).toEqual([0, 0, 0, 0, 0, 0].map(() => RUNNING))
    step(batch)
    expect([...batch.done]).toEqual([0, 0, 0, 0, 0, 0].map(() => TERMINATED))
    expect(metric(batch, 'winner')).toBe(2)
  })

  it('passes on when a foe stands there alone, not when two do', () => {
    const batch = survivalBatch({ ...options, fog: null, stacking: true })
    const world = worldOf(batch)
    shift(world, 0, 0, MIDDLE, MIDDLE)
    step(batch)
    shift(world, 0, 5, MIDDLE, MIDDLE)
    step(batch)
    expect([world.state.seizer[0], world.state.seizedAt[0]]).toEqual([1, 0])
    shift(world, 0, 0, MIDDLE + 1, MIDDLE)
    shift(world, 0, 1, MIDDLE + 1, MIDDLE)
    step(batch)
    expect([world.state.seizer[0], world.state.seizedAt[0]]).toEqual([6, 2])
    shift(world, 0, 4, MIDDLE, MIDDLE)
    shift(world, 0, 5, MIDDLE + 1, MIDDLE)
    step(batch)
    expect([world.state.seizer[0], world.state.seizedAt[0]]).toEqual([6, 2])
    expect(batch.world.metrics[batch.spec.metrics.indexOf('seize_tile')]).toBe(2)
  })

  it('is won by whoever has the hill and is left alone, and death costs nothing', () => {
    const batch = survivalBatch({ ...options, fog: null })
    const world = worldOf(batch)
    shift(world, 0, 0, MIDDLE, MIDDLE)
    step(batch)
    for (const agent of [1, 2, 3, 4]) world.state.health[agent] = 0
    step(batch)
    expect([...batch.done]).toEqual([RUNNING, TERMINATED, TERMINATED, TERMINATED, TERMINATED, RUNNING])
    expect([...world.rewards].slice(1, 5)).toEqual([0, 0, 0, 0])
    world.state.health[5] = 0
    step(batch)
    expect(batch.done[0]).toBe(TERMINATED)
    expect(metric(batch, 'winner')).toBe(1)
  })

  it('is whoever has the hill when time is up, which cuts the episode off', () => {
    const batch = survivalBatch({ ...options, fog: null, horizon: 4 })
    shift(worldOf(batch), 0, 4, MIDDLE, MIDDLE)
    for (let t = 0; t < 3; t++) step(batch)
    expect(metric(batch, 'winner')).toBe(0)
    step(batch)
    expect([...batch.done]).toEqual([0, 0, 0, 0, 0, 0].map(() => TRUNCATED))
    expect(metric(batch, 'winner')).toBe(3)
  })
})
