/** Interactions of the matrix games: what the beam does, what two hands are worth to each other, and what follows for both. */
import { below, draw } from '../core/keyed.ts'
import { put } from './engine/grid.ts'
import { MOST_PLAYERS, remove, sendTo, thaw } from './engine/players.ts'
import { answer, meetWith, reciprocity } from './engine/reciprocity.ts'
import { FLOOR, beamCells } from './engine/state.ts'
import { payFood } from './engine/substrate.ts'
import { GAMES, beamOf } from './matrix-games.ts'
import { held, leaning } from './matrix-metrics.ts'
import { COIN_TOSS, FIRST, IDLE, INTERACTIONS, type MatrixTables, type MatrixWorld } from './matrix-state.ts'

// What this step's beams did, applied after all of them.
const allNumbers = GAMES.flatMap(({ numbers }) => Object.values(numbers))
const MOST_HITS = MOST_PLAYERS * Math.max(...allNumbers.map((numbers) => beamCells(beamOf(numbers))))
/** Row player and column player of each interaction; the first `meetings` entries count. */
const pairs = new Int8Array(2 * MOST_HITS)
/** 1 where a player has an interaction in this step; where it may have several, where it was hit. */
const met = new Int8Array(MOST_PLAYERS)
const destroyed = new Uint16Array(MOST_HITS)
let meetings = 0
let losses = 0

export function forgetBeams(): void {
  met.fill(0)
  meetings = 0
  losses = 0
}

/** Walls and players stop the beam; so does a resource, unless this hit destroys it. */
export function hit(world: MatrixWorld, slot: number, p: number, _beam: number, cell: number): boolean {
  const { state, tables } = world
  const { toughness, outcome } = tables.setting.numbers
  const at = slot * tables.cells + cell
  if (tables.solid[state.kind[at]] === 1) return true
  if (state.kind[at] >= FIRST && toughness > 0) {
    if (--state.health[at] > 0) return true
    state.health[at] = toughness
    destroyed[losses++] = cell
  }
  if (state.who[at] === 0) return false
  const other = state.who[at] - 1
  if (outcome === 'both leave') meet(world, slot, p, other)
  else {
    met[other] = 1
    note(p, other)
  }
  return true
}

/** Notes an interaction if both are ready, free to move, of unlike roles, and neither has one in this step. */
function meet({ state, tables, agents }: MatrixWorld, slot: number, from: number, to: number): void {
  const { sides, setting } = tables
  const [a, b] = [slot * agents + from, slot * agents + to]
  if (setting.numbers.mustTake && (state.ready[a] === 0 || state.ready[b] === 0)) return
  if (met[from] === 1 || met[to] === 1 || state.frozen[a] > 0 || state.frozen[b] > 0) return
  if (sides !== null && sides[from] === sides[to]) return
  met[from] = met[to] = 1
  if (sides !== null && sides[from] === 1) note(to, from)
  else note(from, to)
}

function note(row: number, column: number): void {
  pairs[meetings++] = row
  pairs[meetings++] = column
}

/** Applies what the beams did, after those whose freeze is over were paid and left. */
export function applyBeams(world: MatrixWorld, slot: number): void {
  const delayed = world.tables.setting.numbers.outcome === 'both leave'
  if (delayed) settle(world, slot)
  else thaw(world, slot)
  for (let i = 0; i < losses; i++) lose(world, slot, destroyed[i])
  if (!delayed) restartTargets(world, slot)
  else for (let i = 0; i < meetings; i += 2) freezeBoth(world, slot, pairs[i], pairs[i + 1])
}

/** At the end of the freeze a player is paid and leaves with empty hands. */
function settle(world: MatrixWorld, slot: number): void {
  const { state, agents, tables } = world
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (state.frozen[row] === 0 || --state.frozen[row] > 0) continue
    payFood(world, slot, p, state.due[row])
    emptyHands(world, slot, p)
    remove(world, slot, p, tables.setting.away)
  }
}

/** A resource is gone from a cell, taken or destroyed. */
export function lose(world: MatrixWorld, slot: number, cell: number): void {
  const { state, tables, tick } = world
  const at = slot * tables.cells + cell
  put(world, slot, cell, FLOOR)
  state.lost[at] = tick[slot]
  state.health[at] = tables.setting.numbers.toughness
}

/** Both freeze and will be paid what their hands are worth to each other. */
function freezeBoth(world: MatrixWorld, slot: number, row: number, column: number): void {
  const { state, agents, tables } = world
  const [a, b] = [slot * agents + row, slot * agents + column]
  countMeeting(world, slot, a, b)
  freeze(world, a, worth(tables.rowPayoffs, state.stock, a, b, tables.strategies))
  freeze(world, b, worth(tables.columnPayoffs, state.stock, a, b, tables.strategies))
  // The winner's hands are emptied at once, the loser's as it leaves.
  refill(world, columnWins(world, slot, row, state.due[b] - state.due[a]) ? b : a)
}

function freeze({ state, tables }: MatrixWorld, row: number, due: number): void {
  state.frozen[row] = tables.setting.numbers.freeze
  state.due[row] = due
  state.result[row] = resultMark(tables, due)
}

/** Bit of the mark that everybody sees: 1 in the lowest third of the game's payoffs, 3 in the middle, 2 in the highest. */
function resultMark({ low, range }: MatrixTables, reward: number): number {
  const share = (reward - low) / range
  return share < 1 / 3 ? 1 : share < 2 / 3 ? 3 : 2
}

/** Whether the column player wins, by what it gets more than the row player. */
function columnWins(world: MatrixWorld, slot: number, row: number, more: number): boolean {
  if (more !== 0) return more > 0
  return world.tables.setting.numbers.coinToss && (draw(world, slot, COIN_TOSS, row) & 1) === 1
}

/** Everybody in an interaction is paid and loses what it holds; those who were hit go to a start and idle. */
function restartTargets(world: MatrixWorld, slot: number): void {
  const { state, agents, tables } = world
  const { rowPayoffs, columnPayoffs, strategies } = tables
  const [least, most] = tables.setting.numbers.idle
  for (let i = 0; i < meetings; i += 2) {
    const [a, b] = [slot * agents + pairs[i], slot * agents + pairs[i + 1]]
    countMeeting(world, slot, a, b)
    payFood(world, slot, pairs[i], worth(rowPayoffs, state.stock, a, b, strategies))
    payFood(world, slot, pairs[i + 1], worth(columnPayoffs, state.stock, a, b, strategies))
  }
  for (let i = 0; i < meetings; i++) emptyHands(world, slot, pairs[i])
  for (let p = 0; p < agents; p++) {
    if (met[p] === 0) continue
    sendTo(world, slot, tables.starts, p)
    state.frozen[slot * agents + p] = least + below(draw(world, slot, IDLE, p), most - least + 1)
  }
}

/**
 * Mean payoff over all pairs of a resource of the row player's and one of the column player's, which is p'Aq of their mixes; 0
 * where a hand is empty. Hands are rows `a` and `b` of `stock`, `[rows * strategies]`; payoffs are `[strategies * strategies]`.
 * In whole numbers up to the one division, so that what is a tie is a tie.
 */
export function worth(payoffs: Float64Array, stock: Uint16Array, a: number, b: number, strategies: number): number {
  let sum = 0
  for (let i = 0; i < strategies; i++) {
    for (let j = 0; j < strategies; j++)
      sum += stock[a * strategies + i] * stock[b * strategies + j] * payoffs[i * strategies + j]
  }
  const pairs = held(stock, a * strategies, strategies) * held(stock, b * strategies, strategies)
  return pairs === 0 ? 0 : sum / pairs
}

function countMeeting({ state, metrics, tables }: MatrixWorld, slot: number, a: number, b: number): void {
  const { strategies, game } = tables
  const { stock } = state
  const at = slot * tables.metrics.length + INTERACTIONS
  if (held(stock, a * strategies, strategies) === 0 || held(stock, b * strategies, strategies) === 0) return
  game.measure.add(metrics, at + 1, metrics[at], stock, a * strategies, b * strategies, strategies)
  metrics[at]++
  if (game.measure.reciprocal !== true) return
  const mine = leaning(stock, a * strategies)
  const theirs = leaning(stock, b * strategies)
  if (mine !== 0) answer(state, slot, a, mine > 0)
  if (theirs !== 0) answer(state, slot, b, theirs > 0)
  if (theirs !== 0) meetWith(state, a, theirs > 0)
  if (mine !== 0) meetWith(state, b, mine > 0)
  metrics[at + 1 + game.measure.names.length] = reciprocity(state, slot)
}

/** Hands hold what they do at the start. */
function refill({ state, tables }: MatrixWorld, row: number): void {
  const { strategies, setting } = tables
  for (let k = 0; k < strategies; k++) state.stock[row * strategies + k] = setting.numbers.firstHands
}

/** Leaves a player as one who starts: first hands, nothing due, not ready. */
export function emptyHands(world: MatrixWorld, slot: number, p: number): void {
  const { state, agents } = world
  const row = slot * agents + p
  refill(world, row)
  state.ready[row] = 0
  state.due[row] = 0
  state.result[row] = 0
}
