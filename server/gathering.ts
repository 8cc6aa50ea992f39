/**
 * Small frames of one connection that follow each other go out in one piece: a reply, and the observation that comes of
 * it. What somebody waits for goes out when what the server does now is done, and takes along what is held; the rest
 * at the end of the event loop's turn.
 */

/** What a connection has to send. */
export interface Held {
  release(): void
}

export class Gathering {
  private readonly held = new Set<Held>()
  private readonly urgent = new Set<Held>()

  /** Releases it at the end of the turn. */
  hold(one: Held): void {
    if (this.held.size === 0) setImmediate(this.releaseHeld)
    this.held.add(one)
  }

  /** Releases it when what runs now is done. */
  hurry(one: Held): void {
    if (this.urgent.size === 0) process.nextTick(this.releaseUrgent)
    this.urgent.add(one)
  }

  private readonly releaseHeld = (): void => release(this.held)
  private readonly releaseUrgent = (): void => release(this.urgent)
}

function release(all: Set<Held>): void {
  for (const one of all) one.release()
  all.clear()
}
