/** Layouts with hatches, diners and watchers, by name; they need the option `needs`. Letters as in needs-places.ts. */
import type { LayoutDict } from './layout.ts'

const THREE_ONIONS = { start_all_orders: [{ ingredients: ['onion', 'onion', 'onion'] }] }

export const NEEDS_LAYOUTS: Readonly<Record<string, LayoutDict>> = {
  /**
   * Cook 2 hands soups over the counter; cook 1, the expediter, takes each to one of nine diners or to the staff hatch.
   */
  ten_hatches: {
    ...THREE_ONIONS,
    cook_time: 10,
    grid: [
      'XHXHXHXHXHX', //
      'W  R   R  H',
      'X    1    H',
      'B  R   R  H',
      'XXEXXXXXHXX',
      'O    2    P',
      'O         P',
      'XXXDXXXDXXX',
    ],
  },
  /**
   * Soups come to the pass in the middle; a cook alone takes each to one of nine diners or to the staff hatch. Pot and
   * boxes are out of reach.
   */
  expediter: {
    ...THREE_ONIONS,
    grid: [
      'OHXXXHP', //
      'H  R  B',
      'H     H',
      'XR A RX',
      'H  1  H',
      'W  R  H',
      'DHXXXEX',
    ],
  },
  /** The least of it: one cook, a diner of each kind's place, a staff hatch, an auditor and a red tile. */
  staff_meal: {
    ...THREE_ONIONS,
    cook_time: 5,
    grid: [
      'XHXPXHX', //
      'O R 1 W',
      'D     B',
      'XXEXSXX',
    ],
  },
}
