/** Daycare: what grows and what luck gives as often as the rules say, who sees what, and where every fruit is. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daycare } from '../../envs/meltingpot/daycare.ts'
import { put } from '../../envs/meltingpot/engine/grid.ts'
import { channels } from '../../envs/meltingpot/engine/view-symbolic.ts'
import { expectRate, grids, kindsOf, lay, player, type Grids } from './meltingpot-world.ts'

const nameOf = ({ world }: Grids, kind: number): string => world.tables.kinds[kind].name
const kindOf = ({ world }: Grids, name: string): number => world.tables.kinds.findIndex((kind) => kind.name === name)
const GRASP = 7
const EAT = 8
const WIDTH = 20
const SHRUB = 5 * WIDTH + 6
/** The child at (5, 5) faces the cell at (6, 5), the parent is elsewhere. */
const facing = { players: [player(5, 5, 'east'), player(15, 10, 'north')] }

describe('daycare by chance', () => {
  it('plants as often as it says', () => {
    const all = grids('daycare', { slots: 256 })
    const { sites } = all.world.tables as unknown as { sites: Uint16Array }
    const found: Record<string, number> = {}
    const episodes = 5
    for (let episode = 0; episode < episodes; episode++) {
      all.batch.reset(`garden ${episode}`)
      for (let slot = 0; slot < 256; slot++) {
        const kinds = kindsOf(all, slot)
        for (const cell of sites) found[nameOf(all, kinds[cell])] = (found[nameOf(all, kinds[cell])] ?? 0) + 1
      }
    }
    const rates = { floor: 0.8, 'apple tree': 0.15, 'banana tree': 0.03, 'apple shrub': 0.01, 'banana shrub': 0.01 }
    expect(sites.length).toBe(189)
    for (const [name, rate] of Object.entries(rates)) expectRate(found[name], episodes * 256 * 189, rate, name)
  })

  it('lets the child get a fruit off a shrub in three of ten grasps', () => {
    const all = grids('daycare', { slots: 512 })
    const { world, batch } = all
    const shrub = kindOf(all, 'banana shrub')
    const hand = world.state.hand as Uint8Array
    for (let slot = 0; slot < 512; slot++) lay(all, slot, facing)
    const passes = 200
    let taken = 0
    for (let pass = 0; pass < passes; pass++) {
      for (let slot = 0; slot < 512; slot++) put(world, slot, SHRUB, shrub)
      hand.fill(0)
      ;(world.state.hunger as Uint8Array).fill(200)
      world.actions.fill(GRASP)
      batch.step()
      for (let slot = 0; slot < 512; slot++) if (hand[2 * slot] > 0) taken++
      batch.step()
    }
    expectRate(taken, passes * 512, 0.3, 'grasps')
  })
})

describe('who sees what in daycare', () => {
  const PAIRS = [
    ['child', 0, 'apple tree', 'apple shrub', true],
    ['child', 0, 'banana tree', 'banana shrub', true],
    ['child', 0, 'bare tree', 'bare shrub', true],
    ['child', 0, 'apple shrub', 'banana shrub', false],
    ['child', 0, 'apple', 'banana', false],
    ['parent', 1, 'apple tree', 'banana tree', true],
    ['parent', 1, 'apple shrub', 'banana shrub', true],
    ['parent', 1, 'apple', 'banana', true],
    ['parent', 1, 'apple tree', 'apple shrub', false],
    ['parent', 1, 'bare tree', 'bare shrub', false],
  ] as const

  describe.each(['symbolic', 'rgb', 'common'])('%s', (view) => {
    const all = grids('daycare', { slots: 1, view })
    const show = (p: number): string => {
      all.world.state.window.fill(0)
      daycare.views[view].write(all.world as never, 0)
      const { observations, rowSize } = all.world
      return observations.slice(p * rowSize, (p + 1) * rowSize).join() + all.batch.spec.text(all.batch.world, 0, p)
    }

    it.each(PAIRS)('the %s (%i) takes %s and %s for one: %s', (_, p, first, second, same) => {
      lay(all, 0, { players: [player(5, 5, 'east'), player(5, 6, 'east')] })
      const [one, other] = [first, second].map((name) => {
        put(all.world, 0, SHRUB, kindOf(all, name))
        return show(p)
      })
      expect(one === other).toBe(same)
    })

    it('the parent cannot tell what is held, the child can', () => {
      lay(all, 0, { players: [player(5, 5, 'east'), player(6, 5, 'west')] })
      const seen = ['apple', 'banana'].map((name) => {
        all.world.state.hand.fill(kindOf(all, name))
        return [show(0), show(1)]
      })
      expect(seen[0][0] === seen[1][0]).toBe(false)
      expect(seen[0][1] === seen[1][1]).toBe(true)
    })
  })

  it('has no channel for what nobody sees', () => {
    const names = channels(grids('daycare', { slots: 1 }).world.tables)
    expect(names).toContain('banana shrub')
    expect(names).not.toContain('banana tree')
  })
})

describe('daycare', () => {
  it('brings the child back beside the parent', () => {
    const all = grids('daycare', { slots: 64 })
    const { world, batch } = all
    for (let slot = 0; slot < 64; slot++) {
      const [x, y] = [1 + (slot % 18), 1 + (slot % 11)]
      lay(all, slot, { players: [{ ...player(9, 6, 'north'), away: 1 }, player(x, y, 'north')] })
    }
    world.actions.fill(0)
    batch.step()
    for (let slot = 0; slot < 64; slot++) {
      const [child, parent] = world.state.cell.slice(2 * slot, 2 * slot + 2)
      expect([1, WIDTH]).toContain(Math.abs(child - parent))
    }
  })

  it('counts who ate what, what was given, and grasps in vain', () => {
    const all = grids('daycare', { slots: 1 })
    const { world, batch } = all
    const grid = (batch.toJSON(0) as { grid: string[] }).grid.map((row) => row.replace(/[ABab]/g, '.'))
    grid[5] = `${grid[5].slice(0, 6)}B${grid[5].slice(7)}`
    const plant = Array.from(world.state.plant as Uint8Array)
    plant[SHRUB] = kindOf(all, 'banana tree')
    lay(all, 0, { grid, players: [player(5, 5, 'east'), player(7, 5, 'west')], own: { plant } })
    const script = [[GRASP, 0], [0, GRASP], [0, 6], [0, GRASP]] // prettier-ignore
    for (const actions of script) {
      world.actions.set(actions)
      batch.step()
    }
    // The parent picked the banana and put it down to the north.
    const lying = kindsOf(all, 0).indexOf(kindOf(all, 'banana'))
    expect(lying).toBe(4 * WIDTH + 7)
    const json = batch.toJSON(0) as { players: ReturnType<typeof player>[] }
    lay(all, 0, {
      players: [{ ...json.players[0], position: [7, 3], heading: 'south', cooling: [0] }, json.players[1]],
    })
    for (const actions of [[GRASP, 0], [EAT, 0]]) {
      world.actions.set(actions)
      batch.step()
    } // prettier-ignore
    const metrics = Object.fromEntries(batch.spec.metrics.map((name, i) => [name, world.metrics[i]]))
    expect(metrics).toMatchObject({ failed_grasps: 1, child_bananas: 1, given: 1, child_apples: 0, parent_bananas: 0 })
  })

  it('keeps every fruit in one place: on its plant, in a hand, on the ground or eaten', () => {
    const play = fc.record({
      seed: fc.integer(),
      actions: fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, GRASP, GRASP, EAT), { minLength: 600, maxLength: 600 }),
    })
    fc.assert(
      fc.property(play, ({ seed, actions }) => {
        const all = grids('daycare', { slots: 1, seed })
        for (let at = 0; at < actions.length; at += 2) {
          all.world.actions.set(actions.slice(at, at + 2))
          all.batch.step()
        }
        expect(places(all)).toEqual(plants(all))
      }),
      { numRuns: 30 },
    )
  })
})

/** Cells of all plants. */
const plants = ({ world }: Grids): number[] =>
  Array.from(world.state.plant as Uint8Array).flatMap((kind, cell) => (kind > 0 ? [cell] : []))

/** Cell of the plant of every fruit, wherever it is, in order. */
function places({ world }: Grids): number[] {
  const { kind, plant, due, origin, hand, from } = world.state as Record<string, Uint8Array>
  const found: number[] = []
  for (let cell = 0; cell < world.tables.cells; cell++) {
    if (plant[cell] > 0 && kind[cell] === plant[cell]) found.push(cell)
    if (due[cell] > 0) found.push(cell)
    if (world.tables.kinds[kind[cell]].glyph.match(/[oc]/)) found.push(origin[cell])
  }
  for (let p = 0; p < 2; p++) if (hand[p] > 0) found.push(from[p])
  return found.sort((a, b) => a - b)
}
