/** The part of the state format that is about tasks. Agents are meant by name, teams by number. */
import type { SurvivalWorld } from '../state.ts'
import { demand, demandKeys, isIntegerIn, isObject } from './faults.ts'

export interface TasksJSON {
  /**
   * A list a task, of those who have it: an agent or a team, its progress, for how long the goal has been complete, and
   * whether the task is.
   */
  accounts: { subject: number; progress: number; held: number; finished: boolean }[][]
  /** What tasks count of events, a list an agent, by row. */
  tallies: number[][]
  /** Who seized each prize last, and in which tick. */
  prizes: { x: number; y: number; seizer: number | null; tick: number }[]
  /** The team that won. */
  winner: number | null
}

/** Fields that it is about. */
export const TASK_FIELDS = ['progress', 'held', 'finished', 'tally', 'seizer', 'seizedAt', 'winner'] as const
export type TaskNumbers = Record<(typeof TASK_FIELDS)[number], number[]>

export function tasksToJSON({ state, tables }: SurvivalWorld, slot: number): TasksJSON {
  const { tasks, players, ground } = tables
  const { firstAccount, subject, accounts, tallies, prizes } = tasks
  const account = (i: number): TasksJSON['accounts'][number][number] => ({
    subject: subject[i],
    progress: state.progress[slot * accounts + i],
    held: state.held[slot * accounts + i],
    finished: state.finished[slot * accounts + i] === 1,
  })
  return {
    accounts: Array.from({ length: tasks.count }, (_, task) =>
      Array.from({ length: firstAccount[task + 1] - firstAccount[task] }, (_, j) => account(firstAccount[task] + j)),
    ),
    tallies: Array.from({ length: players }, (_, agent) => {
      const first = (slot * players + agent) * tallies.count
      return Array.from(state.tally.subarray(first, first + tallies.count))
    }),
    prizes: Array.from(prizes, (cell, i) => {
      const at = slot * prizes.length + i
      const [x, y] = [cell % ground.size, Math.floor(cell / ground.size)]
      return { x, y, seizer: state.seizer[at] === 0 ? null : state.seizer[at] - 1, tick: state.seizedAt[at] }
    }),
    winner: state.winner[slot] === 0 ? null : state.winner[slot] - 1,
  }
}

const MOST = 2147483647

/** Numbers of the fields, in the order of the arrays. Throws a TypeError that names the path of what is malformed. */
export function readTasksJSON({ tables }: SurvivalWorld, json: unknown, path: string): TaskNumbers {
  const { tasks, players, teams, ground } = tables
  demand(isObject(json), path, json, 'an object')
  demandKeys(json, path, ['accounts', 'tallies', 'prizes', 'winner'])
  const numbers: TaskNumbers = { progress: [], held: [], finished: [], tally: [], seizer: [], seizedAt: [], winner: [] }
  const lists = listOf(json.accounts, `${path}.accounts`, tasks.count)
  for (const [task, list] of lists.entries()) {
    const first = tasks.firstAccount[task]
    const where = `${path}.accounts[${task}]`
    const given = listOf(list, where, tasks.firstAccount[task + 1] - first)
    for (const [j, account] of given.entries())
      readAccount(numbers, account, `${where}[${j}]`, tasks.subject[first + j])
  }
  for (const [agent, list] of listOf(json.tallies, `${path}.tallies`, players).entries()) {
    for (const [i, count] of listOf(list, `${path}.tallies[${agent}]`, tasks.tallies.count).entries()) {
      numbers.tally.push(integerIn(count, `${path}.tallies[${agent}][${i}]`, MOST))
    }
  }
  for (const [i, prize] of listOf(json.prizes, `${path}.prizes`, tasks.prizes.length).entries()) {
    const where = `${path}.prizes[${i}]`
    const cell = tasks.prizes[i]
    const [x, y] = [cell % ground.size, Math.floor(cell / ground.size)]
    demand(isObject(prize) && prize.x === x && prize.y === y, where, prize, `the prize at x ${x}, y ${y}`)
    numbers.seizer.push(prize.seizer === null ? 0 : integerIn(prize.seizer, `${where}.seizer`, players - 1) + 1)
    numbers.seizedAt.push(integerIn(prize.tick, `${where}.tick`, MOST))
  }
  numbers.winner.push(json.winner === null ? 0 : integerIn(json.winner, `${path}.winner`, teams.count - 1) + 1)
  return numbers
}

function readAccount(numbers: TaskNumbers, account: unknown, path: string, subject: number): void {
  demand(isObject(account) && account.subject === subject, path, account, `the account of subject ${subject}`)
  const { progress, held, finished } = account
  const isShare = typeof progress === 'number' && progress >= 0 && progress <= 1
  demand(isShare, `${path}.progress`, progress, 'a number in [0, 1]')
  demand(typeof finished === 'boolean', `${path}.finished`, finished, 'true or false')
  numbers.progress.push(progress)
  numbers.held.push(integerIn(held, `${path}.held`, MOST))
  numbers.finished.push(Number(finished))
}

function listOf(value: unknown, path: string, length: number): unknown[] {
  demand(Array.isArray(value) && value.length === length, path, value, `a list of ${length}`)
  return value
}

function integerIn(value: unknown, path: string, most: number): number {
  demand(isIntegerIn(value, 0, most), path, value, `an integer in [0, ${most}]`)
  return value
}
