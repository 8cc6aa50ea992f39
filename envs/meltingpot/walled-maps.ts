/**
 * Maps of gift refinements and coop mining, drawn for this project: `#` wall, `s` sites where things appear, `n` starts. `rooms`
 * has the measures of meltingpot's: 27 x 27, 173 walls, 538 sites, 18 starts. `yard` is small, for a few who meet often.
 */
const ROOMS = [
  '###########################',
  '#ssssssssssssssssss#ssssss#',
  '#snssss#ssssnssssss#sssnss#',
  '#ssssss#sssssssssss#ssssss#',
  '#ssssss#sss#####sss#ssssss#',
  '#sss####ssssssssssssssssss#',
  '#sssssssssnsssssnsssssssss#',
  '#ssssssssssssssssss####sss#',
  '#ssssnssssssssssssssss#sns#',
  '#ss#ssss######ssssssss#sss#',
  '#ss#sssssssssssssnssss#sss#',
  '#ss#ssssssssssssssssss#sss#',
  '#ss#ssssnsssssssssssssssss#',
  '#ssssssssssss#ssssssssssss#',
  '#sssssssssssssssssnssss#ss#',
  '#sss#ssssssssssssssssss#ss#',
  '#sss#ssssnsssssssssssss#ss#',
  '#sss#ssssssss######ssss#ss#',
  '#sns#ssssssssssssssssnssss#',
  '#sss####ssssssssssssssssss#',
  '#sssssssssnsssssnsssssssss#',
  '#ssssssssssssssssss####sss#',
  '#ssssss#sss#####sss#ssssss#',
  '#ssssss#sssssssssss#ssssss#',
  '#ssnsss#ssssssnssss#ssssns#',
  '#ssssss#ssssssssssssssssss#',
  '###########################',
]

/** 17 x 11: 62 walls, 109 sites, 16 starts. */
const YARD = [
  '#################',
  '#sssssss#sssssss#',
  '#snssnss#ssnssns#',
  '#sssssss#sssssss#',
  '#ss##snsssnsssss#',
  '#snsssnsssnsssns#',
  '#sssssnsssns##ss#',
  '#sssssss#sssssss#',
  '#snssnss#ssnssns#',
  '#sssssss#sssssss#',
  '#################',
]

export const WALLED = { rooms: ROOMS, yard: YARD } as const
export type WalledName = keyof typeof WALLED
