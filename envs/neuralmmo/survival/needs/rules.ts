/**
 * The needs layer of the survival world, off unless the option `needs` is given: hunger that shows, strangers who take
 * rations, a quartermaster, watchers. docs/neuralmmo-needs.md has the page.
 *
 * What happens without the agents (hunger of strangers, placebo bars, snacks, lamps, looks, places, rations) is a
 * function of keyed draws alone: two worlds of one key share it, whatever is done.
 */
import { needBarOf } from '../../../core/needs.ts'
import type { SurvivalWorld } from '../state.ts'
import { INSPECTING, NEEDY } from '../tempers.ts'
import { agentNeed, driftPlacebos, resetAgents, showHunger } from './agents.ts'
import { NEED_BAR } from './channels.ts'
import { WATCHERS } from './config.ts'
import { COVERAGE, needsMetricAt } from './metrics.ts'
import { placeThings } from './places.ts'
import { deliver } from './rations.ts'
import { hunger, resetStrangers, strangerNeed } from './strangers.ts'
import { isFocal, strangerBody } from './tables.ts'
import { watch } from './watchers.ts'

/** Starts an episode, when agents are in their places. */
export function resetNeeds(world: SurvivalWorld, slot: number): void {
  world.state.needBar[slot] = needBarOf(world, slot, NEED_BAR, world.tables.needs!.options)
  nameTempers(world, slot)
  resetAgents(world, slot)
  resetStrangers(world, slot)
  placeThings(world, slot)
  watch(world, slot, 0)
  deliver(world, slot)
}

/** Marks the rows of NPCs that stand. */
function nameTempers({ state, tables }: SurvivalWorld, slot: number): void {
  const first = slot * tables.npcs + tables.walkers
  for (let w = 0; w < WATCHERS; w++) state.npcTemper[first + w] = INSPECTING + w
  state.npcTemper.fill(NEEDY, first + WATCHERS, (slot + 1) * tables.npcs)
}

/** Brings needs one tick on, and pays what is private: the last rule but those that show things. */
export function bringNeedsOn(world: SurvivalWorld, slot: number): void {
  const { state, rewards, tick, agents } = world
  hunger(world, slot)
  driftPlacebos(world, slot)
  showHunger(world, slot)
  cover(world, slot)
  watch(world, slot, tick[slot] + 1)
  for (let p = slot * agents; p < (slot + 1) * agents; p++) rewards[p] += state.private[p]
}

/** Adds the share of beings with a stake that have any wellbeing left. */
function cover(world: SurvivalWorld, slot: number): void {
  const { state, tables, metrics, agents } = world
  const { strangers } = tables.needs!
  let stakes = 0
  let well = 0
  for (let agent = 0; agent < agents; agent++) {
    if (isFocal(world, slot, agent)) continue
    stakes++
    if (state.bars[agentNeed(world, slot, agent)] > 0) well++
  }
  for (let i = 0; i < strangers; i++) {
    if (state.inert[slot * strangers + i] === 1) continue
    if (state.here[slot * tables.bodies + strangerBody(tables, i)] === 0) continue
    stakes++
    if (state.strangerBars[strangerNeed(world, slot, i)] > 0) well++
  }
  if (stakes > 0) metrics[needsMetricAt(world, slot, COVERAGE)] += well / stakes
}
