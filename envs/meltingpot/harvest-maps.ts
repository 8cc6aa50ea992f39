/**
 * Maps of the commons harvest, drawn for this project with the measures of meltingpot's: 24 x 18, 64 apples in two triangles of
 * 6 and four diamonds of 13, patches more than 2 apart. `#` wall, `a` apple, `n` starts and returns (60), `q` starts of the first two.
 */

export const OPEN = [
  '########################',
  '#aaa...a........a...aaa#',
  '#aa...aaa......aaa...aa#',
  '#a...aaaaa....aaaaa...a#',
  '#.....aaa......aaa.....#',
  '#......a........a......#',
  '#...a..............a...#',
  '#..aaa............aaa..#',
  '#.aaaaa.q......q.aaaaa.#',
  '#..aaa............aaa..#',
  '#...a..............a...#',
  '#......................#',
  '#......................#',
  '#.nnnnnnnnnnnnnnnnnnnn.#',
  '#.nnnnnnnnnnnnnnnnnnnn.#',
  '#.nnnnnnnnnnnnnnnnnnnn.#',
  '#......................#',
  '########################',
]

/** Two chambers, one door each. */
export const CLOSED = [
  '########################',
  '#aaa...a...##...a...aaa#',
  '#aa...aaa..##..aaa...aa#',
  '#a...aaaaa.##.aaaaa...a#',
  '#.....aaa..##..aaa.....#',
  '#......a...##...a......#',
  '#...a......##......a...#',
  '#..aaa.....##.....aaa..#',
  '#.aaaaa.q..##..q.aaaaa.#',
  '#..aaa.....##.....aaa..#',
  '#...a......##......a...#',
  '##########.##.##########',
  '#......................#',
  '#.nnnnnnnnnnnnnnnnnnnn.#',
  '#.nnnnnnnnnnnnnnnnnnnn.#',
  '#.nnnnnnnnnnnnnnnnnnnn.#',
  '#......................#',
  '########################',
]

/** One chamber with two doors: 14 cells of the wall between the chambers are open. */
export const PARTNERSHIP = [
  '########################',
  '#aaa...a...##...a...aaa#',
  '#aa...aaa..##..aaa...aa#',
  '#a...aaaaa.##.aaaaa...a#',
  '#.....aaa......aaa.....#',
  '#......a........a......#',
  '#...a..............a...#',
  '#..aaa............aaa..#',
  '#.aaaaa.q......q.aaaaa.#',
  '#..aaa............aaa..#',
  '#...a..............a...#',
  '##########.##.##########',
  '#......................#',
  '#.nnnnnnnnnnnnnnnnnnnn.#',
  '#.nnnnnnnnnnnnnnnnnnnn.#',
  '#.nnnnnnnnnnnnnnnnnnnn.#',
  '#......................#',
  '########################',
]
