/**
 * Every registered environment keeps the contract, in every example and view. Register an environment and it is tested.
 *
 * The environments are dealt out to the files `contract-*.test.ts`, in the order of the registry: files run side by side.
 */
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'
import type { EnvSpec } from '../../envs/core/spec.ts'
import { find, listEnvs } from '../../envs/registry.ts'
import { catching } from './catch.ts'
import { SPEC_CHECKS, VIEW_CHECKS, WORLD_CHECKS } from './contract.ts'
import { threadsAgree } from './replays.ts'
import { examplesOf } from './trial.ts'

const files = readdirSync(new URL('.', import.meta.url)).filter((name) => /^contract-.*\.test\.ts$/.test(name))

/** Tests the share of the file at `url`. */
export function keepContract(url: string): void {
  const share = files.indexOf(basename(fileURLToPath(url)))
  const specs = [catching as EnvSpec, ...listEnvs().map(({ id }) => find(id))].filter(
    (_, i) => i % files.length === share,
  )
  describe.each(specs.map((spec) => [spec.id, spec] as const))('%s', (_, spec) => keep(spec))
}

function keep(spec: EnvSpec): void {
  const view = spec.defaultView
  it.each(Object.entries(SPEC_CHECKS))('%s', (_, check) => check(spec))

  describe.each(examplesOf(spec).map((options, i) => [i + 1, options] as const))('example %d', (number, options) => {
    it.each(Object.entries(WORLD_CHECKS))('%s', (_, check) => check({ spec, options, view }))

    describe.each(Object.keys(spec.views))('%s', (view) => {
      it.each(Object.entries(VIEW_CHECKS))('%s', (_, check) => check({ spec, options, view }))
    })

    // Once an environment: threads are slow to start.
    if (number === 1) it('two threads give the bytes of one', () => threadsAgree({ spec, options, view }, 2))
  })
}
