/** Training: reproducible, resumable, and it learns. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { latestCheckpoint, loadCheckpoint, saveCheckpoint } from '../../agents/checkpoint.ts'
import { Trainer, type PpoConfig, type TrainerState } from '../../agents/ppo.ts'
import { encodeSafetensors, readSafetensors } from '../../agents/tensor/safetensors.ts'
import type { EnvSpec } from '../../envs/core/spec.ts'
import type * as Registry from '../../envs/registry.ts'

vi.mock('../../envs/registry.ts', async (original) => {
  const registry = await original<typeof Registry>()
  const { catching } = await import('../contract/catch.ts')
  const { levers } = await import('./levers.ts')
  const known: Record<string, unknown> = { catch: catching, levers }
  return { ...registry, find: (id: string) => (known[id] as EnvSpec | undefined) ?? registry.find(id) }
})

/** Short episodes of every kind: cut at 5, ended after two falls or when both are out. */
const CATCH = { env: 'catch', envOptions: { view: 'numbers', horizon: 5, falls: 2, rocks: 0.3 } }
const LEVERS = { env: 'levers', envOptions: {} }

/** 64 rows an iteration: 4 slots, 2 agents, 8 steps. */
const TINY: Partial<PpoConfig> = {
  agentSteps: 256,
  slots: 4,
  rollout: 8,
  epochs: 2,
  minibatch: 32,
  sequence: 4,
  learningRate: 0.01,
  net: { hidden: [8] },
  threads: 1,
}

const trainers: Trainer[] = []
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ppo-'))
})
afterEach(async () => {
  for (const trainer of trainers.splice(0)) await trainer.close()
  rmSync(folder, { recursive: true })
})

type Task = { env: string; envOptions: Record<string, unknown> }
async function create(task: Task, ppo: Partial<PpoConfig> = {}, seed: number | string = 1, state?: TrainerState) {
  const net = { ...TINY.net, ...ppo.net }
  const trainer = await Trainer.create({ ...task, ppo: { ...TINY, ...ppo, net }, seed }, state)
  trainers.push(trainer)
  return trainer
}

async function iterate(trainer: Trainer, iterations: number) {
  for (let i = 1; i < iterations; i++) await trainer.iterate()
  return trainer.iterate()
}

/** Names and bytes of a checkpoint. */
function saved(trainer: Trainer, name: string): Record<string, string> {
  const path = join(folder, name)
  saveCheckpoint(trainer, path)
  return Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(join(path, file), 'latin1')]))
}

const KINDS: Record<string, [Task, Partial<PpoConfig>]> = {
  'shared weights': [CATCH, {}],
  'separate weights': [CATCH, { weights: 'separate' }],
  'a recurrent net': [CATCH, { net: { recurrent: 4 } }],
  'a central critic': [CATCH, { net: { critic: 'central' } }],
  'separate recurrent nets with central critics': [
    CATCH,
    { weights: 'separate', net: { recurrent: 4, critic: 'central' } },
  ],
  'a grid encoder': [
    { ...CATCH, envOptions: { ...CATCH.envOptions, view: 'grid' } },
    { net: { encoder: 'grid', channels: 4 } },
  ],
  'an entity encoder and two heads': [
    { ...LEVERS, envOptions: { view: 'entities' } },
    { net: { encoder: 'entities', channels: 4 } },
  ],
}

describe.each(Object.entries(KINDS))('%s', (_, [task, ppo]) => {
  it('one seed gives one run, also through a checkpoint in the middle', async () => {
    const [whole, half] = [await create(task, ppo), await create(task, ppo)]
    await iterate(whole, 2)
    await iterate(half, 2)
    const middle = saved(half, 'middle')
    expect(middle).toEqual(saved(whole, 'whole-middle'))
    const { state, meta } = loadCheckpoint(join(folder, 'middle'))
    const resumed = await create(task, meta.options.ppo, meta.options.seed, state)
    const [a, b] = [await iterate(whole, 2), await iterate(resumed, 2)]
    expect(resumed.thetas).toEqual(whole.thetas)
    expect(saved(resumed, 'resumed')).toEqual(saved(whole, 'whole'))
    expect(saved(whole, 'again')).not.toEqual(middle)
    expect([whole.done, a.step, b.step]).toEqual([true, 256, 256])
    for (const theta of whole.thetas) expect(theta.every(Number.isFinite)).toBe(true)
  })
})

it('seeds differ from the first weight on', async () => {
  const [one, two] = [await create(CATCH, {}, 1), await create(CATCH, {}, 2)]
  expect(one.thetas).not.toEqual(two.thetas)
  await iterate(one, 1)
  await iterate(two, 1)
  expect(one.env.observations).not.toEqual(two.env.observations)
})

it('agents with separate weights start and end with different ones', async () => {
  const trainer = await create(CATCH, { weights: 'separate' })
  expect(trainer.thetas).toHaveLength(2)
  await iterate(trainer, 2)
  expect(trainer.thetas[0]).not.toEqual(trainer.thetas[1])
})

describe('staggered starts', () => {
  it('first episodes are cut evenly over the horizon, and the rows say so', async () => {
    const trainer = await create({ env: 'levers', envOptions: { horizon: 8, rounds: 100 } })
    const { world } = trainer.env
    expect(Array.from(world.tick)).toEqual([0, 2, 4, 6])
    for (let row = 0; row < 8; row++) {
      expect(world.observations[row * 4 + 3]).toBeCloseTo(world.tick[Math.floor(row / 2)] / 100)
    }
    // Eight steps end one episode in each slot.
    expect((await trainer.iterate()).episodes).toBe(4)
    expect(Array.from(world.tick)).toEqual([0, 2, 4, 6])
  })

  it('an endless environment starts everywhere at 0', async () => {
    const trainer = await create({ env: 'levers', envOptions: { horizon: Infinity } })
    expect(Array.from(trainer.env.world.tick)).toEqual([0, 0, 0, 0])
  })
})

describe('the first minibatch of the first epoch finds the policy that played', () => {
  const once: Partial<PpoConfig> = {
    epochs: 1,
    minibatch: 128,
    rollout: 16,
    sequence: 8,
    learningRate: 0.05,
    agentSteps: 1e6,
  }
  it.each<[string, Partial<PpoConfig>]>([
    ['a dense net', {}],
    ['a net for each agent', { weights: 'separate', minibatch: 64 }],
    ['a recurrent net, over ends inside its sequences', { net: { recurrent: 8 } }],
    ['a recurrent net with sequences of 1', { net: { recurrent: 8 }, sequence: 1 }],
  ])('%s', async (_, ppo) => {
    const trainer = await create(CATCH, { ...once, ...ppo })
    const { entropy: before } = await trainer.iterate()
    for (let i = 0; i < 12; i++) {
      const { approxKl, clipFraction, episodes } = await trainer.iterate()
      expect(Math.abs(approxKl)).toBeLessThan(1e-6)
      expect(clipFraction).toBe(0)
      expect(episodes).toBeGreaterThan(8)
    }
    // The policy is no longer the uniform one, which any state would agree with.
    expect((await trainer.iterate()).entropy).toBeLessThan(before - 0.05)
  })
})

describe('updates', () => {
  it('stop after the epoch whose KL exceeds the target', async () => {
    expect((await (await create(CATCH, { epochs: 4, targetKl: 1e-9 })).iterate()).epochs).toBe(1)
    expect((await (await create(CATCH, { epochs: 4, targetKl: 1e9 })).iterate()).epochs).toBe(4)
    expect((await (await create(CATCH, { epochs: 4, targetKl: null })).iterate()).epochs).toBe(4)
  })

  it('follow the schedules of learning rate and entropy', async () => {
    const trainer = await create(CATCH, { entropy: [0.08, 0], learningRate: 0.01 })
    for (const share of [1, 0.75, 0.5, 0.25]) {
      const metrics = await trainer.iterate()
      expect(metrics.learningRate).toBeCloseTo(0.01 * share, 12)
      expect(metrics.entropyCoefficient).toBeCloseTo(0.08 * share, 12)
    }
    expect((await (await create(CATCH, { anneal: false })).iterate()).learningRate).toBe(0.01)
  })

  it('tune knobs from one value to another over a share of the run', async () => {
    const trainer = await create(CATCH, { knobs: { pay: [0, 2, 0.5] } })
    for (const pay of [0, 1, 2, 2]) {
      expect((await trainer.iterate())['knob/pay']).toBe(pay)
      expect(new Set(trainer.env.world.knobs.pay)).toEqual(new Set([pay]))
    }
  })

  it('refuse a knob that the environment has not', async () => {
    const trainer = await create(CATCH, { knobs: { wage: [0, 1, 1] } })
    await expect(trainer.iterate()).rejects.toThrow(/wage.*pay/)
  })
})

describe('a trainer refuses', () => {
  it.each<[string, Partial<PpoConfig>, string]>([
    [
      'a minibatch that does not divide the rows',
      { minibatch: 48 },
      'Got minibatch 48 for 64 rows an iteration, expected a divisor',
    ],
    ['a minibatch of 0', { minibatch: 0 }, 'Got minibatch 0, expected an integer >= 1.'],
    [
      'a sequence that does not divide the rollout',
      { sequence: 3, net: { recurrent: 4 } },
      'Got sequence 3 for rollout 8',
    ],
    [
      'a sequence that does not divide the minibatch',
      { sequence: 8, minibatch: 4, net: { recurrent: 4 } },
      'Got sequence 8 for minibatch 4',
    ],
    ['unknown weights', { weights: 'tied' as 'shared' }, "Got weights 'tied', expected one of: shared, separate."],
    ['an encoder for other rows', { net: { encoder: 'grid' } }, "Got encoder 'grid' for rows of shape [6]"],
  ])('%s', async (_, ppo, message) => {
    await expect(create(CATCH, ppo)).rejects.toThrow(message)
  })

  it('no view', async () => {
    const blind = { env: 'catch', envOptions: { view: null } }
    await expect(create(blind)).rejects.toThrow('Got view null, expected a view to learn from: one of grid, numbers.')
  })
})

describe('a checkpoint refuses', () => {
  const rewrite = (file: string, change: (tensors: ReturnType<typeof readSafetensors>['tensors']) => void) => {
    const path = join(folder, 'checkpoint', file)
    const { tensors } = readSafetensors(path)
    change(tensors)
    writeFileSync(path, encodeSafetensors(tensors, {}))
  }
  const load = () => loadCheckpoint(join(folder, 'checkpoint'))
  beforeEach(async () => saveCheckpoint(await create(CATCH), join(folder, 'checkpoint')))

  it('weights of another size, naming tensor and shapes', () => {
    rewrite('weights.safetensors', (tensors) => (tensors['0/trunk0/w'] = { shape: [7, 8], data: new Float32Array(56) }))
    expect(load).toThrow(/Got shape \[7,8\] for tensor '0\/trunk0\/w' in .*, expected \[6,8\] for this network\./)
  })

  it('missing weights', () => {
    rewrite('weights.safetensors', (tensors) => delete tensors['0/head/b'])
    expect(load).toThrow("Missing tensor '0/head/b'")
  })

  it('moments of another size', () => {
    rewrite('state.safetensors', (tensors) => (tensors['0/m'] = { shape: [3], data: new Float32Array(3) }))
    expect(load).toThrow("Got 3 elements for tensor '0/m'")
  })

  it('another format', () => {
    const path = join(folder, 'checkpoint', 'checkpoint.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"format": 1', '"format": 99'))
    expect(load).toThrow('Got checkpoint format 99')
  })

  it('a folder that is none', () => {
    expect(() => loadCheckpoint(folder)).toThrow('Got no checkpoint.json')
    expect(latestCheckpoint(join(folder, 'none'))).toBe(null)
  })

  it('another number of slots', async () => {
    await expect(create(CATCH, { slots: 8 }, 1, load().state)).rejects.toThrow('Got a snapshot of shape')
  })
})

describe('learning', () => {
  const fast: Partial<PpoConfig> = {
    slots: 32,
    rollout: 16,
    minibatch: 256,
    epochs: 4,
    learningRate: 0.01,
    net: { hidden: [32] },
  }

  it('finds the levers: 0.5 by chance, 1 at best', async () => {
    const trainer = await create(LEVERS, { ...fast, agentSteps: 40_960 })
    const first = await trainer.iterate()
    while (!trainer.done) await trainer.iterate()
    const last = await trainer.iterate()
    expect(first.episodeReturn / 8).toBeLessThan(0.55)
    expect(last.episodeReturn / 8).toBeGreaterThan(0.95)
  })

  it('learns to catch, with a mask and ends', async () => {
    const task = { env: 'catch', envOptions: { view: 'numbers', width: 3, rocks: 0 } }
    const trainer = await create(task, { ...fast, agentSteps: 120_000 })
    let last = await trainer.iterate()
    while (!trainer.done) last = await trainer.iterate()
    expect(last.episodeReturn).toBeGreaterThan(7.4)
  })
})

it('without ONNX Runtime the eager engine learns the same numbers', async () => {
  const options = { env: 'overcooked', envOptions: { horizon: 20 }, seed: 3 }
  const ppo = { agentSteps: 256, slots: 4, rollout: 16, minibatch: 64, epochs: 1, threads: 1, net: { hidden: [8] } }
  const thetas: Float32Array[] = []
  for (const engine of ['compiled', 'eager'] as const) {
    const trainer = await Trainer.create({ ...options, ppo: { ...ppo, engine } })
    await trainer.iterate()
    thetas.push(trainer.thetas[0].slice())
    await trainer.close()
  }
  const [compiled, eager] = thetas
  for (let i = 0; i < compiled.length; i++) expect(eager[i]).toBeCloseTo(compiled[i], 4)
})
