/**
 * Players of coins: who takes its own coins alone, who takes any, and who does to the other as it is done to. The last is the
 * Reciprocator of meltingpot's background players (google-deepmind/meltingpot 81ee2e7).
 */
import { FIRST_COIN, type CoinsWorld } from '../../envs/meltingpot/coins.ts'
import type { GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { defineBot } from './bot.ts'
import { gridPolicy, walk, wipe, type Chart } from './grid.ts'

const ENVS = ['coins']

/** Which coins a player takes; it walks round all others. */
type Taste = (isOwn: boolean) => boolean
const own: Taste = (isOwn) => isOwn
const any: Taste = () => true
const others: Taste = (isOwn) => !isOwn

/** Goes for the nearest coin to its taste, and stays where there is none. */
function collect(chart: Chart, world: GridWorld, slot: number, p: number, taste: Taste): number {
  const { state, tables, agents } = world as unknown as CoinsWorld
  const at = slot * tables.cells
  const colour = state.colour[slot * agents + p]
  wipe(chart)
  for (let cell = 0; cell < tables.cells; cell++) {
    const coin = state.kind[at + cell] - FIRST_COIN
    if (coin < 0) continue
    if (taste(coin === colour)) chart.goals[cell] = 1
    else chart.shunned[cell] = 1
  }
  return walk(chart, world, slot, p)
}

const steady = (name: string, summary: string, taste: Taste) =>
  defineBot({
    name,
    summary,
    envs: ENVS,
    make: (_, { seed }) =>
      gridPolicy(name, seed, (world, chart) => ({ decide: (slot, p) => collect(chart, world, slot, p, taste) })),
  })

export const cooperator = steady('cooperator', 'takes coins of its own colour alone', own)
export const defector = steady('defector', 'takes the nearest coin of any colour', any)

export const reciprocator = defineBot({
  name: 'reciprocator',
  summary: 'as cooperator; but after losses to the other as defector for a while, of which it may begin with spite',
  envs: ENVS,
  parameters: {
    window: { type: 'integer', minimum: 1, maximum: 1000, description: 'steps in which losses are counted' },
    threshold: { type: 'integer', minimum: 1, description: 'losses within the window that it answers' },
    punish: { type: 'integer', minimum: 0, description: 'steps of the answer' },
    spite: { type: 'integer', minimum: 0, description: "the first of these in which it takes the other's coins alone" },
  },
  defaults: { window: 100, threshold: 1, punish: 100, spite: 0 },
  make: (parameters, { seed }) =>
    gridPolicy('reciprocator', seed, (world, chart) => reciprocate(world, chart, parameters)),
})

interface Reciprocity {
  readonly window: number
  readonly threshold: number
  readonly punish: number
  readonly spite: number
}

function reciprocate(world: GridWorld, chart: Chart, { window, threshold, punish, spite }: Reciprocity) {
  const { state, agents, slots, tick } = world
  const rows = slots * agents
  const income = new Float64Array(rows) // [rows] up to the last step
  const losses = new Uint8Array(rows * window) // [rows, window] 1 in steps that lost something, by tick
  const angry = new Int32Array(rows) // [rows] tick of the last answer, before which it is none
  return {
    begin(slot: number) {
      income.fill(0, slot * agents, (slot + 1) * agents)
      losses.fill(0, slot * agents * window, (slot + 1) * agents * window)
      angry.fill(-punish, slot * agents, (slot + 1) * agents)
    },
    watch(slot: number) {
      for (let row = slot * agents; row < (slot + 1) * agents; row++) {
        // What the other takes costs more than what one takes oneself in the same step brings.
        losses[row * window + (tick[slot] % window)] = state.income[row] < income[row] ? 1 : 0
        income[row] = state.income[row]
        if (tick[slot] - angry[row] < punish || sum(losses, row * window, window) < threshold) continue
        angry[row] = tick[slot]
        losses.fill(0, row * window, (row + 1) * window)
      }
    },
    decide(slot: number, p: number) {
      const since = tick[slot] - angry[slot * agents + p]
      return collect(chart, world, slot, p, since < spite ? others : since < punish ? any : own)
    },
  }
}

function sum(values: Uint8Array, from: number, count: number): number {
  let total = 0
  for (let i = from; i < from + count; i++) total += values[i]
  return total
}
