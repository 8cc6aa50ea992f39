/**
 * Expectations over the estimated standard deviation of normal data, and with them the noncentral t distribution and
 * the power of two one-sided tests (Owen 1965, Biometrika 52): all are a normal probability given s, averaged over s.
 */
import { logGamma, normalCdf } from '../../agents/distributions.ts'

/** Nodes of a panel of the quadrature, and the bound on the error of all panels. */
const NODES = 12
const TOLERANCE = 1e-12
const DEEPEST = 30
/** Standard deviations of s / sigma, 1 / sqrt(2 df) each, beyond which nothing is left in double precision. */
const REACH = 12

/**
 * E[g(S)] over S in [0, to], S = sqrt(chi-square_df / df): the ratio of an estimated to the true standard deviation. g
 * is smooth on [0, to].
 */
export function overScale(df: number, g: (s: number) => number, to = Infinity): number {
  const spread = REACH / Math.sqrt(2 * df)
  const [low, high] = [Math.max(0, 1 - spread), Math.min(to, 1 + spread)]
  if (high <= low) return 0
  const logConstant = Math.log(2) + (df / 2) * Math.log(df / 2) - logGamma(df / 2)
  const weighted = (s: number): number => {
    const density = Math.exp(logConstant + (df - 1) * Math.log(s) - (df * s * s) / 2)
    return density === 0 ? 0 : density * g(s)
  }
  return integrate(weighted, low, high)
}

/** P(T <= t) of the noncentral t distribution. */
export function noncentralTCdf(t: number, df: number, noncentrality: number): number {
  return overScale(df, (s) => normalCdf(t * s - noncentrality))
}

/** Integral of a smooth function by Gauss and Legendre, halving panels until halves agree with the whole. */
function integrate(f: (x: number) => number, a: number, b: number): number {
  const refine = (from: number, to: number, whole: number, depth: number): number => {
    const middle = (from + to) / 2
    const [left, right] = [panel(f, from, middle), panel(f, middle, to)]
    if (Math.abs(left + right - whole) <= TOLERANCE || depth === DEEPEST) return left + right
    return refine(from, middle, left, depth + 1) + refine(middle, to, right, depth + 1)
  }
  return refine(a, b, panel(f, a, b), 0)
}

function panel(f: (x: number) => number, a: number, b: number): number {
  const half = (b - a) / 2
  let total = 0
  for (const [node, weight] of RULE) total += weight * f(a + half * (1 + node))
  return total * half
}

/** Nodes and weights on [-1, 1]: zeros of the Legendre polynomial by Newton's method. */
const RULE: readonly (readonly [number, number])[] = Array.from({ length: NODES }, (_, i) => {
  let x = Math.cos((Math.PI * (i + 0.75)) / (NODES + 0.5))
  let slope = 0
  for (let step = 0; step < 10; step++) {
    let [p, before] = [x, 1]
    for (let k = 2; k <= NODES; k++) [p, before] = [((2 * k - 1) * x * p - (k - 1) * before) / k, p]
    slope = (NODES * (x * p - before)) / (x * x - 1)
    x -= p / slope
  }
  return [x, 2 / ((1 - x * x) * slope * slope)] as const
})
