/** Predators that chase prey, and prey that forage alone or in a herd; a player acts by its role. */
import { FIRST_BEAM, NOWHERE, STAY, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { isNear, standsBy } from '../../envs/meltingpot/predator-prey-bites.ts'
import { ACORN, APPLE, FULL, GREEN, bandOf, type HuntWorld } from '../../envs/meltingpot/predator-prey-world.ts'
import { defineBot } from './bot.ts'
import { columnsHit, gunOf, hunt, type Gun } from './grid-aim.ts'
import { FAR, canStand, gridPolicy, moveTo, stepsTo, walk, wipe, type Chart, type Strategy } from './grid.ts'

interface Nature {
  readonly herd: number
  readonly flee: number
  readonly careful: boolean
}

export const hunterGatherer = defineBot({
  name: 'hunter_gatherer',
  summary: 'predators chase prey and rest when they tire; prey forage and run from predators, alone or in a herd',
  envs: ['predator_prey'],
  parameters: {
    herd: {
      type: 'integer',
      minimum: 0,
      description: 'other prey that prey keep within the radius; those who keep any stand in larger groups',
    },
    flee: { type: 'integer', minimum: 0, description: 'steps from a predator within which prey run' },
    careful: { type: 'boolean', description: 'whether predators spare prey whose group would withstand them' },
  },
  defaults: { herd: 0, flee: 4, careful: true },
  make: (nature: Nature, { seed }) =>
    gridPolicy('hunter_gatherer', seed, (world, chart) => live(world as unknown as HuntWorld, chart, nature)),
})

function live(world: HuntWorld, chart: Chart, nature: Nature): Strategy {
  const gun = gunOf(world.tables, 0, false)
  const weary = new Uint8Array(world.slots * world.agents) // [rows] 1 from the yellow band on until the highest
  return {
    watch(slot) {
      for (let p = 0; p < world.agents; p++) {
        const band = bandOf(world, slot, p)
        if (band < GREEN || band === FULL) weary[slot * world.agents + p] = band < GREEN ? 1 : 0
      }
    },
    decide(slot, p) {
      const rests = weary[slot * world.agents + p] === 1
      if (world.tables.hunts[p] === 1) return chase(chart, gun, world, slot, p, nature, rests)
      return forage(chart, world, slot, p, nature, rests)
    },
  }
}

const grid = (world: HuntWorld): GridWorld => world

/** Bites who is ahead, goes for the nearest prey that it could eat, rests. */
function chase(
  chart: Chart,
  gun: Gun,
  world: HuntWorld,
  slot: number,
  p: number,
  nature: Nature,
  rests: boolean,
): number {
  const { state, tables, agents } = world
  const row = slot * agents + p
  wipe(chart)
  for (let q = 0; q < agents; q++) {
    if (tables.hunts[q] === 1 || state.away[slot * agents + q] > 0) continue
    if (!nature.careful || isEasy(world, slot, p, q)) chart.goals[state.cell[slot * agents + q]] = 1
  }
  if (!rests) return hunt(chart, gun, grid(world), slot, p)
  const pose = state.cell[row] * 4 + state.heading[row]
  return columnsHit(chart, gun, grid(world), slot, p, pose) > 0 ? FIRST_BEAM : STAY
}

/** Whether predator p could eat prey q once it stood beside it. */
function isEasy(world: HuntWorld, slot: number, p: number, q: number): boolean {
  const joins = isNear(world, slot, q, p) ? 0 : 1
  return standsBy(world, slot, q, 0) <= standsBy(world, slot, q, 1) + joins
}

/** Runs from predators, eats the acorn that it holds, rests, joins the herd or gathers: the first that applies. */
function forage(chart: Chart, world: HuntWorld, slot: number, p: number, nature: Nature, rests: boolean): number {
  const { state, agents } = world
  const row = slot * agents + p
  if (isHunted(chart, world, slot, p, nature)) return run(chart, world, slot, p)
  if (state.acorn[row] === 1) return bandOf(world, slot, p) === FULL ? FIRST_BEAM : STAY
  if (rests || state.meal[row] > 0) return STAY
  wipe(chart)
  if (markStrays(chart, world, slot, p, nature.herd)) return walk(chart, grid(world), slot, p)
  markFood(chart, world, slot)
  return walk(chart, grid(world), slot, p)
}

/** Marks predators; whether one is within the steps of `flee` and nothing shields the prey. */
function isHunted(chart: Chart, world: HuntWorld, slot: number, p: number, { flee, herd }: Nature): boolean {
  const { state, tables, agents } = world
  wipe(chart)
  for (let q = 0; q < agents; q++) {
    const row = slot * agents + q
    if (tables.hunts[q] === 1 && state.away[row] === 0) chart.goals[state.cell[row]] = 1
  }
  if (stepsTo(chart, grid(world), slot, p, true) > flee || isSheltered(world, slot, p)) return false
  return herd === 0 || standsBy(world, slot, p, 0) <= standsBy(world, slot, p, 1)
}

/** Whether no predator could stand beside a player. */
function isSheltered(world: HuntWorld, slot: number, p: number): boolean {
  const { state, tables, agents } = world
  const predator = tables.hunts.indexOf(1)
  const here = state.cell[slot * agents + p]
  for (let d = 0; d < 4; d++) {
    const beside = tables.next[here * 4 + d]
    if (beside !== NOWHERE && canStand(grid(world), slot, predator, beside)) return false
  }
  return true
}

/** Steps that tall grass is worth to one who runs. */
const GRASS_WORTH = 3

/** The move that leads farthest from the marked predators. */
function run(chart: Chart, world: HuntWorld, slot: number, p: number): number {
  const { state, tables, agents } = world
  const row = slot * agents + p
  const here = state.cell[row]
  const predator = tables.hunts.indexOf(1)
  const worth = (cell: number): number => {
    const steps = chart.steps[cell] === FAR ? chart.steps[here] + 1 : chart.steps[cell]
    return steps + (canStand(grid(world), slot, predator, cell) ? 0 : GRASS_WORTH)
  }
  let best = STAY
  let most = worth(here)
  for (let d = 0; d < 4; d++) {
    const beside = tables.next[here * 4 + d]
    if (beside === NOWHERE || state.who[slot * tables.cells + beside] > 0) continue
    if (!canStand(grid(world), slot, p, beside) || worth(beside) <= most) continue
    most = worth(beside)
    best = moveTo(state.heading[row], d)
  }
  return best
}

/** Marks prey beyond the radius for one with fewer than `herd` others within it. Returns whether it should join them. */
function markStrays(chart: Chart, world: HuntWorld, slot: number, p: number, herd: number): boolean {
  const { state, tables, agents } = world
  let near = 0
  let strays = 0
  for (let q = 0; q < agents; q++) {
    if (q === p || tables.hunts[q] === 1 || state.away[slot * agents + q] > 0) continue
    if (isNear(world, slot, p, q)) near++
    else {
      chart.goals[state.cell[slot * agents + q]] = 1
      strays++
    }
  }
  if (near < herd && strays > 0) return true
  wipe(chart)
  return false
}

function markFood({ goals }: Chart, { state, tables }: HuntWorld, slot: number): void {
  for (let cell = 0; cell < tables.cells; cell++) {
    const kind = state.kind[slot * tables.cells + cell]
    if (kind === APPLE || kind === ACORN) goals[cell] = 1
  }
}
