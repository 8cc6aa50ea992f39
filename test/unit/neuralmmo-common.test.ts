import { describe, expect, it } from 'vitest'
import {
  ACT_BEAM, ACT_GIVE, ACT_INTERACT, ACT_STAY, ACT_TAKE, ACT_USE, BEING, BLOCKED, COMMON_ACTS, COMMON_MASK_SIZE, ENTITY, NEAREST, OCCUPIED,
  PASSABLE, PLANES, PLANE_NAMES, SELF, SOURCE, STILL_CUE, USABLE, entityAt, windowAt,
} from '../../envs/core/common.ts' // prettier-ignore
import { commonActions } from '../../envs/neuralmmo/survival/common-acts.ts'
import { GOODS } from '../../envs/neuralmmo/survival/view-common.ts'
import type { Head } from '../../envs/neuralmmo/survival/state.ts'
import { lay, own, put, scene, type Scene } from './neuralmmo-scene.ts'

/** Entities of agent 0's row: kind, offset in cells, and block. */
function entities({ row }: Scene) {
  const bytes = row()
  return Array.from({ length: NEAREST }, (_, i) => bytes.slice(entityAt(i), entityAt(i) + ENTITY.size))
    .filter(([present]) => present === 255)
    .map((block) => ({
      kind: block.indexOf(255, ENTITY.at.kind) - ENTITY.at.kind,
      dx: (block[ENTITY.at.offset] - 128) / 8,
      dy: (block[ENTITY.at.offset + 1] - 128) / 8,
      good: GOODS[block.slice(ENTITY.at.holds, ENTITY.at.holds + GOODS.length).indexOf(255)],
      block,
    }))
}

describe('the common view of the survival world', () => {
  it('shows oneself: health, needs, the spare item, place and time', () => {
    const self = scene('common', (json) => {
      json.tick = 60
      Object.assign(json.agents[0], { health: 50, food: 20, water: 100, frozen: 2, x: 17, y: 25 })
      own(json, 0, 0, { item: 'hat', level: 9, worn: true })
      own(json, 0, 2, { item: 'arrow', level: 4, count: 8 })
    }).row()
    expect(self.slice(SELF.at.holds, SELF.at.bars)).toEqual([0, 0, 0, 0, 255, 0, 0, 0, 128, 102, 16, 0])
    expect(self[SELF.at.bars]).toBe(128)
    expect(self.slice(SELF.at.wants, SELF.at.wants + 4)).toEqual([204, 0, 128, 0])
    expect(self.slice(SELF.at.place, SELF.at.still + 1)).toEqual([128, 255, 102, 255])
  })

  it('lists bodies and the nearest cell of each thing to be had, nearest first', () => {
    const shown = scene('common', (json) => {
      lay(json, 12, 13, '%')
      lay(json, 16, 12, '%')
      lay(json, 12, 8 + 2, '~')
      lay(json, 15, 12, 'T')
      lay(json, 18, 18, ':')
      Object.assign(json.agents[1], { x: 17, y: 12, health: 40, said: 2, frozen: 1 })
      Object.assign(json.agents[2], { x: 25, y: 25 })
      put(json, 0, { x: 11, y: 13, level: 8 })
    })
    const seen = entities(shown)
    expect(seen.map(({ kind, dx, dy, good }) => [kind, dx, dy, good])).toEqual([
      [BEING, -1, 1, undefined],
      [SOURCE, 0, 1, 'food'],
      [SOURCE, 0, -2, 'drink'],
      [SOURCE, 3, 0, 'range'],
      [BEING, 5, 0, undefined],
    ])
    expect(seen.map(({ block }) => block[ENTITY.at.front])).toEqual([0, 255, 0, 0, 0])
    const { block } = seen[4]
    expect([block[ENTITY.at.bars], block[ENTITY.at.cues + STILL_CUE]]).toEqual([102, 255])
    expect(block.slice(ENTITY.at.message)).toEqual([0, 255, 0, 0, 0, 0, 0])
    expect(seen[0].block[ENTITY.at.progress]).toBe(128)
  })

  it('shows the cells around the agent', () => {
    const shown = scene('common', (json) => {
      lay(json, 12, 11, '#')
      lay(json, 11, 12, '~')
      lay(json, 12, 13, 'O')
      Object.assign(json.agents[0], { x: 12 })
    })
    const planes = (dx: number, dy: number) => {
      const bytes = shown.row().slice(windowAt(dx, dy), windowAt(dx, dy) + PLANES)
      return PLANE_NAMES.filter((_, i) => bytes[i] === 255)
    }
    const names = (...planes: number[]) => planes.map((plane) => PLANE_NAMES[plane])
    expect(planes(0, 0)).toEqual(names(PASSABLE, OCCUPIED))
    expect(planes(1, 0)).toEqual(names(PASSABLE, OCCUPIED))
    expect(planes(0, -1)).toEqual(names(BLOCKED))
    expect(planes(-1, 0)).toEqual(names(USABLE))
    expect(planes(0, 1)).toEqual(names(PASSABLE, USABLE))
  })
})

describe('the common actions of the survival world', () => {
  /** Allows choices of heads as the mask does where their systems run. */
  function allow({ world }: Scene, choices: Partial<Record<Head, readonly number[]>>, agent = 0): void {
    const { heads } = world.tables
    for (const [head, allowed] of Object.entries(choices)) {
      const at = agent * heads.width + heads.maskAt[head as Head]
      world.mask.fill(0, at + 1, at + heads.sizes[heads.at[head as Head]])
      for (const choice of allowed) world.mask[at + choice] = 1
    }
  }
  function meanings({ world }: Scene, agent = 0): string[] {
    const out = new Uint8Array(COMMON_MASK_SIZE)
    commonActions.mask(world, 0, agent, out, 0)
    return COMMON_ACTS.filter((_, act) => out[act] === 1)
  }
  /** What an act becomes, without heads that do nothing. */
  function choices({ world }: Scene, act: number, message = 0): Record<string, number> {
    const { names } = world.tables.heads
    world.actions.fill(7)
    commonActions.write(world, 0, 0, act, message)
    return Object.fromEntries(names.map((name, i) => [name, world.actions[i]] as const).filter(([, c]) => c > 0))
  }
  const NOTHING = { target: [], use: [], give: [], giveTo: [], sell: [], buy: [], say: [] }

  it('are to move onto ground that can be walked on', () => {
    const shown = scene('common', (json) => lay(json, 12, 11, '#'))
    allow(shown, NOTHING)
    expect(meanings(shown)).toEqual(['stay', 'south', 'east', 'west'])
    expect([1, 2, 3, 4].map((act) => choices(shown, act).move)).toEqual([undefined, 2, 3, 4])
  })

  it('are to strike the nearest in the style that one is best at', () => {
    const shown = scene('common', (json) => {
      own(json, 0, 0, { item: 'bow', level: 2, worn: true })
      json.agents[0].skills.mage = { level: 3, exp: 250 }
    })
    allow(shown, { ...NOTHING, target: [2, 3] })
    expect(meanings(shown)).toContain('beam')
    expect(choices(shown, ACT_BEAM)).toEqual({ style: 2, target: 2 })
  })

  it('are to strike in the style that one is strongest in where nobody can be singled out, though all are seen', () => {
    const shown = scene('common', (json) => own(json, 0, 0, { item: 'wand', level: 2, worn: true }), { targets: 0 })
    expect(entities(shown).map(({ kind, dx }) => [kind, dx])).toEqual([[BEING, 1], [BEING, 2]]) // prettier-ignore
    expect(choices(shown, ACT_BEAM)).toEqual({ style: 3 })
    expect(meanings(shown)).not.toContain('give')
  })

  it('are to use what helps: a meal to the hungry, a potion to the hurt, what is better than what is worn', () => {
    const shown = scene('common', (json) => {
      own(json, 0, 0, { item: 'hat', level: 2, worn: true })
      own(json, 0, 1, { item: 'hat', level: 1 })
      own(json, 0, 2, { item: 'potion' })
      own(json, 0, 3, { item: 'ration' })
      own(json, 0, 4, { item: 'hat', level: 3 })
    })
    allow(shown, { ...NOTHING, use: [1, 2, 3, 4] })
    expect(meanings(shown)).not.toContain('use')
    allow(shown, { use: [1, 2, 3, 4, 5] })
    expect(choices(shown, ACT_USE)).toEqual({ use: 5 })
    shown.world.state.water[0] = 90
    expect(choices(shown, ACT_USE)).toEqual({ use: 4 })
    shown.world.state.health[0] = 90
    expect(choices(shown, ACT_USE)).toEqual({ use: 3 })
  })

  it('are to give the first spare item to the nearest with room for it, or to offer it', () => {
    const full = Array.from({ length: 12 }, (_, i) => i)
    const shown = scene('common', (json) => {
      own(json, 0, 0, { item: 'bow', worn: true })
      own(json, 0, 1, { item: 'axe', level: 6 })
      for (const place of full) own(json, 1, place, { item: 'hat' })
    })
    allow(shown, { ...NOTHING, give: [2], giveTo: [1, 2], sell: [2] })
    expect(meanings(shown)).toEqual(['stay', 'north', 'south', 'east', 'west', 'interact', 'give'])
    expect(choices(shown, ACT_GIVE)).toEqual({ give: 2, giveTo: 2 })
    expect(choices(shown, ACT_INTERACT)).toEqual({ sell: 2, price: 6 })
    allow(shown, { giveTo: [1] })
    expect(choices(shown, ACT_GIVE)).toEqual({})
  })

  it('are to take the cheapest offer', () => {
    const shown = scene('common', (json) => {
      own(json, 1, 0, { item: 'axe', price: 5, listed: 0 })
      own(json, 1, 1, { item: 'rod', price: 3, listed: 0 })
      own(json, 1, 2, { item: 'hat', price: 3, listed: 0 })
      own(json, 2, 2, { item: 'hat', price: 1, listed: 0 })
    })
    allow(shown, { ...NOTHING, buy: [1, 2, 3] })
    expect(choices(shown, ACT_TAKE)).toEqual({ buy: 2 })
  })

  it('say a word as well', () => {
    const shown = scene('common')
    allow(shown, { ...NOTHING, say: [1, 2, 3] })
    expect(choices(shown, 3, 3)).toEqual({ move: 3, say: 3 })
    expect(choices(shown, ACT_STAY, 4)).toEqual({})
    const silent = scene('common', () => {}, { systems: ['resources'] })
    expect(choices(silent, ACT_STAY, 1)).toEqual({})
    expect(meanings(silent)).toEqual(['stay', 'north', 'south', 'east', 'west'])
  })

  it('leave the dead to stay', () => {
    const shown = scene('common', (json) => (json.agents[0].here = false))
    expect(meanings(shown)).toEqual(['stay'])
  })
})
