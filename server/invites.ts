/** Invites to a world: to an agent's seat, once, or to watch, as often as one likes. */
import { Refused } from './refused.ts'
import { digestOf, mintToken } from './tokens.ts'

/** Agents (null: the picture) by the digest of the invite, in hex. */
export type KeptInvites = readonly (readonly [string, string | null])[]

export class Invites {
  private readonly access: 'invite' | 'open'
  private readonly all = new Map<string, string | null>()

  constructor(access: 'invite' | 'open') {
    this.access = access
  }

  /** A new invite: to an agent's seat, or (null) to watch. */
  mint(agent: string | null): string {
    const token = mintToken()
    this.all.set(keyOf(token), agent)
    return token
  }

  /**
   * Whom an invite is for, where `wanted` (undefined: any seat) is asked for: an agent, or null to watch. Open worlds need
   * none. Throws E_FORBIDDEN where it is none for that.
   */
  admits(invite: string | undefined, wanted: string | null | undefined): string | null | undefined {
    if (this.access === 'open') return wanted
    const given = this.all.get(keyOf(invite ?? ''))
    if (given !== undefined && (wanted === undefined ? given !== null : given === wanted)) return given
    throw new Refused('E_FORBIDDEN', 'Got no invite for that, expected one that the controller made.')
  }

  /** A seat's invite was used. */
  spend(invite: string | undefined): void {
    if (invite !== undefined) this.all.delete(keyOf(invite))
  }

  kept(): KeptInvites {
    return [...this.all]
  }

  revive(kept: KeptInvites): void {
    for (const [key, agent] of kept) this.all.set(key, agent)
  }
}

const keyOf = (token: string): string => digestOf(token).toString('hex')
