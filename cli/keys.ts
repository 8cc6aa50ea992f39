/** A person at the keyboard: keys by what an environment calls its actions. */
import { emitKeypressEvents } from 'node:readline'
import type { ActionSpace } from '../envs/core/spaces.ts'
import { UsageError } from './command.ts'

/** Keys, and the names of actions that each may mean. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  up: ['north', 'up'],
  down: ['south', 'down'],
  left: ['west', 'left'],
  right: ['east', 'right'],
  w: ['north', 'up'],
  s: ['south', 'down'],
  a: ['west', 'left'],
  d: ['east', 'right'],
  space: ['interact', 'use', 'act'],
  '.': ['stay', 'noop'],
}

/** What a key asks for. */
export type Wish = number | 'quit'

export interface Keyboard {
  /** What the keys do, for the screen. */
  readonly legend: string
  /** The next wish. */
  next(): Promise<Wish>
  /** The newest wish since the last one taken, or null. */
  latest(): Wish | null
  close(): void
}

/** The action of each key. Digits name actions by number. */
export function keymap({ names = [] }: ActionSpace, actions: number): Record<string, number> {
  const keys: Record<string, number> = {}
  for (let a = 0; a < Math.min(10, actions); a++) keys[String(a)] = a
  for (const [key, meanings] of Object.entries(KEYS)) {
    const action = names.findIndex((name) => meanings.includes(name))
    if (action >= 0) keys[key] = action
  }
  return keys
}

/** Listens to a terminal. Throws where there is none, or where an action is more than one number. */
export function keyboard(space: ActionSpace, input = process.stdin): Keyboard {
  if (space.kind !== 'discrete')
    throw new UsageError('A person can play one action a step only: name players with --policies.')
  if (!input.isTTY)
    throw new UsageError('A person needs a terminal to play in: name players with --policies, or use --headless.')
  const keys = keymap(space, space.n)
  const waiting: ((wish: Wish) => void)[] = []
  let newest: Wish | null = null
  const hear = (_: unknown, key: { name?: string; sequence?: string; ctrl?: boolean }) => {
    const wish = wishOf(keys, key)
    if (wish === null) return
    const listener = waiting.shift()
    if (listener) listener(wish)
    else newest = wish
  }
  const take = (): Wish | null => {
    const wish = newest
    newest = null
    return wish
  }
  emitKeypressEvents(input)
  input.setRawMode(true)
  input.on('keypress', hear)
  input.resume()
  return {
    legend: `arrows or wasd move, space acts, . stays, q quits${space.names ? '' : `; 0-${space.n - 1} are actions`}`,
    next() {
      const wish = take()
      return wish === null ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(wish)
    },
    latest: take,
    close() {
      input.off('keypress', hear)
      input.setRawMode(false)
      input.pause()
    },
  }
}

function wishOf(
  keys: Readonly<Record<string, number>>,
  key: { name?: string; sequence?: string; ctrl?: boolean },
): Wish | null {
  if (key.name === 'q' || key.name === 'escape' || (key.ctrl === true && key.name === 'c')) return 'quit'
  const name = key.name !== undefined && Object.hasOwn(keys, key.name) ? key.name : (key.sequence ?? '')
  return Object.hasOwn(keys, name) ? keys[name] : null
}
