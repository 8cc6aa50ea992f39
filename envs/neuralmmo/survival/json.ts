/**
 * The state format of the survival world: the ground as rows of glyphs (materials.ts), agents and NPCs as objects of named values
 * (json-columns.ts), and accounts. What follows from these is worked out: who stands where, what is seen, what will grow back, what
 * worn items add, what is for sale. Bodies are called agent_0, npc_0 and so on, by their rows.
 */
import type { AnyArray } from '../../core/fields.ts'
import { recount } from '../engine/crowd.ts'
import { NOWHERE } from '../engine/moves.ts'
import { listSpent } from '../engine/regrowth.ts'
import { ENGINE_SCRATCH } from '../engine/state.ts'
import { layWays } from '../engine/ways.ts'
import { MATERIALS } from '../materials.ts'
import { fit } from './equipment.ts'
import { EVENTS, EVENT_WIDTH } from './events.ts'
import { PLACES } from './items.ts'
import {
  NPC_COLUMNS, PLACE_COLUMNS, SKILL_COLUMNS, agentColumns, blankOf, bodyColumns, bodyName, type Columns,
} from './json-columns.ts' // prettier-ignore
import { planOf } from './json-read.ts'
import { showBodies, showGround } from './look.ts'
import { listOffers } from './market.ts'
import { showHunger } from './needs/agents.ts'
import { needsJSON, type NeedsJSON } from './needs/json.ts'
import { see } from './sight.ts'
import { SKILLS, STYLES } from './skills.ts'
import type { SurvivalWorld } from './state.ts'
import { tasksToJSON, type TasksJSON } from './tasks/json.ts'
import { count } from './stock.ts'
import { joinTeams } from './teams.ts'

type Values = Record<string, unknown>

export interface SurvivalJSON {
  tick: number
  /** A glyph a cell, rows from north to south. */
  terrain: string[]
  /** Values of `bodyColumns` and `agentColumns`, and the three below. An agent lives while it is `here`. */
  agents: (Values & {
    /** Values of `SKILL_COLUMNS` by skill. */
    skills: Values
    /** Values of `PLACE_COLUMNS`, null for an empty place. */
    inventory: (Values | null)[]
    /** How often it did what (events.ts). */
    did: Record<string, number>
  })[]
  /** Values of `bodyColumns` and `NPC_COLUMNS`, of NPCs that walk. */
  npcs: Values[]
  /** Where needs are on. */
  needs?: NeedsJSON
  /** Events so far, and the last of them as the ring keeps them: tick, actor, receiver, event, amount, distance; bodies by `name`. */
  events: { noted: number; rows: [number, number, number, string, number, number][] }
  tasks: TasksJSON
  /** What follows from the rest, for those who read it: it is not read back, and may be left out. */
  follows?: {
    agents: {
      /** What it wears adds to its attack and defence, by style. */
      attack: Record<string, number>
      defence: Record<string, number>
      /** Whom it can single out, in the order of choices. */
      sees: string[]
    }[]
    /** Offers, in the order of choices. */
    market: { seller: string; place: number }[]
  }
}

/** Fields that follow from others, and those that say nothing between ticks. */
// prettier-ignore
export const DERIVED = [
  ...ENGINE_SCRATCH, 'under', 'lots', 'digits', 'picks', 'shownHealth', 'ways', 'figure', 'palette', 'shown', 'filled', 'loose', 'free', 'usable', 'stirred', 'words', 'prices', 'laid', 'painted', 'stale', 'nearby', 'shared', 'scales', 'crowd', 'claim', 'goal', 'depleted', 'spent', 'seen', 'attack', 'defence', 'harm', 'blow',
  'sale', 'sales', 'market', 'team',
] as const

function rowOf({ state, slots }: SurvivalWorld, slot: number, name: string): AnyArray {
  const array = (state as Readonly<Record<string, AnyArray>>)[name]
  const size = array.length / slots
  return array.subarray(slot * size, (slot + 1) * size)
}

export function toJSON(world: SurvivalWorld, slot: number): SurvivalJSON {
  const { tables, tick } = world
  const { size } = tables.ground
  const glyphs = Array.from(rowOf(world, slot, 'terrain'), (material) => MATERIALS[material].glyph).join('')
  const bodies = bodyColumns(tables)
  const agents = agentColumns(tables)
  return {
    tick: tick[slot],
    terrain: Array.from({ length: size }, (_, y) => glyphs.slice(y * size, (y + 1) * size)),
    agents: Array.from({ length: tables.players }, (_, agent) => ({
      ...values(world, slot, bodies, agent),
      ...values(world, slot, agents, agent),
      skills: Object.fromEntries(
        SKILLS.map((skill, i) => [skill, values(world, slot, SKILL_COLUMNS, agent * SKILLS.length + i)]),
      ),
      inventory: Array.from({ length: PLACES }, (_, i) => placeOf(world, slot, agent * PLACES + i)),
      did: byName(EVENTS, rowOf(world, slot, 'counts'), agent * EVENTS.length),
    })),
    npcs: Array.from({ length: tables.walkers }, (_, npc) => ({
      ...values(world, slot, bodies, tables.players + npc),
      ...values(world, slot, NPC_COLUMNS, npc),
    })),
    events: eventsOf(world, slot),
    tasks: tasksToJSON(world, slot),
    ...(tables.needs === null ? {} : { needs: needsJSON(world, slot) }),
    follows: followsOf(world, slot),
  }
}

/** Values of row `i` of the fields of some columns. */
const values = (world: SurvivalWorld, slot: number, columns: Columns, i: number): Values =>
  Object.fromEntries(
    Object.entries(columns).map(([key, [field, codec]]) => [
      key,
      codec.write(rowOf(world, slot, field)[i], world.tables),
    ]),
  )

function placeOf(world: SurvivalWorld, slot: number, place: number): Values | null {
  const blank = Object.values(PLACE_COLUMNS).every(([field]) => rowOf(world, slot, field)[place] === blankOf(field))
  return blank ? null : values(world, slot, PLACE_COLUMNS, place)
}

const byName = (names: readonly string[], numbers: AnyArray, first: number): Record<string, number> =>
  Object.fromEntries(names.map((name, i) => [name, numbers[first + i]]))

function eventsOf(world: SurvivalWorld, slot: number): SurvivalJSON['events'] {
  const log = rowOf(world, slot, 'log')
  const noted = world.state.noted[slot]
  const rows = Array.from({ length: Math.min(noted, world.tables.events) }, (_, i) => {
    const [tick, actor, receiver, kind, amount, apart] = log.subarray(i * EVENT_WIDTH, (i + 1) * EVENT_WIDTH)
    return [tick, actor, receiver, EVENTS[kind], amount, apart] as SurvivalJSON['events']['rows'][number]
  })
  return { noted, rows }
}

function followsOf(world: SurvivalWorld, slot: number): SurvivalJSON['follows'] {
  const { tables, config } = world
  const styles = SKILLS.slice(0, STYLES)
  const seen = rowOf(world, slot, 'seen')
  return {
    agents: Array.from({ length: tables.players }, (_, agent) => ({
      attack: byName(styles, rowOf(world, slot, 'attack'), agent * STYLES),
      defence: byName(styles, rowOf(world, slot, 'defence'), agent * STYLES),
      sees: Array.from(seen.subarray(agent * config.targets, (agent + 1) * config.targets))
        .filter((body) => body > 0)
        .map((body) => bodyName(body - 1, tables)),
    })),
    market: Array.from(rowOf(world, slot, 'market'))
      .filter((offer) => offer > 0)
      .map((offer) => ({
        seller: bodyName(Math.floor((offer - 1) / PLACES), tables),
        place: (offer - 1) % PLACES,
      })),
  }
}

/** Throws a TypeError that says where the state is malformed, before anything is written. */
export function fromJSON(world: SurvivalWorld, slot: number, json: unknown): void {
  const { tick, ...fields } = planOf(world, json)
  const { players, bodies } = world.tables
  world.tick[slot] = tick[0]
  for (const [name, numbers] of Object.entries(fields)) {
    const row = rowOf(world, slot, name)
    row.fill(0)
    row.set(numbers)
  }
  for (let agent = 0; agent < players; agent++) {
    world.live[slot * players + agent] = world.state.here[slot * bodies + agent]
  }
  derive(world, slot)
}

/** Brings what follows from the other fields up to date. */
function derive(world: SurvivalWorld, slot: number): void {
  const { tables } = world
  const { players } = tables
  for (const name of DERIVED) rowOf(world, slot, name).fill(0)
  rowOf(world, slot, 'goal').fill(NOWHERE)
  recount(world, slot)
  listSpent(world, slot)
  layWays(world, slot)
  joinTeams(world, slot)
  for (let agent = 0; agent < players; agent++) fit(world, slot, agent)
  listOffers(world, slot)
  for (let agent = 0; agent < players; agent++) count(world, slot, agent)
  showGround(world, slot)
  if (tables.needs !== null) showHunger(world, slot)
  showBodies(world, slot)
  see(world, slot)
}
