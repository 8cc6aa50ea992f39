/** Scripted players of gift refinements do as they say. */
import { describe, expect, it } from 'vitest'
import { outcome, play, roundOf, times } from './bots-play.ts'
import { grids, lay, metricOf, player, type Grids } from './meltingpot-world.ts'

const ID = 'gift_refinements'
const SHORT = { horizon: 400 }
/** Steps in which anybody gets from anywhere in the yard to anywhere else, and fires. */
const ENOUGH = 60

/** Two in the yard with these tokens, the first moved by the bot; the second by another one, which stays where none is named. */
function pair(first: string, tokens: readonly number[], second = 'stay', slots = 1) {
  const all = grids(ID, { map: 'yard', players: 2, slots })
  for (let slot = 0; slot < slots; slot++) {
    lay(all, slot, { players: [player(2, 2, 'north'), player(14, 7, 'south')], own: { tokens: [...tokens] } })
  }
  return { all, round: roundOf(all.batch, [first, second]) }
}

/** Rounds until something happens; fails where it never does. */
function until(round: () => void, happens: () => boolean): void {
  for (let t = 0; t < ENOUGH && !happens(); t++) round()
  expect(happens()).toBe(true)
}
const tokensOf = ({ world }: Grids, p = 0): number[] => Array.from(world.state.tokens.slice(p * 3, p * 3 + 3))
const given = (all: Grids): number[] => Array.from(all.world.state.given)

describe('all of them', () => {
  it.each(['cooperator', 'extreme_cooperator', 'defector', 'reciprocator'])('%s fetches a token first', (name) => {
    const { all, round } = pair(name, [0, 0, 0, 0, 0, 0])
    const { grid } = all.batch.toJSON(0) as { grid: string[] }
    lay(all, 0, { grid: grid.map((row, y) => (y === 8 ? `${row.slice(0, 11)}t${row.slice(12)}` : row)) })
    until(round, () => tokensOf(all)[0] === 1)
  })
})

describe('cooperator', () => {
  it('gives raw tokens away', () => {
    const { all, round } = pair('cooperator', [2, 0, 0, 0, 0, 0])
    until(round, () => given(all)[0] === 2)
    expect(tokensOf(all, 1)).toEqual([0, 10, 0])
    expect(metricOf(all, 0, 'tokens_consumed')).toBe(0)
  })

  it('consumes refined ones, and raw ones with them', () => {
    const { all, round } = pair('cooperator', [2, 5, 0, 0, 0, 0])
    round()
    expect(all.batch.rewards[0]).toBe(7)
  })
})

describe('extreme cooperator', () => {
  it('gives refined tokens away too', () => {
    const { all, round } = pair('extreme_cooperator', [0, 2, 0, 0, 0, 0])
    until(round, () => given(all)[0] === 2)
    expect(tokensOf(all, 1)).toEqual([0, 0, 10])
  })

  it('consumes those refined twice', () => {
    const { all, round } = pair('extreme_cooperator', [1, 1, 3, 0, 0, 0])
    round()
    expect(all.batch.rewards[0]).toBe(5)
  })
})

it('a defector consumes whatever it has', () => {
  const { all, round } = pair('defector', [1, 0, 0, 0, 0, 0])
  round()
  expect(all.batch.rewards[0]).toBe(1)
  expect(given(all)).toEqual([0, 0])
})

describe('reciprocator', () => {
  it('gives as many gifts in advance as it trusts, and consumes the rest', () => {
    for (const [name, gifts] of [['reciprocator', 1], ['reciprocator:trust=3', 3], ['reciprocator:trust=0', 0]] as const) {
      const { all, round } = pair(name, [5, 0, 0, 0, 0, 0])
      until(round, () => metricOf(all, 0, 'tokens_consumed') > 0)
      expect(given(all)[0]).toBe(gifts)
      expect(all.world.state.income[0]).toBe(5 - gifts)
    }
  }) // prettier-ignore

  it('gives back to who gave to it, refined ones too, as often as it got', () => {
    const { all, round } = pair('reciprocator:trust=0', [0, 6, 0, 0, 0, 0])
    lay(all, 0, { own: { tokens: [0, 6, 0, 0, 0, 0], gave: [0, 0, 2, 0] } })
    until(round, () => metricOf(all, 0, 'tokens_consumed') > 0)
    expect(given(all)[0]).toBe(2)
    expect(tokensOf(all, 1)).toEqual([0, 0, 10])
    expect(all.world.state.income[0]).toBe(4)
  })

  it('trusts once more after a while, where it forgives', () => {
    const gifts = (name: string): number => {
      const { all, round } = pair(name, [9, 0, 0, 0, 0, 0])
      lay(all, 0, { tick: 100, own: { tokens: [9, 0, 0, 0, 0, 0], gave: [0, 1, 0, 0] } })
      until(round, () => metricOf(all, 0, 'tokens_consumed') > 0)
      return given(all)[0]
    }
    expect([gifts('reciprocator'), gifts('reciprocator:forgive=50')]).toEqual([0, 2])
  })
})

it('two who are after each other do not step aside for ever', () => {
  const slots = 100
  const { all } = pair('cooperator', [1, 0, 0, 1, 0, 0], 'cooperator', slots)
  play(all.batch, ['cooperator', 'cooperator'], 2 * ENOUGH)
  const gifts = Array.from({ length: slots }, (_, slot) => metricOf(all, slot, 'gifts_raw'))
  expect(Math.min(...gifts)).toBeGreaterThan(0)
})

describe('six of them', () => {
  it('earn the more the further they refine, but a defector among cooperators earns most', async () => {
    const [defectors, cooperators, extreme, mixed] = await Promise.all(
      [
        times(6, 'defector'),
        times(6, 'cooperator'),
        times(6, 'extreme_cooperator'),
        [...times(5, 'cooperator'), 'defector'],
      ].map((names) => outcome(ID, SHORT, names)),
    )
    expect(cooperators.returns.cooperator).toBeGreaterThan(3 * defectors.returns.defector)
    expect(extreme.returns.extreme_cooperator).toBeGreaterThan(1.5 * cooperators.returns.cooperator)
    expect(mixed.returns.defector).toBeGreaterThan(cooperators.returns.cooperator)
  })

  it('reciprocate among reciprocators, and lose little to defectors', async () => {
    const together = await outcome(ID, {}, times(6, 'reciprocator'))
    const alone = await outcome(ID, {}, ['reciprocator', ...times(5, 'defector')])
    expect(together.metrics.reciprocity).toBe(1)
    expect(together.returns.reciprocator).toBeGreaterThan(90)
    expect(alone.metrics.gifts_raw).toBe(5)
    expect(alone.returns.reciprocator).toBeGreaterThan(8)
  })
})
