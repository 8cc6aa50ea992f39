/** Every registered environment keeps the contract, in every example and view. Register an environment and it is tested. */
import { describe, it } from 'vitest'
import type { EnvSpec } from '../../envs/core/spec.ts'
import { find, listEnvs } from '../../envs/registry.ts'
import { catching } from './catch.ts'
import { SPEC_CHECKS, VIEW_CHECKS, WORLD_CHECKS, examplesOf, threadsAgree } from './contract.ts'

const specs: readonly EnvSpec[] = [...listEnvs().map(({ id }) => find(id)), catching as EnvSpec]

describe.each(specs.map((spec) => [spec.id, spec] as const))('%s', (_, spec) => {
  const view = spec.defaultView
  const examples = examplesOf(spec)

  it.each(Object.entries(SPEC_CHECKS))('%s', (_, check) => check(spec))

  describe.each(examples.map((options, i) => [i + 1, options] as const))('example %d', (number, options) => {
    it.each(Object.entries(WORLD_CHECKS))('%s', (_, check) => check({ spec, options, view }))

    describe.each(Object.keys(spec.views))('%s', (view) => {
      it.each(Object.entries(VIEW_CHECKS))('%s', (_, check) => check({ spec, options, view }))
    })

    // Eight threads once: they take seconds to start.
    const threads = number === 1 ? 8 : 2
    it(`${threads} threads give the bytes of one`, () => threadsAgree({ spec, options, view }, threads))
  })
})
