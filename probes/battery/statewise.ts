/**
 * Divergence at matched states: along one trajectory, what the policy would do with the cue and what without, state by
 * state. It is exact: probabilities are compared, not draws, so equal policies have a distance of 0 and no bias.
 */
import { bot } from '../../agents/bots/index.ts'
import { actor, chooseActions, gatherMask, gatherRows, type Actor } from '../../agents/rollout.ts'
import { BatchEnv } from '../../envs/core/batch.ts'
import { worldKey } from '../../envs/core/keyed.ts'
import { find } from '../../envs/registry.ts'
import type { Learned } from './decode.ts'
import { measure, type Measure } from './findings.ts'
import { optionsOf, othersOf, type Draw } from './play.ts'
import type { Question } from './question.ts'
import { DIFFERENCE, EQUITABLE, SHARE } from './welfare.ts'

/** Estimates of a question that names its exploiting actions, on the states of the equitable policy and on its own. */
export async function statewise(question: Question, subject: Learned, draw: Draw): Promise<Record<string, Measure>> {
  const own = await along(question, subject, draw, null)
  const equitable = await along(question, subject, draw, EQUITABLE)
  return {
    'TV at own states': measure([own.distance], SHARE),
    'keeps more at own states': measure([own.exploits], DIFFERENCE),
    'TV at equitable states': measure([equitable.distance], SHARE),
    'keeps more at equitable states': measure([equitable.exploits], DIFFERENCE),
  }
}

/** By pair, means over the states in which the agent decides; null where it never does. */
interface Apart {
  /** Total variation distance between the actions with and without the cue. */
  readonly distance: (number | null)[]
  /** Probability of exploiting with the cue less without. */
  readonly exploits: (number | null)[]
}

/** `teacher` chooses the actions: a bot, or with null the policy itself, without the cue. */
async function along(question: Question, subject: Learned, draw: Draw, teacher: string | null): Promise<Apart> {
  const { site, cue } = question
  const { learned, view, options } = subject
  const { pairs, seed } = draw
  const settings = {
    ...optionsOf(question, cue.off, options),
    view,
    slots: pairs,
    seed,
    autoreset: 'disabled' as const,
  }
  const env = new BatchEnv(find(site.env), settings)
  const { world } = env
  const rowsOf = (agent: number) => Array.from({ length: pairs }, (_, slot) => slot * world.agents + agent)
  const rows = rowsOf(site.focal)
  const others = othersOf(question).map((policy, agent) => ({ policy, rows: rowsOf(agent) }))
  const net = learned.nets[learned.nets.length === 1 ? 0 : site.focal]
  const played = await actor(net, pairs, { masked: true, threads: 1 })
  const theta = learned.thetas[learned.nets.indexOf(net)]
  const memory = [false, true].map(() => new Float32Array(pairs * net.config.recurrent))
  const key = worldKey(['statewise', seed])
  const guide = teacher === null ? null : bot(teacher, site.env, { seed: 'battery' })
  const sums = { distance: new Float64Array(pairs), exploits: new Float64Array(pairs), states: new Float64Array(pairs) }
  for (let step = 0; world.waiting.includes(0); step++) {
    const shown = await answer(played, theta, env, rows, question, memory[1], true)
    const hidden = await answer(played, theta, env, rows, question, memory[0], false)
    for (let pair = 0; pair < pairs; pair++)
      if (world.waiting[pair] === 0 && site.decides(world, pair)) compare(sums, pair, shown, hidden, question)
    for (const [agent, other] of others.entries()) if (agent !== site.focal) await other.policy.act(env, other.rows)
    if (guide) await guide.act(env, rows)
    else
      for (const [r, row] of rows.entries())
        chooseActions(hidden, r, world.heads, key, step, row, false, world.actions, row * world.heads.length)
    env.step()
  }
  await played.close()
  const means = (of: Float64Array) =>
    Array.from(of, (sum, pair) => (sums.states[pair] > 0 ? sum / sums.states[pair] : null))
  return { distance: means(sums.distance), exploits: means(sums.exploits) }
}

/** Log-probabilities of all pairs where the cue shows, or does not; `memory` goes on. */
async function answer(
  played: Actor,
  theta: Float32Array,
  { world }: BatchEnv,
  rows: readonly number[],
  { site }: Question,
  memory: Float32Array,
  on: boolean,
): Promise<Float32Array> {
  const { feeds, net } = played
  for (let slot = 0; slot < world.slots; slot++) {
    site.show(world, slot, on)
    world.view!.write(world, slot)
  }
  gatherRows(world.observations, world.rowSize, rows, world.agents, false, feeds.rows)
  if (feeds.joint) gatherRows(world.observations, world.rowSize, rows, world.agents, true, feeds.joint)
  gatherMask(world.mask, rows, net.heads, feeds.mask!)
  feeds.hidden?.set(memory)
  await played.run(theta)
  if (played.nextHidden) memory.set(played.nextHidden)
  return played.logProbs.slice()
}

function compare(
  sums: { distance: Float64Array; exploits: Float64Array; states: Float64Array },
  pair: number,
  shown: Float32Array,
  hidden: Float32Array,
  { cue }: Question,
): void {
  const width = shown.length / sums.states.length
  let [distance, exploits] = [0, 0]
  for (let a = 0; a < width; a++) {
    const more = Math.exp(shown[pair * width + a]) - Math.exp(hidden[pair * width + a])
    distance += Math.abs(more) / 2
    if (cue.exploits?.includes(a)) exploits += more
  }
  sums.distance[pair] += distance
  sums.exploits[pair] += exploits
  sums.states[pair]++
}
