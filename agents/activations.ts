/** What a network makes of rows, before its head: for those who look at it, never for those who train it. */
import type { Net } from './net.ts'
import { rowDtype, type RowArray } from './rollout.ts'
import { engine } from './tensor/engine.ts'
import { split } from './tensor/train.ts'

/** The last hidden layer of a network without memory for each of `count` rows `[count, ...shape]`: an array a row. */
export async function activations(
  net: Net,
  theta: Float32Array,
  rows: RowArray,
  count: number,
): Promise<Float32Array[]> {
  if (net.config.recurrent > 0) throw new TypeError('Got a recurrent network, expected one without: read its memory.')
  const { program: build } = await engine()
  const program = await build(
    (inputs) => ({ features: net.features(split(net.table, inputs.theta), { rows: inputs.rows }) }),
    { theta: { shape: [net.table.size] }, rows: { shape: [count, ...net.box.shape], dtype: rowDtype(net.box.dtype) } },
    { name: 'activations' },
  )
  const { features } = await program.run({ theta, rows })
  await program.close()
  const width = features.length / count
  return Array.from({ length: count }, (_, row) => Float32Array.from(features.slice(row * width, (row + 1) * width)))
}
