/**
 * Cells of generators: where options say that episodes are drawn from a lattice, what its cells are, and options that draw
 * from one split of them alone. A layout of Overcooked is one for a whole run, so nothing is generated there in training.
 */
import { over, type Options } from '../envs/variants.ts'
import { SPLITS, splitOf, type Split } from './split.ts'

/** Whole cells of the lattice that training may draw from, or evaluation. */
export interface Held {
  /** Whoever knows it knows which cells are held out. */
  readonly key: string
  readonly split: Split
}

type Cell = readonly (string | number)[]

interface Generator {
  /** Null where options leave nothing to draw. */
  cells(options: Options): readonly Cell[] | null
  /** What to change so that these alone are drawn. */
  only(cells: readonly Cell[]): Options
}

interface Recipients {
  readonly kinds?: readonly string[]
  readonly signals?: readonly string[]
  readonly cells?: readonly Cell[]
}

const GENERATORS: Readonly<Record<string, Generator>> = {
  /** What recipients need, and how it shows. */
  allocation: {
    cells({ recipients = {} }) {
      const { kinds = ['hunger'], signals = ['bar'], cells } = recipients as Recipients
      return cells ?? kinds.flatMap((kind) => signals.map((signal) => [kind, signal]))
    },
    only: (cells) => ({ recipients: { cells } }),
  },
  /** Lands by their numbers. Where the key decides alone no land comes twice. */
  neuralmmo: {
    cells: ({ map = null }) => (map === null ? null : [map as number | number[]].flat().map((land) => [land])),
    only: (cells) => ({ map: cells.map(([land]) => land) }),
  },
}

/** The cells that episodes under these options are drawn from; null where the environment generates nothing. */
export const cellsOf = (env: string, options: Options): readonly Cell[] | null =>
  GENERATORS[env]?.cells(options) ?? null

/** Options that draw from one split of their cells alone. Throws a RangeError where there are none, or none in the split. */
export function heldTo(env: string, options: Options, { key, split }: Held): Record<string, unknown> {
  if (!SPLITS.includes(split) || typeof key !== 'string')
    throw new RangeError(
      `Got split ${JSON.stringify({ key, split })}, expected a key and one of: ${SPLITS.join(', ')}.`,
    )
  const all = cellsOf(env, options)
  if (all === null)
    throw new RangeError(
      `Got split '${split}' for ${env} without a generator, expected one of: ${Object.keys(GENERATORS).join(', ')}, ` +
        `the last with a list of maps.`,
    )
  const cells = all.filter((cell) => splitOf(key, cell) === split)
  if (cells.length === 0)
    throw new RangeError(
      `Got none of ${all.length} cells in split '${split}', expected some: take more, or another key.`,
    )
  return over(options, GENERATORS[env].only(cells))
}
