/** Exports a policy as an ONNX model that runs anywhere. */
import * as tf from '@tensorflow/tfjs-core'
import { writeAtomic } from './tensor/safetensors.ts'
import { compile } from './tensor/compile.ts'
import type { Net } from './net.ts'
import { rowDtype } from './rollout.ts'

/**
 * Writes `path`: input `observation` `[batch, ...shape]` in the view's own type (and `hidden` `[batch, units]` of a recurrent
 * network), outputs `logits` `[batch, sum of heads]` and `value` `[batch]` (and `next_hidden`). Weights are inside.
 */
export async function exportOnnx(net: Net, theta: Float32Array, path: string): Promise<void> {
  const { box, config, table } = net
  if (config.critic === 'central') throw new TypeError("Got a central critic, expected critic 'own': a central one needs all agents' rows.")
  const inputs: Record<string, { shape: number[]; dtype?: 'uint8' | 'float32' }> = {
    observation: { shape: [-1, ...box.shape], dtype: rowDtype(box.dtype) },
  }
  if (config.recurrent > 0) inputs.hidden = { shape: [-1, config.recurrent] }
  const program = await compile((given) => {
    const params = Object.fromEntries(
      Object.entries(table.entries).map(([name, { shape, offset, size }]) => [name, tf.tensor(theta.slice(offset, offset + size), [...shape])]),
    )
    const { logits, value, hidden } = net.apply(params, { rows: given.observation, hidden: given.hidden })
    return { logits, value, ...(hidden ? { next_hidden: hidden } : {}) }
  }, inputs, { name: 'policy' }) // prettier-ignore
  writeAtomic(path, program.model)
  await program.close()
}
