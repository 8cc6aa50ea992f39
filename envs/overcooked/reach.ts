/**
 * Where each player of a crowded kitchen can ever stand, if the others make way.
 *
 * The others are alike to the one who walks. So all that counts is its cell and how many others stand in each piece into which
 * its cell cuts the floor: within a piece they can take up any arrangement, and they cannot change pieces while it stands there.
 * There are few such states (pebble motion; Kornhauser, Miller & Spirakis, FOCS 1984), and all are searched: the answer is exact
 * for players who move one after the other. Not counted is a full ring of players that turns as one.
 */
import type { Layout } from './layout.ts'
import { FLOOR } from './state.ts'

/** What of a layout these questions need. No floor is at the border. */
export type Plan = Pick<Layout, 'width' | 'terrain' | 'starts'>

/** Cells beside a cell that is not at the border. */
export const beside = ({ width }: Plan, cell: number): number[] => [cell - width, cell + width, cell + 1, cell - 1]

/** Floor that connects to the floor cell `start` without stepping on `blocked`, `start` first. */
export function flood(plan: Plan, start: number, blocked: readonly number[] = []): number[] {
  const seen = new Uint8Array(plan.terrain.length)
  const cells = [start]
  for (const cell of [...blocked, start]) seen[cell] = 1
  for (let i = 0; i < cells.length; i++) {
    for (const cell of beside(plan, cells[i])) {
      if (seen[cell] || plan.terrain[cell] !== FLOOR) continue
      seen[cell] = 1
      cells.push(cell)
    }
  }
  return cells
}

/** For each player, by index, the cells it can reach, its start first. */
export function reach(plan: Plan): number[][] {
  return Array.from(plan.starts, (start, player) => {
    const cells = flood(plan, start)
    const inside = new Set(cells)
    const others = Array.from(plan.starts).filter((cell, other) => other !== player && inside.has(cell))
    return others.length === 0 ? cells : pushThrough(plan, treeOf(plan, start), others)
  })
}

/** A depth-first tree over connected floor. All [cells] by cell; entry is -1 elsewhere. */
interface Tree {
  readonly root: number
  readonly cells: number
  /** When a cell was entered; its subtree is the `size` entries from there on. */
  readonly entry: Int32Array
  readonly size: Int32Array
  readonly parent: Int32Array
  /** The earliest entry beside a cell's subtree. */
  readonly low: Int32Array
}

function treeOf(plan: Plan, root: number): Tree {
  const { order, entry, parent } = enter(plan, root)
  const size = new Int32Array(entry.length).fill(1)
  const low = entry.slice()
  for (let i = order.length - 1; i >= 0; i--) {
    const cell = order[i]
    for (const next of beside(plan, cell)) {
      if (entry[next] < 0) continue
      const child = parent[next] === cell
      if (child) size[cell] += size[next]
      low[cell] = Math.min(low[cell], child ? low[next] : entry[next])
    }
  }
  return { root, cells: order.length, entry, size, parent, low }
}

/** Enters every cell depth first; `parent` of the root is -1. */
function enter(plan: Plan, root: number): { order: number[]; entry: Int32Array; parent: Int32Array } {
  const entry = new Int32Array(plan.terrain.length).fill(-1)
  const parent = new Int32Array(plan.terrain.length).fill(-1)
  const tried = new Uint8Array(plan.terrain.length)
  const order = [root]
  const path = [root]
  entry[root] = 0
  while (path.length > 0) {
    const cell = path[path.length - 1]
    const next = beside(plan, cell)[tried[cell]++]
    if (next === undefined) path.pop()
    else if (plan.terrain[next] === FLOOR && entry[next] < 0) {
      entry[next] = order.length
      parent[next] = cell
      order.push(next)
      path.push(next)
    }
  }
  return { order, entry, parent }
}

/** The pieces into which the floor falls without `cell`: sizes, the one with the root first (0 if there is none). */
interface Pieces {
  readonly sizes: number[]
  /** Index of the piece of another cell. */
  readonly of: (other: number) => number
}

function piecesWithout(plan: Plan, { root, cells, entry, size, parent, low }: Tree, cell: number): Pieces {
  const cut = beside(plan, cell).filter((next) => entry[next] >= 0 && parent[next] === cell && low[next] >= entry[cell])
  const sizes = cut.map((child) => size[child])
  const rest = cell === root ? 0 : cells - 1 - sizes.reduce((sum, n) => sum + n, 0)
  const of = (other: number): number => {
    const at = cut.findIndex((child) => entry[other] >= entry[child] && entry[other] < entry[child] + size[child])
    return at + 1
  }
  return { sizes: [rest, ...sizes], of }
}

/** Cells that one player can reach from the tree's root among `others`: breadth first over (cell, others in each piece). */
function pushThrough(plan: Plan, tree: Tree, others: readonly number[]): number[] {
  const first = piecesWithout(plan, tree, tree.root)
  const queue = [
    { cell: tree.root, counts: first.sizes.map((_, i) => others.filter((cell) => first.of(cell) === i).length) },
  ]
  const seen = new Set<string>()
  const reached = new Set([tree.root])
  for (let i = 0; i < queue.length; i++) {
    const { cell, counts } = queue[i]
    const here = piecesWithout(plan, tree, cell)
    for (const next of beside(plan, cell).filter((beyond) => tree.entry[beyond] >= 0)) {
      for (const after of arrangements(here, counts, here.of(next), piecesWithout(plan, tree, next), cell)) {
        const key = `${next}:${after.join()}`
        if (seen.has(key)) continue
        seen.add(key)
        reached.add(next)
        queue.push({ cell: next, counts: after })
      }
    }
  }
  return [...reached]
}

/**
 * How many others can stand in each piece around the next cell, once the player has gone there from `cell`, around which there
 * were `counts`. The next cell lies in this `piece`: the others in it clear the cell and are anywhere in what is left of the
 * piece. None if the piece is full.
 */
function arrangements(here: Pieces, counts: readonly number[], piece: number, there: Pieces, cell: number): number[][] {
  const back = there.of(cell)
  // What of the piece stays together with `cell`: all but the next cell and what it cuts off.
  const ahead = there.sizes.map((size, i) => (i === back ? 0 : size))
  const aside = here.sizes[piece] - 1 - ahead.reduce((sum, n) => sum + n, 0)
  const behind = counts.reduce((sum, n) => sum + n, 0) - counts[piece]
  return fillings(ahead.with(back, aside), counts[piece]).map((filling) => filling.with(back, filling[back] + behind))
}

/** All ways to put `total` into boxes of these sizes. */
function fillings(sizes: readonly number[], total: number): number[][] {
  if (sizes.length === 0) return total === 0 ? [[]] : []
  const all: number[][] = []
  for (let first = 0; first <= Math.min(sizes[0], total); first++) {
    for (const rest of fillings(sizes.slice(1), total - first)) all.push([first, ...rest])
  }
  return all
}
