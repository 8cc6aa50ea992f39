/** How often intervals cover and tests err, over fewer trials than the nightly checks. */
import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../../agents/distributions.ts'
import { meanOf } from '../../probes/stats/contrast.ts'
import { simulate, SIMULATIONS, type Simulation } from './stats-simulations.ts'

/** Share of the nightly trials. */
const SHARE = 1 / 50

describe('rates are as claimed, within Monte Carlo error', () => {
  it.each(Object.entries(SIMULATIONS))('%s', (name, simulation) => {
    const { rate, ok } = simulate(name, simulation, Math.ceil(simulation.trials * SHARE))
    expect(ok, `got a rate of ${rate}, expected it ${simulation.claim} ${simulation.rate}`).toBe(true)
  })
})

describe('a simulation bites', () => {
  const covers: Simulation = {
    claim: 'is',
    rate: 0.95,
    trials: 2000,
    trial(random) {
      const draw = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
      const { estimate, se } = meanOf([draw(), draw(), draw(), draw(), draw()], 'seed')
      return Math.abs(estimate!) <= normalQuantile(0.975) * se!
    },
  }

  it('an interval of 5 seeds by the normal quantile fails', () => {
    const { rate, ok } = simulate('z', covers, covers.trials)
    expect(rate).toBeLessThan(0.9)
    expect(ok).toBe(false)
  })

  it('on the side of its claim', () => {
    expect(simulate('z', { ...covers, claim: 'at least' }, covers.trials).ok).toBe(false)
    expect(simulate('z', { ...covers, claim: 'at most' }, covers.trials).ok).toBe(true)
    expect(simulate('z', { ...covers, rate: 0.88 }, covers.trials).ok).toBe(true)
  })

  it('is a function of its name', () => {
    const rateOf = (name: string) => simulate(name, covers, 500).rate
    expect(rateOf('a')).toBe(rateOf('a'))
    expect(rateOf('a')).not.toBe(rateOf('b'))
  })
})
