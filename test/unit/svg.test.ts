import { describe, expect, it } from 'vitest'
import type { Colour, DrawList } from '../../envs/core/draw.ts'
import { escapeXml, filmstrip, svg } from '../../envs/core/svg.ts'

const room: DrawList = {
  width: 4,
  height: 2,
  background: '#eeeeee',
  shapes: [
    { kind: 'rect', x: 0, y: 0, w: 1, h: 1 / 3, fill: '#ff0000' },
    { kind: 'circle', x: 1.5, y: 0.5, r: 0.4, fill: '#00ff00' },
    {
      kind: 'polygon',
      points: [
        [2, 0],
        [3, 0],
        [2.5, 1],
      ],
      fill: '#0000ff',
    },
    { kind: 'glyph', x: 3, y: 1, text: '<', fill: '#000000' },
  ],
}
const count = (text: string, part: string) => text.split(part).length - 1

describe('svg', () => {
  it('draws shapes in cells and leaves glyphs out', () => {
    const picture = svg(room, 20)
    expect(picture).toContain('width="80" height="40" viewBox="0 0 4 2"')
    expect(picture).toContain(
      '<rect x="0" y="0" width="1" height="0.333" shape-rendering="crispEdges" fill="#ff0000"/>',
    )
    expect(picture).toContain('<circle cx="1.5" cy="0.5" r="0.4" fill="#00ff00"/>')
    expect(picture).toContain('points="2,0 3,0 2.5,1"')
    expect(picture).not.toContain('&lt;')
  })

  it('lets nothing but a colour into a fill', () => {
    const fill = '#ff0000"/><script>' as Colour
    expect(() => svg({ ...room, background: fill }, 20)).toThrow('expected #rrggbb')
  })

  it('lays frames out in rows with their labels escaped', () => {
    const film = filmstrip([room, room, room], { columns: 2, cellPixels: 10, labels: ['tick 0', '<b>', "it's"] })
    expect(count(film, '<svg ')).toBe(4)
    expect(film).toContain('viewBox="0 0 96 92"')
    expect(film).toContain('>tick 0<')
    expect(film).toContain('&lt;b&gt;')
    expect(film).toContain('it&#39;s')
  })

  it('makes an empty film of no frames and refuses no columns', () => {
    expect(filmstrip([], { columns: 3, cellPixels: 10 })).toContain('viewBox="0 0 0 0"')
    expect(() => filmstrip([room], { columns: 0, cellPixels: 10 })).toThrow('Got 0 columns')
  })

  it('escapes what XML would read', () => {
    expect(escapeXml(`<a href="x" b='y'>&\0\n`)).toBe('&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;\ufffd\n')
  })
})
