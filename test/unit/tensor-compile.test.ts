/** What compile() promises about feeds, outputs, batches and models. */
import * as tf from '@tensorflow/tfjs-core'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { BACKENDS, useBackend } from '../../agents/tensor/backend.ts'
import { compile } from '../../agents/tensor/compile.ts'
import type { TracedFunction } from '../../agents/tensor/compile.ts'

const affine: TracedFunction = ({ x, w }) => ({ y: tf.add(tf.matMul(x, w), 1) })
const shapes = { x: { shape: [2, 3] }, w: { shape: [3, 1] } }
const feeds = { x: Float32Array.of(1, 2, 3, 4, 5, 6), w: Float32Array.of(1, 0, -1) }

describe('a program', () => {
  it('says its inputs and outputs', async () => {
    const program = await compile(affine, { ...shapes, x: { shape: [2, 3], dtype: 'uint8' } })
    expect(program.inputs).toEqual({ x: { shape: [2, 3], dtype: 'uint8' }, w: { shape: [3, 1], dtype: 'float32' } })
    expect(program.outputs).toEqual({ y: { shape: [2, 1], dtype: 'float32' } })
    await program.close()
  })

  it('writes into the arrays it is given, and into them alone', async () => {
    const program = await compile(affine, shapes)
    const y = new Float32Array(2)
    const got = await program.run(feeds, { y })
    expect(got.y).toBe(y)
    expect([...y]).toEqual([-1, -1])
    expect([...feeds.x]).toEqual([1, 2, 3, 4, 5, 6])
    await program.close()
  })

  it('checks names, types and lengths', async () => {
    const program = await compile(affine, shapes)
    await expect(program.run({ x: feeds.x })).rejects.toThrow(/input 'w' is missing; expected x,w/)
    await expect(program.run({ ...feeds, z: feeds.x })).rejects.toThrow(/unknown input 'z'; expected x, w/)
    await expect(program.run({ ...feeds, w: new Int32Array(3) })).rejects.toThrow(
      /'w' got Int32Array when expected Float32Array/,
    )
    await expect(program.run({ ...feeds, w: new Float32Array(4) })).rejects.toThrow(
      /'w' got 4 elements when expected 3/,
    )
    await expect(program.run(feeds, { y: new Float32Array(3) })).rejects.toThrow(
      /output 'y' got 3 elements when expected 2/,
    )
    await program.close()
    await expect(program.run(feeds)).rejects.toThrow(/closed/)
  })

  it('gives inputs, constants and repeats as outputs', async () => {
    const program = await compile(
      ({ x }) => {
        const y = tf.neg(x)
        return { same: tf.clone(x), y, again: y, one: tf.ones([2]), big: tf.zeros([2000]) }
      },
      { x: { shape: [2] } },
    )
    const got = await program.run({ x: Float32Array.of(1, 2) })
    expect([...got.same]).toEqual([1, 2])
    expect([...got.y]).toEqual([-1, -2])
    expect([...got.again]).toEqual([-1, -2])
    expect([...got.one]).toEqual([1, 1])
    expect(got.big.length).toBe(2000)
    await program.close()
  })

  it('keeps a tensor that the function closes over as it was', async () => {
    await tf.setBackend('cpu')
    const closed = tf.tensor1d([10, 20])
    const program = await compile(({ x }) => ({ y: tf.add(x, closed) }), { x: { shape: [2] } })
    expect([...(await program.run({ x: Float32Array.of(1, 2) })).y]).toEqual([11, 22])
    expect([...closed.dataSync()]).toEqual([10, 20])
    closed.dispose()
    await program.close()
  })

  it('is a model that ONNX Runtime reads from bytes', async () => {
    const program = await compile(affine, shapes, { name: 'affine' })
    const session = await ort.InferenceSession.create(program.model)
    expect(session.inputNames).toEqual(['x', 'w'])
    const { y } = await session.run({ x: new ort.Tensor(feeds.x, [2, 3]), w: new ort.Tensor(feeds.w, [3, 1]) })
    expect([...(y.data as Float32Array)]).toEqual([-1, -1])
    await program.close()
  })

  it('holds a product, its bias and its activation in one node', async () => {
    const program = await compile(({ x, w }) => ({ y: tf.relu(tf.add(tf.matMul(x, w), tf.ones([1]))) }), shapes)
    const text = new TextDecoder('latin1').decode(program.model)
    expect(text).toContain('Gemm')
    expect(text).not.toContain('Add')
    await program.close()
  })
})

describe('a batch of any size', () => {
  const policy: TracedFunction = ({ x, w }) => {
    const image = tf.reshape(x, [-1, 2, 2, 3])
    const features = tf.reshape(tf.conv2d(image as tf.Tensor4D, tf.ones([2, 2, 3, 4]), 1, 'valid'), [-1, 4])
    const logits = tf.matMul(features, w)
    return { probs: tf.softmax(logits), action: tf.argMax(logits, -1) }
  }
  const specs = { x: { shape: [-1, 12] }, w: { shape: [4, 5] } }

  it('gives each row what a fixed batch gives', async () => {
    const free = await compile(policy, specs)
    expect(free.outputs).toEqual({
      probs: { shape: [-1, 5], dtype: 'float32' },
      action: { shape: [-1], dtype: 'int32' },
    })
    const w = Float32Array.from({ length: 20 }, (_, i) => Math.sin(i))
    for (const rows of [1, 7, 100]) {
      const x = Float32Array.from({ length: rows * 12 }, (_, i) => Math.cos(i))
      const fixed = await compile(policy, { ...specs, x: { shape: [rows, 12] } })
      const [got, wanted] = [await free.run({ x, w }), await fixed.run({ x, w })]
      expect(got.action).toEqual(wanted.action)
      got.probs.forEach((p, i) => expect(p).toBeCloseTo(wanted.probs[i], 6))
      await fixed.close()
    }
    await expect(free.run({ x: new Float32Array(13), w })).rejects.toThrow(/elements when expected/)
    await free.close()
  })

  it('is refused where a number depends on it', async () => {
    const sum: TracedFunction = ({ x }) => ({ y: tf.mul(x, x.shape[0]) })
    await expect(compile(sum, specs)).rejects.toThrow(/Mul has a constant that depends on the batch size/)
    const flat: TracedFunction = ({ x }) => ({ y: tf.reshape(x, [-1]) })
    await expect(compile(flat, specs)).rejects.toThrow(/output 'y' depends on the batch/)
  })
})

describe('useBackend', () => {
  it('lists the known names for an unknown one', async () => {
    await expect(useBackend('webgl')).rejects.toThrow(`got 'webgl' when expected one of ${BACKENDS.join(', ')}`)
  })

  it('runs wasm and cpu without a network', async () => {
    for (const name of ['wasm', 'cpu', 'wasm']) {
      expect(await useBackend(name)).toBe(name)
      expect(tf.getBackend()).toBe(name)
      expect([...tf.matMul([[1, 2]], [[3], [4]]).dataSync()]).toEqual([11])
    }
  })

  it('keeps the choice when called without a name', async () => {
    await useBackend('cpu')
    expect(await useBackend()).toBe('cpu')
  })
})
