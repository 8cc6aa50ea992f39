/** A DrawList, or several side by side, as SVG: text that a browser draws at any size. Glyphs are left out. */
import type { Colour, DrawList, Shape } from './draw.ts'
import { rgb } from './raster.ts'

export interface FilmOptions {
  /** Frames a row, >= 1. */
  readonly columns: number
  readonly cellPixels: number
  /** A line of text under each frame; missing ones are left empty. */
  readonly labels?: readonly string[]
}

const GAP = 8
const LABEL = 18

/** One picture as a standalone SVG document, `cellPixels` pixels a cell. */
export function svg(list: DrawList, cellPixels: number): string {
  const [width, height] = [list.width * cellPixels, list.height * cellPixels]
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${num(width)}" height="${num(height)}" ` +
    `viewBox="0 0 ${num(list.width)} ${num(list.height)}">${content(list)}</svg>`
  )
}

/**
 * Several frames in one SVG, row by row; each cell of the film is as large as the largest frame. Labels take the page's
 * colour.
 */
export function filmstrip(lists: readonly DrawList[], { columns, cellPixels, labels = [] }: FilmOptions): string {
  if (!Number.isInteger(columns) || columns < 1)
    throw new RangeError(`Got ${columns} columns, expected an integer >= 1, in filmstrip().`)
  const largest = (side: 'width' | 'height') => Math.max(0, ...lists.map((list) => list[side])) * cellPixels
  const [stepX, stepY] = [largest('width') + GAP, largest('height') + GAP + (labels.length ? LABEL : 0)]
  const [width, height] = [Math.min(columns, lists.length) * stepX, Math.ceil(lists.length / columns) * stepY]
  const frames = lists.map((list, i) =>
    frame(list, (i % columns) * stepX, Math.floor(i / columns) * stepY, cellPixels, labels[i]),
  )
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${num(width)}" height="${num(height)}" ` +
    `viewBox="0 0 ${num(width)} ${num(height)}" role="img" aria-label="${lists.length} frames">${frames.join('')}</svg>`
  )
}

function frame(list: DrawList, x: number, y: number, cellPixels: number, label = ''): string {
  const [width, height] = [list.width * cellPixels, list.height * cellPixels]
  const text =
    label &&
    `<text x="${num(x + width / 2)}" y="${num(y + height + LABEL - 5)}" font-size="11" text-anchor="middle" ` +
      `font-family="system-ui, sans-serif" fill="currentColor">${escapeXml(label)}</text>`
  return (
    `<svg x="${num(x)}" y="${num(y)}" width="${num(width)}" height="${num(height)}" ` +
    `viewBox="0 0 ${num(list.width)} ${num(list.height)}">${content(list)}</svg>${text}`
  )
}

/** The inside of a picture, one unit a cell. */
function content(list: DrawList): string {
  const ground = `<rect width="${num(list.width)}" height="${num(list.height)}" fill="${hex(list.background)}"/>`
  return ground + list.shapes.map(element).join('')
}

function element(shape: Shape): string {
  if (shape.kind === 'glyph') return ''
  const fill = `fill="${hex(shape.fill)}"/>`
  if (shape.kind === 'rect') {
    const place = `x="${num(shape.x)}" y="${num(shape.y)}" width="${num(shape.w)}" height="${num(shape.h)}"`
    return `<rect ${place} shape-rendering="crispEdges" ${fill}` // crisp: no seams between neighbours at odd sizes
  }
  if (shape.kind === 'circle') return `<circle cx="${num(shape.x)}" cy="${num(shape.y)}" r="${num(shape.r)}" ${fill}`
  const points = shape.points.map(([x, y]) => `${num(x)},${num(y)}`).join(' ')
  return `<polygon points="${points}" fill-rule="evenodd" ${fill}`
}

/** `#rrggbb`, or a TypeError: nothing else may enter an attribute. */
function hex(colour: Colour): string {
  rgb(colour)
  return colour
}

/** A number with at most three decimals. */
const num = (value: number): string => String(Math.round(value * 1000) / 1000)

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * `text` safe inside elements and quoted attributes of XML and HTML. Control characters, which XML has none of, become
 * U+FFFD.
 */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character]).replace(/[^\P{Cc}\t\n\r]/gu, '\ufffd')
