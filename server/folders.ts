/** What the server leaves on disk: recordings of worlds that ended, and worlds that wait for the next server. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from './log.ts'
import { seal, unseal } from './seal.ts'
import type { KeptWorld, World, WorldOptions } from './world.ts'
import type { Worlds } from './worlds.ts'

export interface FolderOptions {
  /** For recordings. */
  readonly replays?: string
  /** For worlds that are kept, and the key that seals snapshots. */
  readonly state?: string
}

export interface Folders {
  /** Writes a recording; null where there is no folder for it. */
  readonly archive: ((world: string, text: string) => void) | null
  /** Writes every world down, if there is a folder for them. */
  keep(worlds: Worlds): Promise<void>
  /** Goes on with the worlds that were kept; those that cannot are left where they are, and the log says why. */
  restore(worlds: Worlds): Promise<void>
}

const FORMAT = 'sva-gym world'
const FORMAT_VERSION = 1
const KEY_FILE = 'key'
const OWNER_ONLY = 0o600

/** A world on disk. */
interface WorldFile {
  readonly format: typeof FORMAT
  readonly formatVersion: number
  readonly options: WorldOptions
  readonly kept: KeptWorld
  /** Sealed, Base64. */
  readonly snapshot: string
}

export function openFolders({ replays, state }: FolderOptions, log: Log): Folders {
  for (const folder of [replays, state]) if (folder !== undefined) mkdirSync(folder, { recursive: true })
  return {
    // The world's name is the server's own word, so it names no other place.
    archive: replays === undefined ? null : (world, text) => writeFileSync(join(replays, `${world}.jsonl`), text),
    async keep(worlds) {
      if (state === undefined) return
      for (const world of worlds.values()) await keep(world, worlds.key, state)
      log('info', 'kept', { worlds: worlds.count })
    },
    async restore(worlds) {
      if (state === undefined) return
      worlds.key = keyIn(state, worlds.key)
      for (const name of readdirSync(state).filter((file) => file.endsWith('.world.json'))) {
        const path = join(state, name)
        try {
          await restore(readFileSync(path, 'utf8'), worlds)
          rmSync(path)
        } catch (error) {
          log('error', 'not restored', { path, message: (error as Error).message })
        }
      }
    },
  }
}

/** The key of that folder; `fresh` becomes it where there is none. */
function keyIn(folder: string, fresh: Buffer): Buffer {
  const path = join(folder, KEY_FILE)
  try {
    return readFileSync(path)
  } catch {
    writeFileSync(path, fresh, { mode: OWNER_ONLY })
    return fresh
  }
}

async function keep(world: World, key: Buffer, folder: string): Promise<void> {
  await world.ask('snapshot', {}, ({ snapshot }) => {
    const file: WorldFile = {
      format: FORMAT,
      formatVersion: FORMAT_VERSION,
      options: { ...world.options, setup: { ...world.options.setup, seed: world.seed, record: false } },
      kept: world.kept(),
      snapshot: Buffer.from(seal(snapshot, key)).toString('base64'),
    }
    const text = JSON.stringify(file, (_, value) => (value === Infinity ? 'Infinity' : value))
    writeFileSync(join(folder, `${world.id}.world.json`), text, { mode: OWNER_ONLY })
  })
}

async function restore(text: string, worlds: Worlds): Promise<void> {
  const file = JSON.parse(text) as WorldFile
  if (file.format !== FORMAT || file.formatVersion !== FORMAT_VERSION) {
    throw new Error(`Got ${file.format} ${file.formatVersion}, expected ${FORMAT} ${FORMAT_VERSION}.`)
  }
  const snapshot = unseal(Buffer.from(file.snapshot, 'base64'), worlds.key)
  const { world } = await worlds.open(file.options, null)
  await world.ask('restore', { snapshot }, ({ texts }) => {
    world.renewed(texts)
    world.revive(file.kept)
    world.begin()
  })
}
