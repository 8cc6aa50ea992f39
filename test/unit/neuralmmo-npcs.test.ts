/** How NPCs come about and wander: numbers of the rules, and that what chance decides comes as often as the rules say. */
import { describe, expect, it } from 'vitest'
import { leave } from '../../envs/neuralmmo/engine/crowd.ts'
import { DX, DY, STAY, goerOf, wayOf } from '../../envs/neuralmmo/engine/moves.ts'
import { layWays } from '../../envs/neuralmmo/engine/ways.ts'
import { GRASS, STONE, WALKABLE } from '../../envs/neuralmmo/materials.ts'
import { decide } from '../../envs/neuralmmo/survival/npc-ai.ts'
import { refill } from '../../envs/neuralmmo/survival/npcs.ts'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { AGGRESSIVE, NEUTRAL, PASSIVE } from '../../envs/neuralmmo/survival/tempers.ts'
import { expectRate } from './meltingpot-world.ts'
import { survivalBatch, worldOf } from './neuralmmo-permute.ts'

const NPCS = 16
const TICKS = 1e5

const worldWith = (options: Record<string, unknown>): SurvivalWorld =>
  worldOf(survivalBatch({ preset: 'small', players: 1, npcs: NPCS, border: 9, stacking: true, view: null, ...options }))

/** Takes NPC number `npc` off the map, as if nobody had been there before. */
function clear(world: SurvivalWorld, npc: number, ring: number): void {
  const body = world.tables.players + npc
  if (world.state.here[body] === 1) leave(world, 0, body)
  world.state.npcRing[npc] = ring
}

/** Calls `see` with each of many NPCs that appear anywhere (ring 0), or on ring - 1. */
function births(world: SurvivalWorld, ring: number, least: number, see: (npc: number, cell: number) => void): number {
  const { state, tables } = world
  let count = 0
  for (world.tick[0] = 1; count < least; world.tick[0]++) {
    for (let npc = 0; npc < NPCS; npc++) clear(world, npc, ring)
    refill(world, 0)
    for (let npc = 0; npc < NPCS; npc++) {
      const b = tables.players + npc
      if (state.here[b] === 0) continue
      see(npc, state.y[b] * tables.ground.size + state.x[b])
      count++
    }
  }
  return count
}

describe('NPCs', () => {
  it('are as their ring makes them', () => {
    const world = worldWith({ center: 32, npcLevel: 5 })
    const { state, tables } = world
    births(world, 0, 4_000, (npc, cell) => {
      const ring = tables.ground.ring[cell]
      const danger = ring / 16
      const level = Math.floor(1 + 4 * danger)
      expect(state.npcRing[npc]).toBe(ring + 1)
      expect(state.npcLevel[npc]).toBe(level)
      expect(state.gold[1 + npc]).toBe(level)
      expect(state.npcTemper[npc]).toBe(danger >= 0.8 ? AGGRESSIVE : danger >= 0.5 ? NEUTRAL : PASSIVE)
      expect(state.health[1 + npc]).toBe(100)
      expect(WALKABLE[state.terrain[cell]]).toBe(1)
    })
  })

  it('have style, attack, armour and tool by chance', () => {
    const world = worldWith({ center: 8, npcLevel: 1 })
    const { state } = world
    const counts = { style: [0, 0, 0], attack: Array(8).fill(0), armour: [0, 0, 0], tool: Array(5).fill(0) }
    const total = births(world, 0, TICKS, (npc) => {
      counts.style[state.npcStyle[npc]]++
      counts.attack[state.npcAttack[npc]]++
      counts.armour[state.npcArmour[npc] - 2]++
      counts.tool[state.npcTool[npc] - 8]++
    })
    for (const [what, seen] of Object.entries(counts)) {
      expect(seen.length, what).toBe({ style: 3, attack: 8, armour: 3, tool: 5 }[what])
      for (const [value, count] of seen.entries()) expectRate(count, total, 1 / seen.length, `${what} ${value}`)
    }
  })

  it('appear on every cell equally often, and in the stead of the dead on their ring', () => {
    const world = worldWith({ center: 8 })
    const { state, tables } = world
    const { size, ring, border, center } = tables.ground
    for (let cell = 0; cell < tables.ground.cells; cell++) if (ring[cell] >= 0) state.terrain[cell] = GRASS
    const middle = size / 2
    for (let r = -1; r <= center / 2; r++) {
      const counts = new Map<number, number>()
      const total = births(world, r + 1, TICKS, (_, cell) => counts.set(cell, (counts.get(cell) ?? 0) + 1))
      const cells = r < 0 ? center * center : Math.max(1, 8 * (center / 2 - r))
      expect(counts.size, `cells of ring ${r}`).toBe(cells)
      for (const [cell, count] of counts) {
        const [x, y] = [cell % size, Math.floor(cell / size)]
        if (r >= 0) expect(center / 2 - Math.max(Math.abs(x - middle), Math.abs(y - middle))).toBe(r)
        else expect(Math.min(x, y) >= border && Math.max(x, y) < border + center).toBe(true)
        if (r < center / 2) expectRate(count, total, 1 / cells, `cell ${x}, ${y} of ring ${r}`)
      }
    }
  })

  it('are tried 25 times a tick until they are all there, the start included', () => {
    const world = worldWith({ center: 64, npcs: 60 })
    const { state, tables } = world
    const living = () => state.here.subarray(1).reduce((sum, here) => sum + here, 0)
    expect(living()).toBeGreaterThan(10)
    expect(living()).toBeLessThanOrEqual(25)
    for (let npc = 0; npc < 60; npc++) clear(world, npc, 0)
    for (let cell = 0; cell < tables.ground.cells; cell++)
      if (tables.ground.ring[cell] >= 0) state.terrain[cell] = GRASS
    const counts = [1, 2, 3, 4].map(() => {
      refill(world, 0)
      return living()
    })
    expect(counts).toEqual([25, 50, 60, 60])
  })

  it('are tried again in the same tick where the ground bars the way', () => {
    const world = worldWith({ center: 64, npcs: 1 })
    const { state, tables } = world
    let tries = 0
    for (world.tick[0] = 0; world.tick[0] < 200; world.tick[0]++) {
      clear(world, 0, 0)
      for (let cell = 0; cell < tables.ground.cells; cell++) state.terrain[cell] = cell % 2 === 0 ? GRASS : STONE
      refill(world, 0)
      tries += state.here[1]
    }
    expect(tries).toBe(200)
  })

  it('share no cell where bodies do not', () => {
    const batch = survivalBatch({ preset: 'small', players: 8, npcs: 60, center: 8, border: 9, view: null, respawn: 2 })
    const { state } = worldOf(batch)
    for (let t = 0; t < 300; t++) {
      batch.step()
      const cells = [...state.here].flatMap((here, b) => (here === 1 ? [`${state.x[b]} ${state.y[b]}`] : []))
      expect(new Set(cells).size).toBe(cells.length)
    }
    expect(state.here.reduce((sum, here) => sum + here, 0)).toBeGreaterThan(20)
  })
})

describe('the passive', () => {
  /** A world where two NPCs stand on grass with the same ways open. */
  function twoAmong(open: readonly number[]): SurvivalWorld {
    const world = worldWith({ center: 16, npcs: 2 })
    const { state, tables } = world
    const { size } = tables.ground
    for (const [npc, x] of [[0, 14], [1, 20]]) {
      state.here[1 + npc] = 1
      state.npcTemper[npc] = PASSIVE
      state.x[1 + npc] = x
      state.y[1 + npc] = 15
      for (let d = 1; d <= 4; d++) {
        state.terrain[(15 + DY[d]) * size + x + DX[d]] = open.includes(d) ? GRASS : STONE
      }
    } // prettier-ignore
    layWays(world, 0)
    return world
  }

  it.each([[[1]], [[2, 4]], [[1, 3]], [[1, 2, 3]], [[2, 3, 4]], [[1, 2, 3, 4]]])(
    'go each open way equally often: %j',
    (open) => {
      const world = twoAmong(open)
      const { state, tables } = world
      const counts = new Map<string, number>()
      for (world.tick[0] = 0; world.tick[0] < TICKS; world.tick[0]++) {
        decide(world, 0)
        expect(tables.moves.count).toBe(2)
        const ways = [0, 1].map((npc) => `${goerOf(state.goer[npc])} ${wayOf(state.goer[npc])}`)
        counts.set(ways.join(), (counts.get(ways.join()) ?? 0) + 1)
      }
      expect(counts.size).toBe(open.length ** 2)
      if (open.length === 1) return
      for (const [ways, count] of counts) expectRate(count, TICKS, 1 / open.length ** 2, ways)
    },
  )

  it('stay where there is no way', () => {
    const world = twoAmong([])
    decide(world, 0)
    expect([0, 1].map((npc) => wayOf(world.state.goer[npc]))).toEqual([STAY, STAY])
  })
})
