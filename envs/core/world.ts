/** Makes the world of a specification: all arrays of all slots over one arena. */
import { bytesOf, field, layOut, type AnyArray, type ArraysOf, type Field, type Fields } from './fields.ts'
import { jsKernels, wasmKernels } from './kernels.ts'
import { KEY_WORDS } from './keyed.ts'
import { shaped } from './shape.ts'
import { headsOf, sizeOf, widthOf, type ActionSpace, type Box } from './spaces.ts'
import { named } from './config.ts'
import type { BaseConfig, EnvSpec, View, World } from './spec.ts'

const PAGE = 65536
/** Bytes a WebAssembly memory can have. */
const ARENA_LIMIT = 65536 * PAGE

/** A world with what the batch keeps about episodes. */
export interface BatchWorld extends World {
  readonly spec: EnvSpec
  readonly view: View<World> | null
  readonly actionSpace: ActionSpace
  /** Space of an observation row, or null without a view. */
  readonly box: Box | null
  readonly horizon: number
  readonly autoreset: boolean
  /** Base key of each slot, `[slots, 4]`; an episode's key is derived from it and the episode's number. */
  readonly base: Uint32Array
  readonly episode: Int32Array
  /** 1 where a slot's episode is over and it waits for a reset. */
  readonly waiting: Uint8Array
  /** Sum of rewards of the running episode, `[slots, agents]`. */
  readonly returns: Float64Array
  /** Of the episode that ended last in each slot: its last observation rows, metrics, returns and length. */
  readonly finalObservations: AnyArray
  readonly finalMetrics: Float64Array
  readonly finalReturns: Float64Array
  readonly finalLength: Int32Array
  /** Every array of the arena with its elements a slot, in order. */
  readonly parts: readonly { readonly array: AnyArray; readonly size: number; readonly hashed: boolean }[]
  readonly memory: WebAssembly.Memory
  /** Bytes of the arena in use. */
  readonly bytes: number
}

export interface WorldOptions {
  slots: number
  /** Name of a view, or null to write no observations. */
  view: string | null
  autoreset: boolean
  shared: boolean
  /** An arena made by the same options elsewhere, to be looked at from this thread. */
  memory?: WebAssembly.Memory
  kernels?: 'wasm' | 'js'
}

/** Throws a RangeError on an unknown view, a number of slots that is no integer >= 1, or an arena above 4 GiB. */
export function createWorld(spec: EnvSpec, config: BaseConfig, options: WorldOptions): BatchWorld {
  const { slots, shared } = options
  if (!Number.isInteger(slots) || slots < 1) throw new RangeError(`Got ${slots} slots, expected an integer >= 1.`)
  const view = options.view === null ? null : (named(`view of ${spec.id}`, spec.views, options.view) as View<World>)
  const tables = shaped(spec.tables(config))
  const agents = spec.agents(config, tables).length
  const actionSpace = spec.action(config, tables)
  const heads = headsOf(actionSpace)
  const box = view ? view.space({ config, tables, agents, slots } as World) : null
  const rowSize = box ? sizeOf(box) : 0
  const knobs = spec.knobs?.(config) ?? {}
  const groups = {
    episodes: { key: field('u32', KEY_WORDS), tick: field('i32'), episode: field('i32'), live: field('u8', agents) },
    state: spec.state(config, tables),
    knobs: Object.fromEntries(Object.keys(knobs).map((name) => [name, field('f64')])),
    rest: {
      base: field('u32', KEY_WORDS),
      waiting: field('u8'),
      metrics: field('f64', spec.metrics.length),
      returns: field('f64', agents),
      done: field('u8', agents),
      rewards: field('f32', agents),
      mask: field('u8', agents * widthOf(heads)),
      actions: field('i32', agents * heads.length),
      observations: field(box?.dtype ?? 'u8', agents * rowSize),
      finalObservations: field(box?.dtype ?? 'u8', agents * rowSize),
      finalMetrics: field('f64', spec.metrics.length),
      finalReturns: field('f64', agents),
      finalLength: field('i32'),
    },
  } satisfies Record<string, Fields>
  const bytes = Object.values(groups).reduce((sum, fields) => sum + bytesOf(fields, slots), 0)
  if (bytes > ARENA_LIMIT) {
    throw new RangeError(
      `${slots} slots of ${spec.id} need ${bytes} bytes, expected at most ${ARENA_LIMIT}: use fewer slots or a smaller view.`,
    )
  }
  const pages = Math.ceil(bytes / PAGE)
  const memory = options.memory ?? new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
  const laid = layOutGroups(groups, slots, memory.buffer, spec.unhashed ?? [])
  const world: BatchWorld = {
    spec,
    view,
    config: shaped(config),
    tables,
    slots,
    agents,
    actionSpace,
    heads,
    box,
    rowSize,
    horizon: config.horizon,
    autoreset: options.autoreset,
    ...laid.arrays.episodes,
    ...laid.arrays.rest,
    state: laid.arrays.state,
    knobs: laid.arrays.knobs as Record<string, Float64Array>,
    kernels: options.kernels === 'js' ? jsKernels(memory.buffer) : wasmKernels(memory, shared),
    parts: laid.parts,
    memory,
    bytes,
  }
  if (!options.memory) for (const [name, value] of Object.entries(knobs)) world.knobs[name].fill(value)
  return world
}

type Groups = Record<string, Fields>

function layOutGroups<G extends Groups>(
  groups: G,
  slots: number,
  buffer: ArrayBufferLike,
  unhashed: readonly string[],
) {
  const arrays: Partial<{ [K in keyof G]: ArraysOf<G[K]> }> = {}
  const parts: { array: AnyArray; size: number; hashed: boolean }[] = []
  let offset = 0
  for (const name in groups) {
    const fields: Fields = groups[name]
    const laid = layOut(fields, slots, buffer, offset)
    arrays[name] = laid as ArraysOf<G[typeof name]>
    for (const [key, { size }] of Object.entries(fields) as [string, Field][]) {
      parts.push({ array: laid[key], size, hashed: name !== 'rest' && !unhashed.includes(key) })
    }
    offset += bytesOf(fields, slots)
  }
  return { arrays: arrays as { [K in keyof G]: ArraysOf<G[K]> }, parts }
}
