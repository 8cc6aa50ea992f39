/**
 * What every environment keeps, as functions that throw. A check takes a trial: an environment under one configuration and
 * view; it throws an Error that begins with the check's sentence below and names the trial. `contract.test.ts` runs all checks
 * on every registered environment; `mutants.test.ts` shows what each of them kills.
 *
 * After dm_env's test_utils.py, which gives any environment its tests by one mixin.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { BatchEnv, type BatchOptions } from '../../envs/core/batch.ts'
import type { DrawList } from '../../envs/core/draw.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import { below, threefry } from '../../envs/core/keyed.ts'
import { ParallelEnv } from '../../envs/core/parallel.ts'
import { raster } from '../../envs/core/raster.ts'
import { contains } from '../../envs/core/spaces.ts'
import { RUNNING, TERMINATED, TRUNCATED, type EnvSpec } from '../../envs/core/spec.ts'
import { terminal } from '../../envs/core/terminal.ts'

export const NO_EXAMPLES = 'An environment names examples that between them show everything.'
export const SQUARE = 'At least one example is not square, so that x and y cannot be confused.'
export const DEAD_CHANNEL = 'Every declared channel takes more than one value in some example.'
export const NOT_DETERMINISTIC = 'The same seed and actions give the same bytes.'
export const THREADS_DIFFER = 'The same seed and actions give the same bytes on any number of threads.'
export const HALVES_DIFFER = 'Two half batches play what the whole batch plays.'
export const RESTORE_DIFFERS = 'A restored world plays the same future.'
export const SLOT_RESTORE_DIFFERS = 'A slot restored into any slot plays the same future.'
export const CLONE_DIFFERS = 'A clone plays the same future and shares nothing.'
export const SNAPSHOT_ACCEPTED = 'A snapshot of another environment or shape is refused.'
export const OUT_OF_SPACE = 'Observations lie inside their space.'
export const UPDATE_DIFFERS = 'A view brought up to date has the bytes of one written from scratch.'
export const KERNELS_DIFFER = 'WebAssembly kernels and their plain twins write the same bytes.'
export const LEAK = 'Observations and texts show no hidden field, key or account.'
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
export const FINAL_ROWS = 'Final observations are the last of an episode, and observations then the first of the next.'
export const JSON_FUTURE = 'A state written and read as JSON plays the same future.'
export const JSON_REST = 'Reading a state leaves nothing of the old one.'
export const JSON_GARBAGE = 'A malformed state is refused and changes nothing.'
export const NOT_KEYED = 'How an episode starts does not depend on what agents did before it.'
export const ALLOCATES = 'A step allocates nothing.'
export const GROWS = 'Memory does not grow with steps.'
export const NO_PICTURE = 'Picture, print and text say something, and something else when the state changes.'
export const OUT_OF_PICTURE = 'Shapes lie inside the picture.'
export const PARALLEL_DIFFERS = 'The parallel API plays what a slot of a batch plays.'

export interface Trial {
  readonly spec: EnvSpec
  /** One of the environment's examples. */
  readonly options: Readonly<Record<string, unknown>>
  readonly view: string
  /** Makes a batch; `mutants.test.ts` puts broken ones here. */
  readonly make?: (spec: EnvSpec, options: BatchOptions & Record<string, unknown>) => BatchEnv
}
export type Check = (trial: Trial) => void

const SEED = 'contract'
const SLOTS = 4
/** Steps of a check, enough for several episodes of the short horizons that examples have. */
const STEPS = 150

/** Checks of one configuration under one view. */
export const VIEW_CHECKS: Readonly<Record<string, Check>> = {
  'same seed, same bytes over whole episodes': sameSeedSameBytes,
  'observations lie inside their space': observationsInSpace,
  'an updated view equals one written from scratch': updateIsWrite,
  'both kinds of kernels write the same bytes': kernelsAgree,
  'nothing hidden is shown': hiddenStaysHidden,
  'final observations end an episode, observations begin the next': finalRowsAreLast,
  'steps allocate nothing': allocatesNothing,
}

/** Checks of one configuration, under the environment's default view. */
export const WORLD_CHECKS: Readonly<Record<string, Check>> = {
  'two half batches play what the whole plays': halvesAreWhole,
  'a restored world plays the same future': restoreReplays,
  'a restored slot plays the same future, in any slot': slotRestoreReplays,
  'a clone plays the same future': cloneReplays,
  'snapshots of others are refused': strangeSnapshotsRefused,
  'masks are honest and never empty': masksHonest,
  'agents that are out stay silent': deadRowsSilent,
  'slots that wait do not change': waitingSlotsStand,
  'codes say how an episode stands': codesStand,
  'horizons truncate, and only horizons': horizonTruncates,
  'states survive JSON': jsonRoundTrips,
  'malformed states are refused whole': garbageRefused,
  'starts do not depend on what agents did': startsAreKeyed,
  'memory does not grow over many steps': memoryStands,
  'picture, print and text work': picturesWork,
  'the parallel API plays the same': parallelIsBatch,
}

/** Checks of an environment with all its examples. */
export const SPEC_CHECKS: Readonly<Record<string, (spec: EnvSpec) => void>> = {
  'every declared channel takes more than one value': channelsVary,
  'some example is not square': someExampleIsNotSquare,
}

export function examplesOf(spec: EnvSpec): readonly Readonly<Record<string, unknown>>[] {
  if (!spec.examples || spec.examples.length === 0) throw new Error(`${NO_EXAMPLES} (${spec.id})`)
  return spec.examples
}

// Episodes.

export function sameSeedSameBytes(trial: Trial): void {
  const [a, b] = [batchOf(trial), batchOf(trial)]
  for (let t = 0; t < STEPS; t++) {
    play([a, b], t)
    same(a, b, NOT_DETERMINISTIC, trial, `step ${t}`)
  }
  a.reset()
  b.reset('another')
  if (a.hash() === b.hash() && isRandom(a)) throw fault(NOT_DETERMINISTIC, trial, 'another seed gives the same start')
}

/** Whether starts or steps draw at all: two slots with the same actions ever differ. */
function isRandom(batch: BatchEnv): boolean {
  return new Set(Array.from({ length: batch.slots }, (_, slot) => JSON.stringify(batch.toJSON(slot)))).size > 1
}

/** Not in a list above: threads take a second to start. `threads` > 1. */
export function threadsAgree(trial: Trial, threads: number): void {
  const [a, b] = [batchOf(trial, { slots: 8 }), batchOf(trial, { slots: 8, threads })]
  try {
    for (let t = 0; t < STEPS; t++) {
      play([a, b], t)
      same(a, b, THREADS_DIFFER, trial, `step ${t}, ${threads} threads`)
    }
    for (let t = STEPS; t < STEPS + 20; t++) {
      act(a, t)
      act(b, t)
      a.step()
      for (const [from, to] of [[0, 4], [4, 8]]) {
        b.start(from, to)
        b.finish()
      } // prettier-ignore
      same(a, b, THREADS_DIFFER, trial, `step ${t}, ${threads} threads by halves`)
    }
  } finally {
    b.close()
  }
}

export function halvesAreWhole(trial: Trial): void {
  const whole = batchOf(trial)
  const halves = [batchOf(trial, { slots: SLOTS / 2 }), batchOf(trial, { slots: SLOTS / 2, firstSlot: SLOTS / 2 })]
  for (let t = 0; t < STEPS; t++) {
    play([whole, ...halves], t)
    for (let slot = 0; slot < SLOTS; slot++) {
      const half = halves[slot < SLOTS / 2 ? 0 : 1]
      if (!sameSlot(whole, slot, half, slot % (SLOTS / 2))) throw fault(HALVES_DIFFER, trial, `slot ${slot}, step ${t}`)
    }
  }
}

export function restoreReplays(trial: Trial): void {
  const batch = batchOf(trial)
  for (let t = 0; t < 20; t++) play([batch], t)
  const saved = batch.snapshot()
  const first = future(batch)
  batch.restore(saved)
  const second = future(batch)
  if (first !== second) throw fault(RESTORE_DIFFERS, trial)
}

/** Bytes of the next steps. */
function future(batch: BatchEnv): string {
  const hashes: string[] = []
  for (let t = 0; t < STEPS; t++) {
    play([batch], t)
    hashes.push(digest(batch))
  }
  return hashes.join()
}

export function slotRestoreReplays(trial: Trial): void {
  const [a, b] = [batchOf(trial), batchOf(trial, { seed: 'another' })]
  for (let t = 0; t < 20; t++) play([a], t)
  const [from, to] = [1, 3]
  const saved = a.snapshot(from)
  b.restore(saved, to)
  const neighbour = b.snapshot(to - 1)
  b.restore(neighbour, to - 1)
  for (let t = 0; t < STEPS; t++) {
    if (!sameSlot(a, from, b, to)) throw fault(SLOT_RESTORE_DIFFERS, trial, `slot ${from} into ${to}, step ${t}`)
    act(a, t)
    act(b, t)
    copySlot(a.actions, from, b.actions, to, a.slots)
    a.step()
    b.step()
  }
  a.restore(saved, from)
  if (!equal(a.snapshot(from).bytes, saved.bytes)) throw fault(SLOT_RESTORE_DIFFERS, trial, 'back into its own slot')
}

export function cloneReplays(trial: Trial): void {
  const batch = batchOf(trial)
  for (let t = 0; t < 20; t++) play([batch], t)
  const twin = batch.clone()
  const before = digest(batch)
  if (before !== digest(twin)) throw fault(CLONE_DIFFERS, trial, 'at once')
  const ours = future(twin)
  if (digest(batch) !== before) throw fault(CLONE_DIFFERS, trial, 'the clone moved the original')
  if (future(batch) !== ours) throw fault(CLONE_DIFFERS, trial, 'later')
}

export function strangeSnapshotsRefused(trial: Trial): void {
  const batch = batchOf(trial)
  play([batch], 0)
  const before = digest(batch)
  const [whole, one] = [batch.snapshot(), batch.snapshot(0)]
  const strange = [
    [{ ...whole, env: `${whole.env}1` }, undefined],
    [{ ...one, env: `another ${one.env}` }, 0],
    [batchOf(trial, { slots: SLOTS + 1 }).snapshot(), undefined],
    [batchOf(trial, { horizon: 12_345 }).snapshot(0), 0],
    [batchOf(trial, { view: null }).snapshot(), undefined],
    [whole, 0],
    [one, undefined],
    [{ ...one, bytes: one.bytes.slice(1) }, 0],
    [{ ...whole, bytes: whole.bytes.slice(1) }, undefined],
  ] as const
  for (const [i, [saved, slot]] of strange.entries()) {
    if (!throws(() => batch.restore(saved, slot))) throw fault(SNAPSHOT_ACCEPTED, trial, `snapshot ${i}`)
    if (digest(batch) !== before) throw fault(SNAPSHOT_ACCEPTED, trial, `snapshot ${i} changed the world`)
  }
}

// Views.

/** Steps of the search for values, and slots that search side by side. */
const SEARCH_STEPS = 6_000
const SEARCH_SLOTS = 32

/** Channels are the last axis of a view; examples with as many channels are one search. */
export function channelsVary(spec: EnvSpec): void {
  for (const view of Object.keys(spec.views)) {
    // One shape for all families: no single one fills it.
    if (view === 'common') continue
    const still = new Map<number, Set<number>>()
    const first = new Map<number, Float64Array>()
    for (const options of examplesOf(spec)) {
      const batch = batchOf({ spec, options, view }, { slots: SEARCH_SLOTS })
      const depth = batch.world.box!.shape.at(-1)!
      if (!still.has(depth)) still.set(depth, new Set(Array.from({ length: depth }, (_, c) => c)))
      if (!first.has(depth)) first.set(depth, Float64Array.from(batch.observations.subarray(0, depth)))
      search(batch, still.get(depth)!, first.get(depth)!)
    }
    for (const [depth, dead] of still) {
      const where = { spec, options: {}, view }
      if (dead.size > 0) throw fault(DEAD_CHANNEL, where, `channels ${[...dead].join(', ')} of ${depth}`)
    }
  }
}

/** Plays until every channel in `still` was seen with another value than its first, removing those that were. */
function search(batch: BatchEnv, still: Set<number>, first: Float64Array): void {
  const { observations } = batch
  const depth = first.length
  for (let t = 0; t < SEARCH_STEPS && still.size > 0; t++) {
    for (const channel of still) {
      for (let i = channel; i < observations.length; i += depth) {
        if (observations[i] === first[channel]) continue
        still.delete(channel)
        break
      }
    }
    play([batch], t)
  }
}

export function someExampleIsNotSquare(spec: EnvSpec): void {
  const pictures = examplesOf(spec).map((options) => picture(batchOf({ spec, options, view: spec.defaultView })))
  if (pictures.every(({ width, height }) => width === height)) throw new Error(`${SQUARE} (${spec.id})`)
}

const picture = (batch: BatchEnv, slot = 0): DrawList => batch.spec.draw(batch.world, slot)

export function observationsInSpace(trial: Trial): void {
  const batch = batchOf(trial)
  const { box, rowSize } = batch.world
  for (let t = 0; t < STEPS; t++) {
    for (const rows of [batch.observations, batch.finalObservations]) {
      for (let at = 0; at < rows.length; at += rowSize) {
        const row = rows.subarray(at, at + rowSize)
        if (contains(box!, row) || rows === batch.finalObservations && batch.done[at / rowSize] === RUNNING) continue
        const bad = row.findIndex((value) => !(value >= box!.low && value <= box!.high))
        throw fault(OUT_OF_SPACE, trial, `element ${bad} is ${row[bad]}, expected [${box!.low}, ${box!.high}]; step ${t}`)
      }
    } // prettier-ignore
    play([batch], t)
  }
}

/** Poison for rows that are then written from scratch: what is not written shows. */
const POISON = 77

export function updateIsWrite(trial: Trial): void {
  const batch = batchOf(trial, { autoreset: 'disabled' })
  const { world, observations } = batch
  for (let t = 0; t < STEPS; t++) {
    play([batch], t)
    const updated = observations.slice()
    observations.fill(POISON)
    for (let slot = 0; slot < SLOTS; slot++) world.view!.write(world, slot)
    const at = updated.findIndex((value, i) => !Object.is(value, observations[i]))
    if (at >= 0) {
      const [row, element] = [Math.floor(at / world.rowSize), at % world.rowSize]
      throw fault(UPDATE_DIFFERS, trial, `row ${row}, element ${element}: ${updated[at]}, from scratch ${observations[at]}; step ${t}`)
    } // prettier-ignore
    batch.resetDone()
  }
}

export function kernelsAgree(trial: Trial): void {
  const [wasm, js] = [batchOf(trial, { kernels: 'wasm' }), batchOf(trial, { kernels: 'js' })]
  for (let t = 0; t < STEPS; t++) {
    same(wasm, js, KERNELS_DIFFER, trial, `step ${t}`)
    play([wasm, js], t)
  }
}

/** Flips every hidden byte and writes the views again: not a byte may move. */
export function hiddenStaysHidden(trial: Trial): void {
  const batch = batchOf(trial)
  const { world, spec } = batch
  const accounts = {
    key: world.key,
    base: world.base,
    returns: world.returns,
    metrics: world.metrics,
    rewards: world.rewards,
  }
  const hidden = spec.hidden?.(batch.config) ?? []
  const fields = hidden.map((name) => [name, world.state[name] ?? world.knobs[name]] as const)
  for (let t = 0; t < 12; t++) {
    play([batch], t)
    const before = shown(batch)
    for (const [name, array] of [...Object.entries(accounts), ...fields]) {
      flip(array)
      const after = shown(batch)
      flip(array)
      if (before !== after) throw fault(LEAK, trial, `${name}, step ${t}`)
    }
    shown(batch)
  }
}

function flip(array: AnyArray): void {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  for (let i = 0; i < bytes.length; i++) bytes[i] ^= 0xff
}

/** All observations written anew, and all texts. */
function shown({ world, spec, slots, agents, observations }: BatchEnv): string {
  const texts: string[] = []
  for (let slot = 0; slot < slots; slot++) {
    world.view!.write(world, slot)
    for (let agent = 0; agent < agents; agent++) texts.push(spec.text(world, slot, agent))
  }
  return digestOf(bytesOf(observations)) + texts.join('\n')
}

export function finalRowsAreLast(trial: Trial): void {
  const [ours, waiting] = [batchOf(trial), batchOf(trial, { autoreset: 'disabled' })]
  for (let t = 0; t < STEPS; t++) {
    play([ours, waiting], t)
    for (let slot = 0; slot < SLOTS; slot++) {
      if (waiting.world.waiting[slot] === 0) continue
      const last = rowsOf(waiting.observations, slot, SLOTS)
      if (!equal(rowsOf(ours.finalObservations, slot, SLOTS), last)) throw fault(FINAL_ROWS, trial, `final, step ${t}`)
      if (!equal(rowsOf(waiting.finalObservations, slot, SLOTS), last))
        throw fault(FINAL_ROWS, trial, `kept, step ${t}`)
    }
    waiting.resetDone()
    if (!equal(bytesOf(ours.observations), bytesOf(waiting.observations)))
      throw fault(FINAL_ROWS, trial, `next, step ${t}`)
  }
}

// Rules.

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

/** The state as JSON into worlds that stand elsewhere in the same episode: nothing of where they stood survives. */
export function jsonRoundTrips(trial: Trial): void {
  const undisturbed = batchOf(trial, { autoreset: 'disabled' })
  for (let t = 0; t < 60; t++) {
    play([undisturbed], t)
    undisturbed.resetDone()
  }
  const [a, b] = [undisturbed.clone(), undisturbed.clone()]
  for (let t = 0; t < 7; t++) play([b], t, 1)
  for (let slot = 0; slot < SLOTS; slot++) {
    const text = JSON.stringify(undisturbed.toJSON(slot))
    for (const batch of [a, b]) {
      batch.fromJSON(slot, JSON.parse(text))
      if (JSON.stringify(batch.toJSON(slot)) !== text) throw fault(JSON_FUTURE, trial, `slot ${slot}: ${text}`)
    }
  }
  for (let t = 0; t < STEPS; t++) {
    play([undisturbed, a, b], t)
    for (let slot = 0; slot < SLOTS; slot++) {
      if (a.hash(slot) !== b.hash(slot)) throw fault(JSON_REST, trial, `slot ${slot}, ${t + 1} steps on`)
      if (outward(undisturbed, slot) !== outward(a, slot))
        throw fault(JSON_FUTURE, trial, `slot ${slot}, ${t + 1} steps on`)
    }
    for (const batch of [undisturbed, a, b]) batch.resetDone()
  }
}

/** What a player or a learner can tell of a slot. */
function outward({ world, spec }: BatchEnv, slot: number): string {
  const { observations, rewards, done, live, mask, key } = world
  const rows = [observations, rewards, done, live, mask, key].map((array) => digestOf(rowsOf(array, slot, world.slots)))
  return [...rows, JSON.stringify(spec.toJSON(world, slot)), spec.print(world, slot)].join()
}

export function garbageRefused(trial: Trial): void {
  const batch = batchOf(trial)
  for (let t = 0; t < 10; t++) play([batch], t)
  const json = batch.toJSON(0) as Record<string, unknown>
  const faults = Object.keys(json).map((key) => ({ ...json, [key]: 'garbage' }))
  const before = digest(batch)
  for (const garbage of [null, undefined, 42, 'garbage', [], {}, ...faults]) {
    const what = JSON.stringify(garbage)?.slice(0, 200)
    if (!throws(() => batch.fromJSON(0, garbage))) throw fault(JSON_GARBAGE, trial, `took ${what}`)
    if (digest(batch) !== before) throw fault(JSON_GARBAGE, trial, `half took ${what}`)
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

// Memory.

/** Slot-steps that are measured at once: too few for the young generation to be swept meanwhile. */
const MEASURED_STEPS = 5_000
const MANY_STEPS = 100_000
/** Bytes an agent-step: a few numbers that V8 boxes between functions, no array, dictionary or closure a row. */
const ALLOCATION_LIMIT = 100
const GROWTH_LIMIT = 256 * 1024

export function allocatesNothing(trial: Trial): void {
  const gc = collector()
  const batch = batchOf(trial, { slots: 1, horizon: 1e6 })
  run(batch, 2 * MEASURED_STEPS)
  let least = Infinity
  for (let attempt = 0; attempt < 6 && least > ALLOCATION_LIMIT; attempt++) {
    gc()
    const before = process.memoryUsage().heapUsed
    run(batch, MEASURED_STEPS)
    least = Math.min(least, Math.abs(process.memoryUsage().heapUsed - before) / (MEASURED_STEPS * batch.agents))
  }
  if (least > ALLOCATION_LIMIT) throw fault(ALLOCATES, trial, `${least.toFixed(1)} bytes an agent-step`)
}

export function memoryStands(trial: Trial): void {
  const gc = collector()
  const batch = batchOf(trial, { slots: 1 })
  run(batch, MEASURED_STEPS)
  gc()
  const before = process.memoryUsage().heapUsed
  run(batch, MANY_STEPS)
  gc()
  const grown = process.memoryUsage().heapUsed - before
  if (grown > GROWTH_LIMIT) throw fault(GROWS, trial, `${grown} bytes over ${MANY_STEPS} steps`)
}

/** Collects garbage at once. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

/** Steps with cheap pseudo-random legal-or-not actions within their heads, allocating nothing itself. */
function run(batch: BatchEnv, steps: number): void {
  const { actions } = batch
  const { heads } = batch.world
  let word = 1
  for (let t = 0; t < steps; t++) {
    for (let i = 0; i < actions.length; i++) {
      word = (Math.imul(word, 1664525) + 1013904223) | 0
      actions[i] = (word >>> 16) % heads[i % heads.length]
    }
    batch.step()
  }
}

// Pictures and the parallel API.

export function picturesWork(trial: Trial): void {
  const batch = batchOf(trial, { slots: 1 })
  const seen = { picture: new Set<string>(), print: new Set<string>(), text: new Set<string>() }
  for (let t = 0; t < STEPS; t++) {
    const list = picture(batch)
    checkPicture(list, trial)
    seen.picture.add(JSON.stringify(list))
    seen.print.add(batch.spec.print(batch.world, 0))
    for (let agent = 0; agent < batch.agents; agent++) seen.text.add(batch.spec.text(batch.world, 0, agent))
    play([batch], t)
  }
  const list = picture(batch)
  if (raster(list, 4).data.length === 0 || terminal(list, { colour: true }) === '')
    throw fault(NO_PICTURE, trial, 'drawn')
  for (const [what, values] of Object.entries(seen)) {
    if (values.size < 2 || values.has('')) throw fault(NO_PICTURE, trial, `${what}: ${values.size} over ${STEPS} steps`)
  }
}

/** Every corner of every shape lies within the picture, give or take half a cell. */
function checkPicture({ width, height, shapes }: DrawList, trial: Trial): void {
  const inside = (x: number, y: number) => x >= -0.5 && y >= -0.5 && x <= width + 0.5 && y <= height + 0.5
  for (const [i, shape] of shapes.entries()) {
    const corners: (readonly [number, number])[] =
      shape.kind === 'polygon'
        ? [...shape.points]
        : shape.kind === 'rect'
          ? [[shape.x, shape.y], [shape.x + shape.w, shape.y + shape.h]]
          : [[shape.x, shape.y]] // prettier-ignore
    if (!corners.every(([x, y]) => inside(x, y)))
      throw fault(OUT_OF_PICTURE, trial, `shape ${i}: ${JSON.stringify(shape)}`)
  }
}

export function parallelIsBatch(trial: Trial): void {
  const batch = batchOf(trial, { slots: 2, autoreset: 'disabled' })
  const env = new ParallelEnv(trial.spec, { ...trial.options, view: trial.view, seed: SEED })
  const { world, agentNames } = batch
  const width = world.heads.length
  env.reset({ seed: SEED })
  for (let t = 0; t < STEPS; t++) {
    act(batch, t)
    const actions = env.agents.map((name) => {
      const row = agentNames.indexOf(name)
      return [name, Array.from(batch.actions.subarray(row * width, (row + 1) * width))] as const
    })
    const { observations, rewards } = env.step(Object.fromEntries(actions))
    batch.step()
    for (const [name] of actions) {
      const row = agentNames.indexOf(name)
      const rows = batch.observations.slice(row * world.rowSize, (row + 1) * world.rowSize)
      const fine = rewards[name] === batch.rewards[row] && equal(bytesOf(rows), bytesOf(observations[name] as AnyArray))
      if (!fine) throw fault(PARALLEL_DIFFERS, trial, `${name}, step ${t}`)
    }
    if (env.agents.length === 0) env.reset()
    batch.resetDone()
  }
}

// Shared pieces.

const fault = (sentence: string, { spec, view, options }: Trial, detail = ''): Error =>
  new Error(
    `${sentence} (${spec.id}, view ${view}, ${JSON.stringify(options).slice(0, 120)}${detail && `: ${detail}`})`,
  )

function batchOf(trial: Trial, options: Partial<BatchOptions> & Record<string, unknown> = {}): BatchEnv {
  const make = trial.make ?? ((spec, all) => new BatchEnv(spec, all))
  return make(trial.spec, { ...trial.options, seed: SEED, slots: SLOTS, view: trial.view, ...options })
}

/** Steps every batch with the same random legal actions, slot by slot. `variant` names other actions. */
function play(batches: readonly BatchEnv[], t: number, variant = 0): void {
  for (const batch of batches) {
    act(batch, t, variant)
    batch.step()
  }
}

/** Writes a legal action for every head: a pure function of the slot's number, the step, the row and the variant. */
function act({ actions, mask, world, options, slots, agents }: BatchEnv, t: number, variant = 0): void {
  let at = 0
  let out = 0
  for (let slot = 0; slot < slots; slot++) {
    for (let agent = 0; agent < agents; agent++) {
      for (const [h, head] of world.heads.entries()) {
        const word = threefry(variant, 0, 0, 0, options.firstSlot + slot, t, agent, h, 12)
        actions[out++] = pick(mask, at, head, word)
        at += head
      }
    }
  }
}

/** One of the legal actions, 0 if there is none. */
function pick(mask: Uint8Array, at: number, head: number, word: number): number {
  let legal = 0
  for (let i = at; i < at + head; i++) if (mask[i]) legal++
  let left = below(word, legal)
  for (let i = 0; i < head; i++) if (mask[at + i] && left-- === 0) return i
  return 0
}

const bytesOf = (array: AnyArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** Bytes of a slot's rows. */
function rowsOf(array: AnyArray, slot: number, slots: number): Uint8Array {
  const size = array.byteLength / slots
  return new Uint8Array(array.buffer, array.byteOffset + slot * size, size)
}

function copySlot(from: AnyArray, i: number, to: AnyArray, j: number, slots: number): void {
  rowsOf(to, j, slots).set(rowsOf(from, i, slots))
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

function same(a: BatchEnv, b: BatchEnv, sentence: string, trial: Trial, detail: string): void {
  const [x, y] = [a, b].map(({ world }) => new Uint8Array(world.memory.buffer, 0, world.bytes))
  if (!equal(x, y)) throw fault(sentence, trial, detail)
}

const sameSlot = (a: BatchEnv, i: number, b: BatchEnv, j: number): boolean =>
  equal(a.snapshot(i).bytes, b.snapshot(j).bytes)

/** All bytes of a batch. */
const digest = ({ world }: BatchEnv): string => digestOf(new Uint8Array(world.memory.buffer, 0, world.bytes))
const digestOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

function throws(work: () => void): boolean {
  try {
    work()
  } catch {
    return true
  }
  return false
}
