/** Players of the matrix games: each gathers one kind of resource, looks for a partner, and remembers what that one held most of. */
import { draw } from '../../envs/core/keyed.ts'
import { STAY, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { GROUND } from '../../envs/meltingpot/kinds.ts'
import { payoffOf, type MatrixWorld } from '../../envs/meltingpot/matrix-state.ts'
import { gunOf, hunt, type Gun } from './grid-aim.ts'
import { OWN_DRAWS, markKinds, walk, wipe, type Chart, type Strategy } from './grid.ts'

/** Hands that held as much of one kind as of another: no information. */
export const TIE = -1

/** What the players of a batch know of those whom they met. */
export interface Past {
  readonly kinds: number
  /** [players] what each is paid, by its kind and the other's. */
  readonly payoffs: readonly (readonly (readonly number[])[])[]
  /** [rows] interactions so far. */
  readonly meetings: Int32Array
  /** [rows] kind that the last partner held most of; ties leave it, and it is TIE before the first. */
  readonly last: Int8Array
  /** [rows * kinds] partners by what they held most of. */
  readonly seen: Int32Array
}

/** The kind that a player gathers next; asked at the start and after every interaction, with a word of chance. */
export type Rule = (past: Past, row: number, word: number) => number

/** One strategy: what it gathers, and a lead of `margin` over any other kind before it looks for a partner. */
export function traders(world: GridWorld, chart: Chart, rule: Rule, margin: number): Strategy {
  const { state, tables, agents, slots } = world as unknown as MatrixWorld
  const kinds = tables.game.names.length
  const rows = slots * agents
  const each = Array.from({ length: kinds }, (_, kind) => kind)
  const past: Past = {
    kinds,
    payoffs: tables.roles.map((_, p) => each.map((own) => each.map((other) => payoffOf(tables, p, own, other)))),
    meetings: new Int32Array(rows),
    last: new Int8Array(rows),
    seen: new Int32Array(rows * kinds),
  }
  const target = new Int8Array(rows) // [rows] kind to gather, TIE before it was chosen
  const stock = new Uint16Array(rows * kinds) // [rows * kinds] hands one step ago
  const frozen = new Int16Array(rows) // [rows] one step ago
  const layers = layersOf(world, kinds)
  const beam = gunOf(world.tables, 0, true, layers.all)

  /** Takes in whom a player met in the last step. */
  const remember = (row: number, partner: number): void => {
    const at = partner * kinds
    // The winner's hands are emptied at once: what they held is known from the step before.
    const kind = isEmpty(state.stock, at, kinds) ? mostOf(stock, at, kinds) : mostOf(state.stock, at, kinds)
    past.meetings[row]++
    target[row] = TIE
    if (kind === TIE) return
    past.last[row] = kind
    past.seen[row * kinds + kind]++
  }

  return {
    begin(slot) {
      const first = slot * agents
      const end = first + agents
      past.meetings.fill(0, first, end)
      past.last.fill(TIE, first, end)
      past.seen.fill(0, first * kinds, end * kinds)
      target.fill(TIE, first, end)
      stock.fill(1, first * kinds, end * kinds)
      frozen.fill(0, first, end)
    },
    watch(slot) {
      const first = slot * agents
      const end = first + agents
      for (let row = first; row < end; row++) {
        if (state.frozen[row] > frozen[row]) remember(row, partnerOf(world, frozen, first, row))
        if (target[row] === TIE) target[row] = rule(past, row, draw(chart.draws, 0, OWN_DRAWS, row - first))
      }
      for (let row = first; row < end; row++) frozen[row] = state.frozen[row]
      for (let i = first * kinds; i < end * kinds; i++) stock[i] = state.stock[i]
    },
    decide(slot, p) {
      const row = slot * agents + p
      if (state.frozen[row] > 0) return STAY
      const isDone = state.ready[row] === 1 && leadOf(state.stock, row * kinds, kinds, target[row]) >= margin
      return trade(world, chart, beam, layers, slot, p, target[row], isDone)
    },
  }
}

/** `[kinds of the map]` 1 for one kind of resource, for all others, and for all. */
interface Layers {
  readonly one: readonly Uint8Array[]
  readonly others: readonly Uint8Array[]
  readonly all: Uint8Array
}

function layersOf({ tables }: GridWorld, kinds: number): Layers {
  const layer = (has: (kind: number) => boolean): Uint8Array =>
    Uint8Array.from(tables.kinds, (_, kind) => (kind >= GROUND.length && has(kind - GROUND.length) ? 1 : 0))
  const each = Array.from({ length: kinds }, (_, kind) => kind)
  return {
    one: each.map((kind) => layer((other) => other === kind)),
    others: each.map((kind) => layer((other) => other !== kind)),
    all: layer(() => true),
  }
}

/** Looks for a partner who is ready where it has gathered enough, else gathers; walks round the other kinds. */
function trade(
  world: GridWorld,
  chart: Chart,
  beam: Gun,
  layers: Layers,
  slot: number,
  p: number,
  kind: number,
  isDone: boolean,
): number {
  wipe(chart)
  markKinds(world, slot, chart.shunned, layers.others[kind])
  if (isDone && markReady(world, slot, chart.goals, p) > 0) return hunt(chart, beam, world, slot, p)
  markKinds(world, slot, chart.goals, layers.one[kind])
  return walk(chart, world, slot, p)
}

/** Marks where other players stand who can interact; answers how many. */
function markReady(world: GridWorld, slot: number, layer: Uint8Array, p: number): number {
  const { state, agents, tables } = world as unknown as MatrixWorld
  const { sides } = tables
  let count = 0
  for (let row = slot * agents; row < (slot + 1) * agents; row++) {
    if (row === slot * agents + p || state.away[row] > 0 || state.frozen[row] > 0 || state.ready[row] === 0) continue
    if (sides !== null && sides[row - slot * agents] === sides[p]) continue
    layer[state.cell[row]] = 1
    count++
  }
  return count
}

/** Who interacted with a player in the last step: of all who froze in it, the nearest. */
function partnerOf({ state, tables, agents }: GridWorld, frozen: Int16Array, first: number, row: number): number {
  const { width } = tables
  const xOf = (one: number): number => state.cell[one] % width
  const yOf = (one: number): number => Math.floor(state.cell[one] / width)
  let partner = row
  let least = Infinity
  for (let other = first; other < first + agents; other++) {
    if (other === row || state.frozen[other] <= frozen[other]) continue
    const far = Math.abs(xOf(other) - xOf(row)) + Math.abs(yOf(other) - yOf(row))
    if (far >= least) continue
    least = far
    partner = other
  }
  return partner
}

/** Whether hands hold one of each kind. */
function isEmpty(stock: Uint16Array, at: number, kinds: number): boolean {
  for (let i = at; i < at + kinds; i++) if (stock[i] !== 1) return false
  return true
}

/** The kind that hands hold most of, TIE where there are several. */
function mostOf(stock: Uint16Array, at: number, kinds: number): number {
  let best = 0
  for (let kind = 1; kind < kinds; kind++) if (stock[at + kind] > stock[at + best]) best = kind
  return leadOf(stock, at, kinds, best) > 0 ? best : TIE
}

/** How much more hands hold of a kind than of any other. */
function leadOf(stock: Uint16Array, at: number, kinds: number, kind: number): number {
  let next = 0
  for (let other = 0; other < kinds; other++) if (other !== kind) next = Math.max(next, stock[at + other])
  return stock[at + kind] - next
}
