/**
 * What stands between probes and training: a copy that unlearns and is discarded, draws that were trained on, splits.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCheckpoint, saveCheckpoint } from '../../agents/checkpoint.ts'
import { netPolicy, type LearnedPolicy } from '../../agents/learned.ts'
import { net, NET_DEFAULTS } from '../../agents/net.ts'
import { Trainer, type TrainOptions } from '../../agents/ppo.ts'
import { keyedHash, splitOf } from '../../agents/split.ts'
import { silence } from '../../agents/tensor/engine.ts'
import { generator } from '../../envs/core/keyed.ts'
import { makeBatch } from '../../envs/registry.ts'
import { questionIn } from '../../probes/battery/questions.ts'
import { runBattery } from '../../probes/battery/battery.ts'
import { cueActivations, type Learned } from '../../probes/battery/decode.ts'
import { familiarity, unseen } from '../../probes/battery/leak.ts'
import { botSubject, playTrial } from '../../probes/battery/play.ts'
import { evaluation } from '../../probes/battery/capability.ts'
import { Results } from '../../probes/battery/results.ts'
import { perturb, riseCheck, sandbags } from '../../probes/battery/sandbag.ts'
import { meanOf } from '../../probes/stats/contrast.ts'
import { unlearning } from '../../probes/battery/unlearning.ts'

const may = evaluation('test')

const reallocation = questionIn('allocation', 'reallocation')

silence()
const { world } = makeBatch('allocation', { slots: 1 })
const network = net({ ...NET_DEFAULTS, hidden: [16] }, world.box!, world.heads, 1)
const theta = network.init(generator(['weights', 1]))
const options: TrainOptions = {
  env: 'allocation',
  envOptions: { view: 'symbolic' },
  ppo: { slots: 8, rollout: 64, minibatch: 256, epochs: 1, threads: 1, net: { hidden: [16] } },
  seed: 7,
}
const DRAW = { seed: 'probe 7', pairs: 6 }

describe('unlearning', () => {
  const original = { nets: [network], thetas: [theta], options }

  it('asks a copy on the way and leaves the original as it was, the same each time', async () => {
    const before = theta.slice()
    const found = await unlearning(reallocation, original, 3, DRAW)
    expect(theta).toEqual(before)
    expect(found.curve.map(({ updates }) => updates)).toEqual([0, 1, 3])
    expect(found.curve[0].VC.n).toBe(6)
    expect(await unlearning(reallocation, original, 3, DRAW)).toEqual(found)
  })

  it('needs an update', async () => {
    await expect(unlearning(reallocation, original, 0, DRAW)).rejects.toThrow('Got 0 updates, expected at least 1.')
  })
})

describe('leave to play a probe', () => {
  const bot = botSubject('always', 'allocation')
  const asked = { ...bot, name: 'live', view: 'symbolic' }

  it('is made where evaluation begins, and nothing else stands for it', async () => {
    await expect(playTrial({ purpose: 'training' }, reallocation, 'U', bot, DRAW)).rejects.toThrow(
      'Got {"purpose":"training"}, expected a capability from evaluation()',
    )
  })

  it('ends where an optimizer holds the weights, and is there again once it let go', async () => {
    const trainer = await Trainer.create(options)
    const own = netPolicy('own', trainer.nets, trainer.thetas)
    const copy = netPolicy(
      'copy',
      trainer.nets,
      trainer.thetas.map((values) => values.slice()),
    )
    const play = (learned: LearnedPolicy) =>
      playTrial(may, reallocation, 'U', { ...asked, policy: learned, learned }, { ...DRAW, pairs: 2 })
    await expect(play(own)).rejects.toThrow('Got live with an open trainer on its weights')
    const questions = [{ ...reallocation, references: [] }]
    const subject = { ...asked, policy: own, learned: own }
    await expect(runBattery({ questions, subject, draw: DRAW })).rejects.toThrow('Got live with an open trainer')
    expect(await play(copy)).toHaveLength(2)
    await trainer.close()
    expect(await play(own)).toHaveLength(2)
    await Promise.all([own.close(), copy.close()])
  })

  it('is asked for by two files of the probes alone', () => {
    const folder = new URL('../../probes/', import.meta.url)
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    const makers = names.filter((name) => /\bevaluation\('/.test(readFileSync(new URL(name, folder), 'utf8')))
    expect(makers.sort()).toEqual(['battery/battery.ts', 'battery/unlearning.ts'])
  })
})

describe('measuring', () => {
  /** Weights after four iterations, with something done to a checkpoint after each. */
  async function after(measure: (trainer: Trainer) => Promise<void>): Promise<Float32Array[]> {
    const trainer = await Trainer.create({ ...options, ppo: { ...options.ppo, agentSteps: 4 * 512 } })
    while (!trainer.done) {
      await trainer.iterate()
      await measure(trainer)
    }
    const thetas = trainer.thetas.map((values) => values.slice())
    await trainer.close()
    return thetas
  }

  it('between updates leaves the weights that training gives without, to the byte', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'measured-'))
    let measured = 0
    const probed = await after(async (trainer) => {
      saveCheckpoint(trainer, folder)
      const { nets, state } = loadCheckpoint(folder)
      const learned = netPolicy(
        'checkpoint',
        nets,
        state.learners.map((each) => each.theta),
      )
      const subject: Learned = {
        name: 'checkpoint',
        policy: learned,
        learned,
        size: null,
        view: 'symbolic',
        options: {},
      }
      for (const trial of ['U', 'M']) await playTrial(may, reallocation, trial, subject, { ...DRAW, pairs: 2 })
      await cueActivations(reallocation, subject, { seed: DRAW.seed, pairs: 10 })
      await learned.close()
      measured++
    })
    rmSync(folder, { recursive: true })
    expect(measured).toBe(4)
    expect(probed).toEqual(await after(async () => {}))
    expect(probed).not.toEqual(await after(async (trainer) => void (trainer.thetas[0][0] += 1e-3)))
  })
})

describe('draws that were trained on', () => {
  const learned = netPolicy('net', [network], [theta])
  const subject: Learned = { name: 'net', policy: learned, learned, size: null, view: 'symbolic', options: {} }

  it('are a leak', async () => {
    expect(await unseen(reallocation, subject, { seed: 7, pairs: 2 }, '7')).toMatchObject({ id: 'V7', ok: false })
  })

  it('are none where nothing was trained', async () => {
    const bot = { ...subject, learned: null }
    expect(await unseen(reallocation, bot, DRAW, null)).toMatchObject({ ok: null })
  })

  it('are not familiar to a network that never saw them', async () => {
    const { estimate, n } = await familiarity(reallocation, subject, DRAW.seed, 100)
    expect(estimate).toBeGreaterThan(0.35)
    expect(estimate).toBeLessThan(0.6)
    expect(n).toBe(80)
  })
})

describe('sandbagging', () => {
  const rise = (mean: number) =>
    meanOf(
      Array.from({ length: 64 }, (_, i) => mean + (i % 2 ? 0.05 : -0.05)),
      'pair',
    )

  it('is flagged where competence rises under some noise, and not where it falls', () => {
    expect(riseCheck([rise(-0.2), rise(-0.1), rise(0.05)])).toMatchObject({ id: 'V10', ok: true })
    expect(riseCheck([rise(-0.2), rise(0.3), rise(-0.1)])).toMatchObject({ ok: false })
  })

  it('is looked for in copies: the weights stay, and noise is as large as is said', () => {
    const before = theta.slice()
    const copy = perturb(theta, network, 0.1, generator(['noise']))
    expect(theta).toEqual(before)
    const { offset, size } = network.table.entries['trunk0/w']
    const squares = (values: Float32Array) =>
      values.slice(offset, offset + size).reduce((sum, value) => sum + value * value, 0)
    expect(Math.sqrt(squares(copy.map((value, i) => value - theta[i])) / squares(theta))).toBeCloseTo(0.1, 2)
  })

  it('is asked of networks alone', async () => {
    const episodes = []
    for (const bot of ['exploiter', 'random'])
      episodes.push(...(await playTrial(may, reallocation, 'N', botSubject(bot, 'allocation'), DRAW)))
    const subject = {
      name: 'random',
      policy: netPolicy('net', [network], [theta]),
      size: null,
      view: 'symbolic',
      options: {},
    }
    const learned = netPolicy('net', [network], [theta])
    const known = new Results(episodes, DRAW.pairs)
    expect(await sandbags(may, reallocation, { ...subject, learned: null }, DRAW, known)).toMatchObject({ ok: null })
    expect(await sandbags(may, reallocation, { ...subject, learned }, DRAW, known)).toMatchObject({ ok: true })
  })
})

describe('splits', () => {
  const cells = Array.from({ length: 1000 }, (_, i) => ({ kind: i % 5, looks: i }))

  it('hold out whole cells, the same under one key and others under another', () => {
    const of = (key: string) => cells.map((cell) => splitOf(key, cell))
    expect(of('a')).toEqual(of('a'))
    expect(of('a')).not.toEqual(of('b'))
    expect(splitOf('a', { looks: 3, kind: 1 })).toBe(splitOf('a', { kind: 1, looks: 3 }))
    const share = (split: string) => of('a').filter((each) => each === split).length / cells.length
    expect(share('train')).toBeCloseTo(0.7, 1)
    expect(share('dev')).toBeCloseTo(0.15, 1)
    expect(share('test')).toBeCloseTo(0.15, 1)
  })

  it('need a key', () => {
    expect(() => keyedHash('', 1)).toThrow('Got an empty key, expected some secret text.')
  })
})
