/** What is fixed of a recipient in an episode, as all families say it in their state formats. */
import { integer, list, number, truth } from './checks.ts'
import { LOOKS } from './common.ts'
import { FULL, UNIT, thousandths } from './needs.ts'

/** Wellbeing in [0, 10], to a thousandth. */
export interface NatureJSON {
  /** Food moves nothing. */
  inert: boolean
  /** Mean loss a tick, hungry below, most. */
  decay: number
  threshold: number
  capacity: number
  /** 8 bytes. */
  looks: number[]
}

/** The fields that hold it, a recipient a row. */
export interface Natures {
  readonly inert: Uint8Array
  readonly decay: Int16Array
  readonly threshold: Int16Array
  readonly capacity: Int16Array
  /** [rows * LOOKS] */
  readonly looks: Uint8Array
}

export const natureJSON = ({ inert, decay, threshold, capacity, looks }: Natures, row: number): NatureJSON => ({
  inert: inert[row] === 1,
  decay: decay[row] / UNIT,
  threshold: threshold[row] / UNIT,
  capacity: capacity[row] / UNIT,
  looks: [...looks.subarray(row * LOOKS, (row + 1) * LOOKS)],
})

/** Throws a TypeError that says what of it is malformed. */
export function checkNature(given: Readonly<Record<string, unknown>>, where: string): void {
  truth(given.inert, `${where}.inert`)
  for (const key of ['decay', 'threshold', 'capacity']) number(given[key], `${where}.${key}`, 0, FULL / UNIT)
  for (const look of list(given.looks, `${where}.looks`, LOOKS)) integer(look, `${where}.looks`, 0, 255)
}

/** Writes what was checked. */
export function writeNature(state: Natures, row: number, nature: NatureJSON): void {
  state.inert[row] = nature.inert ? 1 : 0
  state.decay[row] = thousandths(nature.decay)
  state.threshold[row] = thousandths(nature.threshold)
  state.capacity[row] = thousandths(nature.capacity)
  state.looks.set(nature.looks, row * LOOKS)
}
