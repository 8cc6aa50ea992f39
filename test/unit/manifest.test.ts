/** The training manifest: what a run was shown, and what moved its weights. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCheckpoint, MANIFEST, saveCheckpoint } from '../../agents/checkpoint.ts'
import { hashesOf, manifestOf, readManifest, SOURCES, specHash } from '../../agents/manifest.ts'
import { PPO_DEFAULTS, Trainer, type TrainOptions } from '../../agents/ppo.ts'
import { addRow, bitsOf, familiar, KEPT, PATCH, settled, sketch } from '../../agents/sketch.ts'
import { silence } from '../../agents/tensor/engine.ts'
import { makeBatch } from '../../envs/registry.ts'
import { generator } from '../../envs/core/keyed.ts'

silence()
let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'manifest-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const OPTIONS: TrainOptions = {
  env: 'allocation',
  envOptions: { view: 'symbolic', rounds: 2 },
  ppo: { agentSteps: 8 * 16 * 6, slots: 8, rollout: 16, minibatch: 128, epochs: 1, threads: 1, net: { hidden: [8] } },
  seed: 5,
}

/** Checkpoints after these numbers of iterations, made by one trainer. */
async function trained(options: TrainOptions, at: readonly number[], from?: string): Promise<string[]> {
  const trainer = await Trainer.create(options, from ? loadCheckpoint(from).state : undefined)
  const saved: string[] = []
  for (const iteration of at) {
    while (trainer.iteration < iteration) await trainer.iterate()
    const path = join(folder, `${options.seed} ${at.join(' ')} ${iteration}`)
    saveCheckpoint(trainer, path)
    saved.push(path)
  }
  await trainer.close()
  return saved
}
const textOf = (checkpoint: string): string => readFileSync(join(checkpoint, MANIFEST), 'utf8')

describe('a manifest', () => {
  it('names what is played, its draws and every number that an update goes by', async () => {
    const trainer = await Trainer.create({
      ...OPTIONS,
      ppo: { ...OPTIONS.ppo, knobs: { price: [0, 1, 1] }, targetKl: 1 },
    })
    for (let i = 0; i < 3; i++) await trainer.iterate()
    const { env, specs, seed, draws, cells, influences } = manifestOf(trainer)!
    await trainer.close()
    expect([env, seed, specs]).toEqual([expect.stringMatching(/^allocation@\d+$/), 5, [specHash(trainer.env)]])
    expect(draws).toMatchObject({ worlds: ['sva-gym', '5', 'slot', '<s>'], slots: [0, 8], episodes: [0, 3] })
    expect(cells).toEqual([['hunger', 'bar']])
    const names = influences.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(Object.keys(PPO_DEFAULTS)))
    expect(names).toEqual(
      expect.arrayContaining(['reward', 'knob/price', 'advantage', 'entropyCoefficient', 'approxKl']),
    )
    expect(influences.filter(({ source }) => !SOURCES.includes(source))).toEqual([])
    expect(influences.find(({ name }) => name === 'gamma')).toMatchObject({ source: 'configuration', value: 0.99 })
  })

  it('is the same of a run that was stopped and went on, and another of another seed', async () => {
    const [half, whole] = await trained(OPTIONS, [2, 6])
    const [resumed] = await trained(OPTIONS, [6], half)
    expect(textOf(resumed)).toBe(textOf(whole))
    expect(textOf(half)).not.toBe(textOf(whole))
    const [other] = await trained({ ...OPTIONS, seed: 6 }, [6])
    const [mine, theirs] = [whole, other].map((path) => new Set(hashesOf(loadCheckpoint(path).manifest!)))
    expect([...mine].filter((hash) => theirs.has(hash)).length).toBeLessThan(0.5 * mine.size)
  })

  it('is not made up for a run whose beginning is not known', async () => {
    const [first] = await trained({ ...OPTIONS, seed: 8 }, [1])
    rmSync(join(first, MANIFEST))
    expect(loadCheckpoint(first).manifest).toBeNull()
    const [later] = await trained({ ...OPTIONS, seed: 8 }, [2], first)
    expect(existsSync(join(later, MANIFEST))).toBe(false)
  })

  it('is refused where it is none', () => {
    expect(() => readManifest({ schema: 'sva.manifest/0' }, 'x/manifest.json')).toThrow(
      'Got schema "sva.manifest/0" in x/manifest.json, expected a training manifest, sva.manifest/1.',
    )
  })
})

describe('the name of what is played', () => {
  const named = (options: object): string => specHash(makeBatch('allocation', { slots: 1, ...options }))

  it('goes by every option but how long it is played, said or not', () => {
    expect(named({ horizon: 7 })).toBe(named({}))
    expect(named({ red: 0.5 })).toBe(named({}))
    expect(named({ red: 0.6 })).not.toBe(named({}))
  })
})

describe('a sketch', () => {
  const rows = 4000
  const size = 5 * PATCH + 3
  const random = generator(['rows'])
  const bits = bitsOf(Uint8Array.from({ length: rows * size }, () => Math.floor(256 * random())))
  const of = (order: readonly number[]) => {
    const made = sketch()
    for (const row of order) addRow(made, bits, row * size, size)
    return settled(made)
  }
  const order = Array.from({ length: rows }, (_, i) => i)

  it('keeps the smallest hashes, whatever the order and however often', () => {
    const kept = of(order)
    expect(kept).toHaveLength(KEPT)
    expect(of([...order, ...order].reverse())).toEqual(kept)
    const few = order.slice(0, 100)
    const all = of(few)
    expect(all).toHaveLength(600)
    const halves = sketch(of(few.slice(50)))
    for (const row of few.slice(0, 50)) addRow(halves, bits, row * size, size)
    expect(settled(halves)).toEqual(all)
    expect([...kept].every((hash, i) => i === 0 || hash > kept[i - 1])).toBe(true)
  })

  it('knows rows that were added, in a share of their patches, and no others', () => {
    const known = new Set(of(order.slice(0, 3000)))
    const hits = order.map((row) => familiar(known, bits, row * size, size))
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    // Short last patches may be alike in two rows.
    expect(sum(hits.slice(0, 3000)) - KEPT).toBeGreaterThanOrEqual(0)
    expect(sum(hits.slice(0, 3000)) - KEPT).toBeLessThan(5)
    expect(sum(hits.slice(3000))).toBe(0)
  })

  it('reads floats by their bits', () => {
    const floats = Float32Array.from({ length: PATCH }, (_, i) => i / 3)
    const made = sketch()
    addRow(made, bitsOf(floats), 0, PATCH)
    const known = new Set(settled(made))
    expect(familiar(known, bitsOf(floats), 0, PATCH)).toBe(1)
    expect(familiar(known, bitsOf(floats.map((x) => x + 1e-6)), 0, PATCH)).toBe(0)
  })
})
