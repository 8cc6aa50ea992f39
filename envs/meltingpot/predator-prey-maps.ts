/**
 * Maps of predator and prey, drawn for this project with the measures of meltingpot's. `#` wall, `g` tall grass, `n`
 * tall grass and `m` floor where prey start and return, `x` where predators do, `a` apple, `c` acorn, `t` tall grass and
 * `k` an acorn in one episode out of three.
 */

/** 26 x 23: alleys with one end; apples alone, the most of them in the ends. */
export const ALLEY_HUNT = [
  '##########################',
  '#a.......a......a.......a#',
  '#........................#',
  '#..#####..######..#####..#',
  '#.....a#..#aaaa#..#a.....#',
  '#.....a#..#....#..#a.....#',
  '#.....a#..#....#..#a.....#',
  '#..#####..#....#..#####..#',
  '#........................#',
  '#..a..x..x..a..x..x..a...#',
  '#........................#',
  '#...x..x...x..x...x......#',
  '#........................#',
  '#..a..x..x..a..x..x..a...#',
  '#........................#',
  '#..#...#..#gnng#..#...#..#',
  '#..#...#..#nnnn#..#...#..#',
  '#..#...#..#nnnn#..#...#..#',
  '#..#aaa#..#nnnn#..#aaa#..#',
  '#..#####..######..#####..#',
  '#........................#',
  '#a.......a......a.......a#',
  '##########################',
]

/** 23 x 19: a field of apples with some acorns between two strips of grass. */
export const OPEN = [
  '#######################',
  '#ng..x.x.x.x.x.x.x..gn#',
  '#ng.................gn#',
  '#ng.x.............x.gn#',
  '#ng...aaaaacaaaaa...gn#',
  '#ng...aacaaaaaaaa...gn#',
  '#ng...aaaaaaaacaa...gn#',
  '#ng...caaaaaaaaaa...gn#',
  '#ng...aaaaaacaaaa...gn#',
  '#ng...aacaaaaaaac...gn#',
  '#ng...aaaacaaaaaa...gn#',
  '#ng...aaaaaaaaaca...gn#',
  '#ng...acaaaaaaaaa...gn#',
  '#ng...aaaaaaacaaa...gn#',
  '#ng...aaaaacaaaaa...gn#',
  '#ng.x.............x.gn#',
  '#ng.................gn#',
  '#ng..x.x.x.x.x.x.x..gn#',
  '#######################',
]

/** 23 x 19: acorns near a meadow of grass, apples beyond a hedge. */
export const ORCHARD = [
  '#######################',
  '#gnnnnng...x..c..c....#',
  '#gnnnnng.....c.c.....x#',
  '#gnnnnng....c.....c...#',
  '#gnnnnng..x..c..c...c.#',
  '#ggggggg......c.....c.#',
  '#........x..........x.#',
  '#####..####..####..####',
  '#.....x.......x.....x.#',
  '#.aaaaa..aaaaa..aaaaa.#',
  '#.aaaaa..aaaaa..aaaaa.#',
  '#.aaaaa..aacaa..aaaaa.#',
  '#.aaaaa..aaaaa..aaaaa.#',
  '#...x.....x.....x....x#',
  '#.m.aaaaa....aaaaa..m.#',
  '#...aaaaa....aaaaa....#',
  '#.........x...........#',
  '#.m.......m.........m.#',
  '#######################',
]

/** 23 x 19: acorns alone, and thickets too small to hide in. */
export const RANDOM_FOREST = [
  '#######################',
  '#xc.t.tt.t.t.t.tt.t.cx#',
  '#x..t..t.k...k.t..t..x#',
  '#x.tt.t..t.t.t..t.tt.x#',
  '#x.k..t.tt.t.tt.t..k.x#',
  '#x.tt...t.....t...tt.x#',
  '#x..t.t....t....t.t..x#',
  '#x.t.k.tmmmmmmmt.k.t.x#',
  '#x....tmmmmmmmmmt....x#',
  '#xc.t..mmmmcmmmm..t.cx#',
  '#x....tmmmmmmmmmt....x#',
  '#x.t.k.tmmmmmmmt.k.t.x#',
  '#x..t.t....t....t.t..x#',
  '#x.tt...t.....t...tt.x#',
  '#x.k..t.tt.t.tt.t..k.x#',
  '#x.tt.t..t.t.t..t.tt.x#',
  '#x..t..t.k...k.t..t..x#',
  '#xc.t.tt.t.t.t.tt.t.cx#',
  '#######################',
]
