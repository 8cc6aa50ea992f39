/** Acting and remembering: bootstraps, masks, several heads, hidden states. */
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, it } from 'vitest'
import '../../agents/tensor/cpu.ts'
import { gae } from '../../agents/gae.ts'
import { net, NET_DEFAULTS, type NetConfig } from '../../agents/net.ts'
import { actor, chooseActions, collect, createRollout, gatherRows } from '../../agents/rollout.ts'
import { split } from '../../agents/tensor/train.ts'
import { BatchEnv } from '../../envs/core/batch.ts'
import { generator, worldKey } from '../../envs/core/keyed.ts'
import { RUNNING, TERMINATED, TRUNCATED, type EnvSpec } from '../../envs/core/spec.ts'
import { catching } from '../contract/catch.ts'
import { HEADS, levers } from './levers.ts'

const KEY = worldKey(['rollout test'])
const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** What `steps` of 3 slots leave, and the last observation of each episode that ended, by place `t * N + row`. */
async function play(spec: EnvSpec, options: object, steps: number, config: Partial<NetConfig> = {}) {
  const env = new BatchEnv(spec, { slots: 3, seed: 5, ...options })
  closing.push(() => env.close())
  const network = net({ ...NET_DEFAULTS, hidden: [8], ...config }, env.world.box!, env.world.heads, env.agents)
  // Doubled, so that one observation is told from another.
  const theta = network.init(generator(['weights'])).map((w) => 2 * w)
  const rows = Int32Array.from({ length: env.slots * env.agents }, (_, r) => r)
  const played = await actor(network, rows.length, { masked: spec.mask !== undefined, threads: 1 })
  closing.push(() => played.close())
  const hidden = config.recurrent ? new Float32Array(rows.length * config.recurrent) : null
  const rollout = createRollout(env, steps, network.config.recurrent)
  const ends: { slot: number; rows: number[] }[] = []
  const ended = (slot: number) => {
    const size = env.agents * env.world.rowSize
    ends.push({ slot, rows: Array.from(env.finalObservations.slice(slot * size, (slot + 1) * size)) })
  }
  await collect(env, rollout, [{ actor: played, theta: () => theta, rows, hidden }], KEY, 0, ended)
  return { env, network, theta, rollout, finals: placed(env, rollout.done, ends) }
}
type Played = Awaited<ReturnType<typeof play>>

/** Rows of the ends, which come in the order of time and slot, by place in the rollout. */
function placed({ slots, agents }: BatchEnv, done: Uint8Array, ends: { slot: number; rows: number[] }[]) {
  const finals = new Map<number, number[]>()
  for (let first = 0; first < done.length; first += agents) {
    if (done[first] === RUNNING) continue
    const { slot, rows } = ends.shift()!
    expect(slot).toBe((first / agents) % slots)
    const size = rows.length / agents
    for (let a = 0; a < agents; a++) {
      const own = rows.slice(a * size, (a + 1) * size)
      finals.set(first + a, [...own, ...rows.slice(0, a * size), ...rows.slice((a + 1) * size)])
    }
  }
  expect(ends).toEqual([])
  return finals
}

/** Own row first, then the others': what the network says of it op by op. */
function evaluated({ network, theta }: Played, joint: number[], hidden?: Float32Array) {
  return tf.tidy(() => {
    const one = (data: ArrayLike<number>, shape: readonly number[]) => tf.tensor(Float32Array.from(data), [1, ...shape])
    const size = network.box.shape.reduce((a, b) => a * b, 1)
    const out = network.apply(split(network.table, tf.tensor1d(theta)), {
      rows: one(joint.slice(0, size), network.box.shape),
      joint: one(joint, [joint.length]),
      hidden: hidden && one(hidden, [hidden.length]),
    })
    return { value: out.value.dataSync()[0], hidden: out.hidden && Float32Array.from(out.hidden.dataSync()) }
  })
}

/** Own row first of a row in `observations`. */
function jointOf({ env }: Played, observations: ArrayLike<number>, row: number): number[] {
  const joint = new Float32Array(env.agents * env.world.rowSize)
  gatherRows(Float32Array.from(observations), env.world.rowSize, [row], env.agents, true, joint)
  return Array.from(joint)
}

/** Places whose code is `code`; there are some. */
function places({ rollout }: Played, code: number): number[] {
  const found = Array.from(rollout.done.keys()).filter((at) => rollout.done[at] === code)
  expect(found.length).toBeGreaterThan(0)
  return found
}

/** The state that the row carried into the step after `at`. */
function carried(played: Played, at: number): Float32Array | undefined {
  const { rollout, env } = played
  if (!rollout.hidden) return undefined
  const units = rollout.hidden.length / rollout.rewards.length
  const size = env.world.rowSize
  const first = at - (at % rollout.rows)
  const shown = rollout.observations.subarray(first * size, (first + rollout.rows) * size)
  const before = rollout.hidden.slice(at * units, (at + 1) * units)
  return evaluated(played, jointOf(played, shown, at % rollout.rows), before).hidden
}

const NETS: Record<string, Partial<NetConfig>> = {
  'a dense net': {},
  'a recurrent net': { recurrent: 4 },
  'a central critic': { critic: 'central' },
}

describe.each(Object.entries(NETS))('bootstraps of %s', (_, config) => {
  it("a truncated episode takes the value of its own last observation, not the next episode's first", async () => {
    const played = await play(catching, { view: 'numbers', horizon: 7, rocks: 0 }, 16, config)
    for (const at of places(played, TRUNCATED)) {
      const { value } = evaluated(played, played.finals.get(at)!, carried(played, at))
      expect(played.rollout.finalValues[at]).toBeCloseTo(value, 4)
    }
    const { rollout } = played
    gae({ ...rollout, gamma: 0.9, lambda: 0.8 }, rollout.advantages, rollout.returns)
    for (const at of places(played, TRUNCATED)) {
      expect(rollout.returns[at]).toBeCloseTo(rollout.rewards[at] + 0.9 * rollout.finalValues[at], 5)
    }
    for (const at of places(played, RUNNING)) expect(played.rollout.finalValues[at]).toBe(0)
  })

  it('a terminated episode takes 0, and its last return is its last reward', async () => {
    const played = await play(catching, { view: 'numbers', falls: 2, rocks: 0.2 }, 16, config)
    const { rollout } = played
    gae({ ...rollout, gamma: 0.9, lambda: 0.8 }, rollout.advantages, rollout.returns)
    for (const at of places(played, TERMINATED)) {
      expect(rollout.finalValues[at]).toBe(0)
      expect(rollout.returns[at]).toBeCloseTo(rollout.rewards[at], 5)
    }
  })

  it('after the last step comes the value of what is seen then', async () => {
    const played = await play(catching, { view: 'numbers', horizon: 50, rocks: 0, falls: 9 }, 5, config)
    const { rollout, env } = played
    for (let row = 0; row < rollout.rows; row++) {
      const state = carried(played, (rollout.steps - 1) * rollout.rows + row)
      const { value } = evaluated(played, jointOf(played, env.observations, row), state)
      expect(rollout.lastValues[row]).toBeCloseTo(value, 4)
    }
  })
})

it('a recurrent net forgets at every end, and only there', async () => {
  const { rollout } = await play(catching, { view: 'numbers', horizon: 7, falls: 2, rocks: 0.3 }, 20, { recurrent: 4 })
  const units = 4
  for (let at = rollout.rows; at < rollout.rewards.length; at++) {
    const state = rollout.hidden!.subarray(at * units, (at + 1) * units)
    const zero = state.every((x) => x === 0)
    expect(zero).toBe(rollout.done[at - rollout.rows] !== RUNNING)
  }
})

it('illegal actions are never drawn', async () => {
  const { rollout } = await play(catching, { width: 2, rocks: 0.3 }, 64)
  const mask = rollout.mask!
  expect(mask).toContain(0)
  for (let at = 0; at < rollout.actions.length; at++) {
    expect(mask[at * 3 + rollout.actions[at]]).toBe(1)
    expect(rollout.logProbs[at]).toBeGreaterThan(-20)
  }
  // A row with one legal action has no choice.
  const forced = Array.from(rollout.actions.keys()).filter((at) => mask[at * 3] + mask[at * 3 + 2] === 0)
  expect(forced.length).toBeGreaterThan(0)
  for (const at of forced) expect(rollout.logProbs[at]).toBeCloseTo(0, 6)
})

it('rows are live as they were when the agent acted', async () => {
  const { rollout } = await play(catching, { rocks: 1, width: 2, height: 2 }, 32)
  expect(new Set(rollout.live)).toEqual(new Set([0, 1]))
})

describe('an agent that is out for a while', () => {
  /** One row: what it is worth at each step, whether it is in the world, and what it is paid. */
  const estimate = (values: number[], live: number[] | undefined, rewards: number[]) => {
    const steps = values.length
    const done = new Uint8Array(steps).fill(RUNNING)
    const [advantages, returns] = [new Float64Array(steps), new Float64Array(steps)]
    const input = {
      steps,
      rows: 1,
      rewards,
      values,
      done,
      finalValues: [],
      lastValues: [5],
      live,
      gamma: 0.5,
      lambda: 0.8,
    }
    gae(input, advantages, returns)
    return { advantages, returns }
  }

  it('passes back what follows its return, whatever the network says of rows that nobody acts in', () => {
    const [one, other] = [7, -100].map((said) => estimate([2, said, said, 4], [1, 0, 0, 1], [1, 0, 3, 2]))
    expect(one).toEqual(other)
    // The last step: 2 + 0.5 * 5 - 4. The gap is worth 0, then 3 + 0.5 * 4, one and two steps on.
    const last = 0.5
    expect(one.advantages[3]).toBeCloseTo(last, 12)
    expect(one.advantages[0]).toBeCloseTo(1 + 0.5 * (0 + 0.5 * (3 + 0.5 * 4)) - 2 + 0.5 * 0.8 * (0.5 * 0.5 * last), 12)
  })

  it('is estimated as ever where it never was out', () => {
    const whole = estimate([2, 3, 4], [1, 1, 1], [1, 0, 2])
    expect(whole).toEqual(estimate([2, 3, 4], undefined, [1, 0, 2]))
  })
})

it('what comes after the death of an agent does not reach what it did before', async () => {
  const { rollout } = await play(catching, { view: 'numbers', falls: 4, rocks: 0.3, horizon: 50 }, 40)
  const returnsOf = (later: number) => {
    const values = rollout.values.slice()
    for (let at = 0; at < values.length; at++) if (rollout.live[at] === 0) values[at] = later
    gae({ ...rollout, values, gamma: 0.9, lambda: 0.8 }, rollout.advantages, rollout.returns)
    return Array.from(rollout.returns).filter((_, at) => rollout.live[at] === 1)
  }
  expect(rollout.live).toContain(0)
  expect(returnsOf(1e6)).toEqual(returnsOf(0))
})

it('the log-probability of several heads is the sum over them', async () => {
  const played = await play(levers, {}, 6)
  const { rollout, network, theta } = played
  const count = rollout.rewards.length
  const logits = tf.tidy(() => {
    const rows = tf.tensor(rollout.observations as Float32Array, [count, ...network.box.shape])
    return network.apply(split(network.table, tf.tensor1d(theta)), { rows }).logits.arraySync()
  })
  for (let at = 0; at < count; at++) {
    let joint = 0
    let offset = 0
    for (const [h, size] of HEADS.entries()) {
      const head = logits[at].slice(offset, offset + size)
      const action = rollout.actions[at * HEADS.length + h]
      joint += head[action] - Math.log(head.reduce((sum, x) => sum + Math.exp(x), 0))
      offset += size
    }
    expect(rollout.logProbs[at]).toBeCloseTo(joint, 4)
  }
})

describe('chooseActions', () => {
  const probabilities = [0.2, 0, 0.8, 0.5, 0.5]
  const logProbs = Float32Array.from([...probabilities, ...probabilities], Math.log)
  const actions = new Int32Array(2)
  const choose = (step: number, row = 1, greedy = false, temperature = 1) =>
    chooseActions(logProbs, row, [3, 2], KEY, step, row, greedy, actions, 0, temperature)

  it.each([
    // 0.2 and 0.8 are 0.04 to 0.64 once squared, and 1 to 2 as roots.
    { temperature: 1, expected: [0.1, 0.1, 0, 0, 0.4, 0.4] },
    { temperature: 0.5, expected: [0.5 / 17, 0.5 / 17, 0, 0, 8 / 17, 8 / 17] },
    { temperature: 2, expected: [1 / 6, 1 / 6, 0, 0, 1 / 3, 1 / 3] },
  ])('draws each action as often as it is likely at temperature $temperature, and each head by itself', (given) => {
    const draws = 20_000
    const counts = new Int32Array(6)
    for (let step = 0; step < draws; step++) {
      const logProb = choose(step, 1, false, given.temperature)
      expect(logProb).toBeCloseTo(Math.log(probabilities[actions[0]] * 0.5), 6)
      counts[actions[0] * 2 + actions[1]]++
    }
    for (const [i, p] of given.expected.entries()) expect(Math.abs(counts[i] / draws - p)).toBeLessThan(0.015)
  })

  it('is a pure function of key, step, row and head', () => {
    const drawn = Array.from({ length: 50 }, (_, step) => [choose(step), ...actions])
    expect(Array.from({ length: 50 }, (_, step) => [choose(step), ...actions])).toEqual(drawn)
    expect(Array.from({ length: 50 }, (_, step) => [choose(step, 0), ...actions])).not.toEqual(drawn)
  })

  it('takes the likeliest where greedy, and returns the joint log-probability', () => {
    expect(choose(0, 1, true)).toBeCloseTo(Math.log(0.8 * 0.5), 6)
    expect(Array.from(actions)).toEqual([2, 0])
  })
})
