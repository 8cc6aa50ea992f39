/**
 * Players of commons_harvest: who takes every apple, who leaves enough for the others to grow back, and who also zaps those that
 * take the last ones, or that come near.
 */
import type { HarvestWorld } from '../../envs/meltingpot/commons-harvest.ts'
import { STAY, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { defineBot } from './bot.ts'
import { gunOf, hunt } from './grid-aim.ts'
import {
  gridPolicy,
  kindsNamed,
  markKinds,
  markOthers,
  stepsTo,
  walk,
  wipe,
  type Chart,
  type Strategy,
} from './grid.ts'

const ENVS = ['commons_harvest']
/** Number of the beam. */
const ZAP = 0

/** The kinds that matter to a harvester. */
interface Ground {
  readonly apple: number
  /** [kinds] 1 for what no apple grows on. */
  readonly floor: Uint8Array
}
const groundOf = ({ tables }: GridWorld): Ground => ({
  apple: kindsNamed(tables, 'apple').indexOf(1),
  floor: kindsNamed(tables, 'floor'),
})

/** Marks apples with at least `restraint` others around them as goals, and the rest as what is left alone. */
function markApples(chart: Chart, { apple }: Ground, world: GridWorld, slot: number, restraint: number): void {
  const { state, tables } = world as unknown as HarvestWorld
  const at = slot * tables.cells
  wipe(chart)
  for (let i = 0; i < tables.sites.length; i++) {
    const cell = tables.sites[i]
    if (state.kind[at + cell] !== apple) continue
    if (state.around[at + cell] < restraint) chart.shunned[cell] = 1
    else chart.goals[cell] = 1
  }
}

/** Goes for the nearest apple that may be taken. */
function harvest(chart: Chart, ground: Ground, world: GridWorld, slot: number, p: number, restraint: number): number {
  markApples(chart, ground, world, slot, restraint)
  const move = walk(chart, world, slot, p)
  if (move !== STAY || restraint === 0) return move
  // It waits where nothing grows: what grows under a player is taken, however little there is around it.
  chart.goals.fill(0)
  markKinds(world, slot, chart.goals, ground.floor)
  return walk(chart, world, slot, p)
}

const steady = (world: GridWorld, chart: Chart, restraint: number): Strategy => {
  const ground = groundOf(world)
  return { decide: (slot, p) => harvest(chart, ground, world, slot, p, restraint) }
}

const RESTRAINT = { type: 'integer', minimum: 0, maximum: 12, description: 'apples around one that it takes, at least' }

export const greedyHarvester = defineBot({
  name: 'greedy_harvester',
  summary: 'takes the nearest apple',
  envs: ENVS,
  make: (_, { seed }) => gridPolicy('greedy_harvester', seed, (world, chart) => steady(world, chart, 0)),
})

export const sustainableHarvester = defineBot({
  name: 'sustainable_harvester',
  summary: 'takes the nearest apple that has enough others around it',
  envs: ENVS,
  parameters: { restraint: RESTRAINT },
  defaults: { restraint: 4 },
  make: ({ restraint }, { seed }) =>
    gridPolicy('sustainable_harvester', seed, (world, chart) => steady(world, chart, restraint)),
})

interface Justice {
  readonly restraint: number
  readonly tolerance: number
  readonly grudge: number
}

export const sanctioner = defineBot({
  name: 'sanctioner',
  summary: 'zaps who takes the last apples of a patch, else as sustainable_harvester',
  envs: ENVS,
  parameters: {
    restraint: RESTRAINT,
    tolerance: {
      type: 'integer',
      minimum: 0,
      maximum: 12,
      description: 'apples that who takes one has to leave around it',
    },
    grudge: { type: 'integer', minimum: 1, description: 'steps for which it is after who did not' },
  },
  defaults: { restraint: 4, tolerance: 1, grudge: 50 },
  make: (justice, { seed }) => gridPolicy('sanctioner', seed, (world, chart) => sanctions(world, chart, justice)),
})

function sanctions(world: GridWorld, chart: Chart, { restraint, tolerance, grudge }: Justice): Strategy {
  const { state, tables, agents, slots, tick } = world as unknown as HarvestWorld
  const ground = groundOf(world)
  const gun = gunOf(world.tables, ZAP, true)
  const before = new Uint8Array(slots * tables.cells) // [slots, C] kinds one step ago
  const wanted = new Int32Array(slots * agents) // [rows] tick up to which a player is wanted; 0 for nobody
  return {
    begin(slot) {
      before.fill(0, slot * tables.cells, (slot + 1) * tables.cells)
      wanted.fill(0, slot * agents, (slot + 1) * agents)
    },
    watch(slot) {
      const at = slot * tables.cells
      for (let row = slot * agents; row < (slot + 1) * agents; row++) {
        const cell = at + state.cell[row]
        const took = before[cell] === ground.apple && state.kind[cell] !== ground.apple
        if (state.away[row] > 0) wanted[row] = 0
        else if (took && state.around[cell] < tolerance) wanted[row] = tick[slot] + grudge
      }
      for (let cell = at; cell < at + tables.cells; cell++) before[cell] = state.kind[cell]
    },
    decide(slot, p) {
      markApples(chart, ground, world, slot, restraint)
      chart.goals.fill(0)
      let hunted = 0
      for (let row = slot * agents; row < (slot + 1) * agents; row++) {
        if (row === slot * agents + p || wanted[row] <= tick[slot] || state.away[row] > 0) continue
        chart.goals[state.cell[row]] = 1
        hunted++
      }
      return hunted > 0 ? hunt(chart, gun, world, slot, p) : harvest(chart, ground, world, slot, p, restraint)
    },
  }
}

export const territorial = defineBot({
  name: 'territorial',
  summary: 'zaps whoever comes near, else as sustainable_harvester',
  envs: ENVS,
  parameters: {
    restraint: RESTRAINT,
    range: { type: 'integer', minimum: 1, description: 'steps from it within which nobody else may be' },
  },
  defaults: { restraint: 4, range: 6 },
  make: ({ restraint, range }, { seed }) =>
    gridPolicy('territorial', seed, (world, chart) => {
      const ground = groundOf(world)
      const gun = gunOf(world.tables, ZAP, true)
      return {
        decide(slot, p) {
          markApples(chart, ground, world, slot, restraint)
          chart.goals.fill(0)
          markOthers(world, slot, chart.goals, p)
          const isNear = stepsTo(chart, world, slot, p, true) <= range
          return isNear ? hunt(chart, gun, world, slot, p) : harvest(chart, ground, world, slot, p, restraint)
        },
      }
    }),
})
