/**
 * Players of coins: who takes its own coins alone, who takes any, and who does to the other as it is done to. The last is the
 * Reciprocator of meltingpot's background players (google-deepmind/meltingpot 81ee2e7).
 */
import { FIRST_COIN, type CoinsWorld } from '../../envs/meltingpot/coins.ts'
import type { GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { defineBot } from './bot.ts'
import { gridPolicy, walk, wipe, type Chart, type Strategy } from './grid.ts'
import { recentOf, record, refill } from './recent.ts'

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

function reciprocate(world: GridWorld, chart: Chart, { window, threshold, punish, spite }: Reciprocity): Strategy {
  const { state, agents, slots, tick } = world
  const income = new Float64Array(slots * agents) // [rows] up to the last step
  const losses = recentOf(slots * agents, window)
  const answered = new Int32Array(slots * agents) // [rows] tick of the last answer
  return {
    begin(slot) {
      for (let row = slot * agents; row < (slot + 1) * agents; row++) {
        income[row] = 0
        refill(losses, row, 0)
        answered[row] = -punish
      }
    },
    watch(slot) {
      for (let row = slot * agents; row < (slot + 1) * agents; row++) {
        // What the other takes costs more than what one takes oneself in the same step brings.
        record(losses, row, tick[slot], state.income[row] < income[row] ? 1 : 0)
        income[row] = state.income[row]
        if (tick[slot] - answered[row] < punish || losses.sums[row] < threshold) continue
        answered[row] = tick[slot]
        refill(losses, row, 0)
      }
    },
    decide(slot, p) {
      const since = tick[slot] - answered[slot * agents + p]
      return collect(chart, world, slot, p, since < Math.min(spite, punish) ? others : since < punish ? any : own)
    },
  }
}
