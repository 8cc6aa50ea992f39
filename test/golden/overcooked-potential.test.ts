import { describe, expect, it } from 'vitest'
import { potential } from '../../envs/overcooked/potential.ts'
import { NO_RECORDINGS, encodings, hasRecordings, idsWith, kitchenOf, variants } from './overcooked-recordings.ts'

const TOLERANCE = 1e-9

describe.skipIf(!hasRecordings)(`overcooked potential${hasRecordings ? '' : ` - ${NO_RECORDINGS}`}`, () => {
  const all = hasRecordings ? variants() : new Map()

  it.each(hasRecordings ? idsWith('enc.jsonl') : [])(
    'of %s is the recorded phi, and NaN where the reference fails',
    (id) => {
      const { batch, world } = kitchenOf(all.get(id)!)
      const entries = encodings(id)
      const wrong: string[] = []
      for (const { encoded, state } of entries) {
        batch.fromJSON(0, state)
        const got = potential(world, 0)
        const isRight =
          encoded.phi === undefined
            ? Number.isNaN(got)
            : Math.abs(got - encoded.phi) <= TOLERANCE * Math.abs(encoded.phi)
        if (!isRight)
          wrong.push(`${encoded.ep} t ${encoded.t}: got ${got}, expected ${encoded.phi ?? encoded.phi_error}`)
      }
      expect(entries.length).toBeGreaterThan(100)
      expect(wrong).toEqual([])
    },
  )
})
