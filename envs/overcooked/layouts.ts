/** Layouts by name: X counter, P pot, O onions, T tomatoes, D dishes, S serving hatch, 1-9 where the players start. */
import type { LayoutDict } from './layout.ts'

const THREE_ONIONS = { start_all_orders: [{ ingredients: ['onion', 'onion', 'onion'] }] }

/** The five of Carroll et al. 2019 (arXiv:1910.05789, Fig. 2), under the names of the reference; random3 is the paper's Counter Circuit. */
const CLASSIC: Record<string, LayoutDict> = {
  cramped_room: {
    ...THREE_ONIONS,
    grid: [
      'XXPXX',
      'O  2O',
      'X1  X',
      'XDXSX', //
    ],
  },
  asymmetric_advantages: {
    ...THREE_ONIONS,
    grid: [
      'XXXXXXXXX', //
      'O XSXOX S',
      'X   P 1 X',
      'X2  P   X',
      'XXXDXDXXX',
    ],
  },
  coordination_ring: {
    ...THREE_ONIONS,
    grid: [
      'XXXPX', //
      'X 1 P',
      'D2X X',
      'O   X',
      'XOSXX',
    ],
  },
  forced_coordination: {
    ...THREE_ONIONS,
    grid: [
      'XXXPX', //
      'O X1P',
      'O2X X',
      'D X X',
      'XXXSX',
    ],
  },
  counter_circuit_o_1order: {
    ...THREE_ONIONS,
    grid: [
      'XXXPPXXX', //
      'X  2   X',
      'D XXXX S',
      'X  1   X',
      'XXXOOXXX',
    ],
  },
}

const order = (...ingredients: string[]) => ({ ingredients })

/** Ours, about from easy to hard. */
const OWN: Record<string, LayoutDict> = {
  // Two cooks, one open room, every station within three steps: whatever learns at all learns this.
  first_soup: {
    ...THREE_ONIONS,
    grid: [
      'XPOXX', //
      'X1 2X',
      'X   X',
      'XDSXX',
    ],
  },
  // Two cooks; cooking is near and serving is far, so one of them had better run.
  far_hatch: {
    ...THREE_ONIONS,
    grid: [
      'XPOXXXXXXXXX', //
      'P 1        S',
      'D 2        X',
      'XXXXXXXXXXXX',
    ],
  },
  // Two cooks and soups of one or two: pots are busy for a moment only, walking is what costs.
  small_plates: {
    start_all_orders: [order('onion'), order('tomato'), order('onion', 'tomato')],
    start_bonus_orders: [order('onion', 'tomato')],
    onion_value: 6,
    tomato_value: 6,
    onion_time: 4,
    tomato_time: 4,
    grid: [
      'XOXPXTX', //
      'X 1   X',
      'X   2 X',
      'XDXPXSX',
    ],
  },
  // Two cooks and a ring of floor; the mixed soup pays double, so the cook has to know what is in the pot already.
  bisque_bonus: {
    start_all_orders: [order('onion', 'onion', 'onion'), order('tomato', 'tomato', 'tomato'), order('onion', 'tomato')],
    start_bonus_orders: [order('onion', 'tomato')],
    onion_value: 8,
    tomato_value: 5,
    onion_time: 8,
    tomato_time: 5,
    grid: [
      'XTXPXOX', //
      'X 1   X',
      'D  X  S',
      'X   2 X',
      'XTXPXOX',
    ],
  },
  // Three cooks and four pots that take 60 ticks: plan ahead, or wait.
  slow_stew: {
    ...THREE_ONIONS,
    cook_time: 60,
    delivery_reward: 40,
    grid: [
      'XPXPXPXPX', //
      'X   1   X',
      'O 2   3 D',
      'X       X',
      'XXXXSXXXX',
    ],
  },
  // Two cooks, two rooms and one door: a thing passed over the wall saves a wait at the door.
  one_door: {
    ...THREE_ONIONS,
    grid: [
      'XXOXXXPXX', //
      'X   X   X',
      'O 1   2 P',
      'X   X   X',
      'XXDXXXSXX',
    ],
  },
  // Three cooks on a ring one cell wide: whoever turns round makes two others turn round.
  ring_of_three: {
    ...THREE_ONIONS,
    grid: [
      'XXXPXXX', //
      'O  1  D',
      'X XXX X',
      'X2   3X',
      'XXXSXXX',
    ],
  },
  // Four cooks round an island: twice of everything, so who takes which half is a convention and no more.
  four_corners: {
    ...THREE_ONIONS,
    grid: [
      'XOXXPXXDX', //
      'X1     2X',
      'X  XXX  X',
      'P  XXX  P',
      'X  XXX  X',
      'X3     4X',
      'XDXXSXXOX',
    ],
  },
  // Two cooks, half of the recipe each: they meet at the pots in the wall, and a dish has to come across.
  half_a_recipe: {
    start_all_orders: [order('onion', 'onion', 'tomato'), order('onion', 'tomato', 'tomato')],
    start_bonus_orders: [order('onion', 'tomato', 'tomato')],
    grid: [
      'XXXXXXXXX', //
      'O   P   T',
      'D 1 X 2 X',
      'X   P   S',
      'XXXXXXXXX',
    ],
  },
  // Two cooks on both sides of one long table: everything crosses it, and where is free to choose.
  long_table: {
    ...THREE_ONIONS,
    grid: [
      'XOXXXXXXDX', //
      'X    1   X',
      'XXXXXXXXXX',
      'X    2   X',
      'XPXXXXXXSX',
    ],
  },
  // Three cooks: the one in the middle has no station, only hands.
  go_between: {
    ...THREE_ONIONS,
    grid: [
      'XXXXXXXXXXX', //
      'O   X X   P',
      'X 1 X2X 3 X',
      'D   X X   S',
      'XXXXXXXXXXX',
    ],
  },
  // Four cooks and a blind alley to the hatch: while one serves nobody else can, and who waits in it blocks it.
  blind_alley: {
    ...THREE_ONIONS,
    grid: [
      'XXPXXPXXX', //
      'X1    2XX',
      'O XX    S',
      'O XXXX XX',
      'X3    4XX',
      'XXDXXDXXX',
    ],
  },
  // Four cooks, two kitchens: one has the onions, the other the dishes, and both have a pot and a hatch.
  two_kitchens: {
    ...THREE_ONIONS,
    grid: [
      'XXPXXXXXPXX', //
      'X    X    X',
      'O 1  X  3 D',
      'O  2 X 4  D',
      'X    X    X',
      'XXSXXXXXSXX',
    ],
  },
  // Five cooks in five stalls, one station at most in each: a chain that stops where one of them stops.
  bucket_brigade: {
    ...THREE_ONIONS,
    grid: [
      'XOXXXPXDXSX', //
      'X1X2X3X4X5X',
      'X X X X X X',
      'XXXXXXXXXXX',
    ],
  },
  // Six cooks in one lane round a block: with collisions that stop everybody, all walk one way or none walks.
  roundabout: {
    start_all_orders: [order('onion', 'onion', 'onion'), order('onion', 'onion', 'tomato'), order('tomato', 'tomato')],
    start_bonus_orders: [order('onion', 'onion', 'tomato')],
    onion_value: 7,
    tomato_value: 9,
    onion_time: 7,
    tomato_time: 7,
    grid: [
      'XXPXXXXPXX', //
      'X1   2  3X',
      'O XXXXXX D',
      'O XXXXXX S',
      'X4   5  6X',
      'XXPXXTXXXX',
    ],
  },
  // Two cooks in a maze of lanes one cell wide: meeting head-on costs a long way back, unless things change hands over a corner.
  back_alleys: {
    ...THREE_ONIONS,
    old_dynamics: true,
    grid: [
      'XXXOXXXXXXX', //
      'X1    X   X',
      'X XXX X X P',
      'X X     X X',
      'D X XXXXX X',
      'X       2 X',
      'XXXSXXXPXXX',
    ],
  },
}

/** All layouts by name, in the order in which errors list them. */
export const LAYOUTS: Readonly<Record<string, LayoutDict>> = { ...CLASSIC, ...OWN }
