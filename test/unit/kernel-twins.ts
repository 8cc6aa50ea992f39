/** The kernels in both forms over the same bytes, for tests that call them side by side. */
import { expect } from 'vitest'
import { jsKernels, wasmKernels, type Kernels } from '../../envs/core/kernels.ts'
import { generator } from '../../envs/core/keyed.ts'

export const PAGE = 65_536
export const noise = Uint8Array.from(
  { length: PAGE },
  (
    (next) => () =>
      Math.floor(next() * 256)
  )(generator(['kernels test'])),
)

/** A WebAssembly memory and a plain buffer with the same bytes, and the kernels over each. */
export function twins(shared: boolean) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared })
  const plain = shared ? new SharedArrayBuffer(PAGE) : new ArrayBuffer(PAGE)
  const [wasmBytes, jsBytes] = [new Uint8Array(memory.buffer), new Uint8Array(plain)]
  const [wasm, js] = [wasmKernels(memory, shared), jsKernels(plain)]

  /** Runs one call on both twins from the same noise, edited; all 64 KiB must agree afterwards. Returns the bytes. */
  function bothWays(call: (kernels: Kernels) => void, edit: (bytes: Uint8Array) => void = () => {}): Uint8Array {
    for (const bytes of [wasmBytes, jsBytes]) {
      bytes.set(noise)
      edit(bytes)
    }
    call(wasm)
    call(js)
    expect(Buffer.compare(wasmBytes, jsBytes)).toBe(0)
    return jsBytes
  }

  return { wasm, js, bothWays }
}
