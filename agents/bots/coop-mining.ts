/**
 * Players of coop mining: who mines gold alone, who mines iron alone, and who takes turns. They stand for meltingpot's background
 * players of these names (google-deepmind/meltingpot 81ee2e7), whose networks are trained to do the same.
 */
import { GOLD, STRUCK_GOLD, type MiningWorld } from '../../envs/meltingpot/coop-mining.ts'
import { NOWHERE, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { defineBot } from './bot.ts'
import { gunOf, hunt } from './grid-aim.ts'
import { cellsApart, gridPolicy, kindsNamed, markKinds, wipe, type Chart, type Strategy } from './grid.ts'

const ENVS = ['coop_mining']
const MINE = 0

/** Mines what a strategy marks as goals; all ore stops the beam. */
function miner(world: GridWorld, chart: Chart) {
  const gun = gunOf(world.tables, MINE, false, kindsNamed(world.tables, 'iron', 'gold', 'struck gold'))
  return (slot: number, p: number): number => hunt(chart, gun, world, slot, p)
}

/** Mines the nearest iron. */
function ironMiner(world: GridWorld, chart: Chart): Strategy {
  const mine = miner(world, chart)
  const iron = kindsNamed(world.tables, 'iron')
  return {
    decide(slot, p) {
      wipe(chart)
      markKinds(world, slot, chart.goals, iron)
      return mine(slot, p)
    },
  }
}

/**
 * Mines the gold where two can be soonest, itself one of them, and strikes it until the other comes. It counts on those whose
 * struck gold waits for a second miner; on everybody where there is none.
 */
function goldMiner(world: GridWorld, chart: Chart): Strategy {
  const mine = miner(world, chart)
  const partners = new Uint8Array(world.agents)
  return {
    decide(slot, p) {
      wipe(chart)
      findPartners(world as unknown as MiningWorld, slot, p, partners)
      const cell = meetingPlace(world as unknown as MiningWorld, slot, p, partners)
      if (cell !== NOWHERE) chart.goals[cell] = 1
      return mine(slot, p)
    },
  }
}

/** Marks the others whom a player counts on, `[n]`. */
function findPartners({ state, tables }: MiningWorld, slot: number, p: number, partners: Uint8Array): void {
  partners.fill(0)
  for (const cell of tables.sites) {
    const striker = state.miner[slot * tables.cells + cell] - 1
    if (striker >= 0 && striker !== p) partners[striker] = 1
  }
  if (partners.includes(1)) return
  partners.fill(1)
  partners[p] = 0
}

/** The gold that the player and the nearest of its partners can reach soonest, walls apart; NOWHERE where there is none. */
function meetingPlace(world: MiningWorld, slot: number, p: number, partners: Uint8Array): number {
  const { state, tables, agents } = world
  let place = NOWHERE
  let soonest = Infinity
  for (const cell of tables.sites) {
    const kind = state.kind[slot * tables.cells + cell]
    if (kind !== GOLD && kind !== STRUCK_GOLD) continue
    const mine = cellsApart(tables, state.cell[slot * agents + p], cell)
    const time = Math.max(mine, partnersWay(world, slot, partners, cell))
    if (time >= soonest) continue
    place = cell
    soonest = time
  }
  return place
}

/** Cells between gold and the nearest of the partners. */
function partnersWay({ state, tables, agents }: MiningWorld, slot: number, partners: Uint8Array, cell: number): number {
  let least = Infinity
  for (let q = 0; q < agents; q++) {
    if (partners[q] === 1) least = Math.min(least, cellsApart(tables, state.cell[slot * agents + q], cell))
  }
  return least
}

export const cooperator = defineBot({
  name: 'cooperator',
  summary: 'mines gold alone, where another can be soonest',
  envs: ENVS,
  make: (_, { seed }) => gridPolicy('cooperator', seed, goldMiner),
})

export const defector = defineBot({
  name: 'defector',
  summary: 'mines iron alone',
  envs: ENVS,
  make: (_, { seed }) => gridPolicy('defector', seed, ironMiner),
})

export const mixed = defineBot({
  name: 'mixed',
  summary: 'mines one ore alone for a while, then the other',
  envs: ENVS,
  parameters: {
    period: { type: 'integer', minimum: 1, description: 'steps after which it turns to the other ore' },
    first: { enum: ['gold', 'iron'], description: 'the ore that it begins with' },
  },
  defaults: { period: 100, first: 'gold' },
  make: ({ period, first }, { seed }) =>
    gridPolicy('mixed', seed, (world, chart) => {
      const [gold, iron] = [goldMiner(world, chart), ironMiner(world, chart)]
      const [one, other] = first === 'gold' ? [gold, iron] : [iron, gold]
      return {
        decide: (slot, p) => (Math.floor(world.tick[slot] / period) % 2 === 0 ? one : other).decide(slot, p),
      }
    }),
})
