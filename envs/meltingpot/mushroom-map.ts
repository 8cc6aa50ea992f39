/**
 * Map of the mushrooms, drawn for this project with the measures of meltingpot's dense one: 23 x 14, of which 21 x 11 can be
 * walked; `#` wall, `r`, `g`, `b`, `o` mushrooms of a start (3, 3, 3, 1), else ground: all of it grows mushrooms.
 */
export const MUSHROOMS = [
  '#######################',
  '#######################',
  '#.....................#',
  '#...b............r....#',
  '#..........g..........#',
  '#.....................#',
  '#..r.............g....#',
  '#.............b.......#',
  '#.......o.............#',
  '#.....................#',
  '#.....g...............#',
  '#.............r.......#',
  '#..b..................#',
  '#######################',
]
