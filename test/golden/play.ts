/** Golden plays: random actions from a fixed seed, and what came of them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { below, threefry } from '../../envs/core/keyed.ts'
import { makeBatch } from '../../envs/registry.ts'

const STEPS = 1500

export interface Golden {
  readonly version: number
  /** Of the states after 1, 10, 100 and all steps. */
  readonly hashes: readonly string[]
  readonly returns: readonly number[]
  readonly print: readonly string[]
}

/** One slot that plays at random until it is over. */
export function play(id: string, options: Record<string, unknown>): Golden {
  const batch = makeBatch(id, { slots: 1, seed: 'golden', autoreset: 'disabled', ...options })
  const { world, actions } = batch
  const hashes: string[] = []
  for (let t = 1; t <= STEPS; t++) {
    for (let i = 0; i < actions.length; i++)
      actions[i] = below(threefry(1, 2, 3, 4, t, i, 0, 0, 12), world.heads[i % world.heads.length])
    batch.step()
    if (t === 1 || t === 10 || t === 100 || t === STEPS) hashes.push(batch.hash())
  }
  return {
    version: batch.spec.version,
    hashes,
    returns: [...world.returns],
    print: batch.spec.print(world, 0).split('\n'),
  }
}

/** Compares plays with the recorded ones, or records them with SVA_RECORD=1. */
export function keepGolden(what: string, file: URL, names: readonly string[], playOf: (name: string) => Golden): void {
  describe(what, () => {
    if (process.env.SVA_RECORD === '1') {
      const golden = Object.fromEntries(names.map((name) => [name, playOf(name)]))
      writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`)
    }
    const golden = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Golden>

    it.each(names)('%s', (name) => {
      expect(playOf(name)).toEqual(golden[name])
    })

    it('has no other plays', () => expect(Object.keys(golden)).toEqual(names))
  })
}
