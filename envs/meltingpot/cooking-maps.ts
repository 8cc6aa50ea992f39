/**
 * Kitchens, drawn for this project with the measures and the idea of meltingpot's seven: `=` counter, `O` box of
 * tomatoes, `D` box of dishes, `C` pot, `T` hatch, `n` where players start (as many as play), `.` floor, `#` wall.
 */

/** 9 x 5 for two: one small room where each is in the other's way. */
export const CRAMPED = [
  '#########', //
  '##=O=C=##',
  '##D.n.=##',
  '##=.n.T##',
  '##==O==##',
]

/** Two rooms that share the pots: the left has its hatch near and tomatoes far, the right the other way round. */
export const ASYMMETRIC = [
  '===T=O===', //
  '=...C...=',
  'On..=..nT',
  '=...C...=',
  '===D=D===',
]

/** A corridor around a long counter, tomatoes on one side and pots on the other: things can be handed over it. */
export const CIRCUIT = [
  '===OO====', //
  '=..n....=',
  'D.=====.T',
  '=....n..=',
  '====CC===',
]

/** A corridor one cell wide around one counter: players had better walk the same way round. */
export const RING = [
  '##==D==##', //
  '##T.n.=##',
  '##=.=.C##',
  '##O.n.=##',
  '##=O=C=##',
]

/** Two rooms without a door: tomatoes and dishes here, pots and the hatch there. Alone, nobody makes a soup. */
export const FORCED = [
  '##=D=C=##', //
  '##O.=.C##',
  '##=n=n=##',
  '##O.=.=##',
  '##===T=##',
]

/** 13 x 9 for nine: doors one cell wide, and fewer pots than cooks. */
export const CROWDED = [
  '=====O=O=====', //
  '=n.........n=',
  '=.==.===.==.=',
  '=.C=n...n=C.=',
  'D...n.n.n...D',
  '=.C=.....=C.=',
  '=.==.===.==.=',
  '=n.........n=',
  '=====T=T=====',
]

/** 16 x 9 for six: two loops that meet in a waist one cell wide; dishes lie in one, the hatch in the other. */
export const FIGURE_EIGHT = [
  '====O======C====', //
  '=n.....==.....n=',
  '=.====.==.====.=',
  '=.====.==.====.=',
  'D.====.nn.====.T',
  '=.====.==.====.=',
  '=.====.==.====.=',
  '=n.....==.....n=',
  '====C======O====',
]
