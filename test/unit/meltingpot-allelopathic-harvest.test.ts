/** Allelopathic harvest: its maps, how often berries ripen and eaters are seen to eat, and what is seen of coats and tastes. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SELF } from '../../envs/core/common.ts'
import { below, generator } from '../../envs/core/keyed.ts'
import { AWAY, REST, RIPE, RIPENING, ROLES, UNRIPE, type Role } from '../../envs/meltingpot/allelopathic-harvest.ts'
import { BUSHES } from '../../envs/meltingpot/allelopathic-map.ts'
import { put } from '../../envs/meltingpot/engine/grid.ts'
import { channels } from '../../envs/meltingpot/engine/view-symbolic.ts'
import { expectRate, grids, lay, player, type Grids } from './meltingpot-world.ts'

const ID = 'allelopathic_harvest'
const [RED, GREEN, BLUE] = ROLES
const isBush = (kind: number): boolean => kind >= UNRIPE
const ripe = ({ world }: Grids): number => world.state.kind.filter((kind) => kind >= RIPE).length
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)
/** One player apart from all bushes of the garden. */
const alone = (options: { slots: number; roles?: Role[] }): Grids =>
  grids(ID, { map: 'garden', roles: [RED], ...options })

/** The garden with its bushes as a function of their letters says. */
const garden = (glyphOf: (letter: string) => string): string[] =>
  BUSHES.garden.map((row) => row.replaceAll('n', '.').replace(/[rgb]/g, glyphOf))

describe('maps of allelopathic harvest', () => {
  const count = (rows: readonly string[], letter: string) => [...rows.join('')].filter((cell) => cell === letter).length
  it.each([
    ['open', 29, 30, { r: 116, g: 116, b: 116, n: 522 }],
    ['garden', 17, 11, { r: 15, g: 15, b: 15, n: 21 }],
  ] as const)('%s has its measures', (map, width, height, counts) => {
    const rows = BUSHES[map]
    expect([rows[0].length, rows.length]).toEqual([width, height])
    for (const [letter, n] of Object.entries(counts)) expect(count(rows, letter), letter).toBe(n)
    expect(grids(ID, { slots: 1, map }).world.tables.torus).toBe(map === 'open')
  })

  it('are for eight who like red and eight who like green', () => {
    const { batch } = grids(ID, { slots: 1 })
    const roles = batch.spec.agents(batch.world.config, batch.world.tables).map(({ role }) => role)
    expect(roles).toEqual([...Array<Role>(8).fill(RED), ...Array<Role>(8).fill(GREEN)])
  })
})

describe('berries', () => {
  it('ripen by the share of the bushes that have their colour', () => {
    const all = alone({ slots: 64 })
    const { world, batch } = all
    // 15 red, 30 blue, and no green.
    const grid = garden((letter) => (letter === 'r' ? 'r' : 'b'))
    const colours = [RIPE, RIPE + 2]
    const [trials, ripened] = [[0, 0], [0, 0]]
    for (let step = 0; step < 400; step++) {
      if (step % 40 === 0) {
        for (let slot = 0; slot < 64; slot++) lay(all, slot, { grid, tick: step, played: step + REST, players: [player(1, 9, 'north', 4)] })
      }
      const before = world.state.kind.slice()
      batch.step()
      for (const [i, kind] of colours.entries()) {
        for (let cell = 0; cell < before.length; cell++) {
          if (before[cell] !== kind - 3) continue
          trials[i]++
          if (world.state.kind[cell] === kind) ripened[i]++
        }
      }
    }
    expectRate(ripened[0], trials[0], RIPENING / 3, 'red')
    expectRate(ripened[1], trials[1], (RIPENING * 2) / 3, 'blue')
  }) // prettier-ignore

  it('ripen first in the tenth step of an episode, and after they were picked', () => {
    const all = alone({ slots: 512 })
    for (let step = 0; step < REST - 1; step++) all.batch.step()
    expect(ripe(all)).toBe(0)
    for (let step = 0; step < 4; step++) all.batch.step()
    expect(ripe(all)).toBeGreaterThan(0)

    const since = Array.from({ length: 17 * 11 }, () => 21)
    const grid = garden((letter) => letter)
    for (let slot = 0; slot < 512; slot++) lay(all, slot, { grid, played: 21, own: { since } })
    for (let step = 0; step < REST - 1; step++) all.batch.step()
    expect(ripe(all)).toBe(0)
    for (let step = 0; step < 4; step++) all.batch.step()
    expect(ripe(all)).toBeGreaterThan(0)
  })

  it('are eaten by who stands where they ripen', () => {
    const all = alone({ slots: 256 })
    const [x, y] = [4, 2]
    const grid = garden(() => 'r')
    for (let slot = 0; slot < 256; slot++) lay(all, slot, { grid, played: 50, players: [player(x, y, 'north', 4)] })
    let eaten = 0
    for (let step = 0; step < 60; step++) {
      all.batch.step()
      eaten += sum(all.world.rewards)
      for (let slot = 0; slot < 256; slot++) expect(all.world.state.kind[slot * 187 + y * 17 + x]).toBe(UNRIPE)
    }
    expect(eaten).toBeGreaterThan(0)
  })

  it('show on the coat of their eater with the share of bushes that are not of the commonest colour', () => {
    const slots = 2500
    const all = alone({ slots })
    const { world, batch } = all
    const coat = world.state.coat as Uint8Array
    // 30 of 45 are blue. The player stands on one and bumps into the wall.
    const grid = garden((letter) => (letter === 'r' ? 'r' : 'b'))
    for (let slot = 0; slot < slots; slot++) lay(all, slot, { grid, players: [player(5, 1, 'north', 4)] })
    let shown = 0
    for (let step = 0; step < 40; step++) {
      for (let slot = 0; slot < slots; slot++) put(world, slot, 17 + 5, RIPE + 2)
      coat.fill(3)
      world.actions.fill(1)
      batch.step()
      shown += coat.filter((colour) => colour === 0).length
    }
    expectRate(shown, slots * 40, 1 / 3, 'seen to eat')
  })

  it('stay as many as they are, whoever plants and picks', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const all = grids(ID, { slots: 1, seed, map: 'garden', roles: [RED, GREEN, BLUE, RED] })
        const { world, batch } = all
        const places = [...world.state.kind.keys()].filter((cell) => isBush(world.state.kind[cell]))
        const random = generator([ID, seed])
        for (let t = 0; t < 200; t++) {
          for (let p = 0; p < 4; p++) world.actions[p] = below(random() * 2 ** 32, 11)
          batch.step()
        }
        expect([...world.state.kind.keys()].filter((cell) => isBush(world.state.kind[cell]))).toEqual(places)
        const bushes = [...(world.state.bushes as Uint16Array)]
        batch.fromJSON(0, batch.toJSON(0))
        expect([...(world.state.bushes as Uint16Array)]).toEqual(bushes)
        expect(sum(bushes)).toBe(45)
        const monoculture = world.metrics[batch.spec.metrics.indexOf('monoculture')]
        expect(monoculture).toBe(Math.max(...bushes) / 45)
      }),
      { numRuns: 15 },
    )
  })
})

describe('players of allelopathic harvest', () => {
  it('are back 26 steps after they were removed, in a plain coat', () => {
    const all = grids(ID, { slots: 1, map: 'garden', roles: [RED, GREEN] })
    lay(all, 0, {
      players: [player(8, 4, 'north', 4), player(8, 2, 'south', 4)],
      own: { marked: [0, 30], coat: [0, 2] },
    })
    all.world.actions.set([7, 0])
    all.batch.step()
    all.world.actions.fill(0)
    for (let step = 0; step < AWAY; step++) all.batch.step()
    expect([all.world.state.away[1], all.world.live[1]]).toEqual([1, 0])
    all.batch.step()
    expect([all.world.state.away[1], all.world.live[1], (all.world.state.coat as Uint8Array)[1]]).toEqual([0, 1, 0])
  })

  it('know what they like and show what they planted', () => {
    const all = grids(ID, { slots: 1, map: 'garden', roles: [RED, BLUE], view: 'symbolic' })
    lay(all, 0, {
      players: [player(8, 4, 'north', 4), player(8, 2, 'south', 4)],
      own: { marked: [0, 9], coat: [0, 2] },
    })
    const { world, batch } = all
    const names = channels(world.tables)
    const cell = (p: number, ahead: number) => {
      const at = p * world.rowSize + ((9 - ahead) * 11 + 5) * names.length
      return names.filter((_, i) => batch.observations[at + i] === 1)
    }
    expect(cell(0, 0)).toContain('likes red')
    expect(cell(1, 0)).toEqual(expect.arrayContaining(['likes blue', 'marked', 'planted green']))
    expect(cell(0, 2)).toEqual(expect.arrayContaining(['player 1', 'looks back', 'marked', 'planted green']))
    expect(batch.spec.text(batch.world, 0, 1)).toContain('You like blue berries best. You are marked for 9 more steps')
    expect(batch.spec.text(batch.world, 0, 0)).toContain('player 1 at (2, 0) looks towards you, marked, planted green')
  })

  it('want their colour in the common view', () => {
    const { world, batch } = grids(ID, { slots: 1, map: 'garden', roles: [RED, BLUE], view: 'common' })
    const wants = (p: number) => Array.from(batch.observations.subarray(p * world.rowSize + SELF.at.wants)).slice(0, 3)
    expect([wants(0), wants(1)]).toEqual([[255, 0, 0], [0, 0, 255]]) // prettier-ignore
  })

  it('wear in pictures the colour that they planted, and their mark on it', () => {
    const all = grids(ID, { slots: 1, map: 'garden', roles: [RED, BLUE], view: 'rgb' })
    const picture = (coat: number, marked: number) => {
      lay(all, 0, {
        players: [player(8, 4, 'north', 4), player(1, 9, 'south', 4)],
        own: { marked: [marked, 0], coat: [coat, 0] },
      })
      return Buffer.from(all.batch.observations.subarray(0, all.world.rowSize) as Uint8Array).toString('latin1')
    }
    const pictures = [picture(0, 0), picture(1, 0), picture(3, 0), picture(3, 9)]
    expect(new Set(pictures).size).toBe(4)
  })
})
