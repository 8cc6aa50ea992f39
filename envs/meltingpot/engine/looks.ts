/** Appearances in the common view of what has none of its own: players by index, then kinds, then the watchers of needs. */
import { LOOKS, familyLooks } from '../../core/common.ts'
import { MOST_PLAYERS } from './players.ts'
import { MOST_KINDS } from './state.ts'

const FAMILY = 2
const WATCHERS = 2
/** First rows of kinds and of watchers; a player's is its index. */
export const KIND_LOOK = MOST_PLAYERS
export const WATCHER_LOOK = KIND_LOOK + MOST_KINDS
const LOOK = familyLooks(FAMILY, WATCHER_LOOK + WATCHERS)

/** Writes row `row` of them. */
export function writeLook(out: Uint8Array, at: number, row: number): void {
  for (let k = 0; k < LOOKS; k++) out[at + k] = LOOK[row * LOOKS + k]
}
