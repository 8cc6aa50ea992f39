import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, it } from 'vitest'
import { parseReplay, verifyReplay } from '../../envs/core/replay.ts'
import { find } from '../../envs/registry.ts'
import type { RemoteSeat, RemoteWorld } from '../../server/client/handles.ts'
import { McpServer, REVISIONS, RPC, type Tool, type ToolAnswer } from '../../server/mcp.ts'
import { seatTools } from '../../server/mcp-seat.ts'
import { SVA, sva } from '../unit/cli-run.ts'
import { running, until } from './running.ts'

const folder = mkdtempSync(join(tmpdir(), 'mcp-'))
afterAll(() => rmSync(folder, { recursive: true }))

const adder: Tool = {
  name: 'add',
  description: 'adds one',
  inputSchema: {
    type: 'object',
    properties: { to: { type: 'integer' } },
    required: ['to'],
    additionalProperties: false,
  },
  readOnly: true,
  call: ({ to }) => {
    if (to === 13) throw new Error('Got 13, expected a lucky number.')
    return { text: `${(to as number) + 1}`, data: { sum: (to as number) + 1 } }
  },
}
const server = new McpServer({ name: 'adding', version: '1', instructions: 'Add.' }, [adder])

/** What the server says to a message; `null` for nothing. */
async function answer(message: unknown): Promise<unknown> {
  const text = await server.receive(typeof message === 'string' ? message : JSON.stringify(message))
  return text === null ? null : JSON.parse(text)
}
const rpc = (method: string, params?: object) => ({ jsonrpc: '2.0', id: 7, method, params })
const result = async (method: string, params?: object) =>
  ((await answer(rpc(method, params))) as { result: unknown }).result
const fault = async (message: unknown) => ((await answer(message)) as { error: { code: number } }).error.code

describe('an MCP server', () => {
  it('agrees on a revision that both know, else offers its newest', async () => {
    for (const protocolVersion of REVISIONS) {
      expect(await result('initialize', { protocolVersion })).toEqual({
        protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'adding', version: '1' },
        instructions: 'Add.',
      })
    }
    expect(await result('initialize', { protocolVersion: '2031-01-01' })).toMatchObject({
      protocolVersion: REVISIONS[0],
    })
  })

  it('lists its tools, calls them, and gives text and data', async () => {
    const { name, description, inputSchema } = adder
    const annotations = { readOnlyHint: true, openWorldHint: false }
    expect(await result('tools/list')).toEqual({ tools: [{ name, description, inputSchema, annotations }] })
    expect(await result('tools/call', { name: 'add', arguments: { to: 4 } })).toEqual({
      content: [{ type: 'text', text: '5' }],
      structuredContent: { sum: 5 },
      isError: false,
    })
    expect(await result('ping')).toEqual({})
  })

  it('tells the model what was wrong with a call', async () => {
    const failed = async (args: object) =>
      (await result('tools/call', { name: 'add', arguments: args })) as {
        isError: boolean
        content: { text: string }[]
      }
    expect((await failed({ to: 'x' })).content[0].text).toMatch(/\/to must be integer.*Expected/)
    expect((await failed({ two: 1 })).content[0].text).toMatch(/must have required property 'to'/)
    expect(await failed({ to: 13 })).toMatchObject({ isError: true, content: [{ text: /lucky/ }] })
  })

  it('answers what is no request with the codes of JSON-RPC, and notifications not at all', async () => {
    expect(await fault('{')).toBe(RPC.PARSE)
    for (const message of ['3', '[]', 'null', { id: 1, method: 'ping' }, { jsonrpc: '2.0', id: {}, method: 'ping' }]) {
      expect(await fault(message)).toBe(RPC.INVALID)
    }
    expect(await fault({ jsonrpc: '2.0', id: 1, method: 'ping', params: [1] })).toBe(RPC.INVALID)
    expect(await fault(rpc('reset'))).toBe(RPC.METHOD)
    expect(await fault(rpc('tools/call', { name: 'reset' }))).toBe(RPC.PARAMS)
    expect(await answer({ jsonrpc: '2.0', method: 'notifications/initialized' })).toBeNull()
    expect(await answer({ jsonrpc: '2.0', id: 3, result: {} })).toBeNull()
  })
})

const run = running()
const WAIT_MS = 20_000

/** A kitchen of text, and tools for its first seat. */
async function kitchen(fields: object = {}, waitMs = WAIT_MS): Promise<{ world: RemoteWorld; tools: Tools }> {
  const client = await run.client()
  const options = { horizon: 5 }
  const world = await client.create({
    env: 'overcooked', mode: 'lockstep', view: 'text', seed: 1, options, seats: { bots: { agent_1: 'stay' } }, ...fields,
  }) // prettier-ignore
  return { world, tools: toolsOf(await client.join({ world: world.id, agent: 'agent_0' }), waitMs) }
}
type Tools = (name: string, args?: Record<string, unknown>) => Promise<ToolAnswer>
function toolsOf(seat: RemoteSeat, waitMs: number): Tools {
  const tools = new Map(seatTools(seat, waitMs).map((tool) => [tool.name, tool]))
  return async (name, args = {}) => tools.get(name)!.call(args)
}

describe('a seat as tools', () => {
  it('shows what the agent sees, takes actions by name or number, and gives rewards', async () => {
    const { world, tools } = await kitchen()
    const seen = await tools('observe')
    expect(seen.text).toContain('You are agent_0')
    expect(seen.data).toEqual({ tick: 0, episode: 0, reward: 0, over: false, yourTurn: true, defaulted: false })
    expect(await tools('observe')).toEqual(seen)
    expect((await tools('legal_actions')).data).toEqual({
      legal: ['north', 'south', 'east', 'west', 'stay', 'interact'],
    })
    expect((await tools('act', { action: 'north' })).data).toMatchObject({ tick: 1 })
    expect((await tools('act', { action: 4 })).data).toMatchObject({ tick: 2, reward: 0 })
    await expect(tools('act', { action: 'fly' })).rejects.toThrow(/'"fly"'.*expected one of: north/)
    await expect(tools('act', { action: 17 })).rejects.toThrow(/E_ACTION/)
    expect((await tools('act', { action: 'stay' })).data).toMatchObject({ tick: 3 })
    expect(await world.seats()).toMatchObject({ running: true })
  })

  it('says that the episode is over, then shows the next', async () => {
    const { tools } = await kitchen()
    for (let t = 1; t < 5; t++) expect((await tools('act', { action: 'stay' })).data).toMatchObject({ over: false })
    const last = await tools('act', { action: 'stay' })
    expect([last.text, last.data]).toEqual([
      expect.stringContaining('its time is up'),
      expect.objectContaining({ over: true }),
    ])
    expect((await tools('observe')).data).toMatchObject({ episode: 1, over: false, yourTurn: true })
    expect((await tools('act', { action: 'stay' })).data).toMatchObject({ episode: 1, tick: 6 })
  })

  it('does not wait for others for ever, and goes on when they have acted', async () => {
    const { world, tools } = await kitchen({ seats: {} }, 50)
    const waits = /Nothing has come yet/
    expect((await tools('observe')).text).toMatch(waits)
    const other = await (await run.client()).join({ world: world.id, invite: await world.invite('agent_1') })
    expect((await tools('observe')).data).toMatchObject({ tick: 0 })
    expect((await tools('act', { action: 'stay' })).text).toMatch(waits)
    await other.act(4, 0)
    await other.next()
    await other.next()
    expect((await tools('observe')).data).toMatchObject({ tick: 1 })
    await run.server.worlds.end(run.server.worlds.get(world.id), 'Enough.')
    await until(async () => /has ended/.test((await tools('observe')).text))
    expect((await tools('act', { action: 'stay' })).text).toMatch(/has ended/)
  })

  it('offers no more than to look, to act, and to speak where there is a channel', () => {
    const seat = (action: object) => ({ env: { action }, agent: 'a' }) as never
    const names = (action: object) => seatTools(seat(action), 1).map(({ name }) => name)
    expect(names({ kind: 'discrete', n: 3 })).toEqual(['observe', 'legal_actions', 'act'])
    expect(names({ kind: 'multi-discrete', heads: [4, 8], names: ['act', 'message'] })).toContain('say')
  })

  it('sends what was said with the next action, once', async () => {
    const sent: unknown[] = []
    const observation = { tick: 0, reward: 0, done: 0, acts: true, observation: 'You see nothing.' }
    const seat = {
      env: { action: { kind: 'multi-discrete', heads: [4, 8], names: ['act', 'message'] } },
      tick: 0,
      next: async () => observation,
      act: async (action: unknown) => void sent.push(action),
    }
    const tools = toolsOf(seat as never, 1)
    await tools('say', { message: 5 })
    await tools('act', { action: { act: 2 } })
    await tools('act', { action: { act: 1 } })
    expect(sent).toEqual([[2, 5], [1, 0]]) // prettier-ignore
  })
})

describe('sva mcp', () => {
  it('lets a scripted client cook and serve a soup through text alone', () => {
    const said = execFileSync(process.execPath, ['--import', 'tsx', 'examples/chat-agent.ts'], { encoding: 'utf8' })
    expect(said).toMatch(/^80 actions, (20|40) reward\n$/)
  })

  it('takes a seat by an invite, and plays with others whose game is recorded', async () => {
    const client = await run.client()
    const options = { horizon: 6 }
    const world = await client.create({ env: 'overcooked', mode: 'lockstep', view: 'text', options, record: true, autoreset: 'disabled' }) // prettier-ignore
    const partner = await client.join({ world: world.id, agent: 'agent_1' })
    const invite = await world.invite('agent_0')
    const child = spawn(process.execPath, [SVA, 'mcp', '--url', run.server.url, '--world', world.id, '--seat', invite])
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const ask = async (method: string, params: object = {}) => {
      child.stdin.write(`${JSON.stringify(rpc(method, params))}\n`)
      return JSON.parse((await lines.next()).value as string).result
    }
    expect(await ask('initialize', { protocolVersion: '2025-06-18' })).toMatchObject({
      serverInfo: { name: 'sva-gym' },
      instructions: expect.stringContaining('agent_0'),
    })
    for (let t = 0; t < 6; t++) {
      await partner.next()
      await partner.act(4)
      const { structuredContent, isError } = await ask('tools/call', { name: 'act', arguments: { action: 'north' } })
      expect([isError, structuredContent.tick, structuredContent.over]).toEqual([false, t + 1, t === 5])
    }
    child.stdin.end()
    await new Promise((resolve) => child.on('close', resolve))
    const replay = parseReplay(await world.recording(), 'the recording')
    expect(verifyReplay(replay, find('overcooked')).steps).toBe(6)
    expect(replay.steps.map((actions) => Array.from(actions))).toEqual(Array(6).fill([0, 4]))
  })

  it('records a game of its own world', async () => {
    const file = join(folder, 'game.jsonl')
    const child = spawn(process.execPath, [SVA, 'mcp', '--env', 'coins', '--option', 'horizon=20', '--record', file])
    child.stdin.end(`${JSON.stringify(rpc('tools/call', { name: 'act', arguments: { action: 'forward' } }))}\n`)
    await new Promise((resolve) => child.on('close', resolve))
    expect(verifyReplay(parseReplay(readFileSync(file, 'utf8'), file), find('coins')).steps).toBe(1)
  })

  it('wants a seat or an environment, and says what is missing', async () => {
    expect(await sva(['mcp'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--seat and --env') })
    expect(await sva(['mcp', '--seat', 'x', '--url', 'ws://127.0.0.1:1/v1'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--world'),
    })
  })
})
