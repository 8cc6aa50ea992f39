/** Trades, goods, exchange, gifts and words, where chance or the order of things has a say. Rules one by one: test/cases/neuralmmo. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BatchEnv } from '../../envs/core/batch.ts'
import type { Snapshot } from '../../envs/core/snapshot.ts'
import { layWays } from '../../envs/neuralmmo/engine/ways.ts'
import { CRYSTAL, FISH, GRASS, HERB, ORE, TREE } from '../../envs/neuralmmo/materials.ts'
import { buy } from '../../envs/neuralmmo/survival/exchange.ts'
import { EVENTS, type Event } from '../../envs/neuralmmo/survival/events.ts'
import { giveItems } from '../../envs/neuralmmo/survival/gifts.ts'
import { harvest } from '../../envs/neuralmmo/survival/harvest.ts'
import { hear } from '../../envs/neuralmmo/survival/hear.ts'
import { mask } from '../../envs/neuralmmo/survival/mask.ts'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import { stow } from '../../envs/neuralmmo/survival/inventory.ts'
import { HAT, ITEMS, PLACES } from '../../envs/neuralmmo/survival/items.ts'
import { SYSTEMS, type Head, type SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { count, takeStock } from '../../envs/neuralmmo/survival/stock.ts'
import { expectRate } from './meltingpot-world.ts'
import { checkInvariants } from './neuralmmo-invariants.ts'
import { actByName, inverse, orderOf, permute, survivalBatch, worldOf } from './neuralmmo-permute.ts'
import { PEACE, chooseByName, richBatch } from './neuralmmo-rich.ts'

const seeds = fc.integer({ min: 1, max: 1 << 20 })

/** Sum over agents of an event's counts. */
const counted = ({ state }: SurvivalWorld, event: Event): number =>
  state.counts.reduce((sum, count, i) => (i % EVENTS.length === EVENTS.indexOf(event) ? sum + count : sum), 0)

/** Sets an agent's choices; those that are not named are 0. */
function choose(batch: BatchEnv, agent: number, choices: Partial<Record<Head, number>>): void {
  const { at, sizes } = worldOf(batch).tables.heads
  const row = agent * sizes.length
  batch.actions.fill(0, row, row + sizes.length)
  for (const [head, choice] of Object.entries(choices)) batch.actions[row + at[head as Head]] = choice
}

/** A world of one trade: agents stand apart on the same row. */
function field(players: number): BatchEnv {
  const batch = survivalBatch({
    preset: 'small', players, npcs: 0, center: 16, border: 9, systems: ['items', 'professions', 'exchange'], view: null, horizon: Infinity,
  }) // prettier-ignore
  const world = worldOf(batch)
  world.state.terrain.fill(GRASS)
  return batch
}

function emptyHands({ state }: SurvivalWorld): void {
  for (const array of [state.item, state.itemLevel, state.itemCount, state.price]) array.fill(0)
}

describe('trades', () => {
  it.each([
    ['ore', ORE, 'whetstone', 'wand'],
    ['a tree', TREE, 'arrow', 'spear'],
    ['crystal', CRYSTAL, 'runes', 'bow'],
    ['a herb', HERB, 'potion', null],
  ] as const)('give what %s gives, and a weapon of another style one time in forty', (_, material, yields, weapon) => {
    const batch = field(50)
    const world = worldOf(batch)
    const { size } = world.tables.ground
    const ticks = 2_200
    const got = new Map<string, number>()
    for (let t = 0; t < ticks; t++) {
      emptyHands(world)
      for (let agent = 0; agent < batch.agents; agent++) {
        world.state.terrain[world.state.y[agent] * size + world.state.x[agent]] = material
      }
      if (t === 0) layWays(world, 0)
      world.state.spent[0] = 0
      world.tick[0] = t
      harvest(world, 0)
      for (const kind of world.state.item) if (kind > 0) got.set(ITEMS[kind], (got.get(ITEMS[kind]) ?? 0) + 1)
    }
    const trials = ticks * batch.agents
    expect(got.get(yields)).toBe(trials)
    expect([...got.keys()].sort()).toEqual([yields, ...(weapon === null ? [] : [weapon])].sort())
    if (weapon !== null) expectRate(got.get(weapon)!, trials, 0.025, weapon)
  })

  it('let each of two anglers have a fish between them half of the time', () => {
    const batch = field(2)
    const world = worldOf(batch)
    const { size } = world.tables.ground
    const wins = [0, 0]
    const ticks = 1e5
    for (let t = 0; t < ticks; t++) {
      emptyHands(world)
      for (const agent of [0, 1]) {
        world.state.x[agent] = 12 + 2 * agent
        world.state.y[agent] = 12
      }
      world.state.terrain[12 * size + 13] = FISH
      if (t === 0) layWays(world, 0)
      world.state.spent[0] = 0
      world.tick[0] = t
      harvest(world, 0)
      for (const agent of [0, 1]) if (world.state.item[agent * PLACES] > 0) wins[agent]++
    }
    expect(wins[0] + wins[1]).toBe(ticks)
    expectRate(wins[0], ticks, 0.5, 'the first angler')
  })
})

describe('contests', () => {
  it('let each of three buyers have an offer a third of the time', () => {
    const batch = field(4)
    const world = worldOf(batch)
    const wins = [0, 0, 0, 0]
    const ticks = 1e5
    for (let t = 0; t < ticks; t++) {
      offerOne(world)
      for (const agent of [1, 2, 3]) choose(batch, agent, { buy: 1 })
      world.tick[0] = t
      mask(world, 0)
      hear(world, 0)
      buy(world, 0)
      for (const agent of [1, 2, 3]) if (world.state.item[agent * PLACES] > 0) wins[agent]++
    }
    expect(wins[1] + wins[2] + wins[3]).toBe(ticks)
    for (const agent of [1, 2, 3]) expectRate(wins[agent], ticks, 1 / 3, `buyer ${agent}`)
  })

  /** Agent 0 offers a hat; the others have gold and nothing else. */
  function offerOne(world: SurvivalWorld): void {
    const { state, tick } = world
    emptyHands(world)
    state.item[0] = state.itemLevel[0] = state.itemCount[0] = 2
    state.price[0] = 1
    state.listed[0] = tick[0] - 1
    state.sale[0] = state.market[0] = state.sales[0] = 1
    state.gold.fill(5)
  }

  it('let each of three givers fill the last place a third of the time', () => {
    const batch = field(4)
    const world = worldOf(batch)
    const { state } = world
    const wins = [0, 0, 0, 0]
    const ticks = 1e5
    for (const agent of [0, 1, 2, 3]) {
      state.x[agent] = 12 + agent
      state.y[agent] = 12
    }
    batch.fromJSON(0, batch.toJSON(0))
    for (let t = 0; t < ticks; t++) {
      emptyHands(world)
      for (let place = 1; place < PLACES; place++)
        state.item[place] = state.itemLevel[place] = state.itemCount[place] = 2
      for (const agent of [1, 2, 3]) {
        const first = agent * PLACES
        state.item[first] = state.itemLevel[first] = state.itemCount[first] = 3
        count(world, 0, agent)
        choose(batch, agent, { give: 1, giveTo: 1 + seenBy(world, agent).indexOf(0) })
      }
      world.tick[0] = t
      hear(world, 0)
      giveItems(world, 0)
      for (const agent of [1, 2, 3]) if (state.item[agent * PLACES] === 0) wins[agent]++
    }
    expect(wins[1] + wins[2] + wins[3]).toBe(ticks)
    for (const agent of [1, 2, 3]) expectRate(wins[agent], ticks, 1 / 3, `giver ${agent}`)
  })

  const seenBy = ({ state, config }: SurvivalWorld, agent: number): number[] =>
    [...state.seen.subarray(agent * config.targets, (agent + 1) * config.targets)].map((body) => body - 1)
})

describe('masks that are kept', () => {
  it('are what they would be from scratch, tick by tick', () => {
    const batch = survivalBatch({
      preset: 'small', players: 24, npcs: 16, center: 16, border: 9, targets: 0, pvp: false, respawn: 3, respawnFrozen: 4,
      systems: SYSTEMS.filter((system) => system !== 'resources'), view: null, horizon: Infinity,
    }) // prettier-ignore
    const world = worldOf(batch)
    let silenced = 0
    for (let t = 0; t < 400; t++) {
      actByName(batch, t)
      batch.step()
      const kept = batch.mask.slice()
      silenced += world.state.laid.filter((laid) => laid === 0).length
      world.state.laid.fill(0)
      mask(world, 0)
      expect([...kept]).toEqual([...batch.mask])
    }
    expect(silenced).toBeGreaterThan(0)
  })
})

describe('rich worlds', () => {
  const kinds = fc.constantFrom(
    {},
    { stacking: true },
    { profile: 'nmmo-2.1', offers: 6, targets: 4 },
    { systems: [...PEACE, 'resources'] },
    { systems: SYSTEMS, npcs: 6, respawn: 3 },
  )

  it('live the same lives in every order of agents', () => {
    fc.assert(
      fc.property(seeds, kinds, (seed, options) => {
        const [ours, theirs] = [richBatch(seed, options), richBatch(seed, options)]
        const order = orderOf(ours.agents, seed)
        permute(theirs, order)
        for (let t = 0; t < 30; t++) {
          chooseByName(ours, seed)
          chooseByName(theirs, seed)
          ours.step()
          theirs.step()
        }
        permute(theirs, inverse(order))
        expect(theirs.hash()).toBe(ours.hash())
        expect([...theirs.mask]).toEqual([...ours.mask])
      }),
      { numRuns: 12 },
    )
  })

  it('do nothing where a mask forbids it', () => {
    fc.assert(
      fc.property(seeds, kinds, (seed, options) => {
        const [free, obedient] = [richBatch(seed, options), richBatch(seed, options)]
        const { sizes, width } = worldOf(free).tables.heads
        for (let t = 0; t < 30; t++) {
          chooseByName(free, seed)
          for (let agent = 0; agent < free.agents; agent++) {
            let at = agent * width
            for (const [h, size] of sizes.entries()) {
              const choice = free.actions[agent * sizes.length + h]
              obedient.actions[agent * sizes.length + h] = free.mask[at + choice] === 1 ? choice : 0
              at += size
            }
          }
          free.step()
          obedient.step()
          expect(obedient.hash()).toBe(free.hash())
        }
      }),
      { numRuns: 12 },
    )
  })

  it('keep their gold and account for every item', () => {
    fc.assert(
      fc.property(seeds, kinds, (seed, options) => {
        const batch = richBatch(seed, options)
        const world = worldOf(batch)
        for (let t = 0; t < 30; t++) {
          const before = account(world)
          chooseByName(batch, seed)
          batch.step()
          const after = account(world)
          checkInvariants(world)
          if (after.there !== before.there) continue
          expect(after.gold).toBe(before.gold)
          expect(after.items - before.items).toBe(after.made - before.made)
          expect(after.spent).toBe(after.earned)
        }
      }),
      { numRuns: 12 },
    )
  })

  /** What all bodies on the map own, and the items that came about less those that perished. */
  function account(
    world: SurvivalWorld,
  ): Record<'gold' | 'items' | 'made' | 'spent' | 'earned', number> & { there: string } {
    const { state, live } = world
    const sum = (from: Iterable<number>): number => [...from].reduce((a, b) => a + b, 0)
    return {
      there: [state.here.join(''), counted(world, 'die'), counted(world, 'kill')].join(),
      gold: sum(state.gold.map((gold, body) => gold * state.here[body])),
      items: sum(state.itemCount.map((count, place) => count * live[Math.floor(place / PLACES)])),
      made:
        counted(world, 'harvest') - counted(world, 'consume') - counted(world, 'destroy_item') - counted(world, 'fire'),
      spent: counted(world, 'spend_gold'),
      earned: counted(world, 'earn_gold'),
    }
  }

  it('see all that can be done done', () => {
    const world = worldOf(played(11, 400))
    // prettier-ignore
    for (const event of ['consume', 'give_item', 'destroy_item', 'harvest', 'equip_item', 'give_gold', 'list_item', 'earn_gold', 'buy_item', 'say'] as const)
      expect(counted(world, event), event).toBeGreaterThan(10)
  })

  function played(seed: number, ticks: number): BatchEnv {
    const batch = richBatch(seed)
    for (let t = 0; t < ticks; t++) {
      chooseByName(batch, seed)
      batch.step()
    }
    return batch
  }

  it('show on the market the first of all offers, none older than three ticks', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 40 }), (seed, ticks) => {
        const { state, tick, config } = worldOf(played(seed, ticks))
        const offered = [...state.price.keys()].filter((place) => state.price[place] > 0)
        const age = (place: number): number => tick[0] - 1 - state.listed[place]
        const name = (place: number): number => state.name[Math.floor(place / PLACES)]
        offered.sort((a, b) => age(b) - age(a) || name(a) - name(b) || a - b)
        expect(Math.max(0, ...offered.map(age))).toBeLessThan(3)
        expect(state.sales[0]).toBe(offered.length)
        expect([...state.sale]).toEqual([
          ...offered.map((place) => place + 1),
          ...zeros(state.sale.length - offered.length),
        ])
        expect([...state.market]).toEqual([...state.sale.subarray(0, config.offers)])
      }),
      { numRuns: 20 },
    )
  })

  const zeros = (length: number): number[] => Array.from({ length }, () => 0)

  /** Acts of one agent, as its choices: everything that it could ask for. */
  function* asks(world: SurvivalWorld): Generator<readonly [Partial<Record<Head, number>>, readonly Head[]]> {
    const { targets, offers } = world.config
    for (let place = 1; place <= PLACES; place++) {
      yield [{ use: place }, ['use']]
      yield [{ destroy: place }, ['destroy']]
      yield [{ sell: place, price: 1 + ((7 * place) % 99) }, ['sell', 'price']]
      for (let to = 1; to <= targets; to++) yield [{ give: place, giveTo: to }, ['give', 'giveTo']]
    }
    for (let row = 1; row <= offers; row++) yield [{ buy: row }, ['buy']]
    for (const gold of [1, 2, 5, 12, 29, 99]) {
      for (let to = 1; to <= targets; to++) yield [{ pay: gold, payTo: to }, ['pay', 'payTo']]
    }
    for (const word of [1, 127]) yield [{ say: word }, ['say']]
  }

  it('let one who acts alone do exactly what its mask allows', () => {
    const done = new Set<Head>()
    for (const seed of [2, 3, 4]) {
      const batch = played(seed, 6)
      const world = worldOf(batch)
      world.state.fought[3] = world.tick[0] - 3
      world.state.frozen[4] = 2
      world.state.gold[2] = 0
      for (let full = 5; full < 12; full++) while (stow(world, 0, full, HAT, 1, 1));
      // Nothing that grows or is gathered may tell the worlds apart.
      world.state.terrain.fill(GRASS)
      world.state.spent[0] = 0
      takeStock(world, 0)
      survival.mask!(world, 0)
      batch.actions.fill(0)
      const start = batch.snapshot()
      batch.step()
      const idle = batch.hash()
      for (const agent of [0, 1, 2, 3, 4]) tryAll(batch, agent, start, idle, done)
    }
    expect([...done].sort()).toEqual(['buy', 'destroy', 'give', 'pay', 'say', 'sell', 'use'])
  })

  /** Lets an agent act alone from a start, in every way; adds the first heads of acts that changed anything to `done`. */
  function tryAll(batch: BatchEnv, agent: number, start: Snapshot, idle: string, done: Set<Head>): void {
    const world = worldOf(batch)
    const { maskAt, width, sizes, at } = world.tables.heads
    const isLegal = (head: Head, choice: number): boolean => world.mask[agent * width + maskAt[head] + choice] === 1
    const worked = new Set<string>()
    for (const [choices, heads] of asks(world)) {
      batch.restore(start)
      const legal = heads.every((head) => isLegal(head, choices[head]!))
      choose(batch, agent, choices)
      batch.step()
      const did = batch.hash() !== idle
      const what = `agent ${agent}, ${JSON.stringify(choices)}`
      if (!legal) expect(did, what).toBe(false)
      else if (heads.length === 1) expect(did, what).toBe(true)
      if (!did) continue
      done.add(heads[0])
      for (const head of heads) worked.add(`${head} ${choices[head]}`)
    }
    batch.restore(start)
    // Of an act of two heads each choice goes with some choice of the other.
    for (const head of ['give', 'giveTo', 'sell', 'payTo'] as const) {
      for (let i = 1; i < sizes[at[head]]; i++) {
        expect(worked.has(`${head} ${i}`), `agent ${agent}, ${head} ${i}`).toBe(isLegal(head, i))
      }
    }
  }
})
