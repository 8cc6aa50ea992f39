import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  constant,
  initParams,
  orthogonal,
  paramTable,
  paramViews,
  uniformIn,
  zeros,
} from '../../agents/tensor/params.ts'
import { generator } from './tensor-agree.ts'

describe('paramTable', () => {
  it('lays parameters out in order, without gaps', () => {
    const table = paramTable({ w: [3, 4], b: [4], scale: [] })
    expect(table.entries).toEqual({
      w: { shape: [3, 4], offset: 0, size: 12 },
      b: { shape: [4], offset: 12, size: 4 },
      scale: { shape: [], offset: 16, size: 1 },
    })
    expect(table.size).toBe(17)
  })

  it('refuses an extent that is not a positive integer', () => {
    expect(() => paramTable({ w: [3, 0] })).toThrow(/'w' got shape \[3,0\]/)
  })
})

describe('paramViews', () => {
  it('write through to theta', () => {
    const table = paramTable({ a: [2], b: [3] })
    const theta = new Float32Array(5)
    paramViews(table, theta).b.fill(1)
    expect([...theta]).toEqual([0, 0, 1, 1, 1])
    expect(() => paramViews(table, new Float32Array(4))).toThrow(/4 elements when expected 5/)
  })
})

describe('initParams', () => {
  const table = paramTable({ w: [6, 4], b: [4], u: [100] })
  const all = { w: orthogonal(2), b: constant(0.5), u: uniformIn(-1, 3) }

  it('gives the same theta for the same seed', () => {
    expect(initParams(table, all, generator(1))).toEqual(initParams(table, all, generator(1)))
    expect(initParams(table, all, generator(1))).not.toEqual(initParams(table, all, generator(2)))
  })

  it('fills constants and draws uniform numbers within bounds', () => {
    const { b, u } = paramViews(table, initParams(table, all, generator(1)))
    expect([...b]).toEqual([0.5, 0.5, 0.5, 0.5])
    expect(Math.min(...u)).toBeGreaterThanOrEqual(-1)
    expect(Math.max(...u)).toBeLessThan(3)
  })

  it('names the parameter without an initializer, and the initializer without a parameter', () => {
    expect(() => initParams(table, { w: zeros, b: zeros }, generator(1))).toThrow(/no initializer for 'u'/)
    expect(() => initParams(table, { ...all, x: zeros }, generator(1))).toThrow(/unknown 'x'; expected w, b, u/)
  })

  it('makes orthogonal columns, or rows where there are fewer, of length gain', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.nat(), (rows, columns, seed) => {
        const w = new Float32Array(rows * columns)
        orthogonal(1.5)([rows, columns], generator(seed), w)
        const at = (r: number, c: number) => w[r * columns + c]
        const [count, length] = rows < columns ? [rows, columns] : [columns, rows]
        for (let i = 0; i < count; i++) {
          for (let j = 0; j < count; j++) {
            let dot = 0
            for (let k = 0; k < length; k++) dot += rows < columns ? at(i, k) * at(j, k) : at(k, i) * at(k, j)
            expect(dot).toBeCloseTo(i === j ? 2.25 : 0, 5)
          }
        }
      }),
      { numRuns: 50, seed: 1 },
    )
  })
})
