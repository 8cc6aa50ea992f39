/** What the knob `shaping` of the survival world pays. */
import { expect, it } from 'vitest'
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
