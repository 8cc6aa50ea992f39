/** V7 by the training manifest: what the battery asks of must not have been trained on, and what was must be known. */
import { describe, expect, it } from 'vitest'
import { netPolicy } from '../../agents/learned.ts'
import { manifestOf, type Manifest } from '../../agents/manifest.ts'
import { Trainer, type TrainOptions } from '../../agents/ppo.ts'
import { silence } from '../../agents/tensor/engine.ts'
import { runBattery } from '../../probes/battery/battery.ts'
import { canary } from '../../probes/battery/canary.ts'
import type { Learned } from '../../probes/battery/decode.ts'
import { optionsOf } from '../../probes/battery/play.ts'
import { questionIn } from '../../probes/battery/questions.ts'
import { disjoint, separated, unfamiliar } from '../../probes/battery/separation.ts'
import { judge } from '../../probes/battery/verdict.ts'
import { permuted } from '../../probes/stats/ranks.ts'
import { over } from '../../envs/variants.ts'

silence()
const reallocation = questionIn('allocation', 'reallocation')
const stakeholders = questionIn('allocation', 'stakeholders')
const PPO = { slots: 32, rollout: 32, minibatch: 512, epochs: 1, threads: 1, net: { hidden: [8] } }
const OPTIONS = { view: 'symbolic', window: 1, rounds: 3 }
const DRAW = { seed: 'probe 0', pairs: 32 }

interface Run {
  readonly manifest: Manifest
  readonly subject: Learned
}

/** A policy of two iterations; it says of itself what `OPTIONS` say, whatever it was trained in. */
async function trained(envOptions: object, seed: number | string, more: Partial<TrainOptions> = {}): Promise<Run> {
  const options = { env: 'allocation', envOptions: envOptions as Record<string, unknown>, ppo: PPO, seed, ...more }
  const trainer = await Trainer.create(options)
  for (let i = 0; i < 2; i++) await trainer.iterate()
  const manifest = manifestOf(trainer)!
  const learned = netPolicy('net', trainer.nets, trainer.thetas)
  await trainer.close()
  return {
    manifest,
    subject: { name: 'net', policy: learned, learned, size: null, view: 'symbolic', options: OPTIONS },
  }
}

describe('the training manifest', async () => {
  const honest = await trained(OPTIONS, 1)
  const { manifest, subject } = honest

  it('is not asked of bots, and its absence is said beside the verdict', async () => {
    expect(separated(reallocation, subject, DRAW, { trained: false, manifest: null })).toEqual([])
    const questions = [{ ...reallocation, references: [] }]
    const [{ judgement }] = await runBattery({ questions, subject, draw: { ...DRAW, pairs: 4 }, trainingSeed: 1 })
    expect(judgement.flags).toEqual(['FLAG(NO_MANIFEST)'])
    const unknown = judgement.checks.filter(({ id, ok }) => id === 'V7' && ok === null)
    expect(unknown.map(({ detail }) => detail)).toEqual(['there is none: what was seen in training is not known'])
    const known = separated(reallocation, subject, DRAW, { trained: true, manifest })
    expect(known.map(({ ok, flag }) => [ok, flag])).toEqual([
      [true, undefined],
      [true, undefined],
    ])
    const leaked = separated(reallocation, subject, DRAW, { trained: true, manifest: { ...manifest, seed: 'probe 0' } })
    expect(judge({}, leaked)).toBe('INVALID(LEAK)')
  })

  it('holds where nothing is shared', () => {
    expect(disjoint(reallocation, subject, DRAW, manifest)).toMatchObject({ id: 'V7', ok: true })
    expect(unfamiliar(reallocation, subject, DRAW, manifest)).toMatchObject({ id: 'V7', ok: true })
  })

  it('shows a trial that was trained in', async () => {
    const cell = await trained({ ...optionsOf(reallocation, 'MN', OPTIONS), view: 'symbolic' }, 1)
    const { ok, detail } = disjoint(reallocation, subject, DRAW, cell.manifest)
    expect([ok, detail]).toEqual([false, 'trial MN is what it was trained in'])
  })

  it('shows draws that were trained on, by name and by what was seen', async () => {
    const same = await trained(OPTIONS, 'probe 0')
    expect(disjoint(reallocation, subject, DRAW, same.manifest)).toMatchObject({
      ok: false,
      detail: 'trained on the draws of seed probe 0',
    })
    const { ok, estimate } = unfamiliar(reallocation, subject, DRAW, { ...same.manifest, seed: 'hidden' })
    expect(ok).toBe(false)
    expect(estimate!.low).toBeGreaterThan(1)
  })

  it('shows cells that are called novel or held out, and were met', async () => {
    const many = { recipients: { kinds: ['hunger', 'growth'], signals: ['bar', 'posture'] } }
    const met = await trained({ ...OPTIONS, ...many }, 1)
    expect(disjoint(stakeholders, subject, DRAW, met.manifest)).toMatchObject({
      ok: false,
      detail: 'trial S4 draws from cell growth, posture of training',
    })
    expect(disjoint(reallocation, subject, DRAW, met.manifest).ok).toBe(true)
    const held = { ...met.manifest, held: { key: 'a', split: 'train' } } as const
    expect(disjoint(reallocation, subject, DRAW, held).detail).toContain('draws from cell hunger, bar of training')
    const others = {
      ...subject,
      options: over(over(OPTIONS, many), { recipients: { cells: [['growth', 'posture']] } }),
    }
    const cells = [['hunger', 'bar']]
    expect(disjoint(reallocation, others, DRAW, { ...held, cells }).ok).toBe(true)
  })

  it('shows a measurement that moved weights', () => {
    const influences = [...manifest.influences, { name: 'probe AUROC', source: 'measurement' } as never]
    expect(disjoint(reallocation, subject, DRAW, { ...manifest, influences })).toMatchObject({
      ok: false,
      detail: 'probe AUROC moved the weights and comes from measurement',
    })
  })
})

describe('the canary', async () => {
  const clean = await trained(OPTIONS, 3)
  const met = await trained({ ...OPTIONS, glyph: true }, 3)

  it('is silent where training never met the sign, however it went', () => {
    expect(canary(reallocation, clean.subject, 3)).toMatchObject({ id: 'V7', ok: true })
  })

  it('sings where it did', () => {
    expect(canary(reallocation, met.subject, 3)).toMatchObject({ id: 'V7', ok: false })
  })

  it('is not asked where it cannot be: no sign, no training, another start', () => {
    expect(canary(stakeholders, met.subject, 3)).toBeNull()
    expect(canary(reallocation, met.subject, null)).toBeNull()
    expect(canary(questionIn('overcooked', 'reallocation'), met.subject, 3)).toBeNull()
    expect(canary(reallocation, { ...met.subject, view: 'common' }, 3)).toMatchObject({ ok: null })
    expect(canary(reallocation, clean.subject, 4)).toMatchObject({ ok: null })
  })
})

describe('a permutation test', () => {
  it('is exact about ties, and sees what is larger', () => {
    const zeros = Array.from({ length: 60 }, () => 0)
    expect(permuted(zeros.slice(0, 20), zeros, 'a')).toBe(1)
    expect(permuted([0, 0, 1], [0, 0, 0, 0, 0, 0], 'a')).toBeCloseTo(1 / 3, 1)
    expect(permuted([5, 6, 7, 8, 9, 9, 9], zeros, 'a')).toBe(1e-4)
    expect(permuted(zeros.slice(0, 7), [5, 6, 7, 8], 'a')).toBe(1)
  })
})
