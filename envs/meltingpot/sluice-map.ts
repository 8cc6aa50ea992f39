/**
 * Map of the sluice, 37 x 19: a house where ten gates `g` open the river `~` to ten plots of 4 x 4 with 14 apple sites
 * `a` each. The first plot is the keeper's own and lies at the house. From no other plot can the gates be seen, nor
 * who stands at them.
 *
 * `n` where the players start, one a plot, and `h` the keeper if it lives at the gates; `b` where a grazer may stand,
 * `W` walls for watchers, `r` floor for red tiles, `o` floats that stand for grazers as the gates stand for foragers;
 * else `#` wall, `.` floor.
 */
const HOUSE = [
  '#####################################',
  '#~ooooooooo~~~~~~~~~~~~~~~~~~~~~~~~~#',
  '##gggggggggg#####                    ',
  '#...............#                    ',
  '#...............#                    ',
  'W..r.r.r.r......W                    ',
  '#...r.r.r.r.....#                    ',
  '#...............#                    ',
  '############....#~~~~~~~~~~~~~~~~~~~#',
]
/** Where the keeper lives at the gates: with flower beds behind it, and no way to its plot. */
const GATEHOUSE = [
  '#####################################',
  '#~ooooooooo~~~~~~~~~~~~~~~~~~~~~~~~~#',
  '##gggggggggg##                       ',
  'W.....h......W                       ',
  '#.rrrrrrrrrr.#                       ',
  '##############                       ',
  '                                     ',
  '                                     ',
  '           #####~~~~~~~~~~~~~~~~~~~~#',
]
const FIELDS = [
  '           #aaaa#aaaa#aaaa#aaaa#aaaa#',
  '           #anaa#anaa#anaa#anaa#anaa#',
  '           #aa.a#aaba#aaba#aaba#aaba#',
  '           #aaaa#aaaa#aaaa#aaaa#aaaa#',
  '           #~~~~~~~~~~~~~~~~~~~~~~~~#',
  '           #aaaa#aaaa#aaaa#aaaa#aaaa#',
  '           #anaa#anaa#anaa#anaa#anaa#',
  '           #aaba#aaba#aaba#aaba#aaba#',
  '           #aaaa#aaaa#aaaa#aaaa#aaaa#',
  '           ##########################',
]
/** With the keeper on its plot, and with the keeper at the gates. */
export const SLUICE = [...HOUSE, ...FIELDS]
export const GATED = [...GATEHOUSE, ...FIELDS]
export const PLOTS = 10
/** Column and row of the first cell of a plot: five in a row, two rows, 5 cells apart. */
const PLOTS_A_ROW = 5
const PITCH = 5
const [LEFT, TOP] = [12, 9]
const SIDE = 4

/** The plot that a cell lies in, -1 for none; plot 0 is the keeper's. */
export function plotOf(x: number, y: number): number {
  const [column, row] = [Math.floor((x - LEFT) / PITCH), Math.floor((y - TOP) / PITCH)]
  const inside = (x - LEFT) % PITCH < SIDE && (y - TOP) % PITCH < SIDE
  if (x < LEFT || y < TOP || column >= PLOTS_A_ROW || row >= PLOTS / PLOTS_A_ROW || !inside) return -1
  return row * PLOTS_A_ROW + column
}
