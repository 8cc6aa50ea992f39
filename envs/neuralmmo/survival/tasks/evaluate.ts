/** Runs programs of tasks, and pays for progress. */
import type { SurvivalWorld } from '../state.ts'
import { FILLS } from './predicates.ts'
import { CONSTANT, INSTRUCTION, LEAF, PREDICATE } from './program.ts'

// Operators by number, in the order of language.ts.
const AND = 0
const OR = 1
const NOT = 2
const ADD = 3
const SUB = 4

/** Pays every task to everyone who has it. */
export function payTasks(world: SurvivalWorld, slot: number): void {
  const { tasks } = world.tables
  if (tasks.tasks === 0) return
  findRows(world, slot)
  for (let task = 0; task < tasks.tasks; task++) {
    evaluate(world, slot, task)
    if (tasks.ofTeams[task] === 1) payTeams(world, slot, task)
    else payAgents(world, slot, task)
  }
}

/** Writes down where agents are in the arrays, by name. */
function findRows({ state, tables }: SurvivalWorld, slot: number): void {
  const { players, bodies, tasks } = tables
  for (let agent = 0; agent < players; agent++) tasks.rowOf[state.name[slot * bodies + agent]] = agent
}

/** Writes the progress of a task of each of its subjects into the first column of the stack. */
function evaluate(world: SurvivalWorld, slot: number, task: number): void {
  const { firstInstruction, firstSubject, code, constant, leaf, stack, width } = world.tables.tasks
  const count = firstSubject[task + 1] - firstSubject[task]
  let top = -width
  for (let i = firstInstruction[task]; i < firstInstruction[task + 1]; i++) {
    const op = code[i * INSTRUCTION]
    const which = code[i * INSTRUCTION + 1]
    if (op >= CONSTANT) {
      top += width
      if (op === PREDICATE) {
        FILLS[leaf[which * LEAF]](world, slot, which, top, count)
        clip(stack, top, count)
      } else stack.fill(constant[which], top, top + count)
    } else {
      if (op !== NOT) top -= width
      combine(stack, op, top, top + width, count)
    }
  }
  clip(stack, 0, count)
}

function clip(stack: Float64Array, at: number, count: number): void {
  for (let i = at; i < at + count; i++) stack[i] = Math.max(0, Math.min(1, stack[i]))
}

/** Puts what an operator makes of the columns at `a` and `b` in place of the first. */
function combine(stack: Float64Array, op: number, a: number, b: number, count: number): void {
  if (op === AND) for (let i = 0; i < count; i++) stack[a + i] = Math.min(stack[a + i], stack[b + i])
  else if (op === OR) for (let i = 0; i < count; i++) stack[a + i] = Math.max(stack[a + i], stack[b + i])
  else if (op === NOT) for (let i = 0; i < count; i++) stack[a + i] = 1 - stack[a + i]
  else if (op === ADD) for (let i = 0; i < count; i++) stack[a + i] += stack[b + i]
  else if (op === SUB) for (let i = 0; i < count; i++) stack[a + i] -= stack[b + i]
  else for (let i = 0; i < count; i++) stack[a + i] *= stack[b + i]
  clip(stack, a, count)
}

/** Pays agents what their progress is worth; the dead are paid nothing. */
function payAgents({ state, tables, live, rewards }: SurvivalWorld, slot: number, task: number): void {
  const { tasks, players } = tables
  const { firstSubject, subject, rowOf, stack, number, agentTasks, multiplier } = tasks
  const first = firstSubject[task]
  for (let j = first; j < firstSubject[task + 1]; j++) {
    const p = slot * players + rowOf[subject[j]]
    advance(tasks, task, state.progress, state.held, state.finished, p * agentTasks + number[task], j - first)
    if (live[p] === 1) rewards[p] += multiplier[task] * stack[j - first]
  }
}

/** Pays every living member of a team what the team's progress is worth. */
function payTeams({ state, tables, live, rewards }: SurvivalWorld, slot: number, task: number): void {
  const { tasks, players, teams } = tables
  const { firstSubject, subject, rowOf, stack, number, teamTasks, multiplier } = tasks
  const { teamProgress, teamHeld, teamFinished } = state
  const first = firstSubject[task]
  for (let j = first; j < firstSubject[task + 1]; j++) {
    const at = (slot * teams.count + subject[j]) * teamTasks + number[task]
    advance(tasks, task, teamProgress, teamHeld, teamFinished, at, j - first)
    const members = teams.members[subject[j]]
    for (let i = 0; i < members.length; i++) {
      const p = slot * players + rowOf[members[i]]
      if (live[p] === 1) rewards[p] += multiplier[task] * stack[j - first]
    }
  }
}

/**
 * Brings a subject's account of a task up to date, at `at` of the arrays, with what its goal has come to, at `from` of the
 * stack, and puts there what that is worth.
 */
function advance(
  { stack, hold, ongoing }: SurvivalWorld['tables']['tasks'],
  task: number,
  progress: Float64Array,
  held: Int32Array,
  finished: Uint8Array,
  at: number,
  from: number,
): void {
  if (ongoing[task] === 0 && finished[at] === 1) {
    stack[from] = 0
    return
  }
  const before = progress[at]
  if (hold[task] > 0) {
    held[at] = stack[from] >= 1 ? held[at] + 1 : 0
    progress[at] = held[at] / hold[task]
  } else progress[at] = stack[from]
  if (progress[at] >= 1) finished[at] = 1
  if (ongoing[task] === 0) stack[from] = progress[at] - before
}
