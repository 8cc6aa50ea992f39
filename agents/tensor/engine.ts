/**
 * How TensorFlow.js programs run: compiled to ONNX where ONNX Runtime loads, else op by op on the best TensorFlow.js backend.
 * What was chosen, and why the better one was not, is printed once to stderr, unless `silence` was called and nothing is amiss.
 */
import * as tf from '@tensorflow/tfjs-core'
import { useBackend } from './backend.ts'
import { compile, onnxModel, onnxRuntime, type CompileOptions, type Program, type TypedArray } from './compile.ts'
import { sizeOf } from './shape.ts'
import type { TensorSpec, TracedFunction } from './trace.ts'
import { compileUpdate, eagerTensor, eagerUpdate, type Updater, type UpdaterState, type UpdateSpec } from './train.ts'

export const ENGINES = ['auto', 'compiled', 'eager'] as const
export type EngineName = (typeof ENGINES)[number]

export interface Engine {
  readonly name: Exclude<EngineName, 'auto'>
  program(fn: TracedFunction, inputs: Record<string, TensorSpec>, options?: CompileOptions): Promise<Program>
  update(spec: UpdateSpec, state?: UpdaterState): Promise<Updater>
}

const COMPILED: Engine = { name: 'compiled', program: compile, update: compileUpdate }
const EAGER: Engine = { name: 'eager', program: eagerProgram, update: eagerUpdate }

let announced = false
let silent = false

/** For output that programs read: says nothing of a choice that is the best one. A fallback is said all the same. */
export function silence(): void {
  silent = true
}

/** 'auto' takes the compiled engine if ONNX Runtime loads. Throws where 'compiled' is asked for and it does not. */
export async function engine(name: EngineName = 'auto'): Promise<Engine> {
  if (!ENGINES.includes(name)) throw new RangeError(`Got engine '${name}', expected one of: ${ENGINES.join(', ')}.`)
  if (name === 'eager') return eager('asked for')
  try {
    const { env } = await onnxRuntime()
    if (!silent) announce(`compiled, ONNX Runtime ${env.versions.node ?? env.versions.common}`)
    return COMPILED
  } catch (error) {
    if (name === 'compiled')
      throw new Error(`ONNX Runtime does not load: ${first(error)}. Leave the engine out to run without it.`, {
        cause: error,
      })
    return eager(`ONNX Runtime does not load: ${first(error)}`)
  }
}

async function eager(why: string): Promise<Engine> {
  await useBackend()
  announce(`eager TensorFlow.js (${why})`)
  return EAGER
}

function announce(what: string): void {
  if (!announced) process.stderr.write(`Networks run ${what}\n`)
  announced = true
}

const first = (error: unknown): string => String(error instanceof Error ? error.message : error).split('\n')[0]

/** The same interface without ONNX Runtime. Shapes must be fixed. */
export async function eagerProgram(
  fn: TracedFunction,
  inputs: Record<string, TensorSpec>,
  options: CompileOptions = {},
): Promise<Program> {
  await useBackend()
  const { model, inputs: ports, outputs } = onnxModel(fn, inputs, options)
  return {
    inputs: ports,
    outputs,
    model,
    async run(feeds, out = {}) {
      checkFeeds(inputs, feeds)
      return runOnce(fn, inputs, feeds, out)
    },
    async close() {},
  }
}

function runOnce(
  fn: TracedFunction,
  inputs: Record<string, TensorSpec>,
  feeds: Record<string, TypedArray>,
  out: Record<string, TypedArray>,
) {
  const results: Record<string, TypedArray> = {}
  tf.tidy(() => {
    const fed = Object.fromEntries(Object.entries(inputs).map(([name, spec]) => [name, eagerTensor(feeds[name], spec)]))
    for (const [name, tensor] of Object.entries(fn(fed))) {
      const data = tensor.dataSync() as TypedArray
      if (out[name]) out[name].set(data)
      results[name] = out[name] ?? data
    }
  })
  return results
}

function checkFeeds(inputs: Record<string, TensorSpec>, feeds: Record<string, TypedArray>): void {
  for (const [name, { shape }] of Object.entries(inputs)) {
    const got = feeds[name]?.length
    if (got !== sizeOf(shape))
      throw new Error(
        `eager: input '${name}' got ${got ?? 'no'} elements, expected ${sizeOf(shape)} for shape [${shape}].`,
      )
  }
}
