/** What the scripted child and the scripted parents do. */
import { describe, expect, it } from 'vitest'
import { actionsOf, metricOf, play } from './bots-play.ts'
import { grids, kindsOf, lay, player, type Grids } from './meltingpot-world.ts'

const WIDTH = 20
const GRASP = 7
const nothing = (): void => {}

/** A room with the child at (3, 3), the parent at (16, 9) and plants, by glyph, where the test puts them. */
function room(things: Readonly<Record<string, readonly [x: number, y: number]>>): Grids {
  const all = grids('daycare', { slots: 1 })
  const { kinds, cells } = all.world.tables
  const plant = Array.from({ length: cells }, () => 0)
  const rows = (all.batch.toJSON(0) as { grid: string[] }).grid.map((row) => [...row.replace(/[ABab]/g, '.')])
  for (const [glyph, [x, y]] of Object.entries(things)) {
    rows[y][x] = glyph
    plant[y * WIDTH + x] = kinds.findIndex((kind) => kind.glyph === glyph)
  }
  const players = [player(3, 3, 'east'), player(16, 9, 'west')]
  lay(all, 0, { grid: rows.map((row) => row.join('')), players, own: { plant } })
  return all
}

const glyphs = (all: Grids): string =>
  Array.from(kindsOf(all, 0), (kind) => all.world.tables.kinds[kind].glyph).join('')
const glyphAt = (all: Grids, x: number, y: number): string => glyphs(all)[y * WIDTH + x]

describe('the scripted child', () => {
  it('gets bananas off a shrub and eats them', () => {
    const { batch } = room({ b: [8, 3] })
    play(batch, ['attentive', 'stay'], 60, nothing)
    expect(metricOf(batch, 'child_bananas')).toBe(1)
  })

  it('leaves apples alone', () => {
    const { batch } = room({ a: [4, 3] })
    expect(new Set(actionsOf(batch, ['attentive', 'stay'], 20))).toEqual(new Set([0]))
  })

  it('gives a tree up after as many grasps as it has patience for', () => {
    const all = room({ B: [5, 3], b: [9, 3] })
    const taken = actionsOf(all.batch, ['attentive:patience=4', 'stay'], 60)
    const first = taken.indexOf(GRASP)
    const left = taken.findIndex((action, t) => t > first && action !== GRASP && action !== 0)
    expect(taken.slice(0, left).filter((action) => action === GRASP).length).toBe(4)
    expect(metricOf(all.batch, 'child_bananas')).toBe(1)
    expect(glyphAt(all, 5, 3)).toBe('B')
  })
})

describe('scripted parents', () => {
  const GARDEN = { B: [5, 3], A: [14, 9] } as const

  it('bring what the child reached for if they are attentive', () => {
    const all = room(GARDEN)
    play(all.batch, ['attentive', 'attentive'], 60, nothing)
    expect(metricOf(all.batch, 'given')).toBe(1)
    expect(glyphAt(all, 14, 9)).toBe('A')
  })

  it('bring the nearest fruit if they are naive', () => {
    const all = room(GARDEN)
    play(all.batch, ['naive', 'naive'], 30, nothing)
    expect(glyphAt(all, 14, 9)).toBe('T')
    expect(glyphs(all)).toContain('o')
  })

  it('wait if they are attentive and nothing was reached for', () => {
    const all = room({ A: [14, 9] })
    play(all.batch, ['stay', 'attentive'], 20, nothing)
    expect(Array.from(all.world.state.cell.slice(1))).toEqual([9 * WIDTH + 16])
  })

  it('get more bananas to a child that they watch', () => {
    const eaten = (name: string): number => {
      const { batch } = grids('daycare', { slots: 24, seed: 4 })
      play(batch, [name, name], 200, nothing)
      return metricOf(batch, 'child_bananas')
    }
    expect(eaten('attentive')).toBeGreaterThan(1.1 * eaten('naive'))
  })
})
