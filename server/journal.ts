/**
 * What a world did since its file was written, a line each. A line is handed to the system before anybody is told of what it
 * says, so that a server that is killed has lost nothing that it answered. (A machine that loses its power may have.)
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Mail } from './mailbox.ts'
import type { Holding } from './kept.ts'

export type Entry =
  /** A step as it was applied, and which actions were filled in. */
  | { readonly step: readonly number[]; readonly missing?: readonly number[] }
  /** A reset, under a seed or (null) under none. */
  | { readonly reset: number | string | null }
  /** A snapshot put back: sealed, Base64. */
  | { readonly restore: string }
  /** Who holds what, from here on. */
  | { readonly held: Holding }

/** Of the step that the mailbox has. */
export function stepEntry({ actions, missing }: Mail): Entry {
  const step = Array.from(actions)
  return missing.includes(1) ? { step, missing: Array.from(missing) } : { step }
}

export interface JournalOptions {
  readonly path: string
  /** Bytes after which it asks to be replaced by a new file of the world. */
  readonly most: number
  readonly full: () => void
  /** A line could not be written: what the disk holds of the world is no longer true. */
  readonly failed: (error: Error) => void
}

export class Journal {
  private readonly options: JournalOptions
  private readonly file: number
  private size = 0

  /** Begins an empty one. The caller closes it. */
  constructor(options: JournalOptions) {
    this.options = options
    this.file = openSync(options.path, 'w', OWNER_ONLY)
  }

  write(entry: Entry): void {
    const { most, full, failed } = this.options
    const before = this.size
    try {
      this.size += writeSync(this.file, `${JSON.stringify(entry)}\n`)
    } catch (error) {
      return failed(error as Error)
    }
    if (before < most && this.size >= most) full()
  }

  close(): void {
    closeSync(this.file)
  }
}
const OWNER_ONLY = 0o600

/** The lines of a journal. What was being written when the server was killed nobody was told of: it is left out. */
export function readJournal(path: string): Entry[] {
  const whole = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return whole.map((line) => JSON.parse(line) as Entry)
}
