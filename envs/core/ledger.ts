/**
 * Books: what somebody did unseen is noted by period, and may come out so many periods later and cost the fine then.
 * What a period is, and what shows of how likely that is, an environment says.
 */
import type { SchemaObject } from 'ajv'
import { drawAt, unit, type Keyed } from './keyed.ts'
import { object, probability } from './needs-options.ts'

export interface Ledger {
  /** Periods after which what was noted comes out, or never does. */
  readonly delay: number
  /** Of that: one, or one a style of the surroundings. */
  readonly probability: number | readonly number[]
}

/** Of the option, null where no books are kept. `most`: the longest delay. */
export const ledgerSchema = (most?: number): SchemaObject => ({
  ...object({
    delay: { type: 'integer', minimum: 1, ...(most !== undefined && { maximum: most }) },
    probability: { anyOf: [probability, { type: 'array', items: probability }] },
  }),
  required: ['delay', 'probability'],
  nullable: true,
})

/** [styles] probability that what is noted comes out; `path` is the option's. Throws a RangeError where it is not said of each. */
export function booksOf(path: string, ledger: Ledger | null, styles: number): readonly number[] {
  const chances = ledger?.probability ?? 0
  if (typeof chances === 'number') return Array.from({ length: styles }, () => chances)
  if (chances.length !== styles)
    throw new RangeError(`Got ${chances.length} for ${path}.probability, expected one or ${styles}, one a style.`)
  return chances
}

/** [rows, delay] by period modulo the delay: how often each did it. */
type Books = Uint8Array | Int32Array

const pageOf = ({ delay }: Ledger, row: number, period: number): number => row * delay + (period % delay)

/** The books of rows from `first` up to `end` are empty. */
export function emptyBooks(books: Books, ledger: Ledger | null, first: number, end: number): void {
  if (ledger !== null) books.fill(0, first * ledger.delay, end * ledger.delay)
}

/** A row did it in a period. */
export function note(books: Books, ledger: Ledger | null, row: number, period: number): void {
  if (ledger !== null) books[pageOf(ledger, row, period)]++
}

/** How often a row did it `delay` periods before the one that begins, whose page is blank from now on. */
export function turnPage(books: Books, ledger: Ledger, row: number, period: number): number {
  const page = pageOf(ledger, row, period)
  const noted = books[page]
  books[page] = 0
  return noted
}

/** Whether what was noted `delay` periods before this one comes out. */
export const comesOut = (
  world: Keyed,
  slot: number,
  channel: number,
  entity: number,
  period: number,
  chance: number,
): boolean => unit(drawAt(world, slot, channel, entity, period, 0)) < chance
