import { describe, expect, it } from 'vitest'
import type { DrawList, Shape } from '../../envs/core/draw.ts'
import { raster } from '../../envs/core/raster.ts'
import { terminal } from '../../envs/core/terminal.ts'
import { EAST, INTERACT, NORTH, ONION, SOUP, SOUTH, WEST, mixAdd, TOMATO } from '../../envs/overcooked/state.ts'
import { kitchen, put, type Kitchen } from './overcooked-kitchen.ts'

const drawn = ({ batch }: Kitchen): DrawList => batch.spec.draw(batch.world, 0)
const printed = ({ batch }: Kitchen): string => batch.spec.print(batch.world, 0)
const CRAMPED = { layout: 'cramped_room' }

/** Left, top, right, bottom; a glyph takes its cell. */
function boundsOf(shape: Shape): number[] {
  if (shape.kind === 'polygon') {
    const [xs, ys] = [0, 1].map((axis) => shape.points.map((point) => point[axis]))
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
  }
  const { x, y } = shape
  if (shape.kind === 'circle') return [x - shape.r, y - shape.r, x + shape.r, y + shape.r]
  return shape.kind === 'rect' ? [x, y, x + shape.w, y + shape.h] : [x, y, x + 1, y + 1]
}

describe('print', () => {
  it('shows grid, cooks, things, pots and one line of status', () => {
    const k = kitchen({ layout: 'cramped_room', oldDynamics: true })
    put(k, 0, 6, EAST, SOUP)
    put(k, 1, 8, WEST, ONION)
    expect(printed(k)).toBe(
      [
        'X X       P X   X', //
        'O 1>{ooo} . 2<o O',
        'X .       . .   X',
        'X D       X S   X',
        'tick 0 of 400 | orders ooo 20 | paid 0 0',
      ].join('\n'),
    )
  })

  it('tells an idle pot, one that cooks and one that is ready apart, and what they hold in potting order', () => {
    const k = kitchen({ layout: { grid: ['XPTPX', 'O1 2P', 'XDXSX'] } })
    const { state } = k
    for (const [cell, mix, tick] of [
      [1, mixAdd(mixAdd(0, TOMATO), ONION), -1],
      [3, mixAdd(0, ONION), 7],
      [9, mixAdd(0, TOMATO), 20],
    ]) {
      state.item[cell] = SOUP
      state.mix[cell] = mix
      state.cook[cell] = tick
    }
    expect(printed(k).split('\n').slice(0, 3)).toEqual([
      'X Pto T Po 7/20 X',
      'O 1^  . 2^      Pt!',
      'X D   X S       X',
    ])
  })

  it('shows bars, shutters, red tiles and hatches where needs are on', () => {
    const k = kitchen({
      needs: { bar: 0, diners: { start: 2.5, capacity: 10 }, auditor: { open: true }, bird: { open: false } },
    })
    expect(printed(k)).toContain('W(o)')
    expect(printed(k)).toContain('B(-)')
    expect(printed(k)).toContain('1^[10.0|10.0]')
    expect(printed(k)).toContain('H[2.5|2.5]')
  })
})

describe('draw', () => {
  it('paints a cell a unit, and nothing outside the picture', () => {
    for (const k of [
      kitchen(CRAMPED),
      kitchen({ needs: {}, randomObjects: 1, seed: 2 }),
      kitchen({ layout: 'ten_hatches', needs: {} }),
    ]) {
      const { width, height, shapes } = drawn(k)
      expect([width, height]).toEqual([k.world.tables.layout.width, k.world.tables.layout.height])
      for (const shape of shapes) {
        const [left, top, right, bottom] = boundsOf(shape)
        expect(
          left >= -1e-9 && top >= -1e-9 && right <= width + 1e-9 && bottom <= height + 1e-9,
          JSON.stringify(shape),
        ).toBe(true)
      }
    }
  })

  it('shows where a cook stands, looks and what it holds', () => {
    const k = kitchen(CRAMPED)
    const pictures = [
      [6, NORTH, 0],
      [7, NORTH, 0],
      [6, SOUTH, 0],
      [6, NORTH, ONION],
      [6, NORTH, SOUP],
    ].map(([cell, facing, held]) => {
      put(k, 0, cell, facing, held)
      return raster(drawn(k), 16).data.join()
    })
    expect(new Set(pictures).size).toBe(pictures.length)
  })

  it('fills a pot by what is in it and shows how far it is', () => {
    const k = kitchen(CRAMPED)
    const pictures = [0, 1, 2, 3, 4, 5].map((n) => {
      k.state.item[2] = n > 0 ? SOUP : 0
      k.state.mix[2] = [0, 1, 2, 3, 3, 3][n]
      k.state.cook[2] = [-1, -1, -1, -1, 9, 20][n]
      return raster(drawn(k), 16).data.join()
    })
    expect(new Set(pictures).size).toBe(6)
  })

  it('can be read in a terminal without colours', () => {
    const k = kitchen(CRAMPED)
    put(k, 0, 6, EAST, ONION)
    put(k, 1, 8, SOUTH)
    expect(terminal(drawn(k), { colour: false })).toBe('##P##\nOo vO\n#   #\n#D#S#')
  })

  it('changes when something happens', () => {
    const k = kitchen(CRAMPED)
    put(k, 0, 6, WEST)
    const before = JSON.stringify(drawn(k))
    k.batch.actions.set([INTERACT, 4])
    k.batch.step()
    expect(JSON.stringify(drawn(k))).not.toBe(before)
  })
})
