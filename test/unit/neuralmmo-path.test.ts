import { describe, expect, it } from 'vitest'
import { generator } from '../../envs/core/keyed.ts'
import { DX, DY, STAY } from '../../envs/neuralmmo/engine/moves.ts'
import { firstStep, SEARCH_BUDGET } from '../../envs/neuralmmo/engine/path.ts'
import { GRASS, STONE, VOID, WALKABLE } from '../../envs/neuralmmo/materials.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'

const OPTIONS = { preset: 'small', players: 1, npcs: 0, center: 32, border: 9, view: null }

/** A world of grass, each cell but the void a stone with probability `stones`. */
function land(stones: number, seed: number) {
  const world = worldOf(survivalBatch(OPTIONS))
  const random = generator(['land', seed])
  const { terrain } = world.state
  for (let cell = 0; cell < terrain.length; cell++) {
    const inside = world.tables.ground.ring[cell] >= 0
    terrain[cell] = inside ? (random() < stones ? STONE : GRASS) : VOID
  }
  const free = [...terrain.keys()].filter((cell) => terrain[cell] === GRASS)
  return { world, pick: () => free[Math.floor(random() * free.length)] }
}

/** Steps from every cell to a goal, Infinity where there is no way. */
function stepsTo(world: ReturnType<typeof worldOf>, goal: number): Float64Array {
  const { size, cells } = world.tables.ground
  const steps = new Float64Array(cells).fill(Infinity)
  steps[goal] = 0
  for (let queue = [goal]; queue.length > 0;) {
    const next: number[] = []
    for (const cell of queue) {
      for (let d = 1; d <= 4; d++) {
        const to = cell + DY[d] * size + DX[d]
        if (WALKABLE[world.state.terrain[to]] === 0 || steps[to] < Infinity) continue
        steps[to] = steps[cell] + 1
        next.push(to)
      }
    }
    queue = next
  }
  return steps
}

describe('the way to a cell', () => {
  it.each([0, 0.2, 0.35])('is a shortest one where the budget can tell: stones %d', (stones) => {
    const { world, pick } = land(stones, 1)
    const { size } = world.tables.ground
    let checked = 0
    for (let trial = 0; trial < 400; trial++) {
      const [from, to] = [pick(), pick()]
      const [ahead, behind] = [stepsTo(world, to), stepsTo(world, from)]
      const apart = (cell: number) =>
        Math.abs((cell % size) - (to % size)) + Math.abs(Math.floor(cell / size) - Math.floor(to / size))
      const worthALook = behind.filter((steps, cell) => steps + apart(cell) <= ahead[from]).length
      if (from === to || ahead[from] === Infinity || worthALook > SEARCH_BUDGET) continue
      const d = firstStep(world, 0, from, to, world.tables.path)
      expect(ahead[from + DY[d] * size + DX[d]], `from ${from} to ${to}`).toBe(ahead[from] - 1)
      checked++
    }
    expect(checked).toBeGreaterThan(60)
  })

  it('goes straight over open ground, however far', () => {
    const { world, pick } = land(0, 2)
    const { size } = world.tables.ground
    for (let trial = 0; trial < 200; trial++) {
      let [from, to] = [pick(), pick()]
      const ahead = stepsTo(world, to)
      for (let left = ahead[from]; left > 0; left--) {
        const d = firstStep(world, 0, from, to, world.tables.path)
        from += DY[d] * size + DX[d]
        expect(ahead[from]).toBe(left - 1)
      }
    }
  })

  it('leads to the nearest cell where there is none, and stays there', () => {
    const { world } = land(0, 3)
    const { size } = world.tables.ground
    const [x, y] = [20, 20]
    for (const [dx, dy] of [[0, -1], [0, 1], [1, 0], [-1, 0]]) world.state.terrain[(y + dy) * size + x + dx] = STONE // prettier-ignore
    const goal = y * size + x
    const near = (y - 1) * size + x - 1
    expect(firstStep(world, 0, near, goal, world.tables.path)).toBe(STAY)
    expect(firstStep(world, 0, near - size, goal, world.tables.path)).not.toBe(STAY)
  })

  it('stays where it is', () => {
    const { world } = land(0, 4)
    expect(
      firstStep(world, 0, 20 * world.tables.ground.size + 20, 20 * world.tables.ground.size + 20, world.tables.path),
    ).toBe(STAY)
  })

  it('leaves no trace', () => {
    const { world, pick } = land(0.3, 5)
    for (let trial = 0; trial < 200; trial++) firstStep(world, 0, pick(), pick(), world.tables.path)
    expect(world.tables.path.reached.every((mark) => mark === 0)).toBe(true)
  })
})
