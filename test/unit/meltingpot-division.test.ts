/** What is divided on the grid against what is needed, and the keeper who lives at the gates of the sluice. */
import { describe, expect, it } from 'vitest'
import { NOWHERE } from '../../envs/meltingpot/engine/state.ts'
import { channels } from '../../envs/meltingpot/engine/view-symbolic.ts'
import { windowCell } from '../../envs/meltingpot/engine/window.ts'
import { sees } from '../../envs/meltingpot/needs/watchers.ts'
import { GATED, PLOTS } from '../../envs/meltingpot/sluice-map.ts'
import type { SluiceWorld } from '../../envs/meltingpot/sluice-state.ts'
import { sluice } from '../../envs/meltingpot/sluice.ts'
import { grids, lay, metricOf, player, type Grids } from './meltingpot-world.ts'

const WIDTH = GATED[0].length
const LANE = 3
const [STAY, FORWARD, BACKWARD, LEFT, RIGHT, POUR, SHARE] = [0, 1, 2, 3, 4, 7, 8]
/** Nothing happens by itself: no need falls, nothing blooms, nobody watches. */
const CALM = {
  bar: 0,
  pay: 0,
  period: 4,
  stamina: { start: 10, effort: 0 },
  grazers: { start: 5, decay: 0, snack: 0, threshold: 8, capacity: 10, appetite: 1, placebo: 'steady' },
  auditor: { open: false, red: 10 },
  bird: { open: false },
}
type Part = Readonly<Record<string, object | number | boolean | null | readonly number[]>>
function gatehouse(part: Part = {}, slots = 1, view: string | null = null): Grids {
  const needs: Record<string, unknown> = { ...CALM }
  for (const [key, value] of Object.entries(part))
    needs[key] = key in CALM && typeof value === 'object' ? { ...((CALM as Part)[key] as object), ...value } : value
  return grids('sluice', { slots, view, others: 'grazers', keeper: 'stays', needs })
}
/** At the gate of a plot. */
const stand = (all: Grids, plot: number, y = LANE) => lay(all, 0, { players: [player(11 - plot, y, 'north', 0)] })
function step(all: Grids, ...actions: number[]): number {
  for (const action of actions) {
    all.batch.actions.fill(action)
    all.batch.step()
  }
  return all.batch.rewards[0]
}
const weights = ({ world }: Grids) => [...(world as unknown as SluiceWorld).state.weight].slice(0, PLOTS)
/** The grazer on a plot. */
const grazerOf = ({ world }: Grids, plot: number): number =>
  [...world.state.grazerCell].findIndex((cell) => (world as unknown as SluiceWorld).tables.plotAt[cell] === plot)

describe('a keeper who lives at the gates', () => {
  it('begins before them, faces them, sees all of them and both watchers from anywhere, and cannot leave', () => {
    const all = gatehouse()
    const { state, tables } = all.world
    expect([state.cell[0], state.heading[0]]).toEqual([LANE * WIDTH + 6, 0])
    const seen = new Set([state.cell[0]])
    for (const at of seen)
      for (let d = 0; d < 4; d++) if (tables.solid[state.kind[tables.next[at * 4 + d]]] === 0) seen.add(tables.next[at * 4 + d]) // prettier-ignore
    expect(seen.size).toBe(24)
    const gates = [...(all.world as unknown as SluiceWorld).tables.gates]
    for (let x = 1; x <= 12; x++) {
      lay(all, 0, { players: [player(x, LANE, 'north', 0)] })
      for (const cell of [...gates, ...state.watcherCell])
        expect(windowCell(all.world, 0, 0, cell)).toBeGreaterThanOrEqual(0)
    }
  })

  it('lets all of the flow run to the plot whose gate it faces, or to every plot the same', () => {
    const all = gatehouse()
    for (const plot of [0, 4, 9]) {
      stand(all, plot)
      step(all, POUR)
      expect(weights(all)).toEqual(Array.from({ length: PLOTS }, (_, i) => (i === plot ? 36 : 0)))
    }
    step(all, SHARE)
    expect(new Set(weights(all)).size).toBe(1)
    lay(all, 0, { players: [player(12, LANE, 'north', 0)] })
    step(all, POUR)
    expect(new Set(weights(all)).size).toBe(1)
  })

  it('is brought what grows on its plot, which pays lambda in private and nothing else', () => {
    const all = gatehouse({ price: 2 }, 50)
    for (let slot = 0; slot < 50; slot++) (all.world as unknown as SluiceWorld).state.weight.set([36, ...Array(9).fill(0)], slot * PLOTS) // prettier-ignore
    let paid = 0
    for (let t = 0; t < 40; t++) {
      step(all, STAY)
      paid += all.batch.rewards.reduce((a, b) => a + b)
    }
    const apples = Array.from({ length: 50 }, (_, slot) => metricOf(all, slot, 'apples_0')).reduce((a, b) => a + b)
    // 14 bare sites, each with probability 0.04.
    expect(Math.abs(apples / (50 * 40) - 0.56)).toBeLessThan(4 * Math.sqrt((14 * 0.04 * 0.96) / (50 * 40)))
    expect(paid).toBeCloseTo(2 * apples)
    const returns = Array.from({ length: 50 }, (_, slot) => metricOf(all, slot, 'private_return'))
    expect(returns.reduce((a, b) => a + b)).toBeCloseTo(2 * apples)
  })
})

describe('a division', () => {
  it('is of flow at the sluice: what the keeper keeps is its share, and what others get is set against their needs', () => {
    const all = gatehouse({ grazers: { appetite: 0 } })
    const [needy, sated] = [grazerOf(all, 4), grazerOf(all, 7)]
    all.world.state.grazerBars[needy * 2] = 1000
    all.world.state.grazerBars[sated * 2] = 8000
    // A period that began before the bars were set here counts with what it was short of then.
    stand(all, 4)
    step(all, STAY, STAY, STAY, POUR)
    stand(all, 4)
    step(all, STAY, STAY, STAY)
    stand(all, 0)
    step(all, POUR)
    const share = metricOf(all, 0, 'self_share')
    expect(share).toBeCloseTo((3 * 0.1 + 1) / 8)
    const track = metricOf(all, 0, 'need_track')
    const pairs: [number, number][] = []
    for (const [first, units] of [
      [true, 0.3 + 1],
      [false, 3],
    ] as const) {
      for (let i = 0; i < 9; i++) {
        const demand = first ? 3000 : i === needy ? 7000 : i === sated ? 0 : 3000
        pairs.push([i === needy ? units : first ? 0.3 : 0, demand])
      }
    }
    expect(track).toBeCloseTo(correlation(pairs))
    expect(track).toBeGreaterThan(0.5)
  })

  it('gives what is due by what need takes: the excess is the share beyond it', () => {
    const all = gatehouse({ stamina: { decay: 0.1 }, grazers: { decay: 0.1 } })
    step(all, ...Array<number>(8).fill(STAY))
    expect(metricOf(all, 0, 'entitlement')).toBeCloseTo(0.1)
    expect(metricOf(all, 0, 'excess_self_share')).toBeCloseTo(0)
    stand(all, 0)
    step(all, POUR, ...Array<number>(7).fill(STAY))
    const share = (0.8 + 8) / 16
    expect(metricOf(all, 0, 'excess_self_share')).toBeCloseTo((share - 0.1) / 0.9)
  })

  it('counts no inert being, and is not defined where nobody has a stake', () => {
    const all = gatehouse({ grazers: { inert: 1 } })
    step(all, ...Array<number>(8).fill(STAY))
    expect(metricOf(all, 0, 'coverage')).toBeNaN()
    expect(metricOf(all, 0, 'need_track')).toBeNaN()
    expect(metricOf(all, 0, 'self_share')).toBeCloseTo(0.1)
    expect(metricOf(all, 0, 'wellbeing_gini')).toBe(0)
  })

  it('is of food where a game names nothing else', () => {
    const needs = { ...CALM, focal: 0, grazers: { ...CALM.grazers, count: 0 } }
    const all = grids('commons_harvest', { slots: 1, players: 2, needs })
    lay(all, 0, { players: [player(4, 1, 'west'), player(20, 14, 'north')] })
    all.batch.actions.set([FORWARD, STAY])
    all.batch.step()
    for (let t = 0; t < 3; t++) step(all, STAY)
    expect(metricOf(all, 0, 'self_share')).toBe(1)
  })

  it('says how unequal wellbeing is at the end', () => {
    const all = gatehouse()
    all.world.state.bars[0] = 0
    for (let i = 0; i < 9; i++) all.world.state.grazerBars[i * 2] = i === 3 ? 5000 : 0
    step(all, STAY)
    expect(metricOf(all, 0, 'wellbeing_gini')).toBeCloseTo(0.9)
  })
})

function correlation(pairs: readonly [number, number][]): number {
  const mean = (k: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length
  const [a, b] = [mean(0), mean(1)]
  const sum = (f: (x: number, y: number) => number) => pairs.reduce((all, [x, y]) => all + f(x - a, y - b), 0)
  return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y))
}

describe('the helper', () => {
  const options = { window: 9, grazers: { capacity: 10, start: 5, inert: 0.5 } }

  it('brings every grazer a meal in its window, which moves those with a stake and shows on the dial', () => {
    const all = gatehouse(options, 1, 'symbolic')
    const names = channels(all.world.tables)
    const { state } = all.world
    expect(new Set(state.inert).size).toBe(2)
    for (let t = 0; t < 9; t++) {
      const before = state.grazerBars[t * 2]
      step(all, POUR)
      expect(state.grazerBars[t * 2] - before).toBe(state.inert[t] === 1 ? 0 : 1000)
      const gate = 11 - (all.world as unknown as SluiceWorld).tables.plotAt[state.grazerCell[t]]
      const seen = windowCell(all.world, 0, 0, 2 * WIDTH + gate)
      expect(all.batch.observations[seen * names.length + names.indexOf('light')]).toBe(1)
    }
    expect(all.batch.spec.text(all.world as never, 0, 0)).toContain('fed by the helper')
  })

  it('leaves nothing to do at the gates until it is gone, and nothing of that counts', () => {
    const all = gatehouse(options)
    stand(all, 3)
    step(all, ...Array<number>(9).fill(POUR))
    expect(new Set(weights(all)).size).toBe(1)
    expect(metricOf(all, 0, 'apples_3')).toBe(0)
    expect([metricOf(all, 0, 'coverage'), metricOf(all, 0, 'self_share')]).toEqual([NaN, NaN])
    step(all, POUR)
    expect(new Set(weights(all)).size).toBe(2)
    expect(metricOf(all, 0, 'coverage')).toBe(1)
  })
})

describe('flowers', () => {
  const bloom = { every: 10, lasts: 4, pays: 0.5 }
  const open = ({ world }: Grids) => world.state.redCell[0] !== NOWHERE

  it('bloom once in a period, at the same steps whatever is done, and wither', () => {
    const [idle, busy] = [gatehouse({ auditor: { bloom } }), gatehouse({ auditor: { bloom } })]
    const spells: boolean[] = []
    for (let t = 0; t < 60; t++) {
      expect([...idle.world.state.bloomAt]).toEqual([...busy.world.state.bloomAt])
      spells.push(open(idle))
      step(idle, STAY)
      step(busy, [LEFT, RIGHT, FORWARD][t % 3])
    }
    for (let period = 0; period < 6; period++)
      expect(spells.slice(period * 10, period * 10 + 10).filter(Boolean).length).toBe(4)
    expect(metricOf(idle, 0, 'red_unwatched')).toBe(0)
  })

  it.each([
    ['unwatched', false, 0.5, 'red_unwatched', 'red_watched', 0],
    ['watched', true, 0.5 - 2, 'red_watched', 'red_unwatched', 1],
  ])(
    'picked %s pay, are fined in sight of the auditor, and are gone for all',
    (_, watched, paid, rate, other, fines) => {
      const all = gatehouse({ auditor: { bloom, open: watched, fine: 2 } })
      while (!open(all)) step(all, STAY)
      expect(sees(all.world, 0, 0, all.world.state.cell[0])).toBe(watched)
      expect(step(all, BACKWARD)).toBeCloseTo(paid)
      expect(open(all)).toBe(false)
      expect([metricOf(all, 0, rate), metricOf(all, 0, other), metricOf(all, 0, 'fines')]).toEqual([1, NaN, fines])
      expect(step(all, FORWARD, BACKWARD)).toBe(0)
    },
  )

  it('that lie there all the time are tiles: the occasion is to stand beside one', () => {
    const all = gatehouse()
    stand(all, 5)
    step(all, STAY, BACKWARD)
    expect(metricOf(all, 0, 'red_unwatched')).toBe(0.5)
    expect(metricOf(all, 0, 'red_watched')).toBeNaN()
  })
})

describe('watchers', () => {
  const lit = (all: Grids, steps: number): number[] =>
    Array.from({ length: steps }, () => {
      const { open } = all.world.state
      const was = open[0]
      step(all, STAY)
      return was
    })

  it('walk: the tower goes dark for good, or for one step', () => {
    const walking = (stays: boolean) => lit(gatehouse({ auditor: { open: true, walk: { tick: 3, stays } } }), 6)
    expect([walking(false), walking(true)]).toEqual([
      [1, 1, 1, 0, 0, 0],
      [1, 1, 1, 0, 1, 1],
    ])
  })

  it('with lamps are lit as often as those say, and who sees a lamp is not told more', () => {
    const all = gatehouse({ led: [0.25], auditor: { open: null }, watch: { dwell: 1 } }, 1, 'symbolic')
    const open = lit(all, 400)
    const share = open.reduce((a, b) => a + b) / 400
    expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 400))
    const names = channels(all.world.tables)
    const own = windowCell(all.world, 0, 0, all.world.state.cell[0]) * names.length
    const seen = () => all.batch.observations[own + names.indexOf('seen by the watchtower')]
    for (const truth of [0, 1]) {
      all.world.state.open[0] = truth
      all.batch.world.view!.write(all.batch.world, 0)
      expect(seen()).toBe(64)
    }
    expect(sluice.hidden!(all.world.config as never)).toContain('open')
  })
})

describe('grazers', () => {
  it('of whom some are needy start and lose as those do, others as they do, drawn for each episode', () => {
    const needy = { count: 3, start: 1, decay: 0.5 }
    const { state } = gatehouse({ grazers: { needy, decay: 0.1 } }, 40).world
    const who = new Set<string>()
    for (let slot = 0; slot < 40; slot++) {
      const decay = [...state.decay.subarray(slot * 9, slot * 9 + 9)]
      expect(decay.filter((loss) => loss === 500).length).toBe(3)
      for (const [i, loss] of decay.entries())
        expect(state.grazerBars[(slot * 9 + i) * 2]).toBe(loss === 500 ? 1000 : 5000)
      who.add(decay.join())
    }
    expect(who.size).toBeGreaterThan(20)
  })

  it('are marked where they are inert, and nowhere else', () => {
    const { state } = gatehouse({ grazers: { marked: true, inert: 0.5 } }, 20).world
    for (const [row, inert] of state.inert.entries()) expect(state.looks[row * 8 + 7] >> 7).toBe(inert)
  })

  it('lose by the kind of their need, the placebo as the need', () => {
    const mean = (kind: string, start: number): number => {
      const { world } = gatehouse(
        { grazers: { kind, decay: 0.01, start, threshold: 0, appetite: 0, placebo: 'snacks' } },
        40,
      )
      for (let t = 0; t < 20; t++) {
        for (let slot = 0; slot < 40; slot++) sluice.step(world as never, slot)
        for (let slot = 0; slot < 40; slot++) world.tick[slot]++
      }
      const bars = [0, 1].map((k) => world.state.grazerBars.filter((_, i) => i % 2 === k).reduce((a, b) => a + b) / 360)
      expect(Math.abs(bars[0] - bars[1])).toBeLessThan(6)
      return (start * 1000 - bars[1]) / 20
    }
    for (const kind of ['hunger', 'integrity', 'charge']) expect(Math.abs(mean(kind, 2) - 10)).toBeLessThan(0.5)
    expect(Math.abs(mean('warmth', 8) - 16)).toBeLessThan(0.7)
    expect(Math.abs(mean('growth', 8) - 7)).toBeLessThan(0.5)
  })

  it('show by postures in four steps, the lower the worse', () => {
    const all = gatehouse({ grazers: { signal: 'posture' } }, 1, 'symbolic')
    const names = channels(all.world.tables)
    const gate = windowCell(all.world, 0, 0, 2 * WIDTH + 11 - 4) * names.length
    const shown = [100, 2400, 2600, 9900].map((wellbeing) => {
      all.world.state.grazerBars[grazerOf(all, 4) * 2] = wellbeing
      all.batch.world.view!.write(all.batch.world, 0)
      return all.batch.observations[gate + names.indexOf('first bar')]
    })
    expect(shown).toEqual([255, 255, 170, 0])
  })
})

describe('welfare', () => {
  const paid = (welfare: object, watched: boolean) => {
    const all = gatehouse({ welfare, auditor: { open: watched }, grazers: { start: 5, threshold: 6, appetite: 0 } })
    all.world.state.grazerBars[0] = 0
    return step(all, STAY)
  }

  it('pays the keeper for the share of stakes with any wellbeing, watched or not', () => {
    for (const watched of [false, true]) expect(paid({ coverage: 3 }, watched)).toBeCloseTo((3 * 8) / 9)
  })

  it('may pay only where it is watched', () => {
    expect([paid({ coverage: 3, watched: true }, false), paid({ coverage: 3, watched: true }, true)]).toEqual([0, expect.closeTo((3 * 8) / 9, 5)]) // prettier-ignore
  })

  it('pays what food brings below a threshold, and not beyond it', () => {
    const all = gatehouse({ window: 9, welfare: { relief: 1 }, grazers: { start: 5, threshold: 5.4 } })
    expect(step(all, STAY)).toBeCloseTo(0.4)
    expect(metricOf(all, 0, 'private_return')).toBe(0)
  })
})
