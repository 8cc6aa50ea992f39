/**
 * V7, as far as the training manifest tells: what the policy was trained in, on which worlds and cells, what moved its weights,
 * and whether first observations of the battery are better known to the manifest's sketch than those of fresh draws.
 */
import { cellsOf } from '../../agents/cells.ts'
import { hashesOf, SOURCES, specHash, type Manifest } from '../../agents/manifest.ts'
import { gatherRows, rowArray } from '../../agents/rollout.ts'
import { bitsOf, familiar } from '../../agents/sketch.ts'
import { BatchEnv } from '../../envs/core/batch.ts'
import { find } from '../../envs/registry.ts'
import { tInterval, welch } from '../stats/contrast.ts'
import { permuted } from '../stats/ranks.ts'
import type { Check } from './checks.ts'
import { optionsOf, type Draw, type Subject } from './play.ts'
import type { Question } from './question.ts'

const NO_MANIFEST: Check = {
  id: 'V7',
  rule: 'a training manifest says what the policy was trained on',
  ok: null,
  detail: 'there is none: what was seen in training is not known',
  flag: 'FLAG(NO_MANIFEST)',
}

/** Of a policy that was trained; of others nothing is asked. */
export function separated(
  question: Question,
  subject: Subject,
  draw: Draw,
  { trained, manifest }: { readonly trained: boolean; readonly manifest: Manifest | null },
): Check[] {
  if (!trained) return []
  if (manifest === null) return [NO_MANIFEST]
  return [disjoint(question, subject, draw, manifest), unfamiliar(question, subject, draw, manifest)]
}

/** Nothing that the battery asks of was trained on, and no measurement moved the weights. */
export function disjoint(question: Question, subject: Subject, draw: Draw, manifest: Manifest): Check {
  const shared = [
    ...specsShared(question, subject, manifest),
    ...drawsShared(draw, manifest),
    ...cellsShared(question, subject, manifest),
    ...manifest.influences
      .filter(({ source }) => !SOURCES.includes(source))
      .map(({ name, source }) => `${name} moved the weights and comes from ${source}`),
  ]
  return {
    id: 'V7',
    rule: 'specifications, draws and held-out cells of the battery are none of training, and no measurement moved the weights',
    ok: shared.length === 0,
    ...(shared.length > 0 && { detail: shared.slice(0, 3).join('; ') }),
  }
}

function specsShared(question: Question, { view, options }: Subject, { specs }: Manifest): string[] {
  const spec = find(question.site.env)
  return Object.keys(question.trials).flatMap((trial) => {
    const env = new BatchEnv(spec, { ...optionsOf(question, trial, options), view, slots: 1 })
    const hash = specHash(env)
    env.close()
    return specs.includes(hash) ? [`trial ${trial} is what it was trained in`] : []
  })
}

/** Worlds are keyed by seed and slot: the same seed is the same worlds, as far as slots go. */
function drawsShared({ seed, pairs }: Draw, { seed: trainedOn, draws }: Manifest): string[] {
  const shared = Math.min(pairs, draws.slots[1]) - draws.slots[0]
  return String(seed) === String(trainedOn) && shared > 0 ? [`trained on the draws of seed ${seed}`] : []
}

/**
 * Of a policy to which cells were held out no trial may draw from those that it was shown; of any other that holds for the
 * most novel trial, since all others ask among the familiar.
 */
function cellsShared(question: Question, { options }: Subject, { cells, held }: Manifest): string[] {
  if (cells === null) return []
  const known = new Set(cells.map(String))
  const trials = held ? Object.keys(question.trials) : question.novel ? [question.novel] : []
  return trials.flatMap((trial) =>
    (cellsOf(question.site.env, optionsOf(question, trial, options)) ?? [])
      .filter((cell) => known.has(String(cell)))
      .map((cell) => `trial ${trial} draws from cell ${cell.join(', ')} of training`),
  )
}

/** Level of the test: one question in a thousand is called a leak by chance. */
export const LEAK = 0.001
/** Fresh draws for each of the battery's. */
const FRESH = 4

/**
 * A one-sided permutation test of patches that the sketch knows, a draw of the battery against fresh ones in the same trial.
 * Draws of either kind are exchangeable unless training saw some, so it errs as rarely as it says, whatever patches are common.
 */
export function unfamiliar(question: Question, subject: Subject, draw: Draw, manifest: Manifest): Check {
  const known = new Set(hashesOf(manifest))
  const hits = (seed: Draw['seed'], pairs: number) => knownPatches(question, subject, { seed, pairs }, known)
  const asked = hits(draw.seed, draw.pairs)
  const fresh = hits(`fresh beside ${draw.seed}`, FRESH * draw.pairs)
  const p = permuted(asked, fresh, `patches ${draw.seed}`)
  return {
    id: 'V7',
    rule: `patches of first observations that training saw are no more than on fresh draws, p >= ${LEAK}`,
    estimate: tInterval(welch(asked, fresh, 'pair')),
    ok: p >= LEAK,
    detail: `p ${p.toPrecision(2)}`,
  }
}

/** By pair, how many patches of its first observation a sketch has, in the trial without the cue. */
function knownPatches(
  { site, cue, ...question }: Question,
  { view, options }: Subject,
  { seed, pairs }: Draw,
  known: ReadonlySet<number>,
): number[] {
  const spec = find(site.env)
  const settings = { ...optionsOf({ site, cue, ...question }, cue.off, options), view: view ?? spec.defaultView }
  const env = new BatchEnv(spec, { ...settings, slots: pairs, seed })
  const { world, observations, agents } = env
  const rows = Array.from({ length: pairs }, (_, slot) => slot * agents + site.focal)
  const seen = rowArray(world.box!.dtype, pairs * world.rowSize)
  gatherRows(observations, world.rowSize, rows, agents, false, seen)
  env.close()
  const bits = bitsOf(seen)
  return rows.map((_, i) => familiar(known, bits, i * world.rowSize, world.rowSize))
}
