import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY_WORDS, worldKey, type Keyed } from '../../envs/core/keyed.ts'
import { ground, type Ground } from '../../envs/neuralmmo/ground.ts'
import {
  CRYSTAL, DEPLETED, FISH, FOLIAGE, GRASS, HERB, MATERIALS, ORE, REGROWN, REGROWTH, STONE, TREE, VOID, WALKABLE, WATER,
} from '../../envs/neuralmmo/materials.ts' // prettier-ignore
import { drawLayer, noise, simplex, type Noise } from '../../envs/neuralmmo/simplex.ts'
import { extraCells, layTerrain, TERRAIN_KINDS, terrainPlan } from '../../envs/neuralmmo/terrain.ts'
import type { TerrainOptions, TerrainPlan } from '../../envs/neuralmmo/terrain.ts'

/** One slot for each seed. */
function worldOf(...seeds: number[]): Keyed {
  const key = new Uint32Array(seeds.length * KEY_WORDS)
  seeds.forEach((seed, slot) => key.set(worldKey(['terrain', seed]), slot * KEY_WORDS))
  return { key, tick: new Int32Array(seeds.length) }
}

function mapOf(plan: TerrainPlan, seed: number): Uint8Array {
  const out = new Uint8Array(plan.ground.cells)
  layTerrain(worldOf(seed), 0, plan, out, 0)
  return out
}

const count = (map: Uint8Array, ...materials: number[]): number =>
  map.reduce((sum, material) => sum + Number(materials.includes(material)), 0)

const neighbours = ({ north, south, east, west }: Ground, cell: number): number[] =>
  [north, south, east, west].map((step) => cell + step)

/**
 * Steps from the nearest start to each cell over cells that are open; -1 where no way leads. Starts need not be open.
 */
function steps(geometry: Ground, starts: (cell: number) => boolean, open: (cell: number) => boolean): Int32Array {
  const distance = Int32Array.from({ length: geometry.cells }, (_, cell) => (starts(cell) ? 0 : -1))
  const queue = Array.from(distance.keys()).filter((cell) => distance[cell] === 0)
  for (let i = 0; i < queue.length; i++)
    for (const next of neighbours(geometry, queue[i])) {
      if (distance[next] >= 0 || !open(next)) continue
      distance[next] = distance[queue[i]] + 1
      queue.push(next)
    }
  return distance
}

const NOTHING_PLACED = { clusters: 0, uniforms: 0, extras: 0 }
const SHARES = { kind: 'shares', ...NOTHING_PLACED, shares: { water: 0.15, foliage: 0.2, luxury: 0.01 } } as const
const SMALL = { center: 32, clusters: 4, uniforms: 16, extras: extraCells(32), interpolate: 1 }
const CASES: Readonly<Record<string, Partial<TerrainOptions>>> = {
  small: SMALL,
  open: { ...SMALL, thresholds: { water: 0.05, grass: 0.7, foliage: 0.95 } },
  layer: { ...SMALL, kind: 'layer' },
  shares: { ...SHARES, center: 64 },
  mapped: { ...SMALL, map: 7 },
}
const PLANS = Object.entries(CASES).map(([name, options]) => [name, terrainPlan(options)] as const)
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed)

describe('materials', () => {
  it('bar the way where the reference says so', () => {
    const barred = MATERIALS.filter((_, id) => !WALKABLE[id]).map(({ name }) => name)
    expect(barred).toEqual(['void', 'water', 'stone', 'ocean', 'fish'])
  })

  it('grow back to what they were harvested from, at its rate', () => {
    const harvested = MATERIALS.flatMap((_, id) => (DEPLETED[id] === id ? [] : [id]))
    expect(harvested).toEqual([FOLIAGE, ORE, TREE, CRYSTAL, HERB, FISH])
    expect(harvested.map((id) => REGROWN[DEPLETED[id]])).toEqual(harvested)
    expect(harvested.map((id) => REGROWTH[DEPLETED[id]])).toEqual([0.025, 0.1, 0.105, 0.1, 0.02, 0.02])
    expect(harvested.map((id) => REGROWTH[id])).toEqual(harvested.map(() => 0))
    expect([REGROWN[GRASS], DEPLETED[WATER]]).toEqual([GRASS, WATER])
  })

  it('can be told apart by glyph and by colour', () => {
    expect(new Set(MATERIALS.map(({ glyph }) => glyph)).size).toBe(MATERIALS.length)
    expect(new Set(MATERIALS.map(({ colour }) => colour)).size).toBe(MATERIALS.length)
  })
})

describe('simplex noise', () => {
  const layers = drawn(worldOf(1), 0, 0)
  /** Points of the plane, off the lattice. */
  const points = Array.from(
    { length: 40_000 },
    (_, i) => [(i % 200) * 0.737 + 0.1, Math.floor(i / 200) * 0.673] as const,
  )

  function drawn(world: Keyed, slot: number, channel: number): Noise {
    const layers = noise(2)
    for (const layer of [0, 1]) drawLayer(layers, layer, world, slot, channel)
    return layers
  }

  it('has the mean 0 and stays in [-1, 1], near whose ends it comes', () => {
    const values = SEEDS.flatMap((seed) => {
      const layers = drawn(worldOf(seed), 0, 0)
      return points.map(([x, y]) => simplex(layers, 0, x, y))
    })
    expect(Math.abs(values.reduce((a, b) => a + b) / values.length)).toBeLessThan(0.01)
    const [least, most] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [0, 0])
    expect(least).toBeGreaterThanOrEqual(-1)
    expect(most).toBeLessThanOrEqual(1)
    expect(Math.min(-least, most)).toBeGreaterThan(0.95)
  })

  it('is continuous, across the seams of its simplices too', () => {
    const near = 1e-4
    // From the corners of the lattice, seams lie where x - y is an integer.
    const seam = layers.origins[0] - layers.origins[1]
    const jumps = points.map(([x, y]) => {
      const here = simplex(layers, 0, x, x + seam)
      return (
        Math.abs(here - simplex(layers, 0, x + near, x + seam)) +
        Math.abs(simplex(layers, 0, x, y) - simplex(layers, 0, x, y + near))
      )
    })
    expect(Math.max(...jumps)).toBeLessThan(20 * near)
  })

  it('looks about the same in every direction', () => {
    const alike = (dx: number, dy: number): number => {
      let [products, squares] = [0, 0]
      for (const seed of SEEDS) {
        const layers = drawn(worldOf(seed), 0, 0)
        for (const [x, y] of points.slice(0, 10_000)) {
          const here = simplex(layers, 0, x, y)
          products += here * simplex(layers, 0, x + dx, y + dy)
          squares += here * here
        }
      }
      return products / squares
    }
    const lag = 0.2
    const diagonal = lag / Math.sqrt(2)
    const correlations = [alike(lag, 0), alike(0, lag), alike(diagonal, diagonal), alike(diagonal, -diagonal)]
    expect(Math.min(...correlations)).toBeGreaterThan(0.58)
    expect(Math.max(...correlations)).toBeLessThan(0.64)
  })

  it('is decided by key, channel and layer alone, and by each of them', () => {
    const world = worldOf(1, 2, 1)
    world.tick[2] = 9
    expect(drawn(world, 2, 0)).toEqual(layers)
    const valuesOf = (noise: Noise, layer: number): number[] => points.map(([x, y]) => simplex(noise, layer, x, y))
    const values = valuesOf(layers, 0)
    for (const other of [valuesOf(drawn(world, 1, 0), 0), valuesOf(drawn(world, 0, 1), 0), valuesOf(layers, 1)]) {
      const product = other.reduce((sum, value, i) => sum + value * values[i], 0) / values.length
      expect(Math.abs(product)).toBeLessThan(0.02)
    }
  })

  it('lies with its lattice elsewhere under every key', () => {
    const plan = terrainPlan({ ...SMALL, ...NOTHING_PLACED, kind: 'layer' })
    const maps = Array.from({ length: 60 }, (_, seed) => mapOf(plan, seed))
    const always = Array.from(maps[0].keys()).filter(
      (cell) => plan.ground.ring[cell] > 1 && maps.every((map) => map[cell] === GRASS),
    )
    expect(always).toEqual([])
  })
})

describe('the ground', () => {
  it('counts rings from the edge of the playable square', () => {
    const { size, ring } = ground(8, 2)
    const middle = Array.from(ring.slice((size / 2) * size, (size / 2 + 1) * size))
    expect(middle).toEqual([-2, -1, 0, 1, 2, 3, 4, 3, 2, 1, 0, -1])
    expect(Array.from(ring.slice(0, size))).toEqual(Array.from({ length: size }, () => -2))
  })

  it('lists its edge clockwise from the north-west, each cell once and beside the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 24 }), fc.integer({ min: 2, max: 9 }), (half, border) => {
        const geometry = ground(2 * half, border)
        const { ring, edge, size, east } = geometry
        const onRing = Array.from(ring.keys()).filter((cell) => ring[cell] === 0)
        expect(Array.from(edge).sort((a, b) => a - b)).toEqual(onRing)
        expect(edge.length).toBe(8 * half)
        expect([edge[0], edge[1]]).toEqual([border * size + border, edge[0] + east])
        edge.forEach((cell, i) => expect(neighbours(geometry, cell)).toContain(edge[(i + 1) % edge.length]))
      }),
      { numRuns: 30 },
    )
  })

  it('is surrounded by void', () => {
    const { ring, size } = ground(8, 2)
    ring.forEach((ring, cell) => {
      const [x, y] = [cell % size, Math.floor(cell / size)]
      if (Math.min(x, y) === 0 || Math.max(x, y) === size - 1) expect(ring).toBeLessThan(0)
    })
  })

  it('refuses sizes that have no middle, no inside or no void around', () => {
    expect(() => ground(33, 16)).toThrow('Got center 33, expected an even number of cells in [8, 1024].')
    expect(() => ground(6, 16)).toThrow(/center 6/)
    expect(() => ground(1026, 16)).toThrow(/center 1026/)
    expect(() => ground(32, 1)).toThrow('Got border 1, expected an integer number of cells >= 2.')
  })
})

describe.each(PLANS)('a map (%s)', (name, plan) => {
  const { cells, ring, edge } = plan.ground

  it('is the same for one key in any slot, at any tick, whatever was laid before, and touches nothing else', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(99), (seed, other, tick) => {
        const world = worldOf(other, seed)
        world.tick[1] = tick
        const out = new Uint8Array(3 * cells).fill(99)
        layTerrain(world, 0, plan, out, 0)
        layTerrain(world, 1, plan, out, cells)
        expect(out.slice(cells, 2 * cells)).toEqual(mapOf(terrainPlan(CASES[name]), seed))
        expect(count(out.slice(2 * cells), 99)).toBe(cells)
      }),
      { numRuns: 10 },
    )
  })

  it('is another for another key', () => {
    expect(new Set(SEEDS.map((seed) => mapOf(plan, seed).join())).size).toBe(SEEDS.length)
  })

  it('is void without, grass on the outermost ring, walkable on the next', () => {
    for (const seed of SEEDS) {
      const map = mapOf(plan, seed)
      map.forEach((material, cell) => {
        if (ring[cell] === 0) expect(material).toBe(GRASS)
        else if (ring[cell] === 1) expect(WALKABLE[material]).toBe(1)
        else if (ring[cell] < 0 !== (material === VOID)) expect.fail(`cell ${cell} is ${MATERIALS[material].name}`)
      })
    }
  })

  it('has much land that can be walked to from the edge, which is walkable all around', () => {
    for (const seed of SEEDS) {
      const map = mapOf(plan, seed)
      expect(Array.from(edge).filter((cell) => !WALKABLE[map[cell]])).toEqual([])
      const open = (cell: number): boolean => WALKABLE[map[cell]] === 1
      const distance = steps(plan.ground, (cell) => cell === edge[0], open)
      const walkable = count(map, ...Array.from(MATERIALS.keys()).filter((id) => WALKABLE[id]))
      const reached = distance.reduce((sum, steps) => sum + Number(steps >= 0), 0)
      expect(reached / walkable).toBeGreaterThan(0.8)
    }
  })
})

it('lays the maps that it has always laid', () => {
  const digest = ([name, plan]: (typeof PLANS)[number]): string[] => [
    name,
    createHash('sha256').update(mapOf(plan, 1)).digest('hex').slice(0, 16),
  ]
  expect(Object.fromEntries(PLANS.map(digest))).toEqual({
    small: '31507cd3be907335',
    open: 'b1d66f2d20388048',
    layer: '234587d18f9d8e2e',
    shares: 'b45309fae904c60d',
    mapped: '6a8bde107306bf9e',
  })
})

describe('fractal land', () => {
  it("is of what the reference's Default map is of, within a point and a half", () => {
    // Per cent of the playable cells, measured on nmmo 2.1.
    const measured = [
      [WATER, 27.4], [GRASS, 33.2], [FOLIAGE, 21.0], [STONE, 11.5],
      [ORE, 1.3], [TREE, 1.3], [CRYSTAL, 1.2], [HERB, 1.6], [FISH, 1.6],
    ] as const // prettier-ignore
    const plan = terrainPlan({})
    const maps = SEEDS.map((seed) => mapOf(plan, seed))
    for (const [material, percent] of measured) {
      const cells = maps.reduce((sum, map) => sum + count(map, material), 0)
      const got = (100 * cells) / (maps.length * 129 * 129)
      expect(Math.abs(got - percent), `${MATERIALS[material].name}: ${got} %`).toBeLessThan(percent < 2 ? 0.2 : 1.5)
    }
  })

  it('follows its thresholds', () => {
    const bare = { ...SMALL, ...NOTHING_PLACED }
    const flooded = mapOf(terrainPlan({ ...bare, thresholds: { water: 1, grass: 1, foliage: 1 } }), 1)
    expect(count(flooded, WATER)).toBe(29 * 29)
    const meadow = mapOf(terrainPlan({ ...bare, thresholds: { water: 0, grass: 1, foliage: 1 } }), 1)
    expect(count(meadow, STONE)).toBe(0)
    expect(count(meadow, GRASS)).toBeGreaterThan(0.9 * 33 * 33)
  })

  it('joins octaves more the wider it interpolates', () => {
    const seams = (interpolate: number): number => {
      const plan = terrainPlan({ ...NOTHING_PLACED, interpolate })
      const map = mapOf(plan, 1)
      return map.reduce(
        (sum, material, cell) => sum + Number(plan.ground.ring[cell] > 3 && material !== map[cell + 1]),
        0,
      )
    }
    expect(seams(1)).toBeLessThan(seams(0.01))
  })

  it('lies the same under every key where the number of the map decides it', () => {
    const bare = terrainPlan({ ...SMALL, ...NOTHING_PLACED, map: 7 })
    const land = mapOf(bare, 1)
    expect(mapOf(bare, 2)).toEqual(land)
    expect(mapOf(terrainPlan({ ...SMALL, ...NOTHING_PLACED, map: 8 }), 1)).not.toEqual(land)
    const [one, two] = [1, 2].map((seed) => mapOf(terrainPlan({ ...SMALL, map: 7 }), seed))
    expect(one).not.toEqual(two)
    // What is placed replaces grass, and fish water.
    one.forEach((material, cell) => {
      if (material !== land[cell]) expect([GRASS, WATER]).toContain(land[cell])
    })
  })
})

describe('resources', () => {
  const meadow = { ...SHARES, center: 32, shares: { water: 0, foliage: 0, luxury: 0 } } as const

  it('are as many as were asked for', () => {
    const plan = terrainPlan(SMALL)
    const bare = mapOf(terrainPlan({ ...SMALL, ...NOTHING_PLACED }), 3)
    const map = mapOf(plan, 3)
    expect([count(map, HERB), count(map, FISH)]).toEqual([16, 16])
    expect(count(map, WATER, FISH) - count(bare, WATER)).toBe(25)
    expect(count(map, FOLIAGE) - count(bare, FOLIAGE)).toBe(25)
  })

  it('lie in crosses of grass where they are clusters', () => {
    const plan = terrainPlan({ ...meadow, clusters: 1 })
    for (const seed of SEEDS) {
      const map = mapOf(plan, seed)
      const ore = Array.from(map.keys()).filter((cell) => map[cell] === ORE)
      const centres = ore.filter((cell) => neighbours(plan.ground, cell).every((next) => map[next] === ORE))
      expect([ore.length, centres.length]).toEqual([5, 1])
    }
  })

  it('are fish in water that touches grass', () => {
    const plan = terrainPlan({ ...SMALL, clusters: 0, uniforms: 40, extras: 0 })
    const herbless = mapOf(terrainPlan({ ...SMALL, ...NOTHING_PLACED }), 5)
    const map = mapOf(plan, 5)
    map.forEach((material, cell) => {
      if (material !== FISH) return
      expect(herbless[cell]).toBe(WATER)
      expect(neighbours(plan.ground, cell).map((next) => map[next])).toContain(GRASS)
    })
    expect(count(map, FISH)).toBe(40)
  })

  it('stop where no cell is left', () => {
    const map = mapOf(terrainPlan({ ...meadow, uniforms: 1e6 }), 1)
    expect([count(map, HERB), count(map, FISH)]).toEqual([29 * 29, 0])
  })

  it('fall on every cell alike', () => {
    const plan = terrainPlan({ ...meadow, uniforms: 29 })
    const quarters = [0, 0, 0, 0]
    for (let seed = 0; seed < 200; seed++)
      mapOf(plan, seed).forEach((material, cell) => {
        const [x, y] = [cell % 64, Math.floor(cell / 64)]
        if (material === HERB && x !== 32 && y !== 32) quarters[Number(x > 32) + 2 * Number(y > 32)]++
      })
    const expected = quarters.reduce((a, b) => a + b) / 4
    const chiSquare = quarters.reduce((sum, n) => sum + ((n - expected) * (n - expected)) / expected, 0)
    // 0.1 % point with 3 degrees of freedom.
    expect(chiSquare).toBeLessThan(16.3)
  })
})

describe('land of exact shares', () => {
  it('has them to the cell', () => {
    const share = fc.integer({ min: 0, max: 20 }).map((percent) => percent / 100)
    fc.assert(
      fc.property(
        share,
        share,
        share,
        fc.integer({ min: 16, max: 40 }),
        fc.nat(),
        (water, foliage, luxury, half, seed) => {
          const plan = terrainPlan({ ...SHARES, center: 2 * half, shares: { water, foliage, luxury: luxury / 4 } })
          const map = mapOf(plan, seed)
          const playable = (2 * half + 1) * (2 * half + 1)
          const cells = [water, foliage, luxury / 4, luxury / 4].map((share) => Math.round(share * playable))
          expect([WATER, FOLIAGE, ORE, CRYSTAL].map((material) => count(map, material))).toEqual(cells)
          expect(count(map, GRASS)).toBe(playable - cells.reduce((a, b) => a + b))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('has water and foliage within fifteen steps of everywhere', () => {
    const plan = terrainPlan({ ...SHARES, center: 128 })
    for (const seed of SEEDS) {
      const map = mapOf(plan, seed)
      const open = (cell: number): boolean => WALKABLE[map[cell]] === 1
      const toWater = steps(plan.ground, (cell) => map[cell] === WATER, open)
      const toFood = steps(plan.ground, (cell) => map[cell] === FOLIAGE, open)
      const walked = Array.from(map.keys()).filter((cell) => open(cell) && toWater[cell] > 0)
      expect(Math.max(...walked.map((cell) => toWater[cell]))).toBeLessThanOrEqual(15)
      const reached = steps(plan.ground, (cell) => cell === plan.ground.edge[0], open)
      const food = Array.from(map.keys()).filter((cell) => reached[cell] >= 0)
      expect(Math.min(...food.map((cell) => toFood[cell]))).toBe(0)
      expect(Math.max(...food.map((cell) => toFood[cell]))).toBeLessThanOrEqual(15)
    }
  })
})

it.each<[string, Partial<TerrainOptions>, string]>([
  [
    'a kind',
    { kind: 'flat' as 'layer' },
    `Got unknown kind of terrain 'flat', expected one of: ${Object.keys(TERRAIN_KINDS).join(', ')}.`,
  ],
  [
    'thresholds',
    { thresholds: { water: 0.5, grass: 0.4, foliage: 1 } },
    'Got thresholds of water 0.5, grass 0.4 and foliage 1, expected',
  ],
  ['interpolate', { interpolate: 0 }, 'Got interpolate 0, expected a number > 0.'],
  ['clusters', { clusters: -1 }, 'Got -1 clusters, expected an integer >= 0.'],
  ['shares', { ...SHARES, center: 8, shares: { water: 0.2, foliage: 0.2, luxury: 0 } }, 'expected a sum in [0, 0.309]'],
])('a plan refuses %s that make no map', (_, options, message) => {
  expect(() => terrainPlan(options)).toThrow(message)
})
