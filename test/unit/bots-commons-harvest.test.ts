import { describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import type { HarvestWorld } from '../../envs/meltingpot/commons-harvest.ts'
import { MOVE_HEADING, NOWHERE, STAY } from '../../envs/meltingpot/engine/state.ts'
import { outcome, play, times } from './bots-play.ts'
import { grids, lay, player } from './meltingpot-world.ts'

const harvest = (map: string, names: readonly string[]) =>
  outcome('commons_harvest', { map, players: names.length }, names, 2)

describe('harvesters', () => {
  it('greedy ones end all patches, sustainable ones earn many times as much and leave apples', async () => {
    const greedy = await harvest('open', times(7, 'greedy_harvester'))
    const sustainable = await harvest('open', times(7, 'sustainable_harvester'))
    const mixed = await harvest('open', [...times(6, 'sustainable_harvester'), 'greedy_harvester'])
    expect(greedy.metrics.apples_left).toBe(0)
    expect(sustainable.metrics).toMatchObject({ last_apples_eaten: 0, players_zapped: 0 })
    expect(sustainable.metrics.apples_left).toBeGreaterThan(25)
    expect(sustainable.metrics.collective_return).toBeGreaterThan(5 * greedy.metrics.collective_return)
    // One among them is better off than they, and all are worse off than without it.
    expect(mixed.returns.greedy_harvester).toBeGreaterThan(mixed.returns.sustainable_harvester)
    expect(mixed.returns.greedy_harvester).toBeLessThan(sustainable.returns.sustainable_harvester)
  })

  it('the more restraint, the more is left; too little ends patches all the same', async () => {
    const of = async (restraint: number) =>
      (await harvest('closed', times(7, `sustainable_harvester:restraint=${restraint}`))).metrics
    const [one, three, five] = [await of(1), await of(3), await of(5)]
    expect(one.last_apples_eaten).toBeGreaterThan(0)
    expect(one.apples_left).toBeLessThan(three.apples_left)
    expect(three.apples_left).toBeLessThan(five.apples_left)
    expect(one.apples_eaten).toBeLessThan(three.apples_eaten / 2)
  })

  it('never walk onto an apple with too few others around it, and seldom wait where one may grow', () => {
    const all = grids('commons_harvest', { slots: 2, seed: 4 })
    const { state, tables, agents, actions } = all.world as unknown as HarvestWorld
    const apple = tables.kinds.findIndex(({ name }) => name === 'apple')
    const waits = [0, 0] // off the sites, and on one
    let taken = 0
    play(all.batch, times(7, 'sustainable_harvester:restraint=3'), 400, () => {
      for (let row = 0; row < 2 * agents; row++) {
        const at = Math.floor(row / agents) * tables.cells
        const turn = MOVE_HEADING[actions[row]]
        const to = turn < 0 ? NOWHERE : tables.next[state.cell[row] * 4 + ((state.heading[row] + turn) & 3)]
        if (actions[row] === STAY) waits[tables.sites.includes(state.cell[row]) ? 1 : 0]++
        if (to === NOWHERE || state.kind[at + to] !== apple) continue
        expect(state.around[at + to]).toBeGreaterThanOrEqual(3)
        taken++
      }
    })
    expect(taken).toBeGreaterThan(150)
    expect(waits[0]).toBeGreaterThan(200)
    expect(waits[1]).toBeLessThan(waits[0] / 8)
  })
})

describe('sanctioners', () => {
  it('zap greedy harvesters and never each other', async () => {
    const peaceful = await harvest('closed', times(7, 'sanctioner'))
    const stern = await harvest('closed', [...times(6, 'sanctioner:tolerance=3'), 'greedy_harvester'])
    const meek = await harvest('closed', [...times(6, 'sustainable_harvester'), 'greedy_harvester'])
    expect(peaceful.metrics).toMatchObject({ players_zapped: 0, last_apples_eaten: 0 })
    expect(stern.metrics.players_zapped).toBeGreaterThan(8)
    expect(stern.metrics.apples_left).toBeGreaterThan(5)
    expect(stern.metrics.collective_return).toBeGreaterThan(2.5 * meek.metrics.collective_return)
    // Among those who let it have its way the greedy one does better than they, among the others worse.
    expect(stern.returns.greedy_harvester).toBeLessThan(stern.returns['sanctioner:tolerance=3'])
    expect(meek.returns.greedy_harvester).toBeGreaterThan(meek.returns.sustainable_harvester)
  })

  /** Whether it fires in one of the next steps, after another took an apple that left so many around it. */
  function fires(left: number, tolerance: number): boolean {
    const all = grids('commons_harvest', { slots: 1, players: 2, map: 'closed' })
    const { tables, actions } = all.world as unknown as HarvestWorld
    const bare = (all.batch.toJSON(0) as { grid: string[] }).grid.map((row) => row.replaceAll('a', ','))
    const patch = [[7, 3], [7, 2], [6, 3], [7, 4]].slice(0, left + 1) // prettier-ignore
    const grid = bare.map((row, y) =>
      [...row].map((glyph, x) => (patch.some(([a, b]) => a === x && b === y) ? 'a' : glyph)).join(''),
    )
    lay(all, 0, { grid, players: [player(9, 6, 'north'), player(8, 3, 'west')] })
    const policy = bot(`sanctioner:tolerance=${tolerance}`, 'commons_harvest')
    policy.reset()
    for (let step = 0; step < 12; step++) {
      void policy.act(all.batch, [0])
      if (actions[0] === tables.actions.indexOf('zap')) return true
      actions[1] = step === 1 ? 1 : STAY
      all.batch.step()
    }
    return false
  }

  it('mind who takes an apple and leaves too few', () => {
    expect([0, 1, 2, 3].map((left) => fires(left, 1))).toEqual([true, false, false, false])
    expect([0, 1, 2, 3].map((left) => fires(left, 3))).toEqual([true, true, true, false])
  })
})

describe('territorial players', () => {
  it('keep a room for themselves where others end the patches', async () => {
    const names = (owner: string) => [...times(2, owner), ...times(5, 'greedy_harvester')]
    const owned = await harvest('closed', names('territorial'))
    const open = await harvest('closed', names('sustainable_harvester'))
    expect(owned.returns.territorial).toBeGreaterThan(2 * open.returns.sustainable_harvester)
    expect(owned.returns.territorial).toBeGreaterThan(2 * owned.returns.greedy_harvester)
    expect(owned.metrics.players_zapped).toBeGreaterThan(10)
  })
})
