import { describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import { outcome, play, times } from './bots-play.ts'
import { grids } from './meltingpot-world.ts'

const eater = (colour: string) => `mushroom_eater:eats=${colour}`
const grove = (names: readonly string[]) => outcome('externality_mushrooms', {}, names, 2)

describe('mushroom eaters', () => {
  it('of red starve, of green live, of blue live better; and one who eats red lives on those who eat blue', async () => {
    const [red, green, blue] = [
      await grove(times(5, eater('red'))),
      await grove(times(5, eater('green'))),
      await grove(times(5, eater('blue'))),
    ]
    const mixed = await grove([...times(4, eater('blue')), eater('red')])
    expect(red.metrics.collective_return).toBeLessThan(40)
    expect(green.metrics.collective_return).toBeGreaterThan(4 * red.metrics.collective_return)
    expect(blue.metrics.collective_return).toBeGreaterThan(1.3 * green.metrics.collective_return)
    expect(mixed.returns[eater('red')]).toBeGreaterThan(2 * blue.returns[eater('blue')])
    expect(mixed.returns[eater('blue')]).toBeLessThan(blue.returns[eater('blue')])
    expect(blue.metrics.blue_share).toBeGreaterThan(0.95)
    expect(blue.metrics.burden_equality).toBeGreaterThan(mixed.metrics.burden_equality)
  })

  it.each(['red', 'green', 'blue', 'orange'])('of %s go for it and round all else', (colour) => {
    const { batch, world } = grids('externality_mushrooms', { slots: 8, seed: 3 })
    const { metrics } = batch.spec
    play(batch, times(5, eater(colour)), 60, () => {})
    const eaten = (name: string): number => {
      const at = metrics.indexOf(`${name}_eaten`)
      return Array.from({ length: 8 }, (_, slot) => world.metrics[slot * metrics.length + at]).reduce((a, b) => a + b)
    }
    const others = ['red', 'green', 'blue', 'orange'].filter((other) => other !== colour)
    expect(eaten(colour)).toBeGreaterThanOrEqual(8)
    // One that grew on the way, under a step that was already taken.
    expect(others.reduce((sum, other) => sum + eaten(other), 0)).toBeLessThanOrEqual(2)
  })

  it('of any eat whatever is nearest', async () => {
    const { metrics } = await grove(times(5, eater('any')))
    for (const colour of ['red', 'green', 'blue', 'orange']) expect(metrics[`${colour}_eaten`]).toBeGreaterThan(3)
  })

  it('know four colours', () => {
    expect(() => bot(eater('purple'), 'externality_mushrooms')).toThrow('eats')
  })
})
