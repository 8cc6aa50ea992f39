/** The matrix games: maps, payoffs, who plays, interactions of many, metrics and what everybody sees. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SELF, shareByte } from '../../envs/core/common.ts'
import { TERMINATED } from '../../envs/core/spec.ts'
import { litCells } from '../../envs/meltingpot/engine/draw.ts'
import { NEEDS_METRICS } from '../../envs/meltingpot/needs/metrics.ts'
import { differences } from '../../envs/meltingpot/engine/profile.ts'
import { FLOOR, type GridTables } from '../../envs/meltingpot/engine/state.ts'
import { GAMES } from '../../envs/meltingpot/matrix-games.ts'
import {
  ARENA, ARENA_OF_THREE, ONE_SHOT_OF_THREE, REPEATED, REPEATED_OF_THREE, STAG_ARENA, STAG_REPEATED,
} from '../../envs/meltingpot/matrix-maps.ts' // prettier-ignore
import { worth } from '../../envs/meltingpot/matrix-meetings.ts'
import { channels } from '../../envs/meltingpot/engine/view-symbolic.ts'
import { makeBatch } from '../../envs/registry.ts'
import { grids, lay, player, type Grids } from './meltingpot-world.ts'

const INTERACT = 7
const gridOf = ({ batch }: Grids): string[] => (batch.toJSON(0) as { grid: string[] }).grid
const metricsOf = ({ batch, world }: Grids): Record<string, number> =>
  Object.fromEntries(batch.spec.metrics.map((name, i) => [name, world.metrics[i]]))

/** A step of slot 0 with these actions. */
function play({ batch, world }: Grids, ...actions: number[]): void {
  world.actions.set(actions)
  batch.step()
}

describe('maps of the matrix games', () => {
  const count = (rows: readonly string[], letter: string) => [...rows.join('')].filter((cell) => cell === letter).length
  it.each([
    ['repeated', REPEATED, 23, 15, { a: 12, b: 12, c: 0, r: 12, n: 13 }],
    ['stag repeated', STAG_REPEATED, 23, 15, { a: 10, b: 25, c: 0, r: 12, n: 13 }],
    ['repeated of three', REPEATED_OF_THREE, 23, 15, { a: 6, b: 6, c: 6, r: 15, n: 13 }],
    ['one shot of three', ONE_SHOT_OF_THREE, 23, 15, { a: 6, b: 6, c: 6, r: 18, n: 15 }],
    ['arena', ARENA, 25, 24, { a: 13, b: 13, c: 0, r: 10, n: 64 }],
    ['stag arena', STAG_ARENA, 25, 24, { a: 23, b: 40, c: 0, r: 12, n: 88 }],
    ['arena of three', ARENA_OF_THREE, 25, 24, { a: 12, b: 12, c: 12, r: 8, n: 64 }],
  ] as const)('%s has its measures', (_, rows, width, height, counts) => {
    expect([rows[0].length, rows.length]).toEqual([width, height])
    for (const [letter, n] of Object.entries(counts)) expect(count(rows, letter), letter).toBe(n)
  })
})

describe('payoffs of the matrix games', () => {
  const payoffs = Object.fromEntries(GAMES.map(({ id, numbers }) => [id, numbers['mp-code']]))

  it('are expectations over both mixes', () => {
    const hands = Uint16Array.of(1, 6, 6, 1)
    const { rowPayoffs, columnPayoffs } = payoffs.prisoners_dilemma
    expect(worth(Float64Array.from(rowPayoffs), hands, 0, 1, 2)).toBe(204 / 49)
    expect(worth(Float64Array.from(columnPayoffs), hands, 0, 1, 2)).toBe(29 / 49)
  })

  it('are the dilemmas that they are called', () => {
    const [pd, stag, chicken] = ['prisoners_dilemma', 'stag_hunt', 'chicken'].map((id) => {
      const [r, s, t, p] = payoffs[id].rowPayoffs
      return { r, s, t, p }
    })
    expect(pd.t > pd.r && pd.r > pd.p && pd.p > pd.s).toBe(true)
    expect(stag.r > stag.t && stag.t >= stag.p && stag.p > stag.s).toBe(true)
    expect(chicken.t > chicken.r && chicken.r > chicken.s && chicken.s > chicken.p).toBe(true)
  })

  it('of running with scissors sum up to zero and beat in a circle', () => {
    const { rowPayoffs, columnPayoffs } = payoffs.running_with_scissors
    expect(rowPayoffs).toEqual([0, -10, 10, 10, 0, -10, -10, 10, 0])
    expect(rowPayoffs.map((paid, i) => paid + columnPayoffs[i])).toEqual(Array.from({ length: 9 }, () => 0))
  })

  it('of bach or stravinsky are each side its own', () => {
    const { rowPayoffs, columnPayoffs } = payoffs.bach_or_stravinsky
    expect([rowPayoffs, columnPayoffs]).toEqual([[3, 0, 0, 2], [2, 0, 0, 3]]) // prettier-ignore
  })

  it('of SocialJax punish lone cooperation; the profiles differ in what they say they do', () => {
    const list = differences(GAMES[0].numbers)
    expect(list.find(({ name }) => name === 'rowPayoffs')!.values).toEqual({ 'mp-code': [3, 0, 5, 1], socialjax: [3, -1, 5, 1] }) // prettier-ignore
    expect(list.map(({ name }) => name)).not.toContain('coinToss')
  })
})

describe('who plays a matrix game', () => {
  const rolesOf = (id: string, options: object) =>
    makeBatch(id, { slots: 1, view: null, ...options }).world.tables as GridTables

  it.each([
    ['prisoners_dilemma', {}, 2, 5000],
    ['prisoners_dilemma', { variant: 'arena' }, 8, 5000],
    ['prisoners_dilemma', { variant: 'arena', profile: 'socialjax' }, 4, 1000],
    ['prisoners_dilemma', { profile: 'socialjax' }, 2, 1000],
    ['stag_hunt', {}, 2, 2500],
    ['stag_hunt', { variant: 'arena' }, 8, 5000],
    ['running_with_scissors', { variant: 'one_shot' }, 2, 1000],
    ['running_with_scissors', { variant: 'arena', players: 3, horizon: 70 }, 3, 70],
  ])('%s %j: players and horizon', (id, options, players, horizon) => {
    const { agents, config } = makeBatch(id, { slots: 1, view: null, ...options })
    expect([agents, config.horizon]).toEqual([players, horizon])
  })

  it.each([2, 3, 5, 8, 16])('the arena takes %i', (players) => {
    const batch = makeBatch('prisoners_dilemma', { slots: 1, view: null, variant: 'arena', players })
    expect(batch.agents).toBe(players)
    batch.step()
  })

  it('bach or stravinsky: one of each, or half of each', () => {
    expect(rolesOf('bach_or_stravinsky', {}).roles).toEqual(['bach_fan', 'stravinsky_fan'])
    const eight = ['bach_fan', 'stravinsky_fan'].flatMap((role) => [role, role, role, role])
    expect(rolesOf('bach_or_stravinsky', { variant: 'arena' }).roles).toEqual(eight)
  })

  it('bach or stravinsky: any list of roles, in its order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('bach_fan', 'stravinsky_fan'), { minLength: 2, maxLength: 16 }), (roles) => {
        fc.pre(new Set(roles).size === 2)
        const batch = makeBatch('bach_or_stravinsky', { slots: 1, view: null, variant: 'arena', roles })
        expect(batch.spec.agents(batch.config, batch.world.tables).map(({ role }) => role)).toEqual(roles)
      }),
      { numRuns: 30 },
    )
  })

  it('a clone has the players and the horizon of what it is a clone of', () => {
    const batch = makeBatch('running_with_scissors', { slots: 1, view: null, variant: 'one_shot', players: 3 })
    expect(batch.clone().config).toEqual(batch.config)
  })
})

describe('matrix games', () => {
  it('refill the map of two when both are out', () => {
    const all = grids('prisoners_dilemma', { slots: 1 })
    const bare = gridOf(all).map((row) => row.replace(/[ab]/g, '.'))
    const players = [player(5, 5, 'north'), player(6, 5, 'north')].map((one) => ({ ...one, away: 3 }))
    lay(all, 0, { grid: bare, players })
    all.batch.step()
    expect(gridOf(all).join('').match(/[ab]/g)!.length).toBe(36)
  })

  it.each([
    ['while one is in the world', { variant: 'repeated' }, [3, 0]],
    ['in an arena', { variant: 'arena', players: 2 }, [3, 3]],
  ] as const)('do not refill it %s', (_, options, away) => {
    const all = grids('prisoners_dilemma', { slots: 1, ...options })
    const bare = gridOf(all).map((row) => row.replace(/[ab]/g, '.'))
    const players = away.map((steps, p) => ({ ...player(5 + p, 6, 'north'), away: steps }))
    const lost = Array.from({ length: all.world.tables.cells }, () => 0)
    lay(all, 0, { tick: 1, grid: bare, players, own: { lost } })
    all.batch.step()
    expect(gridOf(all).join('')).not.toMatch(/[ab]/)
  })

  it('destroy a resource with the third hit, which passes', () => {
    const all = grids('prisoners_dilemma', { slots: 1 })
    lay(all, 0, { players: [player(5, 2, 'west'), player(20, 13, 'north')] })
    const lit: number[] = []
    for (let t = 0; t < 7; t++) {
      play(all, t % 3 === 0 ? INTERACT : 0, 0)
      if (t % 3 === 0) lit.push(litCells(all.world, 0).length)
    }
    const [first, , third] = lit
    expect(third).toBeGreaterThan(first)
    expect(all.world.state.kind[2 * 23 + 3]).toBe(FLOOR)
  })

  it('let one interact once in a step, with whichever of two fires first', () => {
    const slots = 200
    const all = grids('prisoners_dilemma', { slots, variant: 'arena', players: 3 })
    const { world, batch } = all
    const players = [player(5, 6, 'east'), player(6, 6, 'north'), player(7, 6, 'west')]
    for (let slot = 0; slot < slots; slot++) lay(all, slot, { players, own: { ready: [1, 1, 1] } })
    for (let slot = 0; slot < slots; slot++) world.actions.set([INTERACT, 0, INTERACT], slot * 3)
    batch.step()
    const partners = new Set<string>()
    for (let slot = 0; slot < slots; slot++) partners.add(world.state.frozen.slice(slot * 3, slot * 3 + 3).join())
    expect([...partners].sort()).toEqual(['0,18,18', '18,18,0'])
  })

  it('have each pair interact for itself in one step', () => {
    const all = grids('stag_hunt', { slots: 1, variant: 'arena', players: 4 })
    const players = [player(1, 6, 'east'), player(2, 6, 'west'), player(1, 9, 'east'), player(2, 9, 'west')]
    lay(all, 0, { players, own: { ready: [1, 1, 1, 1], stock: [4, 1, 4, 1, 1, 4, 1, 4] } })
    play(all, INTERACT, 0, 0, INTERACT)
    expect([...all.world.state.frozen]).toEqual([18, 18, 18, 18])
    for (let t = 0; t < 18; t++) play(all, 0, 0, 0, 0)
    const [both, neither] = [(16 * 4 + 2 * 4 + 2) / 25, (4 * 2 + 16 * 2 + 4) / 25]
    const paid = [...all.world.rewards]
    for (const [p, reward] of [both, both, neither, neither].entries()) expect(paid[p]).toBeCloseTo(reward, 5)
  })

  it('of one shot end in the step after both were paid', () => {
    const all = grids('running_with_scissors', { slots: 1, variant: 'one_shot', autoreset: 'disabled' })
    lay(all, 0, { players: [player(10, 5, 'east'), player(12, 5, 'west')], own: { ready: [1, 1], stock: [2, 1, 1, 1, 1, 2] } })
    play(all, INTERACT, 0)
    const codes: number[] = []
    const paid: number[] = []
    for (let t = 1; t <= 19; t++) {
      play(all, 0, 0)
      codes.push(all.batch.done[0])
      paid.push(all.world.rewards[0])
    }
    expect(paid.findIndex((reward) => reward !== 0)).toBe(17)
    expect(codes.indexOf(TERMINATED)).toBe(18)
  }) // prettier-ignore

  it('of one shot go on without an interaction', () => {
    const { batch } = grids('running_with_scissors', { slots: 1, variant: 'one_shot', horizon: 1000, randomEnd: true, autoreset: 'disabled' })
    for (let t = 1; t < 1000; t++) batch.step()
    expect(batch.done[0]).toBe(0)
  }) // prettier-ignore

  it('of SocialJax send the one who was hit to a free start and leave the other where it is', () => {
    const slots = 300
    const all = grids('prisoners_dilemma', { slots, variant: 'arena', profile: 'socialjax' })
    const { world, batch } = all
    const { starts, width } = world.tables as unknown as { starts: Uint16Array; width: number }
    const players = [player(5, 6, 'east'), player(6, 6, 'west'), player(1, 1, 'north'), player(2, 1, 'north')]
    for (let slot = 0; slot < slots; slot++) lay(all, slot, { players })
    for (let slot = 0; slot < slots; slot++) world.actions.set([INTERACT, 0, 0, 0], slot * 4)
    batch.step()
    const taken = [width + 1, width + 2]
    const headings = new Set<number>()
    for (let slot = 0; slot < slots; slot++) {
      expect(world.state.cell[slot * 4]).toBe(6 * width + 5)
      const cell = world.state.cell[slot * 4 + 1]
      expect(starts.includes(cell) && !taken.includes(cell)).toBe(true)
      expect(world.state.who[slot * world.tables.cells + 6 * width + 6]).toBe(0)
      expect(world.state.who[slot * world.tables.cells + cell]).toBe(2)
      headings.add(world.state.heading[slot * 4 + 1])
    }
    expect(headings.size).toBe(4)
  })
})

describe('whatever is played', () => {
  const actions = fc.array(fc.nat({ max: 7 }), { minLength: 900, maxLength: 900 })
  const ready = [player(5, 6, 'east'), player(6, 6, 'west'), player(5, 10, 'north')]

  /** Random play of three in an arena, two of whom begin face to face; `check` looks after each step. Counts interactions. */
  function playAll(id: string, options: object, check: (all: Grids) => void): number {
    let interactions = 0
    fc.assert(
      fc.property(actions, fc.nat(), (given, seed) => {
        const all = grids(id, { slots: 1, variant: 'arena', players: 3, seed, ...options })
        const stock = [...(all.world.state.stock as Uint16Array)].map((held) => held + 1)
        lay(all, 0, { players: ready, own: { ready: [1, 1, 1], stock } })
        for (let t = 0; t < 300; t++) {
          play(all, given[3 * t], given[3 * t + 1], given[3 * t + 2])
          check(all)
        }
        interactions += metricsOf(all).interactions
      }),
      { numRuns: 15 },
    )
    return interactions
  }

  it('running with scissors pays as much as it takes, and hands are never empty', () => {
    const interactions = playAll('running_with_scissors', {}, ({ world }) => {
      expect(world.rewards[0] + world.rewards[1] + world.rewards[2]).toBeCloseTo(0, 5)
      expect(Math.min(...(world.state.stock as Uint16Array))).toBeGreaterThanOrEqual(1)
    })
    expect(interactions).toBeGreaterThan(5)
  })

  it('the frozen of the dilemma are pairs, and what is due lies among the payoffs', () => {
    const interactions = playAll('prisoners_dilemma', {}, ({ world }) => {
      const due = [...(world.state.due as Float64Array)].filter((_, p) => world.state.frozen[p] > 0)
      expect(due.length % 2).toBe(0)
      for (const reward of due) expect(reward > 0 && reward < 5).toBe(true)
    })
    expect(interactions).toBeGreaterThan(5)
  })

  it('SocialJax keeps everybody in the world and no more on the map than its sites', () => {
    const interactions = playAll('prisoners_dilemma', { profile: 'socialjax' }, ({ world: { live, state } }) => {
      expect([...live]).toEqual([1, 1, 1])
      expect(state.kind.filter((kind) => kind > 2).length).toBeLessThanOrEqual(36)
      for (let p = 0; p < 3; p++) expect(state.who[state.cell[p]]).toBe(p + 1)
    })
    expect(interactions).toBeGreaterThan(5)
  })
})

describe('metrics of the matrix games', () => {
  /** Two who meet with these hands, one after the other. */
  function meet(id: string, ...hands: number[][]): Record<string, number> {
    const all = grids(id, { slots: 1 })
    const undefined_ = metricsOf(all)
    expect(undefined_.interactions).toBe(0)
    const own = all.batch.spec.metrics.slice(6, -NEEDS_METRICS.length)
    for (const name of own) expect(undefined_[name], name).toBeNaN()
    for (const stock of hands) {
      const players = [player(5, 5, 'east'), player(7, 5, 'west')]
      lay(all, 0, { players, own: { ready: [1, 1], stock } })
      play(all, INTERACT, 0)
    }
    return metricsOf(all)
  }

  it('cooperation: mean shares, and both for the most part', () => {
    const said = meet('prisoners_dilemma', [3, 1, 2, 1], [3, 1, 1, 3], [1, 1, 3, 1])
    expect(said.interactions).toBe(3)
    expect(said.cooperation).toBeCloseTo((3 / 4 + 2 / 3 + 3 / 4 + 1 / 4 + 1 / 2 + 3 / 4) / 6, 12)
    expect(said.mutual_cooperation).toBeCloseTo(1 / 3, 12)
  })

  it('bach or stravinsky: which of the four ends, and nothing for who is undecided', () => {
    const ends = { bach: [3, 1, 2, 1], stravinsky: [1, 2, 1, 2], own: [2, 1, 1, 2], other: [1, 2, 2, 1], even: [1, 1, 2, 1] }
    const { bach, stravinsky, own, other, even } = ends
    const said = meet('bach_or_stravinsky', bach, bach, stravinsky, own, own, own, other, even)
    expect(said).toMatchObject({ interactions: 8, coordination: 3 / 8, both_bach: 2 / 8, both_stravinsky: 1 / 8 })
    expect(said).toMatchObject({ each_own: 3 / 8, each_other: 1 / 8 })
  }) // prettier-ignore

  it('running with scissors: mean shares and how pure hands are', () => {
    const said = meet('running_with_scissors', [2, 1, 1, 1, 1, 1], [1, 2, 1, 1, 1, 2])
    expect(said.interactions).toBe(2)
    expect(said.rock).toBeCloseTo((1 / 2 + 1 / 3 + 1 / 4 + 1 / 4) / 4, 12)
    expect(said.paper).toBeCloseTo((1 / 4 + 1 / 3 + 1 / 2 + 1 / 4) / 4, 12)
    expect(said.scissors).toBeCloseTo((1 / 4 + 1 / 3 + 1 / 4 + 1 / 2) / 4, 12)
    expect(said.purity).toBeCloseTo((1 / 2 + 1 / 3 + 1 / 2 + 1 / 2) / 4, 12)
  })

  it('do not count a meeting with an empty hand', () => {
    const all = grids('prisoners_dilemma', { slots: 1, profile: 'socialjax' })
    lay(all, 0, { players: [player(5, 5, 'east'), player(6, 5, 'west')], own: { stock: [2, 0, 0, 0] } })
    play(all, INTERACT, 0)
    expect(metricsOf(all).interactions).toBe(0)
    expect(metricsOf(all).cooperation).toBeNaN()
  })
})

describe('views of the matrix games', () => {
  it.each([
    ['prisoners_dilemma', ['ready', 'low result', 'high result', 'middle result', 'charge', 'holds cooperate', 'holds defect']],
    ['bach_or_stravinsky', ['middle result', 'bach fan', 'stravinsky fan', 'charge', 'holds bach', 'holds stravinsky']],
    ['running_with_scissors', ['middle result', 'charge', 'holds rock', 'holds paper', 'holds scissors']],
  ])('%s has a layer for each thing to know', (id, last) => {
    const { world } = grids(id, { slots: 1 })
    expect(channels(world.tables).slice(-last.length)).toEqual(last)
  }) // prettier-ignore

  it('show everybody the role of everybody', () => {
    const all = grids('bach_or_stravinsky', { slots: 1, view: 'symbolic' })
    lay(all, 0, { players: [player(5, 9, 'north'), player(5, 8, 'north')] })
    const names = channels(all.world.tables)
    const seen = (agent: number, cell: number, name: string) =>
      all.batch.observations[(agent * 25 + cell) * names.length + names.indexOf(name)]
    // In a window of 5 x 5 the own cell is in the fourth row, the one ahead in the third.
    const [own, ahead, behind] = [17, 12, 22]
    expect([seen(0, own, 'bach fan'), seen(0, own, 'stravinsky fan')]).toEqual([1, 0])
    expect([seen(0, ahead, 'bach fan'), seen(0, ahead, 'stravinsky fan')]).toEqual([0, 1])
    expect([seen(1, behind, 'bach fan'), seen(1, behind, 'stravinsky fan')]).toEqual([1, 0])
  })

  it('show roles as coats and the rest as marks on them', () => {
    const picture = (roles: string[], ready: number) => {
      const all = grids('bach_or_stravinsky', { slots: 1, roles, view: 'rgb' })
      lay(all, 0, { players: [player(5, 9, 'north'), player(5, 7, 'north')], own: { ready: [0, ready] } })
      return all.batch.observations.slice(0, 40 * 40 * 3).join()
    }
    const [bach, stravinsky] = ['bach_fan', 'stravinsky_fan']
    const pictures = [[bach, stravinsky], [stravinsky, bach]].flatMap((roles) => [picture(roles, 0), picture(roles, 1)]) // prettier-ignore
    expect(new Set(pictures).size).toBe(4)
  })

  it('tell a player in words what it holds and whom it can meet', () => {
    const told = (id: string, options: object = {}) => {
      const { batch, world } = grids(id, { slots: 1, ...options })
      return batch.spec.text(world, 0, 0).split('\n')[1]
    }
    expect(told('prisoners_dilemma')).toBe('You hold 1 of cooperate and 1 of defect; you are not ready: take a resource first.') // prettier-ignore
    expect(told('prisoners_dilemma', { profile: 'socialjax' })).toBe('You hold 0 of cooperate and 0 of defect.')
    expect(told('running_with_scissors')).toContain('You hold 1 of rock, 1 of paper and 1 of scissors;')
    expect(told('bach_or_stravinsky')).toContain('You are a bach_fan and interact with a stravinsky_fan alone.')
  })

  it('common: the share of the second kind of three', () => {
    const all = grids('running_with_scissors', { slots: 1, view: 'common' })
    lay(all, 0, { own: { stock: [2, 6, 2, 1, 1, 1] } })
    const { amount, quality, progress } = SELF.at
    const row = all.batch.observations
    expect([row[amount], row[quality], row[progress]]).toEqual([10 / 16, 0.2, 0.6].map(shareByte))
  })
})
