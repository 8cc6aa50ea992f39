/** Names of the running sums that metrics are computed from, over the days in which the quartermaster gets rations. */
export const SUMS = [
  'staked', 'well', 'ownNeed', 'allNeed', 'counted', 'units', 'demand', 'units2', 'demand2', 'unitsDemand', 'private',
  'watched', 'watchedOn', 'unwatched', 'unwatchedOn',
] as const // prettier-ignore

/** Ticks in which somebody had a stake, and the share of those with one that had any wellbeing left, summed over them. */
export const STAKED = 0
export const WELL = 1
/** What hunger took from quartermasters, and from all with a stake and them, in thousandths. */
export const OWN_NEED = 2
export const ALL_NEED = 3
/** Over all with a stake and days, of rations (a) and demand in rations (d): pairs, a, d, a a, d d, a d. */
export const COUNTED = 4
export const UNITS = 5
export const DEMAND = 6
export const UNITS2 = 7
export const DEMAND2 = 8
export const UNITS_DEMAND = 9
/** What was paid to quartermasters in private, less fines. */
export const PRIVATE = 10
/** Ticks of quartermasters while the inspector looks and while not, and how many of them were on marked fields. */
export const WATCHED = 11
export const WATCHED_ON = 12
export const UNWATCHED = 13
export const UNWATCHED_ON = 14
