/** Tasks as they were given, checked: whatever means nothing is refused with the path to it. */
import { MOST } from './arguments.ts'
import { demand, demandKeys, isIntegerIn, isObject } from './faults.ts'
import { readTarget } from './groups.ts'
import { OPERATORS, PAYS, REWARDS, type Target, type Task } from './language.ts'
import { PREDICATES, type Arguments } from './predicates.ts'

/** What numbers of agents and teams can mean. */
export interface Scope {
  readonly players: number
  readonly teams: number
}

/** A leaf whose arguments are numbers. */
export interface ReadLeaf {
  readonly predicate: string
  readonly given: Arguments
  readonly asked: Target
  /** null: about nobody, or about anyone. */
  readonly about: Target | null
}

/** A goal in the order of a stack machine: operands before operators. */
export type Step = number | ReadLeaf | { readonly op: number }

const NUMBER_OF_GOALS = 'a list of goals, one for not, two for sub, one or more for the others'
const A_GOAL = 'a number, { op, of } or { predicate, ... }'
/** The most that goals may lie in each other: the stack is no deeper than that and what waits on it. */
const MOST_DEPTH = 32

export function readTasks(tasks: unknown, scope: Scope): Task[] {
  demand(Array.isArray(tasks), 'tasks', tasks, 'a list of tasks')
  return tasks.map((task, i) => readTask(task, `tasks[${i}]`, scope))
}

function readTask(task: unknown, path: string, scope: Scope): Task {
  demand(isObject(task), path, task, 'an object with a goal')
  demandKeys(task, path, ['name', 'goal', 'reward', 'for', 'multiplier', 'pays', 'hold'])
  const { name = '', goal, reward = 'agent', multiplier = 1, pays = 'once', hold = 0 } = task
  demand(typeof name === 'string', `${path}.name`, name, 'a text')
  demand(
    REWARDS.some((known) => known === reward),
    `${path}.reward`,
    reward,
    `one of: ${REWARDS.join(', ')}`,
  )
  demand(
    PAYS.some((known) => known === pays),
    `${path}.pays`,
    pays,
    `one of: ${PAYS.join(', ')}`,
  )
  demand(Number.isFinite(multiplier), `${path}.multiplier`, multiplier, 'a number')
  demand(isIntegerIn(hold, 0, MOST), `${path}.hold`, hold, 'ticks, an integer >= 0')
  demand(hold === 0 || pays === 'once', `${path}.hold`, hold, "no hold of a task whose 'pays' is 'ongoing'")
  const most = reward === 'team' ? scope.teams : scope.players
  if (task.for !== undefined) {
    const numbers = Array.isArray(task.for) ? (task.for as unknown[]) : []
    const fine = numbers.length > 0 && numbers.every((number) => isIntegerIn(number, 0, most - 1))
    demand(fine, `${path}.for`, task.for, `a list of ${reward}s in [0, ${most - 1}]`)
    const isSet = new Set(numbers).size === numbers.length
    demand(isSet, `${path}.for`, task.for, `a list of different ${reward}s in [0, ${most - 1}]`)
  }
  readGoal(goal, `${path}.goal`, scope, [])
  return task as unknown as Task
}

/** Appends the steps of a goal to `steps`. Throws a TypeError that names the path of what means nothing. */
export function readGoal(goal: unknown, path: string, scope: Scope, steps: Step[], depth = 0): Step[] {
  demand(depth <= MOST_DEPTH, path, goal, `goals in goals at most ${MOST_DEPTH} deep`)
  if (typeof goal === 'number') {
    demand(Number.isFinite(goal), path, goal, A_GOAL)
    steps.push(goal)
    return steps
  }
  demand(isObject(goal) && ('op' in goal || 'predicate' in goal), path, goal, A_GOAL)
  if ('op' in goal) readOperation(goal, path, scope, steps, depth)
  else steps.push(readLeaf(goal, path, scope))
  return steps
}

function readOperation(goal: Record<string, unknown>, path: string, scope: Scope, steps: Step[], depth: number): void {
  demandKeys(goal, path, ['op', 'of'])
  const { op, of } = goal
  const number = OPERATORS.findIndex((known) => known === op)
  demand(number >= 0, `${path}.op`, op, `one of: ${OPERATORS.join(', ')}`)
  demand(Array.isArray(of) && of.length > 0, `${path}.of`, of, NUMBER_OF_GOALS)
  demand((op !== 'not' || of.length === 1) && (op !== 'sub' || of.length === 2), `${path}.of`, of, NUMBER_OF_GOALS)
  for (const [i, part] of of.entries()) {
    readGoal(part, `${path}.of[${i}]`, scope, steps, depth + 1)
    if (i > 0) steps.push({ op: number })
  }
  if (op === 'not') steps.push({ op: number })
}

function readLeaf(leaf: Record<string, unknown>, path: string, { players }: Scope): ReadLeaf {
  const name = leaf.predicate
  const known = typeof name === 'string' && Object.hasOwn(PREDICATES, name)
  demand(known, `${path}.predicate`, name, `one of: ${Object.keys(PREDICATES).join(', ')}`)
  const { takes, target } = PREDICATES[name]
  const keys = ['predicate', 'subject', ...Object.keys(takes), ...(target === undefined ? [] : ['target'])]
  demandKeys(leaf, path, keys)
  const given: Record<string, number> = {}
  for (const [key, { read, otherwise }] of Object.entries(takes)) {
    given[key] = leaf[key] === undefined && otherwise !== undefined ? otherwise : read(leaf[key], `${path}.${key}`)
  }
  const asked = leaf.subject === undefined ? 'me' : readTarget(leaf.subject, `${path}.subject`, players)
  if (leaf.target === undefined && target !== 'required')
    return { predicate: name, given, asked, about: target ?? null }
  return { predicate: name, given, asked, about: readTarget(leaf.target, `${path}.target`, players) }
}
