import { describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import { FIRST_COIN, type CoinsWorld } from '../../envs/meltingpot/coins.ts'
import { put } from '../../envs/meltingpot/engine/grid.ts'
import { MOVE_HEADING, NOWHERE, STEP_LEFT, STEP_RIGHT } from '../../envs/meltingpot/engine/state.ts'
import { outcome, play } from './bots-play.ts'
import { grids, lay, player } from './meltingpot-world.ts'

const EPISODES = 10

describe('players of coins', () => {
  it("a cooperator never walks onto the other's coin, a defector does", () => {
    const all = grids('coins', { slots: 10, seed: 2 })
    const { state, tables, agents, actions } = all.world as unknown as CoinsWorld
    const taken = [
      [0, 0],
      [0, 0],
    ] // [player] coins of its own, and of the other's colour
    play(all.batch, ['cooperator', 'defector'], 600, () => {
      for (let row = 0; row < 10 * agents; row++) {
        const turn = MOVE_HEADING[actions[row]]
        const to = turn < 0 ? NOWHERE : tables.next[state.cell[row] * 4 + ((state.heading[row] + turn) & 3)]
        const coin = to === NOWHERE ? -1 : state.kind[Math.floor(row / agents) * tables.cells + to] - FIRST_COIN
        if (coin >= 0) taken[row % agents][coin === state.colour[row] ? 0 : 1]++
      }
    })
    expect(taken[0][0]).toBeGreaterThan(60)
    expect(taken[0][1]).toBe(0)
    expect(taken[1][1]).toBeGreaterThan(60)
  })

  it('it pays both to cooperate and each to defect', async () => {
    const both = await outcome('coins', {}, ['cooperator', 'cooperator'], EPISODES)
    const none = await outcome('coins', {}, ['defector', 'defector'], EPISODES)
    const mixed = await outcome('coins', {}, ['cooperator', 'defector'], EPISODES)
    expect(both.metrics.own_share).toBeGreaterThan(0.98)
    expect(none.metrics.own_share).toBeLessThan(0.55)
    expect(both.returns.cooperator).toBeGreaterThan(30)
    expect(Math.abs(none.returns.defector)).toBeLessThan(8)
    expect(mixed.returns.defector).toBeGreaterThan(both.returns.cooperator + 8)
    expect(mixed.returns.cooperator).toBeLessThan(none.returns.defector - 8)
  })

  it('a reciprocator lets a cooperator live and a defector gain nothing', async () => {
    const kind = await outcome('coins', {}, ['reciprocator', 'cooperator'], EPISODES)
    const fierce = await outcome('coins', {}, ['reciprocator', 'defector'], EPISODES)
    expect(kind.metrics.own_share).toBeGreaterThan(0.96)
    expect(fierce.metrics.own_share).toBeLessThan(0.6)
    expect(fierce.returns.defector).toBeLessThan(kind.returns.cooperator - 15)
  })

  /** Which way it goes at each tick: its own coin lies so far to its left, the other's 2 to its right; it lost one at `losses`. */
  function answers(name: string, ticks: number, losses: readonly number[], left = 3): string {
    const all = grids('coins', { slots: 1, width: 9, height: 9 })
    lay(all, 0, { players: [player(5, 5, 'north', 0), player(1, 1, 'north', 0)] })
    const { state, tables, tick, actions } = all.world as unknown as CoinsWorld
    for (let cell = 0; cell < tables.cells; cell++) if (state.kind[cell] >= FIRST_COIN) put(all.world, 0, cell, 1)
    put(all.world, 0, 5 * tables.width + 5 - left, FIRST_COIN + state.colour[0])
    put(all.world, 0, 5 * tables.width + 7, FIRST_COIN + state.colour[1])
    const policy = bot(name, 'coins')
    policy.reset()
    let ways = ''
    for (tick[0] = 0; tick[0] < ticks; tick[0]++) {
      if (losses.includes(tick[0])) state.income[0] -= 2
      void policy.act(all.batch, [0])
      ways += actions[0] === STEP_LEFT ? 'o' : actions[0] === STEP_RIGHT ? 'x' : '?'
    }
    return ways
  }

  it('a reciprocator answers losses at once and for as long as it is told', () => {
    const own = (count: number): string => 'o'.repeat(count)
    const any = (count: number): string => 'x'.repeat(count)
    expect(answers('reciprocator', 130, [])).toBe(own(130))
    expect(answers('reciprocator', 130, [10])).toBe(own(10) + any(100) + own(20))
    // Losses during the answer count from its end on while they are recent.
    expect(answers('reciprocator:window=20:punish=30', 90, [10, 15])).toBe(own(10) + any(30) + own(50))
    expect(answers('reciprocator:window=20:punish=30', 90, [10, 35])).toBe(own(10) + any(60) + own(20))
  })

  it('a reciprocator with a threshold waits for so many losses within its window', () => {
    const name = 'reciprocator:window=20:threshold=3:punish=10'
    expect(answers(name, 60, [5, 15, 26])).toBe('o'.repeat(60))
    const three = answers(name, 60, [5, 15, 24])
    expect(three).toBe(`${'o'.repeat(24)}${'x'.repeat(10)}${'o'.repeat(26)}`)
  })

  it("a reciprocator in spite takes the other's coins alone, before it takes any", () => {
    const spiteful = answers('reciprocator:window=20:punish=30:spite=12', 60, [10], 1)
    expect(spiteful).toBe(`${'o'.repeat(10)}${'x'.repeat(12)}${'o'.repeat(38)}`)
    expect(answers('reciprocator:window=20:punish=30', 60, [10], 1)).toBe('o'.repeat(60))
  })
})
