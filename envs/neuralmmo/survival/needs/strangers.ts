/** Strangers: beings that do not act. They go hungry, and take every ration that they are given. */
import { LOOKS } from '../../../core/common.ts'
import { below, draw, unit } from '../../../core/keyed.ts'
import {
  CAPACITY, DECAY, PLACEBO_START, START, THRESHOLD, drift, isInert, look, trait, uniform, type Traits,
} from '../../../core/needs.ts' // prettier-ignore
import type { SurvivalWorld } from '../state.ts'
import { HELPED, HUNGER, INERT, LOOK, NEEDINESS, PLACEBO_HUNGER, TRAIT } from './channels.ts'
import { KINDS, WATCHERS } from './config.ts'
import { FED, counts, needsMetricAt } from './metrics.ts'
import { ALL_NEED, SUMS } from '../../../core/needs-division.ts'
import { INSPECTOR } from './tables.ts'

const [PLAIN_HUNGER, WARMTH, INTEGRITY, CHARGE] = KINDS.keys()
/** Of a stranger's looks, the one that may tell whether it is inert. */
const MARK = LOOKS - 1

/** Place of a stranger's need among the bars; its placebo is beside it. */
export const strangerNeed = ({ state, tables }: SurvivalWorld, slot: number, i: number): number =>
  (slot * tables.needs!.strangers + i) * 2 + state.needBar[slot]
const placeboBeside = (need: number): number => need ^ 1

/** Draws what each stranger is, and which of them have high needs. */
export function resetStrangers(world: SurvivalWorld, slot: number): void {
  const { strangers, traits, needy, options } = world.tables.needs!
  world.state.helped[slot] = 0
  let left = options.strangers.needy.count
  for (let i = 0; i < strangers; i++) {
    const isNeedy = left > 0 && below(draw(world, slot, NEEDINESS, i), strangers - i) < left
    if (isNeedy) left--
    resetStranger(world, slot, i, isNeedy ? needy : traits)
  }
}

function resetStranger(world: SurvivalWorld, slot: number, i: number, traits: Traits): void {
  const { state, tables } = world
  const { strangers, options } = tables.needs!
  const row = slot * strangers + i
  const need = strangerNeed(world, slot, i)
  state.decay[row] = trait(world, slot, TRAIT, traits, i, DECAY)
  state.threshold[row] = trait(world, slot, TRAIT, traits, i, THRESHOLD)
  state.capacity[row] = trait(world, slot, TRAIT, traits, i, CAPACITY)
  state.strangerBars[need] = Math.min(state.capacity[row], trait(world, slot, TRAIT, traits, i, START))
  const placebo = trait(world, slot, TRAIT, traits, i, PLACEBO_START)
  state.strangerBars[placeboBeside(need)] = Math.min(state.capacity[row], placebo)
  state.inert[row] = isInert(world, slot, INERT, traits, options.strangers.alike ? 0 : i)
  state.served[row] = 0
  for (let k = 0; k < LOOKS; k++) state.looks[row * LOOKS + k] = look(world, slot, LOOK, traits, i, k)
  const mark = row * LOOKS + MARK
  if (options.strangers.marked) state.looks[mark] = (state.looks[mark] >> 1) + 128 * state.inert[row]
}

/** A stranger takes rations of an agent. What they bring it pays the giver, unless nobody looks who has to. */
export function feed(world: SurvivalWorld, slot: number, giver: number, i: number, rations: number): void {
  const { state, tables, metrics, rewards, knobs } = world
  const { strangers, options } = tables.needs!
  const won = eat(world, slot, i, rations)
  const pays = !options.auditor.pays || state.open[slot * WATCHERS + INSPECTOR] === 1
  if (won > 0 && pays) rewards[slot * tables.players + giver] += (knobs.pay[slot] * won) / options.strangers.meal
  if (state.inert[slot * strangers + i] === 0) metrics[needsMetricAt(world, slot, FED)] += rations
}

/** A stranger eats. Returns what that brings it, in thousandths: to an inert one nothing. */
function eat({ state, tables }: SurvivalWorld, slot: number, i: number, rations: number): number {
  const { strangers, options } = tables.needs!
  const row = slot * strangers + i
  state.served[row] += rations
  if (state.inert[row] === 1) return 0
  const need = row * 2 + state.needBar[slot]
  const before = state.strangerBars[need]
  state.strangerBars[need] = Math.min(state.capacity[row], before + rations * options.strangers.meal)
  return state.strangerBars[need] - before
}

/** In the first days a helper gives each ration to a stranger, drawn, whatever it needs. */
export function help(world: SurvivalWorld, slot: number): void {
  const { state, tables, tick } = world
  const { rations, day } = tables.needs!.options.quartermaster
  const { strangers } = tables.needs!
  state.helped[slot] = 0
  if (counts(world, slot) || tick[slot] % day >= rations || strangers === 0) return
  const i = below(draw(world, slot, HELPED, 0), strangers)
  eat(world, slot, i, 1)
  state.received[slot * (tables.players + strangers) + tables.players + i]++
  state.helped[slot] = i + 1
}

/** Both bars of all strangers go on by their processes. */
export function hunger(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { strangers, options } = tables.needs!
  const { strangerBars: bars } = state
  const { balanced } = options.strangers
  const counted = counts(world, slot)
  for (let i = 0; i < strangers; i++) {
    const row = slot * strangers + i
    const need = strangerNeed(world, slot, i)
    const placebo = placeboBeside(need)
    const before = bars[need]
    bars[need] = goOn(world, slot, HUNGER, i, before)
    bars[placebo] = goOn(world, slot, PLACEBO_HUNGER, i, bars[placebo])
    if (balanced) bars[placebo] = Math.min(state.capacity[row], bars[placebo] + state.decay[row])
    if (counted && state.inert[row] === 0) state.sums[slot * SUMS.length + ALL_NEED] += Math.max(0, before - bars[need])
  }
}

/** A bar after one tick of its process, and of its snacks. */
function goOn(world: SurvivalWorld, slot: number, channel: number, i: number, bar: number): number {
  const { state, tables } = world
  const { strangers, options } = tables.needs!
  const { kind, snack, meal } = options.strangers
  const row = slot * strangers + i
  const capacity = state.capacity[row]
  if (kind === PLAIN_HUNGER) return drift(world, slot, channel, i, bar, state.decay[row], options.strangers, capacity)
  const won = unit(draw(world, slot, channel + 1, i)) < snack ? meal : 0
  return Math.min(capacity, Math.max(0, bar - lossOf(world, slot, channel, i, bar)) + won)
}

/** A blow comes in one tick of so many. */
const BLOWS = 4

/**
 * What a tick takes, by the kind of need; d its decay, u uniform in [0, 1), b the bar as a share of its capacity.
 *
 *   hunger     2 d u             mean d
 *   warmth     4 d u b           cools the faster the warmer: mean d at half
 *   integrity  4 d, or nothing   a blow in one tick of four: mean d
 *   charge     d
 *   growth     2 d u (3/2 - b)   wilts the faster the poorer: mean d at half
 */
function lossOf(world: SurvivalWorld, slot: number, channel: number, i: number, bar: number): number {
  const { state, tables } = world
  const { strangers, options } = tables.needs!
  const { kind } = options.strangers
  const decay = state.decay[slot * strangers + i]
  if (kind === CHARGE) return decay
  if (kind === INTEGRITY) return unit(draw(world, slot, channel, i)) < 1 / BLOWS ? BLOWS * decay : 0
  const loss = uniform(world, slot, channel, i, decay)
  const share = bar / state.capacity[slot * strangers + i]
  return Math.round(kind === WARMTH ? 2 * loss * share : loss * (1.5 - share))
}
