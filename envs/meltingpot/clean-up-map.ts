/**
 * Map of clean up, drawn for this project with the measures of meltingpot's: 30 x 21; `#` wall, `h` river that may become dirty
 * (68) and `f` river that starts dirty (79), `s` river that never does, `a` apple sites (122), `n` starts and returns (19), else sand.
 */
export const CLEAN_UP = [
  '##############################',
  '#hfhfhfhfhfhfhffhfhfhfhfhfhff#',
  '#hfhfhfhfhfhffhfhfhfhfhfhffhf#',
  '#hfhfhfhfhffhfhfhfhfhfhfhffhf#',
  '#hfhfhfhfhffhfhfhfhfhfhffhfhf#',
  '#hfhfhfhffhfhfhfhfhfhffhfhfhf#',
  '#.............h..............#',
  '#.............f..............#',
  '#..n...n...n...h...n...n...n.#',
  '#..............f.............#',
  '#..n...n...n...nh..n...n...n.#',
  '#...............f............#',
  '#..n...n...n...n.f.n...n.....#',
  '#................s...........#',
  '#.................s..........#',
  '#aaa..a.a.a.a.a.a.s.a.a.a.a.a#',
  '#aaaaaaaaaaaaaaaaaasaaaaaaaaa#',
  '#aaaaaaaaaaaaaaaaaasaaaaaaaaa#',
  '#aaaaaaaaaaaaaaaaaaasaaaaaaaa#',
  '#aaaaaaaaaaaaaaaaaaasaaaaaaaa#',
  '##############################',
]
