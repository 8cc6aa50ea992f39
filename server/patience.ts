/** Whether to look for what is awaited before sleeping: looking in vain is not repeated at once, unless it would not have been. */

/** Times that are skipped after one in vain. */
const SKIPPED = 7

export class Patience {
  /** Ms that one looks. */
  readonly ms: number
  private skipped = 0

  constructor(ms: number) {
    this.ms = ms
  }

  /** Whether to look this time. */
  looks(): boolean {
    if (this.skipped === 0) return true
    this.skipped--
    return false
  }

  lookedInVain(): void {
    this.skipped = SKIPPED
  }

  /** It came after so many ms: whoever had looked so long would have seen it. */
  came(ms: number): void {
    if (ms < this.ms) this.skipped = 0
  }
}
