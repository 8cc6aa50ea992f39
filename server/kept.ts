/** What of a world goes to the disk beside its snapshot: plain data. */
import type { KeptInvites } from './invites.ts'
import type { Mode } from './protocol.ts'
import type { KeptRoom, RoomOptions } from './room.ts'
import type { Setup } from './simulation.ts'
import type { KeptToken } from './tokens.ts'

/** How a world was made. */
export interface WorldOptions {
  readonly id: string
  readonly name: string | null
  readonly mode: Mode
  readonly access: 'invite' | 'open'
  readonly ttlMs: number
  readonly setup: Setup
  /** Null for modes that the controller steps. */
  readonly room: Omit<RoomOptions, 'agents' | 'heads' | 'bots' | 'mode'>
}

/** Who holds what of a world. Tokens by their digests. */
export interface Holding {
  readonly controller: KeptToken
  readonly invites: KeptInvites
  readonly room: KeptRoom | null
}

/** What of a world its snapshot does not hold. */
export interface KeptWorld {
  readonly tick: number
  readonly held: Holding
  /** Whether a step led to the rows; which of its episodes ended, and whose actions were filled in. */
  readonly stepped: boolean
  readonly ended: readonly number[]
  readonly missing: readonly number[]
}
