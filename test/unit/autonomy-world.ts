/** Autonomy worlds for tests, and agents that change places in the arrays, names and all. */
import { BatchEnv } from '../../envs/core/batch.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import type { EnvSpec } from '../../envs/core/spec.ts'
import { autonomy } from '../../envs/neuralmmo/autonomy/index.ts'
import type { AutonomyWorld } from '../../envs/neuralmmo/autonomy/state.ts'
import { mapValues, moveRows, type Order } from './neuralmmo-permute.ts'

export const spec = autonomy as unknown as EnvSpec

/** Small and crowded, with everything that couples agents. */
export const COUPLED = {
  agents: 12,
  center: 12,
  luxury: 0.05,
  rivalry: 0.5,
  blocking: 1,
  harm: 10,
  shock: 0.02,
  advantage: 1,
  scarcity: 1,
  transfer: 1,
} as const

export const autonomyBatch = (options: Record<string, unknown> = {}): BatchEnv =>
  new BatchEnv(spec, { slots: 1, autoreset: 'disabled', ...options })
export const worldOf = (batch: BatchEnv): AutonomyWorld => batch.world as unknown as AutonomyWorld

/** Fields that hold bodies, plus one; and fields that are nobody's, or go by names. */
const BODIES_IN = ['seen', 'deedTo', 'gaze', 'offerTo', 'friend']
// prettier-ignore
const NOBODYS = [
  'terrain', 'crowd', 'claim', 'look', 'depleted', 'spent', 'due', 'tally', 'log', 'logNext', 'noted', 'debt', 'lastKind', 'lastTick',
]

/** Lets the agents of slot 0 of a one-slot batch change places: state, actions and accounts. */
export function permute(batch: BatchEnv, order: Order): void {
  const n = batch.agents
  for (const [name, array] of Object.entries(worldOf(batch).state as Readonly<Record<string, AnyArray>>)) {
    if (BODIES_IN.includes(name)) mapValues(array, (value) => (value > 0 ? order[value - 1] + 1 : 0))
    if (!NOBODYS.includes(name)) moveRows(array, n, order)
  }
  for (const array of [batch.actions, batch.rewards, batch.mask, batch.world.returns, batch.observations])
    moveRows(array, n, order)
}
