/** The autonomy world is what it is said to be, and an edit that couples its agents, or starves them, fails here. */
import { describe, expect, it } from 'vitest'
import { certifyAutonomy, independent, sufficient, type CertifyAutonomy } from '../../agents/autonomy.ts'
import type { EnvSpec } from '../../envs/core/spec.ts'
import { spec } from './autonomy-world.ts'

/** Agents close enough that what couples them shows soon. */
const SMALL = { agents: 16, center: 40, horizon: 300 }
const options = (over: Partial<CertifyAutonomy> = {}): CertifyAutonomy => ({ episodes: 3, ...over, envOptions: { ...SMALL, ...over.envOptions } }) // prettier-ignore

describe('certified', () => {
  it('nobody hangs on anybody else, and one can live alone', () => {
    const certified = certifyAutonomy(options())
    expect(certified.independence.map(({ divergence }) => divergence)).toEqual([null, null, null])
    expect(certified.independence.every(({ ticks }) => ticks === 3 * SMALL.horizon)).toBe(true)
    expect(certified.sufficiency).toMatchObject({ verdict: 'HOLDS', difference: 0 })
    expect(certified.verdict).toBe('HOLDS')
  })

  it('in the world as it is by default', () => {
    const { verdict, upAmongAll } = sufficient({ episodes: 2 })
    expect(verdict).toBe('HOLDS')
    expect(upAmongAll.mean).toBeGreaterThanOrEqual(0.995)
  })

  it('not from one world', () => {
    expect(() => certifyAutonomy({ episodes: 1 })).toThrow('Got 1 episodes')
  })
})

describe('a mutant that couples agents is refused', () => {
  it.each([
    ['what one eats is bare for all', { rivalry: 1 }],
    ['a cell holds one body', { blocking: 1 }],
    ['blows harm', { harm: 25 }],
    ['gifts arrive', { transfer: 1 }],
    ['help heals', { shock: 0.05 }],
    ['all of it', { variant: 'dependence', harm: 5, blocking: 1, transfer: 1 }],
  ] as const)('%s', (_, envOptions) => {
    const { verdict, divergence } = independent('random', options({ envOptions }))
    expect(verdict).toBe('FAILS')
    expect(divergence).not.toBeNull()
  })

  it('draws come from one stream that all share', () => {
    const stream: EnvSpec = {
      ...spec,
      step(world, slot) {
        const at = slot * 4
        const key = world.key[at]
        // The next draw hangs on how much has happened to anybody so far.
        world.key[at] = key + (world.state.noted as Int32Array)[slot]
        try {
          return spec.step(world, slot)
        } finally {
          world.key[at] = key
        }
      },
    }
    expect(independent('random', options({ spec: stream })).verdict).toBe('FAILS')
  })

  it("an agent's own block shows who is near", () => {
    const shown: EnvSpec = {
      ...spec,
      views: {
        symbolic: {
          ...spec.views.symbolic,
          update: undefined,
          write(world, slot) {
            spec.views.symbolic.write(world, slot)
            const company = world.state.company as Uint8Array
            for (let row = slot * world.agents; row < (slot + 1) * world.agents; row++)
              world.observations[row * world.rowSize + 1] = company[row]
          },
        },
      },
    }
    expect(independent('forager', options({ spec: shown }))).toMatchObject({ verdict: 'FAILS', divergence: { what: 'own observation' } }) // prettier-ignore
  })
})

describe('a mutant in which one cannot live alone is refused', () => {
  it('for scarcity', () => {
    const { verdict, upAlone } = sufficient(options({ envOptions: { scarcity: 40 } }))
    expect(verdict).toBe('FAILS')
    expect(upAlone.mean).toBeLessThan(0.9)
  })

  it('for what others take', () => {
    const { verdict, difference } = sufficient(options({ envOptions: { rivalry: 1, scarcity: 5, center: 20 } }))
    expect(verdict).toBe('FAILS')
    expect(Math.abs(difference)).toBeGreaterThan(0.01)
  })
})

describe('couplings that are no matter of others', () => {
  it.each([
    ['advantage', { advantage: 1 }],
    ['scarcity', { scarcity: 2 }],
    ['open needs', { open: 1 }],
  ] as const)('leave everyone independent: %s', (_, envOptions) => {
    expect(independent('random_social', options({ envOptions })).verdict).toBe('HOLDS')
  })
})
