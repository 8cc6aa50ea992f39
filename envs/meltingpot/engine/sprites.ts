/** Sprites of 8 x 8 pixels, drawn here from a few shapes: rows of 24 bytes, red green blue, kept as 6 words a row. */
import type { Kind } from './state.ts'

export const SPRITE = 8
/** 32-bit words a sprite row and a sprite. */
export const ROW_WORDS = (SPRITE * 3) / 4
export const SPRITE_WORDS = ROW_WORDS * SPRITE
const SPRITE_BYTES = SPRITE_WORDS * 4

export const FLOOR_COLOUR = '#c2b280'

// A letter a pixel: `#` the colour, `.` what is under it, `-` a darker shade of the colour, `o` white.
const SHAPES: Readonly<Record<Kind['shape'], readonly string[]>> = {
  plain: ['########', '########', '########', '########', '########', '########', '########', '########'],
  bricks: ['####-###', '####-###', '####-###', '--------', '#-######', '#-######', '#-######', '--------'],
  disc: ['........', '..####..', '.##o###.', '.#o####.', '.######.', '.#####-.', '..###-..', '........'],
  waves: ['########', '##--####', '#-##-###', '########', '########', '####--##', '###-##-#', '########'],
  tuft: ['........', '.#...#..', '..#.#...', '........', '...#...#', '.#..#.#.', '..#.....', '........'],
  cracks: ['##.#####', '##..####', '###.##.#', '#...#..#', '##.##.##', '##..#..#', '###.##.#', '##..####'],
}
/** A player that looks up; `o` its eyes. */
const PLAYER = ['...##...', '..####..', '.#o##o#.', '.######.', '.######.', '.##--##.', '..#..#..', '........']
/** What a mark paints on a player, one letter a mark. */
const MARKED = ['........', '........', '........', '........', '..4567..', '...01...', '...23...', '........']
const BEAM = ['........', '..#..#..', '.#.##.#.', '..#..#..', '..#..#..', '.#.##.#.', '..#..#..', '........']

export type Colour = `#${string}`
type Rgb = readonly [number, number, number]

const rgb = (colour: Colour): Rgb => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)) as unknown as Rgb
const darker = ([r, g, b]: Rgb): Rgb => [(r * 3) >> 2, (g * 3) >> 2, (b * 3) >> 2]
const WHITE: Rgb = [255, 255, 255]

/** Words of the sprites of all kinds, `[kinds * SPRITE_WORDS]`. */
export function kindSprites(kinds: readonly Kind[]): Int32Array {
  const bytes = new Uint8Array(kinds.length * SPRITE_BYTES)
  for (const [i, { colour, shape, under }] of kinds.entries()) {
    const ground = rgb(under ?? FLOOR_COLOUR)
    paint(SHAPES[shape], rgb(colour), bytes, i * SPRITE_BYTES, ground)
  }
  return new Int32Array(bytes.buffer)
}

/** Pixels of something painted over a cell: place in the sprite, y * 8 + x, and what to paint. */
export interface Overlay {
  readonly at: Uint8Array
  /** 0 the colour, 1 darker, 2 white; 3 and up the marks. */
  readonly ink: Uint8Array
}

const INKS = '#-o01234567'

/** A drawing as pixels, turned by quarter turns to the right. */
export function overlay(rows: readonly string[], turn: number): Overlay {
  const at: number[] = []
  const ink: number[] = []
  for (let y = 0; y < SPRITE; y++) {
    for (let x = 0; x < SPRITE; x++) {
      const index = INKS.indexOf(rows[y][x])
      if (index < 0) continue
      const last = SPRITE - 1
      const [u, v] = [[x, y], [last - y, x], [last - x, last - y], [y, last - x]][turn] // prettier-ignore
      at.push(v * SPRITE + u)
      ink.push(index)
    }
  }
  return { at: Uint8Array.from(at), ink: Uint8Array.from(ink) }
}

/** By turn: a player, its marks. And a beam. */
export const PLAYERS = [0, 1, 2, 3].map((turn) => overlay(PLAYER, turn))
export const MARKS = [0, 1, 2, 3].map((turn) => overlay(MARKED, turn))
export const BEAMS = overlay(BEAM, 0)
export const FIRST_MARK = 3

/** The three inks of a colour, 9 bytes. */
export function inks(colour: Colour): Uint8Array {
  const full = rgb(colour)
  return Uint8Array.from([...full, ...darker(full), ...WHITE])
}

function paint(rows: readonly string[], colour: Rgb, bytes: Uint8Array, at: number, ground: Rgb): void {
  const dark = darker(colour)
  for (let y = 0; y < SPRITE; y++) {
    for (let x = 0; x < SPRITE; x++) {
      const letter = rows[y][x]
      const ink = letter === '#' ? colour : letter === '-' ? dark : letter === 'o' ? WHITE : ground
      bytes.set(ink, at + (y * SPRITE + x) * 3)
    }
  }
}

/** Coats of players by index, unlike each other. */
export const COATS: readonly Colour[] = [
  '#2d6ea6', '#7d32c8', '#c8328a', '#d2a032', '#329bd2', '#3cb43c', '#d25032', '#8c8c32',
  '#32c8b4', '#b4b4b4', '#5a5ad2', '#a05a2d', '#d278b4', '#78d25a', '#5a7878', '#d2d250',
] // prettier-ignore
/** The observer's own coat where a substrate does not say otherwise. */
export const SELF_COAT: Colour = '#3264e6'
/** What marks look like, by index. */
export const MARK_COLOURS: readonly Colour[] = [
  '#ffffff', '#e63232', '#32e632', '#e6e632', '#8c5a28', '#e632e6', '#32e6e6', '#000000',
] // prettier-ignore
