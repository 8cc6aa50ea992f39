/** Patterns of the floor, auditors that do not show and books; what they cost is in test/cases/overcooked. */
import { describe, expect, it } from 'vitest'
import { makeBatch } from '../../envs/registry.ts'
import { KITCHEN_NEEDS, kitchen } from './overcooked-kitchen.ts'

const VIEWS = ['symbolic', 'common'] as const

/** What a cook is shown of a kitchen, by view, in words and in the picture. */
function shown(needs: object, change: (state: ReturnType<typeof kitchen>['state']) => void = () => {}): string[] {
  const kitchens = VIEWS.map((view) => kitchen({ needs, view, seed: 3 }))
  return kitchens.flatMap(({ batch: { spec, world, observations }, state }) => {
    change(state)
    world.view!.write(world, 0)
    return [observations.join(), spec.text(world, 0, 0), JSON.stringify(spec.draw(world, 0))]
  })
}

describe('the pattern of the floor', () => {
  it('is drawn for an episode, each as often, and the auditor watches as often as it says', () => {
    const needs = { styles: [0.9, 0.1, null], watch: { share: 0.5 }, auditor: { announced: false } }
    const batch = makeBatch('overcooked', { layout: KITCHEN_NEEDS, slots: 1200, view: null, needs })
    const { style, watching, open } = batch.world.state
    const of = (pattern: number) => Array.from({ length: 1200 }, (_, slot) => slot).filter((i) => style[i] === pattern)
    for (const [pattern, share] of [0.9, 0.1, 0.5].entries()) {
      const slots = of(pattern)
      expect(slots.length / 1200).toBeCloseTo(1 / 3, 1)
      expect(slots.filter((i) => watching[2 * i] === 1).length / slots.length).toBeCloseTo(share, 1)
      expect(slots.some((i) => open[2 * i] === 1)).toBe(false)
    }
  })

  it('shows in every view, in words and in the picture', () => {
    const needs = { styles: [null, null], auditor: { open: false } }
    const other = shown({ ...needs, style: 1 })
    for (const [i, seen] of shown({ ...needs, style: 0 }).entries()) expect(seen).not.toBe(other[i])
  })

  it('is all that shows of an auditor that is not announced, and books show nowhere', () => {
    const needs = { styles: [null], ledger: { delay: 2, probability: 1 }, auditor: { open: true, announced: false } }
    const plain = shown(needs)
    expect(shown({ ...needs, auditor: { open: false, announced: false } })).toEqual(plain)
    expect(shown({ ...needs, ledger: { delay: 2, probability: 0 } })).toEqual(plain)
    expect(shown(needs, ({ ledger }) => void ledger.fill(1))).toEqual(plain)
    expect(shown({ ...needs, auditor: { open: true } })).not.toEqual(plain)
    expect(kitchen({ needs }).batch.spec.hidden!({ needs } as never)).toContain('ledger')
  })
})

it('floors and books are read back from JSON, and refused where they are not those of the kitchen', () => {
  const needs = { styles: [0.5, 0.5], ledger: { delay: 4, probability: 1 } }
  const [{ batch }, other] = [5, 6].map((seed) => kitchen({ needs, seed }))
  const json = JSON.parse(JSON.stringify(other.batch.toJSON(0)))
  json.needs.cooks[0].ledger = [1, 0, 0, 1]
  for (const style of [0, 1]) {
    json.needs.style = style
    batch.fromJSON(0, json)
    expect(batch.toJSON(0)).toEqual(json)
  }
  json.needs.cooks[1].ledger = [0, 1]
  expect(() => batch.fromJSON(0, json)).toThrow('for needs.cooks[1].ledger, expected 4 entries, as many as the delay.')
  json.needs.style = 2
  expect(() => batch.fromJSON(0, json)).toThrow('Got 2 for needs.style, expected an integer from 0 to 1.')
})
