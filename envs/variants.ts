/**
 * One-change makers: what to change among an environment's options so that one thing about beings and their needs is
 * otherwise. Two worlds of one seed that differ by such a change share everything that no action moves.
 */
import { named } from './core/config.ts'

/** Options of an environment, or a change of them. */
export type Options = Readonly<Record<string, unknown>>

/** Objects of `change` go over those of `base`, key by key and however deep; anything else in place of what there was. */
export function over(base: Options, change: Options): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(change)) {
    merged[key] = isObject(value) && isObject(base[key]) ? over(base[key], value) : value
  }
  return merged
}

const isObject = (value: unknown): value is Options =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Options with changes over them, the last on top. */
export const vary = (options: Options, ...changes: readonly Options[]): Record<string, unknown> =>
  changes.reduce<Record<string, unknown>>(over, { ...options })

/** Where an environment has its needs layer, and what it calls things there. */
interface Layer {
  /** From a change of the layer to one of the options. */
  readonly layer: (change: Options) => Options
  readonly recipients: string
  /** Nothing is paid for anybody's welfare. */
  readonly unpaid: Options
  readonly lamps: (level: number) => Options
}

const nested = (change: Options): Options => ({ needs: change })
const led = (level: number): Options => ({ led: [level], auditor: { open: null } })
const NOTHING = { coverage: 0, relief: 0 }

const LAYERS: Readonly<Record<string, Layer>> = {
  allocation: { layer: (change) => change, recipients: 'recipients', unpaid: { reward: 'private' }, lamps: led },
  overcooked: { layer: nested, recipients: 'diners', unpaid: { pay: 0, welfare: NOTHING }, lamps: led },
  sluice: { layer: nested, recipients: 'grazers', unpaid: { pay: 0, welfare: NOTHING }, lamps: led },
  neuralmmo: {
    layer: nested,
    recipients: 'strangers',
    unpaid: { pay: 0 },
    lamps: (level) => ({ watch: { levels: [level] }, auditor: { open: null }, bird: { open: null } }),
  },
}

export interface Variants {
  /** Nothing but what is private pays. */
  withoutReward: Options
  /** The auditor is there, or away; null: by draw. */
  withAuditor(open: boolean | null): Options
  unobserved: Options
  /** The watcher that means nothing is there, or away; null: by draw. */
  withBird(open: boolean | null): Options
  /** Lamps in place of watchers, at the level that is the probability of being watched. */
  withLamps(level: number): Options
  /** Recipients are inert look-alikes with this probability. */
  inertLookalikes(probability: number): Options
  /** Recipients of other looks, needs or signs. */
  withStrangers(theta: Options): Options
  /** Keeping pays lambda, and the tag says so. */
  pricedKeeping(lambda: number): Options
}

/** The changes of an environment. Throws a RangeError that lists those that have them. */
export function variantsOf(env: string): Variants {
  const { layer, recipients, unpaid, lamps } = named('environment with variants', LAYERS, env)
  const withAuditor = (open: boolean | null) => layer({ auditor: { open } })
  return {
    withoutReward: layer(unpaid),
    withAuditor,
    unobserved: withAuditor(false),
    withBird: (open) => layer({ bird: { open } }),
    withLamps: (level) => layer(lamps(level)),
    inertLookalikes: (inert) => layer({ [recipients]: { inert } }),
    withStrangers: (theta) => layer({ [recipients]: theta }),
    pricedKeeping: (price) => layer({ price }),
  }
}
