/** Exports a policy as an ONNX model that runs anywhere. */
import { tf } from './tensor/tf.ts'
import { writeAtomic } from './tensor/safetensors.ts'
import { onnxModel } from './tensor/compile.ts'
import type { Net } from './net.ts'
import { rowDtype } from './rollout.ts'

/**
 * Writes `path`: input `observation` `[batch, ...shape]` in the view's own type (and `hidden` `[batch, units]` of a recurrent
 * network), outputs `logits` `[batch, sum of heads]` and `value` `[batch]` (and `next_hidden`). A central critic stays behind: it
 * reads the rows of all agents, so there is no `value`. Weights are inside.
 */
export function exportOnnx(net: Net, theta: Float32Array, path: string): void {
  const { box, config, table } = net
  const inputs: Record<string, { shape: number[]; dtype?: 'uint8' | 'float32' }> = {
    observation: { shape: [-1, ...box.shape], dtype: rowDtype(box.dtype) },
  }
  if (config.recurrent > 0) inputs.hidden = { shape: [-1, config.recurrent] }
  const { model } = onnxModel((given) => {
    const params = Object.fromEntries(
      Object.entries(table.entries).map(([name, { shape, offset, size }]) => [name, tf.tensor(theta.slice(offset, offset + size), [...shape])]),
    )
    const input = { rows: given.observation, hidden: given.hidden }
    const { hidden, ...outputs } = config.critic === 'central' ? net.policy(params, input) : net.apply(params, input)
    return { ...outputs, ...(hidden ? { next_hidden: hidden } : {}) }
  }, inputs, { name: 'policy' }) // prettier-ignore
  writeAtomic(path, model)
}
