/** Channels of the layer's draws. Entity is a stranger's, watcher's or field's number, or an agent's name. */
import { NEEDS_CHANNEL } from '../channels.ts'

export const NEED_BAR = NEEDS_CHANNEL
export const TRAIT = NEEDS_CHANNEL + 1
export const INERT = NEEDS_CHANNEL + 2
export const LOOK = NEEDS_CHANNEL + 3
export const SITE = NEEDS_CHANNEL + 4
export const FIELD = NEEDS_CHANNEL + 5
export const SHUTTER = NEEDS_CHANNEL + 6
// Bars take two: one for what they lose, the next for snacks.
export const HUNGER = NEEDS_CHANNEL + 8
export const PLACEBO_HUNGER = NEEDS_CHANNEL + 10
export const AGENT_PLACEBO = NEEDS_CHANNEL + 12
export const NEEDINESS = NEEDS_CHANNEL + 14
export const HELPED = NEEDS_CHANNEL + 15
export const LEVEL = NEEDS_CHANNEL + 16
export const OWN_HUNGER = NEEDS_CHANNEL + 17
// What is true, and two more for what is seen of it.
export const PROWL = NEEDS_CHANNEL + 18
export const STYLE = NEEDS_CHANNEL + 21
export const AUDIT = NEEDS_CHANNEL + 22
