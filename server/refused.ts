/** A request that is not done, and why: thrown where the reason is found, told to the client where the request came in. */
import type { ErrorCode, Fault } from './protocol.ts'

/** Faults after which the same request may succeed. */
const RETRY: readonly ErrorCode[] = ['E_FULL', 'E_LIMIT', 'E_RATE', 'E_SEAT_TAKEN', 'E_SHUTDOWN', 'E_STATE']

export class Refused extends Error {
  readonly code: ErrorCode
  readonly data: Readonly<Record<string, unknown>> | undefined

  constructor(code: ErrorCode, message: string, data?: Readonly<Record<string, unknown>>) {
    super(message)
    this.code = code
    this.data = data
  }
}

/** The error message of a refusal; `re` is the request's id. */
export const fault = ({ code, message, data }: Refused, re?: number): Fault => ({
  t: 'error',
  re,
  code,
  message,
  retry: RETRY.includes(code),
  data,
})

/** What the log says of an error. */
export const traceOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
