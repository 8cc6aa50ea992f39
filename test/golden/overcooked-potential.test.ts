import { describe, expect, it } from 'vitest'
import { potential } from '../../envs/overcooked/potential.ts'
import { setOrder, tupleHash } from '../../envs/overcooked/set-order.ts'
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

describe('set order', () => {
  // Insertion order, and list(set) of CPython 3.11.
  it.each([
    ['8,7 3,5', '8,7 3,5'],
    ['5,0 7,4 0,3', '7,4 0,3 5,0'],
    ['6,5 3,4 0,6 2,2', '2,2 3,4 6,5 0,6'],
    ['1,5 5,2 6,6 3,4 5,3 7,6', '3,4 1,5 5,3 7,6 6,6 5,2'],
    ['1,4 8,1 3,4 0,1 3,0 5,7 3,8 2,5 5,4 2,2 1,0 1,8', '0,1 3,8 3,4 8,1 5,4 1,8 1,4 3,0 5,7 2,2 1,0 2,5'],
  ])('walks the set of %s as CPython does', (inserted, walked) => {
    const cells = inserted.split(' ')
    const hashes = cells.map((cell) => cell.split(',').map(Number)).map(([x, y]) => tupleHash(x, y))
    const order = setOrder(
      hashes.map(([low]) => low),
      hashes.map(([, high]) => high),
    )
    expect(order.map((i) => cells[i]).join(' ')).toBe(walked)
  })
})
