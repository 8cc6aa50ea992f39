/**
 * Players of clean_up: who cleans, who eats, and who goes by what the others do. The strategies and their numbers are those of
 * meltingpot's background players (google-deepmind/meltingpot 81ee2e7); who cleans in a step is told to them alone there, too.
 */
import type { CleanUpWorld } from '../../envs/meltingpot/clean-up.ts'
import type { GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { defineBot, type BotEntry } from './bot.ts'
import { gunOf, hunt } from './grid-aim.ts'
import { gridPolicy, kindsNamed, markKinds, stepsTo, walk, wipe, FAR, type Chart } from './grid.ts'

/** Numbers of the beams. */
const ZAP = 0
const CLEAN = 1

/** What a player does in a step. */
type Work = 'eat' | 'clean' | 'zap'

/** What the players of a batch did of late, by row. */
interface Record {
  /** [rows] steps of the episode that each player spent out of the world. */
  readonly out: Int32Array
  /** Steps among the last `window` in each of which others cleaned, or how many they were, summed up. */
  readonly othersCleaned: Int32Array
}

