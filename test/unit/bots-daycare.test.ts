/** What the scripted child and the scripted parents do. */
import { describe, expect, it } from 'vitest'
import { CHILD, PARENT } from '../../envs/meltingpot/daycare.ts'
import { metricOf, playBot } from './bots-play.ts'
import { grids, kindsOf, lay, player, type Grids } from './meltingpot-world.ts'

const WIDTH = 20
const GRASP = 7
type Things = Readonly<Record<string, readonly (readonly [x: number, y: number])[]>>

/** A room with the child at (3, 3), the parent at (16, 9) and plants, by glyph, where the test puts them. */
function room(things: Things): Grids {
  const all = grids('daycare', { slots: 1 })
  const { tables } = all.world
  const plant = Array.from({ length: tables.cells }, () => 0)
  const rows = (all.batch.toJSON(0) as { grid: string[] }).grid.map((row) => [...row.replace(/[ABab]/g, '.')])
  for (const [glyph, places] of Object.entries(things)) {
    for (const [x, y] of places) {
      rows[y][x] = glyph
      plant[y * WIDTH + x] = tables.kinds.findIndex((kind) => kind.glyph === glyph)
    }
  }
  lay(all, 0, {
    grid: rows.map((row) => row.join('')),
    players: [player(3, 3, 'east'), player(16, 9, 'west')],
    own: { plant },
  })
  return all
}

const glyphAt = (all: Grids, x: number, y: number): string =>
  all.world.tables.kinds[kindsOf(all, 0)[y * WIDTH + x]].glyph

describe('the scripted child', () => {
  it('gets bananas off a shrub and eats them', async () => {
    const all = room({ b: [[8, 3]] })
    await playBot(all, 'attentive', [CHILD], 60)
    expect(metricOf(all, 'child_bananas')).toBe(1)
  })

  it('leaves apples alone', async () => {
    const all = room({ a: [[4, 3]] })
    expect(new Set(await playBot(all, 'attentive', [CHILD], 20))).toEqual(new Set([0]))
  })

  it('gives a tree up after as many grasps as it has patience for', async () => {
    const all = room({ B: [[5, 3]], b: [[9, 3]] })
    const taken = await playBot(all, 'attentive:patience=4', [CHILD], 60)
    const moved = taken.findIndex((action, t) => action !== GRASP && action !== 0 && taken.slice(0, t).includes(GRASP))
    expect(taken.slice(0, moved).filter((action) => action === GRASP).length).toBe(4)
    expect(metricOf(all, 'child_bananas')).toBe(1)
    expect(glyphAt(all, 5, 3)).toBe('B')
  })
})

describe('scripted parents', () => {
  const GARDEN = { B: [[5, 3]], A: [[14, 9]] } as const

  it('bring what the child reached for if they are attentive', async () => {
    const all = room(GARDEN)
    await playBot(all, 'attentive', [CHILD, PARENT], 60)
    expect(metricOf(all, 'given')).toBe(1)
    expect(glyphAt(all, 14, 9)).toBe('A')
  })

  it('bring the nearest fruit if they are naive', async () => {
    const all = room(GARDEN)
    await playBot(all, 'naive', [CHILD, PARENT], 30)
    expect(glyphAt(all, 14, 9)).toBe('T')
    expect(kindsOf(all, 0).filter((kind) => all.world.tables.kinds[kind].glyph === 'o').length).toBe(1)
  })

  it('wait if they are attentive and nothing was reached for', async () => {
    const all = room({ A: [[14, 9]] })
    expect(new Set(await playBot(all, 'attentive', [PARENT], 20))).toEqual(new Set([0]))
  })

  it('get more bananas to the child the more they watch it', async () => {
    const given = async (text: string): Promise<number> => {
      const all = grids('daycare', { slots: 24, seed: 4 })
      await playBot(all, text, Array.from({ length: 48 }, (_, row) => row), 200) // prettier-ignore
      return metricOf(all, 'child_bananas')
    }
    expect(await given('attentive')).toBeGreaterThan(1.1 * (await given('naive')))
  })
})
