/** Whether to look for what is awaited before sleeping: who looked in vain waits longer each time before looking again. */

/** Times that are skipped after one in vain, and after many in a row. */
const FEW = 7
const MANY = 255

export class Patience {
  private skipped = 0
  private next = FEW

  /** Whether to look this time. */
  looks(): boolean {
    if (this.skipped === 0) return true
    this.skipped--
    return false
  }

  found(): void {
    this.next = FEW
  }

  lookedInVain(): void {
    this.skipped = this.next
    this.next = Math.min(2 * this.next + 1, MANY)
  }
}
