/**
 * Maps of gift refinements and coop mining, drawn for this project: `#` wall, `s` sites where things appear, `n` starts. `rooms`
 * has the measures of meltingpot's: 27 x 27, 173 walls, 538 sites, 18 starts. `yard` is small, for a few who meet often.
 */
import { cellsOf, readMap, startKinds } from './engine/map.ts'
import { WALL } from './engine/state.ts'

const ROOMS = [
  '###########################',
  '#ssssssssssssssssss#ssssss#',
  '#snssss#ssssnssssss#sssnss#',
  '#ssssss#sssssssssss#ssssss#',
  '#ssssss#sss#####sss#ssssss#',
  '#sss####ssssssssssssssssss#',
  '#sssssssssnsssssnsssssssss#',
  '#ssssssssssssssssss####sss#',
  '#ssssnssssssssssssssss#sns#',
  '#ss#ssss######ssssssss#sss#',
  '#ss#sssssssssssssnssss#sss#',
  '#ss#ssssssssssssssssss#sss#',
  '#ss#ssssnsssssssssssssssss#',
  '#ssssssssssss#ssssssssssss#',
  '#sssssssssssssssssnssss#ss#',
  '#sss#ssssssssssssssssss#ss#',
  '#sss#ssssnsssssssssssss#ss#',
  '#sss#ssssssss######ssss#ss#',
  '#sns#ssssssssssssssssnssss#',
  '#sss####ssssssssssssssssss#',
  '#sssssssssnsssssnsssssssss#',
  '#ssssssssssssssssss####sss#',
  '#ssssss#sss#####sss#ssssss#',
  '#ssssss#sssssssssss#ssssss#',
  '#ssnsss#ssssssnssss#ssssns#',
  '#ssssss#ssssssssssssssssss#',
  '###########################',
]

/** 17 x 11: 62 walls, 109 sites, 16 starts. */
const YARD = [
  '#################',
  '#sssssss#sssssss#',
  '#snssnss#ssnssns#',
  '#sssssss#sssssss#',
  '#ss##snsssnsssss#',
  '#snsssnsssnsssns#',
  '#sssssnsssns##ss#',
  '#sssssss#sssssss#',
  '#snssnss#ssnssns#',
  '#sssssss#sssssss#',
  '#################',
]

export const WALLED = { rooms: ROOMS, yard: YARD } as const
export type WalledName = keyof typeof WALLED

/** What the tables of a game on such a map hold. */
export interface Walled {
  readonly width: number
  readonly height: number
  /** [C] kinds at the start: walls and bare floor. */
  readonly start: Uint8Array
  readonly sites: Uint16Array
  readonly starts: Uint16Array
}

export function walled(name: WalledName): Walled {
  const map = readMap(name, WALLED[name], '#sn')
  return {
    width: map.width,
    height: map.height,
    start: startKinds(map, { '#': WALL }),
    sites: cellsOf(map, 's'),
    starts: cellsOf(map, 'n'),
  }
}
