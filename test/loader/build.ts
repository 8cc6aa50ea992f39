/**
 * Before the first test: all sources as JavaScript, one file each, so that no test file waits for that again. Files that are
 * there and younger than their source stay.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { transformWithOxc } from 'vite'
import type { TestProject } from 'vitest/node'
import { builtOf, ROOT } from './built.js'

const FOLDERS = ['envs', 'agents', 'curriculum', 'probes', 'server', 'cli', 'examples', 'test']

export default async function setup(project: TestProject): Promise<void> {
  await build()
  project.onTestsRerun(build)
}

async function build(): Promise<void> {
  await Promise.all(sources().filter(isStale).map(buildOne))
}

async function buildOne(source: string): Promise<void> {
  const { code, map } = await transformWithOxc(readFileSync(source, 'utf8'), source, { target: 'node20' })
  const inline = Buffer.from(JSON.stringify({ ...map, sources: [source], sourcesContent: undefined })).toString('base64')
  const to = builtOf(source)
  mkdirSync(dirname(to), { recursive: true })
  // Another run may read the file meanwhile.
  const written = `${to}.${process.pid}`
  writeFileSync(written, `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}\n`)
  renameSync(written, to)
}

function isStale(source: string): boolean {
  const built = statSync(builtOf(source), { throwIfNoEntry: false })
  return built === undefined || built.mtimeMs <= statSync(source).mtimeMs
}

/** Paths of all sources. */
function sources(): string[] {
  const folders = readdirSync(ROOT).filter((name) => FOLDERS.includes(name))
  const names = folders.flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  return ['index.ts', ...names].filter((name) => /(?<!\.test)\.ts$/.test(name)).map((name) => `${ROOT}${name}`)
}
