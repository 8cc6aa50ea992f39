/** Names of the draws. Those of terrain.ts come first. */
export const START = 16
export const MOVE_TIE = 17
export const EAT_TIE = 18
/** Whether what an agent harvests is lost to all: `rivalry` is the probability. */
export const SHARE = 19
/** How long a cell takes to be whole: for the agent that ate it, and for all. */
export const OWN_GROWTH = 20
export const COMMON_GROWTH = 21
export const SHOCK = 22
export const TALENT_DRAW = 23
