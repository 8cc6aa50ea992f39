/** Worlds are of one shape: what V8 compiled for one fits the next. */
import { setFlagsFromString } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { BatchEnv } from '../../envs/core/batch.ts'
import { shaped } from '../../envs/core/shape.ts'
import { find, listEnvs } from '../../envs/registry.ts'

setFlagsFromString('--allow-natives-syntax')
const sameShape = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean

/** Runs after which V8 knows what a function is called with, several times over. */
const WARM = 24

describe('shaped', () => {
  const some = (i: number) => ({ a: i, b: [{ c: i }] })
  const grown = (i: number) => ({ ...some(i), d: null, e: { ...some(i), g: i } })

  it('gives objects of the same keys one shape, where a spread gives each its own', () => {
    const before = Array.from({ length: WARM }, (_, i) => grown(i))
    const after = before.map((each) => shaped(each))
    expect(sameShape(before[WARM - 1], before[WARM - 2])).toBe(false)
    for (const each of after) {
      expect(sameShape(each, after[0])).toBe(true)
      expect(sameShape(each.e, after[0].e)).toBe(true)
      expect(sameShape(each.b[0], after[0].b[0])).toBe(true)
    }
  })

  it('copies plain objects and arrays, keeps keys in order, and shares the rest', () => {
    const bytes = new Uint8Array(2)
    const rule = () => 1
    const inner = { x: 1 }
    const given = { z: inner, a: [inner, bytes], rule, none: undefined, map: new Map([[1, 2]]) }
    const copy = shaped(given)
    expect(copy).toEqual(given)
    expect(Object.keys(copy)).toEqual(Object.keys(given))
    expect([copy.a[1], copy.rule, copy.map]).toEqual([bytes, rule, given.map])
    expect(copy.a[1]).toBe(bytes)
    expect(copy.z).not.toBe(inner)
    expect(copy.a[0]).toBe(copy.z)
  })
})

describe.each(listEnvs().map(({ id }) => [id]))('%s', (id) => {
  it('has tables and options of one shape in every world of the same options', () => {
    const spec = find(id)
    const options = { ...spec.examples?.at(-1), slots: 1 }
    const worlds = Array.from({ length: WARM }, () => new BatchEnv(spec, options).world)
    expect(unlike(worlds[WARM - 2], worlds[WARM - 1])).toEqual([])
  })
})

/** Where two worlds hold plain objects of unlike shapes. */
function unlike(one: object, other: object, path = 'world', seen = new Set<object>()): string[] {
  if (seen.has(one)) return []
  seen.add(one)
  const here = sameShape(one, other) ? [] : [path]
  return here.concat(
    Object.entries(one).flatMap(([key, value]) => {
      const twin = (other as Record<string, unknown>)[key]
      return isObject(value) && isObject(twin) ? unlike(value, twin, `${path}.${key}`, seen) : []
    }),
  )
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
