/** What both worlds of the family have: ground, bodies, and who stands where. */
import { field, type Field, type Fields } from '../../core/fields.ts'
import type { BaseConfig, World } from '../../core/spec.ts'
import type { Ground } from '../ground.ts'
import { blocksAcross, foundScratch, type Found } from './crowd.ts'
import { movesOf, type Moves } from './moves.ts'

/** Most bodies of a world: a cell names the body that claims it in 15 bits. */
export const MOST_BODIES = 32767

/** Cells that a body can harvest in a tick: its own, and four beside it. */
const MOST_HARVESTS = 5

/** What a kernel may read or write beyond the end of a list of words. */
const SPARE = 4

/** `bodies` are agents, agent a being body a, and after them whatever else walks. */
export interface EngineFields extends Fields {
  /** [cells] material of each cell (materials.ts). */
  readonly terrain: Field<'u8'>
  /** [bodies] place; that of a body that is not on the map means nothing. */
  readonly x: Field<'u16'>
  readonly y: Field<'u16'>
  /** [bodies] 1 while the body is on the map. */
  readonly here: Field<'u8'>
  /**
   * [bodies] what a body is called, all different. Draws and ties go by names, never by numbers: agents that change
   * places in the arrays, names and all, live the same lives.
   */
  readonly name: Field<'u16'>
  /**
   * [cells] 0 where nobody stands; else how many do, or, where bodies never share a cell, a word of what is seen of the
   * one that does; 1 till it is seen. While they move, which cells are claimed (moves.ts).
   */
  readonly crowd: Field<'u16'>
  /** [cells] the body that has the best claim to a cell so far, plus one. All 0 between ticks. */
  readonly claim: Field<'u16'>

  // Scratch, which says nothing between ticks.
  /** [room] who goes, with the direction above, and the cell that each leaves (moves.ts). */
  readonly goer: Field<'i32'>
  readonly goesFrom: Field<'i32'>
  /**
   * [blocks + 2], [bodies], [bodies] where the bodies of each block begin in the lists beside it: body, and place as x
   * + y * 65536 (crowd.ts).
   */
  readonly blockStart: Field<'i32'>
  readonly blockBody: Field<'u16'>
  readonly blockPlace: Field<'i32'>
  /** [room] what a kernel has listed. */
  readonly list: Field<'i32'>
  /** [room] what a kernel says of each that is listed. */
  readonly answers: Field<'i32'>
}

/** Names of the fields that are scratch. */
export const ENGINE_SCRATCH = ['goer', 'goesFrom', 'blockStart', 'blockBody', 'blockPlace', 'list', 'answers'] as const

export interface EngineTables {
  readonly ground: Ground
  readonly bodies: number
  /** Whether bodies may share a cell: then `crowd` counts them. */
  readonly shares: boolean
  /** Blocks, and blocks a side. */
  readonly blocks: number
  readonly across: number
  /** Scratch: whom a search has found. */
  readonly index: Found
  /** Words of a list of bodies in the arena. */
  readonly room: number
  /** Scratch: who moves in a tick. */
  readonly moves: Moves
  /** [bodies] scratch for a list of bodies, or for a number of each. */
  readonly movers: Int32Array
  /** Scratch: cells that a tick has spent. */
  readonly fresh: Int32Array
}

export type EngineWorld<
  C extends BaseConfig = BaseConfig,
  F extends EngineFields = EngineFields,
  T extends EngineTables = EngineTables,
> = World<C, F, T>

/** Throws a RangeError where there are more bodies than can be numbered. */
export function engineTables(ground: Ground, bodies: number, shares: boolean): EngineTables {
  if (bodies > MOST_BODIES) throw new RangeError(`Got ${bodies} bodies, expected at most ${MOST_BODIES}.`)
  const across = blocksAcross(ground.size)
  return {
    ground,
    bodies,
    shares,
    blocks: across * across,
    across,
    index: foundScratch(bodies),
    room: bodies + SPARE,
    moves: movesOf(ground.size),
    movers: new Int32Array(bodies),
    fresh: new Int32Array(Math.min(ground.cells, MOST_HARVESTS * bodies)),
  }
}

export const engineFields = ({ bodies, blocks, room, ground }: EngineTables) => ({
  terrain: field('u8', ground.cells),
  x: field('u16', bodies),
  y: field('u16', bodies),
  here: field('u8', bodies),
  name: field('u16', bodies),
  crowd: field('u16', ground.cells),
  claim: field('u16', ground.cells),
  goer: field('i32', room),
  goesFrom: field('i32', room),
  blockStart: field('i32', blocks + 2),
  blockBody: field('u16', bodies),
  blockPlace: field('i32', bodies),
  list: field('i32', room),
  answers: field('i32', room),
})
