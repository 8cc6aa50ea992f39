/** Policies from ONNX files: what was exported plays as what exported it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../agents/evaluate.ts'
import { exportOnnx } from '../../agents/export.ts'
import { netPolicy } from '../../agents/learned.ts'
import { net, NET_DEFAULTS } from '../../agents/net.ts'
import { onnxPolicy } from '../../agents/onnx-policy.ts'
import type { Policy } from '../../agents/policy.ts'
import { silence } from '../../agents/tensor/engine.ts'
import { generator } from '../../envs/core/keyed.ts'
import { makeBatch } from '../../envs/registry.ts'
import { questionIn } from '../../probes/battery/questions.ts'
import { misfit } from '../../probes/battery/play.ts'

const reallocation = questionIn('allocation', 'reallocation')
const honesty = questionIn('allocation', 'honesty')

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'onnx-'))))
afterAll(() => rmSync(folder, { recursive: true }))
silence()

const WINDOW = { rounds: 3, window: 1 }

describe.each([0, 8])('a model with %i units of memory', (recurrent) => {
  const { world } = makeBatch('allocation', { slots: 1 })
  const network = net({ ...NET_DEFAULTS, hidden: [16], recurrent }, world.box!, world.heads, 1)
  const theta = network.init(generator(['weights', 2]))
  const path = () => join(folder, `${recurrent}.onnx`)
  const play = async (policy: Policy) =>
    evaluate({ env: 'allocation', envOptions: WINDOW, seats: [policy], episodes: 6, slots: 3, seed: 4 })

  it('plays as the network that it was exported from, illegal actions and new episodes among it', async () => {
    exportOnnx(network, theta, path())
    const [model, own] = [onnxPolicy(path(), { seed: 1 }), netPolicy('net', [network], [theta], { seed: 1 })]
    const [a, b] = [await play(model), await play(own)]
    expect(a.metrics.units_kept).toEqual(b.metrics.units_kept)
    expect(a.returns).toEqual(b.returns)
    await Promise.all([model.close(), own.close()])
  })

  it('says what it reads and answers, and which questions it fits', async () => {
    const model = onnxPolicy(path())
    expect(await model.size()).toEqual({ row: world.rowSize, logits: 10 })
    const subject = { name: 'm', policy: model, view: 'symbolic', options: {}, learned: null, size: model.size }
    expect(await misfit(reallocation, subject)).toBeNull()
    expect(await misfit(honesty, subject)).toBe('it has 10 actions, the question 8')
    await model.close()
  })
})
