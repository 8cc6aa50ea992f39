import { describe, expect, it } from 'vitest'
import type { DrawList, Shape } from '../../envs/core/draw.ts'
import { terminal } from '../../envs/core/terminal.ts'

const glyph = (x: number, y: number, text: string): Shape => ({ kind: 'glyph', x, y, text, fill: '#ffffff' })
const room: DrawList = {
  width: 3,
  height: 2,
  background: '#000000',
  shapes: [
    { kind: 'rect', x: 0, y: 0, w: 3, h: 1, fill: '#808080' },
    glyph(0, 0, '#'),
    glyph(1, 0, 'x'),
    glyph(1, 0, '@'),
    glyph(2, 1, 'é'),
    glyph(7, 7, '!'),
  ],
}

describe('terminal', () => {
  it('prints plain letters, the last glyph of a cell on top', () => {
    expect(terminal(room, { colour: false })).toBe('#@\n  é')
    expect(terminal(room, { colour: false, columns: 2 })).toBe('# @\n    é')
  })

  it('paints the background under a glyph and resets at the end of a line', () => {
    const [first, second] = terminal(room, { colour: true }).split('\n')
    expect(first.startsWith('\x1b[48;2;128;128;128m\x1b[38;2;255;255;255m# ')).toBe(true)
    expect(second).toContain('\x1b[48;2;0;0;0m  ')
    expect([first, second].every((line) => line.endsWith('\x1b[0m'))).toBe(true)
  })

  it('keeps a glyph readable over its own circle, and shows a circle without a glyph', () => {
    const circle = { kind: 'circle', x: 0.5, y: 0.5, r: 0.4, fill: '#ffffff' } as const
    const under = (...shapes: Shape[]) => terminal({ ...room, width: 1, height: 1, shapes }, { colour: true })
    expect(under(circle, glyph(0, 0, 'A'))).toContain('\x1b[48;2;0;0;0m')
    expect(under(circle)).toContain('\x1b[48;2;255;255;255m')
  })

  it('keeps the grid straight under wide, empty and long glyphs', () => {
    const odd = { ...room, shapes: [glyph(0, 0, '🍅'), glyph(1, 0, ''), glyph(2, 0, 'abc')] }
    expect(terminal(odd, { colour: false, columns: 2 })).toBe('🍅  a\n')
    expect(terminal(odd, { colour: false, columns: 1 })).toBe('? a\n')
  })

  it('lets no control character through', () => {
    expect(terminal({ ...room, shapes: [glyph(0, 0, '\x1b[2J'), glyph(1, 0, '\u202e')] }, { colour: false })).toBe(
      '??\n',
    )
  })
})
