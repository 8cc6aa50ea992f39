/**
 * The table of matrix games: what they are called, what they pay and the numbers that they are played by.
 *
 * Numbers: meltingpot 2.4 `*_in_the_matrix__repeated`, `__arena` and `__one_shot` (google-deepmind/meltingpot 81ee2e7), and
 * SocialJax `pd_arena` (cooperativex/SocialJax 9df972d).
 */
import { numbersOf, type Numbers, type Profile } from './engine/profile.ts'
import type { Beam, Kind } from './engine/state.ts'
import { MOST_STEPS } from './engine/substrate.ts'
import {
  ARENA, ARENA_OF_THREE, ONE_SHOT_OF_THREE, REPEATED, REPEATED_OF_THREE, STAG_ARENA, STAG_REPEATED,
} from './matrix-maps.ts' // prettier-ignore
import { COOPERATION, COORDINATION, PURITY, type Measure } from './matrix-metrics.ts'

/** Variants, in words. */
export const ABOUT = {
  repeated: 'two who meet again and again',
  arena: 'eight on a larger map',
  one_shot: 'two, for a single interaction',
} as const
export type Variant = keyof typeof ABOUT

export interface MatrixNumbers {
  /** Of the row player: a row a kind of its own, a column a kind of the column player's; row after row. */
  readonly rowPayoffs: readonly number[]
  /** Of the column player, in the same places. */
  readonly columnPayoffs: readonly number[]
  /** Resources of each kind in the hands of who starts or comes back. */
  readonly firstHands: number
  /** Whether nobody interacts before it took a resource. */
  readonly mustTake: boolean
  /** Cells of the beam ahead, columns to each side, and steps that must pass after a shot. */
  readonly beamLength: number
  readonly beamRadius: number
  readonly beamCooldown: number
  /** Hits of the beam that destroy a resource; 0 for a beam that passes over them. */
  readonly toughness: number
  /**
   * 'both leave': both freeze, are paid at the end of it and leave; nobody interacts twice in a step or while it is frozen.
   * 'target restarts': both are paid at once and lose what they hold, the target goes to a start and idles; it can be hit there.
   */
  readonly outcome: 'both leave' | 'target restarts'
  /** Steps without moves before both leave: 16, and 2 more so that nobody moves before it is paid. */
  readonly freeze: number
  /** Least and most steps that a target idles. */
  readonly idle: readonly [number, number]
  /** Whether a coin says who wins a tie; else the row player does. */
  readonly coinToss: boolean
  // By variant, in the order of the game's maps.
  readonly players: readonly number[]
  /** Steps after which what was taken can come back, and its chance to, a step. */
  readonly delay: readonly number[]
  readonly regrowth: readonly number[]
  /** Steps out of the game. */
  readonly away: readonly number[]
  /** Chance to end after step 1099 and every hundredth from there, and longest episode. */
  readonly end: readonly number[]
  readonly longest: readonly number[]
}

export interface Game {
  readonly id: string
  readonly summary: string
  /** What the kinds stand for. */
  readonly names: readonly string[]
  readonly colours: readonly Kind['colour'][]
  /** Of those who are always the row player and of those who are always the column player; empty where it is who fires. */
  readonly roles: readonly { readonly name: string; readonly coat: Kind['colour'] }[]
  readonly measure: Measure
  readonly maps: Readonly<Partial<Record<Variant, readonly string[]>>>
  readonly numbers: Numbers<MatrixNumbers>
}

const RULES = {
  firstHands: 1,
  mustTake: true,
  beamLength: 3,
  beamRadius: 1,
  beamCooldown: 2,
  toughness: 3,
  outcome: 'both leave',
  freeze: 18,
  idle: [0, 0],
  coinToss: false,
} as const

/** For two, and for eight. */
const OF_TWO = {
  players: [2, 8],
  delay: [10, 10],
  regrowth: [0.02, 0.04],
  away: [5, 50],
  longest: [MOST_STEPS, MOST_STEPS],
}

/** Payoffs of a game that looks the same from both sides: what one gets is what the other would in its place. */
function bothSides(rowPayoffs: readonly number[]): Pick<MatrixNumbers, 'rowPayoffs' | 'columnPayoffs'> {
  const kinds = Math.sqrt(rowPayoffs.length)
  const columnPayoffs = rowPayoffs.map((_, i) => rowPayoffs[(i % kinds) * kinds + Math.floor(i / kinds)])
  return { rowPayoffs, columnPayoffs }
}

const prisonersDilemma: MatrixNumbers = { ...RULES, ...OF_TWO, ...bothSides([3, 0, 5, 1]), end: [0.1, 0.15] }

export const GAMES: readonly Game[] = [
  {
    id: 'prisoners_dilemma',
    summary: 'gather to cooperate or to defect, then meet: defecting always pays more, both cooperating more than neither',
    names: ['cooperate', 'defect'],
    colours: ['#3cb45a', '#c83c3c'],
    roles: [],
    measure: COOPERATION,
    maps: { repeated: REPEATED, arena: ARENA },
    numbers: {
      'mp-code': prisonersDilemma,
      socialjax: {
        ...prisonersDilemma,
        ...bothSides([3, -1, 5, 1]),
        firstHands: 0,
        mustTake: false,
        beamLength: 1,
        beamRadius: 0,
        beamCooldown: 0,
        toughness: 0,
        outcome: 'target restarts',
        freeze: 0,
        idle: [10, 100],
        players: [2, 4],
        delay: [1, 1],
        regrowth: [0.1, 0.1],
        away: [0, 0],
        end: [0, 0],
        longest: [1000, 1000],
      },
    },
  },
  {
    id: 'stag_hunt',
    summary: 'gather for the stag or for the hare, then meet: the stag pays most but needs both',
    names: ['stag', 'hare'],
    colours: ['#8c5a28', '#d2d2dc'],
    roles: [],
    measure: COOPERATION,
    maps: { repeated: STAG_REPEATED, arena: STAG_ARENA },
    numbers: {
      'mp-code': { ...RULES, ...OF_TWO, ...bothSides([4, 0, 2, 2]), end: [0.1, 0.1], longest: [2500, MOST_STEPS] },
    },
  },
  {
    id: 'chicken',
    summary: 'gather as a dove or as a hawk, then meet: a hawk beats a dove, two hawks beat each other',
    names: ['dove', 'hawk'],
    colours: ['#dcdcf0', '#643c28'],
    roles: [],
    measure: COOPERATION,
    maps: { repeated: REPEATED, arena: ARENA },
    numbers: { 'mp-code': { ...RULES, ...OF_TWO, ...bothSides([3, 2, 5, 0]), end: [0.1, 0.2] } },
  },
  {
    id: 'bach_or_stravinsky',
    summary: 'gather for Bach or for Stravinsky, then meet one of the other fans: going together pays, one of the two more',
    names: ['bach', 'stravinsky'],
    colours: ['#8cd2e6', '#f0aa82'],
    roles: [{ name: 'bach_fan', coat: '#2d5aaa' }, { name: 'stravinsky_fan', coat: '#c8642d' }],
    measure: COORDINATION,
    maps: { repeated: REPEATED, arena: ARENA },
    numbers: {
      'mp-code': {
        ...RULES, ...OF_TWO, rowPayoffs: [3, 0, 0, 2], columnPayoffs: [2, 0, 0, 3], coinToss: true, end: [0.1, 0.2],
      },
    },
  },
  {
    id: 'running_with_scissors',
    summary: 'gather rock, paper or scissors, then meet: each beats one and loses to another, what one wins the other loses',
    names: ['rock', 'paper', 'scissors'],
    colours: ['#e6c832', '#8246dc', '#3cbee6'],
    roles: [],
    measure: PURITY,
    maps: { repeated: REPEATED_OF_THREE, arena: ARENA_OF_THREE, one_shot: ONE_SHOT_OF_THREE },
    numbers: {
      'mp-code': {
        ...RULES,
        ...bothSides([0, -10, 10, 10, 0, -10, -10, 10, 0]),
        players: [2, 8, 2],
        delay: [15, 10, 1000],
        regrowth: [0.02, 0.04, 0],
        away: [5, 50, 100],
        end: [0.2, 0.2, 0],
        longest: [MOST_STEPS, MOST_STEPS, 1000],
      },
    },
  },
] // prettier-ignore

export const variantsOf = ({ maps }: Game): Variant[] => Object.keys(maps) as Variant[]

export const beamOf = ({ beamLength, beamRadius, beamCooldown }: MatrixNumbers): Beam => ({
  name: 'interact',
  length: beamLength,
  radius: beamRadius,
  cooldown: beamCooldown,
  colour: '#f0dc78',
})

/** Rules of one variant under one profile. */
export interface Setting {
  readonly numbers: MatrixNumbers
  readonly players: number
  readonly delay: number
  readonly regrowth: number
  readonly away: number
  readonly end: number
  readonly longest: number
}

export function settingOf(game: Game, variant: Variant, profile: Profile): Setting {
  const numbers = numbersOf(game.numbers, profile)
  const at = variantsOf(game).indexOf(variant)
  return {
    numbers,
    players: numbers.players[at],
    delay: numbers.delay[at],
    regrowth: numbers.regrowth[at],
    away: numbers.away[at],
    end: numbers.end[at],
    longest: numbers.longest[at],
  }
}
