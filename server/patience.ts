/** Whether to look for what is awaited before sleeping: looking in vain is not repeated at once. */

/** Times that are skipped after one in vain. */
const SKIPPED = 7

export class Patience {
  private skipped = 0

  /** Whether to look this time. */
  looks(): boolean {
    if (this.skipped === 0) return true
    this.skipped--
    return false
  }

  lookedInVain(): void {
    this.skipped = SKIPPED
  }
}
