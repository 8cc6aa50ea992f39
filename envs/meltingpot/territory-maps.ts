/**
 * Maps of the territory game, drawn for this project with the measures of meltingpot's: `r` resource, `#` wall, `n` starts, and what
 * is drawn for each episode: `a` a resource with probability 2/3, `b` with 1/4, `q` a start with 1/7.
 */

/** A room, 7 x 7: 20 resources around a start. */
const ROOM = ['#rrrrr#', 'r.....r', 'r.....r', 'r..n..r', 'r.....r', 'r.....r', '#rrrrr#']
const ACROSS = 3

/** 21 x 21, nine rooms side by side, without a border. */
export const ROOMS = Array.from({ length: ACROSS }, () => ROOM.map((row) => row.repeat(ACROSS))).flat()

/** 39 x 23, 88 resources in clumps, most players in the south. */
export const OPEN_LAND = [
  '#######################################',
  '#.....................................#',
  '#..rrr......r............rr......rrr..#',
  '#..r........r....rrrr....rr......r....#',
  '#..r........r....r...............r.r..#',
  '#......rr...r....r.............r....r.#',
  '#......rr........r....rrr......rr.....#',
  '#.r.....................r....rr.......#',
  '#.r.........rrrr........r...rr........#',
  '#.rrr....................r........r...#',
  '#................r...............rr...#',
  '#......r...rr....rr............r......#',
  '#.....rr..........r....rrrrr...r...rr.#',
  '#....rr........................r...r..#',
  '#...........rrr............rrr.....r..#',
  '#.............r.......r...............#',
  '#...n...........n.....r.......n.......#',
  '#..........n..............n.........n.#',
  '#.....n...........n...........n.......#',
  '#.............n.......n...........n...#',
  '#..n......n.............n.............#',
  '#.......n.......n.........n.....n.....#',
  '#######################################',
]

/** 23 x 23, a lattice of corners, walls with gaps and things inside its squares; players start around it. */
export const INSIDE_OUT = [
  '#######################',
  '#..n...qq..n..qq...n..#',
  '#.....................#',
  '#..raaaraaaraaaraaar..#',
  '#..a..bab..a..bab..a..#',
  '#q.a.b.a.b.a.b.a.b.a.q#',
  '#..ab..a..bab..a..ba..#',
  '#q.raaaraaaraaaraaar.q#',
  '#..ab..a..bab..a..ba..#',
  '#..a.b.a.b.a.b.a.b.a..#',
  '#..a..bab..a..bab..a..#',
  '#n.raaaraaaraaaraaar.n#',
  '#..a..bab..a..bab..a..#',
  '#..a.b.a.b.a.b.a.b.a..#',
  '#..ab..a..bab..a..ba..#',
  '#q.raaaraaaraaaraaar.q#',
  '#..ab..a..bab..a..ba..#',
  '#q.a.b.a.b.a.b.a.b.a.q#',
  '#..a..bab..a..bab..a..#',
  '#..raaaraaaraaaraaar..#',
  '#.....................#',
  '#..n...qq..n..qq...n..#',
  '#######################',
]
