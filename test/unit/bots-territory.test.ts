/** Scripted players of territory do as they say. */
import { describe, expect, it } from 'vitest'
import { RESOURCE } from '../../envs/meltingpot/territory-kinds.ts'
import { INSIDE_OUT, OPEN_LAND } from '../../envs/meltingpot/territory-maps.ts'
import { metricOf, outcome, play, times } from './bots-play.ts'
import { grids, lay, player, type Grids } from './meltingpot-world.ts'

const held = ({ world }: Grids): number[] => [...(world.state.held as Uint16Array)]

/** Two players on a map, and all resources as a glyph says; `B` is the second's. */
function land(map: 'open' | 'inside_out', rows: readonly string[], glyph: string): Grids {
  const all = grids('territory', { slots: 1, map, players: 2 })
  const grid = rows.map((row) => row.replace(/[rab]/g, glyph).replace(/[nq]/g, '.'))
  lay(all, 0, { grid, players: [player(2, 1, 'south', 2), player(20, 21, 'north', 2)] })
  return all
}

describe('claimers', () => {
  it('who are considerate share the rooms, each its own twenty resources, and take nothing', () => {
    const all = grids('territory', { slots: 1 })
    play(all.batch, times(9, 'claimer'), 60, () => {})
    expect(held(all)).toEqual(times(9, '20').map(Number))
    expect(metricOf(all.batch, 'resources_taken')).toBe(0)
  })

  it('who are considerate take back what is of their room', () => {
    const all = grids('territory', { slots: 1 })
    play(all.batch, times(9, 'claimer'), 60, () => {})
    const { grid } = all.batch.toJSON(0) as { grid: string[] }
    const [first, second] = [grid[0][1], grid[0][8]]
    lay(all, 0, { grid: [grid[0].replaceAll(first, second), ...grid.slice(1)] })
    play(all.batch, times(9, 'claimer'), 60, () => {})
    expect(held(all)).toEqual(times(9, '20').map(Number))
  })

  it('who are not claim what is behind their walls, too', () => {
    const all = grids('territory', { slots: 1 })
    play(all.batch, ['claimer:considerate=false', ...times(8, 'stay')], 100, () => {})
    expect(held(all)[0]).toBeGreaterThan(20)
  })

  it('who are considerate leave to others in the open what is theirs, and others do not', () => {
    const [fair, greedy] = ['claimer', 'claimer:considerate=false'].map((name) => {
      const all = land('open', OPEN_LAND, 'B')
      play(all.batch, [name, 'stay'], 60, () => {})
      return metricOf(all.batch, 'resources_taken')
    })
    expect(fair).toBe(0)
    expect(greedy).toBeGreaterThan(3)
  })

  it('who are considerate claim in the open what is nobody’s', () => {
    const all = land('open', OPEN_LAND, '=')
    play(all.batch, ['claimer', 'stay'], 400, () => {})
    expect(held(all)[0]).toBeGreaterThan(60)
  })

  it('earn 0.2 a step with a room', async () => {
    const { returns } = await outcome('territory', {}, times(9, 'claimer'), 2)
    expect(Math.abs(returns.claimer / 1000 - 0.2)).toBeLessThan(0.02)
  })
})

describe('turncoats', () => {
  it('claim for as long as they are told to, and then zap the others until all are out', () => {
    const all = land('inside_out', INSIDE_OUT, '=')
    const names = ['claiming_zapper:claim=50', 'stay']
    play(all.batch, names, 50, () => {})
    expect(metricOf(all.batch, 'resources_destroyed') + metricOf(all.batch, 'players_zapped')).toBe(0)
    expect(held(all)[0]).toBeGreaterThan(5)
    play(all.batch, names, 200, () => {})
    expect(metricOf(all.batch, 'players_removed')).toBe(1)
  })

  it('break out of their room to get at the others', () => {
    const all = grids('territory', { slots: 1 })
    play(all.batch, ['claiming_zapper:claim=0', ...times(8, 'stay')], 400, () => {})
    expect(metricOf(all.batch, 'resources_destroyed')).toBeGreaterThan(2)
    expect(metricOf(all.batch, 'players_removed')).toBeGreaterThan(0)
  })

  it('destroy what is not their own, and keep that', () => {
    const all = land('open', OPEN_LAND, '=')
    const names = ['claiming_destroyer:claim=100', 'stay']
    play(all.batch, names, 100, () => {})
    const [own] = held(all)
    const others = (): number => all.world.state.kind.filter((kind) => kind >= RESOURCE).length - held(all)[0]
    const before = others()
    play(all.batch, names, 300, () => {})
    expect(own).toBeGreaterThan(5)
    expect(before - others()).toBeGreaterThan(10)
    expect(held(all)[0]).toBeGreaterThanOrEqual(own * 0.8)
  })
})
