/** What clients are told of an environment. */
import { createHash } from 'node:crypto'
import { BATCH_OPTIONS, BatchEnv } from '../envs/core/batch.ts'
import { named } from '../envs/core/config.ts'
import type { EnvSpec, View, World } from '../envs/core/spec.ts'
import type { EnvDescription } from './protocol.ts'

/** The one view that is no array. */
export const TEXT_VIEW = 'text'
const TEXT_SUMMARY = 'prose and a list of legal actions, a string an agent'

/** Options as they come over the wire, where JSON has no Infinity. */
export const revived = (options: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [key, value === 'Infinity' ? Infinity : value]))

/** The view that a batch is made with: none for text, which is written when it is asked for. */
export const batchView = (spec: EnvSpec, view: string | null | undefined): string | null =>
  view === TEXT_VIEW ? null : view === undefined ? spec.defaultView : view

/** Throws a TypeError where an option of a batch stands among those of the environment: they have fields of their own. */
export function checkOptions(options: Readonly<Record<string, unknown>>): void {
  const own = BATCH_OPTIONS.find((name) => name in options)
  if (own !== undefined) throw new TypeError(`Got option '${own}', expected an option of the environment.`)
}

/** Throws where the environment does not take the options or has no such view. */
export function describe(
  spec: EnvSpec,
  given: Readonly<Record<string, unknown>>,
  view: string | null = spec.defaultView,
): EnvDescription {
  checkOptions(given)
  const env = new BatchEnv(spec, { ...revived(given), slots: 1, view: null })
  const { world, config } = env
  const views = spec.views as Readonly<Record<string, View<World>>>
  const text = view === TEXT_VIEW ? ({ kind: 'text' } as const) : null
  const observation = view === null ? null : (text ?? named(`view of ${spec.id}`, views, view).space(world))
  const agents = spec.agents(config, world.tables)
  const identity = [spec.id, spec.version, config, agents, observation, world.actionSpace]
  env.close()
  return {
    id: spec.id,
    version: spec.version,
    summary: spec.summary,
    source: spec.source,
    options: spec.config.schema,
    defaults: spec.config.defaults,
    agents,
    observation,
    action: world.actionSpace,
    masked: spec.mask !== undefined,
    view,
    views: {
      ...Object.fromEntries(Object.entries(views).map(([name, { summary }]) => [name, summary])),
      [TEXT_VIEW]: TEXT_SUMMARY,
    },
    metrics: spec.metrics,
    score: spec.score ?? null,
    horizon: config.horizon === Infinity ? null : config.horizon,
    specHash: createHash('sha256').update(JSON.stringify(identity, infinite)).digest('hex').slice(0, HASH_DIGITS),
  }
}
const HASH_DIGITS = 16

const infinite = (_: string, value: unknown): unknown => (value === Infinity ? 'Infinity' : value)
