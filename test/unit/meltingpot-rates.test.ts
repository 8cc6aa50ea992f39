/** Everything that happens by chance on the grid happens as often as the rules say. */
import { describe, expect, it } from 'vitest'
import { TERMINATED } from '../../envs/core/spec.ts'
import { nextSuccess, shuffle, trials } from '../../envs/meltingpot/engine/chance.ts'
import { ended } from '../../envs/meltingpot/engine/ending.ts'
import { generator } from '../../envs/core/keyed.ts'
import { expectRate, grids, kindsOf, lay, player, type Grids } from './meltingpot-world.ts'

describe('chance on the grid', () => {
  it('gives every site the same rate, the first as the last', () => {
    const { world } = grids('commons_harvest', { slots: 1 })
    const sites = 40
    const table = trials(0.05, sites)
    const hits = new Int32Array(sites)
    let pairs = 0
    const ticks = 1e5
    for (world.tick[0] = 0; world.tick[0] < ticks; world.tick[0]++) {
      let last = -2
      for (let i = 0; (i = nextSuccess(world, 0, 99, table, i)) < sites; i++) {
        hits[i]++
        if (i === last + 1) pairs++
        last = i
      }
    }
    for (const i of [0, 1, 20, 39]) expectRate(hits[i], ticks, 0.05, `site ${i}`)
    expect(pairs / (ticks * (sites - 1))).toBeCloseTo(0.05 * 0.05, 3)
  })

  it('sums the chances of gaps up', () => {
    expect([...trials(0.5, 3).upTo]).toEqual([0.5, 0.75, 0.875].map((share) => share * 4294967296))
  })

  it('never succeeds at 0 and always at 1', () => {
    const { world } = grids('commons_harvest', { slots: 1 })
    expect(nextSuccess(world, 0, 99, trials(0, 9), 0)).toBe(9)
    expect([0, 1, 8].map((from) => nextSuccess(world, 0, 99, trials(1, 9), from))).toEqual([0, 1, 8])
    expect(() => trials(1.5, 9)).toThrow('Got probability 1.5')
  })

  it('takes players in every order equally often', () => {
    const { world } = grids('commons_harvest', { slots: 1 })
    const counts = new Map<string, number>()
    const out = new Int32Array(16)
    const ticks = 1e5
    for (world.tick[0] = 0; world.tick[0] < ticks; world.tick[0]++) {
      shuffle(world, 0, 0, 3, out)
      const order = out.subarray(0, 3).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const [order, count] of counts) expectRate(count, ticks, 1 / 6, order)
  })

  it.each([
    ['coins', 300, 399, 0.05],
    ['prisoners_dilemma', 1000, 1099, 0.1],
    ['commons_harvest', 1000, 1099, 0.15],
    ['clean_up', 1000, 1099, 0.2],
    ['externality_mushrooms', 1000, 1099, 0.2],
  ])('ends %s by chance from step %i on, first at %i', (id, least, first, p) => {
    const { world, batch } = grids(id, { slots: 1, randomEnd: true })
    const chances = new Set<number>()
    for (let key = 0; key < 400; key++) {
      world.key[0] = key
      for (const step of [98, 99, 199, 299, 399, 499, 999, 1000, 1098, 1099, 1100, 1199, 1200]) {
        world.tick[0] = step - 1
        if (ended(world, 0, least, p) === TERMINATED) chances.add(step)
      }
    }
    expect([...chances].sort((a, b) => a - b)).toEqual(
      [399, 499, 999, 1099, 1199].filter((step) => step >= first),
    )
    let ends = 0
    world.tick[0] = first - 1
    for (let key = 0; key < 1e5; key++) {
      world.key[1] = key
      if (ended(world, 0, least, p) === TERMINATED) ends++
    }
    expectRate(ends, 1e5, p, id)
    batch.close()
  }) // prettier-ignore
})

describe('coins', () => {
  it.each([
    ['mp-code', 0.0005],
    ['socialjax', 0.0005 + 0.0005 - 0.0005 * 0.0005],
  ])('appear on empty sites at their rate, half of them of either colour, %s', (profile, p) => {
    const all = grids('coins', { slots: 64, profile })
    const { world, batch } = all
    let [empty, grown, firsts] = [0, 0, 0]
    for (let t = 0; t < 200; t++) {
      const before = world.state.kind.slice()
      batch.step()
      for (let i = 0; i < before.length; i++) {
        if (before[i] !== 1) continue
        empty++
        if (world.state.kind[i] === 1) continue
        grown++
        const colours = world.state.colour as Uint8Array
        if (world.state.kind[i] - 3 === colours[2 * Math.floor(i / world.tables.cells)]) firsts++
      }
    }
    // The two corners where players start never carry coins.
    expectRate(grown, empty - 64 * 200 * 2, p, 'coins')
    expect(Math.abs(firsts / grown - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / grown))
  })
})

/** Apples at random, and one player far from all. Draws are keyed by tick: one that came before would bring its draws again. */
function scatter(all: Grids, random: () => number, share: number, tick: number): void {
  const { batch } = all
  for (let slot = 0; slot < batch.slots; slot++) {
    const { grid } = batch.toJSON(slot) as { grid: string[] }
    const thinned = grid.map((row) => row.replace(/[a",]/g, () => (random() < share ? 'a' : '"')))
    lay(all, slot, { tick, grid: thinned, players: [player(1, 16, 'south')], own: {} })
  }
}

describe('commons_harvest', () => {
  it.each([
    ['open', 'mp-code', [0, 0.0025, 0.005, 0.025]],
    ['closed', 'mp-code', [0, 0.001, 0.005, 0.025]],
    ['partnership', 'mp-code', [0, 0.001, 0.005, 0.025]],
    ['open', 'socialjax', [0, 0.001, 0.005, 0.025]],
  ] as const)('grows by the apples around, %s, %s', (map, profile, growth) => {
    const all = grids('commons_harvest', { slots: 64, map, profile, players: 1 })
    const { world, batch } = all
    const { sites } = world.tables as unknown as { sites: Uint16Array }
    const around = world.state.around as Uint8Array
    const random = generator(['scatter', map])
    const empty = new Float64Array(13)
    const grown = new Float64Array(13)
    for (let t = 0; t < 900; t++) {
      if (t % 30 === 0) scatter(all, random, t % 90 === 0 ? 0.08 : 0.2, t + 2)
      const kinds = world.state.kind.slice()
      const counts = around.slice()
      batch.step()
      for (let slot = 0; slot < batch.slots; slot++) {
        for (let i = 0; i < sites.length; i++) {
          const at = slot * world.tables.cells + sites[i]
          if (kinds[at] === 5) continue
          empty[Math.min(counts[at], 3)]++
          if (world.state.kind[at] === 5) grown[Math.min(counts[at], 3)]++
        }
      }
    }
    expect(grown[0]).toBe(0)
    for (const n of [1, 2, 3]) expectRate(grown[n], empty[n], growth[n], `${n} around`)
  })
})

describe('a site of commons_harvest', () => {
  const SITE = 9 * 24 + 4

  it('does not grow in the step after its apple was taken, and may in the next', () => {
    const all = grids('commons_harvest', { slots: 256, players: 1 })
    const { world, batch } = all
    const { grid } = batch.toJSON(0) as { grid: string[] }
    const taken = grid.map((row, y) => (y === 9 ? `${row.slice(0, 4)}"${row.slice(5)}` : row))
    const back = [0, 0]
    for (let tick = 10; tick < 40; tick += 2) {
      for (let slot = 0; slot < 256; slot++) {
        const own = { taken: Array.from({ length: world.tables.cells }, () => tick - 1) }
        lay(all, slot, { tick, grid: taken, players: [player(1, 16, 'south')], own })
      }
      for (const later of [0, 1]) {
        batch.step()
        for (let slot = 0; slot < 256; slot++)
          if (world.state.kind[slot * world.tables.cells + SITE] === 5) back[later]++
      }
    }
    expect(back[0]).toBe(0)
    expect(back[1]).toBeGreaterThan(0)
  })

  it('that grows under a player is eaten at once', () => {
    const all = grids('commons_harvest', { slots: 1, players: 1 })
    const { world, batch } = all
    const { grid } = batch.toJSON(0) as { grid: string[] }
    const taken = grid.map((row, y) => (y === 9 ? `${row.slice(0, 4)}"${row.slice(5)}` : row))
    lay(all, 0, { grid: taken, players: [player(4, 9, 'north')], own: {} })
    for (let t = 0; t < 1000 && world.rewards[0] === 0; t++) batch.step()
    expect(world.rewards[0]).toBe(1)
    expect(world.state.kind[SITE]).not.toBe(5)
  })
})

describe('clean_up', () => {
  /** The river with `dirty` dirty cells, an empty orchard, one player far from all. */
  function soiled(all: Grids, dirty: number, tick: number): void {
    for (let slot = 0; slot < all.batch.slots; slot++) {
      const { grid } = all.batch.toJSON(slot) as { grid: string[] }
      let left = dirty
      const { river } = all.world.tables as unknown as { river: Uint16Array }
      const cells = [...grid.join('').replaceAll('a', '"').replaceAll('%', '~')]
      for (const cell of river) if (left-- > 0) cells[cell] = '%'
      const rows = grid.map((row, y) => cells.slice(y * row.length, (y + 1) * row.length).join(''))
      lay(all, slot, { tick, grid: rows, players: [player(28, 7, 'south', 2)], own: {} })
    }
  }
  const APPLE = 6
  const DIRT = 4

  it.each([
    [0, 'mp-code', 0.05],
    [21, 'mp-code', 0.05 * (1 - 21 / 147 / 0.4)],
    [58, 'mp-code', 0.05 * (1 - 58 / 147 / 0.4)],
    // Seven cells of the river never get dirty.
    [58, 'socialjax', 0.05 * (1 - 58 / (147 + 7) / 0.4)],
  ])('grows apples by the dirt, %i cells, %s', (dirty, profile, p) => {
    const all = grids('clean_up', { slots: 64, players: 1, profile })
    const { world, batch } = all
    const { sites } = world.tables as unknown as { sites: Uint16Array }
    let [empty, grown] = [0, 0]
    soiled(all, dirty, 0)
    for (let t = 0; t < 50; t++) {
      const kinds = world.state.kind.slice()
      batch.step()
      for (let slot = 0; slot < batch.slots; slot++) {
        for (const site of sites) {
          const at = slot * world.tables.cells + site
          if (kinds[at] === APPLE) continue
          empty++
          if (world.state.kind[at] === APPLE) grown++
        }
      }
    }
    expectRate(grown, empty, p, `${dirty} dirty`)
  })

  it.each([59, 79, 147])('grows nothing with %i dirty cells', (dirty) => {
    const all = grids('clean_up', { slots: 16, players: 1 })
    soiled(all, dirty, 0)
    for (let t = 0; t < 50; t++) all.batch.step()
    expect(all.world.state.kind.includes(APPLE)).toBe(false)
  })

  it('starts with 79 of 147 cells dirty and an empty orchard', () => {
    const all = grids('clean_up', { slots: 1 })
    const kinds = [...kindsOf(all, 0)]
    const { river } = all.world.tables as unknown as { river: Uint16Array }
    expect(kinds.filter((kind) => kind === DIRT).length).toBe(79)
    expect(river.length).toBe(147)
    expect(kinds.includes(APPLE)).toBe(false)
  })

  it('soils one cell in every second step from step 51 on', () => {
    const all = grids('clean_up', { slots: 512, players: 1 })
    const { world, batch } = all
    const dirty = world.state.dirty as Uint16Array
    let [steps, soiledCells] = [0, 0]
    soiled(all, 0, 50)
    for (let t = 0; t < 200; t++) {
      const before = dirty.slice()
      batch.step()
      for (let slot = 0; slot < batch.slots; slot++) {
        const more = dirty[slot] - before[slot]
        expect(more).toBeLessThanOrEqual(1)
        steps++
        soiledCells += more
      }
    }
    expectRate(soiledCells, steps, 0.5, 'dirt')
  })

  it('leaves the river as it is for fifty steps', () => {
    const all = grids('clean_up', { slots: 64, players: 1 })
    soiled(all, 10, 0)
    for (let t = 0; t < 50; t++) all.batch.step()
    expect(new Set(all.world.state.dirty as Uint16Array)).toEqual(new Set([10]))
    all.batch.step()
    expect(Math.max(...(all.world.state.dirty as Uint16Array))).toBe(11)
  })
})
