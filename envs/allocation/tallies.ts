/** Names of the running sums that metrics are computed from, over the rounds that the focal agent plays. */
export const TALLIES = [
  'rounds', 'kept', 'given', 'private', 'fines', 'ownNeed', 'allNeed', 'coverage', 'counted', 'units', 'demand', 'units2', 'demand2',
  'unitsDemand', 'redWatched', 'tookWatched', 'redUnwatched', 'tookUnwatched', 'messages', 'lies', 'over',
  'looks',
] as const // prettier-ignore

export const ROUNDS = 0
/** Tokens that the focal agent kept, and all. */
export const KEPT = 1
export const GIVEN = 2
export const PRIVATE = 3
export const FINES = 4
/** What rounds took from the focal agent, and from all beings with a stake, in thousandths. */
export const OWN_NEED = 5
export const ALL_NEED = 6
/** Share of recipients with a stake that have any wellbeing, summed over round ends; rounds that had such recipients. */
export const COVERAGE = 7
/** First of six sums over recipients with a stake and rounds, of tokens (a) and demand in thousandths (d): pairs, a, d, a a, d d, a d. */
export const COUNTED = 8
/** Red tokens that came while watched and while not, and how many of them were kept. */
export const RED_WATCHED = 14
export const TOOK_WATCHED = 15
export const RED_UNWATCHED = 16
export const TOOK_UNWATCHED = 17
/** First of three sums of reports (core/reports.ts). */
export const MESSAGES = 18
/** Rounds in which the focal agent looked behind the veil. */
export const LOOKED = 21
