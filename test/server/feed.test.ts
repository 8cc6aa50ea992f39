/** A world that somebody of this process plays: what its seat sees, and how an episode ends without an action. */
import { describe, expect, it } from 'vitest'
import { find } from '../../envs/registry.ts'
import { describe as described } from '../../server/describe.ts'
import { Feed, Gone, type FeedOptions } from '../../server/feed.ts'
import type { Observation, RequestType } from '../../server/protocol.ts'
import { REQUESTS } from '../unit/server-requests.ts'
import { code, numbers, running, until } from './running.ts'

const run = running({ limits: { worlds: 0 }, inThread: true })

/** Ms that a lost connection has to come back. */
const GRACE_MS = 200
const LENGTH = 5
const WIDE = { choice: 'units', beings: 3 } as const

/** A world of one seat, and somebody in it. */
async function seated(options: Partial<FeedOptions> = {}, view = 'symbolic') {
  const freed: string[] = []
  const description = described(find('allocation'), WIDE, view)
  const onFree = (): void => void freed.push('free')
  const feed = new Feed({ description, patienceMs: null, tries: 3, onFree, ...options })
  const { world, invite } = await run.server.worlds.feed(feed, description, GRACE_MS)
  const join = async () => {
    const client = await run.client({ kind: 'agent' })
    return { client, seat: await client.join({ world: world.id, invite: invite() }) }
  }
  return { feed, world, freed, join, ...(await join()) }
}

const row = (feed: Feed, value: number): { observation: Uint8Array; mask: Uint8Array } => {
  const { mail } = feed as unknown as { mail: { observations: Uint8Array } }
  return { observation: new Uint8Array(mail.observations.length).fill(value), mask: Uint8Array.from([1, 1, 1]) }
}
const valueOf = ({ observation }: Observation): number => numbers(observation)[0]

describe('a world that is fed', () => {
  it('shows its seat what it is given, and gives the actions back, episode after episode', async () => {
    const { feed, seat } = await seated()
    let [tick, seen] = [-1, 0]
    for (let episode = 0; episode < 3; episode++) {
      await feed.begin()
      for (let t = 0; t < LENGTH; t++) {
        const asked = feed.ask(row(feed, 10 * episode + t))
        const shown = (await seat.next())!
        expect([valueOf(shown), shown.episode, shown.acts, shown.done, shown.reward]).toEqual([10 * episode + t, episode, true, 0, 0]) // prettier-ignore
        expect(shown.tick).toBeGreaterThan(tick)
        tick = shown.tick
        await seat.act(t % 3)
        expect(Array.from(await asked)).toEqual([t % 3])
        seen++
      }
      feed.finish(1)
      const last = (await seat.next())!
      expect([last.done, last.acts, valueOf(last)]).toEqual([1, false, 10 * episode + LENGTH - 1])
      expect(feed.spent.calls).toBe(LENGTH)
    }
    expect(seen).toBe(3 * LENGTH)
  })

  it('waits for somebody to sit down, who sees the first row', async () => {
    const { feed, seat, join, freed } = await seated()
    await seat.leave()
    await until(() => freed.length === 1 && !feed.isHeld)
    const taken = feed.taken()
    await feed.begin()
    const asked = feed.ask(row(feed, 7))
    const next = await join()
    await taken
    expect(valueOf((await next.seat.next())!)).toBe(7)
    await next.seat.act(2)
    expect(Array.from(await asked)).toEqual([2])
  })

  it('lets no seat do more than act: no reset, no state, no world of its own', async () => {
    const { client, world } = await seated()
    const ask = (t: RequestType) => code(client.request(t, { ...REQUESTS[t], world: world.id } as never))
    const theirs = ['reset', 'step', 'clock', 'snapshot', 'restore', 'fork', 'state', 'seats', 'invite', 'kick', 'replay', 'destroy'] as const // prettier-ignore
    for (const t of theirs) expect([t, await ask(t)]).toEqual([t, 'E_FORBIDDEN'])
    expect(await ask('watch')).toBe('E_FORBIDDEN')
    expect(await code(client.request('resume', { world: world.id, token: 'guess', lastTick: 0 }))).toBe('E_AUTH')
    expect(await code(client.create({ env: 'allocation', mode: 'solo' }))).toBe('E_LIMIT')
    expect((await client.request('worlds', {})).worlds).toEqual([])
  })

  it.each([
    ['declines', /Declined: no/, async ({ seat }: Seated) => void (await seat.decline('no'))],
    [
      'gives no legal action in three tries',
      /No legal action in 3 tries/,
      async ({ seat }: Seated) => {
        for (let k = 0; k < 3; k++) expect(await code(seat.act(17))).toBe('E_ACTION')
      },
    ],
    ['leaves', /its seat was left/, async ({ seat }: Seated) => void (await seat.leave())],
    ['is lost and does not come back', /its seat was lost/, async ({ client }: Seated) => void (await client.close())],
  ])('gives no action in an episode whose agent %s', async (_, message, ends) => {
    const place = await seated()
    const { feed, seat } = place
    await feed.begin()
    const asked = feed.ask(row(feed, 3))
    const shown = (await seat.next())!
    const refused = expect(asked).rejects.toThrow(message)
    await ends(place)
    await refused
    const { seat: next } = feed.isHeld ? place : await place.join()
    if (next === seat) expect((await seat.next())!.acts).toBe(false)
    // What was answered to the row that is over is no answer to the next.
    await feed.begin()
    const again = feed.ask(row(feed, 4))
    expect(await code(next.act(1, shown.tick))).toBe('E_STALE')
    let then = (await next.next())!
    while (!then.acts) then = (await next.next())!
    expect([valueOf(then), then.episode]).toEqual([4, 1])
    await next.act(2)
    expect(Array.from(await again)).toEqual([2])
  })
  type Seated = Awaited<ReturnType<typeof seated>>

  it('goes on where a lost connection is resumed in time', async () => {
    const { feed, seat, client } = await seated()
    await feed.begin()
    const asked = feed.ask(row(feed, 3))
    await seat.next()
    await client.close()
    const back = await (await run.client({ kind: 'agent' })).resume(seat)
    expect([back.declines, valueOf((await back.next())!)]).toEqual([true, 3])
    await back.act(1)
    expect(Array.from(await asked)).toEqual([1])
  })

  it('does not wait for an action for ever, where it is told so', async () => {
    const { feed } = await seated({ patienceMs: 20 })
    await feed.begin()
    await expect(feed.ask(row(feed, 3))).rejects.toThrow(Gone)
  })

  it('that is read takes legal actions alone, and counts what was shown and what was reported', async () => {
    const { feed, seat } = await seated({}, 'text')
    await feed.begin()
    const asked = feed.ask({ observation: 'Only keep is legal.', mask: Uint8Array.from([1, 0, 0]) })
    expect((await seat.next())!.observation).toBe('Only keep is legal.')
    expect(await code(seat.act(2))).toBe('E_ACTION')
    await seat.act(0, undefined, { calls: 2, input: 50, output: 3 })
    expect(Array.from(await asked)).toEqual([0])
    expect(feed.spent).toEqual({ calls: 1, shown: 19, reported: { calls: 2, input: 50, output: 3 } })
    feed.finish(1)
    await feed.begin()
    expect(feed.spent.calls).toBe(0)
  })
})
