/** A DrawList as lines of text: one glyph a cell over the colour of the rectangle at the cell's centre. */
import type { Colour, DrawList, Shape } from './draw.ts'
import { contains, rgb } from './raster.ts'

export interface TerminalOptions {
  /** With colour: ANSI truecolour. Without: plain letters. */
  readonly colour: boolean
  /** Columns a cell: 2 makes square cells, 1 keeps a grid narrow. 2 with colour and 1 without, unless named. */
  readonly columns?: 1 | 2
}

const RESET = '\x1b[0m'
/** Characters that take two columns: emoji and East Asian wide. Others of a glyph's text are left out. */
const WIDE = /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u
/** Control, format and unassigned characters could move the cursor or worse. */
const UNPRINTABLE = /[\p{C}\p{M}\p{Zl}\p{Zp}]/u

/** The picture as `height` lines joined by newlines; no newline at the end. The last glyph of a cell is shown. */
export function terminal(list: DrawList, { colour, columns = colour ? 2 : 1 }: TerminalOptions): string {
  const glyphs = new Map<number, { text: string; fill: Colour }>()
  for (const shape of list.shapes) {
    const [x, y] = [
      Math.floor(shape.kind === 'glyph' ? shape.x : -1),
      Math.floor(shape.kind === 'glyph' ? shape.y : -1),
    ]
    if (shape.kind === 'glyph' && x >= 0 && x < list.width) glyphs.set(y * list.width + x, shape)
  }
  const lines = []
  for (let y = 0; y < list.height; y++) {
    const cells = Array.from({ length: list.width }, (_, x) => {
      const glyph = glyphs.get(y * list.width + x)
      const text = letters(glyph?.text ?? ' ', columns)
      return colour ? painted(text, glyph?.fill, background(list, x + 0.5, y + 0.5, !glyph)) : text
    })
    lines.push(colour ? cells.join('') + RESET : cells.join('').trimEnd())
  }
  return lines.join('\n')
}

/** The first character of `text`, in exactly `columns` columns; `?` where it cannot be shown. */
function letters(text: string, columns: 1 | 2): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 32)
  if (UNPRINTABLE.test(first)) return '?'.padEnd(columns)
  if (WIDE.test(first)) return columns === 2 ? first : '?'
  return first.padEnd(columns)
}

/**
 * Colour of the last rectangle over a point; of any shape where `all`, so that a cell without a glyph still shows its
 * circle.
 */
function background(list: DrawList, x: number, y: number, all: boolean): Colour {
  const covers = (shape: Shape) => shape.kind !== 'glyph' && (all || shape.kind === 'rect') && contains(shape, x, y)
  const top = list.shapes.findLast(covers)
  return top?.fill ?? list.background
}

function painted(text: string, fill: Colour | undefined, under: Colour): string {
  const back = `\x1b[48;2;${rgb(under).join(';')}m`
  return fill ? `${back}\x1b[38;2;${rgb(fill).join(';')}m${text}` : back + text
}
