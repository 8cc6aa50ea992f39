/**
 * Maps of the allelopathic harvest, drawn for this project: bushes of red `r`, green `g` and blue `b` berries, `n` starts and
 * returns. `open` has the measures of meltingpot's: 29 x 30 without a border, 116 bushes of each colour, 522 starts.
 */
const OPEN = [
  'bgrrrnnngnnrnrngnngngnrrnnrnb',
  'bnnnngngnnngrnbngnrgnnnnrrnng',
  'nnnnnnnnnngrngrnnngbgnngngngn',
  'nnbbnngrnnbgrnnbnbgbnngnrggbg',
  'bnngrgnnnnnnnnnrnnbrrnnbrrngr',
  'nnbgrgnnnnrnnbnnnngbbgbngnrnn',
  'nbnnnrnnnbnnngnbnbnnrnnrnnrnn',
  'nnnggnbnnnbbnnrngnbngrnnnnnbr',
  'nbrbrbgnrbrnbnnnnbnnnrnrgnnrr',
  'nnngrnnbnnnnnnggnrnnbnngrnggb',
  'rnnnbgbbnnnbrbnnggbnnrgbgnrnn',
  'nnnnrnbnnnnnnnnnnnnnnnnrnbngn',
  'bnnnbngrnnnrbnnnnnngbnnrrnnnr',
  'rnnnnnnnbgnnnnnrnbnnngnrnnngn',
  'nnnnbrgngbgrgnrnnnnnrgnnrnbgn',
  'nnnnnbgbgbnnbnnnnnnnnrnbbnnbn',
  'rrrrnrnnnnrbgnbnnnbrrnrnnngnn',
  'nngngngnbnnnnnnnrbgbnnrgnbbgn',
  'brgnnngrnnnnrnnbnnbnngrbnnbnr',
  'ngnngnnnnnnbnnnnngngnggnnnnnn',
  'gbnnnnnnnnbnnbbnbnrnbngnnnbnn',
  'bnnnnnnnngnnrnnnnnrnbbnnbnnrg',
  'rnnnnnrbnnnnnnbgnnbnnnngbnnnr',
  'nnnnnbrgrbnbrnnnnngbngnbgrnrr',
  'nrnnbnnbnnnnbrrrnnnnnnnbnngbr',
  'ngnnggnnnnnnnnnnnnrgnnrnnnrnr',
  'nngnbnngngrgnngnnnngnnnnnggnn',
  'ngnrnnnrnrbgnrgnnnnnbnrnbnnnn',
  'rnnnnngnbnbgngrnbnnnbnnnnnrbn',
  'nrbggnbgbbnnngrrnngnrnnnnnnbn',
]

/** Small, for a few: 17 x 11 with a wall around, 15 bushes of each colour, 21 starts. */
const GARDEN = [
  '#################',
  '#n...g.n.n.b.r.n#',
  '#.b.r.g.n.g.b.g.#',
  '#r.n.b.r.r.g.n.b#',
  '#.g.r.n.b.n.r.g.#',
  '#n.b.g.r.n.g.b.n#',
  '#.r.b.n.g.n.r.b.#',
  '#b.n.g.b.b.r.n.g#',
  '#.g.b.r.n.r.g.r.#',
  '#n.r.g.n.n.b...n#',
  '#################',
]

export const BUSHES = { open: OPEN, garden: GARDEN } as const
