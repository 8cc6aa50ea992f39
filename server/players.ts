/** Who acts where nobody did: scripted players in their seats, and the policy for actions that are missing. */
import { bot } from '../agents/bots/index.ts'
import { randomPolicy } from '../agents/bots/random.ts'
import type { Policy } from '../agents/policy.ts'
import type { BatchEnv } from '../envs/core/batch.ts'
import type { Mail } from './mailbox.ts'
import type { Setup } from './simulation.ts'

/** Names under which environments have an action that does nothing. */
const NOOPS = ['stay', 'noop']

export class Players {
  private readonly bots: readonly { readonly policy: Policy; readonly rows: readonly number[] }[]
  private readonly botRows: ReadonlySet<number>
  private readonly late: Late

  /** Throws a RangeError on unknown agents, bots or late policies. */
  constructor(env: BatchEnv, { bots, late, seed }: Setup) {
    const rows = Object.keys(bots).map((agent) => {
      const row = env.agentNames.indexOf(agent)
      if (row >= 0) return row
      throw new RangeError(`Got bot for unknown agent '${agent}', expected one of: ${env.agentNames.join(', ')}.`)
    })
    this.botRows = new Set(rows)
    this.bots = Object.entries(bots).map(([agent, name], i) => ({
      policy: bot(name, env.spec.id, { seed: `${seed}/bot of ${agent}` }),
      rows: [rows[i]],
    }))
    this.late = lateOf(late, env, seed)
  }

  /** Writes the actions that the mailbox marks as missing into the environment. */
  fill(env: BatchEnv, { missing }: Mail): void {
    const late: number[] = []
    for (let row = 0; row < missing.length; row++) if (missing[row] === 1 && !this.botRows.has(row)) late.push(row)
    if (late.length > 0) this.late(env, late)
    for (const { policy, rows } of this.bots) if (missing[rows[0]] === 1) void policy.act(env, rows)
  }

  reset(): void {
    for (const { policy } of this.bots) policy.reset()
  }
}

/** Writes actions for rows whose player gave none. */
type Late = (env: BatchEnv, rows: readonly number[]) => void

function lateOf(name: string, env: BatchEnv, seed: number | string): Late {
  // The mailbox still has the last action.
  if (name === 'repeat') return () => {}
  if (name === 'random') return by(randomPolicy({ seed: `${seed}/late` }))
  if (name.startsWith('bot:')) return by(bot(name.slice('bot:'.length), env.spec.id, { seed: `${seed}/late` }))
  if (name !== 'noop') {
    throw new RangeError(`Got late policy '${name}', expected one of: noop, repeat, random, bot:<name>.`)
  }
  const { actionSpace, heads } = env.world
  const names = actionSpace.kind === 'discrete' ? (actionSpace.names ?? []) : []
  const noop = Math.max(0, ...NOOPS.map((one) => names.indexOf(one)))
  return ({ actions }, rows) => {
    for (const row of rows) actions.fill(noop, row * heads.length, (row + 1) * heads.length)
  }
}

const by =
  (policy: Policy): Late =>
  (env, rows) =>
    void policy.act(env, rows)
