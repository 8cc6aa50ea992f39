import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { crc32c, eventFile } from '../../agents/tensorboard.ts'

let folder = ''
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'events-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const unmask = (masked: number) => {
  const rotated = (masked - 0xa282ead8) >>> 0
  return ((rotated >>> 17) | (rotated << 15)) >>> 0
}

/** The records of a file, with both checksums of each verified. */
function records(path: string): Buffer[] {
  const file = readFileSync(path)
  const out = []
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at))
    const data = file.subarray(at + 12, at + 12 + length)
    expect(unmask(file.readUInt32LE(at + 8))).toBe(crc32c(file.subarray(at, at + 8)))
    expect(unmask(file.readUInt32LE(at + 12 + length))).toBe(crc32c(data))
    out.push(data)
    at += 16 + length
  }
  return out
}

/** A protobuf message as `field -> value`: enough for events, whose fields occur once. */
function fields(message: Buffer): Map<number, number | Buffer> {
  const out = new Map<number, number | Buffer>()
  let at = 0
  const varint = () => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++]
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const wire = tag & 7
    if (wire === 0) out.set(tag >> 3, varint())
    else if (wire === 1) out.set(tag >> 3, message.readDoubleLE((at += 8) - 8))
    else if (wire === 5) out.set(tag >> 3, message.readFloatLE((at += 4) - 4))
    else {
      const length = varint()
      out.set(tag >> 3, message.subarray(at, (at += length)))
    }
  }
  return out
}

describe('eventFile', () => {
  it('writes records that a strict reader accepts, the version first', () => {
    const path = join(folder, 'events.out.tfevents.1')
    const events = eventFile(path)
    events.scalar('loss/policy ü', 5_000_000_000, -0.25, 1_700_000_000.5)
    events.scalar('diverged', 0, NaN, 1_700_000_001)
    events.resumed(7, 1_700_000_002)
    events.close()
    const [version, first, second, third] = records(path).map(fields)
    expect(String(version.get(3))).toBe('brain.Event:2')
    expect([first.get(1), first.get(2)]).toEqual([1_700_000_000.5, 5_000_000_000])
    const value = fields(fields(first.get(5) as Buffer).get(1) as Buffer)
    expect([String(value.get(1)), value.get(2)]).toEqual(['loss/policy ü', -0.25])
    expect(fields(fields(second.get(5) as Buffer).get(1) as Buffer).get(2)).toBeNaN()
    expect([third.get(2), fields(third.get(7) as Buffer).get(1)]).toEqual([8, 1])
  })

  it('overwrites nothing and refuses a name or a step that TensorBoard cannot read', () => {
    const path = join(folder, 'events.out.tfevents.2')
    const events = eventFile(path)
    expect(() => eventFile(path)).toThrow('EEXIST')
    expect(() => eventFile(join(folder, 'log'))).toThrow('contains "tfevents"')
    expect(() => events.scalar('a', -1, 0, 0)).toThrow('Got -1, expected an integer')
    events.close()
  })

  it('uses CRC-32C', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa) // RFC 3720 B.4
  })
})
