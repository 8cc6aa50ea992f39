/** Reads the state format of the survival world (json.ts): checks all of it, and gives numbers by field. */
import { integer, list, record, show } from '../../core/checks.ts'
import { MATERIALS, WALKABLE } from '../materials.ts'
import { EVENTS, EVENT_WIDTH, NOBODY } from './events.ts'
import { PLACES } from './items.ts'
import {
  NPC_COLUMNS, PLACE_COLUMNS, SKILL_COLUMNS, agentColumns, blankOf, bodyColumns, bodyName,
} from './json-columns.ts' // prettier-ignore
import { known, put, take, type Plan } from './json-plan.ts'
import { readNeeds } from './needs/json.ts'
import { SKILLS } from './skills.ts'
import type { SurvivalTables, SurvivalWorld } from './state.ts'
import { readTasksJSON } from './tasks/json.ts'

/** Throws a TypeError that says where the state is malformed. */
export function planOf(world: SurvivalWorld, json: unknown): Plan {
  const { tables } = world
  const given = known(json, 'state', [
    'tick', 'terrain', 'agents', 'npcs', 'events', 'tasks', 'follows', ...(tables.needs === null ? [] : ['needs']),
  ]) // prettier-ignore
  integer(given.tick, 'tick', 0, 2147483647)
  const plan: Plan = { tick: [given.tick as number], terrain: readTerrain(tables, given.terrain) }
  const [bodies, agents] = [bodyColumns(tables), agentColumns(tables)]
  // Keys that no columns name are those of `SurvivalJSON`.
  const agentKeys = [...Object.keys(bodies), ...Object.keys(agents), 'skills', 'inventory', 'did']
  for (const [i, one] of list(given.agents, 'agents', tables.players).entries()) {
    const agent = known(one, `agents[${i}]`, agentKeys)
    take(plan, tables, { ...bodies, ...agents }, agent, `agents[${i}]`)
    readSkills(plan, tables, agent.skills, `agents[${i}].skills`)
    readInventory(plan, tables, agent.inventory, `agents[${i}].inventory`)
    readDeeds(plan, agent.did, `agents[${i}].did`)
  }
  for (const [i, one] of list(given.npcs, 'npcs', tables.walkers).entries()) {
    const npc = known(one, `npcs[${i}]`, [...Object.keys(bodies), ...Object.keys(NPC_COLUMNS)])
    take(plan, tables, { ...bodies, ...NPC_COLUMNS }, npc, `npcs[${i}]`)
  }
  if (tables.needs !== null) readNeeds(plan, tables, given.needs)
  checkCrowd(world, plan)
  readEvents(plan, tables, given.events)
  Object.assign(plan, readTasksJSON(world, given.tasks, 'tasks'))
  if (given.follows !== undefined) record(given.follows, 'follows')
  return plan
}

function readTerrain({ ground }: SurvivalTables, json: unknown): number[] {
  const glyphs = MATERIALS.map(({ glyph }) => glyph)
  return list(json, 'terrain', ground.size).flatMap((row, y) => {
    if (typeof row === 'string' && row.length === ground.size && [...row].every((glyph) => glyphs.includes(glyph)))
      return [...row].map((glyph) => glyphs.indexOf(glyph))
    throw new TypeError(`Got terrain[${y}] ${show(row)}, expected ${ground.size} of '${glyphs.join('')}'.`)
  })
}

function readSkills(plan: Plan, tables: SurvivalTables, json: unknown, where: string): void {
  const skills = known(json, where, SKILLS)
  for (const skill of SKILLS) {
    const given = known(skills[skill], `${where}.${skill}`, Object.keys(SKILL_COLUMNS))
    take(plan, tables, SKILL_COLUMNS, given, `${where}.${skill}`)
  }
}

function readInventory(plan: Plan, tables: SurvivalTables, json: unknown, where: string): void {
  for (const [i, one] of list(json, where, PLACES).entries()) {
    if (one === null) for (const [field] of Object.values(PLACE_COLUMNS)) put(plan, field, blankOf(field))
    else {
      const place = known(one, `${where}[${i}]`, Object.keys(PLACE_COLUMNS))
      take(plan, tables, PLACE_COLUMNS, place, `${where}[${i}]`)
    }
  }
}

function readDeeds(plan: Plan, json: unknown, where: string): void {
  const did = known(json, where, EVENTS)
  for (const event of EVENTS) {
    if (event in did) integer(did[event], `${where}.${event}`, 0, 2147483647)
    put(plan, 'counts', (did[event] as number) ?? 0)
  }
}

/** Bodies have names of their own, and stand where bodies can. */
function checkCrowd({ tables, config }: SurvivalWorld, { name, here, x, y, terrain }: Plan): void {
  const { ground, bodies } = tables
  const taken = new Map<number, string>()
  const names = new Map<number, string>()
  for (let body = 0; body < bodies; body++) {
    const own = bodyName(body, tables)
    const namesake = names.get(name[body])
    if (namesake !== undefined) throw new TypeError(`Got name ${name[body]} of ${namesake} and of ${own}, expected names that differ.`) // prettier-ignore
    names.set(name[body], own)
    if (here[body] === 0) continue
    const cell = y[body] * ground.size + x[body]
    const material = MATERIALS[terrain[cell]]
    if (ground.ring[cell] < 0 || WALKABLE[terrain[cell]] === 0)
      throw new TypeError(`Got ${own} on ${material.name} at (${x[body]}, ${y[body]}), expected where it can stand.`)
    const other = config.stacking ? undefined : taken.get(cell)
    if (other !== undefined)
      throw new TypeError(`Got ${other} and ${own} at (${x[body]}, ${y[body]}), expected one a cell.`)
    taken.set(cell, own)
  }
}

function readEvents(plan: Plan, tables: SurvivalTables, json: unknown): void {
  const { noted, rows } = known(json, 'events', ['noted', 'rows'])
  integer(noted, 'events.noted', 0, 2147483647)
  plan.noted = [noted as number]
  plan.log = list(rows, 'events.rows', Math.min(noted as number, tables.events)).flatMap((row, i) => {
    const values = list(row, `events.rows[${i}]`, EVENT_WIDTH).map((value, k) =>
      k === EVENT_KIND ? (EVENTS as readonly unknown[]).indexOf(value) : (value as number),
    )
    for (const [k, value] of values.entries()) integer(value, `events.rows[${i}][${k}]`, k === EVENT_KIND ? 0 : NOBODY, 2147483647) // prettier-ignore
    return values
  })
}
/** Where a row of the ring names the kind of event. */
const EVENT_KIND = 3
