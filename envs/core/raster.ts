/**
 * A DrawList as pixels. Shapes are painted in order; edges are smoothed by counting which of 4 x 4 points of a pixel a
 * shape covers. Glyphs are left out: they are for the terminal.
 */
import type { Colour, DrawList, Shape } from './draw.ts'

/** `width * height` pixels of 3 bytes (red, green, blue), row by row from the top. */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

type Solid = Exclude<Shape, { kind: 'glyph' }>
type Rgb = readonly [number, number, number]

/** Points a pixel on each axis. */
const SUB = 4
const POINTS = SUB * SUB

/** Paints `list` with `cellPixels` pixels (an integer >= 1) a cell. The caller owns the result. */
export function raster(list: DrawList, cellPixels: number): Raster {
  if (!Number.isInteger(cellPixels) || cellPixels < 1)
    throw new RangeError(`Got ${cellPixels} pixels a cell, expected an integer >= 1, in raster().`)
  const [width, height] = [Math.ceil(list.width * cellPixels), Math.ceil(list.height * cellPixels)]
  const data = new Uint8Array(width * height * 3)
  const background = rgb(list.background)
  for (let i = 0; i < data.length; i++) data[i] = background[i % 3]
  const image = { width, height, data }
  for (const shape of list.shapes) if (shape.kind !== 'glyph') paint(image, shape, cellPixels)
  return image
}

/** Red, green and blue, 0 to 255. Throws where the colour is not `#rrggbb`. */
export function rgb(colour: Colour): Rgb {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) throw new TypeError(`Got colour ${JSON.stringify(colour)}, expected #rrggbb.`)
  const word = parseInt(colour.slice(1), 16)
  return [word >> 16, (word >> 8) & 255, word & 255]
}

function paint({ width, height, data }: Raster, shape: Solid, cellPixels: number): void {
  const [left, top, right, bottom] = bounds(shape)
  const colour = rgb(shape.fill)
  const endY = Math.min(height, Math.ceil(bottom * cellPixels))
  const endX = Math.min(width, Math.ceil(right * cellPixels))
  for (let y = Math.max(0, Math.floor(top * cellPixels)); y < endY; y++) {
    for (let x = Math.max(0, Math.floor(left * cellPixels)); x < endX; x++) {
      const share = covered(shape, x, y, cellPixels) / POINTS
      if (share > 0) blend(data, (y * width + x) * 3, colour, share)
    }
  }
}

function blend(data: Uint8Array, at: number, colour: Rgb, share: number): void {
  for (let i = 0; i < 3; i++) data[at + i] = Math.round(data[at + i] + (colour[i] - data[at + i]) * share)
}

/** How many of a pixel's points lie in a shape, 0 to `POINTS`. */
function covered(shape: Solid, x: number, y: number, cellPixels: number): number {
  let count = 0
  for (let j = 0; j < SUB; j++) {
    for (let i = 0; i < SUB; i++) {
      if (contains(shape, (x + (i + 0.5) / SUB) / cellPixels, (y + (j + 0.5) / SUB) / cellPixels)) count++
    }
  }
  return count
}

/** Whether a point, in cells, lies in a shape. A polygon may cross itself: even-odd. */
export function contains(shape: Solid, x: number, y: number): boolean {
  if (shape.kind === 'rect') return x >= shape.x && x < shape.x + shape.w && y >= shape.y && y < shape.y + shape.h
  if (shape.kind === 'circle') {
    const [dx, dy] = [x - shape.x, y - shape.y]
    return dx * dx + dy * dy < shape.r * shape.r
  }
  const { points } = shape
  let inside = false
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [ax, ay] = points[i]
    const [bx, by] = points[j]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

/** Left, top, right, bottom, in cells. */
function bounds(shape: Solid): [number, number, number, number] {
  if (shape.kind === 'rect') return [shape.x, shape.y, shape.x + shape.w, shape.y + shape.h]
  if (shape.kind === 'circle') return [shape.x - shape.r, shape.y - shape.r, shape.x + shape.r, shape.y + shape.r]
  const xs = shape.points.map(([x]) => x)
  const ys = shape.points.map(([, y]) => y)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}
