/**
 * The training manifest: what a run was shown and what moved its weights, for whoever asks later whether what a policy is
 * examined on was among it. It holds no clock: two runs of one seed leave the same bytes.
 */
import type { BatchEnv } from '../envs/core/batch.ts'
import { cellsOf, type Held } from './cells.ts'
import { toJson } from './log.ts'
import { NET_DEFAULTS } from './net.ts'
import { ADAM, trainedIn, type Trainer } from './ppo.ts'
import { settled } from './sketch.ts'
import { contentHash } from './split.ts'
import { ADAM_DEFAULTS } from './tensor/adam.ts'

/** Where a number that moves weights may come from. A measurement is none of these. */
export const SOURCES = ['configuration', 'environment', 'rollout', 'update'] as const

export interface Influence {
  readonly name: string
  readonly source: (typeof SOURCES)[number]
  /** Absent where it changes from update to update: metrics.jsonl has it. */
  readonly value?: unknown
}

export interface Manifest {
  readonly schema: 'sva.manifest/1'
  /** `id@version`. */
  readonly env: string
  /** `specHash` of every environment that was trained in. */
  readonly specs: readonly string[]
  readonly seed: number | string
  /**
   * Worlds: the key of slot s is that of the path, and episode e of it a hash of that and e. Other streams have paths of
   * their own.
   */
  readonly draws: {
    readonly worlds: readonly string[]
    readonly slots: readonly [from: number, to: number]
    readonly episodes: readonly [from: number, to: number]
    readonly others: readonly (readonly string[])[]
  }
  /** Cells of the generator that episodes were drawn from, and the split that they are of; null for none. */
  readonly cells: readonly (readonly (string | number)[])[] | null
  readonly held: Held | null
  readonly influences: readonly Influence[]
  /** Smallest hashes of patches of first observations (sketch.ts), as base64 of 32-bit words, little-endian. */
  readonly patches: string
}

/** Name of what is played: environment, version and complete options. How long it is played is no part of it. */
export function specHash({ spec, config }: BatchEnv): string {
  const { horizon: _, ...options } = config
  return contentHash({ env: `${spec.id}@${spec.version}`, options: JSON.parse(toJson(options)) as object })
}

/** What a trainer has been shown so far; null where it went on from a state that did not say. */
export function manifestOf(trainer: Trainer): Manifest | null {
  const { options, env, sketch } = trainer
  if (sketch === null) return null
  return {
    schema: 'sva.manifest/1',
    env: `${env.spec.id}@${env.spec.version}`,
    specs: [specHash(env)],
    seed: options.seed,
    draws: {
      worlds: ['sva-gym', String(options.seed), 'slot', '<s>'],
      slots: [0, env.slots],
      episodes: [0, Math.max(...env.world.episode) + 1],
      others: [['actions'], ['weights', '<network>'], ['shuffle', '<network>', '<iteration>', '<epoch>']].map(
        (path) => ['sva-gym', String(options.seed), ...path],
      ),
    },
    cells: cellsOf(options.env, trainedIn(options)),
    held: options.split ?? null,
    influences: influencesOf(trainer),
    patches: encode(settled(sketch)),
  }
}

/** Every number that an update goes by: what is configured, what the loss is fed, and from what that is made. */
function influencesOf({ config, fed }: Trainer): Influence[] {
  const configured = { ...config, net: { ...NET_DEFAULTS, ...config.net }, adam: { ...ADAM_DEFAULTS, ...ADAM } }
  const of = (source: Influence['source'], names: readonly string[]): Influence[] =>
    names.map((name) => ({ name, source }))
  return [
    ...Object.entries(configured).map(([name, value]): Influence => ({ name, source: 'configuration', value })),
    ...of('environment', ['reward', 'done', 'live', ...Object.keys(config.knobs).map((name) => `knob/${name}`)]),
    ...of('rollout', fed),
    ...of('update', ['progress', 'gradNorm', ...(config.targetKl === null ? [] : ['approxKl'])]),
  ]
}

/** Hashes of a manifest's sketch, ascending. */
export const hashesOf = ({ patches }: Manifest): Uint32Array => {
  const bytes = Buffer.from(patches, 'base64')
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i))
}

function encode(hashes: Uint32Array): string {
  const bytes = Buffer.alloc(4 * hashes.length)
  for (const [i, hash] of hashes.entries()) bytes.writeUInt32LE(hash, 4 * i)
  return bytes.toString('base64')
}

/** A manifest from outside data. Throws a TypeError where it is none. */
export function readManifest(json: unknown, where: string): Manifest {
  const { schema, specs, influences, patches } = (json ?? {}) as Partial<Manifest>
  if (schema !== 'sva.manifest/1' || !Array.isArray(specs) || !Array.isArray(influences) || typeof patches !== 'string')
    throw new TypeError(
      `Got schema ${JSON.stringify(schema)} in ${where}, expected a training manifest, sva.manifest/1.`,
    )
  return json as Manifest
}
