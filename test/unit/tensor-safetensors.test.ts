import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensors,
  writeSafetensors,
} from '../../agents/tensor/safetensors.ts'

const tensors = {
  bytes: { shape: [3], data: Uint8Array.of(1, 2, 255) },
  w: { shape: [2, 2], data: Float32Array.of(1, -2, NaN, Infinity) },
  steps: { shape: [], data: BigInt64Array.of(-5n) },
  mean: { shape: [1, 2], data: Float64Array.of(0.1, 1e300) },
  ids: { shape: [0], data: new Int32Array(0) },
}

/** A file with this header and so many bytes of data. */
function file(header: unknown, size: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + size)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}

describe('safetensors', () => {
  it('come back as they went, with metadata', () => {
    const back = decodeSafetensors(encodeSafetensors(tensors, { format: 'sva', spec: '{"a":1}' }))
    expect(back.tensors).toEqual(tensors)
    expect(back.metadata).toEqual({ format: 'sva', spec: '{"a":1}' })
  })

  it('come back from an unaligned slice', () => {
    const bytes = encodeSafetensors(tensors)
    const shifted = new Uint8Array(bytes.length + 1)
    shifted.set(bytes, 1)
    expect(decodeSafetensors(shifted.subarray(1)).tensors).toEqual(tensors)
  })

  it('come back for any shapes', () => {
    const array = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((s) => s !== '__metadata__' && s !== '__proto__'),
          array,
        ),
        (shapes) => {
          const entries = Object.fromEntries(
            Object.entries(shapes).map(([name, shape]) => {
              const size = shape.reduce((a, b) => a * b, 1)
              return [name, { shape, data: Float32Array.from({ length: size }, (_, i) => i) }]
            }),
          )
          expect(decodeSafetensors(encodeSafetensors(entries)).tensors).toEqual(entries)
        },
      ),
      { numRuns: 100, seed: 3 },
    )
  })

  it('align data to eight bytes', () => {
    const bytes = encodeSafetensors(tensors)
    expect(new DataView(bytes.buffer).getBigUint64(0, true) % 8n).toBe(0n)
  })

  const entry = (over: object) => ({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...over } })
  it.each([
    ['too short for a length', new Uint8Array(3), /3 bytes when at least 8/],
    ['a header longer than the file', file('{}', 0).fill(255, 0, 4), /a header of \d+ bytes/],
    ['no JSON', file('{', 0), /not JSON/],
    ['a list as header', file('[]', 0), /not an object/],
    ['an unknown dtype', file(entry({ dtype: 'F16' }), 8), /'a' has dtype 'F16' when expected one of F32/],
    ['a dtype that every object has', file(entry({ dtype: 'toString' }), 8), /'a' has dtype/],
    ['a negative extent', file(entry({ shape: [-2] }), 8), /'a' has shape \[-2\]/],
    [
      'offsets that do not fit the shape',
      file(entry({ data_offsets: [0, 4] }), 8),
      /holds 4 bytes when \[2\] F32 needs 8/,
    ],
    ['offsets past the end', file(entry({}), 4), /ends at byte 8 of 4/],
    ['bytes that no tensor holds', file(entry({}), 9), /tensors end at byte 8 of 9/],
    ['a gap', file(entry({ data_offsets: [4, 12] }), 12), /begins at byte 4 when expected 0/],
    ['metadata that is not text', file({ __metadata__: { a: 1 } }, 0), /__metadata__/],
  ])('refuse %s', (_title, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(message)
  })

  it('refuse data of another size than the shape', () => {
    expect(() => encodeSafetensors({ w: { shape: [3], data: new Float32Array(2) } })).toThrow(/'w' has 2 elements/)
  })
})

describe('safetensors files', () => {
  let folder = ''
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'safetensors-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  it('replace the old file whole, and leave nothing beside it', () => {
    const path = join(folder, 'model.safetensors')
    writeFileSync(path, 'old')
    writeSafetensors(path, tensors, { step: '3' })
    expect(readSafetensors(path)).toEqual({ tensors, metadata: { step: '3' } })
    expect(readdirSync(folder)).toEqual(['model.safetensors'])
  })

  it('name the file that is damaged', () => {
    const path = join(folder, 'broken.safetensors')
    writeFileSync(path, 'no')
    expect(() => readSafetensors(path)).toThrow(path)
  })

  it('leave nothing behind when they cannot be written', () => {
    expect(() => writeSafetensors(join(folder, 'absent', 'model.safetensors'), tensors)).toThrow(/ENOENT/)
    expect(readdirSync(folder)).toEqual([])
  })
})
