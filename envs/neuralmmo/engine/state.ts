/** What both worlds of the family have: ground, bodies, and who stands where. */
import { field, type Field, type Fields } from '../../core/fields.ts'
import type { BaseConfig, World } from '../../core/spec.ts'
import type { Ground } from '../ground.ts'
import { blocksAcross, crowdIndex, type CrowdIndex } from './crowd.ts'
import { movesOf, type Moves } from './moves.ts'

/** Most bodies of a world: a cell names the body that claims it in 15 bits. */
export const MOST_BODIES = 32767

/** `bodies` are agents, agent a being body a, and after them whatever else walks. */
/** Cells that a body can harvest in a tick: its own, and four beside it. */
const MOST_HARVESTS = 5

export interface EngineFields extends Fields {
  /** [cells] material of each cell (materials.ts). */
  readonly terrain: Field<'u8'>
  /** [bodies] place; that of a body that is not on the map means nothing. */
  readonly x: Field<'u16'>
  readonly y: Field<'u16'>
  /** [bodies] 1 while the body is on the map. */
  readonly here: Field<'u8'>
  /**
   * [bodies] what a body is called, all different. Draws and ties go by names, never by numbers: agents that change places in
   * the arrays, names and all, live the same lives.
   */
  readonly name: Field<'u16'>
  /** [cells] bodies on each cell; while they move, who claims it (moves.ts). */
  readonly crowd: Field<'u16'>
  /** [cells] the body that has the best claim to a cell so far, plus one. All 0 between ticks. */
  readonly claim: Field<'u16'>
}

export interface EngineTables {
  readonly ground: Ground
  readonly bodies: number
  /** Blocks, and blocks a side. */
  readonly blocks: number
  readonly across: number
  readonly index: CrowdIndex
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
export function engineTables(ground: Ground, bodies: number): EngineTables {
  if (bodies > MOST_BODIES) throw new RangeError(`Got ${bodies} bodies, expected at most ${MOST_BODIES}.`)
  const across = blocksAcross(ground.size)
  return {
    ground,
    bodies,
    blocks: across * across,
    across,
    index: crowdIndex(bodies, across * across),
    moves: movesOf(bodies, ground.size),
    movers: new Int32Array(bodies),
    fresh: new Int32Array(Math.min(ground.cells, MOST_HARVESTS * bodies)),
  }
}

export const engineFields = ({ bodies, ground }: EngineTables) => ({
  terrain: field('u8', ground.cells),
  x: field('u16', bodies),
  y: field('u16', bodies),
  here: field('u8', bodies),
  name: field('u16', bodies),
  crowd: field('u16', ground.cells),
  claim: field('u16', ground.cells),
})
