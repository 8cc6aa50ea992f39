/**
 * Keeps the event loop looking for frames for a moment after it did something for a client that will soon want
 * more: to sleep and be woken by the next frame takes longer than many a client needs for it.
 */
import { Patience } from './patience.ts'

/** Ms that the loop looks. */
const LOOK_MS = 0.1

export class Awake {
  private until = 0
  private looking = false
  private readonly patience = new Patience()

  /** More is to come soon. */
  stay(now: number): void {
    if (!this.looking && !this.patience.looks()) return
    this.until = now + LOOK_MS
    if (this.looking) return
    this.looking = true
    setImmediate(this.look)
  }

  private readonly look = (): void => {
    if (performance.now() < this.until) return void setImmediate(this.look)
    this.looking = false
    this.patience.lookedInVain()
  }
}
