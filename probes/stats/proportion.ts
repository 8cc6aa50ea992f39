/** A share of units, such as the seeds that pass where seeds fall into two kinds. */
import { betaQuantile } from '../../agents/distributions.ts'
import { LEVEL, withoutInterval, type Estimate, type IntervalOptions } from './estimate.ts'

/**
 * Share of successes with the exact interval of Clopper and Pearson (1934). Throws a RangeError unless 0 <= successes
 * <= n, whole.
 */
export function proportion(successes: number, n: number, { unit, level = LEVEL }: IntervalOptions): Estimate {
  if (!(Number.isInteger(successes) && Number.isInteger(n) && successes >= 0 && successes <= n)) {
    throw new RangeError(`Got ${successes} successes of ${n}, expected whole numbers, no more successes than units.`)
  }
  const about = { n, unit, level, method: 'Clopper-Pearson' }
  if (n === 0) return withoutInterval(null, about, 'no units')
  const tail = (1 - level) / 2
  const low = successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1)
  const high = successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes)
  return { estimate: successes / n, low, high, ...about }
}
