import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/order.ts'

/** Tests that put something in the place of a module, which vitest can do only among modules that it loads itself. */
const MOCKING = ['test/unit/ppo.test.ts']

const LOADER = new URL('test/loader/register.js', import.meta.url)

/**
 * Node loads everything but the test files, in the tests' threads and commands too: to vitest's own loader every import is a
 * property of an object, and worlds step half as fast. test/loader builds what Node loads.
 */
const native = {
  globalSetup: 'test/loader/build.js',
  execArgv: ['--import', fileURLToPath(LOADER)],
  env: { SVA_LOADER: LOADER.href },
  server: { deps: { external: [/(?<!\.test)\.ts$/] } },
}

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 60_000,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'native', include: ['test/**/*.test.ts'], exclude: MOCKING, ...native } },
      { extends: true, test: { name: 'mocking', include: MOCKING } },
    ],
  },
})
