import { Duplex } from 'node:stream'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BINARY, headOf, TEXT } from '../../server/frame.ts'
import { Gathering } from '../../server/gathering.ts'
import { Outbox } from '../../server/outbox.ts'

const LARGE = 20_000

/** A socket that keeps what is written to it; a slow one reads a piece only when `read` is called. */
function socketOf(slow = false) {
  const pieces: Buffer[] = []
  const reading: (() => void)[] = []
  const take = (piece: Buffer, done: () => void): void => {
    const read = (): void => {
      pieces.push(Buffer.from(piece))
      done()
    }
    if (slow) reading.push(read)
    else read()
  }
  const socket = new Duplex({
    write: (piece: Buffer, _, done) => take(piece, done),
    writev: (all, done) => take(Buffer.concat(all.map(({ chunk }) => chunk as Buffer)), done),
  })
  const read = (): void => {
    while (reading.length > 0) reading.shift()!()
  }
  return { socket, pieces, read }
}

/** The messages of frames that are not masked. */
function messages(bytes: Buffer): (string | Buffer)[] {
  const found: (string | Buffer)[] = []
  for (let at = 0; at < bytes.length;) {
    const short = bytes[at + 1]
    const from = at + (short < 126 ? 2 : short === 126 ? 4 : 10)
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    const payload = bytes.subarray(from, from + length)
    expect([TEXT, BINARY]).toContain(bytes[at])
    found.push(bytes[at] === TEXT ? payload.toString() : payload)
    at = from + length
  }
  return found
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

const MESSAGE = fc.record({
  bytes: fc.constantFrom(1, 125, 126, 700, 16_384, LARGE, 66_000),
  form: fc.constantFrom('text', 'bytes', 'frame'),
  soon: fc.boolean(),
  pause: fc.boolean(),
  read: fc.boolean(),
})

describe('what goes out on a connection', () => {
  it('is what was given, in order, however it waits and however slowly it is read', async () => {
    const all = fc.asyncProperty(fc.array(MESSAGE, { maxLength: 24 }), fc.boolean(), async (given, slow) => {
      const { socket, pieces, read } = socketOf(slow)
      const outbox = new Outbox(socket, new Gathering(), () => {})
      const sent: Buffer[] = []
      for (const [i, { bytes, form, soon, pause, read: reads }] of given.entries()) {
        const payload = Buffer.alloc(bytes, i + 33)
        sent.push(headOf(form === 'text' ? TEXT : BINARY, bytes), payload)
        if (form === 'text') outbox.message(payload.toString(), soon)
        else if (form === 'bytes') outbox.message(payload, soon)
        else {
          const frame = Buffer.concat([headOf(BINARY, bytes), payload])
          // The owner of a frame that is read no longer writes another into it.
          if (!outbox.frame(frame, soon)) frame.fill(0)
        }
        if (pause) await turn()
        if (reads) read()
      }
      for (let i = 0; i < 2; i++) {
        await turn()
        read()
      }
      expect(Buffer.concat(pieces).equals(Buffer.concat(sent))).toBe(true)
    })
    await fc.assert(all, { numRuns: 60 })
  })

  it('goes out in one piece where it is of one turn', async () => {
    const { socket, pieces } = socketOf()
    const outbox = new Outbox(socket, new Gathering(), () => {})
    outbox.message('held', false)
    outbox.message('awaited', true)
    outbox.message('also', false)
    await Promise.resolve()
    expect(pieces).toHaveLength(0)
    await turn()
    expect(pieces.map(messages)).toEqual([['held', 'awaited', 'also']])
    outbox.message('late', false)
    await turn()
    expect(pieces.slice(1).map(messages)).toEqual([['late']])
  })

  it('goes out within the turn where many connections have what is awaited, but for what is held alone', async () => {
    const gathering = new Gathering()
    const all = Array.from({ length: 200 }, () => {
      const { socket, pieces } = socketOf()
      return { pieces, outbox: new Outbox(socket, gathering, () => {}) }
    })
    for (const { outbox } of all) outbox.message('held', false)
    const sent = (): number => all.filter(({ pieces }) => pieces.length > 0).length
    expect(sent()).toBe(0)
    for (const { outbox } of all.slice(0, 100)) outbox.message('awaited', true)
    expect(sent()).toBeGreaterThan(0)
    expect(sent()).toBeLessThan(100)
    await turn()
    expect(all.map(({ pieces }) => messages(Buffer.concat(pieces)).join())).toEqual(
      all.map((_, i) => (i < 100 ? 'held,awaited' : 'held')),
    )
  })

  it('is dropped where the socket has ended', async () => {
    const { socket, pieces } = socketOf()
    const errors: unknown[] = []
    socket.on('error', (error) => errors.push(error))
    const outbox = new Outbox(socket, new Gathering(), () => {})
    outbox.message('late', true)
    socket.destroy()
    await turn()
    expect([pieces, errors]).toEqual([[], []])
  })
})
