/**
 * predator_prey: prey gather food that a group can keep safe from predators and that one alone finds sooner.
 *
 * Rules: meltingpot 2.4 `predator_prey__alley_hunt`, `__open`, `__orchard` and `__random_forest`
 * (google-deepmind/meltingpot 81ee2e7).
 */
import { SELF, shareByte } from '../core/common.ts'
import { field } from '../core/fields.ts'
import { draw } from '../core/keyed.ts'
import { RUNNING, type Done } from '../core/spec.ts'
import { OWN_CHANNEL, happens, nextSuccess, trials, type Trials } from './engine/chance.ts'
import { firesFirst } from './engine/beams.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew, willGrow } from './engine/growth.ts'
import { cellsOf, gridTables, readMap, startKinds, type GridMap } from './engine/map.ts'
import { account } from './engine/outcome.ts'
import { MOST_PLAYERS, comeBack, moves, placePlayer, thaw } from './engine/players.ts'
import { numbersOf } from './engine/profile.ts'
import { FIRST_BEAM, FLOOR, WALL, WIDE, type Rules } from './engine/state.ts'
import { NO_RANDOM_END, asEnv, begin, payFood } from './engine/substrate.ts'
import { INTERACT, applyBites, bite, countCompany } from './predator-prey-bites.ts'
import { ALLEY_HUNT, OPEN, ORCHARD, RANDOM_FOREST } from './predator-prey-maps.ts'
import { spend, tire } from './predator-prey-stamina.ts'
import {
  ACORN, ACORNS_EATEN, APPLE, APPLES_EATEN, BANDS, FULL, GRASS, MEAN_GROUP, METRICS, NUMBERS, PREDATOR_RETURN,
  PREY_RETURN, ROLES, bandOf, kinds,
  type Hunt, type HuntConfig, type HuntTables, type HuntWorld, type MapName, type Role,
} from './predator-prey-world.ts' // prettier-ignore

/** Steps of an episode; it has no other end. */
const STEPS = 1000

interface Setting {
  readonly rows: readonly string[]
  readonly predators: number
  readonly prey: number
}
export const SETTINGS: Readonly<Record<MapName, Setting>> = {
  alley_hunt: { rows: ALLEY_HUNT, predators: 5, prey: 8 },
  open: { rows: OPEN, predators: 3, prey: 10 },
  orchard: { rows: ORCHARD, predators: 5, prey: 8 },
  random_forest: { rows: RANDOM_FOREST, predators: 5, prey: 8 },
}

// Channels.
const GROW_APPLE = OWN_CHANNEL
const GROW_ACORN = OWN_CHANNEL + 1
const THICKET = OWN_CHANNEL + 2
const OAK = OWN_CHANNEL + 3

// Marks: the role, bands of stamina, and what prey do.
const MARKS = ['predator', 'red stamina', 'green stamina', 'yellow stamina', 'holds an acorn', 'eats', 'arms up']
const COAT_MARKS = 0b1
/** Bit of the mark of each band; none of the highest. */
const BAND_MARK = [0b10, 0b1000, 0b100, 0]
const ACORN_MARK = 0b10000
const EATS_MARK = 0b100000
const ARMS_MARK = 0b1000000
const PREDATOR_COAT = '#8c1e28'

const rules: Rules = {
  scalar: ({ state, agents }: HuntWorld, slot, p) => state.stamina[slot * agents + p],
  marksOf(world: HuntWorld, slot, p) {
    const { state, tables, agents } = world
    const row = slot * agents + p
    const band = BAND_MARK[bandOf(world, slot, p)]
    const eats = state.meal[row] > 0 ? EATS_MARK : 0
    const arms = state.alert[row] > 0 ? ARMS_MARK : 0
    return tables.hunts[p] | band | (state.acorn[row] > 0 ? ACORN_MARK : 0) | eats | arms
  },
  coat: ({ tables }: HuntWorld, _, p) => (tables.hunts[p] === 1 ? PREDATOR_COAT : ''),
  told(world: HuntWorld, slot, p) {
    const { state, tables, agents } = world
    const row = slot * agents + p
    const deed = tables.hunts[p] === 1 ? 'bite who is ahead' : 'eat the acorn you hold'
    const band = BANDS[bandOf(world, slot, p)]
    return [
      `You are a ${tables.roles[p]}: to interact is to ${deed}.`,
      `Your stamina is ${state.stamina[row]} of ${tables.numbers.stamina} (${band}).`,
      ...(state.acorn[row] > 0 ? ['You hold an acorn.'] : []),
      ...(state.meal[row] > 0 ? [`You eat for ${state.meal[row]} more steps.`] : []),
    ].join(' ')
  },
  holds({ state, tables, agents }: HuntWorld, slot, p, out, at) {
    out[at + SELF.at.amount] = shareByte(state.stamina[slot * agents + p] / tables.numbers.stamina)
  },
}

export const predatorPrey = asEnv<HuntConfig, Hunt, HuntTables>({
  id: 'predator_prey',
  version: 1,
  summary: 'prey are safe in groups and find more alone; predators tire fast and eat those who strayed',
  source: 'meltingpot 2.4 (81ee2e7) predator_prey',
  options: {
    map: { enum: Object.keys(SETTINGS) },
    roles: {
      type: 'array',
      items: { enum: ROLES },
      maxItems: MOST_PLAYERS,
      description: "role of each player; empty for the map's own, predators first",
    },
    ...NO_RANDOM_END,
  },
  defaults: { horizon: STEPS, randomEnd: false, map: 'alley_hunt', roles: [] },
  numbers: NUMBERS,
  examples: [
    { horizon: 60, map: 'random_forest', roles: ['prey', 'predator', 'prey', 'prey', 'predator'] },
    { horizon: 60, map: 'open', roles: ['prey', 'prey', 'predator', 'prey', 'prey'] },
  ],
  metrics: METRICS,
  score: 'collective_return',
  tables,
  own: (_, { players, cells }) => ({
    stamina: field('u8', players),
    tired: field('u8', players),
    acorn: field('u8', players),
    meal: field('u8', players),
    alert: field('u8', players),
    pause: field('u8', players),
    site: field('u8', cells),
    outings: field('f64'),
    company: field('f64'),
  }),
  hidden: ['tired', 'pause', 'site', 'outings', 'company'],
  reset,
  step,
})

function tables({ map: name, roles: given, profile }: HuntConfig): HuntTables {
  const numbers = numbersOf(NUMBERS, profile)
  const setting = SETTINGS[name]
  const map = readMap(`predator_prey ${name}`, setting.rows, '#.gnmxactk')
  const kindOf: Readonly<Record<string, number>> = { '#': WALL, g: GRASS, n: GRASS, a: APPLE, c: ACORN }
  const roles = given.length > 0 ? given : ownRoles(setting)
  const apples = cellsOf(map, 'a')
  const acorns = cellsOf(map, 'ck')
  const startsOf = {
    predator: startsFor(roles, name, map, 'predator', 'x'),
    prey: startsFor(roles, name, map, 'prey', 'nm'),
  }
  return {
    ...gridTables({
      width: map.width,
      height: map.height,
      players: roles.length,
      roles,
      kinds,
      sight: WIDE,
      beams: [INTERACT],
      scalars: ['stamina'],
      marks: MARKS,
      painted: 0xff & ~COAT_MARKS,
      metrics: METRICS,
      rules,
      pasture: {
        food: [APPLE],
        sites: apples,
        eats: firesFirst,
        bite: (world, slot, cell) => put(world, slot, cell, FLOOR),
      },
    }),
    numbers,
    start: startKinds(map, kindOf),
    hunts: Uint8Array.from(roles, (role) => (role === 'predator' ? 1 : 0)),
    starts: roles.map((role) => startsOf[role]),
    apples,
    acorns,
    appleGrowth: trials(numbers.appleRegrowth, apples.length),
    acornGrowth: trials(numbers.acornRegrowth, acorns.length),
    thickets: cellsOf(map, 't'),
    oaks: cellsOf(map, 'k'),
    bandOf: bandTable(numbers.stamina, numbers.bands),
  }
}

/** [most + 1] band of each amount of stamina, from the least of each band above the first. */
const bandTable = (most: number, leasts: readonly number[]): Uint8Array =>
  Uint8Array.from({ length: most + 1 }, (_, stamina) => leasts.filter((least) => stamina >= least).length)

const ownRoles = ({ predators, prey }: Setting): Role[] => [
  ...Array.from({ length: predators }, () => 'predator' as const),
  ...Array.from({ length: prey }, () => 'prey' as const),
]

/** Cells where players of a role start. Throws a RangeError where there are fewer than such players. */
function startsFor(roles: readonly Role[], name: MapName, map: GridMap, role: Role, letters: string): Uint16Array {
  const starts = cellsOf(map, letters)
  const wanted = roles.filter((one) => one === role).length
  if (wanted <= starts.length) return starts
  const most = `at most ${starts.length}: the starts of map '${name}'`
  throw new RangeError(`Got ${wanted} times '${role}' in option roles, expected ${most}.`)
}

function reset(world: HuntWorld, slot: number): void {
  const { state, tables, agents, metrics } = world
  const { numbers, thickets, oaks, apples, acorns, cells } = tables
  layMap(world, slot, tables.start)
  plant(world, slot, THICKET, thickets, GRASS)
  plant(world, slot, OAK, oaks, ACORN)
  for (const cell of apples) state.site[slot * cells + cell] = APPLE
  for (const cell of acorns) if (state.kind[slot * cells + cell] === ACORN) state.site[slot * cells + cell] = ACORN
  for (let p = 0; p < agents; p++) placePlayer(world, slot, p, tables.starts[p])
  state.stamina.fill(numbers.stamina, slot * agents, (slot + 1) * agents)
  metrics[slot * tables.metrics.length + MEAN_GROUP] = NaN
}

/** Puts a kind on some of the cells that are in doubt. */
function plant(world: HuntWorld, slot: number, channel: number, cells: Uint16Array, kind: number): void {
  const { doubtful } = world.tables.numbers
  for (const cell of cells) if (happens(draw(world, slot, channel, cell), doubtful)) put(world, slot, cell, kind)
}

function step(world: HuntWorld, slot: number): Done {
  begin(world, slot)
  chew(world, slot)
  decide(world, slot)
  moves(world, slot, take)
  thaw(world, slot)
  sitDown(world, slot)
  spend(world, slot)
  bite(world, slot)
  for (let p = 0; p < world.agents; p++) comeBack(world, slot, p, world.tables.starts[p])
  appear(world, slot, take)
  applyBites(world, slot)
  tire(world, slot)
  countCompany(world, slot)
  account(world, slot)
  countReturns(world, slot)
  return RUNNING
}

/** Meals go on by a step. */
function chew(world: HuntWorld, slot: number): void {
  const { state, tables, agents, metrics } = world
  const { mealBites, acornBiteReward } = tables.numbers
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (state.meal[row] === 0) continue
    if (mealBites.includes(state.meal[row])) payFood(world, slot, p, acornBiteReward)
    if (state.meal[row] === mealBites[mealBites.length - 1]) metrics[slot * tables.metrics.length + ACORNS_EATEN]++
    state.meal[row]--
  }
}

/** What grows back in this step. */
function decide(world: HuntWorld, slot: number): void {
  const { apples, acorns, appleGrowth, acornGrowth } = world.tables
  decideAnew()
  sprout(world, slot, GROW_APPLE, appleGrowth, apples, APPLE)
  sprout(world, slot, GROW_ACORN, acornGrowth, acorns, ACORN)
}

/** Decides where a kind grows back, under players too. */
function sprout(
  world: HuntWorld,
  slot: number,
  channel: number,
  growth: Trials,
  cells: Uint16Array,
  kind: number,
): void {
  const { state, tables } = world
  for (let i = 0; (i = nextSuccess(world, slot, channel, growth, i)) < cells.length; i++) {
    const at = slot * tables.cells + cells[i]
    if (state.site[at] === kind && state.kind[at] === FLOOR) willGrow(cells[i], kind)
  }
}

/** Prey eat the apple that they come to, and pick the acorn up if their hands are empty. */
function take(world: HuntWorld, slot: number, p: number, cell: number): void {
  const { state, tables, agents, metrics } = world
  const kind = state.kind[slot * tables.cells + cell]
  if (kind < APPLE || tables.hunts[p] === 1) return
  if (kind === ACORN) {
    if (state.acorn[slot * agents + p] === 1) return
    state.acorn[slot * agents + p] = 1
  } else {
    payFood(world, slot, p, tables.numbers.appleReward)
    metrics[slot * tables.metrics.length + APPLES_EATEN]++
  }
  put(world, slot, cell, FLOOR)
}

/** Prey who interact sit down to the acorn that they hold, if they are rested and their arms are down. */
function sitDown(world: HuntWorld, slot: number): void {
  const { state, tables, agents, actions } = world
  const { mealSteps, preyCooldown } = tables.numbers
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (tables.hunts[p] === 1 || state.away[row] > 0) continue
    const free = state.alert[row] === 0 && state.meal[row] === 0
    if (state.alert[row] > 0) state.alert[row]--
    if (state.pause[row] > 0) state.pause[row]--
    else if (actions[row] === FIRST_BEAM) {
      state.pause[row] = preyCooldown
      if (state.acorn[row] === 0 || !free || bandOf(world, slot, p) < FULL) continue
      state.acorn[row] = 0
      state.meal[row] = mealSteps
      if (state.frozen[row] < mealSteps) state.frozen[row] = mealSteps
    }
  }
}

function countReturns({ rewards, tables, agents, metrics }: HuntWorld, slot: number): void {
  const at = slot * tables.metrics.length
  for (let p = 0; p < agents; p++) {
    metrics[at + (tables.hunts[p] === 1 ? PREDATOR_RETURN : PREY_RETURN)] += rewards[slot * agents + p]
  }
}
