import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import type { DrawList, Shape } from '../../envs/core/draw.ts'
import { png } from '../../envs/core/png.ts'
import { raster, type Raster } from '../../envs/core/raster.ts'

const list = (width: number, height: number, ...shapes: Shape[]): DrawList => ({
  width,
  height,
  background: '#102030',
  shapes,
})
const pixel = ({ width, data }: Pick<Raster, 'width' | 'data'>, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
]

describe('raster', () => {
  it('paints a whole cell exactly and nothing beside it', () => {
    const image = raster(list(3, 2, { kind: 'rect', x: 1, y: 0, w: 1, h: 1, fill: '#ff8000' }), 5)
    expect([image.width, image.height]).toEqual([15, 10])
    for (let y = 0; y < 10; y++)
      for (let x = 0; x < 15; x++)
        expect(pixel(image, x, y)).toEqual(x >= 5 && x < 10 && y < 5 ? [255, 128, 0] : [16, 32, 48])
  })

  it('blends a pixel that a shape covers in part', () => {
    const half = raster(
      { ...list(1, 1, { kind: 'rect', x: 0, y: 0, w: 0.5, h: 1, fill: '#ffffff' }), background: '#000000' },
      1,
    )
    expect(pixel(half, 0, 0)).toEqual([128, 128, 128])
  })

  it('smooths the edge of a circle and keeps its area', () => {
    const image = raster(
      { ...list(1, 1, { kind: 'circle', x: 0.5, y: 0.5, r: 0.5, fill: '#ffffff' }), background: '#000000' },
      64,
    )
    const sum = image.data.reduce((total, value) => total + value, 0)
    expect(sum / (64 * 64 * 3 * 255)).toBeCloseTo(Math.PI / 4, 2)
    expect(pixel(image, 32, 32)).toEqual([255, 255, 255])
    expect(pixel(image, 0, 0)).toEqual([0, 0, 0])
    expect(image.data.some((value) => value > 0 && value < 255)).toBe(true)
  })

  it('fills a polygon by the even-odd rule', () => {
    const triangle: Shape = {
      kind: 'polygon',
      points: [
        [0, 0],
        [2, 0],
        [0, 2],
      ],
      fill: '#00ff00',
    }
    const image = raster(list(2, 2, triangle), 8)
    expect(pixel(image, 1, 1)).toEqual([0, 255, 0])
    expect(pixel(image, 14, 14)).toEqual([16, 32, 48])
  })

  it('paints in order and clips what leaves the picture', () => {
    const below: Shape = { kind: 'rect', x: -5, y: -5, w: 20, h: 20, fill: '#ff0000' }
    const above: Shape = { kind: 'circle', x: 1, y: 1, r: 9, fill: '#0000ff' }
    expect(pixel(raster(list(2, 2, below, above), 2), 3, 3)).toEqual([0, 0, 255])
  })

  it('leaves glyphs and empty polygons out', () => {
    const shapes: Shape[] = [
      { kind: 'glyph', x: 0, y: 0, text: '@', fill: '#ffffff' },
      { kind: 'polygon', points: [], fill: '#ffffff' },
    ]
    expect(raster(list(1, 1, ...shapes), 4)).toEqual(raster(list(1, 1), 4))
  })

  it('refuses a colour or a size that it cannot paint', () => {
    expect(() => raster({ ...list(1, 1), background: '#fff' }, 1)).toThrow('Got colour "#fff", expected #rrggbb.')
    expect(() => raster(list(1, 1), 0.5)).toThrow('Got 0.5 pixels a cell, expected an integer >= 1, in raster().')
  })
})

it('a PNG decodes to the pixels that were painted', () => {
  const image = raster(list(4, 3, { kind: 'circle', x: 2, y: 1, r: 1, fill: '#abcdef' }), 9)
  const { width, height, channels, depth, data } = decode(png(image))
  expect({ width, height, channels, depth }).toEqual({ width: 36, height: 27, channels: 3, depth: 8 })
  expect(Buffer.compare(data as Uint8Array, image.data)).toBe(0)
})
