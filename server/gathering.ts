/**
 * Small frames of one connection that follow each other go out in one piece: a reply, and the observation that comes of
 * it. They wait for the end of the event loop's turn. What somebody waits for goes out sooner where many connections
 * have some, so that they work while the turn goes on, and takes along what is held for its connection.
 */

/** What a connection has to send. */
export interface Held {
  release(): void
}

/** Connections with something that somebody waits for. */
const MANY = 32

export class Gathering {
  private readonly held = new Set<Held>()
  private readonly awaited = new Set<Held>()

  /** Releases it at the end of the turn. */
  hold(one: Held): void {
    if (this.held.size === 0) setImmediate(this.releaseHeld)
    this.held.add(one)
  }

  /** Releases it at the end of the turn, or with many others. */
  hurry(one: Held): void {
    if (this.awaited.size === 0) setImmediate(this.releaseAwaited)
    this.awaited.add(one)
    if (this.awaited.size >= MANY) this.releaseAwaited()
  }

  private readonly releaseHeld = (): void => release(this.held)
  private readonly releaseAwaited = (): void => release(this.awaited)
}

function release(all: Set<Held>): void {
  for (const one of all) one.release()
  all.clear()
}
