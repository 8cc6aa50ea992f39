/** Recordings of the reference: its layouts, states and the values it computed in them. Not part of the repository. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { BatchEnv } from '../../envs/core/batch.ts'
import type { KitchenJSON } from '../../envs/overcooked/json.ts'
import type { LayoutDict } from '../../envs/overcooked/layout.ts'
import type { KitchenWorld } from '../../envs/overcooked/state.ts'
import { makeBatch } from '../../envs/registry.ts'

/** All recordings: the folder that SVA_GOLDEN names, or the one beside the repository. */
export const FOLDER = process.env.SVA_GOLDEN
  ? pathToFileURL(`${process.env.SVA_GOLDEN}/`)
  : new URL('../../../shared/golden/overcooked/', import.meta.url)
/** A few episodes that the repository keeps, in the same format. */
export const EXCERPT = new URL('excerpt/', import.meta.url)
export const hasRecordings = existsSync(new URL('manifest.json', FOLDER))
export const NO_RECORDINGS =
  'recordings of the reference are absent (../shared/golden/overcooked, or SVA_GOLDEN): nothing was compared'

export interface Variant {
  readonly id: string
  readonly grid: readonly string[]
  readonly params: Omit<LayoutDict, 'grid'>
  readonly old_dynamics: boolean
}
/** Values that the reference computed in one state. */
export interface Encoded {
  readonly ep: string
  /** 0 is the initial state, t the one after t steps. */
  readonly t: number
  readonly shape: readonly number[]
  /** By player, [index in C order over `shape`, value] of what is not 0. */
  readonly lossless: readonly (readonly (readonly [number, number])[])[]
  readonly feat_nocounters: readonly (readonly number[])[]
  readonly feat_allcounters: readonly (readonly number[])[]
  readonly phi?: number
  readonly phi_error?: string
  readonly greedy_human?: readonly number[]
}
export interface Episode {
  readonly ep: string
  readonly init: KitchenJSON
  readonly steps: readonly Transition[]
}
/** Actions, sparse and shaped rewards by player, events as [name, player], and the state after them. */
export interface Transition {
  readonly a: readonly number[]
  readonly r: readonly (number | 'Infinity')[]
  readonly sr: readonly number[]
  readonly ev: readonly (readonly [string, number])[]
  readonly s: KitchenJSON
}

const read = (name: string, folder = FOLDER): string => gunzipSync(readFileSync(new URL(name, folder))).toString()

export function variants(folder = FOLDER): Map<string, Variant> {
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as { variants: Variant[] }
  return new Map(manifest.variants.map((variant) => [variant.id, variant]))
}

/** Ids of the variants with a file of this kind: 'jsonl', 'enc.jsonl' or 'plans.json'. */
export const idsWith = (kind: string, folder = FOLDER): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(`.${kind}.gz`))
    .map((name) => name.slice(0, -kind.length - 4))
    .filter((id) => !id.endsWith('.enc'))

export type PlanRow = readonly [readonly [number, number], number, readonly [number, number], number, string]
export const plansOf = (id: string): PlanRow[] => JSON.parse(read(`${id}.plans.json.gz`)) as PlanRow[]

const lines = <T>(name: string, folder = FOLDER): T[] =>
  read(name, folder)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

export const episodesOf = (id: string, folder = FOLDER): Episode[] => lines<Episode>(`${id}.jsonl.gz`, folder)

/** The values recorded for a variant, each with its state. */
export function encodings(id: string, folder = FOLDER): { encoded: Encoded; state: KitchenJSON }[] {
  const encoded = lines<Encoded>(`${id}.enc.jsonl.gz`, folder)
  const wanted = new Set(encoded.map(({ ep }) => ep))
  const episodes = new Map<string, Episode>()
  for (const line of read(`${id}.jsonl.gz`, folder).split('\n')) {
    const ep = /^\{"ep":"([^"]+)"/.exec(line)?.[1]
    if (ep !== undefined && wanted.has(ep)) episodes.set(ep, JSON.parse(line) as Episode)
  }
  return encoded.map((entry) => {
    const episode = episodes.get(entry.ep)!
    return { encoded: entry, state: entry.t === 0 ? episode.init : episode.steps[entry.t - 1].s }
  })
}

/** One slot of a variant's kitchen. */
export function kitchenOf(
  variant: Variant,
  options: Record<string, unknown> = {},
): { batch: BatchEnv; world: KitchenWorld } {
  const layout = { ...variant.params, grid: variant.grid, layout_name: variant.id } as LayoutDict
  const batch = makeBatch('overcooked', { slots: 1, layout, oldDynamics: variant.old_dynamics, view: null, ...options })
  return { batch, world: batch.world as unknown as KitchenWorld }
}
