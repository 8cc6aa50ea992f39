/** Configurations that between them show everything; the contract tests play them all. */

/** Long enough for the urgency plane of `lossless` to start at 0. */
const HORIZON = 60
/** Random play alone hardly ever cooks; full pots and hands show what cooked things look like. */
const FULL = { horizon: HORIZON, randomPositions: true, randomObjects: 0.5 }
const VALUES = { onion_value: 21, tomato_value: 13, onion_time: 9, tomato_time: 4 }

const TOMATOES = {
  ...VALUES,
  grid: [
    'XPTPX', //
    'T1 2O',
    'X   X',
    'XDXSX',
  ],
  start_all_orders: [
    { ingredients: ['onion', 'tomato'] },
    { ingredients: ['tomato', 'tomato'] },
    { ingredients: ['onion'] },
  ],
  max_num_ingredients: 2,
  start_bonus_orders: [{ ingredients: ['onion'] }],
}

const CROWDED = {
  ...VALUES,
  grid: [
    'XPXTX', //
    'X1 2O',
    'P 3 S',
    'XXDXX',
  ],
  rew_shaping_params: { PLACEMENT_IN_POT_REW: 1 },
}

const NEEDY = {
  cook_time: 4,
  grid: [
    'XHXPXHX', //
    'O R 1 W',
    'D2    B',
    'XXEXSXX',
  ],
}
const NEEDS = { stamina: { start: 4, effort: 0.2 }, diners: { inert: 0.5 }, watch: { dwell: 7 } }

export const examples: readonly Readonly<Record<string, unknown>>[] = [
  { layout: 'cramped_room', horizon: HORIZON, oldDynamics: true, shaping: 1 },
  { ...FULL, layout: 'cramped_room', fixed: true, reward: 'individual' },
  { ...FULL, layout: TOMATOES, counterGoals: 'all' },
  { ...FULL, layout: CROWDED, counterGoals: 'all', shaping: 0.5 },
  { ...FULL, layout: NEEDY, reward: 'individual', needs: { ...NEEDS, price: 1 } },
  { ...FULL, layout: NEEDY, needs: { ...NEEDS, price: 0.5, focal: 1, pay: 0 } },
]
