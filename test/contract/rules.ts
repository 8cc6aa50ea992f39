/** Rules keep the shape of an episode: masks, who is out, codes, horizons, starts. */
import type { BatchEnv } from '../../envs/core/batch.ts'
import { RUNNING, TERMINATED, TRUNCATED } from '../../envs/core/spec.ts'
import {
  POISON, SLOTS, STEPS, batchOf, digestOf, equal, fault, outward, play, rowsOf, type Trial,
} from './trial.ts' // prettier-ignore

export const MASK_VALUES = 'A mask says 0 or 1.'
export const MASK_EMPTY = 'Every head of every agent has a legal action.'
export const MASK_STALE = 'A mask is what the state says, every element of it.'
export const DEAD_REWARD = 'An agent that is out gets no reward.'
export const WAITING_CHANGED = 'A slot that waits for a reset does not change.'
export const BAD_CODE = 'Rows of a slot that ended have a code, others run.'
export const NO_TRUNCATION = 'The horizon truncates, always.'
export const EARLY_TRUNCATION = 'Nothing truncates before the horizon.'
export const TIME_TERMINATES = 'Time is no terminal state: what the horizon cuts would have gone on.'
export const STEP_RESETS = 'A step never resets: the last state of an episode stands until the batch starts the next.'
export const NOT_KEYED = 'How an episode starts does not depend on what agents did before it.'

export function masksHonest(trial: Trial): void {
  const batch = batchOf(trial, { autoreset: 'disabled' })
  const { world, spec, mask } = batch
  for (let t = 0; t < STEPS; t++) {
    checkMask(batch, trial, t)
    if (spec.mask) {
      const before = mask.slice()
      mask.fill(POISON)
      for (let slot = 0; slot < SLOTS; slot++) spec.mask(world, slot)
      if (!equal(mask, before)) throw fault(MASK_STALE, trial, `step ${t}`)
    } else if (mask.some((legal) => legal !== 1))
      throw fault(MASK_STALE, trial, `no mask, expected all ones; step ${t}`)
    play([batch], t)
    batch.resetDone()
  }
}

function checkMask({ mask, world, slots, agents }: BatchEnv, trial: Trial, t: number): void {
  let at = 0
  for (let row = 0; row < slots * agents; row++) {
    for (const [h, head] of world.heads.entries()) {
      const legal = mask.subarray(at, at + head)
      if (legal.some((bit) => bit !== 0 && bit !== 1))
        throw fault(MASK_VALUES, trial, `row ${row}, head ${h}, step ${t}`)
      if (!legal.includes(1)) throw fault(MASK_EMPTY, trial, `row ${row}, head ${h}, step ${t}`)
      at += head
    }
  }
}

export function deadRowsSilent(trial: Trial): void {
  const batch = batchOf(trial, { autoreset: 'disabled' })
  const { live, rewards, done } = batch
  const over = new Uint8Array(live.length)
  for (let t = 0; t < STEPS; t++) {
    const wasLive = live.slice()
    play([batch], t)
    for (let row = 0; row < live.length; row++) {
      const silent = over[row] === 1 || (wasLive[row] === 0 && live[row] === 0)
      if (silent && rewards[row] !== 0) throw fault(DEAD_REWARD, trial, `row ${row} got ${rewards[row]}, step ${t}`)
      if (done[row] !== RUNNING) over[row] = 1
    }
    for (let slot = 0; slot < SLOTS; slot++) {
      if (batch.world.waiting[slot]) over.fill(0, slot * batch.agents, (slot + 1) * batch.agents)
    }
    batch.resetDone()
  }
}

export function waitingSlotsStand(trial: Trial): void {
  const horizon = 5
  const batch = batchOf(trial, { horizon, autoreset: 'disabled' })
  const kept = new Map<number, string>()
  for (let t = 0; t < 3 * horizon; t++) {
    play([batch], t)
    for (let slot = 0; slot < SLOTS; slot++) {
      const now = still(batch, slot)
      if (kept.has(slot)) {
        if (kept.get(slot) !== now) throw fault(WAITING_CHANGED, trial, `slot ${slot}, step ${t}`)
        if (rowsOf(batch.rewards, slot, SLOTS).some(Boolean))
          throw fault(WAITING_CHANGED, trial, `slot ${slot} is paid`)
      } else if (batch.world.waiting[slot]) kept.set(slot, now)
    }
  }
  if (kept.size < SLOTS) throw fault(NO_TRUNCATION, trial, `${SLOTS - kept.size} slots never waited`)
}

/** Everything of a slot but actions and rewards. */
function still({ world, spec }: BatchEnv, slot: number): string {
  const rows = world.parts
    .filter(({ array }) => array !== world.actions && array !== world.rewards)
    .map(({ array }) => digestOf(rowsOf(array, slot, world.slots)))
  return rows.join() + spec.print(world, slot)
}

export function codesStand(trial: Trial): void {
  const batch = batchOf(trial, { autoreset: 'disabled' })
  const { done, agents, world } = batch
  for (let t = 0; t < STEPS; t++) {
    play([batch], t)
    for (let slot = 0; slot < SLOTS; slot++) {
      const codes = done.subarray(slot * agents, (slot + 1) * agents)
      const fine = codes.every((code) => code === RUNNING || code === TERMINATED || code === TRUNCATED)
      if (!fine || (world.waiting[slot] === 1) === codes.includes(RUNNING)) {
        throw fault(BAD_CODE, trial, `slot ${slot} with codes ${codes.join()}, step ${t}`)
      }
    }
    batch.resetDone()
  }
}

/** Plays one set of actions under a horizon and under one twice as long. */
export function horizonTruncates(trial: Trial): void {
  const horizon = 6
  const [short, long] = [horizon, 2 * horizon].map((h) =>
    batchOf(trial, { horizon: h, autoreset: 'disabled', view: null }),
  )
  for (let t = 1; t <= horizon; t++) {
    play([short, long], t)
    const early = short.done.indexOf(TRUNCATED)
    if (t < horizon && early >= 0) throw fault(EARLY_TRUNCATION, trial, `row ${early}, step ${t}`)
    for (let slot = 0; slot < SLOTS; slot++) checkHorizon(short, long, slot, t === horizon, trial)
  }
}

function checkHorizon(short: BatchEnv, long: BatchEnv, slot: number, last: boolean, trial: Trial): void {
  const codes = (batch: BatchEnv) => [...batch.done.subarray(slot * batch.agents, (slot + 1) * batch.agents)]
  if (short.hash(slot) !== long.hash(slot)) throw fault(STEP_RESETS, trial, `slot ${slot}`)
  if (last && codes(short).includes(RUNNING)) throw fault(NO_TRUNCATION, trial, `slot ${slot}`)
  const cut = codes(long).includes(RUNNING)
  if (cut && codes(short).some((code, i) => code === TERMINATED && codes(long)[i] === RUNNING)) {
    throw fault(TIME_TERMINATES, trial, `slot ${slot}`)
  }
}

/** Two runs of one key whose agents act differently: episode n of a slot starts the same. */
export function startsAreKeyed(trial: Trial): void {
  const starts = [0, 1].map((variant) => {
    const batch = batchOf(trial, { autoreset: 'disabled' })
    const seen = new Map<string, string>()
    for (let t = 0; t < STEPS; t++) {
      play([batch], t, variant)
      for (let slot = 0; slot < SLOTS; slot++) {
        if (batch.world.waiting[slot] === 0) continue
        const name = `slot ${slot}, episode ${batch.world.episode[slot] + 1}`
        batch.resetDone()
        seen.set(name, batch.hash(slot) + outward(batch, slot).replace(/^[^,]*,[^,]*,[^,]*,/, ''))
      }
    }
    return seen
  })
  for (const [name, start] of starts[0]) {
    if (starts[1].has(name) && starts[1].get(name) !== start) throw fault(NOT_KEYED, trial, name)
  }
}
