/**
 * Keeps the event loop looking for frames for a moment after something was sent that will soon have an answer: to sleep
 * and be woken by the next frame takes longer than many a peer needs for it, most of all where idle cores go to sleep.
 * It takes a core while there is play, and none when there is not.
 */
import { Patience } from './patience.ts'

export class Awake {
  private readonly ms: number
  private until = 0
  private looking = false
  private readonly patience = new Patience()

  /** Ms that the loop looks. */
  constructor(ms: number) {
    this.ms = ms
  }

  /** More is to come soon. */
  stay(now: number): void {
    if (this.looking) this.patience.found()
    else if (!this.patience.looks()) return
    this.until = now + this.ms
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
