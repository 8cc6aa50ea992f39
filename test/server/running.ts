/** A running server for the tests of a file, with clients that are closed after each test. */
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { BatchEnv } from '../../envs/core/batch.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import type { EnvSpec } from '../../envs/core/spec.ts'
import { connect, ServerFault, type Client, type ConnectOptions } from '../../server/client/client.ts'
import type { Event, Tensor } from '../../server/protocol.ts'
import { serve, type ServeOptions, type Server } from '../../server/serve.ts'
import { arrayOf } from '../../server/tensor.ts'
import { catching } from '../contract/catch.ts'

/** Environments of the tests beside those of the registry. */
export const EXTRA: readonly EnvSpec[] = [catching as EnvSpec]
/** Ms that a loaded machine may take for what waits for nothing. */
export const PATIENCE_MS = 30_000

export interface Running {
  readonly server: Server
  /** Lines of the log. */
  readonly log: Record<string, unknown>[]
  client(options?: Partial<ConnectOptions>): Promise<Client>
}

/** Starts a server before the tests of this file and closes it after them. */
export function running(options: ServeOptions = {}): Running {
  let server: Server | null = null
  const log: Record<string, unknown>[] = []
  const clients: Client[] = []
  beforeAll(async () => {
    const heard = (level: string, event: string, fields = {}): void => void log.push({ level, event, ...fields })
    server = await serve({ envs: EXTRA, log: heard, ...options })
  })
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()))
    await Promise.all(server!.worlds.values().map((world) => server!.worlds.end(world, 'The test is over.')))
  })
  afterAll(async () => {
    await server?.close()
  })
  return {
    get server() {
      return server!
    },
    log,
    async client(given = {}) {
      const token = options.token ?? undefined
      const client = await connect(server!.url, { kind: 'trainer', token, ...given })
      clients.push(client)
      return client
    },
  }
}

/** The code of the fault that `work` ends with, 'done' if it ends well. */
export async function code(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof ServerFault) return error.code
    throw error
  }
}

/** The data of the fault that `work` ends with. */
export async function faultOf(work: Promise<unknown>): Promise<ServerFault> {
  try {
    await work
  } catch (error) {
    if (error instanceof ServerFault) return error
    throw error
  }
  throw new Error('Expected a fault.')
}

/** Waits until `is` holds. */
export async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  for (const start = performance.now(); !(await is());) {
    if (performance.now() - start > PATIENCE_MS) throw new Error(`Waited ${PATIENCE_MS} ms in vain for ${String(is)}.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** All events that come from now on. */
export function events(client: Client): Event[] {
  const heard: Event[] = []
  client.on((event) => void heard.push(event))
  return heard
}

export const numbers = (given: unknown): number[] => Array.from(arrayOf(given as Tensor))
export const plain = (array: AnyArray): number[] => Array.from(array)

/** Writes actions that depend on the step and the row into a batch and returns them. */
export function actionsOf(batch: BatchEnv, t: number): Int32Array {
  const { heads } = batch.world
  for (let i = 0; i < batch.actions.length; i++) batch.actions[i] = (t * 7 + i * 3 + (t >> 2)) % heads[i % heads.length]
  return batch.actions
}
