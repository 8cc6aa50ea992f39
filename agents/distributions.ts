/**
 * Distribution functions and their quantiles, relative error about 1e-13: normal, Student's t, chi-square, beta.
 *
 * Lower tails are computed as such: for an upper tail of a symmetric distribution give the negative argument.
 */

const EPSILON = Number.EPSILON
/** Stands for 0 in a denominator of Lentz's continued fractions. */
const TINY = 1e-300
/** The fractions converge in some sqrt(largest parameter) terms. */
const MOST_TERMS = 100_000

/** Stirling's series is used from here on; smaller arguments are shifted up. */
const STIRLING_FROM = 15
/** B_2k / (2k (2k - 1)) for k = 1, 2, ...: DLMF 5.11.1. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156]

/** Natural logarithm of the gamma function, x > 0. */
export function logGamma(x: number): number {
  let shifted = x
  let product = 1
  while (shifted < STIRLING_FROM) product *= shifted++
  let series = 0
  for (let k = STIRLING.length - 1; k >= 0; k--) series = series / (shifted * shifted) + STIRLING[k]
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series / shifted
  return stirling - Math.log(product)
}

/**
 * Regularised incomplete beta function I_x(a, b), a and b > 0, 0 <= x <= 1: the distribution function of Beta(a, b).
 */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  return betaTail(x, 1 - x, a, b)
}

/** I_x(a, b) given both x and y = 1 - x, so that neither is lost where the other is near 1. */
function betaTail(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (y <= 0) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaTail(y, x, b, a)
  const front = a * Math.log(x) + b * Math.log(y) + logGamma(a + b) - logGamma(a) - logGamma(b)
  // DLMF 8.17.22: coefficients alternate between two forms.
  const coefficient = (j: number): number => {
    const m = j >> 1
    return j % 2 === 0
      ? (m * (b - m) * x) / ((a + j - 1) * (a + j))
      : (-(a + m) * (a + b + m) * x) / ((a + j - 1) * (a + j))
  }
  return Math.exp(front) / a / continued(1, coefficient, () => 1)
}

/** b0 + a(1) / (b(1) + a(2) / (b(2) + ...)) by Lentz's method (Press et al., Numerical Recipes, §5.2). */
function continued(b0: number, a: (j: number) => number, b: (j: number) => number): number {
  let value = b0
  let c = b0
  let d = 0
  for (let j = 1; j <= MOST_TERMS; j++) {
    d = 1 / (b(j) + a(j) * d || TINY)
    c = b(j) + a(j) / c || TINY
    value *= c * d
    if (Math.abs(c * d - 1) <= EPSILON) return value
  }
  return value
}

/** Regularised upper incomplete gamma function Q(a, x), a > 0, x >= 0. */
export function gammaTail(a: number, x: number): number {
  if (x <= 0) return 1
  if (x === Infinity) return 0
  const front = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x >= a + 1) {
    // DLMF 8.9.2, in its even form.
    return (
      front /
      continued(
        x + 1 - a,
        (j) => j * (a - j),
        (j) => x + 1 - a + 2 * j,
      )
    )
  }
  let term = 1 / a
  let series = term
  for (let k = 1; term > series * EPSILON; k++) series += term *= x / (a + k)
  return 1 - front * series
}

export function normalCdf(z: number): number {
  const tail = gammaTail(0.5, (z * z) / 2) / 2
  return z > 0 ? 1 - tail : tail
}

export const chiSquareCdf = (x: number, df: number): number => 1 - chiSquareTail(x, df)

/** P(X > x) for df > 0. */
export const chiSquareTail = (x: number, df: number): number => gammaTail(df / 2, x / 2)

/** Student's t at any real t, df > 0, also fractional. */
export function tCdf(t: number, df: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 1 : t < 0 ? 0 : NaN
  const square = t * t
  const tail = betaTail(df / (df + square), square / (df + square), df / 2, 0.5) / 2
  return t > 0 ? 1 - tail : tail
}

/** p in [0, 1]; -Infinity and Infinity at the ends. */
export const normalQuantile = (p: number): number => symmetricQuantile(normalCdf, p)

/** p in [0, 1], df > 0; -Infinity and Infinity at the ends. */
export const tQuantile = (p: number, df: number): number => symmetricQuantile((t) => tCdf(t, df), p)

/** p in [0, 1], a and b > 0. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0
  if (p >= 1) return 1
  return root((x) => betaCdf(x, a, b) - p, 0, 1)
}

/** Quantile of a distribution symmetric about 0, from its lower tail, where the distribution function is exact. */
function symmetricQuantile(cdf: (x: number) => number, p: number): number {
  if (Number.isNaN(p) || p < 0 || p > 1) throw new RangeError(`Got probability ${p}, expected one in [0, 1].`)
  if (p === 0.5) return 0
  if (p > 0.5) return -symmetricQuantile(cdf, 1 - p)
  if (p === 0) return -Infinity
  let low = -1
  while (cdf(low) > p) low *= 2
  return root((x) => cdf(x) - p, low, 0)
}

/**
 * A zero of a continuous function between a and b, to the last digits, by bisection and inverse quadratic interpolation
 * (Chandrupatla 1997, Advances in Engineering Software 28(3)). Throws a RangeError where both ends have one sign.
 */
export function root(f: (x: number) => number, a: number, b: number): number {
  let [fa, fb] = [f(a), f(b)]
  if (!(fa * fb <= 0)) throw new RangeError(`Got f(${a}) = ${fa} and f(${b}) = ${fb}, expected opposite signs.`)
  for (let at = 0.5; ;) {
    const x = a + at * (b - a)
    const fx = f(x)
    // [x, b] brackets the zero from here on; c is the end that was left.
    let [c, fc] = [a, fa]
    if (fx > 0 !== fa > 0) [c, fc, b, fb] = [b, fb, a, fa]
    ;[a, fa] = [x, fx]
    const best = Math.abs(fa) < Math.abs(fb) ? a : b
    const least = (2 * EPSILON * Math.abs(best) + TINY) / Math.abs(b - a)
    if (fa === 0 || fb === 0 || !(least < 0.5)) return best
    const chi = (a - b) / (c - b)
    const phi = (fa - fb) / (fc - fb)
    const smooth = phi * phi < chi && (1 - phi) * (1 - phi) < 1 - chi
    at = smooth ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb)) : 0.5
    at = Math.min(1 - least, Math.max(least, at))
  }
}
