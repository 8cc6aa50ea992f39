import { describe, expect, it } from 'vitest'
import { makeBatch } from '../../envs/registry.ts'
import { MATERIALS } from '../../envs/neuralmmo/materials.ts'
import { BRIEF, BRIEF_BYTES, ITEM_BYTES, ITEM_LOOK } from '../../envs/neuralmmo/survival/item-look.ts'
import { EVENTS } from '../../envs/neuralmmo/survival/events.ts'
import { ITEMS, PLACES } from '../../envs/neuralmmo/survival/items.ts'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import { LOOK } from '../../envs/neuralmmo/survival/look.ts'
import { BODY, ITEM, SKILL_ROW } from '../../envs/neuralmmo/survival/view-entities.ts'
import { PLANE_NAMES } from '../../envs/neuralmmo/survival/view-planes.ts'
import { WAY, WAYS } from '../../envs/neuralmmo/survival/view-ways.ts'
import { GOODS_AT, SELF, TARGET, marketAt, othersAt, windowAt } from '../../envs/neuralmmo/survival/view-symbolic.ts'
import { lay, own, put, scene, type Scene } from './neuralmmo-scene.ts'

/** Numbers of a stretch of a row by name, without those that are 0. */
function named(names: readonly string[], row: readonly number[], at: number): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, row[at + i]] as const).filter(([, value]) => value !== 0))
}

/** What agent 0 sees of the cell so far east and south of it. */
function cell({ world, row }: Scene, dx: number, dy: number): Record<string, number> {
  return named(LOOK, row(), windowAt(world.config, world.tables) + ((dy + 7) * 15 + dx + 7) * LOOK.length)
}
const target = ({ world, row }: Scene, i: number) => named(TARGET, row(), othersAt(world.tables) + i * TARGET.length)
const goods = ({ row }: Scene, place: number) => named(ITEM_LOOK, row(), GOODS_AT + place * ITEM_BYTES)
const offer = ({ world, row }: Scene, i: number, agent = 0) =>
  named(ITEM_LOOK, row(agent), marketAt(world.config, world.tables) + i * ITEM_BYTES)

describe('the view planes', () => {
  /** A byte of symbolic that one of the styles has, as a share of three. */
  const ofStyles = (cell: readonly number[]): number => {
    const style = cell.findIndex((byte) => byte > 0)
    return style < 0 ? 0 : Math.trunc((cell[style] / 255) * 85 * (style + 1) + 1e-9)
  }

  it('has in planes what symbolic has cell by cell, and the same of oneself and of others, tick by tick', () => {
    const options = {
      preset: 'small',
      players: 12,
      npcs: 9,
      center: 12,
      border: 9,
      respawn: 3,
      seed: 5,
      slots: 1,
    } as const
    const [a, b] = (['symbolic', 'planes'] as const).map((view) => makeBatch('neuralmmo', { ...options, view }))
    const { config, tables } = a.world as unknown as SurvivalWorld
    for (let tick = 0; tick < 60; tick++) {
      for (let agent = 0; agent < 12; agent++) {
        const one = a.observations.subarray(agent * a.world.rowSize, (agent + 1) * a.world.rowSize)
        const other = b.observations.subarray(agent * b.world.rowSize, (agent + 1) * b.world.rowSize)
        const planes = Array.from({ length: 225 }, (_, cell) =>
          PLANE_NAMES.map((_, plane) => other[plane * 225 + cell]),
        )
        const expected = planes.map((_, cell) => {
          const at = windowAt(config, tables) + cell * LOOK.length
          const [walkable, food, water, melee, range, mage, health, npc] = one.subarray(at, at + LOOK.length)
          return [walkable, food, water, ofStyles([melee, range, mage]), health, npc]
        })
        expect(planes).toEqual(expected)
        expect([...other.subarray(1_350, 1_374)]).toEqual([...one.subarray(0, SELF.length)])
        const others = 1_374 + PLACES * BRIEF_BYTES
        const bytes = config.targets * TARGET.length
        const at = othersAt(tables)
        expect([...other.subarray(others, others + bytes)]).toEqual([...one.subarray(at, at + bytes)])
      }
      a.actions.forEach((_, i) => {
        a.actions[i] = b.actions[i] = (tick * 7 + i * 13 + (i >> 4)) % a.world.heads[i % a.world.heads.length]
      })
      a.step()
      b.step()
    }
    expect(a.world.metrics[EVENTS.indexOf('die')] + a.world.metrics[EVENTS.indexOf('harvest')]).toBeGreaterThan(5)
  })

  it('tells an item in brief: level, skill, part, count, worn, price', () => {
    const { row } = scene('planes', (json) => {
      own(json, 0, 0, { item: 'spear', level: 2, worn: true })
      own(json, 0, 1, { item: 'arrow', level: 10, count: 12 })
      own(json, 0, 3, { item: 'hat', level: 5, price: 40, listed: 0 })
    })
    const place = (i: number) => named(BRIEF, row(), 1_374 + i * BRIEF_BYTES)
    expect(place(0)).toEqual({ level: 51, serves: 31, part: 204, count: 8, worn: 255 })
    expect(place(1)).toEqual({ level: 255, serves: 63, part: 255, count: 96 })
    expect(place(2)).toEqual({})
    expect(place(3)).toEqual({ level: 127, part: 51, count: 8, price: 102 })
  })
})

describe('the symbolic view', () => {
  it('shows oneself', () => {
    const shown = scene('symbolic', (json) => {
      json.tick = 40
      Object.assign(json.agents[0], { health: 60, food: 20, water: 80, gold: 50, x: 13, y: 17, frozen: 2, hurt: 30, fought: 39, age: 5 }) // prettier-ignore
      json.agents[1].x = 12
      json.agents[0].skills.mage = { level: 3, exp: 220 }
      own(json, 0, 0, { item: 'wand', level: 2, worn: true })
      own(json, 0, 1, { item: 'hat', level: 4, worn: true })
    })
    expect(named(SELF, shown.row(), 0)).toEqual({
      health: 153, food: 51, water: 204, gold: 127, column: 63, row: 127, left: 153, frozen: 255, hurt: 76, fighting: 255,
      young: 191, depth: 127, attack_mage: 23, defence: 19,
      melee: 25, range: 25, mage: 76, fishing: 25, herbalism: 25, prospecting: 25, carving: 25, alchemy: 25,
    }) // prettier-ignore
  })

  it('shows an item by what it serves and where it is worn, not by its number', () => {
    const shown = scene('symbolic', (json) => {
      own(json, 0, 0, { item: 'spear', level: 2, worn: true })
      own(json, 0, 1, { item: 'arrow', level: 10, count: 12 })
      own(json, 0, 3, { item: 'axe', level: 1 })
      own(json, 0, 4, { item: 'hat', level: 5, price: 40, listed: 0 })
      own(json, 0, 5, { item: 'ration', level: 3 })
      own(json, 0, 6, { item: 'potion', level: 3, count: 99 })
    })
    expect(goods(shown, 0)).toEqual({ melee: 51, held: 51, count: 8, worn: 255 })
    expect(goods(shown, 1)).toEqual({ range: 255, quiver: 255, count: 96 })
    expect(goods(shown, 2)).toEqual({})
    expect(goods(shown, 3)).toEqual({ carving: 25, held: 25, count: 8 })
    expect(goods(shown, 4)).toEqual({ head: 127, count: 8, price: 102 })
    expect(goods(shown, 5)).toEqual({ fishing: 76, count: 8 })
    expect(goods(shown, 6)).toEqual({ herbalism: 76, count: 255 })
  })

  it('tells all items apart', () => {
    const looks = ITEMS.slice(2).map((item) => JSON.stringify(goods(scene('symbolic', (json) => own(json, 0, 0, { item, level: 5 })), 0))) // prettier-ignore
    expect(new Set(looks).size).toBe(ITEMS.length - 2)
  })

  it('shows those in sight, nearest first, with offsets, levels, words and who struck', () => {
    const shown = scene('symbolic', (json) => {
      Object.assign(json.agents[0], { struckBy: 'npc_0', hurt: 4 })
      Object.assign(json.agents[1], { x: 15, y: 10, health: 50, said: 77, frozen: 1 })
      json.agents[1].skills.range = { level: 9, exp: 1500 }
      json.agents[2].x = 20
      put(json, 0, { x: 11, y: 13, level: 12, style: 'mage', temper: 'aggressive' })
    })
    expect(target(shown, 0)).toEqual({ health: 255, npc: 255, east: 112, south: 144, mage: 192, struck_me: 255 })
    expect(target(shown, 1)).toEqual({
      health: 127, east: 176, south: 96, melee: 16, range: 144, mage: 16, frozen: 255,
      word_1: 255, word_4: 255, word_8: 255, word_64: 255,
    }) // prettier-ignore
    expect(target(shown, 2)).toEqual({})
  })

  it('shows the market alike to all who live', () => {
    const shown = scene('symbolic', (json) => {
      own(json, 1, 7, { item: 'runes', level: 1, count: 3, price: 99, listed: 0 })
      json.agents[0].here = false
    })
    const runes = { mage: 25, quiver: 25, count: 24, price: 252 }
    expect([0, 1, 2].map((agent) => offer(shown, 0, agent))).toEqual([{}, runes, runes])
    expect(offer(shown, 1, 1)).toEqual({})
  })

  it('shows the ground by what it is good for, as long as nothing is harvested there and after', () => {
    const shown = scene('symbolic', (json) => {
      for (const [id, { glyph }] of MATERIALS.entries()) lay(json, 10 + (id % 4), 14 + (id >> 2), glyph)
    })
    const seen = Object.fromEntries(MATERIALS.map(({ name }, id) => [name, cell(shown, -2 + (id % 4), 2 + (id >> 2))]))
    const walkable = 255
    expect(seen).toEqual({
      void: {}, stone: {}, grass: { walkable },
      water: { water: 255 }, fish: { water: 140 }, ocean: { water: 28 },
      foliage: { walkable, food: 255 }, scrub: { walkable, food: 51 }, herb: { walkable, food: 140 }, weeds: { walkable, food: 28 },
      ore: { walkable, melee: 255 }, slag: { walkable, melee: 51 }, tree: { walkable, range: 255 },
      stump: { walkable, range: 51 }, crystal: { walkable, mage: 255 }, fragment: { walkable, mage: 51 },
    }) // prettier-ignore
  })

  it('shows bodies on the ground, of several the first by name', () => {
    const shown = scene(
      'symbolic',
      (json) => {
        Object.assign(json.agents[1], { x: 12, y: 15, health: 40, name: 9 })
        Object.assign(json.agents[2], { x: 12, y: 15, health: 90 })
        lay(json, 12, 15, '%')
        put(json, 0, { x: 5 + 9, y: 12, health: 20, temper: 'passive' })
      },
      { stacking: true },
    )
    expect(cell(shown, 0, 0)).toEqual({ walkable: 255, health: 255 })
    expect(cell(shown, 0, 3)).toEqual({ walkable: 255, food: 255, health: 229 })
    expect(cell(shown, 2, 0)).toEqual({ walkable: 255, health: 51, npc: 85 })
  })

  it('keeps the body on a cell in sight when the ground under it changes', () => {
    const shown = scene('symbolic', (json) => lay(json, 12, 12, '%'))
    shown.batch.step()
    expect(cell(shown, 0, 0)).toEqual({ walkable: 255, food: 51, health: 255 })
  })

  it('shows nothing to the dead', () => {
    const shown = scene('symbolic', (json) => (json.agents[0].here = false))
    expect(shown.row().some(Boolean)).toBe(false)
    expect(shown.row(1).some(Boolean)).toBe(true)
  })

  it('leaves out what systems that are off would show', () => {
    const bytes = (systems: string[]) => scene('symbolic', () => {}, { systems }).row().length
    const targets = 16 * TARGET.length
    const window = 225 * LOOK.length
    expect(bytes([])).toBe(SELF.length + targets + window)
    expect(bytes(['items', 'exchange'])).toBe(SELF.length + (12 + 32) * ITEM_BYTES + targets + window)
  })
})

describe('the view of entities', () => {
  const LAST = ITEM.length
  const pair = ({ row }: Scene, i: number, agent = 0) => ({
    ...named(BODY, row(agent), 2 * i * LAST),
    ...named(SKILL_ROW, row(agent), (2 * i + 1) * LAST),
  })
  const item = ({ row, world }: Scene, i: number) => named(ITEM, row(), (2 * (1 + world.config.targets) + i) * LAST)
  const levels = Object.fromEntries(SKILL_ROW.filter((name) => name.endsWith('level')).map((name) => [name, 1]))

  it('has a pair of rows for oneself and for each choice of a target', () => {
    const shown = scene('entities', (json) => {
      json.tick = 40
      Object.assign(json.agents[0], { food: 40, water: 30, gold: 7, fought: 38, hurt: 5, struckBy: 'npc_1', age: 33 })
      json.agents[0].skills.melee = { level: 2, exp: 95 }
      Object.assign(json.agents[1], { x: 16, y: 13, said: 3, fought: null, age: 60 })
      own(json, 1, 0, { item: 'top', level: 6, worn: true })
      json.agents[2].here = false
      put(json, 1, { x: 12, y: 14, health: 77, level: 8, style: 'melee', age: 9, fought: 38 })
    })
    expect(pair(shown, 0)).toEqual({
      present: 1, id: 1, row: 12, column: 12, damage: 5, age: 33, attacker: 5, since_fight: 2, gold: 7, health: 100, food: 40, water: 30,
      ...levels, melee_level: 2, melee_exp: 95,
    }) // prettier-ignore
    expect(pair(shown, 1)).toEqual({
      present: 1, id: 5, npc: 2, row: 14, column: 12, age: 9, gear: 8, since_fight: 2, health: 77, melee_level: 8,
    }) // prettier-ignore
    expect(pair(shown, 2)).toEqual({
      present: 1, id: 2, row: 13, column: 16, age: 60, gear: 6, since_fight: 100, word: 3, health: 100, ...levels,
    }) // prettier-ignore
    expect(pair(shown, 3)).toEqual({})
    expect(pair(shown, 0, 2)).toEqual({})
  })

  it('has a row for each place and for each offer', () => {
    const shown = scene('entities', (json) => {
      json.tick = 9
      own(json, 0, 1, { item: 'bow', level: 2, worn: true })
      own(json, 0, 11, { item: 'potion', level: 3, count: 1 })
      own(json, 2, 4, { item: 'ration', level: 1, price: 30, listed: 7 })
    })
    expect(item(shown, 0)).toEqual({})
    expect(item(shown, 1)).toEqual({ present: 1, item: 6, level: 2, count: 1, attack_range: 15, part: 4, worn: 1, owner: 1, place: 1 }) // prettier-ignore
    expect(item(shown, 11)).toEqual({ present: 1, item: 17, level: 3, count: 1, health: 65, owner: 1, place: 11 })
    expect(item(shown, 12)).toEqual({ present: 1, item: 16, level: 1, count: 1, food_and_water: 55, price: 30, owner: 3, listed_for: 2, place: 4 }) // prettier-ignore
    expect(item(shown, 13)).toEqual({})
  })

  it('shows what others own and need under the profile that does', () => {
    const rich = (json: SurvivalJSON) => Object.assign(json.agents[1], { food: 11, water: 22, gold: 33 })
    const shown = scene('entities', rich, { profile: 'nmmo-2.1', targets: 3 })
    expect(pair(shown, 1)).toMatchObject({ id: 2, food: 11, water: 22, gold: 33 })
  })
})

describe('the view of tiles', () => {
  const plane =
    ({ row }: Scene, k: number) =>
    (dx: number, dy: number) =>
      row()[k * 225 + (dy + 7) * 15 + dx + 7]

  it('has planes of materials, bodies and targets', () => {
    const shown = scene(
      'tiles',
      (json) => {
        lay(json, 10, 16, 'O')
        Object.assign(json.agents[1], { x: 19, y: 12 })
        Object.assign(json.agents[2], { x: 12, y: 13 })
        put(json, 0, { x: 12, y: 13, temper: 'passive' })
        put(json, 1, { x: 9, y: 19, temper: 'aggressive' })
      },
      { stacking: true, targets: 3 },
    )
    const [material, body, choice] = [0, 1, 2].map((k) => plane(shown, k))
    expect([material(0, 0), material(-2, 4), material(-4, 0)]).toEqual([2, 7, 0])
    expect([body(0, 0), body(7, 0), body(0, 1), body(-3, 7), body(1, 1)]).toEqual([0, 1, 2, 4, 0])
    expect([choice(7, 0), choice(0, 1), choice(-3, 7)]).toEqual([3, 1, 0])
  })
})

describe('what is nobody else’s business', () => {
  const secret: readonly [string, (json: SurvivalJSON) => void][] = [
    ['food', (json) => (json.agents[1].food = 3)],
    ['water', (json) => (json.agents[1].water = 3)],
    ['gold', (json) => (json.agents[1].gold = 77)],
    ['experience', (json) => (json.agents[1].skills.melee = { level: 1, exp: 80 })],
    ['goods', (json) => own(json, 1, 0, { item: 'potion', level: 5 })],
  ]
  const views = ['symbolic', 'entities', 'tiles', 'common']
  it.each(secret)('%s of others is in no view and no text', (_, edit) => {
    for (const view of views) expect(scene(view, edit).row(0), view).toEqual(scene(view).row(0))
    const told = ({ batch }: Scene) => batch.spec.text(batch.world, 0, 0).split('Legal choices')[0]
    expect(told(scene('symbolic', edit))).toBe(told(scene('symbolic')))
  })

  it.each(secret)('%s is one’s own', (_, edit) => {
    expect(scene('entities', edit).row(1)).not.toEqual(scene('entities').row(1))
  })
})

describe('the view of ways', () => {
  const PEACE = { systems: ['resources'], targets: 0, stacking: true }
  const aside = (json: SurvivalJSON): void => {
    for (const agent of json.agents.slice(1)) Object.assign(agent, { x: 25, y: 25 })
  }
  const way = ({ world, row }: Scene, to: (typeof WAYS)[number]) =>
    named(WAY, row(), windowAt(world.config, world.tables) + WAYS.indexOf(to) * WAY.length)

  it('tells how near the nearest of each thing is, and all moves that a shortest way there begins with', () => {
    const shown = scene(
      'ways',
      (json) => {
        aside(json)
        lay(json, 14, 14, '%')
        lay(json, 12, 17, '%')
        lay(json, 12, 9, '~')
        lay(json, 13, 12, 'F')
      },
      PEACE,
    )
    expect(way(shown, 'foliage')).toEqual({ known: 255, near: 255 - 4 * 16, south: 255 })
    expect(way(shown, 'water')).toEqual({ known: 255, near: 255 - 2 * 16, north: 255 })
    expect(way(shown, 'fish')).toEqual({ known: 255, near: 255, here: 255 })
    expect(way(shown, 'ore')).toEqual({})
  })

  it('leads round what blocks the way, and to nothing that lies behind it for good', () => {
    const shown = scene(
      'ways',
      (json) => {
        aside(json)
        for (const y of [11, 12, 13]) lay(json, 13, y, '#')
        lay(json, 15, 12, '%')
        for (const [x, y] of [[11, 16], [12, 15], [13, 16], [12, 17]]) lay(json, x, y, '#') // prettier-ignore
        lay(json, 12, 16, 'O')
      },
      PEACE,
    )
    expect(way(shown, 'foliage')).toEqual({ known: 255, near: 255 - 7 * 16, north: 255, south: 255 })
    expect(way(shown, 'ore')).toEqual({})
  })

  it('leads as far as one can walk each way, and not round those who share the ground', () => {
    const shown = scene('ways', (json) => lay(json, 12, 10, '#'), { ...PEACE, stacking: false })
    // The edge of the ground is three cells north and west; agent 1 stands in the east.
    expect(way(shown, 'far_north')).toEqual({ known: 255, near: 109, north: 255 })
    expect(way(shown, 'far_west')).toEqual({ known: 255, near: 109, west: 255 })
    expect(way(shown, 'far_east')).toEqual({ known: 255, near: 255, north: 255 })
    expect(way(shown, 'far_south')).toEqual({ known: 255, near: 255, south: 255 })
  })

  it('leads to nothing out of sight', () => {
    const shown = scene('ways', (json) => lay(json, 20, 12, '%'), PEACE)
    expect(way(shown, 'foliage')).toEqual({})
  })
})
