/**
 * Before the first test, and again before tests that are run anew: all sources as JavaScript, a file each, so that no test
 * file waits for that. What is there and as old as its source stays.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { transformWithOxc } from 'vite'
import { builtOf, ROOT } from './built.js'

const FOLDERS = ['envs', 'agents', 'curriculum', 'probes', 'server', 'cli', 'examples', 'test']

export default async function setup(project) {
  await build()
  project.onTestsRerun(build)
}

async function build() {
  await Promise.all(sources().filter(isStale).map(buildOne))
}

async function buildOne(source) {
  const { atime, mtime } = statSync(source)
  const { code, map } = await transformWithOxc(readFileSync(source, 'utf8'), source, { target: 'node20' })
  const lines = Buffer.from(JSON.stringify({ ...map, sources: [source], sourcesContent: undefined }))
  const to = builtOf(source)
  // Another run may read the file meanwhile.
  const written = `${to}.${process.pid}`
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(written, `${code}\n//# sourceMappingURL=data:application/json;base64,${lines.toString('base64')}\n`)
  utimesSync(written, atime, mtime)
  renameSync(written, to)
}

function isStale(source) {
  const built = statSync(builtOf(source), { throwIfNoEntry: false })
  return built?.mtime.getTime() !== statSync(source).mtime.getTime()
}

/** Paths of all sources. */
function sources() {
  const folders = readdirSync(ROOT).filter((name) => FOLDERS.includes(name))
  const names = folders.flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  return ['index.ts', ...names].filter((name) => /(?<!\.test)\.ts$/.test(name)).map((name) => `${ROOT}${name}`)
}
