/** Kinds of things that every map has; their places are VOID, FLOOR and WALL of the engine. */
import type { Kind } from './engine/state.ts'
import { FLOOR_COLOUR } from './engine/sprites.ts'

export const GROUND: readonly Kind[] = [
  { name: 'outside', glyph: ' ', colour: '#000000', shape: 'plain', solid: true, common: -1 },
  { name: 'floor', glyph: '.', colour: FLOOR_COLOUR, shape: 'plain', common: -1 },
  { name: 'wall', glyph: '#', colour: '#6e6e78', shape: 'bricks', solid: true, common: -1 },
]
