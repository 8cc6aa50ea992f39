/**
 * Before the first test, and again before tests that are run anew: all sources as JavaScript, a file each, so that no test
 * file waits for that. What is there and younger than its source stays.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
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
  const { code, map } = await transformWithOxc(readFileSync(source, 'utf8'), source, { target: 'node20' })
  const inline = Buffer.from(JSON.stringify({ ...map, sources: [source], sourcesContent: undefined })).toString(
    'base64',
  )
  const to = builtOf(source)
  mkdirSync(dirname(to), { recursive: true })
  // Another run may read the file meanwhile.
  const written = `${to}.${process.pid}`
  writeFileSync(written, `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}\n`)
  renameSync(written, to)
}

function isStale(source) {
  const built = statSync(builtOf(source), { throwIfNoEntry: false })
  return built === undefined || built.mtimeMs <= statSync(source).mtimeMs
}

/** Paths of all sources. */
function sources() {
  const folders = readdirSync(ROOT).filter((name) => FOLDERS.includes(name))
  const names = folders.flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  return ['index.ts', ...names].filter((name) => /(?<!\.test)\.ts$/.test(name)).map((name) => `${ROOT}${name}`)
}
