/**
 * Players of kitchens with needs: the reference policies (reference-rules.ts), who carry soups from counters to diners'
 * hatches, or to the staff hatch for themselves. All follow the auditor's rule: they walk round red tiles, but for one
 * with each soup, or in each round, where they do not see themselves watched. Who has the word in a round (rounds.ts)
 * does nothing else; what pays is to call that all is gone, or to keep all.
 */
import { LOOKS } from '../../envs/core/common.ts'
import type { World } from '../../envs/core/spec.ts'
import { FULL, UNIT } from '../../envs/core/needs.ts'
import { TENTHS } from '../../envs/core/shares.ts'
import { MOST_LEFT } from '../../envs/overcooked/calls.ts'
import { MOST_DINERS, type Needs } from '../../envs/overcooked/needs-places.ts'
import { isHeard, ticksToGo } from '../../envs/overcooked/rounds.ts'
import {
  CLEAN, COUNTER, FLOOR, INTERACT, MOVE_STRIDE, NOTHING, SOUP, STAY, WORD, type KitchenWorld,
} from '../../envs/overcooked/state.ts' // prettier-ignore
import { isVeiled } from '../../envs/overcooked/needs.ts'
import { cueByte } from '../../envs/overcooked/view-needs.ts'
import type { Policy } from '../policy.ts'
import {
  ITSELF, REFERENCE_PLAYERS, createTable, dealAll, expectedWatch, layFor, lookAway, referenceBots, reportOf, whiteLiar,
  type Player, type Table,
} from './reference-rules.ts' // prettier-ignore

/** Soups that are shares of one whole: where they come by a table, so many as do in a period. */
const TEN = 10
/** Less than a soup brings a diner who has room, more than any bar rises by itself in a tick. */
const NOISE = UNIT / 4
const UNDECIDED = -1
const NO_WAY = 0xff

/**
 * What a player remembers of a world, by row: whom its soup is for, how many it dealt, and [rows * d] soups that it saw
 * served.
 */
interface Memory {
  readonly world: KitchenWorld
  readonly target: Int8Array
  readonly dealt: Int32Array
  readonly served: Uint16Array
  /** By cell that one walks to, [C] steps from each floor cell round the red tiles. */
  readonly ways: (Uint8Array | undefined)[]
}

const memoryOf = (world: KitchenWorld): Memory => ({
  world,
  target: new Int8Array(world.slots * world.agents).fill(UNDECIDED),
  dealt: new Int32Array(world.slots * world.agents),
  served: new Uint16Array(world.agents * world.state.served.length),
  ways: [],
})

function policyOf(name: string, seed: number | string, player: Player): Policy {
  const table = createTable(1 + MOST_DINERS, name, seed)
  let memory: Memory | null = null
  return {
    name,
    reset() {},
    act({ world: any }, rows) {
      const world = any as World as KitchenWorld
      const { needs } = world.tables
      if (memory?.world !== world) memory = memoryOf(world)
      for (let i = 0; i < rows.length; i++)
        world.actions[rows[i]] = needs === null ? STAY : decide(table, memory, needs, rows[i], player)
    },
  }
}

export const players = referenceBots('overcooked', policyOf, [...REFERENCE_PLAYERS, whiteLiar, lookAway])

function decide(table: Table, memory: Memory, needs: Needs, row: number, player: Player): number {
  const { world, target, dealt } = memory
  const { state, tick, agents } = world
  const slot = Math.floor(row / agents)
  if (tick[slot] === 0) {
    target[row] = UNDECIDED
    dealt[row] = 0
  }
  layFor(table, world, slot)
  look(table, memory, needs, row)
  player.perceive(table)
  if (isHeard(world, slot, row % agents)) return speak(table, memory, row, player)
  if (state.held[row] !== SOUP) {
    target[row] = UNDECIDED
    return fetch(memory, slot, row)
  }
  if (target[row] === UNDECIDED) {
    if (isVeiled(world, slot, row % agents) && player.looks(table)) return needs.look
    target[row] = player.rule(table)
    dealt[row]++
  }
  return carry(memory, needs, row, table.watch > 0)
}

/** Speaks in the last tick of a round. Before it goes to a red tile where nobody seems to look, and away from it. */
function speak(table: Table, memory: Memory, row: number, player: Player): number {
  const { state, tables } = memory.world
  if (ticksToGo(memory.world, table.slot) === 1)
    return WORD + (tables.needs!.options.menu ? tenthsOf(table, memory, row, player) : callOf(table, memory, player))
  if (tables.needs!.red[state.cell[row]] === 1) return leave(memory.world, row)
  if (table.watch > 0 || state.stain[row] !== CLEAN) return STAY
  const over = nearestRed(memory, row, null)
  return over < 0 ? STAY : walk(memory, row, over)
}

const callOf = (table: Table, { world }: Memory, player: Player): number =>
  MOST_LEFT - reportOf(player.claim(table), MOST_LEFT - world.state.seenLeft[table.slot], MOST_LEFT)

/** Of a batch, what it would keep if it chose soup by soup. */
function tenthsOf(table: Table, { world, dealt }: Memory, row: number, player: Player): number {
  const { menu, stamina, diners } = world.tables.needs!.options
  dealAll(player, table, menu!.soups, [stamina.meal, diners.meal], soups)
  dealt[row] += menu!.soups
  return Math.round((TENTHS * soups[ITSELF]) / menu!.soups)
}
const soups = new Int32Array(1 + MOST_DINERS)

/** What there is to know. */
function look(table: Table, { world, served, dealt }: Memory, needs: Needs, row: number): void {
  const { state, tick } = world
  const { slot } = table
  const { options, diners } = needs
  const { walk } = options.auditor
  table.beings = 1 + diners.length
  table.units = unitsOf(options)
  table.period = Math.floor(dealt[row] / table.units)
  table.dealt = dealt[row] % table.units
  table.watch = watchOf(world, slot, needs)
  table.left = walk !== null && tick[slot] > walk.tick && table.watch === 0
  table.noise = NOISE
  table.veil = options.veil
  table.helps = options.calls !== null && options.calls.harm < 0
  seeSelf(table, world, needs, row)
  for (let i = 0; i < diners.length; i++) {
    const at = slot * diners.length + i
    see(table, 1 + i, state.fullness[at], state.fullnessPlacebo[at], state.needBar[slot])
    table.threshold[1 + i] = state.threshold[at]
    table.capacity[1 + i] = state.capacity[at]
    table.stake[1 + i] = 1 - state.inert[at]
    table.marked[1 + i] = state.looks[(at + 1) * LOOKS - 1] >> 7
    const seen = row * diners.length + i
    table.given[1 + i] = Math.max(0, state.served[at] - served[seen])
    served[seen] = state.served[at]
  }
}

const unitsOf = ({ menu, every, period }: Needs['options']): number =>
  menu ? menu.soups : every > 0 ? Math.max(1, Math.round(period / every)) : TEN

function seeSelf(table: Table, { state }: KitchenWorld, { options }: Needs, row: number): void {
  see(table, ITSELF, state.stamina[row], state.staminaPlacebo[row], state.needBar[table.slot])
  table.threshold[ITSELF] = options.stamina.threshold
  table.capacity[ITSELF] = FULL
  table.stake[ITSELF] = 1
}

function see({ wellbeing, shown }: Table, being: number, need: number, placebo: number, which: number): void {
  wellbeing[being] = need
  shown[being * 2 + which] = need
  shown[being * 2 + 1 - which] = placebo
}

/** What the auditors' windows show, the most of them; else 1 on a floor where they mostly watch, or books are read. */
function watchOf(world: KitchenWorld, slot: number, { watchers, placebo, options, watches, books }: Needs): number {
  let most = 0
  for (let w = 0; w < watchers.length; w++) if (placebo[w] === 0) most = Math.max(most, cueByte(world, slot, w))
  if (most > 0 || options.led !== null) return most / 255
  const style = options.styles === null ? 0 : world.state.style[slot]
  return expectedWatch(options.auditor.announced ? 0 : watches[style].share, books[style])
}

/** To the nearest soup on a counter, or to wait at the nearest pass. */
function fetch(memory: Memory, slot: number, row: number): number {
  const { world } = memory
  const { state, tables } = world
  const { passes } = tables.needs!
  if (state.held[row] !== NOTHING) return STAY
  let soup = -1
  for (let i = slot * tables.cells, end = i + state.objects[slot]; i < end; i++) {
    const cell = state.order[i]
    const isSoup = state.item[slot * tables.cells + cell] === SOUP && tables.layout.terrain[cell] === COUNTER
    if (isSoup && stepsTo(memory, row, cell) < stepsTo(memory, row, soup)) soup = cell
  }
  if (soup >= 0) return use(memory, row, soup)
  let pass = -1
  for (const cell of passes) if (stepsTo(memory, row, cell) < stepsTo(memory, row, pass)) pass = cell
  const action = pass < 0 ? STAY : use(memory, row, pass)
  return action === INTERACT ? STAY : action
}

/** With a soup, to the hatch of whom it is for; unwatched over a red tile, if it was on none yet. */
function carry(memory: Memory, { diners, staff }: Needs, row: number, watched: boolean): number {
  const { world, target } = memory
  let hatch = target[row] === ITSELF ? -1 : diners[target[row] - 1]
  if (hatch < 0) for (const cell of staff) if (stepsTo(memory, row, cell) < stepsTo(memory, row, hatch)) hatch = cell
  if (hatch < 0) return STAY
  if (watched || world.state.stain[row] !== CLEAN) return use(memory, row, hatch)
  const over = nearestRed(memory, row, wayTo(memory, hatch))
  return over < 0 ? use(memory, row, hatch) : walk(memory, row, over)
}

/** The red tile with the fewest steps over it to where `onward` leads, or to itself; -1 for none. */
function nearestRed(memory: Memory, row: number, onward: Uint8Array | null): number {
  const { red } = memory.world.tables.needs!
  let nearest = -1
  let fewest = NO_WAY
  for (let cell = 0; cell < red.length; cell++) {
    if (red[cell] === 0) continue
    const steps = stepsTo(memory, row, cell) + (onward?.[cell] ?? 0)
    if (steps >= fewest) continue
    fewest = steps
    nearest = cell
  }
  return nearest
}

/** Steps of a row's cook to a cell; none for no cell. */
const stepsTo = (memory: Memory, row: number, cell: number): number =>
  cell < 0 ? NO_WAY : wayTo(memory, cell)[memory.world.state.cell[row]]

/** Uses what is in a cell: walks to it, turns, interacts. */
function use(memory: Memory, row: number, cell: number): number {
  const { state, tables } = memory.world
  for (let d = 0; d < 4; d++) {
    if (tables.front[state.cell[row] * 4 + d] === cell) return state.facing[row] === d ? INTERACT : d
  }
  return walk(memory, row, cell)
}

/** Off a red tile. */
function leave({ state, tables }: KitchenWorld, row: number): number {
  const { red } = tables.needs!
  for (let d = 0; d < 4; d++) {
    const next = tables.next[state.cell[row] * MOVE_STRIDE + d]
    if (red[next] === 0) return d
  }
  return STAY
}

/** A step towards a cell, round the red tiles. */
function walk(memory: Memory, row: number, cell: number): number {
  const { state, tables } = memory.world
  const { red } = tables.needs!
  const way = wayTo(memory, cell)
  const here = state.cell[row]
  for (let d = 0; d < 4; d++) {
    const next = tables.next[here * MOVE_STRIDE + d]
    if (way[next] < way[here] && (red[next] === 0 || next === cell)) return d
  }
  return STAY
}

/** [C] steps to a floor cell, or to the cells from which another one can be used. */
function wayTo({ world, ways }: Memory, goal: number): Uint8Array {
  const known = ways[goal]
  if (known) return known
  const { tables } = world
  const { terrain } = tables.layout
  const { red } = tables.needs!
  const way = new Uint8Array(tables.cells).fill(NO_WAY)
  const queue: number[] = []
  const reach = (cell: number, steps: number): void => {
    if (terrain[cell] !== FLOOR || way[cell] <= steps) return
    way[cell] = steps
    if (red[cell] === 0 || cell === goal) queue.push(cell)
  }
  reach(goal, 0)
  if (queue.length === 0) for (let d = 0; d < 4; d++) reach(tables.front[goal * 4 + d], 0)
  for (let at = 0; at < queue.length; at++)
    for (let d = 0; d < 4; d++) reach(tables.front[queue[at] * 4 + d], way[queue[at]] + 1)
  return (ways[goal] = way)
}
