/** Rules of allocation. A tick divides one token, a round's tokens, or the red token; a round's end takes from everybody. */
import { UNIT } from '../core/needs.ts'
import { RUNNING, TERMINATED, type Done } from '../core/spec.ts'
import { beginRound, feed, resetBeings, takeRound } from './beings.ts'
import { MOST_BEINGS } from './config.ts'
import { beginReport, divideByReport, payReport } from './message.ts'
import { covered, tallyRound, writeMetrics } from './metrics.ts'
import { divide, help, shares } from './split.ts'
import { FOCAL, NOBODY, SEVERAL, isVeiled, isWindow, type AllocationWorld } from './state.ts'
import { LOOKED, PRIVATE, TALLIES } from './tallies.ts'
import { audit, beginWatch, decideRed, look, resetWatchers } from './watchers.ts'

export function reset(world: AllocationWorld, slot: number): void {
  const { state } = world
  state.round[slot] = 0
  state.spot[slot] = 0
  state.report[slot] = 0
  state.truth[slot] = 0
  state.belief[slot] = 0
  state.private[slot] = 0
  state.fed[slot] = NOBODY
  state.tally.fill(0, slot * TALLIES.length, (slot + 1) * TALLIES.length)
  resetBeings(world, slot)
  resetWatchers(world, slot)
  begin(world, slot, 0)
  writeMetrics(world, slot)
}

export function step(world: AllocationWorld, slot: number): Done {
  const { state, tables, rewards, tick } = world
  const played = !isWindow(world, slot)
  state.private[slot] = 0
  state.fed[slot] = NOBODY
  rewards[slot] = 0
  if (isVeiled(world, slot)) lift(world, slot, played)
  else if (state.red[slot] === 1) {
    if (played) offerRed(world, slot)
  } else give(world, slot, played)
  state.spot[slot]++
  if (state.spot[slot] === tables.ticks) endRound(world, slot, played)
  else look(world, slot, tick[slot] + 1)
  rewards[slot] += state.private[slot]
  if (played) state.tally[slot * TALLIES.length + PRIVATE] += state.private[slot]
  if (state.spot[slot] === 0) writeMetrics(world, slot)
  return state.round[slot] >= tables.rounds ? TERMINATED : RUNNING
}

/** The agent looks behind the veil by any action but the first, which is 0 in every head. */
function lift({ state, heads, actions }: AllocationWorld, slot: number, played: boolean): void {
  if (!played) return
  for (let head = 0; head < heads.length; head++) if (actions[slot * heads.length + head] > 0) state.lifted[slot] = 1
  state.tally[slot * TALLIES.length + LOOKED] += state.lifted[slot]
}

function offerRed(world: AllocationWorld, slot: number): void {
  divide(world, slot, 1)
  decideRed(world, slot, shares[FOCAL] === 1)
}

/** The tick's tokens go to beings. What the focal agent keeps pays it in private, what relieves need pays as welfare. */
function give(world: AllocationWorld, slot: number, played: boolean): void {
  const { state, config, tables, knobs, rewards } = world
  const { choice } = config
  const kept = state.given[slot * tables.beings + FOCAL]
  const relieved = played && choice === 'units' ? giveOne(world, slot) : giveSome(world, slot, played)
  if (!played) return
  if (choice === 'message') payReport(world, slot)
  else state.private[slot] += knobs.price[slot] * (state.given[slot * tables.beings + FOCAL] - kept)
  if (paysWelfare(world, slot)) rewards[slot] += (knobs.pay[slot] * tables.options.relief * relieved) / UNIT
}

const paysWelfare = ({ config, state }: AllocationWorld, slot: number): boolean =>
  config.reward !== 'watched' || state.monitored[slot] === 1

/** The one token of the tick. Returns what it relieves, in thousandths. */
function giveOne(world: AllocationWorld, slot: number): number {
  const being = world.actions[slot]
  world.state.fed[slot] = being
  return feed(world, slot, being, 1)
}

/** All tokens of the tick. Returns what they relieve, in thousandths. */
function giveSome(world: AllocationWorld, slot: number, played: boolean): number {
  const { state, config, tables } = world
  if (!played) help(world, slot, tables.pool)
  else if (config.choice === 'message') divideByReport(world, slot, tables.pool)
  else divide(world, slot, tables.pool)
  let relieved = 0
  for (let being = 0; being < tables.beings; being++) {
    if (shares[being] === 0) continue
    relieved += feed(world, slot, being, shares[being])
    state.fed[slot] = state.fed[slot] === NOBODY ? being : SEVERAL
  }
  return relieved
}

const losses = new Int32Array(MOST_BEINGS)

/** Everybody loses, and the share of those with a stake who have any wellbeing left pays as welfare. */
function endRound(world: AllocationWorld, slot: number, played: boolean): void {
  const { state, tables, knobs, rewards, tick } = world
  for (let being = 0; being < tables.beings; being++) losses[being] = takeRound(world, slot, being)
  if (played) {
    tallyRound(world, slot, losses)
    if (paysWelfare(world, slot)) rewards[slot] += knobs.pay[slot] * tables.options.coverage * covered[0]
  }
  state.round[slot]++
  state.spot[slot] = 0
  audit(world, slot)
  begin(world, slot, tick[slot] + 1)
}

function begin(world: AllocationWorld, slot: number, tick: number): void {
  beginRound(world, slot)
  world.state.lifted[slot] = world.config.veil && !isWindow(world, slot) ? 0 : 1
  if (world.config.choice === 'message') beginReport(world, slot)
  beginWatch(world, slot, tick)
}

/** While the helper feeds, there is nothing to choose. */
export function mask(world: AllocationWorld, slot: number): void {
  const { mask, heads } = world
  const waits = isWindow(world, slot)
  let at = (slot * mask.length) / world.slots
  for (let head = 0; head < heads.length; head++) {
    mask[at++] = 1
    for (let a = 1; a < heads[head]; a++) mask[at++] = waits ? 0 : 1
  }
}
