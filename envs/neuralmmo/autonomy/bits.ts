/** Comparisons of integers as 0 or 1 and bounds, without a branch: what agents meet and do cannot be foreseen. */

/** 1 for an integer above 0, else 0. */
export const isPositive = (n: number): number => -n >>> 31
/** 1 for an integer below 0, else 0. */
export const isNegative = (n: number): number => n >>> 31
/** An integer, at least 0. */
export const floored = (n: number): number => n & ~(n >> 31)
/** An integer, at most `most`. */
export const capped = (n: number, most: number): number => n - ((n - most) & ((most - n) >> 31))
