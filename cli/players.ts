/** Who plays: a bot by name, or a trained policy by its checkpoint. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bot, botsFor, isBot } from '../agents/bots/index.ts'
import { latestCheckpoint, loadCheckpoint, type CheckpointMeta } from '../agents/checkpoint.ts'
import { netPolicy, type LearnedPolicy } from '../agents/learned.ts'
import type { Manifest } from '../agents/manifest.ts'
import type { Net } from '../agents/net.ts'
import { onnxPolicy, type PolicySize } from '../agents/onnx-policy.ts'
import type { Policy } from '../agents/policy.ts'
import { sizeOf, widthOf } from '../envs/core/spaces.ts'
import { find } from '../envs/registry.ts'
import { usage, UsageError } from './command.ts'
import type { EnvChoice } from './flags.ts'

export interface Player {
  /** The bot's name with its parameters, or the checkpoint's folder. */
  readonly name: string
  readonly policy: Policy
  /** What a trained policy was trained on, null for a bot. */
  readonly trained: CheckpointMeta | null
  /** What its training was shown; null where that is not known, and for a bot. */
  readonly manifest: Manifest | null
  /** Its networks, null for a bot and a model from elsewhere. */
  readonly learned: LearnedPolicy | null
  /** What a model reads and answers, null for a bot. */
  readonly size: (() => Promise<PolicySize>) | null
  close(): Promise<void>
}

export interface PlayerOptions {
  /** Whether a trained policy takes its likeliest action. */
  readonly greedy?: boolean
  /** Temperature at which it draws else. */
  readonly temperature?: number
  readonly seed?: number | string
}

/** The environment of commands that name neither it nor a policy trained on it. */
export const USUAL_ENV = 'overcooked'

/** Who plays beside a person: the bot made for the environment, else the one that plays any. */
export const usualPartner = (env: string): string => (env === 'overcooked' ? 'chef' : 'random')

/**
 * A player by name: a bot of the environment (`name` or `name:key=value`), a checkpoint's folder, a run's folder,
 * which stands for its newest checkpoint, or an ONNX model, which reads the environment's default view. Throws a
 * UsageError that lists the bots where it is none of them. The caller closes it.
 */
export function player(
  name: string,
  env: string,
  { greedy = false, temperature = 1, seed = 0 }: PlayerOptions = {},
): Player {
  if (isBot(name)) {
    return {
      name,
      policy: usage(() => bot(name, env, { seed })),
      trained: null,
      manifest: null,
      learned: null,
      size: null,
      close: async () => {},
    }
  }
  if (name.endsWith('.onnx')) {
    if (!existsSync(name))
      throw new UsageError(`Got no file ${name}, expected an ONNX model such as runs/<id>/policy.onnx.`)
    const model = onnxPolicy(name, { greedy, temperature, seed })
    return { name, policy: model, trained: null, manifest: null, learned: null, size: model.size, close: model.close }
  }
  const folder = checkpointOf(name, env)
  const { meta, nets, state, manifest } = loadCheckpoint(folder)
  const thetas = state.learners.map(({ theta }) => theta)
  // Not named by its folder: the same policy draws the same from wherever it is read.
  const policy = netPolicy('checkpoint', nets, thetas, { greedy, temperature, seed })
  return {
    name: folder,
    policy,
    trained: meta,
    manifest,
    learned: policy,
    size: async () => sizeOfNet(nets[0]),
    close: () => policy.close(),
  }
}

const sizeOfNet = ({ box, heads }: Net): PolicySize => ({ row: sizeOf(box), logits: widthOf(heads) })

/** The checkpoint's folder that a path means; where there is none, the error lists the bots of the environment. */
function checkpointOf(path: string, env: string): string {
  if (existsSync(join(path, 'checkpoint.json'))) return path
  const latest = latestCheckpoint(join(path, 'checkpoints')) ?? latestCheckpoint(path)
  if (latest !== null) return latest
  if (existsSync(path))
    throw new Error(`Got no checkpoint in ${path}, expected a run's folder or one of a checkpoint, such as runs/<id>.`)
  throw new UsageError(`Got unknown player '${path}', expected ${playersOf(env)}.`)
}

/** Who can play an environment, in words. */
export const playersOf = (env: string): string => {
  const names = usage(() => botsFor(find(env).id)).map(({ name }) => name)
  const models = 'a folder such as runs/<id>; or a file such as runs/<id>/policy.onnx'
  return `one of: ${names.join(', ')} (sva bots ${env}); ${models}`
}

/** What trained players were trained on; null where there are none. Throws where they do not fit each other. */
export function trainedOn(players: readonly Player[]): EnvChoice | null {
  const [first, ...others] = players.filter(({ trained }) => trained !== null)
  if (!first) return null
  const { env, envOptions } = first.trained!.options
  const view = viewOf(first)
  for (const other of others) {
    const [got, expected] = [`${other.trained!.env}, view ${viewOf(other)}`, `${first.trained!.env}, view ${view}`]
    if (got !== expected) throw new UsageError(`Got ${other.name} of ${got}, expected ${expected} as of ${first.name}.`)
  }
  const { id, version } = find(env)
  if (first.trained!.env !== `${id}@${version}`) {
    throw new Error(
      `Got ${first.name} trained on ${first.trained!.env}, expected ${id}@${version}: the rules changed, train again.`,
    )
  }
  return { env, envOptions: { ...envOptions, view } }
}

function viewOf({ trained }: Player): string {
  const { env, envOptions } = trained!.options
  return (envOptions.view as string | undefined) ?? find(env).defaultView
}
