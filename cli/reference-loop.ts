/**
 * A fixed piece of work that rates are compared with, so that they mean something on any machine.
 *
 * 1,024 agents walk on one torus of 64 x 64 cells. A step of an agent: a xorshift32 word from the agent's own state, two
 * bits of which are a direction; a look at the cell ahead, and a move unless a wall is there (a quarter of the cells are
 * walls, by the seed); a reward of 1 on a goal cell (one in 16); and an observation of 8 bytes: x, y, direction, wall
 * ahead, and the four neighbours. Plain typed arrays, no allocation, nothing shared with the environments.
 *
 * Do not change it: referenceRatio compares across versions.
 */
const AGENTS = 1024
const SIDE = 64
const CELLS = SIDE * SIDE
const ROW = 8
const WALL = 1
const GOAL = 2

export interface ReferenceLoop {
  readonly agents: number
  /** Takes so many steps of all agents and returns a checksum of what came of it. */
  run(steps: number): number
}

export function referenceLoop(seed = 1): ReferenceLoop {
  const cells = new Uint8Array(CELLS)
  const place = new Int32Array(AGENTS)
  const random = new Uint32Array(AGENTS)
  const rewards = new Float32Array(AGENTS)
  const rows = new Uint8Array(AGENTS * ROW)
  let word = seed
  for (let cell = 0; cell < CELLS; cell++) {
    word = xorshift(word)
    cells[cell] = (word & 3) === 0 ? WALL : (word & 60) === 0 ? GOAL : 0
  }
  for (let agent = 0; agent < AGENTS; agent++) {
    word = xorshift(word)
    random[agent] = word
    place[agent] = (word >>> 8) % CELLS
  }
  return {
    agents: AGENTS,
    run(steps) {
      for (let step = 0; step < steps; step++) walk(cells, place, random, rewards, rows)
      let sum = 0
      for (let agent = 0; agent < AGENTS; agent++) sum += rewards[agent] + rows[agent * ROW]
      return sum
    },
  }
}

function walk(
  cells: Uint8Array,
  place: Int32Array,
  random: Uint32Array,
  rewards: Float32Array,
  rows: Uint8Array,
): void {
  for (let agent = 0; agent < AGENTS; agent++) {
    const word = xorshift(random[agent])
    random[agent] = word
    const direction = (word >>> 16) & 3
    const from = place[agent]
    const ahead = neighbour(from, direction)
    const blocked = cells[ahead] === WALL ? 1 : 0
    const cell = blocked ? from : ahead
    place[agent] = cell
    rewards[agent] = cells[cell] === GOAL ? 1 : 0
    const row = agent * ROW
    rows[row] = cell % SIDE
    rows[row + 1] = cell / SIDE
    rows[row + 2] = direction
    rows[row + 3] = blocked
    for (let d = 0; d < 4; d++) rows[row + 4 + d] = cells[neighbour(cell, d)]
  }
}

/** The cell to the east, south, west or north, around the edge. */
function neighbour(cell: number, direction: number): number {
  const row = cell & ~(SIDE - 1)
  if (direction === 0) return row | ((cell + 1) & (SIDE - 1))
  if (direction === 1) return (cell + SIDE) & (CELLS - 1)
  if (direction === 2) return row | ((cell - 1) & (SIDE - 1))
  return (cell - SIDE) & (CELLS - 1)
}

/** Marsaglia 2003, "Xorshift RNGs", J. Stat. Software 8(14): the triple 13, 17, 5. */
function xorshift(word: number): number {
  word ^= word << 13
  word ^= word >>> 17
  word ^= word << 5
  return word >>> 0
}
