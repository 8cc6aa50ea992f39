/** Secrets that prove a right, and how they are compared: by digest, in constant time. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const TOKEN_BYTES = 24
const ID_BYTES = 9

/** A new secret, 32 characters that may stand anywhere. */
export const mintToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url')

/** A new name that cannot be guessed. */
export const mintId = (prefix: string): string => `${prefix}${randomBytes(ID_BYTES).toString('base64url')}`

/** What is kept of a token. */
export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Whether `token` has that digest; takes as long either way. */
export const matches = (token: string | undefined, digest: Buffer): boolean =>
  timingSafeEqual(digestOf(token ?? ''), digest)

/** A handle's token on disk: digests in hex. */
export interface KeptToken {
  readonly digest: string
  readonly before: string | null
}

/**
 * The token of a handle, which another one takes the place of each time that the handle is taken over. Until its holder is
 * heard again the last one works as well: the reply with the new one may have been lost.
 */
export class Token {
  private digest: Buffer
  private before: Buffer | null = null

  constructor(token: string | KeptToken) {
    if (typeof token === 'string') this.digest = digestOf(token)
    else {
      this.digest = Buffer.from(token.digest, 'hex')
      this.before = token.before === null ? null : Buffer.from(token.before, 'hex')
    }
  }

  matches(token: string): boolean {
    return matches(token, this.digest) || (this.before !== null && matches(token, this.before))
  }

  /** `next` works from now on, beside the one that `shown` was. */
  rotate(shown: string, next: string): void {
    this.before = digestOf(shown)
    this.digest = digestOf(next)
  }

  /** The holder has the newest. */
  confirm(): void {
    this.before = null
  }

  kept(): KeptToken {
    return { digest: this.digest.toString('hex'), before: this.before?.toString('hex') ?? null }
  }
}
