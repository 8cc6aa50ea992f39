/** The one list of environments. */
import { BatchEnv, type BatchOptions } from './core/batch.ts'
import { ParallelEnv, type ParallelOptions } from './core/parallel.ts'
import type { EnvSpec } from './core/spec.ts'
import { cleanUp } from './meltingpot/clean-up.ts'
import { coins } from './meltingpot/coins.ts'
import { collaborativeCooking } from './meltingpot/cooking.ts'
import { commonsHarvest } from './meltingpot/commons-harvest.ts'
import { coopMining } from './meltingpot/coop-mining.ts'
import { giftRefinements } from './meltingpot/gift-refinements.ts'
import { externalityMushrooms } from './meltingpot/externality-mushrooms.ts'
import { matrixGames } from './meltingpot/matrix.ts'
import { daycare } from './meltingpot/daycare.ts'
import { predatorPrey } from './meltingpot/predator-prey.ts'
import { sluice } from './meltingpot/sluice.ts'
import { territory } from './meltingpot/territory.ts'
import { allelopathicHarvest } from './meltingpot/allelopathic-harvest.ts'
import { allocation } from './allocation/index.ts'
import { autonomy } from './neuralmmo/autonomy/index.ts'
import { survival } from './neuralmmo/survival/index.ts'
import { overcooked } from './overcooked/index.ts'

/** By family. */
const FAMILIES: Readonly<Record<string, readonly EnvSpec[]>> = {
  overcooked: [overcooked],
  meltingpot: [
    coins,
    ...matrixGames,
    commonsHarvest,
    cleanUp,
    collaborativeCooking,
    giftRefinements,
    coopMining,
    externalityMushrooms,
    predatorPrey,
    daycare,
    territory,
    allelopathicHarvest,
    sluice,
  ],
  neuralmmo: [survival, autonomy],
  allocation: [allocation],
}
const ENVS: readonly EnvSpec[] = Object.values(FAMILIES).flat()

/** Ids and summaries of all environments. */
export function listEnvs(): { id: string; version: number; summary: string }[] {
  return ENVS.map(({ id, version, summary }) => ({ id, version, summary }))
}

/** By id, and by family and id: `neuralmmo/autonomy`. */
const NAMED: ReadonlyMap<string, EnvSpec> = new Map(
  Object.entries(FAMILIES).flatMap(([family, specs]) =>
    specs.flatMap((spec) => [spec.id, `${family}/${spec.id}`].map((name) => [name, spec] as const)),
  ),
)

/** The specification of an environment, by either name. Throws a RangeError that lists the known ids. */
export function find(id: string): EnvSpec {
  const spec = NAMED.get(id)
  if (!spec)
    throw new RangeError(`Got unknown environment '${id}', expected one of: ${ENVS.map((env) => env.id).join(', ')}.`)
  return spec
}

/** One world behind the PettingZoo parallel API. `options` are the environment's, plus `view` and `seed`. */
export function make(id: string, options: ParallelOptions & Record<string, unknown> = {}): ParallelEnv {
  return new ParallelEnv(find(id), options)
}

/** Many worlds stepped together. `options` are the environment's and the batch's. */
export function makeBatch(id: string, options: BatchOptions & Record<string, unknown>): BatchEnv {
  return new BatchEnv(find(id), options)
}
