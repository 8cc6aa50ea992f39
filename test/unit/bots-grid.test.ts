/** The planner of scripted players on grids against plain searches and against the engine's own moves and beams. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsHit, gunOf, hunt } from '../../agents/bots/grid-aim.ts'
import { drawFor, drawsOf } from '../../agents/bots/draws.ts'
import {
  FAR,
  chartOf,
  gridPolicy,
  kindsNamed,
  markKinds,
  stepsTo,
  walk,
  wipe,
  type Chart,
} from '../../agents/bots/grid.ts'
import { fire } from '../../envs/meltingpot/engine/beams.ts'
import { gridTables } from '../../envs/meltingpot/engine/map.ts'
import {
  BACKWARD,
  EAST,
  FIRST_BEAM,
  FLOOR,
  NOWHERE,
  SOUTH,
  STAY,
  WALL,
  WIDE,
  beamCells,
  type Beam,
  type GridWorld,
} from '../../envs/meltingpot/engine/state.ts'
import { GROUND } from '../../envs/meltingpot/kinds.ts'
import { grids, lay, player, type Grids } from './meltingpot-world.ts'

const ROOM = { width: 9, height: 7 }

/** A room of coins, empty but for walls where the picture has them; players 0 and 1 stand at the cells given. */
function room(
  walls: readonly (readonly [number, number])[],
  players = [player(1, 1, 'north', 0), player(9, 7, 'north', 0)],
) {
  const all = grids('coins', { slots: 1, ...ROOM })
  const { width, height } = all.world.tables
  const letter = (x: number, y: number): string =>
    x === 0 || y === 0 || x === width - 1 || y === height - 1 || walls.some(([a, b]) => a === x && b === y) ? '#' : '.'
  const grid = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => letter(x, y)).join(''))
  lay(all, 0, { grid, players, own: { wide: [ROOM.width], high: [ROOM.height] } })
  const draws = drawsOf('test', 0)
  drawFor(draws, all.world, 0)
  return { all, chart: chartOf(all.world.tables, draws), at: (x: number, y: number) => y * width + x }
}

/** Steps between cells by relaxation, over cells where nobody but the walker stands. */
function plainSteps(
  { state, tables }: GridWorld,
  from: number,
  goals: readonly number[],
  shunned: readonly number[],
): number {
  const open = (cell: number): boolean =>
    tables.solid[state.kind[cell]] === 0 && (state.who[cell] === 0 || cell === from)
  const steps = Array.from({ length: tables.cells }, (_, cell) => (goals.includes(cell) && open(cell) ? 0 : Infinity))
  for (let changed = true; changed;) {
    changed = false
    for (let cell = 0; cell < tables.cells; cell++) {
      if (!open(cell) || (shunned.includes(cell) && cell !== from && !goals.includes(cell))) continue
      for (const beside of tables.next.subarray(cell * 4, cell * 4 + 4)) {
        if (
          beside === NOWHERE ||
          (beside === from && steps[beside] > 0 && from !== cell) ||
          steps[beside] + 1 >= steps[cell]
        )
          continue
        steps[cell] = steps[beside] + 1
        changed = true
      }
    }
  }
  return steps[from]
}

/** Steps a player with the planner until it stays; the actions that it took. */
function follow(all: Grids, chart: Chart, p = 0): number[] {
  const taken: number[] = []
  for (let i = 0; i < 50; i++) {
    drawFor(chart.draws, all.world, 0)
    all.world.actions.fill(STAY)
    const action = walk(chart, all.world, 0, p)
    if (action === STAY) return taken
    taken.push((all.world.actions[p] = action))
    all.batch.step()
  }
  throw new Error('Got 50 steps, expected the player to arrive.')
}

describe('walking', () => {
  const cell = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 }))
  const cells = (most: number) => fc.array(cell, { minLength: 0, maxLength: most })

  it('takes as many steps as the shortest way has, over no wall, player or shunned cell', () => {
    fc.assert(
      fc.property(cells(20), cells(4), cells(10), (walls, goals, shunned) => {
        const free = walls.filter(([x, y]) => !(x === 1 && y === 1) && !(x === 9 && y === 7))
        const { all, chart, at } = room(free)
        const numbers = (list: [number, number][]): number[] =>
          list.filter(([x, y]) => !free.some(([a, b]) => a === x && b === y)).map(([x, y]) => at(x, y))
        for (const goal of numbers(goals)) chart.goals[goal] = 1
        for (const shun of numbers(shunned)) chart.shunned[shun] = 1
        const expected = plainSteps(all.world, at(1, 1), numbers(goals), numbers(shunned))
        expect(stepsTo(chart, all.world, 0, 0)).toBe(expected === Infinity ? FAR : expected)
        if (expected === Infinity) return
        expect(follow(all, chart)).toHaveLength(expected)
        expect(numbers(goals)).toContain(all.world.state.cell[0])
      }),
      { numRuns: 150 },
    )
  })

  it.each(['north', 'east', 'south', 'west'])('goes every way while it looks %s, without a turn', (heading) => {
    for (const [x, y] of [
      [5, 1],
      [9, 4],
      [5, 7],
      [1, 4],
    ]) {
      const { all, chart, at } = room([], [player(5, 4, heading, 0), player(9, 7, 'north', 0)])
      chart.goals[at(x, y)] = 1
      follow(all, chart)
      expect([all.world.state.cell[0], all.world.state.heading[0]]).toEqual([
        at(x, y),
        ['north', 'east', 'south', 'west'].indexOf(heading),
      ])
    }
  })

  it('takes the ways that are as good about equally often, the same for one seed', () => {
    const counts = new Map<number, number>()
    const { all, chart, at } = room([], [player(5, 4, 'north', 0), player(9, 7, 'north', 0)])
    for (const [x, y] of [
      [5, 1],
      [8, 4],
      [5, 7],
      [2, 4],
    ])
      chart.goals[at(x, y)] = 1
    for (let tick = 0; tick < 400; tick++) {
      all.world.tick[0] = tick
      drawFor(chart.draws, all.world, 0)
      const move = walk(chart, all.world, 0, 0)
      expect(walk(chart, all.world, 0, 0)).toBe(move)
      counts.set(move, (counts.get(move) ?? 0) + 1)
    }
    expect(counts.size).toBe(4)
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(45)
  })

  it('goes round who stands in the way, and waits at a door where somebody stands in it', () => {
    const open = room([], [player(1, 4, 'north', 0), player(3, 4, 'north', 0)])
    open.chart.goals[open.at(5, 4)] = 1
    expect(follow(open.all, open.chart)).toHaveLength(6)
    const wall = [1, 2, 3, 5, 6, 7].map((y) => [3, y] as const)
    const door = room(wall, [player(1, 4, 'east', 0), player(3, 4, 'north', 0)])
    door.chart.goals[door.at(5, 4)] = 1
    expect(stepsTo(door.chart, door.all.world, 0, 0)).toBe(FAR)
    expect(stepsTo(door.chart, door.all.world, 0, 0, true)).toBe(4)
    expect(walk(door.chart, door.all.world, 0, 0)).not.toBe(STAY)
  })
})

/** One player on a torus of 12 x 11 with a beam of radius 2 or of single cells, and walls on some cells. */
function torus(cell: number, heading: number, walls: readonly number[], cells?: Beam['cells']) {
  const tables = gridTables({
    width: 12, height: 11, torus: true, players: 1, roles: ['default'], kinds: GROUND, sight: WIDE,
    beams: [{ name: 'ray', length: 3, radius: 2, cooldown: 0, colour: '#ffffff', cells }],
    scalars: [], marks: [], metrics: [], rules: { scalar: () => 0, marksOf: () => 0, coat: () => '', told: () => '' },
  }) // prettier-ignore
  const kind = Uint8Array.from({ length: tables.cells }, (_, at) => (at !== cell && walls.includes(at) ? WALL : FLOOR))
  const [who, lit] = [new Uint8Array(tables.cells), new Uint32Array(beamCells(tables.beams[0]))]
  const state = { kind, who, lit, lights: [0], cell: [cell], heading: [heading], away: [0], frozen: [0], cooling: [0] }
  return { tables, state, agents: 1, slots: 1, actions: [FIRST_BEAM] } as unknown as GridWorld
}

describe('on a torus', () => {
  it('the shortest way goes across the edge', () => {
    const world = torus(13, EAST, [])
    const chart = chartOf(world.tables, drawsOf('test', 0))
    chart.goals[22] = 1 // column 10 of row 1; the player is at column 1
    expect(stepsTo(chart, world, 0, 0)).toBe(3)
    expect(walk(chart, world, 0, 0)).toBe(BACKWARD)
  })

  it.each([
    ['of radius 2', undefined],
    [
      'of single cells',
      [
        [1, 0],
        [2, 0],
        [1, -1],
        [1, 1],
        [0, 2],
      ] as const,
    ],
  ])('a beam %s reaches the cells that the engine lights, in front of and beside walls', (_name, cells) => {
    const cell = fc.integer({ min: 0, max: 131 })
    const walls = fc.array(cell, { minLength: 0, maxLength: 40 })
    fc.assert(
      fc.property(cell, fc.integer({ min: 0, max: 3 }), walls, (place, heading, blocks) => {
        const world = torus(place, heading, blocks, cells)
        const { state, tables } = world
        fire(world, 0, 0, (_, slot, _p, _beam, at) => state.kind[slot + at] === WALL)
        const lit = [...state.lit.subarray(0, state.lights[0])].map((word) => word >> 2)
        const chart = chartOf(tables, drawsOf('test', 0))
        const gun = gunOf(tables, 0, true)
        for (let at = 0; at < tables.cells; at++) {
          wipe(chart)
          chart.goals[at] = state.kind[at] === WALL ? 0 : 1
          expect(columnsHit(chart, gun, world, 0, 0, place * 4 + heading)).toBe(lit.includes(at) ? 1 : 0)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('marks', () => {
  it('are the cells of the kinds named, and go with a wipe', () => {
    const all = grids('clean_up', { slots: 2, seed: 1 })
    const chart = chartOf(all.world.tables, drawsOf('test', 0))
    markKinds(all.world, 1, chart.goals, kindsNamed(all.world.tables, 'dirty river'))
    expect(chart.goals.reduce((sum, goal) => sum + goal, 0)).toBe(79)
    wipe(chart)
    expect(Math.max(...chart.goals)).toBe(0)
    expect(() => kindsNamed(all.world.tables, 'coin')).toThrow(
      "unknown kind 'coin', expected one of: outside, floor, wall, river",
    )
  })
})

describe('aiming', () => {
  const CLEAN = 1
  const aimed = (all: Grids) => {
    const draws = drawsOf('test', 0)
    const gun = gunOf(all.world.tables, CLEAN, false)
    const chart = chartOf(all.world.tables, draws)
    return { gun, chart, dirt: kindsNamed(all.world.tables, 'dirty river') }
  }

  it.each(['mp-code', 'socialjax'])(
    'foretells how many cells a shot cleans, all over the river and in every heading, %s',
    (profile) => {
      const all = grids('clean_up', { slots: 1, players: 1, profile })
      const { gun, chart, dirt } = aimed(all)
      const seen = new Set<number>()
      for (const heading of ['north', 'east', 'south', 'west']) {
        for (let x = 1; x < 29; x++) {
          for (let y = 1; y < 8; y++) {
            lay(all, 0, { players: [player(x, y, heading, 2)] })
            wipe(chart)
            markKinds(all.world, 0, chart.goals, dirt)
            const { state } = all.world
            const hits = columnsHit(chart, gun, all.world, 0, 0, state.cell[0] * 4 + state.heading[0])
            const before = all.world.state.cleaned[0]
            all.world.actions[0] = 8
            all.batch.step()
            expect(all.world.state.cleaned[0] - before).toBe(hits)
            seen.add(hits)
          }
        }
      }
      expect([...seen].sort()).toEqual([0, 1, 2, 3])
    },
  )

  it('goes where a beam reaches, fires there, and not again before it is charged', () => {
    const all = grids('clean_up', { slots: 1, players: 1 })
    lay(all, 0, { players: [player(5, 14, 'south', 2)] })
    const { gun, chart, dirt } = aimed(all)
    let shots = 0
    let first = 0
    for (let step = 0; step < 60; step++) {
      drawFor(chart.draws, all.world, 0)
      wipe(chart)
      markKinds(all.world, 0, chart.goals, dirt)
      all.world.actions[0] = hunt(chart, gun, all.world, 0, 0)
      const before = all.world.state.cleaned[0]
      if (all.world.actions[0] === 8) {
        if (shots++ === 0) first = step
        all.batch.step()
        expect(all.world.state.cleaned[0]).toBeGreaterThan(before)
      } else all.batch.step()
    }
    expect(first).toBeLessThan(12)
    expect(shots).toBeGreaterThan(14)
    expect(all.world.state.cleaned[0]).toBeGreaterThan(36)
  })

  it('hits a player behind nobody, and none behind a wall', () => {
    const all = grids('commons_harvest', { slots: 1, players: 3 })
    const chart = chartOf(all.world.tables, drawsOf('test', 0))
    const gun = gunOf(all.world.tables, 0, true)
    const { width } = all.world.tables
    const hits = (x: number, y: number, heading: number, ...others: [number, number][]): number => {
      lay(all, 0, { players: [player(x, y, 'north'), ...others.map(([a, b]) => player(a, b, 'north'))] })
      wipe(chart)
      chart.goals[others[0][1] * width + others[0][0]] = 1
      return columnsHit(chart, gun, all.world, 0, 0, (y * width + x) * 4 + heading)
    }
    expect(hits(5, 12, EAST, [8, 12], [1, 1])).toBe(1)
    expect(hits(5, 12, EAST, [9, 12], [1, 1])).toBe(0)
    expect(hits(5, 12, EAST, [8, 12], [7, 12])).toBe(0)
    expect(hits(5, 12, EAST, [5, 11], [1, 1])).toBe(1)
    expect(hits(5, 12, SOUTH, [5, 11], [1, 1])).toBe(0)
  })
})

describe('a grid policy', () => {
  it('begins every slot anew, watches once a step, and lets who is out stay', () => {
    const all = grids('commons_harvest', { slots: 2, players: 2 })
    const log: string[] = []
    const policy = gridPolicy('test', 0, () => ({
      begin: (slot) => void log.push(`begin ${slot}`),
      watch: (slot) => void log.push(`watch ${slot}`),
      decide: (slot, p) => (log.push(`${slot} ${p}`), 1),
    }))
    policy.reset()
    void policy.act(all.batch, [0, 1, 3])
    expect(log).toEqual(['begin 0', 'begin 1', 'watch 0', '0 0', '0 1', 'watch 1', '1 1'])
    expect([...all.world.actions]).toEqual([1, 1, 0, 1])
    all.world.state.away[1] = 5
    void policy.act(all.batch, [1])
    expect([...all.world.actions]).toEqual([1, STAY, 0, 1])
    policy.reset([1])
    void policy.act(all.batch, [0, 2])
    expect(log.slice(7)).toEqual(['begin 1', '0 0', 'watch 1', '1 0'])
  })
})
