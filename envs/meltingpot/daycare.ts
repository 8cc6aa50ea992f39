/**
 * daycare: a child that cannot reach what it wants, and a parent that can but cannot tell it from the rest.
 *
 * Rules: meltingpot 2.4 `daycare` (google-deepmind/meltingpot 81ee2e7).
 */
import { SELF, shareByte } from '../core/common.ts'
import { field } from '../core/fields.ts'
import { draw, unit } from '../core/keyed.ts'
import { RUNNING, type Done } from '../core/spec.ts'
import {
  APPLE_TREE, BANANA, BARE_SHRUB, BARE_TREE, CHILD, EAT, FRUIT, NUMBERS, PARENT, ROLES, isLying, isTree, kinds,
  type Daycare, type DaycareTables, type DaycareWorld,
} from './daycare-world.ts' // prettier-ignore
import { fire } from './engine/beams.ts'
import { OWN_CHANNEL, happens } from './engine/chance.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew, willGrow } from './engine/growth.ts'
import { cellsOf, gridTables, readMap, startKinds } from './engine/map.ts'
import { account } from './engine/outcome.ts'
import { comeBack, moves, placePlayers, remove } from './engine/players.ts'
import { numbersOf } from './engine/profile.ts'
import { FLOOR, NOWHERE, WALL, WIDE, type Beam, type GridConfig, type Rules } from './engine/state.ts'
import { NO_RANDOM_END, asEnv, begin, metricAt, payFood } from './engine/substrate.ts'

/** 20 x 13: `n` starts, in the middle; everywhere else a plant may stand. */
const ROOM = [
  '####################',
  '#ssssssssssssssssss#',
  '#ssssssssssssssssss#',
  '#ssssssssssssssssss#',
  '#ssssssssssssssssss#',
  '#ssssssssnnnsssssss#',
  '#ssssssssnnnsssssss#',
  '#ssssssssnnnsssssss#',
  '#ssssssssssssssssss#',
  '#ssssssssssssssssss#',
  '#ssssssssssssssssss#',
  '#ssssssssssssssssss#',
  '####################',
]

/** Steps of an episode; it has no other end. */
const STEPS = 1000

const graspBeam = (cooldown: number): Beam => ({
  name: 'grasp',
  length: 1,
  radius: 0,
  cooldown,
  colour: '#f0f0f0',
  hand: 'take the fruit ahead, or put down ahead what you hold',
})
const NEVER = 0x7fffffff

// Channels.
const PLANT = OWN_CHANNEL
const LUCK = OWN_CHANNEL + 1

const METRICS = [
  'child_bananas', 'child_apples', 'parent_bananas', 'parent_apples', 'given', 'failed_grasps', 'hunger_ends',
] as const // prettier-ignore
/** Fruit by who ate it: first of the child's two metrics, then of the parent's. */
const EATEN = metricAt(0)
/** Fruit that the child ate and the parent had picked. */
const GIVEN = metricAt(4)
/** Of the child: grasps at a tree, or at a shrub without luck. */
const FAILED = metricAt(5)
/** How often the child left hungry. */
const HUNGER_ENDS = metricAt(6)

const MARKS = ['holds a banana', 'holds an apple']

const rules: Rules = {
  scalar: ({ state, tables }: DaycareWorld, slot, p) => (p === CHILD ? state.hunger[slot] : tables.numbers.hunger),
  marksOf({ state, agents }: DaycareWorld, slot, p, observer) {
    const fruit = state.hand[slot * agents + p]
    if (fruit === 0) return 0
    return fruit === BANANA && observer !== PARENT ? 0b01 : 0b10
  },
  coat: () => '',
  told({ state, tables, agents }: DaycareWorld, slot, p) {
    if (p === PARENT) return 'You are the parent. Fruit pays you while the child is in the game.'
    const { childBanana, childApple } = tables.numbers
    const pay = `You are the child. Bananas pay you ${childBanana}, apples ${childApple}.`
    if (state.away[slot * agents + p] > 0) return pay
    return `${pay} You leave in ${state.hunger[slot]} steps unless you eat a banana.`
  },
  holds({ state, tables }: DaycareWorld, slot, p, out, at) {
    if (p === CHILD) out[at + SELF.at.amount] = shareByte(state.hunger[slot] / tables.numbers.hunger)
  },
}

export const daycare = asEnv<GridConfig, Daycare, DaycareTables>({
  id: 'daycare',
  version: 1,
  summary: 'a child wants bananas that it cannot reach, a parent reaches all fruit and takes every one for an apple',
  source: 'meltingpot 2.4 (81ee2e7) daycare',
  options: NO_RANDOM_END,
  defaults: { horizon: STEPS, randomEnd: false },
  numbers: NUMBERS,
  examples: [{ horizon: 150 }],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: (_, { players, cells }) => ({
    hand: field('u8', players),
    from: field('u16', players),
    plant: field('u8', cells),
    due: field('i32', cells),
    soonest: field('i32'),
    picker: field('u8', cells),
    origin: field('u16', cells),
    hunger: field('u8'),
  }),
  hidden: ['from', 'plant', 'due', 'soonest', 'picker', 'origin'],
  derived: ['soonest'],
  derive: findSoonest,
  reset,
  step,
})

function tables({ profile }: GridConfig): DaycareTables {
  const numbers = numbersOf(NUMBERS, profile)
  const map = readMap('daycare', ROOM, '#sn')
  const start = startKinds(map, { '#': WALL })
  const grid = gridTables({
    width: map.width,
    height: map.height,
    players: ROLES.length,
    roles: ROLES,
    kinds,
    sight: WIDE,
    beams: [graspBeam(numbers.graspCooldown)],
    acts: [{ name: 'eat', effect: 'eat the fruit in your hands' }],
    scalars: ['hunger'],
    marks: MARKS,
    metrics: METRICS,
    rules,
    pasture: { eats: (_world, _slot, _p, action) => action === EAT },
  })
  const free = (cell: number) => cell !== NOWHERE && start[cell] === FLOOR
  return {
    ...grid,
    numbers,
    start,
    sites: cellsOf(map, 's'),
    starts: cellsOf(map, 'n'),
    beside: Array.from(start, (_, cell) => grid.next.slice(cell * 4, cell * 4 + 4).filter(free)),
  }
}

function reset(world: DaycareWorld, slot: number): void {
  const { state, tables } = world
  layMap(world, slot, tables.start)
  for (const cell of tables.sites) {
    const kind = plantAt(world, slot, cell)
    if (kind === FLOOR) continue
    state.plant[slot * tables.cells + cell] = kind
    put(world, slot, cell, kind)
  }
  state.hunger[slot] = tables.numbers.hunger
  state.soonest[slot] = NEVER
  placePlayers(world, slot, tables.starts)
}

/** What stands on a site in this episode. */
function plantAt(world: DaycareWorld, slot: number, cell: number): number {
  const { plants } = world.tables.numbers
  let left = unit(draw(world, slot, PLANT, cell))
  for (let i = 0; i < plants.length; i++) {
    left -= plants[i]
    if (left < 0) return APPLE_TREE + i
  }
  return FLOOR
}

function step(world: DaycareWorld, slot: number): Done {
  const { state, tables, agents } = world
  begin(world, slot)
  decide(world, slot)
  if (state.away[slot * agents + CHILD] === 0 && state.hunger[slot] > 0) state.hunger[slot]--
  for (let p = 0; p < agents; p++) eat(world, slot, p)
  moves(world, slot, null)
  grasps = 0
  fire(world, slot, 0, hit)
  comeBack(world, slot, CHILD, tables.beside[state.cell[slot * agents + PARENT]])
  appear(world, slot, null)
  for (let i = 0; i < grasps; i++) grasp(world, slot, grasping[i], grasped[i])
  if (state.hunger[slot] === 0) starve(world, slot)
  account(world, slot)
  return RUNNING
}

/** Fruit whose time has come hangs on its plant again. */
function decide(world: DaycareWorld, slot: number): void {
  const { state, tables, tick } = world
  decideAnew()
  if (tick[slot] < state.soonest[slot]) return
  for (const cell of tables.sites) {
    const at = slot * tables.cells + cell
    if (state.due[at] === 0 || state.due[at] > tick[slot]) continue
    state.due[at] = 0
    willGrow(cell, state.plant[at])
  }
  findSoonest(world, slot)
}

function findSoonest({ state, tables }: DaycareWorld, slot: number): void {
  state.soonest[slot] = NEVER
  for (const cell of tables.sites) noteDue(state, slot, state.due[slot * tables.cells + cell])
}

/** A tick that may be the soonest; 0 is none. */
function noteDue({ soonest }: DaycareWorld['state'], slot: number, due: number): void {
  if (due > 0 && due < soonest[slot]) soonest[slot] = due
}

/** Eats what a player holds, before anybody moves; a child whose hunger has run out is too late. */
function eat(world: DaycareWorld, slot: number, p: number): void {
  const { state, tables, agents, actions, metrics } = world
  const row = slot * agents + p
  const fruit = state.hand[row]
  if (actions[row] !== EAT || fruit === 0 || state.away[row] > 0 || (p === CHILD && state.hunger[slot] === 0)) return
  const banana = fruit === BANANA
  const account = slot * tables.metrics.length
  const { childBanana, childApple, parentFruit, hunger } = tables.numbers
  metrics[account + EATEN + 2 * p + (banana ? 0 : 1)]++
  if (p === CHILD) {
    payFood(world, slot, p, banana ? childBanana : childApple)
    if (banana) state.hunger[slot] = hunger
    if (state.picker[slot * tables.cells + state.from[row]] === PARENT + 1) metrics[account + GIVEN]++
  } else if (state.away[slot * agents + CHILD] === 0) payFood(world, slot, p, parentFruit)
  useUp(world, slot, row)
}

/** The fruit in a hand is gone; it will hang on its plant again. */
function useUp({ state, tables, tick }: DaycareWorld, slot: number, row: number): void {
  const due = tick[slot] + tables.numbers.regrowth + 1
  state.due[slot * tables.cells + state.from[row]] = due
  noteDue(state, slot, due)
  state.hand[row] = 0
}

// This step's grasps in the order of their beams.
const grasping = new Uint8Array(ROLES.length)
const grasped = new Uint16Array(ROLES.length)
let grasps = 0

function hit({ state, tables }: DaycareWorld, slot: number, p: number, _beam: number, cell: number): boolean {
  if (tables.solid[state.kind[slot * tables.cells + cell]] === 1) return true
  grasping[grasps] = p
  grasped[grasps++] = cell
  return false
}

/** Puts down what a player holds on a free cell; empty hands take the fruit that lies or hangs there. */
function grasp(world: DaycareWorld, slot: number, p: number, cell: number): void {
  const { state, tables, agents } = world
  const row = slot * agents + p
  const at = slot * tables.cells + cell
  const kind = state.kind[at]
  if (state.hand[row] > 0) {
    if (kind !== FLOOR) return
    put(world, slot, cell, state.hand[row])
    state.origin[at] = state.from[row]
    state.hand[row] = 0
  } else if (isLying(kind)) {
    state.hand[row] = kind
    state.from[row] = state.origin[at]
    state.origin[at] = 0
    put(world, slot, cell, FLOOR)
  } else if (FRUIT[kind] > 0) pick(world, slot, p, cell)
}

function pick(world: DaycareWorld, slot: number, p: number, cell: number): void {
  const { state, tables, agents, metrics } = world
  const row = slot * agents + p
  const kind = state.kind[slot * tables.cells + cell]
  const reaches = p === PARENT || (!isTree(kind) && happens(draw(world, slot, LUCK, p), tables.numbers.childGrasp))
  if (!reaches) {
    metrics[slot * tables.metrics.length + FAILED]++
    return
  }
  state.hand[row] = FRUIT[kind]
  state.from[row] = cell
  state.picker[slot * tables.cells + cell] = p + 1
  put(world, slot, cell, isTree(kind) ? BARE_TREE : BARE_SHRUB)
}

/** The hungry child leaves, and what it holds is lost. It will return with its hunger satisfied. */
function starve(world: DaycareWorld, slot: number): void {
  const { state, tables, agents, metrics } = world
  const row = slot * agents + CHILD
  if (state.hand[row] > 0) useUp(world, slot, row)
  state.hunger[slot] = tables.numbers.hunger
  metrics[slot * tables.metrics.length + HUNGER_ENDS]++
  remove(world, slot, CHILD, tables.numbers.away)
}
