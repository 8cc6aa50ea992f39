/** From tasks to a program (program.ts). */
import { EVENTS } from '../events.ts'
import type { SurvivalConfig } from '../state.ts'
import type { Teams } from '../teams.ts'
import type { Ground } from '../../ground.ts'
import { demand } from './faults.ts'
import { groupList, groupOf, type GroupList, type Subject } from './groups.ts'
import type { Target, Task } from './language.ts'
import { PREDICATES } from './predicates.ts'
import { ANYONE, CONSTANT, NOT, PREDICATE, type Program } from './program.ts'
import { readGoal, readTasks, type ReadLeaf, type Step } from './read.ts'
import { sortTallies, type Tally } from './tallies.ts'

type Config = Pick<SurvivalConfig, 'tasks' | 'players' | 'horizon'>

/** What has been compiled so far. */
interface Build {
  readonly config: Config
  readonly teams: Teams
  readonly ground: Ground
  readonly list: GroupList
  readonly groups: number[]
  readonly leaves: { numbers: number[]; need: number; tallied: boolean }[]
  readonly constants: number[]
  readonly tallies: Tally[]
  readonly prizes: number[]
  readonly marks: number[]
}

/** Compiles the option `tasks`; none for null. Throws a TypeError with the path to what means nothing. */
export function compileTasks(config: Config, teams: Teams, ground: Ground): Program {
  const scope = { players: config.players, teams: teams.count }
  const tasks = readTasks(config.tasks ?? [], scope)
  const empty = { groups: [], leaves: [], constants: [], tallies: [], prizes: [], marks: [] }
  const build: Build = { config, teams, ground, list: groupList(), ...empty }
  const subjects = tasks.map((task) => subjectsOf(task, build))
  const code = tasks.map(({ goal }, i) => {
    const path = `tasks[${i}].goal`
    return readGoal(goal, path, scope, []).map((step) => compileStep(step, build, subjects[i], path))
  })
  const width = Math.max(1, ...subjects.map(({ length }) => length))
  return {
    ...headsOf(tasks),
    accounts: subjects.flat().length,
    firstAccount: offsetsOf(subjects),
    subject: Int32Array.from(subjects.flat(), ({ agent, team }) => agent ?? team),
    firstInstruction: offsetsOf(code),
    code: Int32Array.from(code.flat(2)),
    constant: Float64Array.from(build.constants),
    ...finish(build),
    stack: new Float64Array(width * Math.max(1, ...code.map((steps) => depthOf(steps)))),
    width,
    rowOf: new Int32Array(config.players),
  }
}

/** Where each of several lists begins when they stand behind each other, and where the last ends. */
function offsetsOf(lists: readonly { readonly length: number }[]): Int32Array {
  const offsets = new Int32Array(lists.length + 1)
  for (const [i, { length }] of lists.entries()) offsets[i + 1] = offsets[i] + length
  return offsets
}

const headsOf = (tasks: readonly Task[]) => ({
  count: tasks.length,
  ofTeams: Uint8Array.from(tasks, ({ reward }) => Number(reward === 'team')),
  ongoing: Uint8Array.from(tasks, ({ pays }) => Number(pays === 'ongoing')),
  hold: Int32Array.from(tasks, ({ hold = 0 }) => hold),
  multiplier: Float64Array.from(tasks, ({ multiplier = 1 }) => multiplier),
})

function subjectsOf(task: Task, { config, teams }: Build): Subject[] {
  const most = task.reward === 'team' ? teams.count : config.players
  const numbers = task.for ?? Array.from({ length: most }, (_, i) => i)
  return numbers.map((number) =>
    task.reward === 'team' ? { agent: null, team: number } : { agent: number, team: teams.of[number] },
  )
}

/** The instruction of a step, and all that it names. */
function compileStep(step: Step, build: Build, subjects: readonly Subject[], path: string): [number, number] {
  if (typeof step === 'number') return [CONSTANT, build.constants.push(step) - 1]
  return 'op' in step ? [step.op, 0] : [PREDICATE, compileLeaf(step, build, subjects, path)]
}

function compileLeaf(leaf: ReadLeaf, build: Build, subjects: readonly Subject[], path: string): number {
  const { predicate, given, asked, about } = leaf
  let tallied = false
  const numbers = PREDICATES[predicate].numbers(given, {
    horizon: build.config.horizon,
    size: build.ground.size,
    center: build.ground.center,
    prize: (x, y) => prizeOn(x, y, build, `${path}, ${predicate}`),
    tally(event, what, level, whom) {
      tallied = true
      return build.tallies.push({ event, what, level, whom: whom ?? whomOf(about, build, path) }) - 1
    },
  })
  if (predicate === 'ProgressTowardCenter')
    build.marks.push(cellAt(build.ground.size / 2, build.ground.size / 2, build))
  const which = Object.keys(PREDICATES).indexOf(predicate)
  const { a = 0, b = 0, c = 0, need = 1 } = numbers
  const columns = [asked, about].map((target) => (target === null ? 0 : column(target, build, subjects, path)))
  return build.leaves.push({ numbers: [which, ...columns, a, b, c], need, tallied }) - 1
}

const cellAt = (x: number, y: number, { ground }: Build): number => y * ground.size + x

function prizeOn(x: number, y: number, build: Build, path: string): number {
  const cell = cellAt(x, y, build)
  const { ring, size, border, center } = build.ground
  const range = `a cell with x and y in [${border}, ${border + center}]`
  demand(x < size && y < size && ring[cell] >= 0, path, [x, y], range)
  const known = build.prizes.indexOf(cell)
  if (known >= 0) return known
  build.marks.push(cell)
  return build.prizes.push(cell) - 1
}

/** First of the groups that a target is to each of some subjects. */
function column(target: Target, { groups, list, teams }: Build, subjects: readonly Subject[], path: string): number {
  const first = groups.length
  for (const subject of subjects) {
    const group = groupOf(list, teams, target, subject)
    demand(list.members[group].length > 0, path, target, 'somebody to be meant by it: there is one team')
    groups.push(group)
  }
  return first
}

/** Whom a tally asks for: the target is that of whoever acts. */
function whomOf(target: Target | null, build: Build, path: string): number {
  if (target === null) return ANYONE
  const { config, teams } = build
  const actors = Array.from({ length: config.players }, (_, agent) => ({ agent, team: teams.of[agent] }))
  return column(target, build, actors, path)
}

/** Lays out what was named; tallies get the numbers of their order. */
function finish({ list, groups, leaves, tallies, prizes, marks }: Build) {
  const sorted = sortTallies(tallies, EVENTS.length)
  const leaf = leaves.flatMap(({ numbers: [which, asked, about, a, b, c], tallied }) => [
    which,
    asked,
    about,
    tallied ? sorted.numberOf[a] : a,
    b,
    c,
  ])
  return {
    leaf: Int32Array.from(leaf),
    need: Float64Array.from(leaves, ({ need }) => need),
    groups: Int32Array.from(groups),
    firstMember: offsetsOf(list.members),
    member: Uint16Array.from(list.members.flat()),
    tallies: sorted.tallies,
    prizes: Int32Array.from(prizes),
    marks: Int32Array.from(new Set(marks)),
  }
}

/** Columns that a task's instructions keep at once, at most. */
function depthOf(code: readonly (readonly [number, number])[]): number {
  let [depth, most] = [0, 0]
  for (const [op] of code) {
    if (op >= CONSTANT) depth++
    else if (op !== NOT) depth--
    most = Math.max(most, depth)
  }
  return most
}
