/** Heads of an action that needs bring, behind all others. */
import { MOST_WEIGHT, TENTHS } from '../../../core/shares.ts'
import type { Needs } from './tables.ts'

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9
/** To look behind the veil; what part of a menu one keeps, from the second choice on; weights of a simplex. */
export type NeedsHead = 'look' | 'keep' | `weight_${Digit}` | `weight_${1 | 2}${Digit}`

/** Those that a world has, and how many choices each has. Weights come last: the quartermaster's, then strangers'. */
export function needsHeads(needs: Needs | null): readonly (readonly [head: NeedsHead, size: number])[] {
  if (needs === null) return []
  const { veil, choice } = needs.options
  const weights = choice === 'simplex' ? 1 + needs.strangers : 0
  return [
    ...(veil ? ([['look', 2]] as const) : []),
    ...(choice === 'menu' ? ([['keep', TENTHS + 2]] as const) : []),
    ...Array.from({ length: weights }, (_, i) => [`weight_${i}` as NeedsHead, MOST_WEIGHT + 1] as const),
  ]
}

export const isWeight = (head: string): boolean => head.startsWith('weight_')
