/** Rank tests, trends and inequality: against SciPy 1.17, by counting, and at the edges. */
import { describe, expect, it } from 'vitest'
import { inequality } from '../../probes/stats/inequality.ts'
import { mannWhitney, midranks, signFlip, wilcoxon } from '../../probes/stats/ranks.ts'
import { kendallTau, mannKendall, olsSlope, pageL, spearman, theilSen } from '../../probes/stats/trend.ts'

const X = [2.1, 3.4, 1.9, 5.6, 4.4]
const Y = [1.1, 2.9, 0.3, 1.9]

describe('ranks', () => {
  it('ties share the mean of theirs', () => {
    expect(midranks([30, 10, 20, 10, 10])).toEqual([5, 2, 4, 2, 2])
    expect(midranks([])).toEqual([])
  })
})

describe('mannWhitney', () => {
  it('with a tie is asymptotic, without also exact', () => {
    const tied = mannWhitney(X, Y)
    expect(tied).toMatchObject({ u: 17.5, probability: 17.5 / 20, pExact: null })
    expect(tied.pTwoSided).toBeCloseTo(0.08509993251567075, 12)
    const untied = mannWhitney(
      X,
      Y.map((y) => y + 0.01),
    )
    expect(untied.u).toBe(17)
    expect(untied.pExact).toBeCloseTo(1 / 9, 12)
  })

  it('exact p of the smallest samples is by counting', () => {
    expect(mannWhitney([2, 3], [0, 1]).pExact).toBeCloseTo(2 / 6, 14)
    expect(mannWhitney([1], [2]).pExact).toBe(1)
  })

  it('swapped samples give the same two-sided p and the rest of U', () => {
    const [a, b] = [mannWhitney(X, Y), mannWhitney(Y, X)]
    expect(a.u + b.u).toBe(20)
    expect(a.pTwoSided).toBe(b.pTwoSided)
  })

  it('of equal values, or of none, has no p', () => {
    expect(mannWhitney([1, 1], [1])).toMatchObject({ u: 1, probability: 0.5, pTwoSided: null, pGreater: null })
    expect(mannWhitney([], [1])).toMatchObject({ u: 0, probability: null, pTwoSided: null, pExact: null })
  })
})

describe('paired tests', () => {
  it('signed ranks', () => {
    const { statistic, pTwoSided } = wilcoxon([1.5, -2.5, 3.5, 4, -0.5, 6.1])
    expect(statistic).toBe(4)
    expect(pTwoSided).toBeCloseTo(0.21875, 14)
  })

  it('signed ranks leave out zeros and count ties', () => {
    expect(wilcoxon([0, 1, 2])).toEqual(wilcoxon([1, 2]))
    // Ranks 1.5, 1.5, 3: all positive in one of eight patterns.
    expect(wilcoxon([2, 2, 5])).toEqual({ statistic: 0, pTwoSided: 0.25, n: 3 })
    expect(wilcoxon([0, 0])).toEqual({ statistic: 0, pTwoSided: 1, n: 0 })
  })

  it('sign flips count every pattern, the observed among them', () => {
    expect(signFlip([1, 2, 3])).toEqual({ pTwoSided: 0.25, pGreater: 0.125, patterns: 8, exact: true })
    expect(signFlip([])).toMatchObject({ pTwoSided: 1, pGreater: 1, patterns: 1 })
  })

  it('sign flips of many differences are drawn, by the seed', () => {
    const d = Array.from({ length: 24 }, (_, i) => ((i * 7) % 11) - 4)
    const drawn = signFlip(d, 'a')
    expect(drawn).toMatchObject({ exact: false, patterns: 100_001 })
    expect(signFlip(d, 'a')).toEqual(drawn)
    expect(signFlip(d, 'b').pTwoSided).not.toBe(drawn.pTwoSided)
    const parametric = wilcoxon(d).pTwoSided
    expect(Math.abs(drawn.pTwoSided - parametric)).toBeLessThan(0.05)
  })
})

describe('trends', () => {
  const RISING = [1, 1.4, 1.2, 2.1, 2, 2.6, 2.4, 3.3, 3, 3.6]
  const TIED = [1, 2, 2, 3, 3, 3, 5, 4, 6, 7]

  it('Theil-Sen with its interval', () => {
    const { estimate, low, high, n } = theilSen(RISING)
    expect([estimate, low, high, n].map((x) => Number(x!.toFixed(12)))).toEqual([0.3, 0.2, 0.35, 10])
    expect([theilSen(TIED).estimate, theilSen(TIED).low, theilSen(TIED).high]).toEqual([0.6, 0.4, 0.75])
  })

  it('least squares with its interval', () => {
    const { estimate, low, high } = olsSlope(RISING)
    expect(estimate).toBeCloseTo(0.28242424242424236, 12)
    expect((high! - low!) / 2).toBeCloseTo(0.06494604987758155, 12)
  })

  it('rank correlations with ties', () => {
    expect(kendallTau(TIED)).toBeCloseTo(0.9079593845004517, 12)
    expect(spearman(TIED)).toBeCloseTo(0.9724227787367284, 12)
    expect(kendallTau([3, 1, 2], [2, 2, 5])).toBe(0)
  })

  it('Mann-Kendall: Kendall with a continuity correction', () => {
    // S = 37, variance 125: z = 36 / sqrt(125).
    expect(mannKendall(RISING).statistic).toBe(37)
    expect(mannKendall(RISING).pTwoSided).toBeCloseTo(0.0012818, 6)
    expect(mannKendall(RISING.toReversed()).pGreater).toBeGreaterThan(0.999)
  })

  it('Page with ties', () => {
    const { l, pGreater } = pageL([
      [1, 2, 2, 4],
      [3, 1, 2, 5],
      [1, 2, 3, 4],
    ])
    expect(l).toBe(86.5)
    expect(pGreater).toBeCloseTo(0.010724110021675809, 12)
    expect(() => pageL([[1, 2], [1]])).toThrow('Got 1 and 2 rounds in two rows, expected equal numbers.')
  })

  it('of too little are null', () => {
    expect(theilSen([1])).toMatchObject({ estimate: null, low: null, n: 1 })
    expect(theilSen([1, 2])).toMatchObject({ estimate: 1, low: null, high: null })
    expect(olsSlope([1, 2])).toMatchObject({ estimate: 1, low: null, reason: 'n is 2: a residual needs 3' })
    expect(olsSlope([1, 2, 3], [4, 4, 4]).estimate).toBe(null)
    expect([kendallTau([2, 2, 2]), spearman([2, 2, 2]), spearman([]), kendallTau([1])]).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(mannKendall([2, 2, 2])).toEqual({ statistic: 0, pTwoSided: null, pGreater: null })
    expect([pageL([]), pageL([[1]])].map(({ pGreater }) => pGreater)).toEqual([null, null])
  })
})

describe('inequality', () => {
  it('does not depend on the unit or the order', () => {
    const [a, b] = [inequality([1, 2, 3, 4, 10]), inequality([1000, 300, 100, 400, 200])]
    for (const [name, value] of Object.entries(a)) expect(b[name as keyof typeof b]).toBeCloseTo(value!, 12)
  })

  it('one owner of all is the most unequal', () => {
    const found = inequality([0, 0, 0, 5])
    expect(found).toMatchObject({ gini: 0.75, giniUnbiased: 1, jain: 0.25, theilL: null, atkinsonOne: 1, minShare: 0 })
    expect(found.theilTNormalised).toBeCloseTo(1, 14)
  })

  it('of nothing, or of no one, is not defined', () => {
    for (const amounts of [[], [0, 0]]) {
      expect(Object.values(inequality(amounts)).every((value) => value === null)).toBe(true)
    }
    expect(inequality([3])).toMatchObject({ gini: 0, giniUnbiased: null, theilTNormalised: null, jain: 1, maxShare: 1 })
    expect(() => inequality([1, -2])).toThrow('Got -2 at x[1], expected no negative amount.')
  })
})
