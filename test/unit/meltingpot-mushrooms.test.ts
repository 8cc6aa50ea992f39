/** Mushrooms: how often spores grow and where, what an orange one destroys, and what never happens. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { put } from '../../envs/meltingpot/engine/grid.ts'
import { FLOOR } from '../../envs/meltingpot/engine/state.ts'
import { NUMBERS } from '../../envs/meltingpot/externality-mushrooms.ts'
import { expectRate, grids, type Grids } from './meltingpot-world.ts'

const COLOURS = ['red', 'green', 'blue', 'orange'] as const
const [RED, ORANGE] = [0, 3]
const FIRST = 3
const WIDTH = 23
const GROUND = 21 * 11
const at = (x: number, y: number) => y * WIDTH + x

/** Lays `kind` on all of the ground. */
function cover({ world }: Grids, slot: number, kind: number): void {
  const { sites, cells } = world.tables as unknown as { sites: Uint16Array; cells: number }
  const { kind: kinds } = world.state
  for (let i = 0; i < sites.length; i++) if (kinds[slot * cells + sites[i]] !== kind) put(world, slot, sites[i], kind)
}

/** Stands a player somewhere, free to move, looking east. */
function stand({ world }: Grids, slot: number, p: number, cell: number): void {
  const { state, agents, tables } = world
  const row = slot * agents + p
  state.who[slot * tables.cells + state.cell[row]] = 0
  state.who[slot * tables.cells + cell] = p + 1
  state.cell[row] = cell
  state.heading[row] = 1
  state.frozen[row] = 0
}

/**
 * Player 0 eats a mushroom of a colour in every slot of a step, on ground that is else covered by `others`; the other players
 * stand along the northern wall. `look` is told of each mushroom afterwards.
 */
function feed(
  all: Grids,
  colour: number,
  others: number,
  steps: number,
  look: (kind: number, cell: number) => void,
): void {
  const { world, batch } = all
  const { sites, cells } = world.tables as unknown as { sites: Uint16Array; cells: number }
  const { agents, slots } = world
  const { kind } = world.state
  for (let t = 0; t < steps; t++) {
    batch.actions.fill(0)
    for (let slot = 0; slot < slots; slot++) {
      cover(all, slot, others)
      put(world, slot, at(11, 7), FIRST + colour)
      for (let p = 1; p < agents; p++) {
        stand(all, slot, p, at(p, 2))
        put(world, slot, at(p, 2), FLOOR)
      }
      stand(all, slot, 0, at(10, 7))
      batch.actions[slot * agents] = 1
    }
    batch.step()
    for (let slot = 0; slot < slots; slot++) {
      for (let i = 0; i < sites.length; i++) {
        const lies = kind[slot * cells + sites[i]]
        if (lies !== FLOOR) look(lies, sites[i])
      }
    }
  }
}

/**
 * Mushrooms of each colour that a spore leaves on average: it may be lost where one of `players` stands, and a later one of the
 * same meal that falls on the same cell takes its place. The eater's cell is not among those that were empty.
 */
function grownOf(profile: 'mp-code' | 'socialjax', eaten: number, players: number): number[] {
  const numbers = NUMBERS[profile]!
  const growth = [numbers.growthOfRed, numbers.growthOfGreen, numbers.growthOfBlue, numbers.growthOfOrange]
  const chances = growth.map((of) => of[eaten])
  const empty = GROUND - 1
  const tries = Array.from({ length: numbers.spores[eaten] }, () => chances).flat()
  const stays = tries.map((p, i) =>
    tries.slice(i + 1).reduce((share, later) => share * (1 - later / empty), p * (1 - (players - 1) / empty)),
  )
  return COLOURS.map((_, c) => stays.filter((_, i) => i % 4 === c).reduce((a, b) => a + b) / numbers.spores[eaten])
}

describe('spores', () => {
  it.each(COLOURS.slice(0, ORANGE).map((name, colour) => [name, colour] as const))(
    'of %s grow as its row of the table says',
    (_, eaten) => {
      const [slots, steps] = [1024, 40]
      const grown = [0, 0, 0, 0]
      feed(grids('externality_mushrooms', { slots, players: 1 }), eaten, FLOOR, steps, (kind) => grown[kind - FIRST]++)
      const spores = slots * steps * NUMBERS['mp-code'].spores[eaten]
      for (const [c, p] of grownOf('mp-code', eaten, 1).entries()) expectRate(grown[c], spores, p, `${COLOURS[c]} grew`)
    },
  )

  it('of orange grow one more; they are lost where a player stands, and fall everywhere alike', () => {
    const [slots, steps, players] = [1024, 100, 5]
    const where = new Map<number, number>()
    feed(grids('externality_mushrooms', { slots, players }), ORANGE, FLOOR, steps, (_, cell) => {
      where.set(cell, (where.get(cell) ?? 0) + 1)
    })
    const grown = [...where.values()].reduce((a, b) => a + b)
    expectRate(grown, slots * steps, grownOf('mp-code', ORANGE, players)[ORANGE], 'orange grew')
    for (let p = 1; p < players; p++) expect(where.has(at(p, 2))).toBe(false)
    expect(where.has(at(11, 7))).toBe(false)
    expect(where.size).toBe(GROUND - players)
    for (const cell of [at(10, 7), at(21, 2), at(1, 12)])
      expectRate(where.get(cell)!, slots * steps, 1 / (GROUND - 1), `cell ${cell}`)
  })

  it('of a colour stop while five of it stand, in socialjax', () => {
    const all = grids('externality_mushrooms', { slots: 64, players: 1, profile: 'socialjax' })
    const most = [0, 0, 0]
    for (let t = 0; t < 400; t++) {
      for (let slot = 0; slot < 64; slot++) {
        put(all.world, slot, at(11, 7), FIRST + 2)
        stand(all, slot, 0, at(10, 7))
        all.batch.actions[slot] = 1
      }
      all.batch.step()
      for (let slot = 0; slot < 64; slot++) {
        const kinds = all.world.state.kind.subarray(slot * all.world.tables.cells, (slot + 1) * all.world.tables.cells)
        for (const colour of [0, 1, 2])
          most[colour] = Math.max(most[colour], kinds.filter((kind) => kind === FIRST + colour).length)
      }
    }
    expect(most).toEqual([5, 5, 5])
  })
})

describe('an orange one', () => {
  it.each([
    ['mp-code', 0.25],
    ['socialjax', 0],
  ] as const)('destroys the red ones, each by itself, %s', (profile, p) => {
    const [slots, steps] = [64, 10]
    let red = 0
    const all = grids('externality_mushrooms', { slots, players: 1, profile })
    feed(all, ORANGE, FIRST + RED, steps, (kind) => (red += kind === FIRST + RED ? 1 : 0))
    // All of the ground but the cell of the orange one; the player set out from a red one.
    const before = slots * steps * (GROUND - 1)
    expectRate(before - red, before, p, 'destroyed')
  })
})

describe('a mushroom that grows', () => {
  it('lasts its time from then on', () => {
    const slots = 32
    const all = grids('externality_mushrooms', { slots, players: 1 })
    const { world, batch } = all
    for (let slot = 0; slot < slots; slot++) {
      cover(all, slot, FLOOR)
      stand(all, slot, 0, at(10, 7))
    }
    const step = (action: number): number[] => {
      batch.actions.fill(action)
      batch.step()
      return COLOURS.map((_, colour) => world.state.kind.filter((kind) => kind === FIRST + colour).length)
    }
    step(0)
    for (let slot = 0; slot < slots; slot++) put(world, slot, at(11, 7), FIRST + 2)
    const [red, green, blue] = step(1)
    expect(Math.min(red, green, blue)).toBeGreaterThan(5)
    for (let t = 1; t <= 200; t++) {
      expect(step(0)).toEqual([t < 200 ? red : 0, t < 100 ? green : 0, t < 75 ? blue : 0, 0])
    }
  })

  it('under a player who came there in the same step is eaten at once', () => {
    const all = grids('externality_mushrooms', { slots: 4096, players: 2 })
    const { world, batch } = all
    let eaten = 0
    for (let t = 0; t < 40 && eaten === 0; t++) {
      for (let slot = 0; slot < 4096; slot++) {
        cover(all, slot, FIRST + 1)
        for (const cell of [at(10, 7), at(5, 5), at(6, 5)]) put(world, slot, cell, FLOOR)
        put(world, slot, at(11, 7), FIRST + ORANGE)
        stand(all, slot, 0, at(10, 7))
        stand(all, slot, 1, at(5, 5))
      }
      batch.actions.fill(1)
      batch.step()
      for (let slot = 0; slot < 4096; slot++) {
        expect(world.state.kind[slot * world.tables.cells + world.state.cell[slot * 2 + 1]]).toBe(FLOOR)
        if (world.rewards[slot * 2 + 1] === -1) eaten++
      }
    }
    expect(eaten).toBeGreaterThan(0)
  })
})

describe('whatever players do', () => {
  const WORTH = [1, 2, 3, -1]
  const actions = fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 5, maxLength: 5 }), {
    minLength: 60,
    maxLength: 60,
  })

  it('nobody stands on a mushroom, and a step pays what was eaten in it unless somebody is out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), actions, (seed, plan) => {
        const { world, batch } = grids('externality_mushrooms', { slots: 1, seed })
        const { state, metrics } = world
        for (const joint of plan) {
          const before = WORTH.map((_, colour) => metrics[5 + colour])
          const out = state.away.some((steps) => steps > 0)
          batch.actions.set(joint)
          batch.step()
          for (let p = 0; p < 5; p++) if (state.away[p] === 0) expect(state.kind[state.cell[p]]).toBe(FLOOR)
          const worth = WORTH.reduce((sum, each, colour) => sum + each * (metrics[5 + colour] - before[colour]), 0)
          if (!out) expect(world.rewards.reduce((a, b) => a + b, 0)).toBeCloseTo(worth, 5)
        }
      }),
      { numRuns: 30 },
    )
  })
})
