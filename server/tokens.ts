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
