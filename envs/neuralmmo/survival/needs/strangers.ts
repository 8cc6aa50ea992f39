/** Strangers: beings that do not act. They go hungry, and take every ration that they are given. */
import { LOOKS } from '../../../core/common.ts'
import {
  CAPACITY, DECAY, PLACEBO_START, START, THRESHOLD, drift, isInert, look, trait,
} from '../../../core/needs.ts' // prettier-ignore
import type { SurvivalWorld } from '../state.ts'
import { HUNGER, INERT, LOOK, PLACEBO_HUNGER, TRAIT } from './channels.ts'
import { FED, needsMetricAt } from './metrics.ts'

/** Place of a stranger's need among the bars; its placebo is beside it. */
export const strangerNeed = ({ state, tables }: SurvivalWorld, slot: number, i: number): number =>
  (slot * tables.needs!.strangers + i) * 2 + state.needBar[slot]
const placeboBeside = (need: number): number => need ^ 1

/** Draws what each stranger is. */
export function resetStrangers(world: SurvivalWorld, slot: number): void {
  for (let i = 0; i < world.tables.needs!.strangers; i++) resetStranger(world, slot, i)
}

function resetStranger(world: SurvivalWorld, slot: number, i: number): void {
  const { state, tables } = world
  const { strangers, traits } = tables.needs!
  const row = slot * strangers + i
  const need = strangerNeed(world, slot, i)
  state.decay[row] = trait(world, slot, TRAIT, traits, i, DECAY)
  state.threshold[row] = trait(world, slot, TRAIT, traits, i, THRESHOLD)
  state.capacity[row] = trait(world, slot, TRAIT, traits, i, CAPACITY)
  state.strangerBars[need] = Math.min(state.capacity[row], trait(world, slot, TRAIT, traits, i, START))
  const placebo = trait(world, slot, TRAIT, traits, i, PLACEBO_START)
  state.strangerBars[placeboBeside(need)] = Math.min(state.capacity[row], placebo)
  state.inert[row] = isInert(world, slot, INERT, traits, i)
  state.served[row] = 0
  for (let k = 0; k < LOOKS; k++) state.looks[row * LOOKS + k] = look(world, slot, LOOK, traits, i, k)
}

/** A stranger takes rations. What they bring it pays the giver; an inert one takes them, and nothing moves. */
export function feed(world: SurvivalWorld, slot: number, giver: number, i: number, rations: number): void {
  const { state, tables, metrics, rewards, knobs } = world
  const { strangers, options } = tables.needs!
  const { meal } = options.strangers
  const row = slot * strangers + i
  state.served[row] += rations
  if (state.inert[row] === 1) return
  const need = strangerNeed(world, slot, i)
  const before = state.strangerBars[need]
  state.strangerBars[need] = Math.min(state.capacity[row], before + rations * meal)
  const won = state.strangerBars[need] - before
  if (won > 0) rewards[slot * tables.players + giver] += (knobs.pay[slot] * won) / meal
  metrics[needsMetricAt(world, slot, FED)] += rations
}

/** Both bars of all strangers go on by their processes. */
export function hunger(world: SurvivalWorld, slot: number): void {
  const { state, tables } = world
  const { strangers, options } = tables.needs!
  const { strangerBars: bars } = state
  for (let i = 0; i < strangers; i++) {
    const row = slot * strangers + i
    const need = strangerNeed(world, slot, i)
    const placebo = placeboBeside(need)
    const decay = state.decay[row]
    const capacity = state.capacity[row]
    bars[need] = drift(world, slot, HUNGER, i, bars[need], decay, options.strangers, capacity)
    bars[placebo] = drift(world, slot, PLACEBO_HUNGER, i, bars[placebo], decay, options.strangers, capacity)
  }
}
