/** Whole cells of generators, held out by a key: what training draws from and what it never does. */
import { describe, expect, it } from 'vitest'
import { cellsOf, heldTo } from '../../agents/cells.ts'
import { trainedIn, type TrainOptions } from '../../agents/ppo.ts'
import { PRESETS } from '../../agents/presets.ts'
import { SPLITS, type Split } from '../../agents/split.ts'
import { KINDS, SIGNALS } from '../../envs/allocation/config.ts'
import { makeBatch } from '../../envs/registry.ts'

const MANY = { recipients: { kinds: KINDS, signals: SIGNALS }, window: 1 }
const MAPS = {
  preset: 'small',
  center: 8,
  border: 9,
  players: 1,
  npcs: 0,
  map: Array.from({ length: 60 }, (_, i) => i),
}

const held = (env: string, options: object, key: string, split: Split): string[] =>
  cellsOf(env, heldTo(env, options as Record<string, unknown>, { key, split }))!.map(String)

describe('cells', () => {
  it.each([
    ['allocation', MANY, 20],
    ['neuralmmo', MAPS, 60],
  ])('of %s fall into three splits, each into one', (env, options, count) => {
    for (const key of ['allocation', 'held out']) {
      const splits = SPLITS.map((split) => held(env, options, key, split))
      expect(splits.flat().sort()).toEqual(cellsOf(env, options)!.map(String).sort())
      expect(new Set(splits.flat()).size).toBe(count)
    }
  })

  it('are for training in seven of ten, and for either evaluation in three of twenty', () => {
    const keys = Array.from({ length: 200 }, (_, i) => `key ${i}`)
    const sizes = (split: Split) => keys.map((key) => held('neuralmmo', MAPS, key, split).length)
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length / 60
    // 12,000 cells: four standard errors are .017 and .013.
    expect(Math.abs(mean(sizes('train')) - 0.7)).toBeLessThan(0.017)
    expect(Math.abs(mean(sizes('dev')) - 0.15)).toBeLessThan(0.013)
    expect(Math.abs(mean(sizes('test')) - 0.15)).toBeLessThan(0.013)
  })

  it('that are held out never come, in any recipient', () => {
    const seen = (split: Split): Set<string> => {
      const options = heldTo('allocation', MANY, { key: 'allocation', split })
      const { world } = makeBatch('allocation', { slots: 300, ...options })
      const { kind, signal } = world.state as { kind: Uint8Array; signal: Uint8Array }
      const beings = kind.length / 300
      const pairs = Array.from(kind, (code, row) => `${KINDS[code]},${SIGNALS[signal[row]]}`)
      return new Set(pairs.filter((_, row) => row % beings !== 0))
    }
    for (const split of SPLITS)
      expect([...seen(split)].sort()).toEqual(held('allocation', MANY, 'allocation', split).sort())
  })

  it('leave the shape of what is seen as it was', () => {
    const shape = (options: object) => makeBatch('allocation', { slots: 1, view: 'symbolic', ...options }).world.rowSize
    expect(shape(heldTo('allocation', MANY, { key: 'allocation', split: 'test' }))).toBe(shape(MANY))
  })

  it('of lands are drawn by the key, episode by episode', () => {
    const landsOf = (map: number | number[], slots: number) => {
      const { world } = makeBatch('neuralmmo', { ...MAPS, clusters: 0, uniforms: 0, map, slots, seed: 3 })
      const { terrain } = world.state as { terrain: Uint8Array }
      const size = terrain.length / slots
      return Array.from({ length: slots }, (_, slot) => String(terrain.subarray(slot * size, (slot + 1) * size)))
    }
    const [one, two, three] = [4, 9, 17].map((map) => landsOf(map, 40))
    const drawn = landsOf([4, 9, 17], 40)
    for (const [slot, land] of drawn.entries()) expect([one[slot], two[slot], three[slot]]).toContain(land)
    for (const lands of [one, two, three]) expect(drawn.some((land, slot) => land === lands[slot])).toBe(true)
  })

  it('are asked for by a preset, in training alone', () => {
    const { env, envOptions, training, split, ppo } = PRESETS['allocation-cells']
    const options = { env, envOptions, training, split, ppo, seed: 1 } as TrainOptions
    const cells = cellsOf(env, trainedIn(options))!
    expect(cells.length).toBeGreaterThan(9)
    const test = heldTo(env, envOptions, { key: split!.key, split: 'test' })
    const others = new Set(cellsOf(env, test)!.map(String))
    expect(others.size).toBeGreaterThan(1)
    expect(cells.filter((cell) => others.has(String(cell)))).toEqual([])
  })

  it('are refused where there are none', () => {
    const asked = { key: 'a', split: 'dev' } as const
    expect(() => heldTo('coins', {}, asked)).toThrow("Got split 'dev' for coins without a generator")
    expect(() => heldTo('neuralmmo', {}, asked)).toThrow("Got split 'dev' for neuralmmo without a generator")
    expect(() => heldTo('allocation', {}, { ...asked, key: 'b' })).toThrow("Got none of 1 cells in split 'dev'")
    expect(() => heldTo('allocation', {}, { key: 'a', split: 'trian' } as never)).toThrow(
      'Got split {"key":"a","split":"trian"}, expected a key and one of: train, dev, test.',
    )
    expect(() => makeBatch('allocation', { slots: 1, recipients: { cells: [['growth', 'bar']] } })).toThrow(
      'Got growth, bar in recipients.cells, expected a kind of hunger and a signal of bar.',
    )
  })
})
