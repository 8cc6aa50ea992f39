/** Territory: its maps, how often things happen in it, and what is seen of claims. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ENTITY, LOOKS, NEAREST, SELF, SOURCE, entityAt, shareByte } from '../../envs/core/common.ts'
import { below, generator } from '../../envs/core/keyed.ts'
import { channels } from '../../envs/meltingpot/engine/view-symbolic.ts'
import { windowCell } from '../../envs/meltingpot/engine/window.ts'
import { RESOURCE } from '../../envs/meltingpot/territory-kinds.ts'
import { INSIDE_OUT, OPEN_LAND, ROOMS } from '../../envs/meltingpot/territory-maps.ts'
import { EXTRA_START, LANDS, MAZE, TERRITORY_NUMBERS } from '../../envs/meltingpot/territory.ts'
import { expectRate, grids, kindsOf, lay, player, type Grids } from './meltingpot-world.ts'

const CENTRE = [3, 3, 'north', 2] as const
/** One player in the middle of a room, and all resources as a glyph says: `A` its own, `~` damaged. */
function rooms(glyph: string, options: Record<string, unknown> & { slots: number }): Grids {
  const all = grids('territory', { players: 1, ...options })
  const grid = ROOMS.map((row) => row.replaceAll('r', glyph).replaceAll('n', '.'))
  const since = Array.from({ length: 21 * 21 }, () => 1)
  for (let slot = 0; slot < options.slots; slot++) {
    lay(all, slot, { grid, players: [player(...CENTRE)], own: { claimed: since, struck: since } })
  }
  return all
}
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)

describe('maps of territory', () => {
  const count = (rows: readonly string[], letter: string) => [...rows.join('')].filter((cell) => cell === letter).length
  it.each([
    ['rooms', ROOMS, 21, 21, { r: 180, n: 9, '#': 36 }],
    ['open', OPEN_LAND, 39, 23, { r: 88, n: 19, '#': 120 }],
    ['inside_out', INSIDE_OUT, 23, 23, { r: 25, a: 120, b: 48, n: 8, q: 16, '#': 88 }],
  ] as const)('%s has its measures', (name, rows, width, height, counts) => {
    expect([rows[0].length, rows.length]).toEqual([width, height])
    for (const [letter, n] of Object.entries(counts)) expect(count(rows, letter), letter).toBe(n)
    const { world } = grids('territory', { slots: 1, map: name })
    expect([world.agents, world.tables.torus]).toEqual([LANDS[name].players, name === 'rooms'])
  })

  it('start a player in the centre of each room', () => {
    const { world } = grids('territory', { slots: 1 })
    const starts = [3, 10, 17].flatMap((y) => [3, 10, 17].map((x) => y * 21 + x))
    expect([...world.state.cell].sort((a, b) => a - b)).toEqual(starts)
  })

  it('draw the maze anew for each episode, by its letters', () => {
    const slots = 4000
    const { world } = grids('territory', { slots, map: 'inside_out' })
    const letters = INSIDE_OUT.join('')
    for (const letter of ['a', 'b'] as const) {
      let [cells, resources] = [0, 0]
      for (let i = 0; i < world.state.kind.length; i++) {
        if (letters[i % letters.length] !== letter) continue
        cells++
        if (world.state.kind[i] === RESOURCE) resources++
      }
      expectRate(resources, cells, MAZE[letter], letter)
    }
  })

  it('let players start on cells by chance beside the sure ones', () => {
    const slots = 7000
    const { world } = grids('territory', { slots, map: 'inside_out' })
    const letters = INSIDE_OUT.join('')
    const started = world.state.cell.filter((cell) => letters[cell] === 'q').length
    // A cell is a start with probability 1/7; with k of the 15 others, 5 players take 5 of 9 + k.
    let share = 0
    let ways = 1
    for (let k = 0; k <= 15; ways = (ways * (15 - k)) / (k + 1), k++) {
      share += (ways * EXTRA_START ** k * (1 - EXTRA_START) ** (15 - k) * 5) / (9 + k)
    }
    expectRate(started, slots * 16, EXTRA_START * share, 'starts by chance')
  })
})

describe('income of territory', () => {
  it('begins 26 steps after the claim, 1 with probability 0.01 a resource and step', () => {
    const all = rooms('A', { slots: 16 })
    const { world, batch } = all
    let paid = 0
    for (let step = 0; step < 26; step++) {
      batch.step()
      paid += sum(world.rewards)
    }
    expect(paid).toBe(0)
    for (let step = 0; step < 40; step++) {
      batch.step()
      paid += sum(world.rewards)
    }
    expectRate(paid, 16 * 180 * 40, 0.01, 'income')
  })

  it('begins anew when another claims', () => {
    const all = grids('territory', { slots: 256, players: 2 })
    const { world, batch } = all
    const grid = ROOMS.map((row) => row.replaceAll('r', 'B').replaceAll('n', '.'))
    const since = Array.from({ length: 21 * 21 }, () => 1)
    for (let slot = 0; slot < batch.slots; slot++) {
      // The second is out: what it holds is given up, and only the two that the first claims are anybody's.
      const players = [player(3, 1, 'north', 2), { ...player(10, 10, 'north', 2), away: 1000 }]
      lay(all, slot, { grid, players, played: 30, own: { claimed: since } })
    }
    world.actions.fill(8)
    for (let step = 0; step < 26; step++) {
      batch.step()
      expect(sum(world.rewards)).toBe(0)
    }
    let [paid, trials] = [0, 0]
    for (let step = 0; step < 200; step++) {
      batch.step()
      paid += sum(world.rewards)
      trials += 2 * batch.slots
    }
    expectRate(paid, trials, 0.01, 'income')
  })

  it('dries what it comes from', () => {
    const all = rooms('A', { slots: 4 })
    const { world, batch } = all
    const isDry = (kind: number) => world.tables.kinds[kind].name === 'dry resource of player 0'
    let paid = 0
    for (let step = 0; paid === 0; step++) {
      expect(step).toBeLessThan(60)
      expect(world.state.kind.some(isDry)).toBe(false)
      batch.step()
      paid = sum(world.rewards)
    }
    expect(world.state.kind.filter(isDry).length).toBe(paid)
  })

  it('is 0.01 a resource and step from the hundredth on in the profile socialjax', () => {
    const all = rooms('A', { slots: 1, profile: 'socialjax' })
    for (let step = 0; step < 100; step++) {
      all.batch.step()
      expect(all.world.rewards[0]).toBe(0)
    }
    for (let step = 0; step < 3; step++) {
      all.batch.step()
      expect(all.world.rewards[0]).toBeCloseTo(1.8, 4)
    }
  })

  it('is nobody’s where the owner is out, and the metrics say what is held', () => {
    const all = rooms('A', { slots: 1 })
    lay(all, 0, { played: 40, players: [{ ...player(...CENTRE), away: 50 }] })
    all.batch.step()
    expect(all.world.rewards[0]).toBe(0)
    expect(all.world.state.kind.filter((kind) => kind === RESOURCE).length).toBe(180)
    const shares = rooms('A', { slots: 1 })
    shares.batch.step()
    expect(shares.world.metrics[shares.batch.spec.metrics.indexOf('claimed_share')]).toBe(1)
  })
})

describe('damage in territory', () => {
  it('heals from the sixteenth step after the hit on, with probability 0.1', () => {
    const all = rooms('~', { slots: 64 })
    const { world, batch } = all
    const damaged = () => sum(world.state.damaged as Uint16Array)
    for (let step = 0; step < 16; step++) batch.step()
    expect(damaged()).toBe(64 * 180)
    let trials = 0
    for (let step = 0; step < 25; step++) {
      trials += damaged()
      batch.step()
    }
    expectRate(64 * 180 - damaged(), trials, 0.1, 'repair')
  })

  it('never heals in the profile socialjax', () => {
    const all = rooms('~', { slots: 4, profile: 'socialjax' })
    for (let step = 0; step < 100; step++) all.batch.step()
    expect(sum(all.world.state.damaged as Uint16Array)).toBe(4 * 180)
  })

  it('is for ever: what is destroyed stays floor, and who is removed stays out', () => {
    const play = fc.record({ seed: fc.nat(1e6), map: fc.constantFrom('rooms', 'open', 'inside_out') })
    fc.assert(
      fc.property(play, ({ seed, map }) => {
        const all = grids('territory', { slots: 1, seed, map, players: 3 })
        const { world, batch } = all
        const random = generator(['territory', seed])
        for (let t = 0; t < 150; t++) {
          const before = kindsOf(all, 0)
          const away = world.state.away.slice()
          // Shots and turns: more of what destroys than random play has.
          for (let p = 0; p < 3; p++) world.actions[p] = [1, 1, 5, 6, 7, 7, 7, 8][below(random() * 2 ** 32, 8)]
          batch.step()
          const after = kindsOf(all, 0)
          expect(after.filter((kind, cell) => before[cell] < RESOURCE && kind !== before[cell]).length).toBe(0)
          for (let p = 0; p < 3; p++) if (away[p] > 0) expect(world.state.away[p]).toBe(away[p] - 1)
        }
        const counted = ['held', 'standing', 'damaged'].map((name) => [...world.state[name]])
        batch.fromJSON(0, batch.toJSON(0))
        expect(['held', 'standing', 'damaged'].map((name) => [...world.state[name]])).toEqual(counted)
      }),
      { numRuns: 12 },
    )
  })
})

describe('what is seen of claims', () => {
  it('is a channel an owner, wet and dry, whole and damaged, and who one is', () => {
    const { world, batch } = grids('territory', { slots: 1, view: 'symbolic' })
    const names = channels(world.tables)
    for (const name of [
      'resource', 'resource claimed by player 8', 'dry resource of player 0', 'damaged resource',
      'damaged resource claimed by player 8', 'damaged dry resource of player 0', 'zap beam', 'claim beam', 'marked', 'charge',
    ]) expect(names, name).toContain(name)
    const own = (9 * 11 + 5) * names.length
    for (let p = 0; p < 9; p++) {
      for (let q = 0; q < 9; q++) {
        const at = p * world.rowSize + own + names.indexOf(`is player ${q}`)
        expect(batch.observations[at]).toBe(p === q ? 1 : 0)
      }
    }
  }) // prettier-ignore

  it('is in the common view the appearance of the owner, how whole it is and whether it pays', () => {
    const all = grids('territory', { slots: 1, view: 'common', players: 2 })
    const grid = ROOMS.map((row) => row.replaceAll('r', '=').replaceAll('n', '.'))
    grid[0] = `#AbKk=${grid[0].slice(6)}`
    lay(all, 0, { grid, players: [player(3, 3, 'north', 2), player(10, 10, 'north', 2)] })
    const rows = all.batch.observations as Uint8Array
    const looks = (at: number) => [...rows.subarray(at, at + LOOKS)]
    const size = all.world.rowSize
    const seen = new Map<number, number>()
    for (let i = 0; i < NEAREST; i++) {
      const [dx, dy] = [0, 1].map((k) => (rows[entityAt(i) + ENTITY.at.offset + k] - 128) / 8)
      if (dy === -3) seen.set(dx, entityAt(i))
    }
    const [mine, theirs, hurt, hurtDry] = [-2, -1, 0, 1].map((dx) => seen.get(dx)!)
    expect(looks(mine + ENTITY.at.looks)).toEqual(looks(SELF.at.looks))
    expect(looks(theirs + ENTITY.at.looks)).toEqual(looks(size + SELF.at.looks))
    expect(looks(hurt + ENTITY.at.looks)).toEqual(looks(size + SELF.at.looks))
    expect([mine, theirs, hurt, hurtDry].map((at) => rows[at + ENTITY.at.ready])).toEqual([0, 255, 0, 255])
    expect([mine, hurt].map((at) => rows[at + ENTITY.at.amount])).toEqual([255, shareByte(0.5)])
    expect(rows[mine + ENTITY.at.kind + SOURCE]).toBe(255)
  })

  it('is in a picture the colour of the owner', () => {
    const all = grids('territory', { slots: 1, view: 'rgb', players: 2 })
    const grid = ROOMS.map((row) => row.replaceAll('r', '=').replaceAll('n', '.'))
    grid[0] = `#AB===${grid[0].slice(6)}`
    lay(all, 0, { grid, players: [player(2, 2, 'north', 2), player(10, 10, 'north', 2)] })
    const pixel = (cell: number, x: number, y: number) => {
      const at = (((Math.floor(cell / 11) * 8 + y) * 11 + (cell % 11)) * 8 + x) * 3
      return [...all.batch.observations.subarray(at, at + 3)]
    }
    const [mine, theirs] = [1, 2].map((x) => windowCell(all.world, 0, 0, x))
    expect(pixel(mine, 0, 0)).toEqual(pixel(windowCell(all.world, 0, 0, 2 * 21 + 2), 3, 0))
    expect(pixel(theirs, 0, 0)).not.toEqual(pixel(mine, 0, 0))
  })

  it('is in words whose it is', () => {
    const all = grids('territory', { slots: 1, players: 2 })
    all.batch.step()
    lay(all, 0, { players: [player(3, 1, 'north', 2), player(10, 10, 'north', 2)], own: { marked: [40, 0] } })
    all.batch.step()
    const text = all.batch.spec.text(all.batch.world, 0, 0)
    expect(text).toContain('resource claimed by player 0: (1, 0)')
    expect(text).toContain('You are marked for 39 more steps')
  })
})

describe('numbers of territory', () => {
  it('differ between profiles where the sources do', () => {
    const { 'mp-code': code, socialjax } = TERRITORY_NUMBERS
    expect([code.reward * code.rewardRate, socialjax!.reward * socialjax!.rewardRate]).toEqual([0.01, 0.01])
    expect(code.zapAway).toBeGreaterThan(1e5)
  })
})
