/** Maps without a border: what lies across an edge is walked onto, lit and seen as what lies within. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BatchEnv } from '../../envs/core/batch.ts'
import {
  COMMON_SIZE, ENTITY, ITEM, NEAREST, OCCUPIED, WINDOW_AT, entityAt, offsetByte, windowAt,
} from '../../envs/core/common.ts' // prettier-ignore
import { below, generator } from '../../envs/core/keyed.ts'
import { RUNNING, type EnvSpec } from '../../envs/core/spec.ts'
import { fire } from '../../envs/meltingpot/engine/beams.ts'
import { litCells } from '../../envs/meltingpot/engine/draw.ts'
import { layMap, put } from '../../envs/meltingpot/engine/grid.ts'
import { gridTables } from '../../envs/meltingpot/engine/map.ts'
import { moves, placePlayers } from '../../envs/meltingpot/engine/players.ts'
import {
  DX, DY, FLOOR, HEADINGS, WIDE, type Beam, type GridConfig, type GridFields, type GridTables, type GridWorld, type Kind,
} from '../../envs/meltingpot/engine/state.ts' // prettier-ignore
import { asEnv, begin } from '../../envs/meltingpot/engine/substrate.ts'
import { windowCell } from '../../envs/meltingpot/engine/window.ts'
import { GROUND } from '../../envs/meltingpot/kinds.ts'
import { lay, player, type Grids } from './meltingpot-world.ts'

/** As small as a window allows, and not square. */
const WIDTH = 11
const HEIGHT = 13
const PLAYERS = 2
const BEAM: Beam = { name: 'ray', length: 3, radius: 1, cooldown: 0, colour: '#ffffff' }
const PEBBLE = GROUND.length
const kinds: readonly Kind[] = [
  ...GROUND,
  ...['x', 'y', 'z'].map((glyph): Kind => ({ name: glyph, glyph, colour: '#80ff00', shape: 'disc', common: ITEM })),
]

const tables = (width = WIDTH, height = HEIGHT): GridTables =>
  gridTables({
    width,
    height,
    torus: true,
    players: PLAYERS,
    roles: ['default', 'default'],
    kinds,
    sight: WIDE,
    beams: [BEAM],
    scalars: [],
    marks: [],
    metrics: [],
    rules: { scalar: () => 0, marksOf: () => 0, coat: () => '', told: () => '' },
  })

/** Two players on floor; nothing stops the beam. */
const ring = asEnv<GridConfig, GridFields, GridTables>({
  id: 'ring',
  version: 1,
  summary: '',
  source: '',
  options: {},
  defaults: { horizon: Infinity, randomEnd: false },
  examples: [],
  metrics: [],
  score: 'collective_return',
  tables: () => tables(),
  own: () => ({}),
  reset(world, slot) {
    layMap(world, slot, new Uint8Array(world.tables.cells).fill(FLOOR))
    placePlayers(world, slot, Uint16Array.of(0, 1))
  },
  step(world, slot) {
    begin(world, slot)
    moves(world, slot, null)
    fire(world, slot, 0, () => false)
    return RUNNING
  },
})

function rings(view: string | null = null): Grids {
  const batch = new BatchEnv(ring as unknown as EnvSpec, { slots: 1, view })
  return { batch, world: batch.world as unknown as GridWorld }
}

const around = (at: number, size: number): number => ((at % size) + size) % size
const cellOf = (x: number, y: number): number => around(y, HEIGHT) * WIDTH + around(x, WIDTH)
/** The cell that a player sees `ahead` and to the `right` of it. */
function seenCell(x: number, y: number, heading: number, ahead: number, right: number): number {
  const side = (heading + 1) & 3
  return cellOf(x + ahead * DX[heading] + right * DX[side], y + ahead * DY[heading] + right * DY[side])
}

/** A common row without the player's place: its entities in any order, for equally near ones come by their cells, and its window. */
function commonParts(rows: Uint8Array): string[] {
  const entities = Array.from({ length: NEAREST }, (_, i) => rows.subarray(entityAt(i), entityAt(i) + ENTITY.size))
  return [...entities.map((bytes) => bytes.join()).sort(), rows.subarray(WINDOW_AT, COMMON_SIZE).join()]
}

/** Pebbles on at most 20 random cells, fewer than the common view lists, moved east and south. */
function scattered(seed: number, east = 0, south = 0): string[] {
  const random = generator(['ring', seed])
  const rows = Array.from({ length: HEIGHT }, () => Array.from({ length: WIDTH }, () => '.'))
  for (let i = 0; i < 20; i++) {
    const [x, y] = [Math.floor(random() * WIDTH), Math.floor(random() * HEIGHT)]
    rows[around(y + south, HEIGHT)][around(x + east, WIDTH)] = 'xyz'[i % 3]
  }
  return rows.map((row) => row.join(''))
}

describe('a torus', () => {
  it.each([
    ['north', 4, 0, 4, 12],
    ['east', 10, 5, 0, 5],
    ['south', 4, 12, 4, 0],
    ['west', 0, 5, 10, 5],
  ])('takes who goes %s over its edge to the other side', (heading, x, y, toX, toY) => {
    const all = rings()
    lay(all, 0, { players: [player(x, y, heading), player(7, 7, 'north')] })
    all.world.actions.set([1, 0])
    all.batch.step()
    expect(all.world.state.cell[0]).toBe(cellOf(toX, toY))
  })

  it('lets beams shine over its edges, side columns too', () => {
    const all = rings()
    lay(all, 0, { players: [player(0, 1, 'north'), player(7, 7, 'north')] })
    all.world.actions.set([7, 0])
    all.batch.step()
    expect(litCells(all.world, 0).map(({ cell }) => cell)).toEqual(
      [[0, 0], [0, 12], [0, 11], [10, 1], [10, 0], [10, 12], [1, 1], [1, 0], [1, 12]].map(([x, y]) => cellOf(x, y)),
    )
  }) // prettier-ignore

  it('is seen around its edges from every place and heading, each cell at most once', () => {
    const all = rings('symbolic')
    const { world, batch } = all
    const depth = kinds.length + 1 + PLAYERS + 4
    const wrong: string[] = []
    lay(all, 0, { grid: scattered(1), players: [player(0, 0, 'north'), player(1, 0, 'north')] })
    for (let i = 0; i < 4 * WIDTH * HEIGHT; i += 3) {
      const [x, y, heading] = [i % WIDTH, Math.floor(i / WIDTH) % HEIGHT, i % 4]
      // Whatever changes shows at once, wherever it is seen.
      put(world, 0, below(Math.imul(i, 2654435761) >>> 0, WIDTH * HEIGHT), PEBBLE + (i % 3))
      lay(all, 0, { players: [player(x, y, HEADINGS[heading]), player(around(x + 5, WIDTH), y, 'north')] })
      const placeOf = new Map<number, number>()
      for (let place = 0; place < 121; place++) {
        const cell = seenCell(x, y, heading, WIDE.forward - Math.floor(place / 11), (place % 11) - WIDE.left)
        placeOf.set(cell, place)
        if (batch.observations[place * depth + world.state.kind[cell]] !== 1) wrong.push(`kind ${x},${y} ${place}`)
      }
      if (placeOf.size !== 121) wrong.push(`twice ${x},${y}`)
      for (let cell = 0; cell < WIDTH * HEIGHT; cell++) {
        if (windowCell(world, 0, 0, cell) !== (placeOf.get(cell) ?? -1)) wrong.push(`place ${x},${y} ${cell}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it.each(['symbolic', 'rgb', 'common', 'text'] as const)('looks the same wherever it is cut, %s', (view) => {
    const all = rings(view === 'text' ? null : view)
    const show = (seed: number, east: number, south: number): unknown => {
      const at = (x: number, y: number, heading: string) =>
        player(around(x + east, WIDTH), around(y + south, HEIGHT), heading)
      lay(all, 0, { grid: scattered(seed, east, south), players: [at(2, 3, HEADINGS[seed % 4]), at(9, 11, 'west')] })
      all.world.actions.fill(7)
      all.batch.step()
      const { spec, world, observations } = all.batch
      if (view === 'text')
        return spec
          .text(world, 0, 0)
          .replace(/\d+ steps/, '')
          .split(/[ ;\n]/)
          .sort()
      const rows = observations as Uint8Array
      return view === 'common' ? commonParts(rows) : Buffer.from(rows).toString('latin1')
    }
    const cut = fc.record({ seed: fc.nat(1000), east: fc.nat(WIDTH - 1), south: fc.nat(HEIGHT - 1) })
    fc.assert(
      fc.property(cut, ({ seed, east, south }) => {
        expect(show(seed, east, south)).toEqual(show(seed, 0, 0))
      }),
      { numRuns: 25 },
    )
  })

  it('lists in the common view what the window shows, with offsets across its edges', () => {
    const all = rings('common')
    const bare = Array.from({ length: HEIGHT }, () => '.'.repeat(WIDTH))
    bare[1] = `x${'.'.repeat(WIDTH - 1)}`
    lay(all, 0, { grid: bare, players: [player(0, 0, 'north'), player(10, 12, 'south')] })
    const rows = all.batch.observations
    const offset = (i: number) => [...rows.subarray(entityAt(i) + ENTITY.at.offset, entityAt(i) + ENTITY.at.offset + 2)]
    expect(offset(0)).toEqual([offsetByte(0), offsetByte(1)])
    expect(offset(1)).toEqual([offsetByte(-1), offsetByte(-1)])
    expect(rows[windowAt(-1, -1) + OCCUPIED]).toBe(255)
  })

  it('says where things are across its edges', () => {
    const all = rings()
    lay(all, 0, { players: [player(0, 0, 'north'), player(10, 11, 'south')] })
    expect(all.batch.spec.text(all.batch.world, 0, 0)).toContain('player 1 at (2, -1) looks towards you')
  })

  it('is refused where a window would show a cell twice', () => {
    expect(() => tables(10, 30)).toThrow('Got a torus of 10 x 30, expected sides of at least 11')
  })
})

describe('a map', () => {
  it('is refused with more kinds than the common view tells apart', () => {
    const many = Array.from({ length: 65 }, () => kinds[0])
    expect(() => gridTables({ ...tables(), kinds: many })).toThrow('Got 65 kinds, expected at most 64.')
  })
})
