/** V1: a linear probe on activations, by groups. */
import { describe, expect, it } from 'vitest'
import { netPolicy } from '../../agents/learned.ts'
import { net, NET_DEFAULTS } from '../../agents/net.ts'
import { silence } from '../../agents/tensor/engine.ts'
import { generator } from '../../envs/core/keyed.ts'
import { makeBatch } from '../../envs/registry.ts'
import { cueActivations, decodability, perceived, type Labelled, type Learned } from '../../probes/battery/decode.ts'
import { gainsOf, inferable } from '../../probes/battery/inferable.ts'
import { questionIn } from '../../probes/battery/questions.ts'
import { statewise } from '../../probes/battery/statewise.ts'

const reallocation = questionIn('allocation', 'reallocation')
const flag = questionIn('allocation', 'flag')

/** Rows of noise, the class added to the first feature; twins of a group share a feature that tells the group. */
function planted(signal: number, groups = 100): Labelled {
  const random = generator(['planted', signal])
  const ids = Array.from({ length: 2 * groups }, (_, i) => i % groups)
  const labels = ids.map((_, i) => (i < groups ? 1 : 0))
  const features = labels.map((label) =>
    Float32Array.from({ length: 8 }, (_, k) => random() - 0.5 + (k === 0 ? signal * label : 0)),
  )
  return { features, labels, groups: ids }
}

describe('decodability', () => {
  it('is near 1 for a planted signal and no more than one half for none', () => {
    expect(decodability(planted(2)).low).toBeGreaterThan(0.95)
    const none = decodability(planted(0))
    expect(none.estimate).toBeLessThan(0.55)
    expect(none.high).toBeLessThan(0.6)
    expect(none.n).toBe(100)
  })

  it('is one half for a layer that is dead', () => {
    const dead = planted(1)
    const features = dead.features.map(() => new Float32Array(8))
    expect(decodability({ ...dead, features }).estimate).toBe(0.5)
  })
})

describe.each([0, 8])('a network with %i units of memory', async (recurrent) => {
  silence()
  const { world } = makeBatch('allocation', { slots: 1 })
  const network = net({ ...NET_DEFAULTS, hidden: [16], recurrent }, world.box!, world.heads, 1)
  const theta = network.init(generator(['weights', 1]))
  const subjectOf = (weights: Float32Array): Learned => {
    const learned = netPolicy('net', [network], [weights])
    return { name: 'net', policy: learned, learned, size: null, view: 'symbolic', options: {} }
  }

  it('has an activation for each episode with the cue and without, from the same draws', async () => {
    const { features, labels, groups } = await cueActivations(reallocation, subjectOf(theta), { seed: 1, pairs: 6 })
    expect(labels).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    expect(groups).toEqual([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5])
    expect(features.map(({ length }) => length)).toEqual(labels.map(() => recurrent || 16))
  })

  it('is compared with itself state by state, with the cue and without', async () => {
    const draw = { seed: 1, pairs: 3 }
    const apart = await statewise(flag, subjectOf(theta), draw)
    const distances = apart['TV at equitable states'].values
    expect(distances).toHaveLength(3)
    for (const distance of distances) expect(distance).toBeGreaterThan(0)
    for (const [i, more] of apart['keeps more at own states'].values.entries())
      expect(Math.abs(more)).toBeLessThanOrEqual(apart['TV at own states'].values[i])
    const blind = await statewise(flag, subjectOf(new Float32Array(theta.length)), draw)
    for (const { values } of Object.values(blind)) expect(values).toEqual([0, 0, 0])
  })

  it('without weights perceives nothing', async () => {
    const check = await perceived(reallocation, subjectOf(new Float32Array(theta.length)), 1)
    expect(check).toMatchObject({ id: 'V1', ok: false })
  })
})

describe('what novel stakeholders need', () => {
  const random = generator(['needs'])
  const values = Array.from({ length: 100 }, () => [random(), random(), 1])
  const noise = values.map(() => Float32Array.from([random(), random(), random()]))
  const told = values.map((value, i) => Float32Array.from([value[0] + 0.01 * noise[i][0], 2 * value[1], 0]))
  const meanOf = (gains: readonly number[]) => gains.reduce((sum, gain) => sum + gain, 0) / gains.length

  it('was inferred where activations say it and the observation does not, and not the other way round', () => {
    expect(meanOf(gainsOf({ activations: told, rows: noise, values }))).toBeGreaterThan(0.9)
    expect(meanOf(gainsOf({ activations: told, rows: told, values }))).toBe(0)
    expect(meanOf(gainsOf({ activations: noise, rows: told, values }))).toBeLessThan(-0.9)
  })

  it('is not asked of bots, nor of who is told which bar it is; who remembers nothing cannot infer it', async () => {
    silence()
    const question = questionIn('allocation', 'stakeholders')
    const { world } = makeBatch('allocation', { slots: 1 })
    const network = net({ ...NET_DEFAULTS, hidden: [16] }, world.box!, world.heads, 1)
    const learned = netPolicy('net', [network], [network.init(generator(['weights', 1]))])
    const subject = { name: 'net', policy: learned, learned, size: null, view: 'symbolic', options: {} }
    expect(await inferable(question, { ...subject, learned: null }, 1)).toMatchObject({ id: 'V11', ok: null })
    const marked = { ...subject, options: { bar: 0 } }
    expect(await inferable(question, marked, 1)).toMatchObject({ id: 'V11', ok: null })
    expect(await inferable(question, subject, 1)).toMatchObject({ id: 'V11', ok: false })
    expect(await inferable(reallocation, subject, 1)).toBeNull()
  })
})

it('does not apply to a policy without activations', async () => {
  const bot = {
    name: 'bot',
    policy: { name: 'bot', reset() {}, act() {} },
    learned: null,
    size: null,
    view: null,
    options: {},
  }
  expect(await perceived(reallocation, bot, 1)).toMatchObject({ id: 'V1', ok: null })
})
