/**
 * The matrix games: players gather resources of two or three kinds and, when two of them meet, play a game with the mix that
 * each holds. The games are in matrix-games.ts, interactions in matrix-meetings.ts.
 *
 * Rules: meltingpot 2.4 `*_in_the_matrix` (google-deepmind/meltingpot 81ee2e7); the idea is Vezhnevets et al. 2020,
 * arXiv:1906.01470. A player holds one of each kind at the start, so a mix is always defined and never pure.
 */
import type { SchemaObject } from 'ajv'
import { field } from '../core/fields.ts'
import { draw } from '../core/keyed.ts'
import { TERMINATED, type Done, type EnvSpec } from '../core/spec.ts'
import { fire, firesFirst } from './engine/beams.ts'
import { nextSuccess, trials } from './engine/chance.ts'
import { ended } from './engine/ending.ts'
import { layMap, put } from './engine/grid.ts'
import { appear, decideAnew, willGrow } from './engine/growth.ts'
import { alike, cellsOf, gridTables, readMap, startKinds } from './engine/map.ts'
import { account } from './engine/outcome.ts'
import { MOST_PLAYERS, moves, placePlayers, returns, thawed } from './engine/players.ts'
import type { Profile } from './engine/profile.ts'
import { RECIPROCITY_HIDDEN, reciprocityFields } from './engine/reciprocity.ts'
import { FLOOR, SMALL, WALL, WIDE } from './engine/state.ts'
import { asEnv, begin } from './engine/substrate.ts'
import { ABOUT, GAMES, beamOf, settingOf, variantsOf, type Game, type Variant } from './matrix-games.ts'
import { applyBeams, emptyHands, forgetBeams, hit, lose } from './matrix-meetings.ts'
import {
  FIRST, INTERACTIONS, REGROW, SITE_KIND, type Matrix, type MatrixConfig, type MatrixTables, type MatrixWorld,
} from './matrix-state.ts' // prettier-ignore
import { PAINTED, kindsOf, marksOf, rules, scalarsOf } from './matrix-views.ts'

/** Chances to end come after this many steps. */
const LEAST_STEPS = 1000
const LEAST_PLAYERS = 2

const metricsOf = ({ measure: { names, reciprocal } }: Game): readonly string[] => [
  'interactions',
  ...names,
  ...(reciprocal === true ? ['reciprocity'] : []),
]

/** A game as an environment. */
function matrixGame(game: Game): EnvSpec {
  const variants = variantsOf(game)
  return asEnv<MatrixConfig, Matrix, MatrixTables>({
    id: game.id,
    version: 1,
    summary: game.summary,
    source: `meltingpot 2.4 (81ee2e7) ${game.id}_in_the_matrix; Vezhnevets et al. 2020, arXiv:1906.01470`,
    options: {
      variant: { enum: variants, description: variants.map((variant) => `${variant}: ${ABOUT[variant]}`).join('; ') },
      ...seatsOption(game),
    },
    defaults: { variant: variants[0], ...defaultsFor(game, {}) } as MatrixConfig,
    defaultsFor: (given) => defaultsFor(game, given),
    numbers: game.numbers,
    examples: examplesOf(game),
    metrics: metricsOf(game),
    score: 'collective_return',
    tables: (config) => tablesOf(game, config),
    own: (_, { players, cells, strategies }) => ({
      ...reciprocityFields(players),
      stock: field('u16', players * strategies),
      ready: field('u8', players),
      due: field('f64', players),
      result: field('u8', players),
      site: field('u8', cells),
      health: field('u8', cells),
      lost: field('i32', cells),
    }),
    hidden: ['due', 'lost', 'health', ...RECIPROCITY_HIDDEN],
    reset,
    step,
  }) as unknown as EnvSpec
}

export const matrixGames: readonly EnvSpec[] = GAMES.map(matrixGame)

/** Who plays: a role each in games that have roles, else how many. */
function seatsOption({ roles }: Game): Record<string, SchemaObject> {
  if (roles.length === 0) {
    return { players: { type: 'integer', minimum: LEAST_PLAYERS, maximum: MOST_PLAYERS, description: 'how many play' } }
  }
  const items = { enum: roles.map(({ name }) => name) }
  return {
    roles: {
      type: 'array',
      items,
      minItems: LEAST_PLAYERS,
      maxItems: MOST_PLAYERS,
      description: 'a role each; half of each by default',
    },
  }
}

/** How many play and for how long at most, by variant and profile. */
function defaultsFor(game: Game, given: Readonly<Record<string, unknown>>): Partial<MatrixConfig> {
  const { variant = variantsOf(game)[0], profile = 'mp-code' } = given as { variant?: Variant; profile?: Profile }
  // What does not exist is refused when the options are checked.
  if (!variantsOf(game).includes(variant) || !Object.hasOwn(game.numbers, profile)) return {}
  const { players, longest } = settingOf(game, variant, profile)
  return { horizon: longest, ...seats(game, players) }
}

/** So many players; half of them of each role, in games that have roles. */
function seats({ roles }: Game, players: number): Partial<MatrixConfig> {
  if (roles.length === 0) return { players }
  return { roles: alike(players).map((_, p) => roles[p < players / 2 ? 0 : 1].name) }
}

/** A small map, of which the variants differ little to the views, and the large one with a few. */
function examplesOf(game: Game): Record<string, unknown>[] {
  const small = variantsOf(game).filter((variant) => variant !== 'arena')
  return [
    { horizon: 200, variant: small.at(-1) },
    { horizon: 200, variant: 'arena', ...seats(game, 3) },
  ]
}

function tablesOf(game: Game, config: MatrixConfig): MatrixTables {
  const { variant, profile } = config
  const setting = settingOf(game, variant, profile)
  const map = readMap(`${game.id} ${variant}`, game.maps[variant]!, '#.nabcr')
  const starts = cellsOf(map, 'n')
  const sites = cellsOf(map, 'abcr')
  const roles = rolesOf(game, config, starts.length)
  const kindOf: Readonly<Record<string, number>> = { '#': WALL, a: FIRST, b: FIRST + 1, c: FIRST + 2 }
  const { rowPayoffs, columnPayoffs } = setting.numbers
  const payoffs = [...rowPayoffs, ...columnPayoffs]
  return {
    ...gridTables({
      width: map.width,
      height: map.height,
      players: roles.length,
      roles,
      kinds: kindsOf(game),
      sight: variant === 'arena' ? WIDE : SMALL,
      beams: [beamOf(setting.numbers)],
      scalars: scalarsOf(game),
      marks: marksOf(game),
      painted: PAINTED,
      metrics: metricsOf(game),
      rules,
      pasture: { eats: firesFirst },
    }),
    game,
    setting,
    strategies: game.names.length,
    rowPayoffs: Float64Array.from(rowPayoffs),
    columnPayoffs: Float64Array.from(columnPayoffs),
    low: Math.min(...payoffs),
    range: Math.max(...payoffs) - Math.min(...payoffs),
    sides: game.roles.length === 0 ? null : Uint8Array.from(roles, (role) => game.roles.findIndex(({ name }) => name === role)),
    start: startKinds(map, kindOf),
    sites,
    drawn: cellsOf(map, 'r'),
    starts,
    regrowth: trials(setting.regrowth, sites.length),
  } // prettier-ignore
}

/** A role each. Throws a RangeError where there are more players than starts, or nobody of a role. */
function rolesOf(game: Game, { variant, players = 0, roles = alike(players) }: MatrixConfig, starts: number) {
  if (roles.length > starts)
    throw new RangeError(`Got ${roles.length} players in ${game.id} ${variant}, expected ${starts} at most: one a start.`)
  const needed = game.roles.map(({ name }) => name)
  const missing = needed.find((name) => !roles.includes(name))
  if (missing !== undefined)
    throw new RangeError(`Got no ${missing} among the roles ${roles.join(', ')}, expected one at least of each: ${needed.join(', ')}.`)
  return roles
} // prettier-ignore

function reset(world: MatrixWorld, slot: number): void {
  const { state, tables, agents, metrics } = world
  const at = slot * tables.cells
  layMap(world, slot, tables.start)
  for (const cell of tables.drawn) put(world, slot, cell, FIRST + (draw(world, slot, SITE_KIND, cell) % tables.strategies)) // prettier-ignore
  for (const cell of tables.sites) {
    state.site[at + cell] = state.kind[at + cell]
    state.health[at + cell] = tables.setting.numbers.toughness
  }
  placePlayers(world, slot, tables.starts)
  for (let p = 0; p < agents; p++) emptyHands(world, slot, p)
  const first = slot * tables.metrics.length + INTERACTIONS
  metrics.fill(NaN, first + 1, first + metricsOf(tables.game).length)
}

function step(world: MatrixWorld, slot: number): Done {
  const { setting, starts } = world.tables
  const played = world.config.variant === 'one_shot' && someoneAway(world, slot)
  begin(world, slot)
  decide(world, slot)
  moves(world, slot, take)
  forgetBeams()
  fire(world, slot, 0, hit, thawed)
  returns(world, slot, starts)
  appear(world, slot, take)
  applyBeams(world, slot)
  account(world, slot)
  return played ? TERMINATED : ended(world, slot, LEAST_STEPS, setting.end)
}

/** Whether the last step saw a player leave: a single interaction is over then. */
function someoneAway({ state, agents }: MatrixWorld, slot: number): boolean {
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (state.away[row] > 0) return true
  return false
}

/** What comes back in this step: everything once all players of a repeated game are out, else by chance. */
function decide(world: MatrixWorld, slot: number): void {
  const { state, tables, tick, config } = world
  const { sites, regrowth, cells, setting } = tables
  const at = slot * cells
  decideAnew()
  if (config.variant === 'repeated' && allAway(world, slot)) {
    for (let i = 0; i < sites.length; i++) if (state.kind[at + sites[i]] === FLOOR) willGrow(sites[i], state.site[at + sites[i]])
    return
  } // prettier-ignore
  for (let i = 0; (i = nextSuccess(world, slot, REGROW, regrowth, i)) < sites.length; i++) {
    const cell = at + sites[i]
    if (state.kind[cell] !== FLOOR || state.who[cell] > 0 || tick[slot] - state.lost[cell] < setting.delay) continue
    willGrow(sites[i], state.site[cell])
  }
}

function allAway({ state, agents }: MatrixWorld, slot: number): boolean {
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (state.away[row] === 0) return false
  return true
}

/** A player takes the resource that it came to. */
function take(world: MatrixWorld, slot: number, p: number, cell: number): void {
  const { state, tables, agents } = world
  const kind = state.kind[slot * tables.cells + cell] - FIRST
  if (kind < 0) return
  const row = slot * agents + p
  lose(world, slot, cell)
  state.stock[row * tables.strategies + kind]++
  state.ready[row] = 1
}
