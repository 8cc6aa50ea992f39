/** The games are the dilemmas that they are said to be, and an edit that takes the dilemma out of one fails here. */
import { describe, expect, it } from 'vitest'
import { CERTIFICATES } from '../../agents/certificates.ts'
import { certify } from '../../agents/dilemma.ts'
import type { EnvSpec } from '../../envs/core/spec.ts'
import { trials } from '../../envs/meltingpot/engine/chance.ts'
import { FIRST_BEAM, STAY, type GridTables } from '../../envs/meltingpot/engine/state.ts'
import { find } from '../../envs/registry.ts'

const EPISODES = 20
/** Of games of many players, whose episodes are long and alike: the nightly run plays more. */
const OF_MANY = 10
const MANY = [
  'commons_harvest/open', 'commons_harvest/closed', 'commons_harvest/partnership', 'clean_up', 'externality_mushrooms', 'gift_refinements',
  'coop_mining', 'territory',
] // prettier-ignore

describe('certified', () => {
  it.each(Object.keys(CERTIFICATES))('%s', async (name) => {
    const { verdict, claims } = await certify(CERTIFICATES[name], {
      episodes: MANY.includes(name) ? OF_MANY : EPISODES,
    })
    expect({ verdict, claims: claims.filter((claim) => claim.required && claim.verdict !== 'HOLDS') }).toEqual({
      verdict: 'HOLDS',
      claims: [],
    })
  })
})

/** The environment with other tables: a change of its numbers. */
function mutant<T extends GridTables>(id: string, change: (tables: T) => Partial<T>): EnvSpec {
  const spec = find(id)
  return {
    ...spec,
    tables: (config) => {
      const tables = spec.tables(config) as T
      return { ...tables, ...change(tables) }
    },
  }
}

interface Growing extends GridTables {
  readonly sites: Uint16Array
  readonly rates: readonly number[]
  readonly most: number
}

describe('a mutant without the dilemma', () => {
  it.each(['coins', 'prisoners_dilemma', 'chicken', 'commons_harvest/open', 'clean_up'])(
    'is refused: shared reward in %s',
    async (name) => {
      const shared = await certify(CERTIFICATES[name], { episodes: 8, envOptions: { reward: 'shared' } })
      expect(shared.verdict).not.toBe('HOLDS')
    },
  )

  it('is refused: apples that grow ten times as fast, wherever there are others or none', async () => {
    const spec = mutant<Growing>('commons_harvest', ({ rates, most, sites }) => ({
      rates: rates.map(() => 10 * most),
      most: 10 * most,
      growth: trials(10 * most, sites.length),
    }))
    expect((await certify(CERTIFICATES['commons_harvest/open'], { episodes: 8, spec })).verdict).toBe('FAILS')
  })

  it('is refused: apples that grow ten times as fast by the apples around', async () => {
    const spec = mutant<Growing>('commons_harvest', ({ rates, most, sites }) => ({
      rates: rates.map((rate) => 10 * rate),
      most: 10 * most,
      growth: trials(10 * most, sites.length),
    }))
    expect((await certify(CERTIFICATES['commons_harvest/open'], { episodes: 8, spec })).verdict).not.toBe('HOLDS')
  })

  it('is refused: nobody zaps, and guards keep nobody out', async () => {
    const game = find('commons_harvest')
    const spec: EnvSpec = {
      ...game,
      step(world, slot) {
        const { actions, agents } = world
        for (let row = slot * agents; row < (slot + 1) * agents; row++)
          if (actions[row] >= FIRST_BEAM) actions[row] = STAY
        return game.step(world, slot)
      },
    }
    expect((await certify(CERTIFICATES['commons_harvest/guarded'], { episodes: 8, spec })).verdict).not.toBe('HOLDS')
  })

  it('is refused: a coin of the other that costs it nothing', async () => {
    const spec = mutant<GridTables & { numbers: object }>('coins', ({ numbers }) => ({
      numbers: { ...numbers, lossOfOther: 0 },
    }))
    expect((await certify(CERTIFICATES.coins, { episodes: 8, spec })).verdict).not.toBe('HOLDS')
  })
})
