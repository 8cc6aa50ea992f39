/** The grid engine on a board of its own, and maps with the measures they should have. */
import { describe, expect, it } from 'vitest'
import { BatchEnv } from '../../envs/core/batch.ts'
import { RUNNING, type EnvSpec } from '../../envs/core/spec.ts'
import { CLEAN_UP } from '../../envs/meltingpot/clean-up-map.ts'
import { fire } from '../../envs/meltingpot/engine/beams.ts'
import { litCells } from '../../envs/meltingpot/engine/draw.ts'
import { layMap, put } from '../../envs/meltingpot/engine/grid.ts'
import { gridTables, readMap } from '../../envs/meltingpot/engine/map.ts'
import { account, gini } from '../../envs/meltingpot/engine/outcome.ts'
import { moves, placePlayers, remove, returns } from '../../envs/meltingpot/engine/players.ts'
import {
  FLOOR,
  WALL,
  WIDE,
  beamCells,
  type Beam,
  type GridConfig,
  type GridFields,
  type GridTables,
  type GridWorld,
} from '../../envs/meltingpot/engine/state.ts'
import { asEnv, begin } from '../../envs/meltingpot/engine/substrate.ts'
import { channels } from '../../envs/meltingpot/engine/view-symbolic.ts'
import { windowCell } from '../../envs/meltingpot/engine/window.ts'
import { CLOSED, OPEN, PARTNERSHIP } from '../../envs/meltingpot/harvest-maps.ts'
import { GROUND } from '../../envs/meltingpot/kinds.ts'
import { WALLED } from '../../envs/meltingpot/walled-maps.ts'
import { grids, lay, player, type Grids } from './meltingpot-world.ts'

const beam = (length: number, radius: number): Beam => ({ name: `${length}${radius}`, length, radius, cooldown: 0, colour: '#ffffff' }) // prettier-ignore
const BEAMS = [beam(3, 1), beam(2, 1), beam(4, 1), beam(2, 2)]
const SIZE = 15

/** Two players on an empty board without a border; beams shine through everything but walls. */
const board = asEnv<GridConfig, GridFields, GridTables>({
  id: 'board',
  version: 1,
  summary: '',
  source: '',
  options: {},
  defaults: { horizon: Infinity, randomEnd: false },
  examples: [],
  metrics: [],
  score: 'collective_return',
  tables: () =>
    gridTables({
      width: SIZE,
      height: SIZE - 2,
      players: 2,
      roles: ['default', 'default'],
      kinds: GROUND,
      sight: WIDE,
      beams: BEAMS,
      scalars: [],
      marks: [],
      metrics: [],
      rules: { scalar: () => 0, marksOf: () => 0, coat: () => '', told: () => '' },
    }),
  own: () => ({}),
  reset(world, slot) {
    layMap(world, slot, new Uint8Array(world.tables.cells).fill(FLOOR))
    placePlayers(world, slot, Uint16Array.of(0, 1))
  },
  step(world, slot) {
    begin(world, slot)
    moves(world, slot, null)
    for (let b = 0; b < BEAMS.length; b++) fire(world, slot, b, isWall)
    account(world, slot)
    return RUNNING
  },
})

function isWall({ tables, state }: GridWorld, slot: number, _p: number, _beam: number, cell: number): boolean {
  return tables.solid[state.kind[slot * tables.cells + cell]] === 1
}

function boards(slots: number, view: string | null = null): Grids {
  const batch = new BatchEnv(board as unknown as EnvSpec, { slots, view })
  return { batch, world: batch.world as unknown as GridWorld }
}
const at = (x: number, y: number, heading: string) => player(x, y, heading, BEAMS.length)

describe('beams', () => {
  it.each([
    [0, 9],
    [1, 6],
    [2, 12],
    [3, 8],
  ])('number %i lights %i cells on an empty board, once each, from every heading', (number, cells) => {
    expect(beamCells(BEAMS[number])).toBe(cells)
    for (const heading of ['north', 'east', 'south', 'west']) {
      const all = boards(1)
      lay(all, 0, { players: [at(7, 6, heading), at(0, 0, 'north')] })
      all.world.actions.set([7 + number, 0])
      all.batch.step()
      const lit = litCells(all.world, 0).map(({ cell }) => cell)
      expect(lit.length).toBe(cells)
      expect(new Set(lit).size).toBe(cells)
    }
  })

  it('widens by columns that begin beside the player and end with the triangle', () => {
    const all = boards(1)
    lay(all, 0, { players: [at(7, 6, 'north'), at(0, 0, 'north')] })
    all.world.actions.set([10, 0])
    all.batch.step()
    const cells = litCells(all.world, 0).map(({ cell }) => [cell % SIZE, Math.floor(cell / SIZE)].join())
    expect(cells).toEqual(['7,5', '7,4', '6,6', '6,5', '5,6', '8,6', '8,5', '9,6'])
  })

  it('has no further columns on a side whose first cell is blocked', () => {
    const all = boards(1)
    lay(all, 0, { players: [at(7, 6, 'north'), at(0, 0, 'north')] })
    put(all.world, 0, 6 * SIZE + 6, WALL)
    all.world.actions.set([10, 0])
    all.batch.step()
    const cells = litCells(all.world, 0).map(({ cell }) => [cell % SIZE, Math.floor(cell / SIZE)].join())
    expect(cells).toEqual(['7,5', '7,4', '8,6', '8,5', '9,6'])
  })

  it('goes on to the next column where one is blocked further ahead', () => {
    const all = boards(1)
    lay(all, 0, { players: [at(7, 6, 'north'), at(0, 0, 'north')] })
    put(all.world, 0, 5 * SIZE + 6, WALL)
    all.world.actions.set([10, 0])
    all.batch.step()
    const cells = litCells(all.world, 0).map(({ cell }) => [cell % SIZE, Math.floor(cell / SIZE)].join())
    expect(cells).toEqual(['7,5', '7,4', '6,6', '5,6', '8,6', '8,5', '9,6'])
  })

  it('ends at the border', () => {
    const all = boards(1)
    lay(all, 0, { players: [at(0, 0, 'north'), at(9, 9, 'north')] })
    all.world.actions.set([7, 0])
    all.batch.step()
    expect(litCells(all.world, 0).map(({ cell }) => cell)).toEqual([1])
  })
})

describe('moves', () => {
  it('move a train of two in about half of the cases: if its head goes first', () => {
    const slots = 4000
    const all = boards(slots)
    for (let slot = 0; slot < slots; slot++) lay(all, slot, { players: [at(5, 5, 'east'), at(6, 5, 'east')] })
    all.world.actions.fill(1)
    all.batch.step()
    let whole = 0
    for (let slot = 0; slot < slots; slot++) {
      expect(all.world.state.cell[slot * 2 + 1]).toBe(5 * SIZE + 7)
      if (all.world.state.cell[slot * 2] === 5 * SIZE + 6) whole++
    }
    expect(Math.abs(whole / slots - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / slots))
  })

  it('give a contested cell to either mover', () => {
    const slots = 400
    const all = boards(slots)
    for (let slot = 0; slot < slots; slot++) lay(all, slot, { players: [at(5, 5, 'east'), at(7, 5, 'west')] })
    all.world.actions.fill(1)
    all.batch.step()
    const winners = Array.from({ length: slots }, (_, slot) => all.world.state.who[slot * all.world.tables.cells + 5 * SIZE + 6]) // prettier-ignore
    expect(new Set(winners)).toEqual(new Set([1, 2]))
  })

  it('end at the border of a map without walls', () => {
    const all = boards(1)
    lay(all, 0, { players: [at(0, 0, 'north'), at(14, 12, 'east')] })
    all.world.actions.fill(1)
    all.batch.step()
    expect([...all.world.state.cell]).toEqual([0, SIZE * 13 - 1])
  })
})

describe('players who are out', () => {
  it('wait where every cell to return to is taken', () => {
    const all = boards(1)
    const { world } = all
    lay(all, 0, { players: [at(5, 5, 'east'), at(6, 5, 'east')] })
    const spawn = Uint16Array.of(5 * SIZE + 5)
    remove(world, 0, 1, 0)
    for (let t = 0; t < 3; t++) {
      returns(world, 0, spawn)
      expect([world.state.away[1], world.live[1]]).toEqual([1, 0])
    }
    remove(world, 0, 0, 9)
    returns(world, 0, spawn)
    expect([world.state.away[1], world.live[1], world.state.cell[1]]).toEqual([0, 1, 5 * SIZE + 5])
  })

  it('see nothing', () => {
    const all = boards(1, 'symbolic')
    lay(all, 0, { players: [at(5, 5, 'east'), { ...at(6, 5, 'east'), away: 3 }] })
    const size = all.world.rowSize
    expect(all.batch.observations.subarray(0, size).includes(1)).toBe(true)
    expect(all.batch.observations.subarray(size, 2 * size).includes(1)).toBe(false)
    expect(all.batch.spec.text(all.batch.world, 0, 1)).toContain('You are out of the game for 3 more steps')
  })
})

describe('windows', () => {
  const CHANNELS = 3 + BEAMS.length + 2 + 4

  it('show what is three ahead and one to the right there, from every heading', () => {
    const all = boards(1, 'symbolic')
    const places = { north: [8, 3], east: [10, 7], south: [6, 9], west: [4, 5] } as const
    for (const [heading, [x, y]] of Object.entries(places)) {
      lay(all, 0, { players: [at(7, 6, heading), at(x, y, heading)] })
      const cell = (9 - 3) * 11 + 5 + 1
      expect(windowCell(all.world, 0, 0, y * SIZE + x), heading).toBe(cell)
      const seen = all.batch.observations.subarray(cell * CHANNELS, (cell + 1) * CHANNELS)
      expect(channels(all.world.tables).filter((_, i) => seen[i] === 1)).toEqual(['floor', 'player 1', 'looks ahead'])
    }
  })

  it('show what is outside the map as outside', () => {
    const all = boards(1, 'symbolic')
    lay(all, 0, { players: [at(0, 0, 'north'), at(5, 9, 'east')] })
    const kinds = Array.from(
      { length: 121 },
      (_, cell) => all.batch.observations.indexOf(1, cell * CHANNELS) % CHANNELS,
    )
    expect(kinds.filter((kind) => kind === FLOOR).length).toBe(6 * 2)
    expect(kinds.filter((kind) => kind === 0).length).toBe(121 - 6 * 2)
  })

  it('agree between what is copied and where cells are said to be', () => {
    const all = grids('commons_harvest', { slots: 1, view: 'symbolic' })
    const { world, batch } = all
    const depth = world.rowSize / 121
    for (let p = 0; p < 7; p++) {
      for (let cell = 0; cell < world.tables.cells; cell++) {
        const seen = windowCell(world, 0, p, cell)
        if (seen >= 0) expect(batch.observations[p * world.rowSize + seen * depth + world.state.kind[cell]]).toBe(1)
      }
    }
  })
})

describe('maps', () => {
  const count = (rows: readonly string[], letter: string) => [...rows.join('')].filter((cell) => cell === letter).length
  it.each([
    ['harvest, open', OPEN, 24, 18, { a: 64, n: 60, q: 2 }],
    ['harvest, closed', CLOSED, 24, 18, { a: 64, n: 60, q: 2 }],
    ['harvest, partnership', PARTNERSHIP, 24, 18, { a: 64, n: 60, q: 2 }],
    ['clean up', CLEAN_UP, 30, 21, { h: 68, f: 79, a: 122, n: 19 }],
    ['rooms', WALLED.rooms, 27, 27, { '#': 173, s: 538, n: 18 }],
    ['yard', WALLED.yard, 17, 11, { '#': 62, s: 109, n: 16 }],
  ] as const)('%s has its measures', (_, rows, width, height, counts) => {
    expect([rows[0].length, rows.length]).toEqual([width, height])
    for (const [letter, n] of Object.entries(counts)) expect(count(rows, letter), letter).toBe(n)
  })

  it.each(Object.entries(WALLED))('%s can be walked through whole', (_, rows) => {
    const free = [...rows.join('')].flatMap((letter, cell) => (letter === '#' ? [] : [cell]))
    const reached = new Set([free[0]])
    for (const cell of reached) {
      for (const next of [cell + 1, cell - 1, cell + rows[0].length, cell - rows[0].length]) {
        if (free.includes(next)) reached.add(next)
      }
    }
    expect(reached.size).toBe(free.length)
  })

  it('have two doors at columns 10 and 13, and 14 cells between the chambers that only one has walled', () => {
    expect([...CLOSED[11]].flatMap((cell, x) => (cell === '.' ? [x] : []))).toEqual([10, 13])
    const opened = [...CLOSED.join('')].filter((cell, i) => cell === '#' && PARTNERSHIP.join('')[i] === '.')
    expect(opened.length).toBe(14)
  })

  it('refuse ragged rows and unknown letters', () => {
    expect(() => readMap('m', ['###', '##'], '#')).toThrow("Got 2 cells in row 1 of map 'm', expected 3.")
    expect(() => readMap('m', ['#x#'], '#')).toThrow("Got 'x' in row 0 of map 'm', expected one of: #")
  })

  it('start the first two players inside, once: they return in the south', () => {
    const all = grids('commons_harvest', { slots: 50 })
    const { world, batch } = all
    const { inside, starts } = world.tables as unknown as { inside: Uint16Array; starts: Uint16Array }
    for (let slot = 0; slot < 50; slot++) {
      for (let p = 0; p < 7; p++) expect((p < 2 ? inside : starts).includes(world.state.cell[slot * 7 + p])).toBe(true)
      const players = (batch.toJSON(slot) as { players: object[] }).players.map((given) => ({ ...given, away: 1 }))
      lay(all, slot, { players: players as never })
    }
    batch.step()
    for (const cell of world.state.cell) expect(starts.includes(cell)).toBe(true)
  })

  it('count the 12 cells within distance 2', () => {
    const { world } = grids('commons_harvest', { slots: 1 })
    const { nears, sites } = world.tables as unknown as { nears: Uint8Array; sites: Uint16Array }
    expect(Math.max(...nears)).toBe(12)
    expect(sites.filter((site) => nears[site] === 12).length).toBe(4)
  })
})

describe('outcomes', () => {
  it('measure inequality between 0 and 1 - 1/n', () => {
    expect(gini(Float64Array.of(3, 3, 3), 0, 3)).toBe(0)
    expect(gini(Float64Array.of(9, 5, 0, 0), 1, 3)).toBeCloseTo(2 / 3)
    expect(gini(Float64Array.of(1, 3), 0, 2)).toBeCloseTo(0.25)
    expect(gini(Float64Array.of(-5, 0), 0, 2)).toBeNaN()
  })

  it('are what the rewards say', () => {
    const all = grids('commons_harvest', { slots: 1, players: 2 })
    lay(all, 0, { players: [player(4, 1, 'west'), player(20, 14, 'north')] })
    for (const action of [0, 1, 1]) {
      all.world.actions.set([action, 0])
      all.batch.step()
    }
    const metrics = Object.fromEntries(all.batch.spec.metrics.map((name, i) => [name, all.world.metrics[i]]))
    expect(metrics).toMatchObject({ collective_return: 2, efficiency: 2 / 3, equality: 0.5, peace: 2, apples_eaten: 2 })
    expect(metrics.sustainability).toBeNaN()
    expect(all.world.state.gainTimes[0]).toBe(5)
  })
})
