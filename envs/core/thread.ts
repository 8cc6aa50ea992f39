/** Starts threads that run a module of this project. */
import { existsSync } from 'node:fs'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * A thread that runs the module at `source`, named by its TypeScript file. From the built package it is plain JavaScript. From
 * source it must bring the TypeScript loader along itself: a thread ignores its parent's, and `--import` of it. The loader is
 * tsx, or the module that the environment variable SVA_LOADER names.
 */
export function startThread(source: URL, options: WorkerOptions): Worker {
  if (!existsSync(source)) return new Worker(new URL(source.href.replace(/\.ts$/, '.js')), options)
  const { SVA_LOADER: own = import.meta.resolve('tsx/esm/api') } = process.env
  const [loader, script] = [own, source.href].map((url) => JSON.stringify(url))
  const code = `import(${loader}).then(({ register }) => { register?.(); return import(${script}) })`
  return new Worker(code, { ...options, eval: true })
}
