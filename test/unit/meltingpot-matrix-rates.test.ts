/** Everything that happens by chance in the matrix games happens as often as the rules say. */
import { describe, expect, it } from 'vitest'
import { TERMINATED } from '../../envs/core/spec.ts'
import { expectRate, grids, lay, player, type Grids } from './meltingpot-world.ts'

const FLOOR = 1
const FIRST = 3
const INTERACT = 7
const LEAST_TRIALS = 1e5

describe('resources of the matrix games', () => {
  it.each([
    ['prisoners_dilemma', { variant: 'repeated' }, 10, 0.02],
    ['prisoners_dilemma', { variant: 'arena', players: 2 }, 10, 0.04],
    ['prisoners_dilemma', { variant: 'arena', players: 2, profile: 'socialjax' }, 1, 0.1],
    ['stag_hunt', { variant: 'arena', players: 2 }, 10, 0.04],
    ['chicken', { variant: 'repeated' }, 10, 0.02],
    ['bach_or_stravinsky', { variant: 'repeated' }, 10, 0.02],
    ['bach_or_stravinsky', { variant: 'arena', roles: ['bach_fan', 'stravinsky_fan'] }, 10, 0.04],
    ['running_with_scissors', { variant: 'repeated' }, 15, 0.02],
    ['running_with_scissors', { variant: 'arena', players: 2 }, 10, 0.04],
  ])('%s %j come back from step %i on, with probability %f', (id, options, delay, p) => {
    const all = grids(id, { slots: 64, ...options })
    const { world, batch } = all
    const { sites } = world.tables as unknown as { sites: Uint16Array }
    const site = world.state.site as Uint8Array
    const round = delay + 60
    let [empty, grown, early, others] = [0, 0, 0, 0]
    for (let t = 0; empty < LEAST_TRIALS; t++) {
      if (t % round === 0) bare(all, t)
      const kinds = world.state.kind.slice()
      batch.step()
      for (let slot = 0; slot < batch.slots; slot++) {
        for (const cell of sites) {
          const at = slot * world.tables.cells + cell
          if (kinds[at] !== FLOOR) continue
          const back = world.state.kind[at] !== FLOOR ? 1 : 0
          if (back === 1 && world.state.kind[at] !== site[at]) others++
          if (t % round < delay) early += back
          else {
            empty++
            grown += back
          }
        }
      }
    }
    expect([early, others]).toEqual([0, 0])
    expectRate(grown, empty, p, id)
  })

  it('of one shot never come back', () => {
    const all = grids('running_with_scissors', { slots: 8, variant: 'one_shot' })
    bare(all, 0)
    for (let t = 0; t < 2000; t++) all.batch.step()
    expect(all.world.state.kind.some((kind) => kind >= FIRST)).toBe(false)
  })

  it('do not come back under a player', () => {
    const all = grids('prisoners_dilemma', { slots: 64, variant: 'arena', players: 2, profile: 'socialjax' })
    const { world, batch } = all
    const { sites, width } = world.tables as unknown as { sites: Uint16Array; width: number }
    const [cell] = sites
    const players = [player(cell % width, Math.floor(cell / width), 'north'), player(1, 1, 'north')]
    bare(all, 0, players)
    for (let t = 0; t < 100; t++) batch.step()
    const stock = world.state.stock as Uint16Array
    expect(Math.max(...stock)).toBe(0)
    for (let slot = 0; slot < 64; slot++) expect(world.state.kind[slot * world.tables.cells + cell]).toBe(FLOOR)
  })

  /** All resources of all slots lost in a tick, which is now. */
  function bare(all: Grids, tick: number, players?: ReturnType<typeof player>[]): void {
    const lost = Array.from({ length: all.world.tables.cells }, () => tick)
    for (let slot = 0; slot < all.batch.slots; slot++) {
      const { grid } = all.batch.toJSON(slot) as { grid: string[] }
      const part = { tick, grid: grid.map((row) => row.replace(/[abc]/g, '.')), own: { lost } }
      lay(all, slot, players ? { ...part, players } : part)
    }
  }

  it.each([
    ['prisoners_dilemma', 12, 2],
    ['running_with_scissors', 15, 3],
  ])('%s: the kinds of %i sites are drawn, each of %i as often', (id, many, kinds) => {
    const { world, batch } = grids(id, { slots: 1000 })
    const { drawn } = world.tables as unknown as { drawn: Uint16Array }
    expect(drawn.length).toBe(many)
    const counts = new Int32Array(kinds)
    let trials = 0
    for (let seed = 0; trials < LEAST_TRIALS; seed++) {
      batch.reset(seed)
      for (let slot = 0; slot < 1000; slot++) {
        for (const cell of drawn) {
          counts[world.state.kind[slot * world.tables.cells + cell] - FIRST]++
          trials++
        }
      }
    }
    for (const [kind, count] of counts.entries()) expectRate(count, trials, 1 / kinds, `kind ${kind}`)
  })
})

describe('episodes of the matrix games', () => {
  it.each([
    ['prisoners_dilemma', { variant: 'repeated' }, 0.1],
    ['prisoners_dilemma', { variant: 'arena', players: 2 }, 0.15],
    ['prisoners_dilemma', { variant: 'arena', players: 2, profile: 'socialjax' }, 0],
    ['stag_hunt', { variant: 'repeated' }, 0.1],
    ['stag_hunt', { variant: 'arena', players: 2 }, 0.1],
    ['chicken', { variant: 'repeated' }, 0.1],
    ['chicken', { variant: 'arena', players: 2 }, 0.2],
    ['bach_or_stravinsky', { variant: 'repeated' }, 0.1],
    ['bach_or_stravinsky', { variant: 'arena', roles: ['bach_fan', 'stravinsky_fan'] }, 0.2],
    ['running_with_scissors', { variant: 'repeated' }, 0.2],
    ['running_with_scissors', { variant: 'arena', players: 2 }, 0.2],
    ['running_with_scissors', { variant: 'one_shot' }, 0],
  ])('%s %j end after step 1099 with probability %f, and not in others', (id, options, p) => {
    const slots = 1000
    const { world, batch } = grids(id, { slots, randomEnd: true, autoreset: 'disabled', ...options })
    const rounds = 100
    const ends = (step: number): number => {
      world.tick.fill(step - 1)
      batch.step()
      const ended = batch.done.filter((code) => code === TERMINATED).length / batch.agents
      batch.resetDone()
      return ended
    }
    let last = 0
    for (let round = 0; round < rounds; round++) {
      for (let slot = 0; slot < slots; slot++) world.key[slot * 4] = round * slots + slot
      last += ends(1099)
    }
    expect([1097, 1098, 1100, 1198].map(ends)).toEqual([0, 0, 0, 0])
    expectRate(last, rounds * slots, p, id)
  })
})

describe('chance in interactions', () => {
  const SLOTS = 500
  const ROUNDS = 200

  /** Two who meet in every slot, over and over, with these hands; yields after each interaction. */
  function* meetings(all: Grids, stock: readonly number[]): Generator<void> {
    const { world, batch } = all
    const { agents } = batch
    const cells = world.tables.cells
    for (let slot = 0; slot < SLOTS; slot++) lay(all, slot, { players: [player(5, 6, 'east'), player(6, 6, 'west')] })
    for (let round = 0; round < ROUNDS; round++) {
      for (let slot = 0; slot < SLOTS; slot++) place(slot)
      batch.step()
      yield
    }

    function place(slot: number): void {
      const { state, actions, tick } = world
      for (let p = 0; p < agents; p++) {
        const row = slot * agents + p
        state.who[slot * cells + state.cell[row]] = 0
        state.cell[row] = 6 * world.tables.width + 5 + p
        state.heading[row] = p === 0 ? 1 : 3
      }
      for (let p = 0; p < agents; p++) state.who[slot * cells + state.cell[slot * agents + p]] = p + 1
      ;(state.stock as Uint16Array).set(stock, slot * stock.length)
      for (const name of ['ready', 'frozen', 'cooling'] as const)
        (state[name] as Uint8Array).fill(name === 'ready' ? 1 : 0, slot * agents, (slot + 1) * agents)
      actions.set([INTERACT, 0], slot * agents)
      tick[slot]++
    }
  }

  it.each([
    ['bach_or_stravinsky', 0.5, [2, 1, 1, 2], { roles: ['bach_fan', 'stravinsky_fan'] }],
    ['prisoners_dilemma', 1, [2, 1, 2, 1], { players: 2 }],
  ])('%s: the row player wins a tie with probability %f', (id, p, stock, players) => {
    const all = grids(id, { slots: SLOTS, variant: 'arena', ...players })
    const held = all.world.state.stock as Uint16Array
    let [wins, losses] = [0, 0]
    for (const _ of meetings(all, stock)) {
      for (let slot = 0; slot < SLOTS; slot++) {
        const [row, column] = [held[slot * 4] + held[slot * 4 + 1] === 2, held[slot * 4 + 2] + held[slot * 4 + 3] === 2]
        if (row) wins++
        if (column) losses++
      }
    }
    expect(wins + losses).toBe(SLOTS * ROUNDS)
    expectRate(wins, SLOTS * ROUNDS, p, id)
  })

  it('a target of SocialJax idles 10 to 100 steps, each number as often', () => {
    const all = grids('prisoners_dilemma', { slots: SLOTS, variant: 'arena', players: 2, profile: 'socialjax' })
    const counts = new Int32Array(200)
    for (const _ of meetings(all, [1, 0, 1, 0])) {
      for (let slot = 0; slot < SLOTS; slot++) counts[all.world.state.frozen[slot * 2 + 1]]++
    }
    for (let steps = 0; steps < 200; steps++) {
      const p = steps >= 10 && steps <= 100 ? 1 / 91 : 0
      expectRate(counts[steps], SLOTS * ROUNDS, p, `${steps} steps`)
    }
  })
})
