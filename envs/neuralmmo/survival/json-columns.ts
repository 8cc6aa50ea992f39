/** The named values of bodies, agents, places of inventories and NPCs in the state format: field, and how its numbers are written. */
import { integer, show } from '../../core/checks.ts'
import { ITEMS, MOST_LEVEL } from './items.ts'
import { stillName } from './needs/tables.ts'
import { SKILLS, STYLES } from './skills.ts'
import { MOST_PRICE, NEVER, type SurvivalFields, type SurvivalTables } from './state.ts'
import { TEMPERS } from './tempers.ts'

/** How one number of a field is written. `read` throws a TypeError that names the place. */
export interface Codec {
  write(value: number, tables: SurvivalTables): unknown
  read(json: unknown, where: string, tables: SurvivalTables): number
}
export type Columns = Readonly<Record<string, readonly [keyof SurvivalFields & string, Codec]>>

export const plain = (low: number, high: number): Codec => ({
  write: (value) => value,
  read(json, where) {
    integer(json, where, low, high)
    return json as number
  },
})

export const flag: Codec = {
  write: (value) => value === 1,
  read(json, where) {
    if (typeof json === 'boolean') return json ? 1 : 0
    throw new TypeError(`Got ${where} ${show(json)}, expected true or false.`)
  },
}

const oneOf = (names: readonly string[]): Codec => ({
  write: (value) => names[value],
  read(json, where) {
    const value = names.indexOf(json as string)
    if (value >= 0) return value
    throw new TypeError(`Got ${where} ${show(json)}, expected one of: ${names.join(', ')}.`)
  },
})

/** A tick; null: never. */
const time: Codec = {
  write: (value) => (value === NEVER ? null : value),
  read(json, where) {
    if (json === null) return NEVER
    integer(json, where, 0, MOST)
    return json as number
  },
}

/** What a body is called in the state format. */
export function bodyName(body: number, tables: SurvivalTables): string {
  const { players, walkers } = tables
  if (body < players) return `agent_${body}`
  return body < players + walkers ? `npc_${body - players}` : stillName(tables, body)
}

/** A body, plus one in the field; null: nobody. */
const anyBody: Codec = {
  write: (value, tables) => (value === 0 ? null : bodyName(value - 1, tables)),
  read(json, where, tables) {
    if (json === null) return 0
    const [, kind, number] = /^(agent|npc)_(\d+)$/.exec(String(json)) ?? []
    const body = Number(number) + (kind === 'npc' ? tables.players : 0)
    if (kind !== undefined && body < tables.players + (kind === 'npc' ? tables.walkers : 0)) return body + 1
    throw new TypeError(`Got ${where} ${show(json)}, expected the name of a body, as agent_0, or null.`)
  },
}

const MOST_I16 = 32767
const MOST_U8 = 255
const MOST_U16 = 65535
const MOST = 2147483647
const STYLE_NAMES = SKILLS.slice(0, STYLES)

/** `bodies`: agents and NPCs. Those that are not `here` keep the place that they left. */
export const bodyColumns = ({ numbers, ground }: SurvivalTables): Columns => ({
  name: ['name', plain(0, MOST_U16)],
  here: ['here', flag],
  x: ['x', plain(0, ground.size - 1)],
  y: ['y', plain(0, ground.size - 1)],
  health: ['health', plain(0, numbers.full)],
  gold: ['gold', plain(0, MOST)],
  age: ['age', plain(0, MOST)],
  frozen: ['frozen', plain(0, MOST_U8)],
  hurt: ['hurt', plain(0, MOST_I16)],
  struckBy: ['striker', anyBody],
  fought: ['fought', time],
  strikes: ['target', anyBody],
  strikesBy: ['style', oneOf(STYLE_NAMES)],
})

export const agentColumns = ({ numbers, ground }: SurvivalTables): Columns => ({
  food: ['food', plain(0, numbers.full)],
  water: ['water', plain(0, numbers.full)],
  resilient: ['resilient', flag],
  away: ['away', plain(0, MOST)],
  said: ['said', plain(0, MOST_U8)],
  homeX: ['homeX', plain(0, ground.size - 1)],
  homeY: ['homeY', plain(0, ground.size - 1)],
  farthest: ['farthest', plain(0, MOST_U16)],
})

export const SKILL_COLUMNS: Columns = { level: ['level', plain(1, MOST_LEVEL)], exp: ['exp', plain(0, MOST)] }

export const PLACE_COLUMNS: Columns = {
  item: ['item', oneOf(ITEMS)],
  level: ['itemLevel', plain(0, MOST_LEVEL)],
  count: ['itemCount', plain(0, MOST)],
  worn: ['itemWorn', flag],
  price: ['price', plain(0, MOST_PRICE)],
  listed: ['listed', time],
}

/** What a field of an empty place that was never offered holds. */
export const blankOf = (field: string): number => (field === 'listed' ? NEVER : 0)

export const NPC_COLUMNS: Columns = {
  level: ['npcLevel', plain(0, MOST_U8)],
  style: ['npcStyle', oneOf(STYLE_NAMES)],
  temper: ['npcTemper', oneOf(TEMPERS)],
  attack: ['npcAttack', plain(0, MOST_U16)],
  armour: ['npcArmour', oneOf(ITEMS)],
  tool: ['npcTool', oneOf(ITEMS)],
  ring: ['npcRing', plain(0, MOST_U16)],
  after: ['npcFoe', anyBody],
}
