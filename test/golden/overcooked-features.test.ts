import { describe, expect, it } from 'vitest'
import { NO_RECORDINGS, encodings, hasRecordings, idsWith, kitchenOf, variants } from './overcooked-recordings.ts'

describe.skipIf(!hasRecordings)(`overcooked features${hasRecordings ? '' : ` - ${NO_RECORDINGS}`}`, () => {
  const all = hasRecordings ? variants() : new Map()

  it.each(hasRecordings ? idsWith('enc.jsonl') : [])(
    'of %s equal the recorded ones, with and without counters',
    (id) => {
      const none = kitchenOf(all.get(id)!, { view: 'features', counterGoals: 'none' }).batch
      const every = kitchenOf(all.get(id)!, { view: 'features', counterGoals: 'all' }).batch
      const entries = encodings(id)
      const wrong: string[] = []
      for (const { encoded, state } of entries) {
        none.fromJSON(0, state)
        every.fromJSON(0, state)
        for (const [batch, want] of [[none, encoded.feat_nocounters], [every, encoded.feat_allcounters]] as const) {
        const got = Array.from(batch.observations)
        const expected = want.flat()
        if (got.length !== expected.length || got.some((x, i) => x !== expected[i])) wrong.push(`${encoded.ep} t ${encoded.t}`)
      } // prettier-ignore
      }
      expect(entries.length).toBeGreaterThan(0)
      expect(wrong).toEqual([])
    },
  )
})
