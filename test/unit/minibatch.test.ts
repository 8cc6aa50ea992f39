/** Which rows an update reads. */
import { describe, expect, it } from 'vitest'
import { minibatches } from '../../agents/minibatch.ts'
import { PPO_DEFAULTS } from '../../agents/ppo.ts'

type Arguments = Parameters<typeof minibatches>

/** Places of all minibatches of a rollout of 8 steps and 4 rows, in which agents live as `live` says, `[T, N]`. */
function placesOf(live: number[], minibatch: number, sequence = 1): number[][] {
  const learner = { seat: { rows: Int32Array.of(0, 1, 2, 3) }, net: { config: { recurrent: sequence > 1 ? 4 : 0 } } }
  const rollout = { steps: 8, rows: 4, live: Uint8Array.from(live) }
  const config = { ...PPO_DEFAULTS, minibatch, sequence }
  const pick = minibatches(learner as unknown as Arguments[0], config, rollout as unknown as Arguments[2])
  pick.shuffle(() => 0.37)
  return Array.from({ length: pick.count }, (_, b) => [...pick.rowsOf(b)])
}
const all = Array.from({ length: 32 }, () => 1)
const sorted = (places: number[][]): number[] => places.flat().sort((a, b) => a - b)

describe('minibatches', () => {
  it('hold every row once while all agents live', () => {
    expect(sorted(placesOf(all, 8))).toEqual(all.map((_, place) => place))
    expect(sorted(placesOf(all, 8, 4))).toEqual(all.map((_, place) => place))
  })

  it('leave out who is dead, and of the living what fills no minibatch', () => {
    // Rows 0 and 1 die before steps 3 and 6: 3 + 6 + 8 + 8 are left of 32.
    const live = all.map((_, place) => ((place % 4 === 0 && place >= 12) || (place % 4 === 1 && place >= 24) ? 0 : 1))
    const places = placesOf(live, 8)
    expect(places).toHaveLength(3)
    expect(places.flat().filter((place) => live[place] === 0)).toEqual([])
    expect(new Set(places.flat()).size).toBe(24)
  })

  it('keep a sequence in which the agent lived at some time', () => {
    const live = all.map((_, place) => (place % 4 === 0 && place >= 8 ? 0 : 1))
    const places = placesOf(live, 4, 4)
    expect(places).toHaveLength(7)
    expect(places.flat()).toContain(0)
    expect(places.flat()).not.toContain(16)
  })

  it('are one, filled up with rows that do not count, where fewer live than fill it', () => {
    const live = all.map((_, place) => (place < 3 ? 1 : 0))
    const [places, ...others] = placesOf(live, 8)
    expect(others).toEqual([])
    expect(places).toEqual(expect.arrayContaining([0, 1, 2]))
    expect(new Set(places).size).toBe(8)
  })
})
