/**
 * Keeps the event loop looking for frames for a moment after it did something for a client that will soon want more: to sleep
 * and be woken by the next frame takes longer than many a client needs for it. Where it looks in vain it gives up for a while.
 */

/** Ms that the loop looks. */
const LOOK_MS = 0.1
/** Times that it does not look after it looked in vain. */
const SKIPPED = 15

export class Awake {
  private until = 0
  private looking = false
  private skipped = 0

  /** More is to come soon. */
  stay(now: number): void {
    if (this.skipped > 0) this.skipped--
    else {
      this.until = now + LOOK_MS
      if (this.looking) return
      this.looking = true
      setImmediate(this.look)
    }
  }

  private readonly look = (): void => {
    if (performance.now() < this.until) return void setImmediate(this.look)
    this.looking = false
    this.skipped = SKIPPED
  }
}
