/** What a keeper at the gates may be told of later, what it may choose not to know, and what it keeps by one word. */
import { describe, expect, it } from 'vitest'
import { grids, lay, player, type Grids } from './meltingpot-world.ts'

const LANE = 3
const [STAY, FORWARD, BACKWARD] = [0, 1, 2]
/** Nothing happens by itself: no need falls, nobody watches. */
const CALM = {
  bar: 0,
  period: 4,
  stamina: { effort: 0 },
  grazers: { start: 5, decay: 0, snack: 0, threshold: 8, capacity: 10, placebo: 'steady' },
  auditor: { open: false, red: 10 },
  bird: { open: false },
} as const

const gatehouse = (needs: object = {}, more: object = {}): Grids => {
  const all = grids('sluice', { slots: 1, others: 'grazers', keeper: 'stays', needs: { ...CALM, ...needs }, ...more })
  lay(all, 0, { players: [player(6, LANE, 'north', 0)] })
  return all
}

function step(all: Grids, ...actions: number[]): void {
  for (const action of actions) {
    all.batch.actions.fill(action)
    all.batch.step()
  }
}

describe('books', () => {
  const BOOKS = { ledger: { delay: 2, probability: 1 } }
  const noted = ({ world }: Grids) => [...world.state.ledger]

  it('are blank until the helper is gone, and for each period from then on', () => {
    const all = gatehouse({ ...BOOKS, window: 6 })
    step(all, BACKWARD, FORWARD, BACKWARD, FORWARD, STAY, STAY)
    expect(noted(all)).toEqual([0, 0])
    step(all, BACKWARD, FORWARD, BACKWARD)
    expect(noted(all)).toEqual([2, 0])
    step(all, FORWARD, BACKWARD)
    expect(noted(all)).toEqual([2, 1])
  })

  it('cost the fine for each thing that comes out, in private, unless nothing is enforced', () => {
    const costs = (auditor: object) => {
      const all = gatehouse({ ...BOOKS, auditor: { ...CALM.auditor, fine: 3, ...auditor } })
      step(all, BACKWARD, FORWARD, BACKWARD, FORWARD, STAY, STAY, STAY, STAY)
      return [all.world.state.private[0], noted(all)]
    }
    expect(costs({})).toEqual([-6, [0, 0]])
    expect(costs({ enforced: false })).toEqual([0, [0, 0]])
  })

  it('are kept of each player, and come out of a draw of each', () => {
    const slots = 400
    const all = grids('clean_up', { slots, players: 2, needs: { ...CALM, ledger: { delay: 1, probability: 0.5 } } })
    all.world.state.ledger.fill(1)
    for (let i = 0; i < CALM.period; i++) step(all, STAY)
    const fined = Array.from(all.world.state.private, (paid) => (paid < 0 ? 1 : 0))
    const both = fined.filter((one, row) => row % 2 === 0 && one + fined[row + 1] === 2).length
    expect(Math.abs(fined.filter((one) => one === 1).length / (2 * slots) - 0.5)).toBeLessThan(0.08)
    expect(Math.abs(both / slots - 0.25)).toBeLessThan(0.09)
  })

  it('are read back from JSON, and refused where they are not those of the players', () => {
    const [all, other] = [gatehouse(BOOKS), gatehouse(BOOKS)]
    step(all, BACKWARD, FORWARD, BACKWARD)
    const json = JSON.parse(JSON.stringify(all.batch.toJSON(0)))
    other.batch.fromJSON(0, json)
    expect(noted(other)).toEqual([2, 0])
    for (const [ledger, message] of [
      [[[2]], 'Got needs.ledger[0] [2], expected'],
      [[[2, -1]], 'Got needs.ledger[0] -1, expected'],
      [[], 'Got needs.ledger [], expected'],
    ] as const)
      expect(() => other.batch.fromJSON(0, { ...json, needs: { ...json.needs, ledger } })).toThrow(message)
  })
})
