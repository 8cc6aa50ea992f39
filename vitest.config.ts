import { defineConfig } from 'vitest/config'

/** Tests that put something in the place of a module, which vitest can do only among modules that it loads itself. */
const MOCKING = ['test/unit/ppo.test.ts']

/**
 * Node loads everything but the test files, as the command `sva` does: to vitest's own loader every import is a property of an
 * object, and worlds step half as fast.
 */
const native = {
  execArgv: ['--import', 'tsx/esm'],
  server: { deps: { external: [/(?<!\.test)\.ts$/] } },
}

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'native', include: ['test/**/*.test.ts'], exclude: MOCKING, ...native } },
      { extends: true, test: { name: 'mocking', include: MOCKING } },
    ],
  },
})
