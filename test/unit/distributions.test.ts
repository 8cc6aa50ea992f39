/** Distribution functions and quantiles against SciPy 1.17, and sums against NumPy's order. */
import { describe, expect, it } from 'vitest'
import {
  betaCdf,
  betaQuantile,
  chiSquareCdf,
  chiSquareTail,
  logGamma,
  normalCdf,
  normalQuantile,
  root,
  tCdf,
  tQuantile,
} from '../../agents/distributions.ts'
import { mean, sum, variance } from '../../agents/moments.ts'

/** Relative error of a result. */
const off = (got: number, expected: number): number => Math.abs(got / expected - 1)

describe('distributions agree with SciPy to 1e-12', () => {
  it.each([
    [0.5, 0.5723649429247],
    [3.7, 1.428072326665388],
    [25.25, 55.58568604486943],
    [1e4, 82099.71749644238],
  ])('log gamma of %d', (x, expected) => expect(off(logGamma(x), expected)).toBeLessThan(1e-12))

  it.each([
    [-8, 6.22096057427174e-16],
    [-3.2, 0.0006871379379158471],
    [-0.1, 0.460172162722971],
    [0.7, 0.758036347776927],
    [4, 0.9999683287581669],
  ])('normal at %d', (z, expected) => expect(off(normalCdf(z), expected)).toBeLessThan(1e-12))

  it.each([
    [1e-12, -7.034483825301131],
    [0.003, -2.7477813854449926],
    [0.4, -0.2533471031357997],
    [0.975, 1.959963984540054],
  ])('normal quantile of %d', (p, expected) => expect(off(normalQuantile(p), expected)).toBeLessThan(1e-12))

  it.each([
    [-2.5, 6.332754710658973, 0.02223777404710773],
    [0.3, 1, 0.5927735790777423],
    [5, 30, 0.9999883516572665],
    [-40, 2.5, 7.09781714524669e-5],
    [1e-7, 3, 0.5000000367552597],
  ])('t at %d, df %d', (t, df, expected) => expect(off(tCdf(t, df), expected)).toBeLessThan(1e-12))

  it.each([
    [0.975, 1, 12.706204736174694],
    [0.95, 6.3, 1.9267336798807928],
    [0.9999, 2, 70.70007107496818],
    [0.6, 120, 0.25390952321492877],
    [1e-6, 11, -9.043275921273752],
  ])('t quantile of %d, df %d', (p, df, expected) => expect(off(tQuantile(p, df), expected)).toBeLessThan(1e-11))

  it.each([
    [3.84, 1, 0.05004352124870519],
    [20, 10, 0.029252688076961124],
    [0.5, 3, 0.9188914116546758],
    [100, 1, 1.5239706048320995e-23],
  ])('chi-square tail at %d, df %d', (x, df, expected) => {
    expect(off(chiSquareTail(x, df), expected)).toBeLessThan(1e-12)
    expect(chiSquareCdf(x, df)).toBeCloseTo(1 - expected, 12)
  })

  it.each([
    [0.3, 2, 5, 0.579825],
    [0.99, 0.5, 0.5, 0.9362314391414803],
    [0.5, 200, 210, 0.6894852134274166],
    [1e-5, 0.5, 3, 0.005929231084463545],
  ])('beta at %d, a %d, b %d', (x, a, b, expected) => expect(off(betaCdf(x, a, b), expected)).toBeLessThan(1e-12))

  it.each([
    [0.025, 3, 8, 0.06673951117773447],
    [0.975, 17, 1, 0.9985118256087334],
    [0.5, 0.5, 0.5, 0.5],
  ])('beta quantile of %d, a %d, b %d', (p, a, b, expected) => {
    expect(off(betaQuantile(p, a, b), expected)).toBeLessThan(1e-12)
  })
})

describe('ends', () => {
  it('of the line are 0 and 1', () => {
    expect([normalCdf(-Infinity), normalCdf(Infinity), tCdf(-Infinity, 3), tCdf(Infinity, 3)]).toEqual([0, 1, 0, 1])
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity])
    expect([betaCdf(0, 2, 3), betaCdf(1, 2, 3), betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1, 0, 1])
  })

  it('a probability outside [0, 1] is refused', () => {
    expect(() => tQuantile(1.2, 4)).toThrow('Got probability 1.2, expected one in [0, 1].')
    expect(() => normalQuantile(NaN)).toThrow('expected one in [0, 1]')
  })
})

describe('root', () => {
  it('finds a zero to the last digits, also at an end', () => {
    expect(root((x) => x * x - 2, 0, 5)).toBeCloseTo(Math.SQRT2, 15)
    expect(root((x) => x - 3, 3, 9)).toBe(3)
    expect(root((x) => Math.sign(x - 0.3), 0, 1)).toBeCloseTo(0.3, 15)
  })

  it('refuses ends of one sign', () => {
    expect(() => root((x) => x + 1, 0, 1)).toThrow('Got f(0) = 1 and f(1) = 2, expected opposite signs.')
  })
})

describe('moments', () => {
  it('sum by halves keeps what a running sum loses', () => {
    const tenths = Array.from({ length: 1_000_000 }, () => 0.1)
    expect(Math.abs(sum(tenths) - 100_000)).toBeLessThan(1e-9)
    expect(Math.abs(tenths.reduce((a, b) => a + b) - 100_000)).toBeGreaterThan(1e-7)
  })

  it('adds eight lanes before the rest, as NumPy does', () => {
    const values = [1e16, 1, -1e16, 1, 1, 1, 1, 1, 1]
    // NumPy 2.4 gives 5; a running sum loses another term.
    expect(sum(values)).toBe(5)
    expect(values.reduce((a, b) => a + b)).toBe(6)
  })

  it('of too few values are NaN', () => {
    expect([mean([]), variance([]), variance([3])]).toEqual([NaN, NaN, NaN])
    expect([mean([1, 2, 6]), variance([1, 2, 6])]).toEqual([3, 7])
  })
})
