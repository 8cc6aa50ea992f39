/** A trained network as a policy: reads the observations that it was trained on, draws or takes its likeliest action. */
import { worldKey } from '../envs/core/keyed.ts'
import { sizeOf } from '../envs/core/spaces.ts'
import type { World } from '../envs/core/spec.ts'
import type { Net } from './net.ts'
import type { Policy } from './policy.ts'
import { actor, chooseActions, gatherMask, gatherRows, type Actor } from './rollout.ts'

export interface LearnedOptions {
  /** Take the likeliest action instead of drawing one. */
  greedy?: boolean
  /** Of draws, > 0: 1, the default, draws what was learned, less draws the likelier more often. */
  temperature?: number
  /** Names the draws, with the row and the steps since `reset()` of all slots. */
  seed?: number | string
  /** Threads of ONNX Runtime, 1 by default. */
  threads?: number
}

export interface LearnedPolicy extends Policy {
  readonly nets: readonly Net[]
  readonly thetas: readonly Float32Array[]
  /** State of a recurrent network after its last action in this row; undefined without one, or before the first. */
  memory(row: number): Float32Array | undefined
  close(): Promise<void>
}

/** A policy of networks and their parameters: one for all agents, or one for each. */
export function netPolicy(
  name: string,
  nets: readonly Net[],
  thetas: readonly Float32Array[],
  options: LearnedOptions = {},
): LearnedPolicy {
  const { greedy = false, temperature = 1, seed = 0, threads = 1 } = options
  const key = worldKey(['sva-gym', seed, 'policy'])
  const actors = new Map<string, Actor>()
  const hidden = new Map<number, Float32Array>()
  let step = 0
  return {
    name,
    nets,
    thetas,
    memory: (row) => hidden.get(row),
    reset(slots) {
      if (!slots) {
        hidden.clear()
        step = 0
        return
      }
      const agents = nets[0].agents
      for (const slot of slots) for (let a = 0; a < agents; a++) hidden.delete(slot * agents + a)
    },
    async act({ world }, rows) {
      checkWorld(name, nets[0], world)
      for (const [i, mine] of groups(nets, rows, world.agents)) {
        const id = `${i}/${mine.length}`
        const masked = world.mask.includes(0)
        let played = actors.get(`${id}/${masked}`)
        if (!played) actors.set(`${id}/${masked}`, (played = await actor(nets[i], mine.length, { masked, threads })))
        feed(played, world, mine, hidden)
        await played.run(thetas[i])
        const { heads, config } = nets[i]
        for (let r = 0; r < mine.length; r++) {
          chooseActions(played.logProbs, r, heads, key, step, mine[r], greedy, world.actions, mine[r] * heads.length, temperature) // prettier-ignore
          if (played.nextHidden)
            hidden.set(mine[r], played.nextHidden.slice(r * config.recurrent, (r + 1) * config.recurrent))
        }
      }
      step++
    },
    async close() {
      for (const played of actors.values()) await played.close()
      actors.clear()
    },
  }
}

/** Rows by the network that plays them. */
function groups(nets: readonly Net[], rows: ArrayLike<number>, agents: number): [number, number[]][] {
  const all = Array.from(rows)
  if (nets.length === 1) return [[0, all]]
  return nets
    .map((_, i) => [i, all.filter((row) => row % agents === i)] as [number, number[]])
    .filter(([, mine]) => mine.length > 0)
}

function feed(
  { feeds, net }: Actor,
  world: World,
  rows: readonly number[],
  hidden: ReadonlyMap<number, Float32Array>,
): void {
  gatherRows(world.observations, world.rowSize, rows, world.agents, false, feeds.rows)
  if (feeds.joint) gatherRows(world.observations, world.rowSize, rows, world.agents, true, feeds.joint)
  if (feeds.hidden) {
    feeds.hidden.fill(0)
    for (const [r, row] of rows.entries())
      if (hidden.has(row)) feeds.hidden.set(hidden.get(row)!, r * net.config.recurrent)
  }
  if (feeds.mask) gatherMask(world.mask, rows, net.heads, feeds.mask)
}

function checkWorld(name: string, net: Net, world: World): void {
  const size = sizeOf(net.box)
  if (world.rowSize === size && world.agents === net.agents) return
  throw new TypeError(
    `Policy ${name} reads rows of ${size} elements for ${net.agents} agents, got ${world.rowSize} for ${world.agents}: use the layout and view it was trained on.`,
  )
}
