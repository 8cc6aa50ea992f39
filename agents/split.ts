/**
 * Which cells of a generator are for training and which are held out. Whole cells are, not seeds of them: the split
 * is a keyed hash of what is generated, so nobody needs a list, and nobody without the key can tell.
 */
import { createHash, createHmac } from 'node:crypto'
import { unit } from '../envs/core/keyed.ts'

export const SPLITS = ['train', 'dev', 'test'] as const
export type Split = (typeof SPLITS)[number]
/** Shares of the cells, in order. */
const SHARES: readonly (readonly [Split, number])[] = [
  ['train', 0.7],
  ['dev', 0.15],
  ['test', 0.15],
]

/** JSON with sorted keys and no spaces: one text for one value. Throws a TypeError for what JSON cannot hold. */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined)
    const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${sorted.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`
  }
  throw new TypeError(`Got ${String(value)}, expected a value that JSON can hold.`)
}

/** SHA-256 of the canonical JSON, as 64 hex digits. */
export const contentHash = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex')

/** HMAC-SHA256 of the canonical JSON, as 64 hex digits. Throws a RangeError for an empty key. */
export function keyedHash(key: string, value: unknown): string {
  if (key === '') throw new RangeError('Got an empty key, expected some secret text.')
  return createHmac('sha256', key).update(canonical(value)).digest('hex')
}

/** The split that a cell of a generator belongs to: always the same under one key. */
export function splitOf(key: string, cell: unknown): Split {
  const u = unit(parseInt(keyedHash(key, cell).slice(0, 8), 16))
  let sum = 0
  for (const [split, share] of SHARES) if (u < (sum += share)) return split
  return 'test'
}
