/** What NPCs are like: codes of `npcTemper`. */
export const PASSIVE = 0
export const NEUTRAL = 1
export const AGGRESSIVE = 2
/** Of those that walk. */
export const TEMPERS = ['passive', 'neutral', 'aggressive'] as const
// Those of the needs layer, who stand.
export const INSPECTING = 3
export const TRADING = 4
export const NEEDY = 5
