/** Names of the draws. Those of terrain.ts come first. */
export const SPAWN = 16
export const MOVE_TIE = 17
export const REGROW = 18
export const EAT_TIE = 19
export const HARVEST_DROP = 20
export const BUY_TIE = 21
export const GIVE_TIE = 22
export const KILL_TIE = 23
export const LOOT_ORDER = 24
export const NPC_PLACE = 25
export const NPC_MAKE = 26
export const NPC_WANDER = 27
export const RESPAWN = 29
export const RESILIENT = 30
export const HARVEST_TIE = 31
export const RETURN_TIE = 40
export const TEAM_PLACE = 41
/** Those of the needs layer begin here. */
export const NEEDS_CHANNEL = 1024
