/** sva-gym: multi-agent environments behind one stepping API. */
export { find, listEnvs, make, makeBatch } from './envs/registry.ts'
export { over, variantsOf, vary, type Options, type Variants } from './envs/variants.ts'
export { BatchEnv, type BatchOptions } from './envs/core/batch.ts'
export {
  ParallelEnv,
  type Action,
  type ByAgent,
  type Info,
  type Observation,
  type StepResult,
} from './envs/core/parallel.ts'
export { RUNNING, TERMINATED, TRUNCATED, type EnvSpec, type View, type World } from './envs/core/spec.ts'
export { type Snapshot } from './envs/core/snapshot.ts'
export { type ActionSpace, type Box, type Space } from './envs/core/spaces.ts'
export { type DrawList, type Shape } from './envs/core/draw.ts'
