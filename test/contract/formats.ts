/** A world in other forms: JSON, pictures, text, and behind the parallel API. */
import type { BatchEnv } from '../../envs/core/batch.ts'
import type { DrawList } from '../../envs/core/draw.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import { ParallelEnv } from '../../envs/core/parallel.ts'
import { raster } from '../../envs/core/raster.ts'
import { terminal } from '../../envs/core/terminal.ts'
import {
  EVERY, SEED, SLOTS, STEPS, act, batchOf, bytesOf, digest, equal, fault, outward, picture, play, throws, type Trial,
} from './trial.ts' // prettier-ignore

export const JSON_FUTURE = 'A state written and read as JSON plays the same future.'
export const JSON_REST = 'Reading a state leaves nothing of the old one.'
export const JSON_GARBAGE = 'A malformed state is refused and changes nothing.'
export const NO_PICTURE = 'Picture, print and text say something, and something else when the state changes.'
export const OUT_OF_PICTURE = 'Shapes lie inside the picture.'
export const PARALLEL_DIFFERS = 'The parallel API plays what a slot of a batch plays.'

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
      if (t % EVERY === 0 && outward(undisturbed, slot) !== outward(a, slot))
        throw fault(JSON_FUTURE, trial, `slot ${slot}, ${t + 1} steps on`)
    }
    for (const batch of [undisturbed, a, b]) batch.resetDone()
  }
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

/** What was seen of a slot. */
type Seen = Record<'picture' | 'print' | 'text', Set<string>>

export function picturesWork(trial: Trial): void {
  const batch = batchOf(trial, { slots: 1 })
  const seen: Seen = { picture: new Set(), print: new Set(), text: new Set() }
  for (let t = 0; t < STEPS; t++) {
    if (t % EVERY === 0) look(batch, seen, trial)
    play([batch], t)
  }
  const list = picture(batch)
  if (raster(list, 4).data.length === 0 || terminal(list, { colour: true }) === '')
    throw fault(NO_PICTURE, trial, 'drawn')
  for (const [what, values] of Object.entries(seen)) {
    if (values.size < 2 || values.has('')) throw fault(NO_PICTURE, trial, `${what}: ${values.size} over ${STEPS} steps`)
  }
}

function look(batch: BatchEnv, seen: Seen, trial: Trial): void {
  const { spec, world } = batch
  const list = picture(batch)
  checkPicture(list, trial)
  seen.picture.add(JSON.stringify(list))
  seen.print.add(spec.print(world, 0))
  for (let agent = 0; agent < batch.agents; agent++) seen.text.add(spec.text(world, 0, agent))
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
