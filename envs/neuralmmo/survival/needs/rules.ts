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
import { driftPlacebos, goHungry, resetAgents, showHunger } from './agents.ts'
import { NEED_BAR } from './channels.ts'
import { WATCHERS } from './config.ts'
import { counts } from './metrics.ts'
import { placeThings } from './places.ts'
import { deliver } from './rations.ts'
import { prowl, resetReports, writeScouting } from './scout.ts'
import { help, hunger, resetStrangers } from './strangers.ts'
import { SUMS } from '../../../core/needs-division.ts'
import { beginDay, sumDay, sumTick, writeNeedsMetrics } from './tally.ts'
import { endLook, resetVeil, writeLooks } from './veil.ts'
import { resetWatchers, walkWatchers, watch } from './watchers.ts'

/** Starts an episode, when agents are in their places. */
export function resetNeeds(world: SurvivalWorld, slot: number): void {
  world.state.needBar[slot] = needBarOf(world, slot, NEED_BAR, world.tables.needs!.options)
  nameTempers(world, slot)
  resetAgents(world, slot)
  resetStrangers(world, slot)
  placeThings(world, slot)
  resetWatchers(world, slot)
  watch(world, slot, 0)
  resetReports(world, slot)
  resetVeil(world, slot)
  prowl(world, slot, 0)
  deliver(world, slot, 0)
  world.state.sums.fill(0, slot * SUMS.length, (slot + 1) * SUMS.length)
  beginDay(world, slot)
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
  const next = tick[slot] + 1
  help(world, slot)
  hunger(world, slot)
  goHungry(world, slot)
  driftPlacebos(world, slot)
  showHunger(world, slot)
  count(world, slot)
  walkWatchers(world, slot, next)
  watch(world, slot, next)
  prowl(world, slot, next)
  for (let p = slot * agents; p < (slot + 1) * agents; p++) rewards[p] += state.private[p]
}

/** Counts the tick, and the day that ends with it, unless it is one of the helper's. */
function count(world: SurvivalWorld, slot: number): void {
  const { tick, tables } = world
  const counted = counts(world, slot)
  const isLast = (tick[slot] + 1) % tables.needs!.options.quartermaster.day === 0
  if (counted) sumTick(world, slot)
  if (counted && isLast) sumDay(world, slot)
  if (isLast) endLook(world, slot)
  if (isLast) beginDay(world, slot)
  writeNeedsMetrics(world, slot)
  writeScouting(world, slot)
  writeLooks(world, slot)
}
