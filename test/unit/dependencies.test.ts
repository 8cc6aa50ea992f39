/** What is installed, and that nothing runs while it is (docs/adr/0003-no-install-scripts.md). */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const text = (path: string): string => readFileSync(here(path), 'utf8')

interface Entry {
  readonly version?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}
const manifest = JSON.parse(text('package.json')) as Entry
const { lockfileVersion, packages } = JSON.parse(text('package-lock.json')) as {
  lockfileVersion: number
  packages: Record<string, Entry>
}

describe('the lock file', () => {
  it('is of what package.json asks for, so that `npm ci` takes it', () => {
    const { dependencies, devDependencies } = packages['']
    expect(lockfileVersion).toBe(3)
    expect({ dependencies, devDependencies }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    })
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      expect(packages[`node_modules/${name}`]?.version, name).toMatch(/^\d+\.\d+\.\d+/)
    }
  })

  // Older ones let a small message take all memory, or leak some (server/scan.ts, server/codec.ts).
  it.each([
    ['ws', [8, 23, 0]],
    ['msgpackr', [2, 1, 3]],
  ])('has no %s before %j', (name, least) => {
    const versions = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`))
    expect(versions.length).toBeGreaterThan(0)
    for (const [, { version }] of versions) expect(isAtLeast(version!, least), version).toBe(true)
  })
})

const isAtLeast = (version: string, least: readonly number[]): boolean => {
  const parts = version.split('.').map(Number)
  const i = least.findIndex((part, at) => part !== parts[at])
  return i < 0 || parts[i] > least[i]
}

describe('an installation', () => {
  it('runs no scripts: not of these packages, which work without, and of no others', () => {
    expect(text('.npmrc')).toMatch(/^ignore-scripts=true$/m)
    expect(text('.ci/run')).toMatch(/^npm ci && npm test/m)
    const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript)
    expect(scripted.map(([path]) => path).sort()).toEqual(
      ['esbuild', 'msgpackr-extract', 'onnxruntime-node'].map((name) => `node_modules/${name}`),
    )
  })
})

describe('.ci/audit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  /** With an npm that says this. */
  function audit(report: string): { status: number | null; stderr: string } {
    writeFileSync(join(folder, 'report'), report)
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\ncat '${join(folder, 'report')}'\nexit 1\n`)
    chmodSync(join(folder, 'npm'), 0o755)
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` }
    return spawnSync(here('.ci/audit'), { env, encoding: 'utf8' })
  }
  const found = (severity: string): string =>
    JSON.stringify({ metadata: {}, vulnerabilities: { ws: { name: 'ws', range: '<9', severity } } })

  it.each(['high', 'critical'])('fails at a %s advisory, and names the package', (severity) => {
    const { status, stderr } = audit(found(severity))
    expect([status, stderr]).toEqual([1, expect.stringContaining(`Got ws <9 with a ${severity} advisory`)])
  })

  it.each([
    ['a moderate one', found('moderate'), /^$/],
    ['none', JSON.stringify({ metadata: {}, vulnerabilities: {} }), /^$/],
    ['a registry without them', JSON.stringify({ message: '405 Method Not Allowed' }), /nothing was audited/],
    ['no registry', '', /nothing was audited/],
  ])('passes at %s', (_, report, said) => {
    const { status, stderr } = audit(report)
    expect([status, stderr]).toEqual([0, expect.stringMatching(said)])
  })
})
