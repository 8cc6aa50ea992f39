/**
 * Replays the reference's recordings: every state, reward and event of every episode, and every `lossless` encoding. The
 * folder is `../shared/golden/overcooked`, or what SVA_GOLDEN names; an excerpt of it lies in the repository.
 */
import { afterAll, describe, expect, it } from 'vitest'
import type { BatchEnv } from '../../envs/core/batch.ts'
import { EVENTS } from '../../envs/overcooked/rules.ts'
import type { KitchenWorld } from '../../envs/overcooked/state.ts'
import {
  EXCERPT,
  FOLDER,
  NO_RECORDINGS,
  encodings,
  episodesOf,
  hasRecordings,
  idsWith,
  kitchenOf,
  variants,
  type Encoded,
  type Episode,
  type Transition,
} from './overcooked-recordings.ts'

/** No episode ends while it is replayed. */
const NEVER = 1e9
/** The horizon under which the reference's encodings were recorded. */
const RECORDED_HORIZON = 400
/** Mismatches that a failing test shows. */
const SHOWN = 5

describe.each([
  ['excerpt', EXCERPT, true],
  ['all recordings', FOLDER, hasRecordings],
] as const)('overcooked golden, %s', (name, folder, present) => {
  if (!present) return void it.skip(NO_RECORDINGS)
  const all = variants(folder)
  const count = { transitions: 0, encodings: 0, mismatches: 0 }
  afterAll(() => {
    const { transitions, encodings, mismatches } = count
    console.log(`golden, ${name}: ${transitions} transitions, ${encodings} encodings, ${mismatches} mismatches`)
  })

  it('has a grid for every recording', () => {
    expect(idsWith('jsonl', folder).filter((id) => !all.has(id))).toEqual([])
    expect(idsWith('jsonl', folder).length).toBeGreaterThan(0)
  })

  it.each(idsWith('jsonl', folder))('%s replays: states, rewards and events', (id) => {
    const { batch, world } = kitchenOf(all.get(id)!, { horizon: NEVER })
    const wrong = episodesOf(id, folder).flatMap((episode) => {
      count.transitions += episode.steps.length
      return replay(batch, world, episode)
    })
    count.mismatches += wrong.length
    expect(wrong.slice(0, SHOWN)).toEqual([])
  })

  it.each(idsWith('enc.jsonl', folder))('%s is encoded losslessly', (id) => {
    const { batch } = kitchenOf(all.get(id)!, { horizon: RECORDED_HORIZON, view: 'lossless' })
    const entries = encodings(id, folder)
    const wrong = entries.flatMap(({ encoded, state }) => {
      batch.fromJSON(0, state)
      return sameEncoding(batch, encoded) ? [] : [`${encoded.ep}, tick ${encoded.t}`]
    })
    count.encodings += entries.length
    count.mismatches += wrong.length
    expect(wrong.slice(0, SHOWN)).toEqual([])
  })
})

/** What differs between a recorded episode and ours, a line each; the next transition starts from the recorded state. */
function replay(batch: BatchEnv, world: KitchenWorld, { ep, init, steps }: Episode): string[] {
  const wrong: string[] = []
  let text = JSON.stringify(init)
  batch.fromJSON(0, init)
  if (JSON.stringify(batch.toJSON(0)) !== text) wrong.push(`${ep}, initial state`)
  for (const [t, transition] of steps.entries()) {
    batch.actions.set(transition.a)
    batch.step()
    text = JSON.stringify(transition.s)
    const stateDiffers = JSON.stringify(batch.toJSON(0)) !== text
    if (stateDiffers) wrong.push(`${ep}, tick ${t}: state ${JSON.stringify(batch.toJSON(0))}, expected ${text}`)
    wrong.push(...differences(world, transition).map((line) => `${ep}, tick ${t}: ${line}`))
    if (stateDiffers) batch.fromJSON(0, transition.s)
  }
  return wrong
}

function differences({ state }: KitchenWorld, { r, sr, ev }: Transition): string[] {
  const events = EVENTS.flatMap((event, i) =>
    [...state.events.keys()].filter((p) => (state.events[p] >>> i) & 1).map((p) => [event, p] as const),
  )
  const pairs = [
    ['sparse rewards', [...state.sparse], r.map(Number)],
    ['shaped rewards', [...state.shaped], sr.map(Number)],
    ['events', events, ev],
  ] as const
  return pairs
    .filter(([, got, expected]) => String(got) !== String(expected))
    .map(([what, got, expected]) => `${what} ${String(got)}, expected ${String(expected)}`)
}

/** Whether every player's row is the recorded one: a list of what is not 0. */
function sameEncoding({ observations, world }: BatchEnv, { shape, lossless }: Encoded): boolean {
  if (String(world.box?.shape) !== String(shape)) return false
  const expected = new Float64Array(observations.length)
  for (const [p, cells] of lossless.entries()) for (const [i, value] of cells) expected[p * world.rowSize + i] = value
  return expected.every((value, i) => value === observations[i])
}
