/** What commands write while the tests of a file run. */
import { afterEach, beforeEach, vi } from 'vitest'

export interface Output {
  /** Since the test began, or since somebody emptied it. */
  stdout: string
  stderr: string
}

/** Catches both streams in every test of this file; empty at the start of each. */
export function caughtOutput(): Output {
  const output: Output = { stdout: '', stderr: '' }
  beforeEach(() => {
    output.stdout = output.stderr = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((output.stdout += String(text))))
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((output.stderr += String(text))))
  })
  afterEach(() => vi.restoreAllMocks())
  return output
}
