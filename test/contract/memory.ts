/** Steps neither allocate nor grow. */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { BatchEnv } from '../../envs/core/batch.ts'
import {
  batchOf, fault, type Trial,
} from './trial.ts' // prettier-ignore

export const ALLOCATES = 'A step allocates nothing.'
export const GROWS = 'Memory does not grow with steps.'

/**
 * Agent-steps that are measured at once, and bytes an agent-step that they may leave: a few numbers that V8 boxes between
 * functions, no array, dictionary or closure a row. Garbage that is swept in between hides what was allocated, so few steps
 * are measured, and then far fewer, for what allocates so much that even these are swept.
 */
const MEASURED = [
  { steps: 2_000, limit: 100 },
  { steps: 100, limit: 600 },
] as const
/** The first measurements see the compiler at work; what allocates does so in all. */
const ATTEMPTS = 40
const WARM_STEPS = 5_000
const MANY_STEPS = 50_000
/** Half of what a list takes that grows by a number a step; the compiler's feedback comes to less. */
const GROWTH_LIMIT = 192 * 1024

export function allocatesNothing(trial: Trial): void {
  const batch = batchOf(trial, { slots: 1, horizon: 1e6 })
  let least = Infinity
  collector()()
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const allocated = MEASURED.map(({ steps }) => allocation(batch, Math.ceil(steps / batch.agents)))
    if (allocated.every((bytes, i) => bytes >= 0 && bytes <= MEASURED[i].limit)) return
    if (allocated[0] >= 0) least = Math.min(least, allocated[0])
  }
  throw fault(ALLOCATES, trial, `${least.toFixed(1)} bytes an agent-step`)
}

/** Bytes an agent-step that the heap grew by; below 0 where garbage was swept. */
function allocation(batch: BatchEnv, steps: number): number {
  const before = process.memoryUsage().heapUsed
  run(batch, steps)
  return (process.memoryUsage().heapUsed - before) / (steps * batch.agents)
}

export function memoryStands(trial: Trial): void {
  const batch = batchOf(trial, { slots: 1 })
  run(batch, WARM_STEPS)
  if (growth(batch, MANY_STEPS) <= GROWTH_LIMIT) return
  // What grows does so again, and a list that doubles now and then does at least once in so many steps.
  const grown = growth(batch, 2 * MANY_STEPS)
  if (grown > GROWTH_LIMIT) throw fault(GROWS, trial, `${grown} bytes over ${2 * MANY_STEPS} steps`)
}

/** Bytes that are there after so many steps and were not before. */
function growth(batch: BatchEnv, steps: number): number {
  const gc = collector()
  gc()
  const before = dataBytes()
  run(batch, steps)
  gc()
  return dataBytes() - before
}

/** Bytes of the heap without compiled code, which comes and goes by hundreds of kilobytes. */
const dataBytes = (): number =>
  getHeapSpaceStatistics()
    .filter(({ space_name }) => !space_name.startsWith('code'))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0)

/** Collects garbage at once. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

/** Steps with cheap pseudo-random legal-or-not actions within their heads, allocating nothing itself. */
function run(batch: BatchEnv, steps: number): void {
  const { actions } = batch
  const { heads } = batch.world
  let word = 1
  for (let t = 0; t < steps; t++) {
    for (let i = 0; i < actions.length; i++) {
      word = (Math.imul(word, 1664525) + 1013904223) | 0
      actions[i] = (word >>> 16) % heads[i % heads.length]
    }
    batch.step()
  }
}
