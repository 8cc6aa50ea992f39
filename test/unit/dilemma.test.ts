import { describe, expect, it } from 'vitest'
import { CERTIFICATES } from '../../agents/certificates.ts'
import { certify, COOPERATOR, cooperating, DEFECTOR, schelling } from '../../agents/dilemma.ts'
import { sva } from './cli-run.ts'

const coins = CERTIFICATES.coins

describe('a certificate', () => {
  it('of a game for n seats n + 1 populations, from nobody to everybody who cooperates', () => {
    const { populations } = schelling({
      name: 'three',
      summary: '',
      env: 'coins',
      envOptions: {},
      players: 3,
      cooperate: 'c',
      defect: 'd',
      tempts: ['fear'],
    })
    expect(populations.map(({ name, seats }) => [name, seats.map(({ bot }) => bot).join('')])).toEqual([
      [cooperating(0), 'ddd'],
      [cooperating(1), 'cdd'],
      [cooperating(2), 'ccd'],
      [cooperating(3), 'ccc'],
    ])
  })

  it('needs the temptations that its game is known for, and reports the other', () => {
    const { claims } = schelling({
      name: 'stag',
      summary: '',
      env: 'stag_hunt',
      envOptions: {},
      players: 2,
      cooperate: 'c',
      defect: 'd',
      tempts: ['fear'],
    })
    expect(claims.map(({ required }) => required)).toEqual([true, true, true, false])
  })

  it('plays the same on one seed, other episodes on another', async () => {
    const [a, b, c] = [
      await certify(coins, { episodes: 2 }),
      await certify(coins, { episodes: 2 }),
      await certify(coins, { episodes: 2, seed: 1 }),
    ]
    expect(a).toEqual(b)
    expect(c.payoffs).not.toEqual(a.payoffs)
  })

  it('takes differences episode by episode, at a level that covers all claims together', async () => {
    const { level, payoffs, claims } = await certify(coins, { episodes: 3 })
    expect(level).toBeCloseTo(1 - 0.05 / 4, 12)
    const earned = (population: string, part: string) =>
      payoffs.find((payoff) => payoff.population === population && payoff.part === part)!.earned.mean
    const [mutual] = claims
    expect(mutual.difference.mean).toBeCloseTo(earned(cooperating(2), COOPERATOR) - earned(cooperating(0), DEFECTOR), 9)
    expect(mutual.difference.n).toBe(3)
  })

  it('does not pass where two episodes decide too little', async () => {
    const { verdict } = await certify(coins, { episodes: 2 })
    expect(verdict).toBe('INCONCLUSIVE')
  })

  it.each([0, 1, 2.5, NaN])('refuses %s episodes', async (episodes) => {
    await expect(certify(coins, { episodes })).rejects.toThrow(`Got ${episodes} episodes, expected an integer >= 2`)
  })
})

describe('sva certify', () => {
  it('prints the diagram and the claims, and exits with 0 where they hold', async () => {
    const { code, stdout } = await sva(['certify', 'coins'])
    expect(code).toBe(0)
    expect(stdout).toContain('2 cooperate')
    expect(stdout).toMatch(/greed: while most others cooperate, defecting pays more .*HOLDS/)
    expect(stdout.trimEnd().endsWith('coins: HOLDS')).toBe(true)
  })

  it('exits with 1 where they fail: shared reward leaves nothing to be tempted by', async () => {
    const { code, stdout } = await sva(['certify', 'coins', '--episodes', '10', '--option', 'reward=shared'])
    expect(code).toBe(1)
    expect(stdout).toContain('coins: FAILS')
  })

  it('refuses to draw what is no Schelling diagram', async () => {
    expect(await sva(['certify', 'running_with_scissors', '--chart', 'never.svg'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no Schelling diagram, expected one of: coins, /),
    })
  })

  it('lists the certificates where one is unknown, and options where one is', async () => {
    expect(await sva(['certify', 'poker'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/unknown certificate 'poker', expected one of: coins/),
    })
    expect(await sva(['certify', 'coins', '--option', 'tax=1'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/unknown option 'tax', expected one of: horizon/),
    })
  })
})
