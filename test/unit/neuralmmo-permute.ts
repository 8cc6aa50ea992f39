/** Survival worlds whose agents change places in the arrays, names and all. */
import { BatchEnv } from '../../envs/core/batch.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import { draw } from '../../envs/core/keyed.ts'
import type { EnvSpec } from '../../envs/core/spec.ts'
import { PLACES } from '../../envs/neuralmmo/survival/items.ts'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'

export const survivalBatch = (options: Record<string, unknown>): BatchEnv =>
  new BatchEnv(survival as unknown as EnvSpec, { slots: 1, autoreset: 'disabled', ...options })
export const worldOf = (batch: BatchEnv): SurvivalWorld => batch.world as unknown as SurvivalWorld

/** Agent `a` goes to place `order[a]`; n agents. */
export type Order = readonly number[]

/** A permutation of n places, of which a seed makes one. */
export function orderOf(n: number, seed: number): Order {
  const places = Array.from({ length: n }, (_, i) => i)
  const keyed = { key: Uint32Array.of(seed, 1, 2, 3), tick: new Int32Array(1) }
  for (let i = n - 1; i > 0; i--) {
    const j = draw(keyed, 0, 0, i) % (i + 1)
    ;[places[i], places[j]] = [places[j], places[i]]
  }
  return places
}
export const inverse = (order: Order): Order => order.map((_, place) => order.indexOf(place))

/** Writes actions of slot 0 that hang on names, so that an agent does the same wherever its row is; half of all choices are 0. */
export function actByName(batch: BatchEnv, t: number): void {
  const name = batch.world.state.name as Uint16Array
  const { heads } = batch.world
  const keyed = { key: Uint32Array.of(7, 7, 7, 7), tick: Int32Array.of(t) }
  for (let agent = 0; agent < batch.agents; agent++) {
    for (const [h, size] of heads.entries()) {
      const word = draw(keyed, 0, h, name[agent])
      batch.actions[agent * heads.length + h] = (word & 1) === 0 ? 0 : (word >>> 1) % size
    }
  }
}

/** Fields that hold bodies, plus one, and those that hold places of inventories, plus one. */
const BODIES_IN = ['seen', 'striker', 'target', 'npcFoe', 'claim']
const PLACES_IN = ['market', 'sale']

/** Rows of `array` that belong to agents change places; what comes after the agents' rows stays. `rows` in all. */
export function moveRows(array: AnyArray, rows: number, order: Order): void {
  const size = array.length / rows
  const from = array.slice()
  for (const [a, place] of order.entries()) array.set(from.subarray(a * size, (a + 1) * size), place * size)
}

/** Lets the agents of slot 0 of a one-slot batch change places: state, actions and accounts. */
export function permute(batch: BatchEnv, order: Order): void {
  const world = worldOf(batch)
  const { players: n } = world.tables
  for (const [name, array] of Object.entries(world.state as Readonly<Record<string, AnyArray>>)) {
    if (BODIES_IN.includes(name)) mapValues(array, (value) => (value > 0 && value <= n ? order[value - 1] + 1 : value))
    if (PLACES_IN.includes(name)) {
      mapValues(array, (value) =>
        value > 0 ? order[Math.floor((value - 1) / PLACES)] * PLACES + ((value - 1) % PLACES) + 1 : 0,
      )
    }
    const rows = rowsOf(name, world.tables)
    if (rows > 0) moveRows(array, rows, order)
  }
  for (const array of [batch.actions, batch.rewards, batch.done, batch.live, batch.mask, batch.world.returns]) {
    moveRows(array, n, order)
  }
  if (batch.world.rowSize > 0) moveRows(batch.observations, n, order)
}

export function mapValues(array: AnyArray, map: (value: number) => number): void {
  for (let i = 0; i < array.length; i++) array[i] = map(array[i])
}

/** Fields that are nobody's. */
// prettier-ignore
const OTHERS = [
  'goer', 'goesFrom', 'blockStart', 'blockBody', 'blockPlace', 'list', 'answers', 'lots', 'digits', 'picks', 'terrain', 'crowd', 'claim', 'ways', 'figure', 'palette', 'scales', 'stale', 'shared', 'prices', 'depleted', 'spent', 'log', 'noted', 'market', 'sale', 'sales',
]
/** Fields of strangers, watchers and marked fields. */
// prettier-ignore
const NEEDS = [
  'needBar', 'strangerBars', 'served', 'inert', 'decay', 'threshold', 'capacity', 'looks', 'open', 'marked', 'helped', 'lamp',
  'walked', 'sums',
]
/** Fields of agents and, behind them, strangers. */
const BEINGS = ['received', 'demand']
/** Fields whose rows are those of names, or of teams. */
const BY_NAME = ['progress', 'held', 'finished', 'seizer', 'seizedAt', 'winner']
// prettier-ignore
const BODIES = [
  'x', 'y', 'here', 'name', 'health', 'harm', 'hurt', 'striker', 'blow', 'fought', 'frozen', 'age', 'gold', 'target', 'shown', 'shownHealth',
  'style',
]

/** Rows of a field: one a body, one an agent, or 0 where agents own none of it. */
const rowsOf = (name: string, { players, bodies, needs }: SurvivalWorld['tables']): number =>
  [...OTHERS, ...NEEDS, ...BY_NAME].includes(name) || name.startsWith('npc')
    ? 0
    : BODIES.includes(name)
      ? bodies
      : BEINGS.includes(name)
        ? players + (needs?.strangers ?? 0)
        : players
