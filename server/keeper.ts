/** Worlds on disk: each as a file, and a journal of what it did since. A server that was killed goes on where they end. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Journal, readJournal, type Entry } from './journal.ts'
import type { Log } from './log.ts'
import { seal, unseal } from './seal.ts'
import type { Origin } from './simulation.ts'
import { mintId } from './tokens.ts'
import type { KeptWorld, WorldOptions } from './kept.ts'
import type { World } from './world.ts'
import type { Worlds } from './worlds.ts'

const FORMAT = 'sva-gym world'
const FORMAT_VERSION = 2
const KEY_FILE = 'key'
const KEY_BYTES = 32
const OWNER_ONLY = 0o600
const FILE_END = '.world.json'
const JOURNAL_END = '.journal'
/** Bytes that a journal may have at least before it is replaced; the file's own where that is larger. */
const JOURNAL_BYTES = 2 ** 20

/** A world on disk. */
interface WorldFile {
  readonly format: typeof FORMAT
  readonly formatVersion: number
  readonly options: WorldOptions
  readonly origin: Origin
  readonly kept: KeptWorld
  /** Sealed, Base64. */
  readonly snapshot: string
  /** Name of the file of what came after. */
  readonly journal: string
}

export class Keeper {
  /** Seals snapshots: a server of the same folder takes those of the last. */
  readonly key: Buffer
  private readonly folder: string
  private readonly log: Log
  private left = false

  /** Of one server at a time. */
  constructor(folder: string, log: Log) {
    mkdirSync(folder, { recursive: true })
    this.folder = folder
    this.log = log
    this.key = keyIn(folder)
  }

  /** Writes a world down, and from now on all that it does. */
  async keep(world: World): Promise<void> {
    await world.ask('snapshot', {}, ({ snapshot, origin }) => {
      // Never the name of one that still counts.
      const journal = `${mintId(`${world.id}.`)}${JOURNAL_END}`
      const file: WorldFile = {
        format: FORMAT,
        formatVersion: FORMAT_VERSION,
        options: { ...world.options, setup: { ...world.options.setup, record: false } },
        origin,
        kept: world.kept(),
        snapshot: Buffer.from(seal(snapshot, this.key)).toString('base64'),
        journal,
      }
      this.replace(world, file)
    })
  }

  /** From now on worlds that end are left for the next server. */
  leave(): void {
    this.left = true
  }

  /** A world is over. */
  forget(world: World): void {
    if (world.journal === null) return
    world.journal.close()
    world.journal = null
    if (this.left) return
    for (const name of this.namesOf(world.id)) rmSync(join(this.folder, name))
  }

  /** Goes on with the worlds that were kept; those that cannot are left where they are, and the log says why. */
  async restore(worlds: Worlds): Promise<void> {
    for (const name of readdirSync(this.folder).filter((file) => file.endsWith(FILE_END))) {
      try {
        await this.restoreOne(name, worlds)
      } catch (error) {
        this.log('error', 'not restored', { path: join(this.folder, name), message: (error as Error).message })
      }
    }
  }

  /** The new file and its empty journal take the place of the old ones in one move. */
  private replace(world: World, file: WorldFile): void {
    const path = join(this.folder, `${world.id}${FILE_END}`)
    const text = JSON.stringify(file, (_, value) => (value === Infinity ? 'Infinity' : value))
    const before = this.namesOf(world.id).filter((name) => name.endsWith(JOURNAL_END) && name !== file.journal)
    const journal = new Journal({
      path: join(this.folder, file.journal),
      most: Math.max(JOURNAL_BYTES, text.length),
      full: () => void this.keep(world).catch((error: Error) => this.fail(world, error)),
      failed: (error) => this.fail(world, error),
    })
    writeFileSync(`${path}.new`, text, { mode: OWNER_ONLY })
    renameSync(`${path}.new`, path)
    world.journal?.close()
    world.journal = journal
    for (const name of before) rmSync(join(this.folder, name))
  }

  private fail(world: World, error: Error): void {
    if (world.journal === null) return
    this.log('error', 'not kept', { world: world.id, message: error.message })
    this.forget(world)
  }

  private namesOf(world: string): string[] {
    return readdirSync(this.folder).filter((name) => name.startsWith(`${world}.`))
  }

  private async restoreOne(name: string, worlds: Worlds): Promise<void> {
    const file = JSON.parse(readFileSync(join(this.folder, name), 'utf8')) as WorldFile
    if (file.format !== FORMAT || file.formatVersion !== FORMAT_VERSION) {
      throw new Error(`Got ${file.format} ${file.formatVersion}, expected ${FORMAT} ${FORMAT_VERSION}.`)
    }
    const entries = readJournal(join(this.folder, file.journal))
    const world = await worlds.reopen(file.options)
    try {
      await world.restore(this.unsealed(file.snapshot), { origin: file.origin })
      world.revive(file.kept)
      for (const entry of entries) await this.redo(world, entry)
      const held = entries.findLast((entry) => 'held' in entry)?.held ?? file.kept.held
      await world.hold(held)
      await this.keep(world)
    } catch (error) {
      world.end(null, 'It could not be restored.')
      throw error
    }
  }

  private redo(world: World, entry: Entry): void | Promise<void> {
    if ('step' in entry) return world.redoStep(entry.step, entry.missing)
    if ('reset' in entry) return world.reset(entry.reset ?? undefined, () => {})
    if ('restore' in entry) return world.restore(this.unsealed(entry.restore))
  }

  private unsealed(text: string) {
    return unseal(Buffer.from(text, 'base64'), this.key)
  }
}

/** The key of that folder; made where there is none. */
function keyIn(folder: string): Buffer {
  const path = join(folder, KEY_FILE)
  try {
    return readFileSync(path)
  } catch {
    const fresh = randomBytes(KEY_BYTES)
    writeFileSync(path, fresh, { mode: OWNER_ONLY })
    return fresh
  }
}
