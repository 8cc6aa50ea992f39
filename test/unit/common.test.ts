import { describe, expect, it } from 'vitest'
import {
  ACT_BEAM, ACT_GIVE, ACT_INTERACT, ACT_NORTH, ACT_STAY, ACT_TAKE, ACT_USE, BEING, COMMON_ACTS, COMMON_MASK_SIZE, COMMON_SIZE, ENTITY, HAZARD_CELL,
  MESSAGES, NEAREST, OCCUPIED, OPEN_CUE, PASSABLE, RECIPIENT, SEES_CUE, SELF, SOURCE, STILL_CUE, USABLE, VESSEL, WATCHER, WINDOW,
  commonActionSpace, createNearest, entityAt, familyLooks, offer, offsetByte, shareByte, windowAt,
} from '../../envs/core/common.ts' // prettier-ignore
import { commonActions } from '../../envs/overcooked/view-common.ts'
import { DISH, EAST, INTERACT, NORTH, ONION, SOUP, SOUTH, STAY, WEST } from '../../envs/overcooked/state.ts'
import { find, listEnvs, makeBatch } from '../../envs/registry.ts'
import { kitchen, put, type Kitchen } from './overcooked-kitchen.ts'

describe('the common shape', () => {
  it('is the same for every environment that has the view, whatever its options', () => {
    for (const { id } of listEnvs()) {
      const spec = find(id)
      for (const options of spec.views.common ? (spec.examples ?? [{}]) : []) {
        const { box } = makeBatch(id, { ...options, slots: 1, view: 'common' }).world
        expect([box!.shape, box!.dtype, box!.high]).toEqual([[COMMON_SIZE], 'u8', 255])
      }
    }
  })

  it('lays its blocks end to end', () => {
    expect(entityAt(0)).toBe(SELF.size)
    expect(entityAt(NEAREST)).toBe(windowAt(-(WINDOW >> 1), -(WINDOW >> 1)))
    expect(COMMON_SIZE).toBe(windowAt(WINDOW >> 1, WINDOW >> 1) + 6)
    expect(commonActionSpace().heads).toEqual([COMMON_ACTS.length, MESSAGES])
  })

  it('packs shares and offsets in a byte, and cuts what lies outside', () => {
    expect([-1, 0, 0.5, 1, 2].map(shareByte)).toEqual([0, 0, 128, 255, 255])
    expect([-99, -16, -1, 0, 1, 15, 16, 99].map(offsetByte)).toEqual([0, 0, 120, 128, 136, 248, 255, 255])
  })

  it('keeps the nearest, of equals the lower id, in whatever order they are offered', () => {
    const offers = Array.from({ length: 60 }, (_, id) => [id, (id * 7) % 13] as const)
    const kept = (order: readonly (readonly [number, number])[]) => {
      const nearest = createNearest()
      for (const [id, distance] of order) offer(nearest, id, distance)
      return [...nearest.ids.subarray(0, nearest.count)]
    }
    const sorted = [...offers].sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([id]) => id)
    expect(kept(offers)).toEqual(sorted.slice(0, NEAREST))
    expect(kept([...offers].reverse())).toEqual(sorted.slice(0, NEAREST))
    expect(kept(offers.slice(0, 3))).toEqual([0, 2, 1])
  })

  it('gives the things of a family looks that differ', () => {
    const looks = familyLooks(1, 20)
    expect(new Set(Array.from({ length: 20 }, (_, i) => looks.slice(i * 8, i * 8 + 8).join())).size).toBe(20)
    expect(familyLooks(2, 20)).not.toEqual(looks)
  })
})

function row({ batch }: Kitchen, agent = 0): number[] {
  const { world } = batch
  world.view!.write(world, 0)
  return [...world.observations.subarray(agent * COMMON_SIZE, (agent + 1) * COMMON_SIZE)]
}
/** Entities of a row as kind, offset in cells and block. */
function entities(bytes: number[]) {
  return Array.from({ length: NEAREST }, (_, i) => bytes.slice(entityAt(i), entityAt(i + 1)))
    .filter(([present]) => present)
    .map((block) => ({
      kind: block.indexOf(255, ENTITY.at.kind) - ENTITY.at.kind,
      dx: (block[ENTITY.at.offset] - 128) / 8,
      dy: (block[ENTITY.at.offset + 1] - 128) / 8,
      block,
    }))
}

describe('the common view of a kitchen', () => {
  const view = { view: 'common' }

  it('shows the self: where it looks, what it holds, where it is, how long is left', () => {
    const k = kitchen({ ...view, layout: 'cramped_room', horizon: 100 })
    put(k, 0, 8, WEST, SOUP)
    k.batch.world.tick[0] = 60
    const self = row(k).slice(0, SELF.size)
    expect(self.slice(SELF.at.facing, SELF.at.holds)).toEqual([0, 0, 0, 255])
    expect(self.slice(SELF.at.holds, SELF.at.bars)).toEqual([0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 255, 255])
    expect(self.slice(SELF.at.place, SELF.at.left + 1)).toEqual([191, 85, 102])
    expect(self.slice(SELF.at.wants).filter(Boolean)).toEqual([128])
  })

  it('lists what is near, nearest first, with offsets to it', () => {
    const k = kitchen({ ...view, layout: 'cramped_room' })
    put(k, 0, 6, WEST)
    put(k, 1, 8, SOUTH)
    const seen = entities(row(k))
    expect(seen.map(({ kind, dx, dy }) => [kind, dx, dy])).toEqual([
      [SOURCE, -1, 0],
      [BEING, 2, 0],
      [VESSEL, 1, -1],
      [SOURCE, 0, 2],
      [SOURCE, 3, 0],
      [6, 2, 2],
    ])
    expect(seen.map(({ block }) => block[ENTITY.at.front])).toEqual([255, 0, 0, 0, 0, 0])
  })

  it('lists what lies on counters', () => {
    const k = kitchen({ ...view, layout: 'cramped_room' })
    put(k, 0, 6, NORTH, ONION)
    const before = entities(row(k)).length
    k.batch.actions.set([INTERACT, STAY])
    k.batch.step()
    const item = entities(row(k)).find(({ kind }) => kind === 5)!
    expect([entities(row(k)).length - before, item.dx, item.dy, item.block[ENTITY.at.holds]]).toEqual([1, 0, -1, 255])
  })

  it('shows the cells around the agent, and nothing outside the map', () => {
    const k = kitchen({ ...view, layout: 'cramped_room' })
    put(k, 0, 6, NORTH)
    put(k, 1, 8, NORTH)
    const bytes = row(k)
    const cell = (dx: number, dy: number) => bytes.slice(windowAt(dx, dy), windowAt(dx, dy) + 6)
    expect(cell(0, 0)[PASSABLE] && cell(0, 0)[OCCUPIED]).toBe(255)
    expect(cell(2, 0)[OCCUPIED]).toBe(255)
    expect(cell(1, -1)[USABLE]).toBe(255)
    expect(cell(-2, 0)).toEqual([0, 0, 0, 0, 0, 0])
    expect(cell(0, -2)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('shows diners with bars and looks, watchers with cues, red tiles and the tag where needs are on', () => {
    const needs = { bar: 1, price: 2, focal: 0, auditor: { open: true }, diners: { start: 5, capacity: 10, each: [{ looks: [1, -1, 1, -1, 1, -1, 1, -1] }] } } // prettier-ignore
    const k = kitchen({ ...view, needs })
    put(k, 0, 8, NORTH)
    k.state.fullness[0] = 2000
    const bytes = row(k)
    const diner = entities(bytes).find(({ kind }) => kind === RECIPIENT)!
    expect(diner.block.slice(ENTITY.at.bars, ENTITY.at.bars + 2)).toEqual([128, 51])
    expect(diner.block.slice(ENTITY.at.looks, ENTITY.at.looks + 8)).toEqual([255, 0, 255, 0, 255, 0, 255, 0])
    const auditor = entities(bytes).find(({ kind, dy }) => kind === WATCHER && dy === 0)!
    expect([auditor.block[ENTITY.at.cues + OPEN_CUE], auditor.block[ENTITY.at.cues + SEES_CUE]]).toEqual([255, 255])
    expect(bytes[windowAt(1, 0) + HAZARD_CELL]).toBe(255)
    expect([bytes[SELF.at.price], row(k, 1)[SELF.at.price]]).toEqual([102, 0])
    k.state.stamina[1] = 0
    expect(entities(row(k)).find(({ kind }) => kind === BEING)!.block[ENTITY.at.cues + STILL_CUE]).toBe(255)
    expect(row(k, 1)[SELF.at.still]).toBe(255)
  })
})

describe('the common actions of a kitchen', () => {
  function meanings(k: Kitchen, agent = 0): number[] {
    const out = new Uint8Array(COMMON_MASK_SIZE)
    commonActions.mask(k.world, 0, agent, out, 0)
    return [...out.keys()].filter((i) => out[i] === 1)
  }
  const MOVES = [0, 1, 2, 3, 4, 5]
  const SILENCE = COMMON_ACTS.length

  it.each([
    [6, WEST, 0, ACT_TAKE],
    [6, NORTH, ONION, ACT_GIVE],
    [7, NORTH, ONION, ACT_GIVE],
    [13, SOUTH, SOUP, ACT_GIVE],
    [13, SOUTH, DISH, ACT_STAY],
    [6, EAST, 0, ACT_STAY],
  ])('at %i facing %i holding %i, interacting means act %i', (cell, facing, held, act) => {
    const k = kitchen({ layout: 'cramped_room' })
    put(k, 1, 12, NORTH)
    put(k, 0, cell, facing, held)
    expect(meanings(k)).toEqual(act === ACT_STAY ? [...MOVES, SILENCE] : [...MOVES, act, SILENCE])
  })

  it('become own actions; what has no meaning is to stay', () => {
    const k = kitchen({ layout: 'cramped_room' })
    put(k, 0, 6, WEST)
    const own = [ACT_STAY, ACT_NORTH, ACT_INTERACT, ACT_TAKE, ACT_GIVE, ACT_USE, ACT_BEAM].map((act) => {
      commonActions.write(k.world, 0, 0, act, 3)
      return k.world.actions[0]
    })
    expect(own).toEqual([STAY, NORTH, INTERACT, INTERACT, STAY, STAY, STAY])
  })

  it('leave a spent cook to stay, or to use the soup that it can eat', () => {
    const k = kitchen({ needs: {} })
    k.state.stamina[0] = 0
    put(k, 0, 16, SOUTH, SOUP)
    expect(meanings(k)).toEqual([ACT_STAY, ACT_USE, SILENCE])
    put(k, 0, 16, NORTH, SOUP)
    expect(meanings(k)).toEqual([ACT_STAY, SILENCE])
  })

  it('mask an interaction with a meaning exactly where it changes something', () => {
    const k = kitchen({ layout: 'cramped_room', randomPositions: true, randomObjects: 0.6, horizon: 1e6 })
    let changed = 0
    for (let t = 0; t < 500; t++) {
      k.batch.actions.set([t % 2 ? INTERACT : (t * 5) % 6, (t * 3) % 4])
      if (t % 2 === 0) {
        k.batch.step()
        continue
      }
      k.batch.actions[1] = STAY
      const means = meanings(k).some((i) => i > ACT_INTERACT && i < SILENCE)
      const [held, item, mix, idle] = [k.state.held[0], k.state.item.join(), k.state.mix.join(), k.state.cook.map((x) => Math.min(x, 0)).join()] // prettier-ignore
      k.batch.step()
      const same = held === k.state.held[0] && item === k.state.item.join() && mix === k.state.mix.join() && idle === k.state.cook.map((x) => Math.min(x, 0)).join() // prettier-ignore
      expect(same, `tick ${t}`).toBe(!means)
      if (means) changed++
    }
    expect(changed).toBeGreaterThan(20)
  })
})
