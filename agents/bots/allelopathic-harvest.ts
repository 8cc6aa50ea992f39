/**
 * Players of allelopathic_harvest: who plants one colour, and who plants what most bushes in its sight have. The second is the
 * ConventionFollower of meltingpot's background players (google-deepmind/meltingpot 81ee2e7), which goes by the mean colour of its
 * last pictures; this one goes by the bushes in them.
 */
import {
  COLOURS, FIRST_PLANT, RIPE, UNRIPE, colourOf, type BerryWorld,
} from '../../envs/meltingpot/allelopathic-harvest.ts' // prettier-ignore
import type { GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { windowCell } from '../../envs/meltingpot/engine/window.ts'
import { defineBot } from './bot.ts'
import { gunOf, hunt, type Gun } from './grid-aim.ts'
import { gridPolicy, walk, wipe, type Chart, type Strategy } from './grid.ts'

const ENVS = ['allelopathic_harvest']
/** A colour by name, or the one that the player likes best. */
const PLANTS = [...COLOURS, 'favourite'] as const
type Plants = (typeof PLANTS)[number]
const COLOUR = { enum: PLANTS, description: 'red, green, blue, or favourite: what the player likes best' }

const numberOf = (plants: Plants, { tables }: BerryWorld, p: number): number =>
  plants === 'favourite' ? tables.taste[p] : COLOURS.indexOf(plants)

/** Beams by colour; all bushes stop them. */
const gunsOf = ({ tables }: GridWorld): Gun[] => {
  const bushes = tables.kinds.map((_, kind) => (kind >= UNRIPE ? 1 : 0))
  return COLOURS.map((_, i) => gunOf(tables, FIRST_PLANT + i, true, Uint8Array.from(bushes)))
}

/** Plants the nearest unripe bush that has another colour; where there is none, eats the nearest ripe berry. */
function plant(chart: Chart, gun: Gun, grid: GridWorld, slot: number, p: number): number {
  const { state, tables } = grid as unknown as BerryWorld
  const colour = gun.beam - FIRST_PLANT
  let other = 0
  wipe(chart)
  for (const cell of tables.sites) {
    const kind = state.kind[slot * tables.cells + cell]
    if (kind >= RIPE || kind === UNRIPE + colour) continue
    chart.goals[cell] = 1
    other++
  }
  if (other > 0) return hunt(chart, gun, grid, slot, p)
  for (const cell of tables.sites) if (state.kind[slot * tables.cells + cell] >= RIPE) chart.goals[cell] = 1
  return walk(chart, grid, slot, p)
}

export const planter = defineBot<{ plants: Plants }>({
  name: 'planter',
  summary: 'plants all bushes that are not ripe with one colour, and eats when they have it',
  envs: ENVS,
  parameters: { plants: COLOUR },
  defaults: { plants: 'favourite' },
  make: ({ plants }, { seed }) =>
    gridPolicy('planter', seed, (world, chart) => {
      const guns = gunsOf(world)
      return {
        decide: (slot, p) => plant(chart, guns[numberOf(plants, world as unknown as BerryWorld, p)], world, slot, p),
      }
    }),
})

interface Convention {
  readonly first: Plants
  readonly threshold: number
  readonly window: number
}

export const conventionFollower = defineBot<Convention>({
  name: 'convention_follower',
  summary: 'as planter, of the colour that was last common among the bushes in its sight',
  envs: ENVS,
  parameters: {
    first: { ...COLOUR, description: 'the colour before any is common' },
    threshold: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'share of the bushes above which the commonest colour is one to follow',
    },
    window: { type: 'integer', minimum: 1, maximum: 100, description: 'steps over which shares are taken' },
  },
  defaults: { first: 'favourite', threshold: 0.5, window: 5 },
  make: (convention, { seed }) =>
    gridPolicy('convention_follower', seed, (world, chart) => follow(world, chart, convention)),
})

function follow(grid: GridWorld, chart: Chart, { first, threshold, window }: Convention): Strategy {
  const world = grid as unknown as BerryWorld
  const { agents, slots, tick, state } = world
  const guns = gunsOf(grid)
  const n = COLOURS.length
  const seen = new Uint16Array(slots * agents * window * n) // [rows, window, 3] bushes in sight, by tick
  const colour = new Uint8Array(slots * agents) // [rows] what each plants
  const look = (slot: number, p: number): void => {
    const row = slot * agents + p
    const at = (row * window + (tick[slot] % window)) * n
    countInSight(grid, slot, p, seen, at)
    let [all, most, common] = [0, 0, 0]
    for (let c = 0; c < n; c++) {
      const bushes = sumOf(seen, row * window * n + c, window, n)
      all += bushes
      if (bushes > most) common = c
      most = Math.max(most, bushes)
    }
    if (most > threshold * all) colour[row] = common
  }
  return {
    begin(slot) {
      seen.fill(0, slot * agents * window * n, (slot + 1) * agents * window * n)
      for (let p = 0; p < agents; p++) colour[slot * agents + p] = numberOf(first, world, p)
    },
    watch(slot) {
      for (let p = 0; p < agents; p++) if (state.away[slot * agents + p] === 0) look(slot, p)
    },
    decide: (slot, p) => plant(chart, guns[colour[slot * agents + p]], grid, slot, p),
  }
}

/** Writes how many bushes of each colour a player sees. */
function countInSight(grid: GridWorld, slot: number, p: number, out: Uint16Array, at: number): void {
  const { state, tables } = grid as unknown as BerryWorld
  out.fill(0, at, at + COLOURS.length)
  for (const cell of tables.sites) {
    if (windowCell(grid, slot, p, cell) >= 0) out[at + colourOf(state.kind[slot * tables.cells + cell])]++
  }
}

function sumOf(values: Uint16Array, from: number, count: number, stride: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += values[from + i * stride]
  return sum
}
