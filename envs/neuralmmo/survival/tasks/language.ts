/**
 * The language of tasks, as JSON. A goal is a predicate, a number, or an operator over goals; its progress lies in [0,
 * 1]. After NeuralMMO/environment 98b6bbd, nmmo/task/{predicate_api,task_api,task_spec}.py.
 */

/**
 * `and` is the least, `or` the greatest, `not` what is missing to 1; sums, differences and products are clipped to [0,
 * 1].
 */
export const OPERATORS = ['and', 'or', 'not', 'add', 'sub', 'mul'] as const
export type Operator = (typeof OPERATORS)[number]

export type Goal = number | Operation | Leaf
export interface Operation {
  readonly op: Operator
  /** One goal of `not`, two of `sub`, one or more of the others. */
  readonly of: readonly Goal[]
}
/** A predicate of predicates.ts with its arguments. */
export interface Leaf {
  readonly predicate: string
  /** Of whom it is asked; the task's own subject where absent. */
  readonly subject?: Target
  readonly [argument: string]: unknown
}

/** Groups that hang on who asks. The left team is the next one, the right team the one before, in a ring. */
export const GROUPS = [
  'me',
  'my_team',
  'my_team_leader',
  'left_team',
  'left_team_leader',
  'right_team',
  'right_team_leader',
  'all_foes',
  'everyone',
] as const
export type Group = (typeof GROUPS)[number]
/** A group, or agents by number. */
export type Target = Group | number | readonly number[]

/**
 * Who has a progress of its own and is paid for it: every agent, or every team, each of whose living members is paid.
 */
export const REWARDS = ['agent', 'team'] as const
/** `once`: the change of progress, until it is complete; `ongoing`: the progress, in every tick. */
export const PAYS = ['once', 'ongoing'] as const

export interface Task {
  readonly name?: string
  readonly goal: Goal
  readonly reward?: (typeof REWARDS)[number]
  /** Numbers of the agents, or of the teams, that have the task; all where absent. */
  readonly for?: readonly number[]
  readonly multiplier?: number
  readonly pays?: (typeof PAYS)[number]
  /** Ticks on end for which the goal must be complete; then progress is the share of them that has passed. */
  readonly hold?: number
}
