/**
 * The eager TensorFlow.js backend: the fastest one that loads.
 *
 * Order: tfjs-node-gpu, tfjs-node (both optional packages), wasm, cpu. What was chosen, and why the better ones were
 * not, is printed once to stderr.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import './cpu.ts'
import { registerGradients } from './gradients.ts'

export const BACKENDS = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] as const
export type BackendName = (typeof BACKENDS)[number]

/** What `tf.getBackend()` says once each is in use. */
const ENGINE_NAME: Record<BackendName, string> = {
  'tfjs-node-gpu': 'tensorflow',
  'tfjs-node': 'tensorflow',
  wasm: 'wasm',
  cpu: 'cpu',
}

const require = createRequire(import.meta.url)
let chosen: BackendName | undefined
let printed = false

/**
 * Makes `name`, or the best backend that loads, the one that eager operations run on.
 *
 * @returns the backend in use. @throws on an unknown name, or when a backend asked for by name does not load.
 */
export async function useBackend(name?: string): Promise<BackendName> {
  if (name !== undefined) return useNamed(name)
  if (chosen) return useNamed(chosen)
  const refused: string[] = []
  for (const candidate of BACKENDS) {
    try {
      await load(candidate)
      chosen = candidate
      printOnce(candidate, refused)
      return candidate
    } catch (error) {
      refused.push(`${candidate}: ${firstLine(error)}`)
    }
  }
  throw new Error(`backend: none of ${BACKENDS.join(', ')} loads. ${refused.join('; ')}`)
}

async function useNamed(name: string): Promise<BackendName> {
  if (!BACKENDS.includes(name as BackendName)) {
    throw new Error(`backend: got '${name}' when expected one of ${BACKENDS.join(', ')}`)
  }
  try {
    await load(name as BackendName)
  } catch (error) {
    throw new Error(`backend: '${name}' does not load: ${firstLine(error)}. Leave the name out to take the best.`, {
      cause: error,
    })
  }
  chosen = name as BackendName
  return chosen
}

async function load(name: BackendName): Promise<void> {
  if (name === 'wasm') await loadWasm()
  if (name.startsWith('tfjs-node')) {
    await import(pathToFileURL(require.resolve(`@tensorflow/${name}`)).href)
    registerGradients()
  }
  if (!(await tf.setBackend(ENGINE_NAME[name]))) throw new Error('its initialization failed')
  await tf.ready()
}

/** Points the wasm backend at the files of its own package, so that nothing is fetched. */
async function loadWasm(): Promise<void> {
  if (tf.findBackendFactory('wasm') && tf.getBackend() === 'wasm') return
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))
  if (!tf.engine().registry.wasm) wasm.setWasmPaths(join(folder, '/'))
}

function printOnce(name: BackendName, refused: string[]): void {
  if (printed) return
  printed = true
  const why = refused.length ? ` (${refused.join('; ')})` : ''
  process.stderr.write(`TensorFlow.js backend: ${name}${why}\n`)
}

/** The first line of a message, short enough for one line of a terminal. */
function firstLine(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).split('\n')[0]
  return line.startsWith('Cannot find module') ? 'not installed' : line.slice(0, 120)
}
