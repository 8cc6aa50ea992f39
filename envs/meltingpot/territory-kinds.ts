/** What territory's resources can be: whose, whether they paid, and whether they are damaged. */
import { SOURCE } from '../core/common.ts'
import { COATS } from './engine/sprites.ts'
import type { Content, Kind } from './engine/state.ts'
import { GROUND } from './kinds.ts'

/** Most players: a colour and four letters each. */
export const MOST_OWNERS = 9

/**
 * First kind of resources: nobody's. Then those claimed by each player; then the dry ones of each, which is to say that they paid;
 * then all of these once more, damaged.
 */
export const RESOURCE = GROUND.length

const GLYPHS = {
  whole: { free: '=', claimed: 'ABCDEFGHI', dry: 'abcdefghi' },
  damaged: { free: '~', claimed: 'JKLMNOPQR', dry: 'jklmnopqr' },
} as const
const FREE: Kind['colour'] = '#a5a5af'
/** Colour of cracks, which are light in what is dry. */
const CRACKS: Kind['colour'] = '#000000'
const DRY_CRACKS: Kind['colour'] = '#f0f0f0'

/** Kinds of a game of `players`. */
export function kindsFor(players: number): Kind[] {
  return [...GROUND, ...resources(players, true), ...resources(players, false)]
}

function resources(players: number, whole: boolean): Kind[] {
  const glyphs = whole ? GLYPHS.whole : GLYPHS.damaged
  const content = (ready: boolean): Content => ({ thing: 0, amount: whole ? 1 : 0.5, ready })
  const like = (shape: Kind['shape']) =>
    ({ shape: whole ? shape : 'cracks', under: CRACKS, solid: true, common: SOURCE }) as const
  const name = (what: string) => `${whole ? '' : 'damaged '}${what}`
  const owners = Array.from({ length: players }, (_, owner) => ({ owner, colour: COATS[owner] }))
  return [
    { ...like('bricks'), name: name('resource'), glyph: glyphs.free, colour: FREE, content: content(false) },
    ...owners.map((of): Kind => ({
      ...like('plain'),
      ...of,
      name: name(`resource claimed by player ${of.owner}`),
      glyph: glyphs.claimed[of.owner],
      content: content(false),
    })),
    ...owners.map((of): Kind => ({
      ...like('bricks'),
      ...of,
      under: DRY_CRACKS,
      name: name(`dry resource of player ${of.owner}`),
      glyph: glyphs.dry[of.owner],
      content: content(true),
    })),
  ]
}
