/**
 * Players of clean_up: who cleans, who eats, and who goes by what the others do. The strategies and their numbers are those of
 * meltingpot's background players (google-deepmind/meltingpot 81ee2e7); these, too, are told how many others cleaned in a step.
 */
import type { CleanUpWorld } from '../../envs/meltingpot/clean-up.ts'
import { STAY, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { defineBot, type BotEntry } from './bot.ts'
import { gunOf, hunt, type Gun } from './grid-aim.ts'
import { gridPolicy, kindsNamed, markKinds, markOthers, walk, wipe, type Chart, type Strategy } from './grid.ts'
import { recentOf, record, refill } from './recent.ts'

/** Numbers of the beams. */
const ZAP = 0
const CLEAN = 1

/** What a player is at in a step. */
type Work = 'clean' | 'eat' | 'zap'

/** Decides what everybody is at; `watch` is told of every step, with the numbers of others who cleaned in it by row. */
interface Habit {
  begin?(slot: number): void
  watch?(slot: number, othersCleaned: Uint8Array): void
  work(slot: number, p: number): Work
}

/** What a player needs to do its work. */
interface Tools {
  readonly dirt: Uint8Array
  readonly apples: Uint8Array
  readonly grass: Uint8Array
  readonly zapper: Gun
  readonly cleaner: Gun
}

const toolsOf = ({ tables }: GridWorld): Tools => ({
  dirt: kindsNamed(tables, 'dirty river'),
  apples: kindsNamed(tables, 'apple'),
  grass: kindsNamed(tables, 'grass'),
  zapper: gunOf(tables, ZAP, true),
  cleaner: gunOf(tables, CLEAN, false),
})

function doWork(work: Work, tools: Tools, chart: Chart, world: GridWorld, slot: number, p: number): number {
  wipe(chart)
  if (work === 'clean') {
    return markKinds(world, slot, chart.goals, tools.dirt) > 0 ? hunt(chart, tools.cleaner, world, slot, p) : STAY
  }
  if (work === 'zap' && markOthers(world, slot, chart.goals, p) > 0) return hunt(chart, tools.zapper, world, slot, p)
  // Without apples it waits where one may grow under it.
  if (markKinds(world, slot, chart.goals, tools.apples) === 0) markKinds(world, slot, chart.goals, tools.grass)
  return walk(chart, world, slot, p)
}

function workers(world: GridWorld, chart: Chart, habit: Habit): Strategy {
  const { state, agents, slots } = world as unknown as CleanUpWorld
  const tools = toolsOf(world)
  const cleaned = new Int32Array(slots * agents) // [rows] up to the last step
  const others = new Uint8Array(slots * agents) // [rows] others who cleaned in the last step
  return {
    begin(slot) {
      cleaned.fill(0, slot * agents, (slot + 1) * agents)
      habit.begin?.(slot)
    },
    watch(slot) {
      const first = slot * agents
      const end = first + agents
      let count = 0
      for (let row = first; row < end; row++) if (state.cleaned[row] > cleaned[row]) count++
      for (let row = first; row < end; row++) {
        others[row] = state.cleaned[row] > cleaned[row] ? count - 1 : count
        cleaned[row] = state.cleaned[row]
      }
      habit.watch?.(slot, others)
    },
    decide: (slot, p) => doWork(habit.work(slot, p), tools, chart, world, slot, p),
  }
}

type Entry<P extends object> = Pick<BotEntry<P>, 'name' | 'summary' | 'parameters' | 'defaults'>

const worker = <P extends object>(entry: Entry<P>, habit: (parameters: P, world: GridWorld) => Habit) =>
  defineBot<P>({
    ...entry,
    envs: ['clean_up'],
    make: (parameters, { seed }) =>
      gridPolicy(entry.name, seed, (world, chart) => workers(world, chart, habit(parameters, world))),
  })

const steps = (description: string) => ({ type: 'integer', minimum: 0, description })
const WINDOW = { type: 'integer', minimum: 1, maximum: 1000, description: 'steps that it remembers' }

export const cleaner = worker({ name: 'cleaner', summary: 'cleans the river' }, () => ({ work: () => 'clean' }))
export const freeRider = worker({ name: 'free_rider', summary: 'eats apples' }, () => ({ work: () => 'eat' }))

export const alternator = worker(
  {
    name: 'alternator',
    summary: 'cleans and eats in turn',
    parameters: {
      clean: steps('steps of cleaning'),
      eat: steps('steps of eating'),
      phase: steps('how far into a turn it begins'),
    },
    defaults: { clean: 200, eat: 200, phase: 0 },
  },
  ({ clean, eat, phase }, { tick }) => ({
    work: (slot) => ((tick[slot] + phase) % Math.max(1, clean + eat) < clean ? 'clean' : 'eat'),
  }),
)

const RECIPROCITY = {
  threshold: {
    type: 'integer',
    minimum: 0,
    description: 'others who cleaned, added up over the window, that make it clean',
  },
  window: WINDOW,
  clean: steps('steps for which it then cleans'),
}

export const conditionalCleaner = worker(
  {
    name: 'conditional_cleaner',
    summary: 'eats, and cleans for a while whenever enough others did',
    parameters: { niceness: steps('steps in which it cleans first'), ...RECIPROCITY },
    defaults: { niceness: 0, threshold: 2, window: 5, clean: 75 },
  },
  ({ niceness, ...reciprocity }, world) =>
    reciprocate(reciprocity, world, (slot) => (world.tick[slot] < niceness ? 'nice' : 'open')),
)

/** Steps that a player is out for a hit, as meltingpot's players count them. */
const OUT = 50

export const corrigibleReciprocator = worker(
  {
    name: 'corrigible_reciprocator',
    summary: 'eats until it was zapped often enough, from then on as conditional_cleaner',
    parameters: {
      patience: steps(`times out of the world, in lots of ${OUT} steps, until it gives in`),
      ...RECIPROCITY,
    },
    defaults: { patience: 1, threshold: 2, window: 5, clean: 75 },
  },
  ({ patience, ...reciprocity }, world) => {
    const { state, agents, slots } = world
    const out = new Int32Array(slots * agents) // [rows] steps out of the world
    const habit = reciprocate(reciprocity, world, (slot, p) =>
      out[slot * agents + p] >= patience * OUT ? 'open' : 'closed',
    )
    return {
      begin(slot) {
        out.fill(0, slot * agents, (slot + 1) * agents)
        habit.begin?.(slot)
      },
      watch(slot, others) {
        for (let row = slot * agents; row < (slot + 1) * agents; row++) if (state.away[row] > 0) out[row]++
        habit.watch?.(slot, others)
      },
      work: habit.work,
    }
  },
)

interface Reciprocity {
  readonly threshold: number
  readonly window: number
  readonly clean: number
}
/** Whether a player cleans whatever the others do, if others do, or never. */
type Mood = 'nice' | 'open' | 'closed'

/** Cleans for a while whenever enough others did of late. */
function reciprocate(
  { threshold, window, clean }: Reciprocity,
  { tick, agents, slots }: GridWorld,
  moodOf: (slot: number, p: number) => Mood,
): Habit {
  const seen = recentOf(slots * agents, window)
  const until = new Int32Array(slots * agents) // [rows] tick up to which it cleans
  return {
    begin(slot) {
      for (let row = slot * agents; row < (slot + 1) * agents; row++) {
        refill(seen, row, 0)
        until[row] = 0
      }
    },
    watch(slot, others) {
      for (let p = 0; p < agents; p++) {
        const row = slot * agents + p
        record(seen, row, tick[slot], others[row])
        if (seen.sums[row] >= threshold && moodOf(slot, p) === 'open') until[row] = tick[slot] + clean
      }
    },
    work: (slot, p) => (moodOf(slot, p) === 'nice' || tick[slot] < until[slot * agents + p] ? 'clean' : 'eat'),
  }
}

export const sanctionerAlternator = worker(
  {
    name: 'sanctioner_alternator',
    summary: 'cleans and eats in turn, and zaps everybody for a while where too few others clean',
    parameters: {
      window: WINDOW,
      threshold: { type: 'integer', minimum: 0, description: 'steps of the window in which others must have cleaned' },
      zap: steps('steps for which it zaps'),
      period: { type: 'integer', minimum: 1, description: 'steps of cleaning and of eating' },
      nice: { type: 'boolean', description: 'false: it eats where it should clean' },
    },
    defaults: { window: 50, threshold: 2, zap: 100, period: 200, nice: true },
  },
  ({ window, threshold, zap, period, nice }, { tick, agents, slots }) => {
    const helped = recentOf(slots * agents, window)
    const until = new Int32Array(slots * agents) // [rows] tick up to which it zaps
    return {
      begin(slot) {
        for (let row = slot * agents; row < (slot + 1) * agents; row++) {
          refill(helped, row, 1)
          until[row] = 0
        }
      },
      watch(slot, others) {
        for (let row = slot * agents; row < (slot + 1) * agents; row++) {
          record(helped, row, tick[slot], Math.min(1, others[row]))
          if (tick[slot] >= until[row] && helped.sums[row] < threshold) until[row] = tick[slot] + zap
        }
      },
      work(slot, p) {
        if (tick[slot] < until[slot * agents + p]) return 'zap'
        return nice && Math.floor(tick[slot] / period) % 2 === 0 ? 'clean' : 'eat'
      },
    }
  },
)
