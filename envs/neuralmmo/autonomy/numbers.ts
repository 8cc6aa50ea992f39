/**
 * Numbers of the autonomy world. Where NeuralMMO/environment (98b6bbd, 2.1, nmmo/core/config.py) has a number of the same meaning it
 * is named; the rest is ours.
 */

/** Cells that everyone sees each way; nmmo 7. The window is 11 x 11. */
export const VISION = 5
export const FULL = 100
/** Health lost a tick by those without food, and by those without water; nmmo 10 each. */
export const STARVATION = 10
/** Health won a tick by those who have more food and more water than `THRIVING`; nmmo 10 and 50. */
export const HEALING = 10
export const THRIVING = 50
/** Food, water and health of those who wake. */
export const HALF = 50
/** Ticks that an injury lasts, and what is left of it once somebody helped. */
export const INJURY = 20
export const HELPED = 2
/** Ticks that a look reveals the other's needs. */
export const GAZE = 5
/** Ticks after the one it was made in that an offer can be accepted. */
export const OFFER_TICKS = 5

/** What can be given, as places of `goods`. Luxuries are in tenths. */
export const FOOD = 0
export const WATER_GOOD = 1
export const ORE_GOOD = 2
export const CRYSTAL_GOOD = 3
export const GOODS = ['food', 'water', 'ore', 'crystal'] as const
/** How much of each is given, offered and asked for at once. */
export const LOT = Uint8Array.of(10, 10, 10, 10)
/** The most that an agent can hold of each. */
export const MOST = Uint8Array.of(FULL, FULL, 200, 200)
/** Tenths of a luxury that a harvest yields, and what comes on top for those who are good at it where `advantage` is 1. */
export const YIELD = 10
export const TALENT = 2
/** Reward of a tenth of a luxury that is enjoyed. */
export const PLEASURE = 0.001
/** Probability a tick that a luxury that was harvested is there again; nmmo's of herbs. */
export const LUXURY_REGROWTH = 0.02

/** Cells that an agent has eaten and that are not whole for it: of more than these, those that are due first are whole at once. */
export const OWN_CELLS = 64
/** A tick that does not come. */
export const NEVER = 0x7fffffff

/** Need below which helping is costly. */
export const COSTLY = 50
/** Ticks for which a kindness is remembered by the metrics. */
export const RECENT = 20

/** Playable cells an agent: 16 agents on 64 x 64 cells. */
export const CELLS_PER_AGENT = 256
/** Cells of void around the land: wider than the window. */
export const BORDER = 8

/** Ticks over which a reward of 1 is spread where an episode has no end. */
export const LONG_LIFE = 1024
