/**
 * What the interactions of an episode are summed up by. Hands are the resources that a player holds of each kind. Means and
 * shares are over the interactions of two who both hold something; NaN before the first.
 */

export interface Measure {
  readonly names: readonly string[]
  /** Whether `reciprocity` follows: the first kind is to cooperate. */
  readonly reciprocal?: boolean
  /**
   * Adds an interaction: `metrics` from `at` on are this measure's, over `before` interactions; the hands of the row player and of
   * the column player are `kinds` numbers of `stock` from `row` and from `column` on.
   */
  add(metrics: Float64Array, at: number, before: number, stock: Uint16Array, row: number, column: number, kinds: number): void
} // prettier-ignore

/**
 * Games of which the first kind is to cooperate. cooperation: mean share of it in hands; mutual_cooperation: share of the
 * interactions in which both held more of it than of the other; reciprocity (engine/reciprocity.ts) by whether a player held more
 * of it or less, who held as much of both apart.
 */
export const COOPERATION: Measure = {
  names: ['cooperation', 'mutual_cooperation'],
  reciprocal: true,
  add(metrics, at, before, stock, row, column, kinds) {
    const p = share(stock, row, 0, kinds)
    const q = share(stock, column, 0, kinds)
    addToMean(metrics, at, before, (p + q) / 2)
    addToMean(metrics, at + 1, before, p > 0.5 && q > 0.5 ? 1 : 0)
  },
}

/**
 * Shares of the interactions of two fans. coordination: both held more of the same; both_bach, both_stravinsky: of which;
 * each_own: each of what it likes better, the row player of the first; each_other: each of what the other likes better. Who
 * holds as much of both counts for none.
 */
export const COORDINATION: Measure = {
  names: ['coordination', 'both_bach', 'both_stravinsky', 'each_own', 'each_other'],
  add(metrics, at, before, stock, row, column) {
    const mine = leaning(stock, row)
    const theirs = leaning(stock, column)
    addToMean(metrics, at, before, mine * theirs > 0 ? 1 : 0)
    addToMean(metrics, at + 1, before, mine > 0 && theirs > 0 ? 1 : 0)
    addToMean(metrics, at + 2, before, mine < 0 && theirs < 0 ? 1 : 0)
    addToMean(metrics, at + 3, before, mine > 0 && theirs < 0 ? 1 : 0)
    addToMean(metrics, at + 4, before, mine < 0 && theirs > 0 ? 1 : 0)
  },
}

/** Mean shares of the kinds in hands; purity: mean of the largest share, 1 / 3 for an even mix and 1 for a single kind. */
export const PURITY: Measure = {
  names: ['rock', 'paper', 'scissors', 'purity'],
  add(metrics, at, before, stock, row, column, kinds) {
    let most = 0
    let theirMost = 0
    for (let k = 0; k < kinds; k++) {
      const p = share(stock, row, k, kinds)
      const q = share(stock, column, k, kinds)
      most = Math.max(most, p)
      theirMost = Math.max(theirMost, q)
      addToMean(metrics, at + k, before, (p + q) / 2)
    }
    addToMean(metrics, at + kinds, before, (most + theirMost) / 2)
  },
}

/** Resources in hands. */
export function held(stock: Uint16Array, hands: number, kinds: number): number {
  let sum = 0
  for (let k = 0; k < kinds; k++) sum += stock[hands + k]
  return sum
}

/** 1 where a hand holds more of the first of two kinds, -1 where it holds less. */
export const leaning = (stock: Uint16Array, hands: number): number => Math.sign(stock[hands] - stock[hands + 1])

const share = (stock: Uint16Array, hands: number, kind: number, kinds: number): number =>
  stock[hands + kind] / held(stock, hands, kinds)

function addToMean(metrics: Float64Array, at: number, before: number, value: number): void {
  metrics[at] = ((before === 0 ? 0 : metrics[at] * before) + value) / (before + 1)
}
