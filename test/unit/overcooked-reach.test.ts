import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildLayout } from '../../envs/overcooked/layout.ts'
import { LAYOUTS } from '../../envs/overcooked/layouts.ts'
import { reach, type Plan } from '../../envs/overcooked/reach.ts'
import { COUNTER, FLOOR } from '../../envs/overcooked/state.ts'

/** A plan from rows of X, spaces and players. */
function plan(...rows: string[]): Plan {
  const chars = [...rows.join('')]
  const starts = [...'123456789'].map((digit) => chars.indexOf(digit)).filter((cell) => cell >= 0)
  const terrain = Uint8Array.from(chars, (char) => (char === 'X' ? COUNTER : FLOOR))
  return { width: rows[0].length, terrain, starts: Uint16Array.from(starts) }
}

/** The same by trying every move of every player, one at a time, from every constellation; null where there are too many. */
function tried({ width, terrain, starts }: Plan, most: number): number[][] | null {
  const queue = [Array.from(starts)]
  const seen = new Set([queue[0].join()])
  for (let i = 0; i < queue.length; i++) {
    if (queue.length > most) return null
    for (const [player, cell] of queue[i].entries()) {
      for (const next of [cell - width, cell + width, cell + 1, cell - 1]) {
        const places = queue[i].with(player, next)
        if (terrain[next] !== FLOOR || queue[i].includes(next) || seen.has(places.join())) continue
        seen.add(places.join())
        queue.push(places)
      }
    }
  }
  return Array.from(starts, (_, player) => [...new Set(queue.map((places) => places[player]))])
}

const sorted = (cells: readonly (readonly number[])[]) => cells.map((some) => some.toSorted((a, b) => a - b))

describe('a player reaches', () => {
  test('all of its room if alone in it, and nothing else', () => {
    expect(sorted(reach(plan('XXXXXX', 'X1 X2X', 'XXXXXX')))).toEqual([[7, 8], [10]])
  })

  test('in a lane no cell that the others cannot leave', () => {
    expect(sorted(reach(plan('XXXXXXX', 'X1 2 3X', 'XXXXXXX')))).toEqual([
      [8, 9, 10],
      [9, 10, 11],
      [10, 11, 12],
    ])
  })

  test('all cells of a ring with one free cell', () => {
    expect(reach(plan('XXXXX', 'X123X', 'X4X5X', 'X67 X', 'XXXXX')).map((cells) => cells.length)).toEqual(
      Array(7).fill(8),
    )
  })

  test('the far end of a lane where there is a pocket, but no further than the pocket has room', () => {
    const wide = reach(plan('XXXXXXX', 'X1   2X', 'XXX XXX', 'XXXXXXX'))
    expect(wide.map((cells) => cells.length)).toEqual([6, 6])
    const tight = plan('XXXXXXX', 'X1 2 3X', 'XXX4XXX', 'XXXXXXX')
    expect(sorted(reach(tight))).toEqual(sorted(tried(tight, 1000)!))
  })

  test('what trying every move finds, in any kitchen', () => {
    const arb = fc.record({
      width: fc.integer({ min: 2, max: 4 }),
      cells: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      players: fc.integer({ min: 1, max: 5 }),
      shuffle: fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }),
    })
    const check = fc.property(arb, ({ width, cells, players, shuffle }) => {
      const inner: string[] = cells.map((floor) => (floor ? ' ' : 'X'))
      const order = [...inner.keys()].filter((i) => cells[i]).sort((a, b) => shuffle[a] - shuffle[b] || a - b)
      for (const [player, at] of order.slice(0, players).entries()) inner[at] = String(player + 1)
      const rows = Array.from({ length: 12 / width }, (_, y) => `X${inner.slice(y * width, (y + 1) * width).join('')}X`)
      const kitchen = plan('X'.repeat(width + 2), ...rows, 'X'.repeat(width + 2))
      const expected = tried(kitchen, 4000)
      fc.pre(expected !== null)
      expect(sorted(reach(kitchen))).toEqual(sorted(expected!))
    })
    fc.assert(check, { numRuns: 400, seed: 2 })
  })

  test.each(Object.keys(LAYOUTS))('what trying every move finds, in %s', (name) => {
    const layout = buildLayout(name, { fixed: false, oldDynamics: null })
    const expected = tried(layout, 30_000)
    if (expected !== null) expect(sorted(reach(layout))).toEqual(sorted(expected))
    else expect(reach(layout)).toHaveLength(layout.starts.length)
  })

  test('the other end of a maze of 200 x 200 in a moment, past a crowd', () => {
    const rows = Array.from({ length: 201 }, (_, y) =>
      y === 0 || y === 200
        ? 'X'.repeat(201)
        : y % 2 === 1
          ? `X${' '.repeat(199)}X`
          : `X${y % 4 === 0 ? ' ' : 'X'}${'X'.repeat(197)}${y % 4 === 0 ? 'X' : ' '}X`,
    )
    rows[1] = `X12345${' '.repeat(194)}X`
    const cells = reach(plan(...rows))
    // One long lane of 100 x 199 floor cells and 99 doors: everyone keeps its place in the row.
    expect(cells.map(({ length }) => length)).toEqual(Array(5).fill(100 * 199 + 99 - 4))
  })
})
