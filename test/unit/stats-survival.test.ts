/** Censored times: against statsmodels 0.14. */
import { describe, expect, it } from 'vitest'
import { hazardRatio, logRank, medianSurvival, type Subject } from '../../probes/stats/survival.ts'

const TIMES = [6, 7, 10, 15, 19, 25, 9, 11, 3, 4, 4, 16, 8, 12, 5, 5]
const EVENTS = [1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0]
const STRATA = [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]
const PLAIN = TIMES.map((time, i): Subject => ({ time, event: EVENTS[i] === 1, arm: i < 8 ? 0 : 1 }))
const STRATIFIED = PLAIN.map((subject, i) => ({ ...subject, stratum: STRATA[i] }))

describe('logRank', () => {
  it('with and without strata', () => {
    expect(logRank(PLAIN).chiSquare).toBeCloseTo(2.074876988223961, 12)
    expect(logRank(PLAIN).p).toBeCloseTo(0.14974201208156934, 12)
    expect(logRank(STRATIFIED).chiSquare).toBeCloseTo(0.631291829204802, 12)
    expect(logRank(STRATIFIED).p).toBeCloseTo(0.4268818581000672, 12)
  })

  it('swapping arms changes nothing but the arm observed', () => {
    const swapped = logRank(PLAIN.map((s) => ({ ...s, arm: s.arm === 1 ? 0 : 1 })))
    expect(swapped.p).toBeCloseTo(logRank(PLAIN).p!, 12)
    expect(swapped.observed + logRank(PLAIN).observed).toBe(12)
  })

  it('has no p where the arms are never at risk together, or nothing happens', () => {
    const apart = PLAIN.map((subject, i) => ({ ...subject, stratum: i }))
    expect(logRank(apart)).toMatchObject({ chiSquare: null, p: null, variance: 0 })
    expect(logRank(PLAIN.map((subject) => ({ ...subject, event: false }))).p).toBe(null)
    expect(logRank([]).p).toBe(null)
  })
})

describe('hazardRatio', () => {
  it('is that of Cox with ties by Breslow', () => {
    const cases = [
      [PLAIN, 0.8532486, 0.6136155],
      [STRATIFIED, 0.51040174, 0.64848128],
    ] as const
    for (const [subjects, logRatio, se] of cases) {
      const { estimate, low, high, n } = hazardRatio(subjects, { unit: 'run' })
      expect(Math.log(estimate!)).toBeCloseTo(logRatio, 6)
      expect(Math.log(high! / low!) / 2 / 1.959963984540054).toBeCloseTo(se, 6)
      expect(n).toBe(16)
    }
  })

  it('is null where one arm never has the event', () => {
    const never = PLAIN.map((subject) => ({ ...subject, event: subject.event && subject.arm === 0 }))
    expect(hazardRatio(never, { unit: 'run' })).toMatchObject({ estimate: null, low: null, high: null, n: 16 })
  })
})

describe('medianSurvival', () => {
  it('with the interval of Brookmeyer and Crowley', () => {
    expect(medianSurvival(PLAIN, { unit: 'run' })).toMatchObject({ estimate: 10, low: 6, high: 15, n: 16 })
    expect(medianSurvival(STRATIFIED, { unit: 'run' })).toEqual(medianSurvival(PLAIN, { unit: 'run' }))
  })

  it('is null, with a reason, where the curve does not fall to it', () => {
    const censored = PLAIN.map((subject, i) => ({ ...subject, event: i === 0 }))
    expect(medianSurvival(censored, { unit: 'run' })).toMatchObject({
      estimate: null,
      high: null,
      reason: 'censored: fewer than half had the event',
    })
    expect(medianSurvival([], { unit: 'run' })).toMatchObject({ estimate: null, low: null, n: 0 })
  })
})
