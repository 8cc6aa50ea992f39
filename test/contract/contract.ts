/**
 * What every environment keeps, as functions that throw. A check takes a trial: an environment under one configuration and
 * view; it throws an Error that begins with the check's sentence and names the trial. `suite.ts` runs all checks on every
 * registered environment; `mutants.test.ts` shows what each of them kills.
 *
 * After dm_env's test_utils.py, which gives any environment its tests by one mixin.
 */
import type { EnvSpec } from '../../envs/core/spec.ts'
import { garbageRefused, jsonRoundTrips, parallelIsBatch, picturesWork } from './formats.ts'
import { allocatesNothing, memoryStands } from './memory.ts'
import {
  cloneReplays, halvesAreWhole, restoreReplays, sameSeedSameBytes, slotRestoreReplays, strangeSnapshotsRefused,
} from './replays.ts' // prettier-ignore
import {
  codesStand, deadRowsSilent, horizonTruncates, masksHonest, startsAreKeyed, waitingSlotsStand,
} from './rules.ts' // prettier-ignore
import type { Check } from './trial.ts'
import {
  channelsVary, finalRowsAreLast, hiddenStaysHidden, kernelsAgree, observationsInSpace, someExampleIsNotSquare, updateIsWrite,
  viewLeavesNoTrace,
} from './views.ts' // prettier-ignore

/** Checks of one configuration under one view. */
export const VIEW_CHECKS: Readonly<Record<string, Check>> = {
  'same seed, same bytes over whole episodes': sameSeedSameBytes,
  'observations lie inside their space': observationsInSpace,
  'an updated view equals one written from scratch': updateIsWrite,
  'observing leaves no trace in the state': viewLeavesNoTrace,
  'both kinds of kernels write the same bytes': kernelsAgree,
  'nothing hidden is shown': hiddenStaysHidden,
  'final observations end an episode, observations begin the next': finalRowsAreLast,
  'steps allocate nothing': allocatesNothing,
}

/** Checks of one configuration, under the environment's default view. */
export const WORLD_CHECKS: Readonly<Record<string, Check>> = {
  'two half batches play what the whole plays': halvesAreWhole,
  'a restored world plays the same future': restoreReplays,
  'a restored slot plays the same future, in any slot': slotRestoreReplays,
  'a clone plays the same future': cloneReplays,
  'snapshots of others are refused': strangeSnapshotsRefused,
  'masks are honest and never empty': masksHonest,
  'agents that are out stay silent': deadRowsSilent,
  'slots that wait do not change': waitingSlotsStand,
  'codes say how an episode stands': codesStand,
  'horizons truncate, and only horizons': horizonTruncates,
  'states survive JSON': jsonRoundTrips,
  'malformed states are refused whole': garbageRefused,
  'starts do not depend on what agents did': startsAreKeyed,
  'memory does not grow over many steps': memoryStands,
  'picture, print and text work': picturesWork,
  'the parallel API plays the same': parallelIsBatch,
}

/** Checks of an environment with all its examples. */
export const SPEC_CHECKS: Readonly<Record<string, (spec: EnvSpec) => void>> = {
  'every declared channel takes more than one value': channelsVary,
  'some example is not square': someExampleIsNotSquare,
}
