/**
 * Daycare: parents that bring the child fruit, any or what it reached for, and the child that looks for bananas. A player
 * acts by its role; parents take bananas for apples, as they see them.
 */
import { BANANA, CHILD, EAT, FRUIT, PARENT, isLying, type DaycareWorld } from '../../envs/meltingpot/daycare-world.ts'
import { FLOOR, NOWHERE, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { defineBot } from './bot.ts'
import { gunOf, hunt, type Gun } from './grid-aim.ts'
import { gridPolicy, wipe, type Chart, type Strategy } from './grid.ts'

const ENVS = ['daycare']
interface Habits {
  readonly patience: number
}
const PARAMETERS = {
  patience: { type: 'integer', minimum: 1, description: 'grasps after which the child gives a plant up' },
} as const
/** Of shrubs the child gets a fruit within these with probability 0.97. */
const PATIENCE = 10

/** What a parent goes for; `wanted` is the plant at which the child grasped last, NOWHERE for none. */
type Choice = (chart: Chart, world: DaycareWorld, slot: number, wanted: number) => void

const family = (name: string, summary: string, choose: Choice) =>
  defineBot({
    name,
    summary,
    envs: ENVS,
    parameters: PARAMETERS,
    defaults: { patience: PATIENCE },
    make: ({ patience }: Habits, { seed }) =>
      gridPolicy(name, seed, (world, chart) => care(world as unknown as DaycareWorld, chart, patience, choose)),
  })

export const naive = family(
  'naive',
  'a parent that brings the child the nearest fruit, and a child that looks for bananas',
  markFruit,
)
export const attentive = family(
  'attentive',
  'a parent that brings the child the fruit it reached for, and a child that looks for bananas',
  (chart, _, __, wanted) => void (wanted !== NOWHERE && (chart.goals[wanted] = 1)),
)

function care(world: DaycareWorld, chart: Chart, patience: number, choose: Choice): Strategy {
  const { slots, tables } = world
  const gun = gunOf(tables, 0, false)
  const wanted = new Uint16Array(slots).fill(NOWHERE) // [slots] plant at which the child grasped last
  const tries = new Uint8Array(slots * tables.cells) // [slots, C] grasps of the child at each plant
  return {
    begin(slot) {
      wanted[slot] = NOWHERE
      tries.fill(0, slot * tables.cells, (slot + 1) * tables.cells)
    },
    watch(slot) {
      const reached = reachedFor(world, slot)
      if (reached !== NOWHERE) {
        wanted[slot] = reached
        tries[slot * tables.cells + reached]++
      } else if (wanted[slot] !== NOWHERE && !hasFruit(world, slot, wanted[slot])) wanted[slot] = NOWHERE
    },
    decide(slot, p) {
      if (p === CHILD) return seek(chart, gun, world, slot, tries, patience)
      wipe(chart)
      return give(chart, gun, world, slot, choose, wanted[slot])
    },
  }
}

const kindAt = ({ state, tables }: DaycareWorld, slot: number, cell: number): number =>
  state.kind[slot * tables.cells + cell]

/** Whether fruit hangs on a plant. */
function hasFruit(world: DaycareWorld, slot: number, cell: number): boolean {
  const kind = kindAt(world, slot, cell)
  return FRUIT[kind] > 0 && !isLying(kind)
}

/** The plant at which the child grasped in vain in the last step; NOWHERE for none. */
function reachedFor(world: DaycareWorld, slot: number): number {
  const { state, tables, agents, slots } = world
  const row = slot * agents + CHILD
  if (state.away[row] > 0) return NOWHERE
  const ahead = tables.next[state.cell[row] * 4 + state.heading[row]]
  const first = (slot * state.lit.length) / slots
  for (let i = first; i < first + state.lights[slot]; i++) {
    if (state.lit[i] >> 2 === ahead && hasFruit(world, slot, ahead)) return ahead
  }
  return NOWHERE
}

/** Puts what it holds down beside the child, or picks what it chooses. */
function give(chart: Chart, gun: Gun, world: DaycareWorld, slot: number, choose: Choice, wanted: number): number {
  const { state, agents } = world
  const row = slot * agents
  if (state.hand[row + PARENT] === 0) choose(chart, world, slot, wanted)
  else if (state.away[row + CHILD] === 0) markBeside(chart, world, slot, state.cell[row + CHILD])
  return hunt(chart, gun, world as GridWorld, slot, PARENT)
}

/** Marks the free cells nearest to one: those beside it, or else those beside them. */
function markBeside({ goals }: Chart, world: DaycareWorld, slot: number, cell: number): void {
  const { state, tables } = world
  const isFree = (other: number) => kindAt(world, slot, other) === FLOOR && state.who[slot * tables.cells + other] === 0
  let near = [cell]
  for (let ring = 0; ring < 3; ring++) {
    near = near.flatMap((from) => [...tables.beside[from]])
    for (const other of near) if (isFree(other)) goals[other] = 1
    if (near.some(isFree)) return
  }
}

/** Marks every plant with fruit. */
function markFruit({ goals }: Chart, world: DaycareWorld, slot: number): void {
  for (const cell of world.tables.sites) if (hasFruit(world, slot, cell)) goals[cell] = 1
}

/** Eats what it holds; takes a banana that lies about, or else reaches for one on a plant that it has not given up. */
function seek(chart: Chart, gun: Gun, world: DaycareWorld, slot: number, tries: Uint8Array, patience: number): number {
  const { state, agents, tables } = world
  if (state.hand[slot * agents + CHILD] > 0) return EAT
  const at = slot * tables.cells
  const lies = (cell: number) => isLying(state.kind[at + cell])
  const open = (cell: number) => hasFruit(world, slot, cell) && tries[at + cell] < patience
  wipe(chart)
  const any = markBananas(chart, world, slot, lies) || markBananas(chart, world, slot, open)
  if (!any) tries.fill(0, at, at + tables.cells)
  return hunt(chart, gun, world as GridWorld, slot, CHILD)
} // prettier-ignore

/** Marks the bananas on cells that are meant. Returns whether there are any. */
function markBananas({ goals }: Chart, world: DaycareWorld, slot: number, meant: (cell: number) => boolean): boolean {
  let any = false
  for (let cell = 0; cell < world.tables.cells; cell++) {
    if (FRUIT[kindAt(world, slot, cell)] !== BANANA || !meant(cell)) continue
    goals[cell] = 1
    any = true
  }
  return any
}
