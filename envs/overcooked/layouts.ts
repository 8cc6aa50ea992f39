/** Layouts by name. */
import { type LayoutDict } from './layout.ts'

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

export const LAYOUTS: Readonly<Record<string, LayoutDict>> = { ...CLASSIC }
