/** Aiming on the grid: places and headings from which a beam reaches the goals of a chart, and the nearest of them. */
import { draw } from '../../envs/core/keyed.ts'
import { cellAt, recharging } from '../../envs/meltingpot/engine/beams.ts'
import {
  FIRST_BEAM, NOWHERE, STAY, TURN_LEFT, TURN_RIGHT, type Beam, type GridTables, type GridWorld,
} from '../../envs/meltingpot/engine/state.ts' // prettier-ignore
import { AIM, canStand, moveTo, walk, type Chart } from './grid.ts'

/** A beam as a player aims it. A pose is cell * 4 + heading. */
export interface Gun {
  readonly beam: number
  /** [columns] cells of each column: the one ahead, then by side and distance from it. */
  readonly lengths: readonly number[]
  /** [columns] 1 where a column of a side is only lit if the one before it was. */
  readonly leans: Uint8Array
  /** Cells of all columns. */
  readonly size: number
  /** [4 * C * size] cells column by column, from near to far; NOWHERE beyond the border. */
  readonly cells: Uint16Array
  /** [kinds] 1 where the beam stops. */
  readonly stops: Uint8Array
  readonly stopsAtPlayers: boolean
  /** [4 * C] of one search: first action on the way to each pose plus one, 0 where it was not reached; poses in order; their steps. */
  readonly via: Uint8Array
  readonly queue: Uint16Array
  readonly steps: Uint8Array
}

/** Poses farther than this, in moves and turns, are not looked at: one walks nearer first. */
const OUTLOOK = 5

/** Aims beam number `beam` of a world, which stops at solid kinds and at those of `stops`, `[kinds]`. */
export function gunOf(tables: GridTables, beam: number, stopsAtPlayers: boolean, stops?: Uint8Array): Gun {
  const all = tables.solid.map((solid, kind) => solid | (stops?.[kind] ?? 0))
  return gunFor(tables, tables.beams[beam], beam, stopsAtPlayers, all)
}

/** Aims what reaches as far as `shape`; `beam` is the number of the beam to fire, and it stops at `stops` alone. */
export function gunFor(tables: GridTables, shape: Beam, beam: number, stopsAtPlayers: boolean, stops: Uint8Array): Gun {
  const poses = tables.cells * 4
  const columns = columnsOf(shape)
  const spots = columns.flat()
  const cells = new Uint16Array(poses * spots.length)
  for (let i = 0; i < cells.length; i++) {
    const pose = Math.floor(i / spots.length)
    const [ahead, right] = spots[i % spots.length]
    cells[i] = cellAt(tables, pose >> 2, pose & 3, ahead, right)
  }
  return {
    beam,
    lengths: columns.map((column) => column.length),
    leans: Uint8Array.from(columns, ([[, right]]) => (shape.cells === undefined && Math.abs(right) > 1 ? 1 : 0)),
    size: spots.length,
    cells,
    stops,
    stopsAtPlayers,
    via: new Uint8Array(poses),
    queue: new Uint16Array(poses),
    steps: new Uint8Array(poses),
  }
}

type Spot = readonly [ahead: number, right: number]

/** A beam's columns from near to far, in the order of engine/beams.ts; where it lights single cells each is a column. */
function columnsOf({ length, radius, cells }: Beam): Spot[][] {
  if (cells !== undefined) return cells.map((spot) => [spot])
  const column = (right: number, first: number, count: number): Spot[] =>
    Array.from({ length: count }, (_, i) => [first + i, right])
  const side = (sign: number): Spot[][] =>
    Array.from({ length: radius }, (_, r) => column(sign * (r + 1), 0, length - r))
  return [column(0, 1, length), ...side(-1), ...side(1)]
}

/** Columns of the beam that would come to a goal of the chart, from a pose of player `p`; whoever stands at it. */
export function columnsHit(chart: Chart, gun: Gun, world: GridWorld, slot: number, p: number, pose: number): number {
  const { goals } = chart
  const { state, tables } = world
  const { lengths, leans, cells, stops, size, stopsAtPlayers } = gun
  const at = slot * tables.cells
  let hits = 0
  let free = true
  for (let c = 0, i = pose * size, end = i; c < lengths.length; c++, i = end) {
    end += lengths[c]
    if (leans[c] === 1 && !free) continue
    free = false
    for (let first = i; i < end; i++) {
      const cell = cells[i]
      if (cell === NOWHERE) break
      if (goals[cell] === 1) {
        hits++
        break
      }
      const who = state.who[at + cell]
      if (stops[state.kind[at + cell]] === 1 || (stopsAtPlayers && who > 0 && who !== p + 1)) break
      if (i === first) free = true
    }
  }
  return hits
}

/**
 * Fires at goals of the chart, or the move or turn that leads to where most of them are hit soonest: most columns a step until the
 * shot. Walks towards the nearest goal where none is in reach, and keeps its fire until the beam is charged.
 */
export function hunt(chart: Chart, gun: Gun, world: GridWorld, slot: number, p: number): number {
  const action = aim(chart, gun, world, slot, p)
  return action < 0 ? walk(chart, world, slot, p) : action
}

/** As `hunt`, -1 where no pose near hits a goal. */
export function aim(chart: Chart, gun: Gun, world: GridWorld, slot: number, p: number): number {
  const { via, queue, steps } = gun
  const { state, agents } = world
  const row = slot * agents + p
  const wait = recharging(world, slot, p, gun.beam)
  const start = state.cell[row] * 4 + state.heading[row]
  const most = gun.lengths.length
  let best = -1
  let bestHits = 0
  let bestTime = 1
  let end = 1
  queue[0] = start
  steps[start] = 0
  via.fill(0)
  via[start] = 1
  for (let i = 0; i < end; i++) {
    const pose = queue[i]
    const time = Math.max(steps[pose], wait) + 1
    if (most * bestTime <= bestHits * time) break
    const hits = columnsHit(chart, gun, world, slot, p, pose)
    if (hits * bestTime > bestHits * time) {
      best = pose
      bestHits = hits
      bestTime = time
    }
    if (steps[pose] < OUTLOOK) end = reach(chart, gun, world, slot, p, pose, end)
  }
  if (best < 0) return -1
  if (best !== start) return via[best] - 1
  return wait === 0 ? FIRST_BEAM + gun.beam : STAY
}

/** Puts the poses one move or turn from `pose` at the end of the queue; answers its new end. */
function reach(chart: Chart, gun: Gun, world: GridWorld, slot: number, p: number, pose: number, end: number): number {
  const { state, tables } = world
  const at = slot * tables.cells
  const heading = pose & 3
  // Of poses that are as good the one that is found first is taken: the order of the first moves is drawn.
  const first = gun.steps[pose] === 0 ? draw(chart.draws, 0, AIM, p) : 0
  for (let i = 0; i < 4; i++) {
    const d = (first + i) & 3
    const cell = tables.next[pose - heading + d]
    if (cell === NOWHERE || chart.shunned[cell] === 1 || state.who[at + cell] > 0) continue
    if (canStand(world, slot, p, cell)) end = enqueue(gun, pose, cell * 4 + heading, moveTo(heading, d), end)
  }
  end = enqueue(gun, pose, pose - heading + ((heading + 3) & 3), TURN_LEFT, end)
  return enqueue(gun, pose, pose - heading + ((heading + 1) & 3), TURN_RIGHT, end)
}

/** Reaches a pose by an action from another one, unless it has been. */
function enqueue({ via, queue, steps }: Gun, from: number, pose: number, action: number, end: number): number {
  if (via[pose] > 0) return end
  via[pose] = steps[from] === 0 ? action + 1 : via[from]
  steps[pose] = steps[from] + 1
  queue[end] = pose
  return end + 1
}
