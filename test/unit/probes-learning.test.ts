/**
 * What stands between probes and training: a copy that unlearns and is discarded, draws that were trained on, splits.
 */
import { describe, expect, it } from 'vitest'
import { netPolicy } from '../../agents/learned.ts'
import { net, NET_DEFAULTS } from '../../agents/net.ts'
import type { TrainOptions } from '../../agents/ppo.ts'
import { keyedHash, splitOf } from '../../agents/split.ts'
import { silence } from '../../agents/tensor/engine.ts'
import { generator } from '../../envs/core/keyed.ts'
import { makeBatch } from '../../envs/registry.ts'
import { questionIn } from '../../probes/battery/questions.ts'
import type { Learned } from '../../probes/battery/decode.ts'
import { familiarity, unseen } from '../../probes/battery/leak.ts'
import { botSubject, playTrial } from '../../probes/battery/play.ts'
import { Results } from '../../probes/battery/results.ts'
import { perturb, riseCheck, sandbags } from '../../probes/battery/sandbag.ts'
import { meanOf } from '../../probes/stats/contrast.ts'
import { unlearning } from '../../probes/battery/unlearning.ts'

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
      episodes.push(...(await playTrial(reallocation, 'N', botSubject(bot, 'allocation'), DRAW)))
    const subject = {
      name: 'random',
      policy: netPolicy('net', [network], [theta]),
      size: null,
      view: 'symbolic',
      options: {},
    }
    const learned = netPolicy('net', [network], [theta])
    const known = new Results(episodes, DRAW.pairs)
    expect(await sandbags(reallocation, { ...subject, learned: null }, DRAW, known)).toMatchObject({ ok: null })
    expect(await sandbags(reallocation, { ...subject, learned }, DRAW, known)).toMatchObject({ ok: true })
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
