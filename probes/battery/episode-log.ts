/** episodes.jsonl: raw episodes, a line each. What a killed process has played is not played again. */
import { closeSync, existsSync, ftruncateSync, fsyncSync, openSync, writeFileSync } from 'node:fs'
import { jsonLines, toJson } from '../../agents/log.ts'
import type { Episode } from './results.ts'

export class EpisodeLog {
  private readonly known = new Map<string, Episode>()
  private readonly file: number | null

  /** Opens or creates a file; with null, episodes are kept in memory alone. A line torn off at the end is cut. */
  constructor(path: string | null) {
    this.file = path === null ? null : openSync(path, 'a+')
    if (path === null || !existsSync(path)) return
    const { lines, end } = jsonLines(path, 'episode', isEpisode)
    ftruncateSync(this.file!, end)
    for (const { record } of lines) this.known.set(keyOf(record), record)
  }

  /** The episodes of a player that were played under these specifications; null unless all were. */
  find(player: string, specIds: readonly string[]): Episode[] | null {
    const found = specIds.map((specId) => this.known.get(keyOf({ player, specId })))
    return found.every((episode) => episode !== undefined) ? found : null
  }

  /** Episodes of a player under any of some specifications, in the order in which they were played. */
  of(player: string, specIds: ReadonlySet<string>): Episode[] {
    return [...this.known.values()].filter((episode) => episode.player === player && specIds.has(episode.specId))
  }

  /** Adds episodes that are not there yet, in one write. */
  add(episodes: readonly Episode[]): void {
    const fresh = episodes.filter((episode) => !this.known.has(keyOf(episode)))
    for (const episode of fresh) this.known.set(keyOf(episode), episode)
    if (this.file !== null) writeFileSync(this.file, fresh.map((episode) => `${toJson(episode)}\n`).join(''))
  }

  close(): void {
    if (this.file === null) return
    fsyncSync(this.file)
    closeSync(this.file)
  }
}

const keyOf = ({ player, specId }: Pick<Episode, 'player' | 'specId'>): string => `${specId} ${player}`

const isEpisode = (value: unknown): value is Episode => typeof (value as Episode | null)?.specId === 'string'
