/** A server for the test of faults, in a process that can be killed. Arguments: its folder, and its port (0 for any). */
import { serve } from '../../server/serve.ts'
import type { World } from '../../server/world.ts'

/** What the test asks of it. `strike` ends the thread of some world, `expire` lets all time to live pass. */
export type Ask =
  { readonly do: 'strike'; readonly pick: number } | { readonly do: 'expire' } | { readonly do: 'count' }
export interface Count {
  readonly worlds: number
  readonly connections: number
  readonly threads: number
  /** Steps of the worlds that there are. */
  readonly steps: number
  /** Bytes of memory. */
  readonly rss: number
}

/** On the most loaded machine. */
const PATIENCE_MS = 120_000
const LONG_MS = 1e9
const [state, port] = process.argv.slice(2)
const server = await serve({ state, port: Number(port), limits: { connectionsPerAddress: 500, stepMs: PATIENCE_MS } })

process.on('message', (ask: Ask) => {
  const worlds = server.worlds.values()
  if (ask.do === 'strike' && worlds.length > 0) strike(worlds[ask.pick % worlds.length])
  if (ask.do === 'expire') for (const later of [0, LONG_MS]) server.worlds.sweep(performance.now() + later)
  const steps = server.worlds.values().reduce((sum, { tick }) => sum + tick, 0)
  const threads = process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length
  const count: Count = {
    worlds: server.worlds.count,
    connections: server.connections(),
    threads,
    steps,
    rss: process.memoryUsage().rss,
  }
  process.send!(ask.do === 'strike' ? { struck: worlds.length > 0 } : count)
})
process.on('disconnect', () => process.exit(0))
process.send!({ port: server.port })

function strike({ host }: World): void {
  void (host as unknown as { worker: { terminate(): Promise<number> } }).worker.terminate()
}
