/**
 * A policy from an ONNX file, of the form that `exportOnnx` writes: input `observation` [batch, ...shape] (and `hidden`
 * [batch, units]), output `logits` [batch, sum of heads] (and `next_hidden`).
 */
import { worldKey } from '../envs/core/keyed.ts'
import { widthOf } from '../envs/core/spaces.ts'
import type { World } from '../envs/core/spec.ts'
import type { LearnedOptions } from './learned.ts'
import type { Policy } from './policy.ts'
import { chooseActions, gatherRows, rowArray } from './rollout.ts'
import { openSession, type Session } from './tensor/session.ts'

/** Elements of a row that a policy reads, and logits that it answers with. */
export interface PolicySize {
  readonly row: number
  readonly logits: number
}

export interface OnnxPolicy extends Policy {
  /** Throws where the file does not load or has other inputs and outputs. */
  size(): Promise<PolicySize>
  close(): Promise<void>
}

/** The file is loaded when it is first needed. */
export function onnxPolicy(
  path: string,
  { greedy = false, temperature = 1, seed = 0 }: LearnedOptions = {},
): OnnxPolicy {
  const key = worldKey(['sva-gym', seed, 'policy'])
  const hidden = new Map<number, Float32Array>()
  let opened: Promise<Session> | null = null
  let [step, agents] = [0, 1]
  const session = () => (opened ??= openSession(path))
  return {
    name: 'onnx',
    size: async () => sizeOf(path, await session()),
    reset(slots) {
      if (slots) for (const row of hidden.keys()) if (slots.includes(Math.floor(row / agents))) hidden.delete(row)
      if (!slots) {
        hidden.clear()
        step = 0
      }
    },
    async act({ world }, rows) {
      agents = world.agents
      const answer = await asked(await session(), world, rows, hidden)
      const logProbs = legalLogProbs(answer, world, rows)
      const { heads } = world
      for (let r = 0; r < rows.length; r++)
        chooseActions(logProbs, r, heads, key, step, rows[r], greedy, world.actions, rows[r] * heads.length, temperature) // prettier-ignore
      step++
    },
    async close() {
      if (opened) await (await opened).close()
    },
  }
}

function sizeOf(path: string, { inputs, outputs }: Session): PolicySize {
  const [observation, logits] = [inputs.observation, outputs.logits]
  if (!observation || !logits) {
    const names = `${Object.keys(inputs).join(', ')} and ${Object.keys(outputs).join(', ')}`
    throw new TypeError(`Got inputs and outputs ${names} in ${path}, expected observation and logits among them.`)
  }
  return {
    row: observation.shape.slice(1).reduce<number>((size, n) => size * Number(n), 1),
    logits: Number(logits.shape.at(-1)),
  }
}

/** Logits of the rows; states are read from `hidden` and written back. */
async function asked(
  session: Session,
  world: World,
  rows: ArrayLike<number>,
  hidden: Map<number, Float32Array>,
): Promise<Float32Array> {
  const { observation, hidden: memory } = session.inputs
  const all = Array.from(rows)
  const data = rowArray(observation.dtype === 'uint8' ? 'u8' : 'f32', all.length * world.rowSize)
  gatherRows(world.observations, world.rowSize, all, world.agents, false, data)
  const feeds: Parameters<Session['run']>[0] = {
    observation: { data, shape: [all.length, ...observation.shape.slice(1).map(Number)] },
  }
  if (!memory) return (await session.run(feeds)).logits
  const units = Number(memory.shape[1])
  const state = new Float32Array(all.length * units)
  for (const [r, row] of all.entries()) if (hidden.has(row)) state.set(hidden.get(row)!, r * units)
  const { logits, next_hidden } = await session.run({ ...feeds, hidden: { data: state, shape: [all.length, units] } })
  for (const [r, row] of all.entries()) hidden.set(row, next_hidden.slice(r * units, (r + 1) * units))
  return logits
}

/** Log-probabilities of every head side by side; illegal actions have none. */
function legalLogProbs(logits: Float32Array, { heads, mask }: World, rows: ArrayLike<number>): Float32Array {
  const width = widthOf(heads)
  const out = new Float32Array(rows.length * width)
  for (let r = 0; r < rows.length; r++) {
    let at = 0
    for (const n of heads) {
      let most = -Infinity
      const legal = (a: number): boolean => mask[rows[r] * width + at + a] === 1
      for (let a = 0; a < n; a++) if (legal(a)) most = Math.max(most, logits[r * width + at + a])
      let sum = 0
      for (let a = 0; a < n; a++) if (legal(a)) sum += Math.exp(logits[r * width + at + a] - most)
      for (let a = 0; a < n; a++)
        out[r * width + at + a] = legal(a) ? logits[r * width + at + a] - most - Math.log(sum) : -Infinity
      at += n
    }
  }
  return out
}
