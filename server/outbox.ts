/** What goes out on a connection, as WebSocket frames in the order in which they came. */
import type { Duplex } from 'node:stream'
import { BINARY, headOf, MOST_HEAD_BYTES, putHead, TEXT } from './frame.ts'
import type { Gathering, Held } from './gathering.ts'

/** Bytes of a frame that waits for others. */
const SMALL_BYTES = 16_384
/** Bytes that are held at first, and at most. */
const LEAST_BYTES = 2_048
const MOST_BYTES = 65_536

export class Outbox implements Held {
  private readonly socket: Duplex
  private readonly gathering: Gathering
  private readonly released: () => void
  private bytes = Buffer.alloc(0)
  private length = 0

  /** `released` is called when what was held was handed to the socket. */
  constructor(socket: Duplex, gathering: Gathering, released: () => void) {
    this.socket = socket
    this.gathering = gathering
    this.released = released
  }

  /** Sends a message; `soon` where somebody waits for it. Takes large ones without a copy. Says the bytes of its frame. */
  message(payload: Uint8Array | string, soon: boolean): number {
    const text = typeof payload === 'string'
    const bytes = text ? Buffer.from(payload) : payload
    const first = text ? TEXT : BINARY
    if (bytes.length > SMALL_BYTES) {
      const head = headOf(first, bytes.length)
      this.release()
      this.socket.cork()
      this.socket.write(head)
      this.socket.write(bytes)
      this.socket.uncork()
      return head.length + bytes.length
    }
    this.reserve(MOST_HEAD_BYTES + bytes.length)
    const from = this.length
    const at = putHead(this.bytes, from, first, bytes.length)
    this.bytes.set(bytes, at)
    this.length = at + bytes.length
    this.wait(soon)
    return this.length - from
  }

  /** Sends a whole frame. Answers whether the socket still reads it: a small one is copied. */
  frame(frame: Buffer, soon: boolean): boolean {
    if (frame.length > SMALL_BYTES) {
      this.release()
      this.socket.write(frame)
      return this.socket.writableLength > 0
    }
    this.reserve(frame.length)
    this.bytes.set(frame, this.length)
    this.length += frame.length
    this.wait(soon)
    return false
  }

  /** Hands over what is held. */
  release(): void {
    if (this.length === 0) return
    const { socket, bytes, length } = this
    this.length = 0
    if (socket.writable) socket.write(bytes.subarray(0, length))
    // The socket still reads it.
    if (socket.writableLength > 0) this.bytes = Buffer.alloc(0)
    this.released()
  }

  private wait(soon: boolean): void {
    if (soon) this.gathering.hurry(this)
    else this.gathering.hold(this)
  }

  private reserve(more: number): void {
    if (this.length > 0 && this.length + more > MOST_BYTES) this.release()
    const needed = this.length + more
    if (needed <= this.bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(LEAST_BYTES, this.bytes.length * 2, needed))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }
}
