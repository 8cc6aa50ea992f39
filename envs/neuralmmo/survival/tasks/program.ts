/**
 * Tasks, compiled: typed arrays that a tick goes through without an allocation. Every task is a postfix program over
 * columns, a number for each of its subjects; a column is a row of the stack.
 */

// Instructions: the operators, in the order of language.ts, then two that put a column on the stack.
export const AND = 0
export const OR = 1
export const NOT = 2
export const ADD = 3
export const SUB = 4
export const CONSTANT = 6
export const PREDICATE = 7
/** Numbers of an instruction: what to do, and with which constant or leaf. */
export const INSTRUCTION = 2

// Numbers of a leaf.
export const WHICH = 0
/** First of a column of groups, one a subject: of whom it is asked, and whom else it is about. */
export const ASKED = 1
export const ABOUT = 2
/** What the predicate makes of its arguments. */
export const A = 3
export const B = 4
export const C = 5
export const LEAF = 6

export interface Program {
  /** Tasks. */
  readonly count: number
  /** Accounts: one for every subject of every task, in that order. */
  readonly accounts: number
  /** [tasks] whether its subjects are teams. */
  readonly ofTeams: Uint8Array
  /** [tasks] whether it pays in every tick; ticks to hold the goal, 0 for none; what a progress of 1 pays. */
  readonly ongoing: Uint8Array
  readonly hold: Int32Array
  readonly multiplier: Float64Array
  /** [tasks + 1] first account of each task, and [accounts] subjects: agents by name, or teams. */
  readonly firstAccount: Int32Array
  readonly subject: Int32Array
  /** [tasks + 1] first instruction of each task, and instructions, INSTRUCTION numbers each. */
  readonly firstInstruction: Int32Array
  readonly code: Int32Array
  readonly constant: Float64Array
  /** [leaves * LEAF], and [leaves] what a sum must come to for a progress of 1. */
  readonly leaf: Int32Array
  readonly need: Float64Array
  /** Columns of groups: the group of each subject. */
  readonly groups: Int32Array
  /** [groups + 1] first member of each group, and members by name. */
  readonly firstMember: Int32Array
  readonly member: Uint16Array
  /** What is counted of events (tallies.ts). */
  readonly tallies: Tallies
  /** Cells that can be seized, and all cells that tasks lead to and that are marked on the ground. */
  readonly prizes: Int32Array
  readonly marks: Int32Array
  /**
   * Scratch: [depth * width] the stack, [width] subjects at most a row, and [players] the row of each agent by name.
   */
  readonly stack: Float64Array
  readonly width: number
  readonly rowOf: Int32Array
}

export interface Tallies {
  readonly count: number
  /** [events + 1] first tally of each kind of event. */
  readonly first: Int32Array
  /** [tallies] what it must have been about (an item, a style), -1 for anything, and the lowest level that counts. */
  readonly what: Int32Array
  readonly level: Int32Array
  /**
   * [tallies] whom it must have been done to: ANYONE, AGENTS, NPCS, or first of a column of groups, one an actor by
   * name.
   */
  readonly whom: Int32Array
}
export const ANYONE = -1
export const AGENTS = -2
export const NPCS = -3
