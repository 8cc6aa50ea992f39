/** Observations of fixed form: the frame says what the message says. */
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../server/codec.ts'
import { Observed, observed, type Seen } from '../../server/observed.ts'
import type { RemoteSeat } from '../../server/client/handles.ts'
import type { Create } from '../../server/protocol.ts'
import type { World } from '../../server/world.ts'
import { running } from './running.ts'

const TRUST = { items: Infinity, depth: 64 }
const TICKS = 30
const run = running({ inThread: true })

/** A world whose clock stands, so that what is left of a deadline is the same twice. */
const still = (world: World, at = performance.now()): Seen => Object.create(world, { now: { value: () => at } }) as Seen

const unframed = (frame: Buffer): Uint8Array => frame.subarray(frame[1] < 126 ? 2 : frame[1] === 126 ? 4 : 10)

type Making = Omit<Create, 't' | 'id'>

/** Plays a world with players in all seats; calls `see` whenever all have seen something. */
async function play(making: Making, see: (world: World) => void): Promise<void> {
  const client = await run.client()
  const { id, env } = await client.create({ ...making, access: 'open' })
  const world = run.server.worlds.get(id)
  const seats: RemoteSeat[] = []
  for (const { name } of env.agents) seats.push(await client.join({ world: id, agent: name }))
  for (let tick = 0; tick < TICKS; tick++) {
    const seen = await Promise.all(seats.map((seat) => seat.next()))
    see(world)
    const heads = env.action.kind === 'discrete' ? [env.action.n] : env.action.heads
    const action = heads.map((n, head) => (tick * 7 + head) % Math.min(n, 6))
    await Promise.all(seats.map((seat, i) => seen[i]?.acts && seat.act(action).catch(() => {})))
  }
}

const WORLDS: Making[] = [
  { env: 'catch', mode: 'lockstep', seed: 1, options: { horizon: 7, falls: 100, rocks: 0 } },
  { env: 'overcooked', mode: 'lockstep', view: 'features', seed: 1, clock: { deadlineMs: 60_000 } },
  { env: 'catch', mode: 'turn', view: null, seed: 2, seats: { bots: {} } },
]

describe('an observation of fixed form', () => {
  it.each(WORLDS)('says what the message says, tick by tick: $env, $mode', async (making) => {
    const sights = new Map<string, Observed>()
    const kinds = new Set<string>()
    let compared = 0
    await play(making, (world) => {
      for (const seat of world.room!.seats) {
        const seen = still(world)
        const sight = sights.get(seat.agent) ?? new Observed(seen, seat)
        sights.set(seat.agent, sight)
        Object.assign(sight, { of: seen })
        const message = observed(seen, seat)
        kinds.add(`${'applied' in message && message.applied !== undefined} ${message.reward !== 0}`)
        const frame = sight.frame()
        expect(decode('msgpack', unframed(frame!), TRUST)).toEqual(
          decode('msgpack', encode('msgpack', message) as Uint8Array, TRUST),
        )
        compared++
      }
    })
    expect(compared).toBeGreaterThanOrEqual(2 * TICKS)
    expect(kinds.size).toBeGreaterThan(1)
  })

  it('is none where the seat is spoken to in words', async () => {
    await play({ env: 'overcooked', mode: 'lockstep', view: 'text', seed: 1 }, (world) => {
      const [seat] = world.room!.seats
      expect(new Observed(world, seat).frame()).toBe(null)
    })
  })
})
