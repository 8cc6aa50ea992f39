/** Steps neither allocate nor grow. */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { BatchEnv } from '../../envs/core/batch.ts'
import {
  batchOf, fault, type Trial,
} from './trial.ts' // prettier-ignore

export const ALLOCATES = 'A step allocates nothing.'
export const GROWS = 'Memory does not grow with steps.'

/** Slot-steps that are measured at once: too few for the young generation to be swept meanwhile. */
const MEASURED_STEPS = 1_000
/** The first measurements see the compiler at work; what allocates does so in all. */
const ATTEMPTS = 20
const WARM_STEPS = 5_000
const MANY_STEPS = 50_000
/** Bytes an agent-step: a few numbers that V8 boxes between functions, no array, dictionary or closure a row. */
const ALLOCATION_LIMIT = 100
/** Half of what a list takes that grows by a number a step; the compiler's feedback comes to less. */
const GROWTH_LIMIT = 192 * 1024

export function allocatesNothing(trial: Trial): void {
  const gc = collector()
  const batch = batchOf(trial, { slots: 1, horizon: 1e6 })
  let least = Infinity
  for (let attempt = 0; attempt < ATTEMPTS && least > ALLOCATION_LIMIT; attempt++) {
    gc()
    const before = process.memoryUsage().heapUsed
    run(batch, MEASURED_STEPS)
    least = Math.min(least, Math.abs(process.memoryUsage().heapUsed - before) / (MEASURED_STEPS * batch.agents))
  }
  if (least > ALLOCATION_LIMIT) throw fault(ALLOCATES, trial, `${least.toFixed(1)} bytes an agent-step`)
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
