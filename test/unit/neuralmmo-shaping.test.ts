/** What the knobs `shaping` and `waste` of the survival world pay. */
import { expect, it } from 'vitest'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import { lay, scene } from './neuralmmo-scene.ts'

const PEACE = { systems: ['resources'], horizon: 100 }
/** Being alive for a tick. */
const ALIVE = 1 / 100

it('shaping pays what a tick adds to the mean of food and water, and by default nothing', () => {
  const rewardsOf = (shaping: number | null): number[] => {
    const { batch } = scene(
      'symbolic',
      (json) => {
        lay(json, 12, 12, '%')
        json.agents[0].food = 20
      },
      PEACE,
    )
    if (shaping !== null) batch.tune('shaping', shaping)
    batch.step()
    return Array.from(batch.rewards.subarray(0, 2))
  }
  // Agent 0 eats, from 20 to 100, and both lose 5 water; agent 1 loses 5 food, too.
  const [eater, other] = rewardsOf(2)
  expect(eater).toBeCloseTo(ALIVE + (2 * (80 - 5)) / 200, 6)
  expect(other).toBeCloseTo(ALIVE + (2 * (-5 - 5)) / 200, 6)
  expect(rewardsOf(null)).toEqual(rewardsOf(0))
  expect(rewardsOf(0)[0]).toBeCloseTo(ALIVE, 6)
})

it('shaping pays nobody for coming back', () => {
  const { batch } = scene('symbolic', (json) => Object.assign(json.agents[0], { health: 5, food: 0, water: 50 }), {
    ...PEACE,
    respawn: 1,
  })
  batch.tune('shaping', 1)
  const [died, away, back] = Array.from({ length: 3 }, () => {
    batch.step()
    return batch.rewards[0]
  })
  expect(died).toBeCloseTo(-1 - 50 / 200, 6)
  expect(away).toBe(0)
  expect(batch.live[0]).toBe(1)
  expect(back).toBeCloseTo(ALIVE - 10 / 200, 6)
})

it.each([
  { food: 100, wasted: 0.45 },
  { food: 60, wasted: 0.05 },
  { food: 55, wasted: 0 },
  { food: 0, wasted: 0 },
])('waste costs who eats at $food food the share of the meal that it did not need: $wasted', ({ food, wasted }) => {
  const { batch } = scene(
    'symbolic',
    (json) => {
      lay(json, 12, 12, '%')
      for (const agent of json.agents) agent.food = food
    },
    PEACE,
  )
  const untaxed = batch.clone()
  batch.tune('waste', 2)
  for (const each of [batch, untaxed]) each.step()
  expect(batch.rewards[0] - untaxed.rewards[0]).toBeCloseTo(-2 * wasted, 6)
  expect(batch.world.state.food[0]).toBe(100)
  // Nobody else eats, and what happens is the same.
  expect(batch.rewards[1]).toBe(untaxed.rewards[1])
  expect(batch.toJSON(0)).toEqual(untaxed.toJSON(0))
})

it('the dead waste nothing', () => {
  const { batch } = scene('symbolic', (json) => Object.assign(json.agents[0], { health: 5, food: 0, water: 50 }), {
    ...PEACE,
    respawn: 3,
  })
  batch.tune('waste', 1)
  batch.step()
  const json = batch.toJSON(0) as SurvivalJSON
  lay(json, 12, 12, '%')
  json.agents[0].food = 100
  batch.fromJSON(0, json)
  batch.step()
  expect(batch.live[0]).toBe(0)
  expect(batch.rewards[0]).toBe(0)
})
