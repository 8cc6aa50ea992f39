/** Area under the ROC curve and its intervals. */
import { describe, expect, it } from 'vitest'
import { auroc, aurocInterval, hanleyMcNeilSe } from '../../probes/stats/auroc.ts'

const SCORES = [0.1, 0.4, 0.35, 0.8, 0.7, 0.9, 0.4, 0.2]
const LABELS = [0, 0, 1, 1, 0, 1, 1, 0]

describe('auroc', () => {
  it('has the standard error of DeLong', () => {
    const { estimate, se, n } = aurocInterval(SCORES, LABELS, { unit: 'episode' })
    expect([estimate, n]).toEqual([0.78125, 8])
    expect(se).toBeCloseTo(0.18221724671391565, 12)
  })

  it('turns with the scores', () => {
    const turned = aurocInterval(
      SCORES.map((s) => -s),
      LABELS,
      { unit: 'episode' },
    )
    const straight = aurocInterval(SCORES, LABELS, { unit: 'episode' })
    expect(turned.estimate).toBeCloseTo(1 - straight.estimate!, 14)
    expect(turned.low).toBeCloseTo(1 - straight.high!, 12)
  })

  it('groups of one item change nothing; items copied within a group neither', () => {
    const single = aurocInterval(SCORES, LABELS, { unit: 'episode' })
    expect(aurocInterval(SCORES, LABELS, { unit: 'episode', groups: 'abcdefgh'.split('') })).toEqual(single)
    const twice = <T>(list: readonly T[]): T[] => [...list, ...list]
    const copied = aurocInterval(twice(SCORES), twice(LABELS), { unit: 'episode', groups: twice('abcdefgh'.split('')) })
    expect(copied.n).toBe(8)
    expect(copied.se).toBeCloseTo(single.se!, 12)
    expect(aurocInterval(twice(SCORES), twice(LABELS), { unit: 'item' }).se!).toBeLessThan(0.8 * single.se!)
  })

  it('episodes with items of both classes whose scores move together are more certain', () => {
    const shift = [0, 5, 2, 9, 4, 7]
    const scores = [...shift.map((s) => s + 1), ...shift]
    const labels = [...shift.map(() => 1), ...shift.map(() => 0)]
    const groups = [...shift.keys(), ...shift.keys()]
    const grouped = aurocInterval(scores, labels, { unit: 'episode', groups })
    const loose = aurocInterval(scores, labels, { unit: 'item' })
    expect(grouped.estimate).toBe(loose.estimate)
    expect(grouped.se!).toBeLessThan(loose.se! / 2)
  })

  it('of classes apart has an exact end, not a width of 0', () => {
    const scores = Array.from({ length: 400 }, (_, i) => i)
    const labels = scores.map((s) => Number(s >= 200))
    const { estimate, low, high } = aurocInterval(scores, labels, { unit: 'episode' })
    expect([estimate, high]).toEqual([1, 1])
    expect(low).toBeCloseTo(0.025 ** (1 / 200), 14)
    const turned = aurocInterval(scores, labels.toReversed(), { unit: 'episode' })
    expect([turned.estimate, turned.low]).toEqual([0, 0])
    expect(turned.high).toBeCloseTo(1 - low!, 14)
  })

  it('without two of each class has no interval', () => {
    expect(auroc([1, 2], [1, 1])).toBe(null)
    expect(aurocInterval([1, 2], [0, 0], { unit: 'episode' })).toMatchObject({ estimate: null, low: null })
    expect(aurocInterval([1, 2, 3], [0, 1, 1], { unit: 'episode' })).toMatchObject({ estimate: 1, low: null, n: 3 })
    expect(aurocInterval([5, 5, 5, 5], [0, 1, 0, 1], { unit: 'episode' })).toMatchObject({ estimate: 0.5, low: null })
    const one = aurocInterval([1, 2, 3, 4], [0, 0, 1, 1], { unit: 'episode', groups: [0, 0, 1, 2] })
    expect(one.reason).toBe('the smaller class has 1 groups: a variance needs 2')
  })

  it('refuses labels that are not 0 or 1', () => {
    expect(() => auroc([1, 2], [0, 2])).toThrow('Got label 2 at labels[1], expected 0 or 1.')
    expect(() => auroc([1, 2], [0])).toThrow('Got 2 and 1 scores and labels')
  })

  it('planning: .032 with 50 a class at .9, .016 with 200', () => {
    expect(hanleyMcNeilSe(0.9, 50, 50)).toBeCloseTo(0.032, 3)
    expect(hanleyMcNeilSe(0.9, 200, 200)).toBeCloseTo(0.016, 3)
  })
})
