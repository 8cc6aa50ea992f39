/**
 * The state of a grid of players and things, shared by all substrates: codes, fields and what is computed once.
 *
 * Two layers matter to the rules: what lies on a cell (its kind) and who stands on it. Beams live for one step.
 */
import { field, type Field, type Fields } from '../../core/fields.ts'
import type { BaseConfig, Done, View, World } from '../../core/spec.ts'
import type { SchemaObject } from 'ajv'
import type { NeedsConfig } from '../needs/config.ts'
import type { Needs, NeedsFields, Pasture } from '../needs/tables.ts'
import type { Numbers, Profile } from './profile.ts'

// Headings, clockwise; a turn to the right adds one.
export const NORTH = 0
export const EAST = 1
export const SOUTH = 2
export const WEST = 3
export const HEADINGS = ['north', 'east', 'south', 'west'] as const
export const DX = [0, 1, 0, -1] as const
export const DY = [-1, 0, 1, 0] as const

// The basic actions (meltingpot 2.4 action set). Moves are relative to the heading and never change it. Beams follow.
export const STAY = 0
export const FORWARD = 1
export const BACKWARD = 2
export const STEP_LEFT = 3
export const STEP_RIGHT = 4
export const TURN_LEFT = 5
export const TURN_RIGHT = 6
export const FIRST_BEAM = 7
export const MOVES = ['stay', 'forward', 'backward', 'step_left', 'step_right', 'turn_left', 'turn_right'] as const
/** Heading of each move relative to the player's; -1 for no move. */
export const MOVE_HEADING = [-1, 0, 2, 3, 1, -1, -1] as const

/** Kinds of every map: nothing at all, plain floor and walls. A substrate's own kinds follow. */
export const VOID = 0
export const FLOOR = 1
export const WALL = 2
/** Most kinds of a substrate. */
export const MOST_KINDS = 64
/** No cell. */
export const NOWHERE = 0xffff
/** Who looks at pictures of the whole map: nobody in it. */
export const NOBODY = -1

export interface GridConfig extends BaseConfig {
  /** Whether episodes end by chance as the original's do, or only at the horizon. */
  randomEnd: boolean
  /** 'individual': everyone is paid for what it did. 'shared': everyone gets the mean of all rewards of the step. */
  reward: 'individual' | 'shared'
  /** Whose numbers the game plays by. */
  profile: Profile
  /** Players hunger, beings graze, watchers look (needs/); null for the plain game. */
  needs: NeedsConfig | null
}

/** A thing that can lie on a cell, and how it looks. */
export interface Kind {
  readonly name: string
  readonly glyph: string
  readonly colour: `#${string}`
  /** Painted over the colour of what is under it. */
  readonly shape: 'plain' | 'bricks' | 'disc' | 'waves' | 'tuft' | 'cracks'
  /** Colour under a shape that leaves some of the cell free; the floor's where absent. */
  readonly under?: `#${string}`
  /** Nobody can stand on it. */
  readonly solid?: boolean
  /** Roles whose players cannot stand on it. */
  readonly barred?: readonly string[]
  /** By role: the number of the kind that its players take this one for. */
  readonly takenFor?: Readonly<Record<string, number>>
  /** What it is in the common view; -1 for nothing worth listing. */
  readonly common: number
  /** The player whose it is: in the common view it has that player's appearance. */
  readonly owner?: number
  /** What it holds or gives, for the common view. */
  readonly content?: Content
}

/** What a thing holds: number of what, and how much, how far and whether it is ready; shares in [0, 1]. */
export interface Content {
  readonly thing: number
  readonly amount: number
  readonly progress?: number
  readonly ready?: boolean
}

/** A beam: `length` cells ahead, `radius` columns to each side; after a shot `cooldown` steps must pass. */
export interface Beam {
  readonly name: string
  readonly length: number
  readonly radius: number
  readonly cooldown: number
  readonly colour: `#${string}`
  /** Its timer falls at the start of a step, before anybody fires: shots are `cooldown` steps apart instead of one more. */
  readonly early?: boolean
  /** The cells that it lights instead of columns, each whatever stands in the others: [ahead, to the right]. */
  readonly cells?: readonly (readonly [ahead: number, right: number])[]
  /** What it does in words, if it works as a hand does: in the common view to interact is to fire it. */
  readonly hand?: string
  /** Fired by the players in the order of their numbers instead of a random one. */
  readonly inTurn?: boolean
}

/** An action that is neither a move nor a beam. */
export interface Act {
  readonly name: string
  /** What it does, in words for a language model. */
  readonly effect: string
  /** The common action that means it; ACT_USE means the first where absent. */
  readonly common?: number
}

/** Cells of the window, from the player: it looks `forward`. */
export interface Sight {
  readonly left: number
  readonly right: number
  readonly forward: number
  readonly backward: number
}
/** The common window, 11 x 11 cells, and the small one, 5 x 5 (spec of meltingpot's avatars). */
export const WIDE: Sight = { left: 5, right: 5, forward: 9, backward: 1 }
export const SMALL: Sight = { left: 2, right: 2, forward: 3, backward: 1 }

/** Per slot; n players, C cells, b beams. Cells are y * width + x. */
export interface GridFields extends NeedsFields {
  readonly [name: string]: Field
  /** [n] where each player stands, or last stood. */
  readonly cell: Field<'u16'>
  readonly heading: Field<'u8'>
  /** [n] steps until the player returns; 0 in the world. */
  readonly away: Field<'i32'>
  /** [n] steps in which the player cannot move or turn. */
  readonly frozen: Field<'i16'>
  /** [n * b] steps until a beam can be fired. */
  readonly cooling: Field<'u8'>
  /** [C] kind on each cell, and player on it plus one, 0 for nobody. */
  readonly kind: Field<'u8'>
  readonly who: Field<'u8'>
  /** [4 turns * area] the kinds once more, turned to each heading within a margin: views copy windows out of it. */
  readonly turned: Field<'u8'>
  /** [window] zeros between steps; a view's window on its way. */
  readonly window: Field<'u8'>
  /** Cells that this step's beams lit, cell * 4 + beam; the first `lights` count. */
  readonly lit: Field<'u32'>
  readonly lights: Field<'u16'>
  // Of the episode so far, for its outcome (outcome.ts): [n] rewards, times of gains added up, and gains; player-steps in the world.
  readonly income: Field<'f64'>
  readonly gainTimes: Field<'f64'>
  readonly gains: Field<'i32'>
  readonly presence: Field<'f64'>
  /** Steps played; a trainer may set ticks ahead to spread episodes out. */
  readonly played: Field<'i32'>
}

export interface GridTables {
  readonly width: number
  readonly height: number
  /** Whether the map has no border: its edges meet, the east's the west's and the south's the north's. */
  readonly torus: boolean
  readonly cells: number
  readonly players: number
  readonly roles: readonly string[]
  readonly kinds: readonly Kind[]
  /** [kinds] 1 where nobody can stand. */
  readonly solid: Uint8Array
  /** [n * kinds] 1 where a player cannot stand. */
  readonly barred: Uint8Array
  /** What there is to see: the kinds that somebody sees as they are. */
  readonly looks: readonly Kind[]
  /** [n * kinds] number among `looks` of what a player sees in a kind; null where everybody sees every kind as it is. */
  readonly seenAs: Uint8Array | null
  /** [n * kinds] 1 for what the common view lists. */
  readonly listed: Uint8Array
  /** [C * 4] neighbour by heading, NOWHERE beyond the border; a torus has none. */
  readonly next: Uint16Array
  readonly sight: Sight
  /** Rows and columns of a window. */
  readonly rows: number
  readonly columns: number
  /** [4 * C] place of a cell in `turned` for each heading. */
  readonly turnedAt: Int32Array
  /**
   * On a torus a cell lies in the margins of `turned` too, wherever it is seen across an edge. The further places of a cell are
   * `copies` from copiesFrom[cell] to copiesFrom[cell + 1]; null on a bounded map.
   */
  readonly copies: Int32Array | null
  readonly copiesFrom: Int32Array
  /** [4 * C] column and row of a cell in the map turned to each heading. */
  readonly turnedX: Uint8Array
  readonly turnedY: Uint8Array
  /** [4] bytes a row of `turned` for each heading; bytes of one heading; and of the whole. */
  readonly stride: Int32Array
  readonly area: number
  readonly beams: readonly Beam[]
  /** Actions after the beams. */
  readonly acts: readonly Act[]
  readonly actions: readonly string[]
  /** Names of the numbers that a player sees of itself, in the symbolic view. */
  readonly scalars: readonly string[]
  /** Names of what is to be seen on a player, one bit each, 8 at most. */
  readonly marks: readonly string[]
  /** Bits of the marks that pictures paint on players. */
  readonly painted: number
  /** Names of the episode's numbers. */
  readonly metrics: readonly string[]
  readonly rules: Rules
  /** What the game says of needs, and what they come to; null where they are off. */
  readonly pasture: Pasture
  readonly needs: Needs | null
}

export type GridWorld = World<GridConfig, GridFields, GridTables>
/** What happens to a player who comes to a cell. */
export type Enter<W> = (world: W, slot: number, player: number, cell: number) => void
/** What a beam does to a cell in the map; true where it stops there. Effects are noted, and applied after all beams. */
export type Hit<W> = (world: W, slot: number, player: number, beam: number, cell: number) => boolean
/** Whether a player who is in the world may do something. */
export type May<W> = (world: W, slot: number, player: number) => boolean

/** What the views ask of a substrate. */
export interface Rules {
  /** The i-th number that a player sees of itself, an integer in [0, 255]. */
  scalar(world: GridWorld, slot: number, player: number, i: number): number
  /** Bits of what `observer` sees on a player; as it is for NOBODY. */
  marksOf(world: GridWorld, slot: number, player: number, observer: number): number
  /** Colour of a player's coat; empty for one by its index, and the observer's own apart. */
  coat(world: GridWorld, slot: number, player: number): `#${string}` | ''
  /** What a player is told in words beside what it sees. */
  told(world: GridWorld, slot: number, player: number): string
  /** Whether act i (an action after the beams) can do anything for a player; every one can where absent. */
  may?(world: GridWorld, slot: number, player: number, i: number): boolean
  /** Writes what a player holds into the self block of its common row, which is zero and begins at `at`. */
  holds?(world: GridWorld, slot: number, player: number, out: Uint8Array, at: number): void
  /** Writes what a thing on a cell holds into its block of a player's common row, which begins at `at`. */
  shows?(world: GridWorld, slot: number, player: number, cell: number, out: Uint8Array, at: number): void
}

/** Options that `asEnv` completes. */
type Shared = keyof Omit<GridConfig, 'horizon'>

/** A game on the grid: a plain object that `asEnv` turns into an environment. */
export interface Substrate<C extends GridConfig, F extends GridFields, T extends GridTables> {
  readonly id: string
  readonly version: number
  readonly summary: string
  readonly source: string
  readonly options: Readonly<Record<string, SchemaObject>>
  readonly defaults: Omit<C, Shared> & Partial<Pick<GridConfig, Shared>>
  /** Defaults that hang on other options, over `defaults`. Gets what was given, before it is checked: throws on nothing. */
  defaultsFor?(given: Readonly<Record<string, unknown>>): Partial<C>
  /** Numbers by profile, where a game has more than one; the option `profile` takes these. */
  readonly numbers?: Numbers<object>
  readonly examples: readonly Readonly<Record<string, unknown>>[]
  readonly metrics: readonly string[]
  readonly score: string
  /** Names of own fields that no view may show. */
  readonly hidden?: readonly string[]
  tables(config: C): T
  /** Fields beside those of `GridFields`; they are part of the JSON state unless `derived` or empty. */
  own(config: C, tables: T): Fields
  /** Own fields that follow from the rest of the state: the JSON state leaves them out and `derive` writes them. */
  readonly derived?: readonly string[]
  derive?(world: World<C, F, T>, slot: number): void
  /** Views beside those of every game, by name. */
  readonly views?: Readonly<Record<string, View<World<C, F, T>>>>
  /** Lays the map out and places the players. Own fields are zero before it. */
  reset(world: World<C, F, T>, slot: number): void
  step(world: World<C, F, T>, slot: number): Done
}

/** Fields of the engine, without those of needs. */
export function gridFields({ players, cells, beams, area, rows, columns }: GridTables): Fields {
  return {
    cell: field('u16', players),
    heading: field('u8', players),
    away: field('i32', players),
    frozen: field('i16', players),
    cooling: field('u8', players * beams.length),
    kind: field('u8', cells),
    who: field('u8', cells),
    turned: field('u8', 4 * area),
    window: field('u8', rows * columns),
    lit: field('u32', players * beams.reduce((sum, beam) => sum + beamCells(beam), 0)),
    lights: field('u16'),
    income: field('f64', players),
    gainTimes: field('f64', players),
    gains: field('i32', players),
    presence: field('f64'),
    played: field('i32'),
  }
}

/** Cells of a beam on an empty board: the column ahead, and side columns of length - r + 1 that start beside the player. */
export function beamCells({ length, radius, cells: list }: Beam): number {
  if (list !== undefined) return list.length
  let cells = length
  for (let r = 1; r <= radius; r++) cells += 2 * (length - r + 1)
  return cells
}
