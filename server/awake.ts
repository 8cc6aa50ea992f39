/**
 * Keeps the event loop looking for frames for a moment after something was sent that will soon have an answer: to sleep
 * and be woken by the next frame takes longer than many a peer needs for it, most of all where idle cores go to sleep.
 * It takes a core while there is play, and none when there is not.
 */
import { Patience } from './patience.ts'

export class Awake {
  /** When the last call of `stay` was. */
  private since = -Infinity
  private looking = false
  private readonly patience: Patience

  /** Ms that the loop looks. */
  constructor(ms: number) {
    this.patience = new Patience(ms)
  }

  /** More is to come soon. */
  stay(now: number): void {
    this.since = now
    if (this.looking || !this.patience.looks()) return
    this.looking = true
    setImmediate(this.look)
  }

  /** It came. */
  heard(now: number): void {
    this.patience.came(now - this.since)
  }

  private readonly look = (): void => {
    if (performance.now() - this.since < this.patience.ms) return void setImmediate(this.look)
    this.looking = false
    this.patience.lookedInVain()
  }
}
