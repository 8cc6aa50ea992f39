import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { connect, Disconnected, type Client } from '../../server/client/client.ts'
import { serve } from '../../server/serve.ts'
import { SVA, sva } from '../unit/cli-run.ts'
import { code, events, EXTRA } from './running.ts'

const folder = mkdtempSync(join(tmpdir(), 'server-'))
afterAll(() => rmSync(folder, { recursive: true }))
const children: ChildProcess[] = []
afterEach(() => void children.splice(0).forEach((child) => child.kill('SIGKILL')))

interface Told {
  readonly port: number
  readonly url: string
  readonly token: string | null
}

/** `sva serve`, up to the line that it prints. */
async function start(
  ...flags: string[]
): Promise<{ child: ChildProcess; told: Told; ended: Promise<number | null>; log: () => string }> {
  const child = spawn(process.execPath, [SVA, 'serve', '--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  let log = ''
  child.stderr!.on('data', (text) => (log += String(text)))
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const [line] = (await Promise.race([
    new Promise<string[]>((resolve) => createInterface(child.stdout!).once('line', (text) => resolve([text]))),
    ended.then((status) => Promise.reject(new Error(`It ended with ${status}: ${log}`))),
  ])) as string[]
  return { child, told: JSON.parse(line) as Told, ended, log: () => log }
}
const open = ({ url, token }: Told): Promise<Client> => connect(url, { kind: 'trainer', token: token ?? undefined })

// Each starts processes, two of them twice: seconds where nobody else computes.
describe('sva serve', { timeout: 240_000 }, () => {
  it('prints where it listens and its token, keeps its worlds over a SIGTERM, and loses no step', async () => {
    const state = join(folder, 'state')
    const first = await start('--state', state)
    const client = await open(first.told)
    const heard = events(client)
    const world = await client.create({ env: 'coins', mode: 'solo', seed: 3 })
    const room = await client.create({ env: 'coins', mode: 'lockstep', seed: 3, autoreset: 'disabled' })
    const seats = [await client.join({ world: room.id, agent: 'player_0' }), await client.join({ world: room.id })]
    const actions = (t: number) => [t % 7, (t * 3) % 7]
    for (let t = 0; t < 9; t++) await world.step(actions(t))
    await Promise.all(seats.map((seat) => seat.act(2)))
    const last = world.step(actions(9)).catch((error: unknown) => expect(error).toBeInstanceOf(Disconnected))
    first.child.kill('SIGTERM')
    await last
    expect(await first.ended).toBe(143)
    expect(heard.some(({ t }) => t === 'closing')).toBe(true)
    expect((await client.closed).code).toBe(1012)
    expect(statSync(join(state, 'key')).mode & 0o077).toBe(0)

    const second = await start('--state', state)
    const back = await open(second.told)
    const { tick } = await world.resume(back)
    expect([9, 10]).toContain(tick)
    world.tick = 9
    await world.step(actions(9))
    const seat = await back.resume(seats[0])
    expect(await seat.next()).toMatchObject({ tick: 1, agent: 'player_0' })
    const fresh = await back.create({ env: 'coins', mode: 'solo', seed: 3 })
    for (let t = 0; t < 10; t++) await fresh.step(actions(t))
    expect((await world.state()).hash).toBe((await fresh.state()).hash)
    second.child.kill('SIGINT')
    expect(await second.ended).toBe(130)
    for (const secret of [first.told.token!, world.token, seats[0].token])
      expect(first.log() + second.log()).not.toContain(secret)
  })

  it('ends when its parent does', async () => {
    const parent = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)'])
    children.push(parent)
    const { ended } = await start('--parent-pid', String(parent.pid), '--quiet')
    parent.kill('SIGKILL')
    expect(await ended).toBe(0)
  })

  it('needs a token where others can reach it', async () => {
    const { code: status, stderr } = await sva(['serve', '--host', '0.0.0.0', '--port', '0'])
    expect([status, stderr]).toEqual([2, expect.stringContaining('Got --host 0.0.0.0 without a token')])
    expect((await sva(['serve', '--host', '0.0.0.0', '--no-token'])).code).toBe(2)
  })

  it('serves without a token on this machine where it is told so', async () => {
    const { told, child, ended } = await start('--no-token')
    expect(told.token).toBe(null)
    expect(await code((await open(told)).request('list', {}))).toBe('done')
    child.kill('SIGTERM')
    await ended
  })

  it('prints the schema of its requests', async () => {
    const { stdout } = await sva(['serve', '--schema'])
    expect(JSON.parse(stdout)).toMatchObject({ $defs: { hello: { required: ['t', 'id', 'proto', 'kind'] } } })
  })
})

describe('a server that closes', () => {
  it('takes no new connections and no new worlds, and ends its threads', async () => {
    const server = await serve({ envs: EXTRA })
    const client = await connect(server.url, { kind: 'trainer' })
    await client.create({ env: 'catch', mode: 'solo' })
    const closing = server.close()
    await expect(connect(server.url, { kind: 'trainer' })).rejects.toThrow('No connection')
    await closing
    expect((await client.closed).code).toBe(1012)
    await server.close()
    expect(server.connections()).toBe(0)
  })

  it('closes while a thread is still loading', async () => {
    const server = await serve()
    await server.close()
  })
})
