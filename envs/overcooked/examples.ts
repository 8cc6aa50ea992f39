/** Configurations that between them show everything; the contract tests play them all. */

/** Long enough for the urgency plane of `lossless` to start at 0. */
const HORIZON = 60
/** Random play alone hardly ever cooks; full pots and hands show what cooked things look like. */
const FULL = { horizon: HORIZON, randomPositions: true, randomObjects: 0.5 }
/** Small soups, so that random play fills a pot with tomatoes alone. */
const SMALL = { max_num_ingredients: 2, onion_value: 21, tomato_value: 13, onion_time: 9, tomato_time: 4 }

// Here and in the next one floor cell is cut off from the pots.
const TOMATOES = {
  ...SMALL,
  grid: [
    'XPTPXDX', //
    'T1 2T S',
    'X   XOX',
    'XDOSXXX',
  ],
  start_all_orders: [
    { ingredients: ['onion', 'tomato'] },
    { ingredients: ['tomato', 'tomato'] },
    { ingredients: ['onion'] },
  ],
  start_bonus_orders: [{ ingredients: ['onion'] }],
}

const CROWDED = {
  ...SMALL,
  grid: [
    'XPXPXDX', //
    'T1 2T S',
    'O 3 SXX',
    'XXDXXXX',
  ],
  rew_shaping_params: { PLACEMENT_IN_POT_REW: 1 },
}

const NEEDY = {
  cook_time: 4,
  grid: [
    'XHXPAHX', //
    'O R 1 W',
    'D2    B',
    'XXEXSXX',
  ],
}
const NEEDS = { stamina: { start: 4, effort: 0.2 }, diners: { inert: 0.5 }, watch: { dwell: 7 } }

/** What is divided comes by itself, and lamps say who watches. */
const DIVIDED = {
  ...NEEDS,
  diners: { inert: 0.5, marked: true, placebo: 'steady', needy: { count: 1, start: 1, decay: 0.1 } },
  arrivals: { every: 4 },
  window: 6,
  period: 12,
  red: 0.5,
  welfare: { coverage: 0.1, relief: 1, watched: true },
  led: [0.2, 0.8],
  auditor: { walk: { tick: 40 } },
}

/** Cook 1 calls what is left in the pantry; floors say how often the auditor watches, and whether books are read. */
const CALLED = {
  ...NEEDS,
  price: 1,
  focal: 1,
  veil: true,
  calls: { every: 5, conflict: 2, misinform: 0.3 },
  styles: [0.9, null],
  ledger: { delay: 3, probability: [0, 0.5] },
}

/** Cook 0 says how much of a batch of soups it keeps. */
const SHARED_OUT = { ...NEEDS, price: 1, focal: 0, menu: { every: 3, soups: 4 } }

export const examples: readonly Readonly<Record<string, unknown>>[] = [
  { layout: 'cramped_room', horizon: HORIZON, oldDynamics: true, shaping: 1 },
  { ...FULL, layout: 'cramped_room', fixed: true, reward: 'individual' },
  { ...FULL, layout: TOMATOES, counterGoals: 'all' },
  { ...FULL, layout: CROWDED, counterGoals: 'all', shaping: 0.5 },
  { ...FULL, fixed: true, layout: NEEDY, reward: 'individual', needs: { ...NEEDS, price: 1 } },
  { ...FULL, fixed: true, layout: NEEDY, needs: { ...NEEDS, price: 0.5, tag: 1, focal: 1, pay: 0 } },
  { ...FULL, fixed: true, layout: NEEDY, needs: DIVIDED },
  { ...FULL, fixed: true, layout: NEEDY, needs: CALLED },
  { ...FULL, fixed: true, layout: NEEDY, needs: SHARED_OUT },
]
