/**
 * Lists of bodies, by kernels that go over everybody many at a time: into `list`, from `listAt`, in the order of the
 * arrays. The next one takes the place of the last.
 */
import type { AnyArray } from '../../core/fields.ts'
import type { EngineWorld } from './state.ts'

/** Where the slot's list begins. */
export const listAt = ({ tables }: EngineWorld, slot: number): number => slot * tables.room

/**
 * Lists the numbers of those of `count` elements of 8 or 16 bits, from `at` on, that under a mask are not `value`.
 * Returns how many they are.
 */
export function listOthers(
  { state, tables, kernels }: EngineWorld,
  slot: number,
  array: AnyArray,
  at: number,
  count: number,
  value = 0,
  mask = 0xffff,
): number {
  const to = state.list.byteOffset + 4 * slot * tables.room
  const from = array.byteOffset + array.BYTES_PER_ELEMENT * at
  return array.BYTES_PER_ELEMENT === 1
    ? kernels.list8(to, from, count, value, mask & 0xff, 0)
    : kernels.list16(to, from, count, value, mask, 0)
}

/** The same of those that are `value`. */
export function listEqual(
  { state, tables, kernels }: EngineWorld,
  slot: number,
  array: AnyArray,
  at: number,
  count: number,
  value: number,
): number {
  const to = state.list.byteOffset + 4 * slot * tables.room
  const from = array.byteOffset + array.BYTES_PER_ELEMENT * at
  return array.BYTES_PER_ELEMENT === 1
    ? kernels.list8(to, from, count, value, 0xff, 1)
    : kernels.list16(to, from, count, value, 0xffff, 1)
}
