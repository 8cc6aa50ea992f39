/**
 * Checkpoints: a folder with the weights by name, the rest of the trainer's state, and what made them.
 *
 *     weights.safetensors    0/trunk0/w ...: parameters of network 0, 1, ...
 *     state.safetensors      moments of the optimizer, hidden states, all slots of the environment
 *     checkpoint.json        environment, options, PPO configuration, seed, iteration
 *     manifest.json          what training was shown and what moved the weights (manifest.ts), where that is known from the start
 *
 * The folder appears at once or not at all, and holds no clock: two runs of one seed leave the same bytes.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fromJson, toJson } from './log.ts'
import { hashesOf, manifestOf, readManifest, type Manifest } from './manifest.ts'
import { net, NET_DEFAULTS, type Net } from './net.ts'
import { PPO_DEFAULTS, type PpoConfig, type Trainer, type TrainerState, type TrainOptions } from './ppo.ts'
import { encodeSafetensors, readSafetensors, type SafetensorsEntry } from './tensor/safetensors.ts'
import type { Box } from '../envs/core/spaces.ts'

export const FORMAT = 1
/** Name of the manifest's file, in a checkpoint and in a run. */
export const MANIFEST = 'manifest.json'

export interface CheckpointMeta {
  format: number
  /** `id@version` of the environment. */
  env: string
  options: TrainOptions
  iteration: number
  /** Agent-steps done. */
  step: number
  /** Updates done by each network's optimizer. */
  updates: number[]
  /** What the networks read and answer. */
  box: Box
  heads: number[]
  agents: number
  /** Snapshot.shape of the environment's slots. */
  world: string
}

export interface Checkpoint {
  meta: CheckpointMeta
  nets: Net[]
  state: TrainerState
  /** Null for one that was saved without. */
  manifest: Manifest | null
}

/** Writes the trainer's state to `folder`, replacing it if it exists. */
export function saveCheckpoint(trainer: Trainer, folder: string): void {
  const state = trainer.state()
  const { spec, world, agents } = trainer.env
  const meta: CheckpointMeta = {
    format: FORMAT,
    env: `${spec.id}@${spec.version}`,
    options: trainer.options,
    iteration: state.iteration,
    step: state.iteration * trainer.stepsPerIteration,
    updates: state.learners.map(({ steps }) => steps ?? 0),
    box: world.box!,
    heads: [...world.heads],
    agents,
    world: state.world.shape,
  }
  const manifest = manifestOf(trainer)
  writeFolder(folder, {
    'weights.safetensors': encodeSafetensors(weights(trainer.nets, state), { format: 'sva-gym' }),
    'state.safetensors': encodeSafetensors(rest(state), { format: 'sva-gym' }),
    'checkpoint.json': `${toJson(meta, 2)}\n`,
    ...(manifest && { [MANIFEST]: `${toJson(manifest, 2)}\n` }),
  })
}

function weights(nets: readonly Net[], { learners }: TrainerState): Record<string, SafetensorsEntry> {
  const tensors: Record<string, SafetensorsEntry> = {}
  for (const [i, { table }] of nets.entries()) {
    for (const [name, { shape, offset, size }] of Object.entries(table.entries)) {
      tensors[`${i}/${name}`] = { shape: [...shape], data: learners[i].theta.slice(offset, offset + size) }
    }
  }
  return tensors
}

function rest({ learners, hidden, world }: TrainerState): Record<string, SafetensorsEntry> {
  const tensors: Record<string, SafetensorsEntry> = { world: { shape: [world.bytes.length], data: world.bytes } }
  for (const [i, { m, v }] of learners.entries()) {
    tensors[`${i}/m`] = { shape: [m!.length], data: m! }
    tensors[`${i}/v`] = { shape: [v!.length], data: v! }
    if (hidden[i]) tensors[`${i}/hidden`] = { shape: [hidden[i].length], data: hidden[i] }
  }
  return tensors
}

/** Reads a checkpoint. Throws where a file is missing, of another format, or a tensor has another shape than its network. */
export function loadCheckpoint(folder: string): Checkpoint {
  const path = join(folder, 'checkpoint.json')
  if (!existsSync(path))
    throw new Error(
      `Got no checkpoint.json in ${folder}, expected a checkpoint folder such as runs/<id>/checkpoints/<step>.`,
    )
  const meta = fromJson(readFileSync(path, 'utf8')) as CheckpointMeta
  if (meta.format !== FORMAT) throw new Error(`Got checkpoint format ${meta.format} in ${folder}, expected ${FORMAT}.`)
  const config: PpoConfig = { ...PPO_DEFAULTS, ...meta.options.ppo }
  const nets = meta.updates.map(() => net({ ...NET_DEFAULTS, ...config.net }, meta.box, meta.heads, meta.agents))
  const saved = readSafetensors(join(folder, 'weights.safetensors')).tensors
  const state = readSafetensors(join(folder, 'state.safetensors')).tensors
  const learners = nets.map(({ table }, i) => ({
    theta: flat(folder, i, table, saved),
    m: sized(folder, state, `${i}/m`, table.size),
    v: sized(folder, state, `${i}/v`, table.size),
    steps: meta.updates[i],
  }))
  const hidden = nets.map((_, i) => (state[`${i}/hidden`]?.data as Float32Array | undefined) ?? null)
  const world = { env: meta.env, shape: meta.world, bytes: state.world.data as Uint8Array }
  const manifest = manifestIn(folder)
  const sketch = manifest && hashesOf(manifest)
  return { meta, nets, state: { iteration: meta.iteration, learners, hidden, world, sketch }, manifest }
}

/** The manifest of a checkpoint's or a run's folder, or null. Throws where it is none. */
export function manifestIn(folder: string): Manifest | null {
  const path = join(folder, MANIFEST)
  return existsSync(path) ? readManifest(fromJson(readFileSync(path, 'utf8')), path) : null
}

function flat(
  folder: string,
  index: number,
  table: Net['table'],
  tensors: Record<string, SafetensorsEntry>,
): Float32Array {
  const theta = new Float32Array(table.size)
  for (const [name, { shape, offset }] of Object.entries(table.entries)) {
    const key = `${index}/${name}`
    const tensor = tensors[key]
    if (!tensor) throw new Error(`Missing tensor '${key}' in ${folder}, expected shape [${shape}].`)
    if (String(tensor.shape) !== String(shape)) {
      throw new Error(
        `Got shape [${tensor.shape}] for tensor '${key}' in ${folder}, expected [${shape}] for this network.`,
      )
    }
    theta.set(tensor.data as Float32Array, offset)
  }
  return theta
}

function sized(folder: string, tensors: Record<string, SafetensorsEntry>, key: string, size: number): Float32Array {
  const data = tensors[key]?.data
  if (!(data instanceof Float32Array) || data.length !== size) {
    throw new Error(`Got ${data?.length ?? 'no'} elements for tensor '${key}' in ${folder}, expected ${size} float32.`)
  }
  return data
}

/** The newest checkpoint in a run's folder of checkpoints, or null. Their names are agent-steps, so they sort. */
export function latestCheckpoint(folder: string): string | null {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+$/.test(name)) : []
  const newest = names.sort((a, b) => Number(a) - Number(b)).at(-1)
  return newest === undefined ? null : join(folder, newest)
}

/** Name of a checkpoint's folder: agent-steps, in 12 digits. */
export const checkpointName = (step: number): string => String(step).padStart(12, '0')

function writeFolder(folder: string, files: Record<string, string | Uint8Array>): void {
  const temporary = `${folder}.${process.pid}.tmp`
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    const file = openSync(join(temporary, name), 'w')
    writeFileSync(file, content)
    fsyncSync(file)
    closeSync(file)
  }
  rmSync(folder, { recursive: true, force: true })
  renameSync(temporary, folder)
  const parent = openSync(dirname(folder), 'r')
  fsyncSync(parent)
  closeSync(parent)
}
