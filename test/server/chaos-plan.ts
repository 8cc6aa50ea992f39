/** What the sessions of the test of faults play, and how a session stands: plain data, shared by its three processes. */
import { generator } from '../../envs/core/keyed.ts'
import { makeBatch } from '../../envs/registry.ts'

export interface Plan {
  readonly session: number
  readonly env: string
  readonly mode: 'solo' | 'vec' | 'lockstep'
  readonly slots: number
  readonly seed: string
  readonly steps: number
}

/** What a client has to remember to go on. */
export interface Checkpoint {
  readonly world: string
  readonly controller: string
  /** Tokens by agent. */
  readonly seats: Readonly<Record<string, string>>
  /** Steps that were answered. */
  readonly tick: number
}

/** From the client to the test. */
export type Told =
  | { readonly session: number; readonly at: Checkpoint | null }
  /** The world's thread was struck: the session begins again. */
  | { readonly session: number; readonly lost: true }
  | { readonly session: number; readonly tick: number; readonly hash: string }
  | { readonly session: number; readonly over: true }
  | { readonly session: number; readonly fault: string }

const ENVS = ['coins', 'overcooked'] as const
const MODES = ['solo', 'vec', 'lockstep'] as const
/** Short, so that episodes end in every session. */
export const OPTIONS = { horizon: 23 }

export function plansOf(seed: string, sessions: number): Plan[] {
  const next = numbers(seed, 'plans')
  return Array.from({ length: sessions }, (_, session) => {
    const mode = MODES[session % MODES.length]
    const slots = mode === 'vec' ? 2 + next(3) : 1
    return { session, env: ENVS[next(ENVS.length)], mode, slots, seed: `${seed}/${session}`, steps: 40 + next(60) }
  })
}

/** Numbers in [0, n), the same for the same path. */
export function numbers(...path: string[]): (n: number) => number {
  const next = generator(path)
  return (n) => Math.floor(next() * n)
}

/** The action of a row in a step, of at most `n`. */
export const actionOf = (tick: number, row: number, n: number): number => (tick * 5 + row * 3 + (tick >> 2)) % n

/** The hash after all steps of a plan where nothing ever fails. */
export function unharmed({ env, slots, seed, steps }: Plan): string {
  const batch = makeBatch(env, { ...OPTIONS, slots, seed, view: null })
  const [n] = batch.world.heads
  for (let tick = 0; tick < steps; tick++) {
    for (let row = 0; row < batch.actions.length; row++) batch.actions[row] = actionOf(tick, row, n)
    batch.step()
  }
  return batch.hash()
}
