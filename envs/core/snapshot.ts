/** Snapshots and hashes: since a world is one arena, they are copies and a scan of it. */
import type { AnyArray } from './fields.ts'
import type { BatchWorld } from './world.ts'

/** Bytes of some slots, plain data that can be stored, posted to a thread and restored. */
export interface Snapshot {
  /** `id@version` of the environment; a snapshot of another is refused. */
  readonly env: string
  /** What the rows must fit: options, view and number of slots. */
  readonly shape: string
  readonly bytes: Uint8Array
}

const envOf = (world: BatchWorld): string => `${world.spec.id}@${world.spec.version}`
const shapeOf = (world: BatchWorld, slots: number): string =>
  JSON.stringify({ slots, row: world.rowSize, dtype: world.box?.dtype, config: world.config }, (_, value) =>
    value === Infinity ? 'Infinity' : value,
  )

/** Copies one slot, or all of them without `slot`. The caller owns the result. */
export function snapshot(world: BatchWorld, slot?: number): Snapshot {
  if (slot === undefined) {
    return {
      env: envOf(world),
      shape: shapeOf(world, world.slots),
      bytes: new Uint8Array(world.memory.buffer, 0, world.bytes).slice(),
    }
  }
  checkSlot(world, slot)
  const rows = world.parts.map(({ array, size }) => bytesOfRow(array, size, slot))
  const bytes = new Uint8Array(bytesOfSlot(world))
  let at = 0
  for (const row of rows) {
    bytes.set(row, at)
    at += row.length
  }
  return { env: envOf(world), shape: shapeOf(world, 1), bytes }
}

/** Puts a snapshot back: of all slots, or of one into `slot`. Throws before it writes if the snapshot does not fit. */
export function restore(world: BatchWorld, saved: Snapshot, slot?: number): void {
  const shape = shapeOf(world, slot === undefined ? world.slots : 1)
  if (saved.env !== envOf(world))
    throw new TypeError(`Got a snapshot of ${saved.env}, expected one of ${envOf(world)}.`)
  if (saved.shape !== shape) throw new TypeError(`Got a snapshot of shape ${saved.shape}, expected ${shape}.`)
  if (slot !== undefined) checkSlot(world, slot)
  const size = slot === undefined ? world.bytes : bytesOfSlot(world)
  if (saved.bytes.length !== size)
    throw new TypeError(`Got a snapshot of ${saved.bytes.length} bytes, expected ${size}.`)
  if (slot === undefined) {
    new Uint8Array(world.memory.buffer, 0, world.bytes).set(saved.bytes)
    return
  }
  let at = 0
  for (const { array, size } of world.parts) {
    const row = bytesOfRow(array, size, slot)
    row.set(saved.bytes.subarray(at, at + row.length))
    at += row.length
  }
}

/**
 * 64-bit hash of what decides a slot's future (keys, tick, state, knobs, who is live), as 16 hex digits; of all slots in order
 * without `slot`. Two lanes of FNV-1a over bytes; not cryptographic.
 */
export function hash(world: BatchWorld, slot?: number): string {
  if (slot !== undefined) checkSlot(world, slot)
  let low = 0x811c9dc5
  let high = 0x9747b28c
  const first = slot ?? 0
  const last = slot ?? world.slots - 1
  for (let s = first; s <= last; s++) {
    for (const { array, size, hashed } of world.parts) {
      if (!hashed) continue
      const row = bytesOfRow(array, size, s)
      for (let i = 0; i < row.length; i++) {
        low = Math.imul(low ^ row[i], 0x01000193)
        high = Math.imul(high ^ row[i] ^ (low >>> 24), 0x5bd1e995)
      }
    }
  }
  return hex(high) + hex(low)
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')

/** Bytes of a slot without the gaps between arrays. */
const bytesOfSlot = ({ parts }: BatchWorld): number =>
  parts.reduce((sum, { array, size }) => sum + size * array.BYTES_PER_ELEMENT, 0)

function bytesOfRow(array: AnyArray, size: number, slot: number): Uint8Array {
  const bytes = size * array.BYTES_PER_ELEMENT
  return new Uint8Array(array.buffer, array.byteOffset + slot * bytes, bytes)
}

/** Throws a RangeError where `slot` is none of the `slots`. */
export function checkSlot({ slots }: { readonly slots: number }, slot: number): void {
  if (!Number.isInteger(slot) || slot < 0 || slot >= slots) {
    throw new RangeError(`Got slot ${slot}, expected an integer in [0, ${slots}).`)
  }
}
