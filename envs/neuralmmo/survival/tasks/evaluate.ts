/** Runs programs of tasks, and pays for progress. */
import type { SurvivalWorld } from '../state.ts'
import { FILLS } from './predicates.ts'
import { ADD, AND, CONSTANT, INSTRUCTION, LEAF, NOT, OR, PREDICATE, SUB } from './program.ts'

/** Pays every task to everyone who has it. */
export function payTasks(world: SurvivalWorld, slot: number): void {
  const { tasks } = world.tables
  if (tasks.count === 0) return
  findRows(world, slot)
  for (let task = 0; task < tasks.count; task++) {
    evaluate(world, slot, task)
    payTask(world, slot, task)
  }
}

/** Writes down where agents are in the arrays, by name. */
function findRows({ state, tables }: SurvivalWorld, slot: number): void {
  const { players, bodies, tasks } = tables
  for (let agent = 0; agent < players; agent++) tasks.rowOf[state.name[slot * bodies + agent]] = agent
}

/** Writes the progress of a task of each of its subjects into the first column of the stack. */
function evaluate(world: SurvivalWorld, slot: number, task: number): void {
  const { firstInstruction, firstAccount, code, constant, leaf, stack, width } = world.tables.tasks
  const count = firstAccount[task + 1] - firstAccount[task]
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

/** Pays subjects what their progress is worth: agents, or every member of a team. */
function payTask(world: SurvivalWorld, slot: number, task: number): void {
  const { firstAccount, subject, ofTeams } = world.tables.tasks
  for (let account = firstAccount[task]; account < firstAccount[task + 1]; account++) {
    advance(world, slot, task, account)
    if (ofTeams[task] === 0) pay(world, slot, task, account, subject[account])
    else {
      const members = world.tables.teams.members[subject[account]]
      for (let i = 0; i < members.length; i++) pay(world, slot, task, account, members[i])
    }
  }
}

/** Pays an agent, by name, what an account's progress is worth; the dead are paid nothing. */
function pay(
  { tables, live, rewards }: SurvivalWorld,
  slot: number,
  task: number,
  account: number,
  name: number,
): void {
  const { firstAccount, rowOf, stack, multiplier } = tables.tasks
  const p = slot * tables.players + rowOf[name]
  if (live[p] === 1) rewards[p] += multiplier[task] * stack[account - firstAccount[task]]
}

/** Brings an account up to date with what the goal has come to, in the stack, and puts there what that is worth. */
function advance({ state, tables }: SurvivalWorld, slot: number, task: number, account: number): void {
  const { stack, hold, ongoing, accounts, firstAccount } = tables.tasks
  const { progress, held, finished } = state
  const at = slot * accounts + account
  const from = account - firstAccount[task]
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
