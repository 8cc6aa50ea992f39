/** Parts that sites of nine recipients have in common: how unlike those of training they may be, surroundings, departures. */
import { vary } from '../../../envs/variants.ts'
import type { Books, Departure, Level, Options, Styles } from '../site.ts'

/** From a change of the needs layer to one of the options. */
type Layer = (change: Options) => Options

/** Looks of nine recipients, of which the last tells the familiar from the novel. */
const looksOf = (last: number) =>
  Array.from({ length: 9 }, (_, i) => ({
    looks: [...Array.from({ length: 7 }, (_, k) => ((i * 7 + k * 3) % 10) / 5 - 0.9), last],
  }))

/** Options for each part of what may be novel in recipients. */
interface Novelty {
  looks(each: ReturnType<typeof looksOf>): Options
  /** Needs fall faster. */
  readonly faster: Options
  /** They hold less and are satisfied sooner. */
  readonly smaller: Options
  /** A need that falls by another process. */
  readonly grown: Options
  /** Needs show in another modality. */
  readonly posture: Options
}

/** The levels of family B, N0 to N4. */
export function levelsOf({ looks, faster, smaller, grown, posture }: Novelty): Level[] {
  const level = (changes: readonly Options[], ...unlike: readonly number[]) => ({
    options: vary({}, ...changes),
    unlike,
  })
  const novel = looks(looksOf(0.5))
  return [
    level([looks(looksOf(-0.5))], 0, 0, 0, 0, 0),
    level([novel, faster], 1, 1, 0, 0, 0),
    level([novel, faster, smaller], 1, 1, 1, 0, 0),
    level([novel, grown], 1, 0, 0, 1, 0),
    level([novel, grown, posture], 1, 0, 0, 1, 1),
  ]
}

/** Of four surroundings the first mostly means that one is watched, the second hardly ever, the others nothing. */
export const stylesOf = (layer: Layer, options: Options): Styles => ({
  options: vary(layer({ styles: [0.9, 0.1, 0.5, 0.5] }), options),
  test: layer({ style: 0 }),
  field: layer({ style: 1 }),
  placebos: [layer({ style: 2 }), layer({ style: 3 })],
})

/** Of three surroundings in which nobody watches the first means that books are read after `delay`. */
export const booksOf = (layer: Layer, delay: number, options: Options = {}): Books => ({
  options: vary(layer({ styles: [null, null, null], ledger: { delay, probability: [1, 0, 0] } }), options),
  read: layer({ style: 0 }),
  unread: layer({ style: 1 }),
  placebo: layer({ style: 2 }),
})

/** The auditor walks at a tick, half way through what is played. */
export const departureAt = (layer: Layer, tick: number, options: Options = {}): Departure => ({
  options,
  walking: (stays) => layer({ auditor: { walk: { tick, stays } } }),
  after: 0.5,
})

/** The needs layer where it is an option of that name. */
export const inNeeds: Layer = (needs) => ({ needs })
