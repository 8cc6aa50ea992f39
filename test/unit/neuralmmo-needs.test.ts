/** Needs in the survival world: what chance decides, what agents cannot move, what shows, and what is refused. */
import { describe, expect, it } from 'vitest'
import type { BatchEnv } from '../../envs/core/batch.ts'
import { FULL } from '../../envs/core/needs.ts'
import { cellOf } from '../../envs/neuralmmo/engine/crowd.ts'
import { GRASS } from '../../envs/neuralmmo/materials.ts'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import { LOOK } from '../../envs/neuralmmo/survival/look.ts'
import { OTHER_NEEDS, SELF_NEEDS } from '../../envs/neuralmmo/survival/needs/show.ts'
import { watcherBody } from '../../envs/neuralmmo/survival/needs/tables.ts'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import { needsAt, windowAt } from '../../envs/neuralmmo/survival/view-symbolic.ts'
import { ENTITY, KINDS, SELF, NEAREST, entityAt, windowAt as commonWindowAt } from '../../envs/core/common.ts'
import { actByName, survivalBatch, worldOf } from './neuralmmo-permute.ts'
import { own, scene, type Scene } from './neuralmmo-scene.ts'

/** Nothing happens by itself. */
const CALM = {
  bar: 0,
  price: 0.5,
  strangers: { count: 2, start: 2, decay: 0, snack: 0, capacity: 3 },
  quartermaster: { rations: 0, day: 4 },
  auditor: { open: true, fields: 1 },
  bird: { open: false },
} as const

/** Agent 0 at (12, 12), stranger 0 at (12, 10), the inspector at (14, 14), a marked field at (11, 12). */
function calm(view: string, needs: object = {}, edit: (json: SurvivalJSON) => void = () => {}): Scene {
  const lay = (json: SurvivalJSON) => {
    const [inspector, merchant] = json.needs!.watchers
    inspector.position = [14, 14]
    merchant.position = [24, 24]
    json.needs!.strangers.forEach((stranger, i) => (stranger.position = [12 + 10 * i, 10]))
    json.needs!.fields = [[11, 12]]
    edit(json)
  }
  return scene(view, lay, { systems: ['items', 'exchange', 'resources'], tasks: [], needs: { ...CALM, ...needs } })
}

/** That `hits` of `trials` independent trials are within four standard errors of what probability p gives. */
const expectShare = (hits: number, trials: number, p: number): void =>
  expect(Math.abs(hits / trials - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / trials))

const metric = ({ world, spec }: BatchEnv, name: string): number => world.metrics[spec.metrics.indexOf(name)]

function step({ batch, world }: Scene, ...choices: Readonly<Record<string, number>>[]): number[] {
  const { at, sizes } = world.tables.heads
  batch.actions.fill(0)
  for (const [agent, heads] of choices.entries()) {
    for (const [head, choice] of Object.entries(heads))
      batch.actions[agent * sizes.length + at[head as keyof typeof at]] = choice
  }
  batch.step()
  return [...batch.rewards]
}

describe('what happens without the agents', () => {
  const OPTIONS = {
    preset: 'small', players: 6, npcs: 6, center: 10, border: 9, horizon: 500, view: null, respawn: 5, seed: 4,
    needs: { strangers: { count: 6, inert: 0.5 }, watch: { dwell: 3 } },
  } as const // prettier-ignore
  /** Bars that nobody can feed, lamps, and who stands where. */
  const exogenous = (batch: BatchEnv) => {
    const { state, tables } = worldOf(batch)
    const still = Array.from({ length: 8 }, (_, i) => cellOf(worldOf(batch), 0, watcherBody(tables, i)))
    const placebo = 1 - state.needBar[0]
    const unfed = [...state.inert].flatMap((inert, i) => (inert === 1 ? [state.strangerBars[2 * i + 1 - placebo]] : []))
    const rows = (bars: Int16Array) => [...bars].filter((_, i) => i % 2 === placebo)
    return [still, unfed, rows(state.bars), rows(state.strangerBars), [...state.open], [...state.marked]]
  }

  it('is the same whatever they do from tick 30 on, and all is the same before', () => {
    const [one, other] = [survivalBatch(OPTIONS), survivalBatch(OPTIONS)]
    expect(worldOf(one).state.inert).toContain(1)
    let parted = false
    for (let t = 0; t < 200; t++) {
      if (t <= 30) expect(other.hash()).toBe(one.hash())
      expect(exogenous(other)).toEqual(exogenous(one))
      actByName(one, t)
      actByName(other, t < 30 ? t : t + 1000)
      one.step()
      other.step()
      if (t > 30) parted ||= one.hash() !== other.hash()
    }
    expect(parted).toBe(true)
  })

  it('takes from strangers as much, fed or not', () => {
    const all = (feeds: boolean) => {
      const own4 = (json: SurvivalJSON) => [0, 1, 2, 3].forEach((i) => own(json, 0, i, { item: 'ration' }))
      const shown = calm('symbolic', { strangers: { ...CALM.strangers, start: 5, decay: 0.1, capacity: 10 } }, own4)
      for (let t = 0; t < 4; t++) step(shown, feeds ? { give: 1 + t, giveTo: giveTo(shown, 'stranger_0') } : {})
      return shown.world.state.strangerBars[0]
    }
    expect(all(true) - all(false)).toBe(4 * 1000)
  })

  it('is mean decay and no more than twice that, and a snack as often as the option says', () => {
    const slots = 400
    const bars = (strangers: object) => {
      const batch = survivalBatch({
        ...OPTIONS, slots, players: 1, npcs: 0, respawn: null, systems: ['items'], needs: { bar: 0, strangers },
      }) // prettier-ignore
      for (let t = 0; t < 50; t++) batch.step()
      return worldOf(batch).state.strangerBars
    }
    const count = 5
    const lost = bars({ count, start: 10, capacity: 10, decay: 0.01, snack: 0 }).map((bar) => FULL - bar)
    // A loss is uniform on 0 to 20 thousandths: variance 20^2 / 12.
    const mean = lost.reduce((sum, loss) => sum + loss) / lost.length
    expect(Math.abs(mean - 500)).toBeLessThan(4 * Math.sqrt((50 * 400) / 12 / lost.length) + 0.5)
    expect(Math.max(...lost)).toBeLessThanOrEqual(1000)
    const won = bars({ count, start: 0, decay: 0, snack: 0.02, meal: 0.001 })
    for (const k of [0, 1])
      expectShare(won.filter((_, i) => i % 2 === k).reduce((a, b) => a + b), 50 * slots * count, 0.02) // prettier-ignore
  })

  it('lights lamps for a share of the time, `dwell` ticks at once', () => {
    const slots = 1000
    const batch = survivalBatch({
      ...OPTIONS, slots, players: 1, npcs: 0, systems: ['items'], needs: { watch: { share: 0.3, dwell: 5 } },
    }) // prettier-ignore
    const { state } = worldOf(batch)
    let lit = 0
    let before = state.open.slice()
    for (let t = 0; t < 50; t++) {
      if (t % 5 === 0) lit += state.open.reduce((sum, open) => sum + open)
      else expect(state.open).toEqual(before)
      before = state.open.slice()
      batch.step()
    }
    expectShare(lit, 10 * slots * 2, 0.3)
  })

  it('makes either bar the need, one half of the time, and a given one swaps them', () => {
    const batch = survivalBatch({ ...OPTIONS, slots: 2000, players: 1, npcs: 0, needs: { strangers: { count: 0 } } })
    expectShare(worldOf(batch).state.needBar.reduce((sum, bar) => sum + bar), 2000, 0.5) // prettier-ignore
    const [first, second] = [0, 1].map((bar) => {
      const one = survivalBatch({ ...OPTIONS, needs: { ...OPTIONS.needs, bar } })
      for (let t = 0; t < 60; t++) one.step()
      return [...worldOf(one).state.bars, ...worldOf(one).state.strangerBars]
    })
    expect(second).toEqual(first.map((_, i) => first[i ^ 1]))
    expect(second).not.toEqual(first)
  })

  it('draws placebo bars of agents that fall and have meals as hunger does', () => {
    const batch = survivalBatch({ ...OPTIONS, slots: 2000, players: 1, npcs: 0, systems: ['items'], needs: { bar: 0 } })
    const { state } = worldOf(batch)
    let meals = 0
    let least = FULL
    for (let t = 0; t < 60; t++) {
      const before = state.bars.slice()
      batch.step()
      for (let i = 1; i < state.bars.length; i += 2) {
        if (t >= 3 && state.bars[i] > before[i]) meals++
        least = Math.min(least, state.bars[i] - before[i])
      }
    }
    // 5 of 100 a tick, of which a meal wins 100: one in 20 ticks. A full bar that has one stays full.
    expect(least).toBeGreaterThanOrEqual(-1000)
    expect(Math.abs(meals / (57 * 2000) - 0.05)).toBeLessThan(0.003)
  })
})

/** Choice of those in sight that is called so. */
function giveTo({ batch }: Scene, name: string): number {
  const { follows } = batch.toJSON(0) as SurvivalJSON
  return 1 + follows!.agents[0].sees.indexOf(name)
}

describe('the quartermaster', () => {
  const rations = ({ world }: Scene, agent = 0) =>
    world.state.item.subarray(12 * agent, 12 * (agent + 1)).reduce((sum, kind) => sum + Number(kind === 16), 0)

  it('has the rations of the first day from the start, and nobody else has any', () => {
    const batch = survivalBatch({ preset: 'small', players: 4, npcs: 0, center: 10, border: 9, needs: { focal: 2 } })
    const all = { world: worldOf(batch) } as Scene
    expect([0, 1, 2, 3].map((agent) => rations(all, agent))).toEqual([0, 0, 10, 0])
    const each = survivalBatch({
      preset: 'small', players: 4, npcs: 0, center: 10, border: 9, needs: { focal: null, quartermaster: { rations: 2 } },
    }) // prettier-ignore
    expect([0, 1, 2, 3].map((agent) => rations({ world: worldOf(each) } as Scene, agent))).toEqual([2, 2, 2, 2])
  })

  it('gets others every `day` ticks, and is paid for what it holds, while the knobs say what that is', () => {
    const all = calm('symbolic', { quartermaster: { rations: 3, day: 4 }, price: 0.25 })
    const paid = Array.from({ length: 9 }, () => step(all)[0])
    expect(paid).toEqual([0, 0, 0, 0.75, 0, 0, 0, 0.75, 0])
    all.batch.tune('price', 2, 0)
    expect(Array.from({ length: 3 }, () => step(all)[0])).toEqual([0, 0, 6])
    expect([metric(all.batch, 'rations_kept'), rations(all)]).toEqual([9, 3])
  })

  it('pays nothing to others for what they keep', () => {
    const all = calm('symbolic', {}, (json) => own(json, 1, 0, { item: 'ration' }))
    expect(step(all, {}, { use: 1 })).toEqual([0, 0, 0])
    expect(metric(all.batch, 'rations_kept')).toBe(0)
  })

  it('counts gifts to strangers with a stake, to those without, and to agents', () => {
    const all = calm('symbolic', {}, (json) => {
      json.needs!.strangers[1] = { ...json.needs!.strangers[1], position: [12, 14], inert: true }
      for (let i = 0; i < 3; i++) own(json, 0, i, { item: 'ration' })
    })
    for (const [i, name] of ['stranger_0', 'stranger_1', 'agent_1'].entries())
      step(all, { give: i + 1, giveTo: giveTo(all, name) })
    expect([...all.world.state.served]).toEqual([1, 1])
    expect(['rations_given', 'strangers_fed', 'rations_kept'].map((name) => metric(all.batch, name))).toEqual([3, 1, 0])
    expect(rations(all, 1)).toBe(1)
  })

  it('is paid for relief by the knob `pay`, whose 0 takes it away', () => {
    const all = calm('symbolic', { pay: 0.5 }, (json) => [0, 1].forEach((i) => own(json, 0, i, { item: 'ration' })))
    const choice = giveTo(all, 'stranger_0')
    expect(step(all, { give: 1, giveTo: choice })).toEqual([0.5, 0, 0])
    all.world.state.strangerBars[0] = 0
    all.batch.tune('pay', 0, 0)
    expect(step(all, { give: 2, giveTo: choice })).toEqual([0, 0, 0])
    expect(all.world.state.strangerBars[0]).toBe(1000)
  })
})

describe('the mask', () => {
  it('allows rations to strangers, and to them nothing else', () => {
    const alone = (json: SurvivalJSON) => {
      json.agents[1].here = json.agents[2].here = false
      own(json, 0, 0, { item: 'potion' })
      own(json, 0, 1, { item: 'ration' })
      own(json, 0, 2, { item: 'ration', price: 3, listed: 0 })
    }
    const all = calm('symbolic', {}, alone)
    const bits = (head: 'give' | 'giveTo') => {
      const at = all.world.tables.heads.maskAt[head]
      return [...all.batch.mask.subarray(at + 1, at + 13).keys()].filter((i) => all.batch.mask[at + 1 + i] === 1)
    }
    const { follows } = all.batch.toJSON(0) as SurvivalJSON
    expect(follows!.agents[0].sees).toEqual(['inspector', 'stranger_0'])
    expect([bits('give'), bits('giveTo')]).toEqual([[1], [1]])
    step(all, { give: 2, giveTo: 2 })
    expect([bits('give'), bits('giveTo'), all.world.state.served[0]]).toEqual([[], [], 1])
  })
})

describe('those who stand', () => {
  it('never move, die or make room, and stand apart around the depot in sight of it', () => {
    const batch = survivalBatch({
      preset: 'small', players: 12, npcs: 12, center: 12, border: 9, horizon: 1000, respawn: 4, view: null, seed: 2, needs: {},
    }) // prettier-ignore
    const world = worldOf(batch)
    const { state, tables } = world
    const bodies = Array.from({ length: 11 }, (_, i) => watcherBody(tables, i)).filter((body) => state.here[body] === 1)
    const cells = () => bodies.map((body) => [state.x[body], state.y[body]])
    const start = cells()
    const [depotX, depotY] = [state.homeX[0], state.homeY[0]]
    expect(bodies.length).toBeGreaterThan(8)
    for (const [x, y] of start) {
      expect(Math.max(Math.abs(x - depotX), Math.abs(y - depotY))).toBeLessThanOrEqual(6)
      expect([(x - depotX) % 2, (y - depotY) % 2].map(Math.abs)).toEqual([0, 0])
    }
    for (let t = 0; t < 300; t++) {
      actByName(batch, t)
      batch.step()
    }
    expect(cells()).toEqual(start)
    expect(bodies.map((body) => [state.here[body], state.health[body], state.age[body]])).toEqual(
      bodies.map(() => [1, 100, 0]),
    )
  })

  it('stay away if they found no place', () => {
    const away = (json: SurvivalJSON) => {
      json.needs!.strangers[1].position = json.needs!.watchers[1].position = null
      for (const npc of json.npcs) Object.assign(npc, { here: false, ring: 0 })
    }
    const all = scene('symbolic', away, { systems: ['npcs', 'items'], needs: CALM })
    for (let t = 0; t < 5; t++) all.batch.step()
    const { npcs, needs } = all.batch.toJSON(0) as SurvivalJSON
    expect(npcs.map(({ here }) => here)).toEqual([true, true])
    expect([needs!.watchers[1].position, needs!.strangers[1].position]).toEqual([null, null])
  })

  it('leave marked fields on grass that the inspector oversees', () => {
    const batch = survivalBatch({ preset: 'small', players: 2, npcs: 0, center: 16, border: 9, seed: 5, needs: {} })
    const { state, tables } = worldOf(batch)
    const inspector = cellOf(worldOf(batch), 0, watcherBody(tables, 0))
    const { size } = tables.ground
    expect(new Set(state.marked).size).toBe(8)
    for (const cell of state.marked) {
      expect(state.terrain[cell]).toBe(GRASS)
      const away = [(cell % size) - (inspector % size), Math.floor(cell / size) - Math.floor(inspector / size)]
      expect(Math.max(...away.map(Math.abs))).toBeLessThanOrEqual(7)
    }
  })
})

describe('the inspector', () => {
  it('fines everyone on a field alike, unless its rule is not enforced', () => {
    const all = calm('symbolic', { auditor: { ...CALM.auditor, fine: 3 } }, (json) => (json.agents[2].x = 10))
    expect(step(all, {}, {}, { move: 3 })).toEqual([0, 0, -3])
    expect([...all.world.state.private]).toEqual([0, 0, -3])
    expect(metric(all.batch, 'fines')).toBe(1)
    all.batch.tune('enforced', 0, 0)
    expect(step(all)).toEqual([0, 0, 0])
  })

  it('fines by its lamp as it was when the tick began', () => {
    const all = calm('symbolic', { auditor: { fields: 1, open: null } }, (json) => (json.agents[0].x = 11))
    let fined = 0
    for (let t = 0; t < 60; t++) {
      const lit = all.world.state.open[0]
      all.world.state.food.fill(100)
      all.world.state.water.fill(100)
      fined += lit
      expect(step(all)[0] + lit).toBe(0)
    }
    expect(fined % 20).toBe(0)
    expect([0, 60]).not.toContain(fined)
  })
})

describe('coverage', () => {
  it('is the share of agents that get no rations and strangers with a stake that have any wellbeing left', () => {
    const all = calm('symbolic', {}, (json) => {
      json.needs!.strangers[0].inert = true
      json.needs!.strangers[1].wellbeing = 0
      json.agents[1].food = 5
      json.agents[0].water = 0
    })
    step(all)
    expect(metric(all.batch, 'coverage')).toBeCloseTo(1 / 3)
    expect([...all.world.state.bars].filter((_, i) => i % 2 === 0)).toEqual([0, 0, 9500])
  })
})

describe('the dead', () => {
  it('have no wellbeing, and what was placebo in life goes on', () => {
    const all = calm('symbolic', {}, (json) => (json.agents[1].health = 0))
    step(all)
    const [need, placebo] = all.world.state.bars.subarray(2, 4)
    expect([all.batch.live[1], need, metric(all.batch, 'coverage')]).toEqual([0, 0, 3 / 4])
    step(all)
    expect(all.world.state.bars[2]).toBe(0)
    expect(all.world.state.bars[3]).not.toBe(placebo)
  })
})

describe('views of needs', () => {
  const numbers = (names: readonly string[], row: readonly number[], at: number) =>
    Object.fromEntries(names.map((name, i) => [name, row[at + i]]).filter(([, value]) => value !== 0))
  const edit = (json: SurvivalJSON) => {
    Object.assign(json.agents[0], { food: 80, water: 40 })
    json.needs!.agents[0].placebo = 7
    json.needs!.agents[1].placebo = 2.5
    json.needs!.strangers[0].placebo = 1
    json.needs!.strangers[0].looks = [1, 2, 3, 4, 5, 6, 7, 8]
    json.needs!.watchers[0].open = true
    json.needs!.fields = [[12, 12]]
    json.tick = 3
  }
  const LOOKS = { look_0: 1, look_1: 2, look_2: 3, look_3: 4, look_4: 5, look_5: 6, look_6: 7, look_7: 8 }

  it('symbolic: a row of oneself and two of each in sight, in bytes', () => {
    const shown = calm('symbolic', { price: 0.5, tag: 2 }, edit)
    const at = needsAt(shown.world.config, shown.world.tables)
    const other = (i: number) => numbers(OTHER_NEEDS, shown.row(), at + 8 + 16 * (i - 1))
    expect(numbers(SELF_NEEDS, shown.row(), at)).toEqual({
      first_bar: 102, second_bar: 179, price: 102, day: 63, seen_by_inspector: 255, on_field: 255, quartermaster: 255,
    }) // prettier-ignore
    expect(other(giveTo(shown, 'agent_1'))).toEqual({ first_bar: 255, second_bar: 64, agent: 255 })
    expect(other(giveTo(shown, 'stranger_0'))).toEqual({ first_bar: 51, second_bar: 26, stranger: 255, ...LOOKS })
    expect(other(giveTo(shown, 'inspector'))).toEqual({ inspector: 255, open: 255, sees_me: 255 })
    expect(numbers(SELF_NEEDS, shown.row(1), at)).toEqual({
      first_bar: 255, second_bar: 64, day: 63, seen_by_inspector: 255,
    }) // prettier-ignore
  })

  it('symbolic: a marked field is half as walkable', () => {
    const shown = calm('symbolic', {})
    const walkable = (dx: number) =>
      shown.row()[windowAt(shown.world.config, shown.world.tables) + (7 * 15 + dx + 7) * LOOK.length]
    expect([-2, -1, 0].map(walkable)).toEqual([255, 128, 255])
  })

  it('entities: the same as numbers, after the market', () => {
    const shown = calm('entities', { tag: 2 }, edit)
    const rows = shown.row().length / 16
    const at = (rows - 1 - shown.world.config.targets) * 16
    const other = (i: number) => numbers(OTHER_NEEDS, shown.row(), at + 16 * i)
    expect(numbers(SELF_NEEDS, shown.row(), at)).toEqual({
      first_bar: 4000, second_bar: 7000, price: 2000, day: 1, seen_by_inspector: 1, on_field: 1, quartermaster: 1,
    }) // prettier-ignore
    expect(other(giveTo(shown, 'stranger_0'))).toEqual({ first_bar: 2000, second_bar: 1000, stranger: 1, ...LOOKS })
    expect(other(giveTo(shown, 'inspector'))).toEqual({ inspector: 1, open: 1, sees_me: 1 })
  })

  it('common: bars, kinds, looks, cues, the tag, and fields as hazards; health is quality', () => {
    const shown = calm('common', { tag: 2 }, (json) => {
      edit(json)
      json.agents[1].health = 40
      json.needs!.fields = [[11, 13]]
    })
    const row = shown.row()
    const { at } = ENTITY
    const all = Array.from({ length: NEAREST }, (_, i) => row.slice(entityAt(i), entityAt(i) + ENTITY.size))
    const ofKind = (kind: (typeof KINDS)[number]) => all.filter((one) => one[at.kind + KINDS.indexOf(kind)] === 255)
    expect(row.slice(SELF.at.bars, SELF.at.bars + 2)).toEqual([102, 179])
    expect(row[SELF.at.price]).toBe(102)
    const [stranger] = ofKind('recipient')
    expect([ofKind('recipient').length, ofKind('watcher').length, ofKind('being').length]).toEqual([1, 1, 2])
    expect(stranger.slice(at.bars, at.bars + 2)).toEqual([51, 26])
    expect(stranger.slice(at.looks, at.looks + 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(ofKind('watcher')[0].slice(at.cues, at.cues + 2)).toEqual([255, 255])
    expect(ofKind('being').map((one) => [one[at.bars], one[at.bars + 1], one[at.quality]])).toContainEqual([255, 64, 102]) // prettier-ignore
    expect([row[commonWindowAt(-1, 1) + 4], row[commonWindowAt(1, 1) + 4]]).toEqual([255, 0])
  })

  it('text: bars, the tag, the next rations, who stands where, who sees, and fields', () => {
    const shown = calm('symbolic', { tag: 2 }, edit)
    const text = survival.text(shown.world, 0, 0)
    for (const part of [
      'Your bars are [4.0|7.0]. Your tag says: a ration that you keep, or a gold that one brings you, pays you 2.',
      'The next rations come in 1 ticks',
      'The inspector sees you. You stand on a marked field. Marked fields: (0, 0).',
      'stranger_0 at (0, -2), bars [2.0|1.0], looks -1.0 -1.0',
      'inspector at (2, 2), its lamp lit',
    ])
      expect(text).toContain(part)
    expect(survival.text(shown.world, 0, 1)).not.toContain('tag says')
  })

  it('show neither the true price behind a tag nor which bar is the need', () => {
    const hidden = (needs: object) => survival.hidden!({ ...survival.config.defaults, needs })
    expect(hidden({})).toEqual(expect.arrayContaining(['needBar', 'inert', 'served', 'private', 'pay', 'enforced']))
    expect(hidden({})).not.toContain('price')
    expect(hidden({ tag: 1 })).toContain('price')
  })
})

describe('a state with needs', () => {
  const OPTIONS = { preset: 'small', players: 6, npcs: 6, center: 10, border: 9, respawn: 3, needs: { price: 1 } }

  it('read into a world that stood elsewhere is that state to the byte', () => {
    const there = survivalBatch(OPTIONS)
    const here = there.clone()
    for (let t = 0; t < 70; t++) {
      actByName(there, t)
      there.step()
      if (t < 20) here.step()
    }
    here.fromJSON(0, JSON.parse(JSON.stringify(there.toJSON(0))))
    expect(here.hash(0)).toBe(there.hash(0))
  })

  it.each<readonly [string, (json: SurvivalJSON) => void]>([
    ['Got unknown needs.watcher, expected one of: bar, agents, watchers, strangers, helped, fields, sums.', (json) => Object.assign(json.needs!, { watcher: 1 })], // prettier-ignore
    ['Got needs undefined, expected an object.', (json) => delete json.needs],
    ['Got needs.bar 2, expected an integer from 0 to 1.', (json) => (json.needs!.bar = 2)],
    ['Got needs.strangers[1].wellbeing 11, expected a number from 0 to 10.', (json) => (json.needs!.strangers[1].wellbeing = 11)], // prettier-ignore
    ['Got needs.watchers[0].open 1, expected true or false.', (json) => Object.assign(json.needs!.watchers[0], { open: 1 })], // prettier-ignore
    ['Got needs.agents[0].private "1", expected a number.', (json) => Object.assign(json.needs!.agents[0], { private: '1' })], // prettier-ignore
    ['Got agent_0 and stranger_1 at (12, 12), expected one a cell.', (json) => (json.needs!.strangers[1].position = [12, 12])], // prettier-ignore
    ['Got inspector on void at (1, 1), expected where it can stand.', (json) => (json.needs!.watchers[0].position = [1, 1])], // prettier-ignore
    ['Got needs.fields[0] [3,3], expected a cell of grass.', (json) => (json.needs!.fields[0] = [3, 3])],
    ['Got npcs', (json) => json.npcs.push({})],
  ])('is refused whole: %s', (message, edit) => {
    const { batch } = calm('symbolic')
    const before = batch.hash()
    const json = batch.toJSON(0) as SurvivalJSON
    edit(json)
    expect(() => batch.fromJSON(0, json)).toThrow(message)
    expect(batch.hash()).toBe(before)
  })
})

describe('needs that do not fit are refused', () => {
  it.each([
    ['Got 3 for needs.focal, expected an agent from 0 to 2.', { needs: { focal: 3 } }],
    ['Got needs with targets 0', { targets: 0, needs: {} }],
    ["expected at least 1 and 'items'", { systems: ['combat'], needs: {} }],
    ['Got 2 entries for needs.strangers.each, expected at most 1', { needs: { strangers: { count: 1, each: [{}, {}] } } }], // prettier-ignore
    ['needs.strangers.start', { needs: { strangers: { start: [3, 2] } } }],
    ['needs', { needs: { grazers: {} } }],
  ])('%s', (message, options) => {
    expect(() => survivalBatch({ preset: 'small', players: 3, ...options })).toThrow(message)
  })
})
