/** The loop around a trainer that `sva train` and `sva start` share: dashboard, metrics, checkpoints, signals, export. */
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkpointName, MANIFEST, saveCheckpoint } from '../agents/checkpoint.ts'
import { exportOnnx } from '../agents/export.ts'
import type { RunFolder } from '../agents/log.ts'
import type { IterationMetrics, Trainer } from '../agents/ppo.ts'
import type { Dashboard, Progress } from './dashboard.ts'
import { STOPPED } from './command.ts'
import { titleOf } from './flags.ts'

export interface Training {
  readonly trainer: Trainer
  readonly run: RunFolder
  readonly board: Dashboard
  /** Iterations between two checkpoints. */
  readonly saveEvery: number
  /** Stop early after about so many seconds. */
  readonly seconds?: number
  /** Hears what each iteration says. */
  readonly each?: (metrics: IterationMetrics) => void
}

export type Signal = keyof typeof STOPPED

export interface Trained {
  /** Folder of the newest checkpoint. */
  readonly checkpoint: string
  /** policy.onnx, or one an agent; none where the network cannot be exported. */
  readonly policies: readonly string[]
  readonly stopped: Signal | null
  readonly seconds: number
}

/** Numbers that the dashboard shows beside the return. */
const SHOWN = ['policyLoss', 'valueLoss', 'entropy', 'approxKl', 'clipFraction', 'explainedVariance', 'learningRate']
/** Iterations over which the shown rate is taken. */
const RECENT = 8

/**
 * Trains to the end, to `seconds`, or to SIGINT or SIGTERM, and always saves what was reached. A second signal ends the
 * process at once.
 */
export async function train({ trainer, run, board, saveEvery, seconds = Infinity, each }: Training): Promise<Trained> {
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  const signals = listen((signal) =>
    board.print(`${signal}: stopping after this iteration; once more to stop at once.`),
  )
  const shown = progressOf(trainer, run)
  let saved = -1
  const save = () => {
    run.metrics.flush()
    saveCheckpoint(trainer, checkpointFolder(trainer, run))
    saved = trainer.iteration
  }
  try {
    while (!trainer.done && signals.heard === null && elapsed() < seconds) {
      const { step, ...numbers } = await trainer.iterate()
      run.log(step, numbers)
      board.update(shown({ step, ...numbers }, elapsed()))
      each?.({ step, ...numbers })
      if (trainer.iteration % saveEvery === 0) save()
    }
    if (saved !== trainer.iteration) save()
    const manifest = join(checkpointFolder(trainer, run), MANIFEST)
    if (existsSync(manifest)) copyFileSync(manifest, join(run.path, MANIFEST))
    const policies = signals.heard === null ? await exportPolicies(trainer, run) : []
    return { checkpoint: checkpointFolder(trainer, run), policies, stopped: signals.heard, seconds: elapsed() }
  } finally {
    signals.close()
    board.close()
  }
}

const checkpointFolder = (trainer: Trainer, run: RunFolder): string =>
  join(run.checkpoints, checkpointName(trainer.iteration * trainer.stepsPerIteration))

/** What the environment's results are quoted in. */
export const scoreOf = (metrics: Readonly<Record<string, unknown>>): number => Number(metrics.score)

function progressOf(trainer: Trainer, run: RunFolder): (metrics: IterationMetrics, elapsed: number) => Progress {
  const returns: number[] = []
  const times: number[] = [0]
  return (metrics, elapsed) => {
    returns.push(scoreOf(metrics))
    times.push(elapsed)
    const recent = times.slice(-RECENT - 1)
    return {
      title: `ppo on ${titleOf(trainer.env)}`,
      done: metrics.step,
      total: trainer.iterations * trainer.stepsPerIteration,
      rate: ((recent.length - 1) * trainer.stepsPerIteration) / (elapsed - recent[0]),
      elapsed,
      returns,
      numbers: Object.fromEntries(SHOWN.map((name) => [name, metrics[name]])),
      note: run.path,
    }
  }
}

/** Writes policy.onnx, or policy-0.onnx and so on where each agent has its own network; none of a central critic's. */
async function exportPolicies(trainer: Trainer, run: RunFolder): Promise<string[]> {
  const paths: string[] = []
  for (const [i, net] of trainer.nets.entries()) {
    if (net.config.critic === 'central') continue
    const path = join(run.path, trainer.nets.length === 1 ? 'policy.onnx' : `policy-${i}.onnx`)
    exportOnnx(net, trainer.thetas[i], path)
    paths.push(path)
  }
  return paths
}

/** Hears the first SIGINT or SIGTERM; the next one does what it always does. */
function listen(hear: (signal: Signal) => void) {
  const state = { heard: null as Signal | null, close: () => {} }
  const handler = (signal: Signal) => {
    state.heard = signal
    state.close()
    hear(signal)
  }
  const names = Object.keys(STOPPED) as Signal[]
  for (const name of names) process.on(name, handler)
  state.close = () => {
    for (const name of names) process.off(name, handler)
  }
  return state
}
