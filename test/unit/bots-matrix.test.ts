import { describe, expect, it } from 'vitest'
import { bot, botsFor } from '../../agents/bots/index.ts'
import type { MatrixWorld } from '../../envs/meltingpot/matrix-state.ts'
import { matrixGames } from '../../envs/meltingpot/matrix.ts'
import { outcome, play, times } from './bots-play.ts'
import { grids, lay, player } from './meltingpot-world.ts'

/** `[slots][players]` letters of the kinds that each held most of, an interaction a letter; `=` for a tie. */
function meetings(env: string, names: readonly string[], steps: number, slots = 1, letters = 'CD'): string[][] {
  const all = grids(env, { slots, seed: 11 })
  const { state, agents } = all.world as unknown as MatrixWorld
  const seen = Array.from({ length: slots }, () => Array.from({ length: agents }, () => ''))
  let stock = state.stock.slice()
  let frozen = state.frozen.slice()
  play(all.batch, names, steps, () => {
    for (let row = 0; row < slots * agents; row++) {
      if (state.frozen[row] <= frozen[row]) continue
      // Whose hands were emptied: those of the step before.
      const of = (from: Uint16Array): number[] => [...from.subarray(row * letters.length, (row + 1) * letters.length)]
      const hands = of(state.stock).every((held) => held === 1) ? of(stock) : of(state.stock)
      const most = Math.max(...hands)
      const isTie = hands.filter((held) => held === most).length > 1
      seen[Math.floor(row / agents)][row % agents] += isTie ? '=' : letters[hands.indexOf(most)]
    }
    stock = state.stock.slice()
    frozen = state.frozen.slice()
  })
  return seen
}

/** What the first of two players held most of, interaction by interaction. */
const kindsOf = (first: string, second: string, steps = 700): string =>
  meetings('prisoners_dilemma', [first, second], steps)[0][0]

const repeated = (env: string, first: string, second: string) => outcome(env, {}, [first, second], 2)

describe('players of matrix games', () => {
  it('meet once in 60 steps or more often, with hands that are mostly of one kind', async () => {
    for (const env of ['prisoners_dilemma', 'stag_hunt', 'chicken']) {
      const { metrics } = await repeated(env, 'cooperator', 'defector')
      expect(metrics.interactions).toBeGreaterThan(1000 / 60)
      expect(metrics.mutual_cooperation).toBe(0)
      const both = await repeated(env, 'cooperator', 'cooperator')
      expect(both.metrics).toMatchObject({ mutual_cooperation: 1 })
      expect(both.metrics.cooperation).toBeGreaterThan(0.82)
    }
  })

  it('margin is the lead with which they look for a partner: the larger, the purer their hands', async () => {
    const [loose, strict] = [
      await repeated('prisoners_dilemma', 'cooperator:margin=1', 'cooperator:margin=1'),
      await repeated('prisoners_dilemma', 'cooperator:margin=9', 'cooperator:margin=9'),
    ]
    expect(strict.metrics.cooperation).toBeGreaterThan(0.87)
    expect(loose.metrics.cooperation).toBeLessThan(0.8)
    expect(loose.metrics.interactions).toBeGreaterThan(strict.metrics.interactions)
  })

  it('the prisoners are in their dilemma, and tit for tat gets them out of it', async () => {
    const pd = (first: string, second: string) => repeated('prisoners_dilemma', first, second)
    const [cc, cd, dd] = [await pd('cooperator', 'cooperator'), await pd('cooperator', 'defector'), await pd('defector', 'defector')] // prettier-ignore
    expect(cd.returns.defector).toBeGreaterThan(cc.returns.cooperator)
    expect(cc.returns.cooperator).toBeGreaterThan(dd.returns.defector)
    expect(dd.returns.defector).toBeGreaterThan(cd.returns.cooperator)
    const [tt, td] = [await pd('tit_for_tat', 'tit_for_tat'), await pd('tit_for_tat', 'defector')]
    expect(tt.returns.tit_for_tat).toBeGreaterThan(0.95 * cc.returns.cooperator)
    expect(td.returns.defector).toBeLessThan(1.25 * dd.returns.defector)
  })

  it('tit for tat cooperates first and then does what was done to it', () => {
    expect(kindsOf('tit_for_tat', 'cooperator')).toMatch(/^C{10,}$/)
    expect(kindsOf('tit_for_tat', 'defector')).toMatch(/^CD{10,}$/)
    expect(kindsOf('tit_for_tat', 'flip:first=0:second=1:after=3')).toMatch(/^CCCCD{6,}$/)
    expect(kindsOf('tit_for_tat', 'alternator')).toMatch(/^C(CD){5,}C?$/)
  })

  it('tit for tat trembles as often as it is told', () => {
    const seen = meetings('prisoners_dilemma', ['tit_for_tat:tremble=0.15', 'cooperator'], 600, 40)
    const done = seen.map(([first]) => first).join('')
    const share = [...done].filter((kind) => kind === 'D').length / done.length
    expect(done.length).toBeGreaterThan(400)
    expect(Math.abs(share - 0.15)).toBeLessThan(4 * Math.sqrt((0.15 * 0.85) / done.length))
  })

  it('grim takes so many defections, whenever they come, and then never cooperates again', () => {
    expect(kindsOf('grim', 'cooperator')).toMatch(/^C{10,}$/)
    expect(kindsOf('grim', 'defector')).toMatch(/^CD{10,}$/)
    expect(kindsOf('grim:defections=3', 'defector')).toMatch(/^CCCD{8,}$/)
    expect(kindsOf('grim:defections=2', 'alternator', 900)).toMatch(/^CCCCD{6,}$/)
  })

  it('a corrigible player defects until it has had enough of that, then answers', () => {
    expect(kindsOf('corrigible', 'cooperator')).toMatch(/^D{10,}$/)
    expect(kindsOf('corrigible:defections=2', 'flip:first=1:second=0:after=4', 900)).toMatch(/^DDDDDC{5,}$/)
    expect(kindsOf('corrigible', 'flip:first=1:second=0:after=3', 900)).toMatch(/^D{4}C{5,}$/)
  })

  it('others go by a schedule, or by the payoffs', () => {
    expect(kindsOf('flip:after=2', 'cooperator')).toMatch(/^CCD{8,}$/)
    expect(kindsOf('alternator:every=2', 'cooperator')).toMatch(/^(CCDD){2,}C?C?D?D?$/)
    expect(kindsOf('respond:by=copy', 'defector')).toMatch(/^[CD]D{9,}$/)
    expect(kindsOf('respond', 'cooperator')).toMatch(/^[CD]D{9,}$/)
    expect(meetings('stag_hunt', ['respond', 'cooperator'], 700)[0][0]).toMatch(/^[CD]C{8,}$/)
    expect(meetings('chicken', ['respond', 'defector'], 700)[0][0]).toMatch(/^[CD]C{8,}$/)
  })

  it('a specialist takes any kind, by number or name', () => {
    expect(meetings('stag_hunt', ['specialist:kind=hare', 'specialist:kind=0'], 300)[0]).toEqual([
      expect.stringMatching(/^D{4,}$/),
      expect.stringMatching(/^C{4,}$/),
    ])
    const all = grids('stag_hunt', { slots: 1 })
    expect(() => bot('specialist:kind=rabbit', 'stag_hunt').act(all.batch, [0])).toThrow(
      "Got kind 'rabbit', expected one of: stag, hare; or a number from 0 to 1.",
    )
  })

  it('answer one of three kinds, and each fan by its own payoffs', () => {
    const three = meetings('running_with_scissors', ['respond', 'specialist:kind=rock'], 700, 1, 'RPS')
    expect(three[0][0]).toMatch(/^[RPS]P{5,}$/)
    const fans = meetings('bach_or_stravinsky', ['specialist:kind=bach', 'respond'], 700, 1, 'BS')
    expect(fans[0][1]).toMatch(/^[BS]B{5,}$/)
  })

  it('fans look for fans of the other', async () => {
    const arena = { variant: 'arena', roles: ['bach_fan', 'bach_fan', 'bach_fan', 'stravinsky_fan'] }
    const { metrics } = await outcome('bach_or_stravinsky', arena, times(4, 'specialist:kind=bach'), 1)
    expect(metrics.interactions).toBeGreaterThan(5)
    expect(metrics.both_bach).toBe(1)
  })

  it('every game has those that need no word for cooperation', () => {
    for (const { id } of matrixGames) {
      expect(botsFor(id).map(({ name }) => name)).toEqual(
        expect.arrayContaining(['specialist', 'flip', 'alternator', 'respond']),
      )
    }
  })
})

describe('where eight play', () => {
  it('a player learns from the one it met, also while others meet', () => {
    const all = grids('prisoners_dilemma', { slots: 1, variant: 'arena' })
    const { state } = all.world as unknown as MatrixWorld
    const places = [[3, 6, 'east'], [5, 6, 'west'], [3, 17, 'east'], [5, 17, 'west'], [20, 1, 'north'], [21, 1, 'north'], [22, 1, 'north'], [23, 1, 'north']] as const // prettier-ignore
    const stock = [[6, 1], [1, 6], [1, 6], [6, 1], [1, 1], [1, 1], [1, 1], [1, 1]] // prettier-ignore
    lay(all, 0, {
      players: places.map(([x, y, heading]) => player(x, y, heading)),
      own: { stock: stock.flat(), ready: [1, 1, 1, 1, 0, 0, 0, 0] },
    })
    const policy = bot('tit_for_tat', 'prisoners_dilemma')
    policy.reset()
    const first = ['', '', '', '']
    for (let step = 0; step < 160; step++) {
      void policy.act(all.batch, [0, 1, 2, 3])
      if (step === 0) for (const p of [0, 2]) all.world.actions[p] = 7
      all.batch.step()
      for (let p = 0; p < 4; p++) {
        const hands = state.stock.subarray(p * 2, p * 2 + 2)
        if (step > 30 && first[p] === '' && hands[0] !== hands[1]) first[p] = hands[0] > hands[1] ? 'C' : 'D'
      }
    }
    expect(first).toEqual(['D', 'C', 'C', 'D'])
  })

  it('tit for tat does not tell its partners apart: one defector among seven brings defection to all', async () => {
    const arena = { variant: 'arena' }
    const seats = (others: string) => ['defector', ...Array.from({ length: 7 }, () => others)]
    const firm = await outcome('prisoners_dilemma', arena, seats('cooperator'), 1)
    const soft = await outcome('prisoners_dilemma', arena, seats('tit_for_tat'), 1)
    expect(soft.metrics.cooperation).toBeLessThan(firm.metrics.cooperation - 0.1)
    expect(soft.returns.defector).toBeLessThan(firm.returns.defector)
  })
})
