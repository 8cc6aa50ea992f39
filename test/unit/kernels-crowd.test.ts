/** Kernels that go over a crowd: what bodies see, who asks, who moves where. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PICKS } from '../../envs/core/kernels-crowd-code.ts'
import { WINDOW } from '../../envs/core/kernels-code.ts'
import { draw } from '../../envs/core/keyed.ts'
import { noise, twins } from './kernel-twins.ts'

describe.each([false, true])('kernels of crowds over memory with shared: %s', (shared) => {
  const { bothWays } = twins(shared)

  const [SIZE, BODIES] = [40, 5]
  const place = fc.integer({ min: 8, max: SIZE - 9 })
  const crowd = fc.record({
    x: fc.array(place, { minLength: BODIES, maxLength: BODIES }),
    y: fc.array(place, { minLength: BODIES, maxLength: BODIES }),
    live: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: BODIES, maxLength: BODIES }),
  })
  // Where each array begins: bytes of `live`, words of x and y, ids of cells, words of cells, a palette, and rows.
  const [LIVE, X, Y, IDS, FIGURES, PALETTE, ROWS] = [0, 64, 128, 256, 2_048, 6_000, 8_000]

  /** Puts bodies into an arena of noise. */
  function put(bytes: Uint8Array, { x, y, live }: { x: number[]; y: number[]; live: number[] }): void {
    const words = new Uint16Array(bytes.buffer)
    for (let i = 0; i < BODIES; i++) {
      bytes[LIVE + i] = live[i]
      words[X / 2 + i] = x[i]
      words[Y / 2 + i] = y[i]
    }
  }

  it('paint windows by id and copy what is seen of bodies, of the living alone', () => {
    fc.assert(
      fc.property(crowd, fc.integer({ min: 1_800, max: 2_000 }), (all, stride) => {
        const after = bothWays(
          (kernels) => kernels.windows(ROWS, stride, BODIES, LIVE, X, Y, IDS, FIGURES, SIZE, PALETTE),
          (bytes) => put(bytes, all),
        )
        const expected = noise.slice()
        put(expected, all)
        for (let i = 0; i < BODIES; i++) {
          for (let cell = 0; cell < WINDOW * WINDOW && all.live[i] === 1; cell++) {
            const [u, v] = [(cell % WINDOW) - 7, Math.floor(cell / WINDOW) - 7]
            const from = (all.y[i] + v) * SIZE + all.x[i] + u
            const id = noise[IDS + from]
            for (let byte = 0; byte < 6; byte++) {
              expected[ROWS + i * stride + cell * 8 + byte] = id < 16 ? noise[PALETTE + byte * 16 + id] : 0
            }
            expected.copyWithin(ROWS + i * stride + cell * 8 + 6, FIGURES + 2 * from, FIGURES + 2 * from + 2)
          }
        }
        expect(Buffer.compare(after, expected)).toBe(0)
      }),
    )
  })

  it('paint the same windows as planes, of the living alone, but the ground where a row shows it already', () => {
    const [PAINTED, STALE, ACROSS] = [6_200, 6_300, 3]
    const still = fc.array(fc.boolean(), { minLength: BODIES, maxLength: BODIES })
    const stale = fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: ACROSS ** 2, maxLength: ACROSS ** 2 })
    fc.assert(
      fc.property(crowd, still, stale, fc.integer({ min: 1_350, max: 1_500 }), (all, still, stale, stride) => {
        const place = (i: number): number => all.x[i] + 65_536 * all.y[i]
        const edit = (bytes: Uint8Array): void => {
          put(bytes, all)
          bytes.set(stale, STALE)
          const painted = new Int32Array(bytes.buffer, PAINTED, BODIES)
          for (let i = 0; i < BODIES; i++) painted[i] = still[i] ? place(i) : place(i) + 1
        }
        const after = bothWays(
          (kernels) =>
            kernels.planes(ROWS, stride, BODIES, LIVE, X, Y, IDS, FIGURES, SIZE, PALETTE, PAINTED, STALE, ACROSS),
          edit,
        )
        const expected = noise.slice()
        edit(expected)
        for (let i = 0; i < BODIES; i++) {
          const around = Array.from({ length: WINDOW ** 2 }, (_, cell) => [
            all.x[i] + (cell % WINDOW) - 7,
            all.y[i] + Math.floor(cell / WINDOW) - 7,
          ])
          const isStale = around.some(([x, y]) => stale[(y >> 4) * ACROSS + (x >> 4)] === 1)
          if (all.live[i] === 1) new Int32Array(expected.buffer, PAINTED)[i] = place(i)
          for (let cell = 0; cell < WINDOW * WINDOW && all.live[i] === 1; cell++) {
            const from = around[cell][1] * SIZE + around[cell][0]
            const id = noise[IDS + from]
            for (const [plane, colour] of [0, 1, 2, 6].entries()) {
              if (still[i] && !isStale) break
              expected[ROWS + i * stride + plane * 225 + cell] = id < 16 ? noise[PALETTE + colour * 16 + id] : 0
            }
            for (const half of [0, 1])
              expected[ROWS + i * stride + (4 + half) * 225 + cell] = noise[FIGURES + 2 * from + half]
          }
        }
        expect(Buffer.compare(after, expected)).toBe(0)
      }),
    )
  })

  it('say what is set in the cells near the living', () => {
    fc.assert(
      fc.property(crowd, (all) => {
        const after = bothWays(
          (kernels) => kernels.near(ROWS, BODIES, LIVE, X, Y, FIGURES, SIZE),
          (bytes) => put(bytes, all),
        )
        const words = new Uint16Array(after.buffer)
        for (let i = 0; i < BODIES; i++) {
          let near = 0
          for (let v = -3; v <= 3 && all.live[i] === 1; v++) {
            for (let u = -3; u <= 3; u++) near |= words[FIGURES / 2 + (all.y[i] + v) * SIZE + all.x[i] + u]
          }
          expect(words[ROWS / 2 + i]).toBe(near)
        }
      }),
      { examples: [[{ x: [8, 8, 8, 8, 8], y: [8, 8, 8, 8, 8], live: [1, 0, 1, 0, 1] }]] },
    )
  })

  it('see nobody one cell further than is near', () => {
    for (const [u, v] of [
      [-4, 0],
      [4, 0],
      [0, -4],
      [0, 4],
      [4, 4],
      [3, 3],
      [-3, 3],
    ] as const) {
      // prettier-ignore
      const after = bothWays(
        (kernels) => kernels.near(ROWS, 1, LIVE, X, Y, FIGURES, SIZE),
        (bytes) => {
          bytes.fill(0)
          put(bytes, { x: [20, 0, 0, 0, 0], y: [20, 0, 0, 0, 0], live: [1, 0, 0, 0, 0] })
          bytes[FIGURES + 2 * ((20 + v) * SIZE + 20 + u) + 1] = 9
        },
      )
      const isNear = Math.max(Math.abs(u), Math.abs(v)) <= 3
      expect([after[ROWS], after[ROWS + 1]]).toEqual([0, isNear ? 9 : 0])
    }
  })

  it('write what the living show of themselves, and no other bytes', () => {
    // Where the numbers begin: who is frozen, health, gold, hurt, age and fought of each, and tables.
    const [FROZEN, HEALTH, GOLD, HURT, AGE, FOUGHT, TABLES] = [216, 300, 320, 340, 360, 380, 400]
    const [PLACES, DEPTHS, YOUNG, AGES] = [TABLES + 101, TABLES + 141, TABLES + 181, 20]
    const many = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: BODIES, maxLength: BODIES })
    const much = many(fc.integer({ min: 0, max: 300 }))
    fc.assert(
      fc.property(crowd, much, much, much, many(fc.integer({ min: -3, max: 3 })), (all, health, gold, age, fought) => {
        const edit = (bytes: Uint8Array): void => {
          put(bytes, all)
          bytes.set([3, 0, 1, 0, 9], FROZEN)
          new Uint16Array(bytes.buffer).set(health, HEALTH / 2)
          new Uint16Array(bytes.buffer).set(age, HURT / 2)
          new Int32Array(bytes.buffer).set(gold, GOLD / 4)
          new Int32Array(bytes.buffer).set(age, AGE / 4)
          new Int32Array(bytes.buffer).set(fought, FOUGHT / 4)
        }
        // prettier-ignore
        const after = bothWays(
          (kernels) => kernels.selves(
            ROWS, 20, BODIES, LIVE, X, Y, HEALTH, 192, 200, GOLD, HURT, FROZEN, AGE, FOUGHT, 0, 77, TABLES, PLACES, DEPTHS, YOUNG, AGES,
          ),
          edit,
        )
        const expected = noise.slice()
        edit(expected)
        const share = (much: number) => noise[TABLES + Math.min(100, much)]
        for (let i = 0; i < BODIES; i++) {
          if (all.live[i] === 0) continue
          const [x, y] = [all.x[i], all.y[i]]
          const own = [share(health[i]), share(noise[192 + i]), share(noise[200 + i]), share(gold[i])]
          const where = [noise[PLACES + x], noise[PLACES + y], 77, i % 2 === 0 ? 255 : 0]
          const depth = Math.min(noise[DEPTHS + x], noise[DEPTHS + y])
          const fight = [share(age[i]), fought[i] > 0 ? 255 : 0, noise[YOUNG + Math.min(AGES, age[i])], depth]
          expected.set([...own, ...where, ...fight], ROWS + 20 * i)
        }
        expect(Buffer.compare(after, expected)).toBe(0)
      }),
    )
  })

  it('list what is a value under a mask, or is not, whatever the length', () => {
    const count = fc.integer({ min: 0, max: 70 })
    fc.assert(
      fc.property(
        count,
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom(0 as const, 1 as const),
        (many, value, wanted) => {
          for (const bits of [8, 16] as const) {
            const counts: number[] = []
            const after = bothWays((kernels) => {
              const name = bits === 8 ? 'list8' : 'list16'
              counts.push(kernels[name](ROWS, 256, many, value, 3, wanted))
            })
            const array = bits === 8 ? after.subarray(256) : new Uint16Array(after.buffer, 256)
            const expected = Array.from({ length: many }, (_, i) => i).filter(
              (i) => Number((array[i] & 3) === value) === wanted,
            )
            expect(counts).toEqual([expected.length, expected.length])
            expect([...new Int32Array(after.buffer, ROWS, expected.length)]).toEqual(expected)
          }
        },
      ),
    )
  })

  it('list where two arrays differ', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 70 }), (differ) => {
        const counts: number[] = []
        const after = bothWays(
          (kernels) => counts.push(kernels.differ(ROWS, 256, 1_024, differ.length)),
          (bytes) => differ.forEach((is, i) => {
            bytes.copyWithin(1_024 + 2 * i, 256 + 2 * i, 258 + 2 * i)
            if (is) bytes[1_025 + 2 * i] ^= 1
          }), // prettier-ignore
        )
        const expected = differ.flatMap((is, i) => (is ? [i] : []))
        expect(counts).toEqual([expected.length, expected.length])
        expect([...new Int32Array(after.buffer, ROWS, expected.length)]).toEqual(expected)
      }),
    )
  })

  it('list who asks for what its bits allow, and nobody who asks for nothing or for more than there is', () => {
    const asks = fc.array(fc.integer({ min: -1, max: 40 }), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 32 }), (asked, width) => {
        const counts: number[] = []
        const after = bothWays(
          (kernels) => counts.push(kernels.asked(ROWS, asked.length, 4_096, 8, 100, 6, width)),
          (bytes) =>
            asked.forEach((action, i) => new Int32Array(bytes.buffer).fill(action, 1_024 + 2 * i, 1_025 + 2 * i)),
        )
        const isAsked = (action: number, i: number) =>
          action > 0 && action <= width && (noise[100 + 6 * i + ((action - 1) >> 3)] >> ((action - 1) & 7)) & 1
        const expected = asked.flatMap((action, i) => (isAsked(action, i) ? [i] : []))
        expect(counts).toEqual([expected.length, expected.length])
        expect([...new Int32Array(after.buffer, ROWS, expected.length)]).toEqual(expected)
      }),
    )
  })

  it('draw as keyed.ts does, and pick digits as a division does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.nat(100), fc.nat(1e6), (count, channel, tick) => {
        const key = new Uint32Array(noise.buffer, 64, 4)
        const after = bothWays((kernels) => {
          kernels.draws(ROWS, 256, count, 64, channel, tick)
          kernels.digits(ROWS + 4_096, ROWS, count)
        })
        const entities = new Int32Array(noise.buffer, 256, count)
        for (let i = 0; i < count; i++) {
          const word = draw({ key, tick: Int32Array.of(tick) }, 0, channel, entities[i])
          expect(new Uint32Array(after.buffer, ROWS)[i]).toBe(word)
          let rest = Math.floor((word / 2 ** 32) * 12 ** 8)
          for (let digit = 0; digit < 8; digit++, rest = Math.floor(rest / 12))
            expect(after[ROWS + 4_096 + 8 * i + digit]).toBe(rest % 12)
        }
      }),
    )
  })

  // Bodies of a small crowd, by their arrays: names, who is here, digits, who goes, from where, and the map of the crowd.
  const [NAME, HERE, DIGITS, GOER, FROM, CROWD, WAYS, TABLE] = [192, 204, 210, 12_000, 12_100, 20_000, 30_000, 40_000]
  const CELLS = SIZE * SIZE

  it('sort bodies by block, and find the nearest as a search through all does', () => {
    fc.assert(
      fc.property(crowd, fc.integer({ min: 0, max: 7 }), (all, radius) => {
        const [START, BODY, PLACE] = [10_000, 10_200, 10_300]
        const after = bothWays(
          (kernels) => {
            kernels.sortByBlock(START, BODY, PLACE, BODIES, X, Y, LIVE, 3, 9)
            kernels.nearest(ROWS, 256, 1, 0, radius, 1, BODIES - 1, X, Y, NAME, START, BODY, PLACE, 3)
          },
          (bytes) => {
            put(bytes, all)
            new Int32Array(bytes.buffer)[64] = 0
            new Uint16Array(bytes.buffer).set([4, 2, 0, 3, 1], NAME / 2)
          },
        )
        const names = [4, 2, 0, 3, 1]
        const blockOf = (i: number) => 3 * (all.y[i] >> 4) + (all.x[i] >> 4)
        const here = all.live.flatMap((is, i) => (is ? [i] : []))
        const sorted = here.toSorted((i, j) => blockOf(i) - blockOf(j) || i - j)
        expect([...new Uint16Array(after.buffer, BODY, here.length)]).toEqual(sorted)
        const starts = Array.from({ length: 10 }, (_, block) => here.filter((i) => blockOf(i) < block).length)
        expect([...new Int32Array(after.buffer, START, 10)]).toEqual(starts)
        const far = (i: number) => Math.max(Math.abs(all.x[i] - all.x[0]), Math.abs(all.y[i] - all.y[0]))
        const near = here.filter((i) => i > 0 && far(i) <= radius)
        const nearest = near.toSorted((i, j) => far(i) - far(j) || names[i] - names[j])[0] ?? -1
        expect(new Int32Array(after.buffer, ROWS)[0]).toBe(nearest + 1)
      }),
    )
  })

  it('let bodies roam and depart by the ways that are open', () => {
    const draws = fc.array(fc.integer({ min: 0, max: 11 }), { minLength: BODIES, maxLength: BODIES })
    const wishes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: BODIES, maxLength: BODIES })
    fc.assert(
      fc.property(crowd, draws, wishes, (all, digits, wishes) => {
        const counts: number[] = []
        const after = bothWays(
          (kernels) => {
            kernels.roam(GOER, FROM, BODIES, 10, LIVE, X, Y, WAYS, SIZE, NAME, DIGITS, TABLE)
            // Everyone has health and nobody is frozen: X is above 0, HERE is cleared.
            counts.push(kernels.depart(GOER + 40, FROM + 40, BODIES, 4_096, 4, LIVE, HERE, X, X, Y, WAYS, SIZE))
          },
          (bytes) => {
            put(bytes, all)
            bytes.fill(0, HERE, HERE + BODIES)
            bytes.set(digits, DIGITS)
            bytes.set(PICKS, TABLE)
            new Uint16Array(bytes.buffer).set([4, 2, 0, 3, 1], NAME / 2)
            new Int32Array(bytes.buffer).set(wishes, 1_024)
          },
        )
        const longs = new Int32Array(after.buffer)
        const cellOf = (i: number) => all.y[i] * SIZE + all.x[i]
        const isOpen = (i: number, way: number) => (noise[WAYS + cellOf(i)] >> (way - 1)) & 1
        for (let i = 0; i < BODIES; i++) {
          const open = [1, 2, 3, 4].filter((way) => isOpen(i, way))
          const way = open[Math.floor((digits[[4, 2, 0, 3, 1][i]] * open.length) / 12)] ?? 0
          expect(longs[GOER / 4 + i]).toBe((10 + i) | ((way * all.live[i]) << 16))
          expect(longs[FROM / 4 + i]).toBe(cellOf(i))
        }
        const going = all.live.flatMap((is, i) => (is && wishes[i] > 0 && isOpen(i, wishes[i]) ? [i] : []))
        expect(counts).toEqual([going.length, going.length])
        expect([...longs.subarray(GOER / 4 + 10, GOER / 4 + 10 + going.length)]).toEqual(
          going.map((i) => i | (wishes[i] << 16)),
        )
      }),
    )
  })

  it('move who alone claims a free cell, list who shares a claim, and keep the others where they are', () => {
    const ways = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: BODIES, maxLength: BODIES })
    const few = fc.array(fc.integer({ min: 16, max: 18 }), { minLength: BODIES, maxLength: BODIES })
    fc.assert(
      fc.property(few, few, ways, fc.boolean(), (x, y, ways, isShown) => {
        const cells = x.map((column, i) => y[i] * SIZE + column)
        const to = cells.map((cell, i) => cell + [0, -SIZE, SIZE, 1, -1][ways[i]])
        const [SHOWN, CONTEST] = [300, 12_200]
        const counts: number[] = []
        const after = bothWays(
          (kernels) => {
            kernels.claim(GOER, FROM, BODIES, CROWD, SIZE)
            counts.push(kernels.go(GOER, FROM, BODIES, CROWD, X, Y, SIZE, isShown ? SHOWN : 0, CONTEST))
          },
          (bytes) => {
            put(bytes, { x, y, live: x })
            new Uint16Array(bytes.buffer).fill(0, CROWD / 2, CROWD / 2 + CELLS)
            for (const cell of cells) new Uint16Array(bytes.buffer)[CROWD / 2 + cell]++
            new Int32Array(bytes.buffer).set(ways.map((way, i) => i | (way << 16)), GOER / 4)
            new Int32Array(bytes.buffer).set(cells, FROM / 4)
          }, // prettier-ignore
        )
        const wants = (i: number) => ways[i] > 0 && !cells.includes(to[i])
        const rivals = (i: number) => to.filter((cell, j) => wants(j) && cell === to[i]).length
        const goes = (i: number) => wants(i) && rivals(i) === 1
        const words = new Uint16Array(after.buffer)
        const shown = new Uint16Array(noise.buffer, SHOWN)
        for (let i = 0; i < BODIES; i++) {
          expect(words[Y / 2 + i] * SIZE + words[X / 2 + i]).toBe(goes(i) ? to[i] : cells[i])
          if (goes(i)) expect(words[CROWD / 2 + to[i]]).toBe(isShown ? shown[i] : 1)
          const keeps = goes(i) || (wants(i) && rivals(i) > 1)
          expect(new Int32Array(after.buffer)[GOER / 4 + i]).toBe(keeps ? i | (ways[i] << 16) : i)
        }
        const contested = ways.flatMap((_, i) => (wants(i) && rivals(i) > 1 ? [i] : []))
        expect(counts).toEqual([contested.length, contested.length])
        expect([...new Int32Array(after.buffer, CONTEST, contested.length)]).toEqual(contested)
      }),
    )
  })

  it('list who has gone further from home than ever', () => {
    const [HOME_X, HOME_Y, FARTHEST] = [300, 320, 340]
    const few = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: BODIES, maxLength: BODIES })
    fc.assert(
      fc.property(few, few, few, few, few, (ways, dx, dy, north, farthest) => {
        const counts: number[] = []
        const home = north.map((y) => y + 8)
        const after = bothWays(
          (kernels) => counts.push(kernels.farther(ROWS, GOER, BODIES, X, Y, HOME_X, HOME_Y, FARTHEST)),
          (bytes) => {
            put(bytes, { x: dx.map((d) => 10 - d), y: dy.map((d, i) => home[i] + d), live: dx })
            new Uint16Array(bytes.buffer).fill(10, HOME_X / 2, HOME_X / 2 + BODIES)
            new Uint16Array(bytes.buffer).set(home, HOME_Y / 2)
            new Uint16Array(bytes.buffer).set(farthest, FARTHEST / 2)
            new Int32Array(bytes.buffer).set(ways.map((way, i) => i | (way << 16)), GOER / 4)
          }, // prettier-ignore
        )
        const isListed = (i: number) => ways[i] > 0 && Math.max(dx[i], dy[i]) > farthest[i]
        const expected = ways.flatMap((_, i) => (isListed(i) ? [i] : []))
        expect(counts).toEqual([expected.length, expected.length])
        expect([...new Int32Array(after.buffer, ROWS, expected.length)]).toEqual(expected)
      }),
    )
  })
})
