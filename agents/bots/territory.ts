/**
 * Players of territory: who claims what is its own or whatever it can reach, and who then turns on the others or on what they
 * hold. Meltingpot's background players (google-deepmind/meltingpot 81ee2e7) are networks that were trained to such ends.
 */
import { FIRST_BEAM, NOWHERE, STAY, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { CLAIM_BEAM, type TerritoryWorld } from '../../envs/meltingpot/territory.ts'
import { defineBot, type BotEntry } from './bot.ts'
import { gunFor, gunOf, hunt } from './grid-aim.ts'
import {
  FAR, canStand, gridPolicy, kindsNamed, markOthers, stepsTo, wipe, type Chart, type Strategy,
} from './grid.ts' // prettier-ignore

const ZAP = 0

/** Whether a player wants a resource: by its cell, and its owner, -1 for nobody. */
type Wanted = (slot: number, p: number, cell: number, owner: number) => boolean
const others: Wanted = (_, p, __, owner) => owner !== p
const every: Wanted = () => true

/** Makes the resources that are wanted goals. Returns how many. */
function mark(chart: Chart, { state, tables }: TerritoryWorld, slot: number, p: number, wanted: Wanted): number {
  let count = 0
  wipe(chart)
  for (let i = 0; i < tables.sites.length; i++) {
    const cell = tables.sites[i]
    const kind = state.kind[slot * tables.cells + cell]
    if (tables.solid[kind] === 0 || !wanted(slot, p, cell, tables.owners[kind])) continue
    chart.goals[cell] = 1
    count++
  }
  return count
}

/** Where players live: the room around a start, if nobody else starts in it. */
interface Homes {
  /** [slots, C] a bit a player at the resources around its room. */
  readonly walls: Uint16Array
  /** [slots] bits of who has a room; -1 before an episode's were looked for. */
  readonly residents: Int32Array
}

function findHomes(homes: Homes, world: GridWorld, slot: number): void {
  const { tables, agents } = world
  homes.residents[slot] = 0
  homes.walls.fill(0, slot * tables.cells, (slot + 1) * tables.cells)
  for (let p = 0; p < agents; p++) {
    const room = roomOf(world, slot, p)
    if (world.state.cell.subarray(slot * agents, (slot + 1) * agents).some((cell, q) => q !== p && room.includes(cell))) continue
    homes.residents[slot] |= 1 << p
    for (const cell of room) for (let d = 0; d < 4; d++) homes.walls[slot * tables.cells + tables.next[cell * 4 + d]] |= 1 << p
  }
} // prettier-ignore

/** The cells that a player can walk to if nobody stands in its way. */
function roomOf(world: GridWorld, slot: number, p: number): number[] {
  const { state, tables, agents } = world
  const room = [state.cell[slot * agents + p]]
  for (let i = 0; i < room.length; i++) {
    for (let d = 0; d < 4; d++) {
      const beside = tables.next[room[i] * 4 + d]
      if (beside !== NOWHERE && canStand(world, slot, p, beside) && !room.includes(beside)) room.push(beside)
    }
  }
  return room
}

/**
 * Claims the nearest resource that it wants: with the brush alone if it is considerate, since the beam claims what is behind, too.
 * What a considerate player wants is its room's; without a room, what is nobody's. Stays where there is nothing of that.
 */
function claimer(grid: GridWorld, chart: Chart, considerate: boolean): Strategy {
  const world = grid as unknown as TerritoryWorld
  const { tables, slots } = world
  const beam = tables.beams[CLAIM_BEAM]
  const brush = gunFor(tables, { ...beam, length: 1 }, CLAIM_BEAM, true, tables.solid)
  const gun = gunFor(tables, beam, CLAIM_BEAM, false, kindsNamed(tables, 'outside', 'wall'))
  const homes = { walls: new Uint16Array(slots * tables.cells), residents: new Int32Array(slots).fill(-1) }
  const own: Wanted = (slot, p, cell, owner) =>
    (homes.residents[slot] >> p) & 1
      ? owner !== p && ((homes.walls[slot * tables.cells + cell] >> p) & 1) === 1
      : owner < 0
  return {
    begin(slot) {
      homes.residents[slot] = -1
    },
    watch(slot) {
      if (homes.residents[slot] < 0) findHomes(homes, grid, slot)
    },
    decide(slot, p) {
      if (mark(chart, world, slot, p, considerate ? own : others) === 0) return STAY
      const action = hunt(chart, considerate ? brush : gun, grid, slot, p)
      // The brush claims what is in front of who stays.
      return considerate && action === FIRST_BEAM + CLAIM_BEAM ? STAY : action
    },
  }
}

/** Zaps the nearest player; where no way leads to any it breaks the nearest resource, for a way. */
function zapper(world: GridWorld, chart: Chart): Strategy {
  const gun = gunOf(world.tables, ZAP, true)
  return {
    decide(slot, p) {
      wipe(chart)
      if (markOthers(world, slot, chart.goals, p) === 0) return STAY
      if (stepsTo(chart, world, slot, p, true) === FAR) mark(chart, world as unknown as TerritoryWorld, slot, p, every)
      return hunt(chart, gun, world, slot, p)
    },
  }
}

/** Destroys the nearest resource that is not its own; where no way leads to any it breaks its own, for a way. */
function destroyer(world: GridWorld, chart: Chart): Strategy {
  const territory = world as unknown as TerritoryWorld
  const gun = gunOf(world.tables, ZAP, true)
  return {
    decide(slot, p) {
      if (mark(chart, territory, slot, p, others) === 0) return STAY
      if (stepsTo(chart, world, slot, p, true) === FAR) mark(chart, territory, slot, p, every)
      return hunt(chart, gun, world, slot, p)
    },
  }
}

const CONSIDERATE = {
  type: 'boolean',
  description: "claims the resources of its room alone, or where it has none nobody's; else whatever it can reach",
}
const CLAIM_STEPS = { type: 'integer', minimum: 0, description: 'steps for which it claims' }
type Entry<P extends object> = Pick<BotEntry<P>, 'name' | 'summary' | 'parameters' | 'defaults'>

const player = <P extends object>(
  entry: Entry<P>,
  strategy: (world: GridWorld, chart: Chart, parameters: P) => Strategy,
) =>
  defineBot<P>({
    ...entry,
    envs: ['territory'],
    make: (parameters, { seed }) => gridPolicy(entry.name, seed, (world, chart) => strategy(world, chart, parameters)),
  })

export const claims = player(
  {
    name: 'claimer',
    summary: 'claims resources, and stays where there is nothing left to claim',
    parameters: { considerate: CONSIDERATE },
    defaults: { considerate: true },
  },
  (world, chart, { considerate }) => claimer(world, chart, considerate),
)

/** Claims first, and then does something else. */
const turncoat = (name: string, summary: string, then: (world: GridWorld, chart: Chart) => Strategy) =>
  player(
    {
      name,
      summary,
      parameters: { considerate: CONSIDERATE, claim: CLAIM_STEPS },
      defaults: { considerate: true, claim: 100 },
    },
    (world, chart, { considerate, claim }) => {
      const first = claimer(world, chart, considerate)
      const second = then(world, chart)
      return { ...first, decide: (slot, p) => (world.tick[slot] < claim ? first : second).decide(slot, p) }
    },
  )

export const claimsThenZaps = turncoat('claiming_zapper', 'claims as claimer does, and then zaps the others', zapper)
export const claimsThenDestroys = turncoat(
  'claiming_destroyer',
  'claims as claimer does, and then destroys what is not its own',
  destroyer,
)
