/** Worlds of a server that was killed: its folder as it lies at any moment is all that is left of it. */
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { connect, type Client } from '../../server/client/client.ts'
import type { RemoteWorld } from '../../server/client/handles.ts'
import { serve, type Server } from '../../server/serve.ts'
import { tensorFrom } from '../../server/tensor.ts'
import { code, EXTRA, faultOf, PATIENCE_MS, running } from './running.ts'

const folder = mkdtempSync(join(tmpdir(), 'kept-'))
afterAll(() => rmSync(folder, { recursive: true }))
const limits = { stepMs: PATIENCE_MS }
const run = running({ state: join(folder, 'state'), limits })
const later: { server: Server; client: Client }[] = []
afterEach(async () => {
  for (const { server, client } of later.splice(0)) {
    await client.close()
    await server.close()
  }
})

const files = (): string[] => readdirSync(join(folder, 'state')).filter((name) => name !== 'key')

/** A client of a server that starts where this one would have been killed now. `spoil` gets its folder before. */
async function killed(spoil: (state: string) => void = () => {}): Promise<Client> {
  const state = join(folder, `copy ${readdirSync(folder).length}`)
  cpSync(join(folder, 'state'), state, { recursive: true })
  spoil(state)
  const complain = (level: string, event: string, fields = {}): void => {
    if (level === 'error') throw new Error(`${event}: ${JSON.stringify(fields)}`)
  }
  const server = await serve({ envs: EXTRA, state, limits, log: complain })
  const client = await connect(server.url, { kind: 'trainer' })
  later.push({ server, client })
  return client
}

const OPTIONS = { horizon: 7, falls: 100, rocks: 0.2 }
const make = async (fields: object = {}): Promise<RemoteWorld> =>
  (await run.client()).create({ env: 'catch', mode: 'solo', seed: 3, options: OPTIONS, ...fields })
const play = async (world: RemoteWorld, steps: number): Promise<void> => {
  for (let i = 0; i < steps; i++) {
    const t = world.tick
    await world.step(Array.from({ length: world.slots * 2 }, (_, row) => (t * 2 + row) % 3))
  }
}
const hashOf = async (world: RemoteWorld): Promise<object> => {
  const { tick, hash } = await world.snapshot()
  return { tick, hash }
}

/** Solo, many slots, waiting for resets, and in words. */
const KINDS = [
  {},
  { mode: 'vec', slots: 3 },
  { autoreset: 'disabled', options: { ...OPTIONS, horizon: 1000 } },
  { view: 'text' },
]

/** Steps, resets of both kinds and a snapshot put back. */
async function lively(fields: object): Promise<RemoteWorld> {
  const world = await make(fields)
  await play(world, 12)
  await world.reset()
  await play(world, 3)
  const { snapshot } = await world.snapshot()
  await world.reset('other')
  await play(world, 4)
  await world.restore(snapshot)
  await play(world, 2)
  await world.reset()
  await play(world, 8)
  return world
}

const lastStep = (world: RemoteWorld) =>
  world.client.request('step', {
    world: world.id,
    tick: world.tick - 1,
    actions: actionsAt(world, world.tick - 1),
  })

describe('a server that was killed', { timeout: 600_000 }, () => {
  it('goes on with its worlds where they stood, and answers the last step of each again', async () => {
    const worlds = await Promise.all(KINDS.map(lively))
    const stood = await Promise.all(
      worlds.map(async (world) => ({ ...(await lastStep(world)), ...(await hashOf(world)), seed: world.seed })),
    )
    const back = await killed()
    for (const [i, world] of worlds.entries()) {
      const { last } = await world.resume(back)
      const { t: _, re: __, ...before } = stood[i] as unknown as Record<string, unknown>
      expect({ ...last, ...(await hashOf(world)), seed: world.seed }).toEqual(before)
      // A reset without a seed makes of it what it would have made.
      expect((await world.reset()).seed).toMatch(/reset 2$/)
    }
  })

  it('has every line that was answered of, and nothing of what ended; half a line was told to nobody', async () => {
    const [world, moved, ended] = [await make(), await make(), await make()]
    for (const one of [world, moved, ended]) await play(one, 5)
    const before = await hashOf(world)
    await ended.destroy()
    expect(files().filter((name) => name.startsWith(ended.id))).toEqual([])
    const token = moved.token
    await moved.resume(await run.client())
    const back = await killed((state) => {
      const journal = readdirSync(state).find((name) => name.startsWith(world.id) && name.endsWith('.journal'))!
      appendFileSync(join(state, journal), '{"step":[1,')
    })
    await world.resume(back)
    expect(await hashOf(world)).toEqual(before)
    expect((await faultOf(ended.resume(back))).code).toBe('E_NO_WORLD')
    // The answer to the resume may not have arrived: the token before still works, and then the other one never will.
    const resume = (shown: string) => code(back.request('resume', { world: moved.id, token: shown, lastTick: 5 }))
    expect([await resume(token), await resume(moved.token)]).toEqual(['done', 'E_AUTH'])
  })

  it('leaves them to the next one where it cannot listen', async () => {
    const world = await make()
    await play(world, 3)
    const back = await killed()
    const { server } = later.at(-1)!
    const state = join(folder, `copy ${readdirSync(folder).length}`)
    cpSync(join(folder, 'state'), state, { recursive: true })
    await expect(serve({ envs: EXTRA, state, limits, port: server.port })).rejects.toThrow('EADDRINUSE')
    expect(readdirSync(state)).toContain(`${world.id}.world.json`)
    await world.resume(back)
  })

  it('replaces a journal that has grown, and goes on from the new one', async () => {
    const world = await make({ mode: 'vec', slots: 2_000, view: null, options: { ...OPTIONS, width: 9 } })
    const journals = () => files().filter((name) => name.startsWith(`${world.id}.`) && name.endsWith('.journal'))
    const first = journals()
    await play(world, 160)
    expect(journals()).toHaveLength(1)
    expect(journals()).not.toEqual(first)
    const before = await hashOf(world)
    await world.resume(await killed())
    expect(await hashOf(world)).toEqual(before)
  })

  it('knows seats, what was said for the running tick, and invites', async () => {
    const world = await make({ mode: 'lockstep', autoreset: 'same-step' })
    const [west, invite] = [await world.client.join({ world: world.id, agent: 'west' }), await world.invite('east')]
    const first = await killed()
    const east = await first.join({ world: world.id, agent: 'east', invite })
    expect(east.agent).toBe('east')

    const own = await world.client.join({ world: world.id, agent: 'east' })
    for (let t = 0; t < 5; t++) {
      await Promise.all([west.next(), own.next()])
      await Promise.all([west.act(t % 3, t), own.act((t + 1) % 3, t)])
    }
    await west.next()
    await west.act(2, 5)
    const second = await killed()
    await world.resume(second)
    const there = [await second.resume(west), await second.resume(own)]
    expect(await there[0].next()).toMatchObject({ tick: 5, agent: 'west' })
    // West has acted already: only another action of its is news.
    expect(await code(there[0].act(1, 5))).toBe('E_DUP')
    expect(await code(second.request('resume', { world: world.id, agent: 'west', token: 'guess', lastTick: 0 }))).toBe('E_AUTH') // prettier-ignore
    expect(await there[1].next()).toMatchObject({ tick: 5 })
    await there[1].act(1, 5)
    expect(await there[0].next()).toMatchObject({ tick: 6, applied: [2] })
  })
})

const actionsAt = ({ slots, shape }: RemoteWorld, t: number) =>
  tensorFrom(
    '<i4',
    shape,
    Array.from({ length: slots * 2 }, (_, row) => (t * 2 + row) % 3),
  )
