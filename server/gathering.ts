/**
 * Small frames of one connection that follow each other go out in one piece: a reply, and the observation that
 * comes of it. They wait for the end of the event loop's turn, or until many connections have some.
 */
import type { Duplex } from 'node:stream'

/** Connections with frames that wait. */
const MOST = 32

export class Gathering {
  private readonly waiting = new Set<Duplex>()

  /** What is written to the socket from now on waits. */
  hold(socket: Duplex): void {
    if (this.waiting.has(socket)) return
    if (this.waiting.size === 0) setImmediate(this.releaseAll)
    else if (this.waiting.size >= MOST) this.releaseAll()
    this.waiting.add(socket)
    socket.cork()
  }

  /** What waits for this socket goes out. */
  release(socket: Duplex): void {
    if (this.waiting.delete(socket)) socket.uncork()
  }

  private readonly releaseAll = (): void => {
    for (const socket of this.waiting) socket.uncork()
    this.waiting.clear()
  }
}
