/** The import rules of the architecture, and what rules of environments may not call, read from the sources. */
import { readFileSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Import {
  /** As written. */
  readonly name: string
  /** The imported file from the root where it is ours, else null. */
  readonly file: string | null
  readonly type: boolean
}
interface Source {
  /** From the root, with slashes. */
  readonly path: string
  readonly code: string
  readonly imports: readonly Import[]
}
/** What a source breaks, a line each; nothing if it keeps the rule. */
type Rule = (source: Source) => string[]

const ROOT = new URL('../', import.meta.url)
const FOLDERS = ['envs', 'agents', 'curriculum', 'probes', 'server', 'cli', 'examples', 'test']

/** Folders that a folder may import from; those that are not listed may import anything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  envs: ['envs'],
  agents: ['agents', 'envs'],
  curriculum: ['curriculum', 'agents', 'envs'],
  probes: ['probes', 'agents', 'envs'],
  server: ['server', 'agents', 'envs'],
}

/** Packages and the only places that import them, tests apart. Types may be imported anywhere. */
const DOORS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^@tensorflow\//, ['agents/tensor/']],
  [/^onnxruntime/, ['agents/tensor/']],
  [/^seedrandom$/, ['envs/core/']],
  [/^(ws|msgpackr)$/, ['server/']],
  [/^ajv$/, ['envs/core/config.ts', 'server/']],
]

/** Calls that give other bytes on another day or another version of Node. */
const FORBIDDEN_IN_ENVS = [/\bMath\.random\b/, /\bDate\.now\b/, /\bnew Date\b/, /\bMath\.pow\b/, /\*\*/]

const folderOf = (path: string): string => path.split('/')[0]

const onlyDownward: Rule = ({ path, imports }) => {
  const allowed = MAY_IMPORT[folderOf(path)]
  if (!allowed) return []
  return imports
    .filter(({ file }) => file !== null && !allowed.includes(folderOf(file)))
    .map(({ file }) => `${path} imports ${file}, expected only ${allowed.join(', ')}`)
}

/** "Interpretability tools should never become training objectives": not even types of a probe enter what trains. */
const trainingSeesNoProbe: Rule = ({ path, imports }) => {
  const trains = ['envs', 'agents', 'curriculum'].includes(folderOf(path)) || /^(cli|examples)\/.*train/.test(path)
  return imports
    .filter(({ file }) => trains && file !== null && folderOf(file) === 'probes')
    .map(({ file }) => `${path} trains and imports ${file}`)
}

const packagesByTheirDoors: Rule = ({ path, imports }) =>
  imports.flatMap(({ name, type }) =>
    DOORS.filter(([door, places]) => {
      const free = type || folderOf(path) === 'test' || places.some((place) => path.startsWith(place))
      return door.test(name) && !free
    }).map(([, places]) => `${path} imports ${name}, expected only in ${places.join(', ')}`),
  )

const envsAreReproducible: Rule = ({ path, code }) =>
  folderOf(path) === 'envs'
    ? FORBIDDEN_IN_ENVS.filter((call) => call.test(code)).map((call) => `${path} has ${call.source}`)
    : []

const filesExist: Rule = ({ path, imports }) =>
  imports
    .filter(({ name, file }) => file !== null && !/\.(ts|json)$/.test(name))
    .map(({ name }) => `${path} imports '${name}', expected a name that ends in .ts or .json`)

const RULES: Readonly<Record<string, Rule>> = {
  'imports go downward only': onlyDownward,
  'nothing that trains imports a probe': trainingSeesNoProbe,
  'packages enter by their doors': packagesByTheirDoors,
  'rules of environments call nothing that depends on the day': envsAreReproducible,
  'imports name files': filesExist,
}

/** For each rule, sources that must break it and one that must not. */
const PLANTED: Readonly<Record<string, { bad: (readonly [string, string])[]; good: (readonly [string, string])[] }>> = {
  'imports go downward only': {
    bad: [
      ['envs/core/batch.ts', "import { ppo } from '../../agents/ppo.ts'"],
      ['envs/a/b.ts', "import type { Policy } from '../../agents/policy.ts'"],
      ['agents/ppo.ts', "export * from '../curriculum/ewc.ts'"],
      ['agents/ppo.ts', "const { x } = await import('../cli/train.ts')"],
      ['probes/cka.ts', "import '../curriculum/stage.ts'"],
      ['server/session.ts', "import { cka } from '../probes/cka.ts'"],
      ['curriculum/stage.ts', "import { main } from '../index.ts'"],
    ],
    good: [
      ['curriculum/stage.ts', "import { ppo } from '../agents/ppo.ts'"],
      ['cli/main.ts', "import { cka } from '../probes/cka.ts'"],
    ],
  },
  'nothing that trains imports a probe': {
    bad: [
      ['curriculum/stage.ts', "import { cka } from '../probes/cka.ts'"],
      ['agents/loss.ts', "import type { Cka } from '../probes/cka.ts'"],
      ['examples/train-ppo.ts', "import { cka } from '../probes/cka.ts'"],
    ],
    good: [['examples/probe.ts', "import { cka } from '../probes/cka.ts'"]],
  },
  'packages enter by their doors': {
    bad: [
      ['agents/ppo.ts', "import * as tf from '@tensorflow/tfjs-core'"],
      ['agents/export.ts', "import ort from 'onnxruntime-node'"],
      ['agents/net.ts', "import seedrandom from 'seedrandom'"],
      ['cli/serve.ts', "import { WebSocket } from 'ws'"],
      ['agents/policy.ts', "import { pack } from 'msgpackr'"],
      ['envs/overcooked/config.ts', "import { Ajv, type SchemaObject } from 'ajv'"],
    ],
    good: [
      ['envs/overcooked/config.ts', "import type { SchemaObject } from 'ajv'"],
      ['agents/tensor/compile.ts', "import * as ort from 'onnxruntime-node'"],
    ],
  },
  'rules of environments call nothing that depends on the day': {
    bad: [
      ['envs/a/rules.ts', 'const x = Math.random()'],
      ['envs/a/rules.ts', 'const t = Date.now()'],
      ['envs/a/rules.ts', 'const t = new Date()'],
      ['envs/a/rules.ts', 'const y = Math.pow(x, 2)'],
      ['envs/a/rules.ts', 'const y = x ** 2'],
    ],
    good: [
      ['envs/a/rules.ts', "/** No Math.random, no x ** 2. */\nconst text = 'Date.now' // Math.pow"],
      ['cli/main.ts', 'const t = Date.now()'],
    ],
  },
  'imports name files': {
    bad: [['envs/a/rules.ts', "import { field } from '../core/fields'"]],
    good: [['envs/a/rules.ts', "import { field } from '../core/fields.ts'"]],
  },
}

describe('architecture', () => {
  const sources = allSources()

  it('is read from every source', () => {
    const registry = sources.find(({ path }) => path === 'envs/registry.ts')
    expect(registry?.imports.map(({ file }) => file)).toContain('envs/core/batch.ts')
    expect(sources.length).toBeGreaterThan(50)
    expect(sources.filter(({ imports }) => imports.length === 0).length).toBeLessThan(sources.length / 4)
  })

  it.each(Object.entries(RULES))('%s', (_, rule) => expect(sources.flatMap(rule)).toEqual([]))

  it.each(Object.entries(PLANTED))('a rule that bites: %s', (name, { bad, good }) => {
    for (const [path, text] of bad) expect(RULES[name](read(path, text)), `${path}: ${text}`).toHaveLength(1)
    for (const [path, text] of good) expect(RULES[name](read(path, text)), `${path}: ${text}`).toEqual([])
  })

  it('every rule is shown to bite', () => expect(Object.keys(PLANTED)).toEqual(Object.keys(RULES)))

  it('files do not import each other in circles, types apart', () => expect(circles(sources)).toEqual([]))

  it('a circle is found', () => {
    const [a, b] = [read('envs/a.ts', "import { b } from './b.ts'"), read('envs/b.ts', "import { a } from './a.ts'")]
    const types = read('envs/b.ts', "import type { A } from './a.ts'\nimport { type B } from './a.ts'")
    expect(circles([a, b])).toEqual(['envs/a.ts -> envs/b.ts -> envs/a.ts'])
    expect(circles([a, types])).toEqual([])
  })
})

function allSources(): Source[] {
  const files = FOLDERS.flatMap((folder) => {
    const names = readdirSync(ROOT, { withFileTypes: true }).some(({ name }) => name === folder)
      ? readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: 'utf8' })
      : []
    return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
  })
  return [...files, 'index.ts']
    .filter((path) => !path.includes('node_modules/') && path !== 'test/architecture.test.ts')
    .map((path) => read(path, readFileSync(new URL(path, ROOT), 'utf8')))
}

const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g

function read(path: string, text: string): Source {
  const commentless = text.replace(COMMENT_OR_STRING, (found) => (found.startsWith('/') ? ' ' : found))
  const code = text.replace(COMMENT_OR_STRING, (found) => (found.startsWith('/') ? ' ' : "''"))
  return { path, code, imports: importsOf(path, commentless) }
}

function importsOf(path: string, text: string): Import[] {
  const froms = text.matchAll(
    /\b(?:import|export)\b((?:(?!\b(?:import|export)\b)[^'"`;()=])*?)\bfrom\s*['"]([^'"\n]+)['"]/g,
  )
  const others = text.matchAll(/\bimport\s*\(?\s*['"]([^'"\n]+)['"]/g)
  return [
    ...[...froms].map(([, what, name]) => ({ name, file: fileOf(path, name), type: isType(what) })),
    ...[...others].map(([, name]) => ({ name, file: fileOf(path, name), type: false })),
  ]
}

const fileOf = (path: string, name: string): string | null =>
  name.startsWith('.') ? posix.join(posix.dirname(path), name) : null

/** `type X`, `type { X }`, or braces in which every name is a type. */
function isType(what: string): boolean {
  if (/^\s*type\b/.test(what)) return true
  const names = /^\s*\{([^}]*)\}\s*$/.exec(what)?.[1].split(',').map((name) => name.trim()) ?? [] // prettier-ignore
  const given = names.filter((name) => name !== '')
  return given.length > 0 && given.every((name) => name.startsWith('type '))
}

/** Circles of imports, each once, from its first file in the order of the alphabet. */
function circles(sources: readonly Source[]): string[] {
  const edges = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter(({ type, file }) => !type && file).map(({ file }) => file!),
    ]),
  )
  const found = new Set<string>()
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) return void found.add(circleOf(trail.slice(at)))
    if (done.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return [...found]
}

function circleOf(files: readonly string[]): string {
  const first = files.indexOf([...files].sort()[0])
  const turned = [...files.slice(first), ...files.slice(0, first)]
  return [...turned, turned[0]].join(' -> ')
}
