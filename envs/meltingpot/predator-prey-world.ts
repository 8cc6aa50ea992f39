/** Numbers, kinds and fields of predator and prey, shared by its rules. */
import { ITEM } from '../core/common.ts'
import type { Field } from '../core/fields.ts'
import type { World } from '../core/spec.ts'
import type { Trials } from './engine/chance.ts'
import type { Numbers } from './engine/profile.ts'
import type { GridConfig, GridFields, GridTables, Kind } from './engine/state.ts'
import { metricAt } from './engine/substrate.ts'
import { GROUND } from './kinds.ts'

export const ROLES = ['predator', 'prey'] as const
export type Role = (typeof ROLES)[number]

/** Bands of stamina, the lowest first. Everybody sees the first three; in the fourth nothing is shown. */
export const BANDS = ['red', 'yellow', 'green', 'full'] as const
export const GREEN = 2
export const FULL = 3

const CODE = {
  /** What prey get for an apple, and predators for prey; a predator is worth nothing to another. */
  appleReward: 1,
  preyReward: 1,
  /** Probability that an apple, or an acorn, grows back on an empty site in a step. */
  appleRegrowth: 0.007,
  acornRegrowth: 0.01,
  /** Share of the doubtful cells of a map that carry a thicket, or an acorn, in an episode. */
  doubtful: 1 / 3,
  /** Steps that prey sit over an acorn, and what is left of them when it takes each of the bites that are rewarded. */
  mealSteps: 26,
  mealBites: [16, 11, 6],
  acornBiteReward: 6,
  /** Steps between two interactions of prey, less one. */
  preyCooldown: 5,
  /** Most stamina, and the least of the bands above red. */
  stamina: 18,
  bands: [1, 7, 13],
  /** Steps that an act holds its player afterwards, by band. */
  predatorHold: [6, 1, 0, 0],
  preyHold: [4, 2, 1, 1],
  /** Euclidean distance within which prey and predators count for each other. */
  groupRadius: 3,
  /** Steps that prey raise their arms after their group withstood a bite: with arms up nobody eats. */
  alertSteps: 5,
  /** Steps that a predator stands still after it ate prey, and stamina that it takes to bite another predator. */
  chewSteps: 4,
  biteStamina: 4,
  /** Steps that those who were eaten are out. */
  away: 200,
}
export const NUMBERS: Numbers<typeof CODE> = { 'mp-code': CODE }

export const GRASS = GROUND.length
export const APPLE = GRASS + 1
export const ACORN = GRASS + 2
export const kinds: readonly Kind[] = [
  ...GROUND,
  {
    name: 'tall grass',
    glyph: '"',
    colour: '#3c7828',
    under: '#64a03c',
    shape: 'tuft',
    barred: ['predator'],
    common: -1,
  },
  { name: 'apple', glyph: 'a', colour: '#6ab853', shape: 'disc', common: ITEM },
  { name: 'acorn', glyph: 'c', colour: '#9e5519', shape: 'disc', common: ITEM },
]

export type MapName = 'alley_hunt' | 'open' | 'orchard' | 'random_forest'
export interface HuntConfig extends GridConfig {
  map: MapName
  /** One a player; empty for the map's own. */
  roles: Role[]
}

/** n players, C cells. */
export interface Hunt extends GridFields {
  /** [n] stamina, and steps that the last act still holds its player, in which stamina stands still. */
  readonly stamina: Field<'u8'>
  readonly tired: Field<'u8'>
  /** [n] of prey: 1 with an acorn in its hands; steps left of its meal, with its arms up, and until it can interact. */
  readonly acorn: Field<'u8'>
  readonly meal: Field<'u8'>
  readonly alert: Field<'u8'>
  readonly pause: Field<'u8'>
  /** [C] kind that grows on a cell, 0 for none. */
  readonly site: Field<'u8'>
  /** Steps that prey spent in the world, added up over prey, and the prey within reach of each in each of them. */
  readonly outings: Field<'f64'>
  readonly company: Field<'f64'>
}
export interface HuntTables extends GridTables {
  readonly numbers: typeof CODE
  readonly start: Uint8Array
  /** [n] 1 for predators, and where each player starts and returns. */
  readonly hunts: Uint8Array
  readonly starts: readonly Uint16Array[]
  /** Cells where apples and acorns may grow, and trials over them. */
  readonly apples: Uint16Array
  readonly acorns: Uint16Array
  readonly appleGrowth: Trials
  readonly acornGrowth: Trials
  /** Cells that carry grass, or acorns, in some episodes. */
  readonly thickets: Uint16Array
  readonly oaks: Uint16Array
  /** [stamina] band of each amount. */
  readonly bandOf: Uint8Array
}
export type HuntWorld = World<HuntConfig, Hunt, HuntTables>

export const METRICS = [
  'prey_eaten', 'bites_withstood', 'predators_eaten', 'apples_eaten', 'acorns_eaten', 'mean_group',
  'predator_return', 'prey_return',
] as const // prettier-ignore
export const PREY_EATEN = metricAt(0)
/** Bites of prey that its group made vain. */
export const WITHSTOOD = metricAt(1)
export const PREDATORS_EATEN = metricAt(2)
export const APPLES_EATEN = metricAt(3)
/** To the last bite. */
export const ACORNS_EATEN = metricAt(4)
/** Prey within the radius, itself included, mean over prey and steps in the world. */
export const MEAN_GROUP = metricAt(5)
/** Sums over the players of a role. */
export const PREDATOR_RETURN = metricAt(6)
export const PREY_RETURN = metricAt(7)

/** Band of a player's stamina. */
export const bandOf = ({ state, tables, agents }: HuntWorld, slot: number, p: number): number =>
  tables.bandOf[state.stamina[slot * agents + p]]
