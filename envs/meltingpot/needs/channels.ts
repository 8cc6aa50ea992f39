/** Channels of the layer's draws; entity is the player's, grazer's, watcher's or tile's number. */
import { NEEDS_CHANNEL } from '../engine/chance.ts'

export const NEED_BAR = NEEDS_CHANNEL
export const TRAIT = NEEDS_CHANNEL + 1
export const INERT = NEEDS_CHANNEL + 2
export const LOOK = NEEDS_CHANNEL + 3
export const GRAZER_PLACE = NEEDS_CHANNEL + 4
export const WATCHER_PLACE = NEEDS_CHANNEL + 5
export const RED_PLACE = NEEDS_CHANNEL + 6
export const APPETITE = NEEDS_CHANNEL + 7
export const MORSEL = NEEDS_CHANNEL + 8
export const SHUTTER = NEEDS_CHANNEL + 9
// Bars take two: one for what they lose, the next for snacks.
export const HUNGER = NEEDS_CHANNEL + 10
export const PLACEBO_HUNGER = NEEDS_CHANNEL + 12
export const PLAYER_PLACEBO = NEEDS_CHANNEL + 14
export const NEEDY = NEEDS_CHANNEL + 16
export const BLOOM = NEEDS_CHANNEL + 17
export const LAMP = NEEDS_CHANNEL + 18
export const STYLE = NEEDS_CHANNEL + 19
export const AUDIT = NEEDS_CHANNEL + 20
