/**
 * Snapshots as clients hold them: sealed, so that only what this server gave out comes back in. A snapshot is memory of a
 * world, byte for byte; a forged one could be anything.
 *
 *     32 bytes HMAC-SHA256 of the rest | 4 bytes length of the header | header, JSON | bytes of the arena
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Snapshot } from '../envs/core/snapshot.ts'
import { Refused } from './refused.ts'

const MAC_BYTES = 32
const LENGTH_BYTES = 4

export function seal({ env, shape, bytes }: Snapshot, key: Buffer): Uint8Array {
  const header = Buffer.from(JSON.stringify({ env, shape }))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(header.length)
  const body = Buffer.concat([length, header, bytes])
  return new Uint8Array(Buffer.concat([macOf(body, key), body]))
}

/** Throws E_BAD_FRAME unless `sealed` was made by `seal` under the same key. */
export function unseal(sealed: Uint8Array, key: Buffer): Snapshot {
  const body = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).subarray(MAC_BYTES)
  const mac = sealed.subarray(0, MAC_BYTES)
  if (mac.length < MAC_BYTES || !timingSafeEqual(mac, macOf(body, key))) {
    throw new Refused(
      'E_BAD_FRAME',
      'Got a snapshot that is damaged or of another server, expected one of this server.',
    )
  }
  const end = LENGTH_BYTES + body.readUInt32LE(0)
  const { env, shape } = JSON.parse(body.subarray(LENGTH_BYTES, end).toString()) as { env: string; shape: string }
  return { env, shape, bytes: Uint8Array.from(body.subarray(end)) }
}

const macOf = (body: Buffer, key: Buffer): Buffer => createHmac('sha256', key).update(body).digest()
