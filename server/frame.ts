/** Frames of a server, each a whole message, and none masked: RFC 6455 section 5.2. */

// First bytes.
export const TEXT = 0x81
export const BINARY = 0x82

const SHORT = 125
const LENGTH_16 = 126
const LENGTH_64 = 127
const MOST_16 = 0xffff

/** Bytes of the head of a longest frame. */
export const MOST_HEAD_BYTES = 10

/** Writes the head of a message of that length. Says where it ends. */
export function putHead(bytes: Buffer, at: number, first: number, length: number): number {
  bytes[at] = first
  if (length <= SHORT) {
    bytes[at + 1] = length
    return at + 2
  }
  bytes[at + 1] = length <= MOST_16 ? LENGTH_16 : LENGTH_64
  if (length <= MOST_16) return bytes.writeUInt16BE(length, at + 2)
  return bytes.writeBigUInt64BE(BigInt(length), at + 2)
}

/** The head of a message of that length. */
export function headOf(first: number, length: number): Buffer {
  const head = Buffer.alloc(MOST_HEAD_BYTES)
  return head.subarray(0, putHead(head, 0, first, length))
}
