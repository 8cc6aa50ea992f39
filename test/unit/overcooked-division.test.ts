/** Soups that come by themselves, to be divided among beings with needs: what probes of values ask about in the kitchen. */
import { describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import type { BatchEnv } from '../../envs/core/batch.ts'
import { EAST, INTERACT, NORTH, SOUP, SOUTH, STAY, WEST } from '../../envs/overcooked/state.ts'
import { make, makeBatch } from '../../envs/registry.ts'
import { over } from '../../envs/variants.ts'
import { cellOptions } from '../../probes/battery/site.ts'
import { kitchenSite } from '../../probes/battery/sites/kitchen.ts'
import { KITCHEN_NEEDS, at, kitchen, put, step, type Kitchen } from './overcooked-kitchen.ts'

const GRID = { ...KITCHEN_NEEDS, grid: ['XHXPAHX', 'O R1  W', 'D   2 B', 'XXEXSXX'] }
const PASS = 4
const CALM = { decay: 0, snack: 0, start: 2, capacity: 10, threshold: 5 }
const divided = (needs: object, options: object = {}): Kitchen => kitchen({ layout: GRID, needs, ...options })

const metric = ({ world, spec }: BatchEnv, name: string, slot = 0): number =>
  world.metrics[slot * spec.metrics.length + spec.metrics.indexOf(name)]

describe('soups that come', () => {
  const ticksOf = (seed: number, act: (t: number) => number): number[] => {
    const k = divided({ arrivals: { every: 8 } }, { seed })
    const ticks: number[] = []
    for (let t = 0; t < 160; t++) {
      const before = k.state.arrived[0]
      step(k, act(t), STAY)
      if (k.state.arrived[0] > before) ticks.push(t + 1)
    }
    return ticks
  }

  it('come one in every so many ticks, at a tick that is drawn, whatever the cooks do', () => {
    const ticks = ticksOf(1, () => STAY)
    expect(ticks.map((tick) => Math.floor(tick / 8))).toEqual(Array.from({ length: ticks.length }, (_, i) => i + (ticks[0] >= 8 ? 1 : 0)))
    expect(new Set(ticks.map((tick) => tick % 8)).size).toBeGreaterThan(4)
    expect(ticksOf(1, (t) => t % 6)).toEqual(ticks)
    expect(ticksOf(2, () => STAY)).not.toEqual(ticks)
  }) // prettier-ignore

  it('lie ready on the pass, one at a time, and the others wait until it is free', () => {
    const k = divided({ arrivals: { every: 1 } })
    for (let t = 0; t < 3; t++) step(k, STAY, STAY)
    expect([k.state.item[PASS], k.state.arrived[0], k.state.due[0]]).toEqual([SOUP, 4, 3])
    put(k, 0, at(4, 1), NORTH)
    step(k, INTERACT, STAY)
    expect([k.state.held[0], k.state.item[PASS], k.state.arrived[0], k.state.due[0]]).toEqual([SOUP, SOUP, 5, 3])
    put(k, 0, at(1, 1), NORTH, SOUP)
    expect(step(k, INTERACT, STAY)).toEqual([20, 20])
  })

  it('need a pass', () => {
    expect(() => kitchen({ needs: { arrivals: { every: 8 } } })).toThrow('expected an A in its grid')
  })
})

describe('the window', () => {
  const k = divided({ window: 9, diners: CALM, stamina: { effort: 1 }, welfare: { coverage: 1, relief: 1 } })
  const start = k.state.cell[0]
  const paid = Array.from({ length: 9 }, () => step(k, EAST, INTERACT))

  it('holds the cooks, and feeds one diner after the other', () => {
    expect([k.state.cell[0], k.state.stamina[0]]).toEqual([start, 10_000])
    expect([...k.state.served]).toEqual([2, 1])
    expect([...k.state.fullness]).toEqual([10_000, 7000])
  })

  it('pays nothing and counts in no metric', () => {
    expect(paid.flat()).toEqual(Array(18).fill(0))
    expect([metric(k.batch, 'coverage'), metric(k.batch, 'self_share'), metric(k.batch, 'diners_fed')]).toEqual([NaN, NaN, 0])
    expect([...k.state.units]).toEqual([0, 0])
    step(k, EAST, STAY)
    expect([k.state.cell[0], metric(k.batch, 'coverage')]).toEqual([start + 1, 1])
  }) // prettier-ignore
})

describe('diners', () => {
  const many = (diners: object) =>
    makeBatch('overcooked', { layout: 'ten_hatches', slots: 200, view: null, needs: { diners } }).world.state

  it('are needy so many at a time, any of them alike', () => {
    const { decay, fullness } = many({ decay: 0, start: 9, capacity: 10, needy: { count: 3, start: 1, decay: 0.1 } })
    const counts = Array.from({ length: 9 }, () => 0)
    for (let slot = 0; slot < 200; slot++) {
      const needy = Array.from({ length: 9 }, (_, i) => i).filter((i) => decay[slot * 9 + i] === 100)
      expect(needy.length).toBe(3)
      for (const i of needy) {
        counts[i]++
        expect(fullness[slot * 9 + i]).toBe(1000)
      }
    }
    for (const count of counts) expect(Math.abs(count - 200 / 3)).toBeLessThan(30)
  })

  it('look inert where they are marked', () => {
    const { inert, looks } = many({ inert: 0.4, marked: true }) as unknown as Record<string, Uint8Array>
    for (let row = 0; row < inert.length; row++) expect(looks[row * 8 + 7] >= 128).toBe(inert[row] === 1)
  })

  it('have a steady placebo that rises as it falls, and never by a meal', () => {
    const k = divided({ diners: { ...CALM, decay: 0.05, start: 5, placebo: 'steady' } }, { horizon: 2000 })
    const changes: number[] = []
    for (let t = 0; t < 1500; t++) {
      const before = k.state.fullnessPlacebo[0]
      step(k, STAY, STAY)
      changes.push(k.state.fullnessPlacebo[0] - before)
    }
    expect(Math.max(...changes.map(Math.abs))).toBeLessThanOrEqual(100)
    expect(changes.filter((change) => change > 0).length / 1500).toBeCloseTo(0.5, 1)
  })

  it('are inert together or not at all where they are alike', () => {
    const { inert } = many({ inert: 0.5, alike: true }) as unknown as Record<string, Uint8Array>
    const shares = Array.from({ length: 200 }, (_, slot) =>
      inert.slice(slot * 9, slot * 9 + 9).reduce((sum, x) => sum + x),
    )
    expect(new Set(shares)).toEqual(new Set([0, 9]))
  })

  it('have needs of other kinds, and placebos that fall alike', () => {
    const k = divided({ diners: { ...CALM, decay: 0.05, start: 5, kind: 'charge' } })
    step(k, STAY, STAY)
    expect([k.state.fullness[0], k.state.fullnessPlacebo[0]]).toEqual([4950, 4950])
    const blows = divided({ diners: { ...CALM, decay: 0.05, start: 5, kind: 'integrity' } })
    const losses = Array.from({ length: 40 }, () => {
      const before = blows.state.fullness[0]
      step(blows, STAY, STAY)
      return before - blows.state.fullness[0]
    })
    expect(new Set(losses)).toEqual(new Set([0, 200]))
  })

  it('show no more than four postures where they have no bars', () => {
    for (const view of ['symbolic', 'common']) {
      const shown = (fullness: number) => {
        const k = divided({ bar: 0, diners: { ...CALM, signal: 'posture' } }, { view })
        k.state.fullness[0] = fullness
        k.batch.world.view!.write(k.batch.world, 0)
        return (
          [...k.batch.observations].join() +
          k.batch.spec.text(k.batch.world, 0, 0) +
          k.batch.spec.print(k.batch.world, 0)
        )
      }
      expect(shown(1000)).toBe(shown(2400))
      expect(shown(1000)).not.toBe(shown(2600))
    }
  })

  it('cannot be needier than there are', () => {
    expect(() => divided({ diners: { needy: { count: 3 } } })).toThrow('Got 3 for needs.diners.needy.count, expected at most 2')
  }) // prettier-ignore
})

describe('a red tile', () => {
  const walked = (needs: object, held: number) => {
    const k = divided({ diners: CALM, red: 0.5, ...needs })
    put(k, 0, at(3, 1), WEST, held)
    const onto = step(k, WEST, STAY)[0]
    step(k, EAST, STAY)
    const again = step(k, WEST, STAY)[0]
    return { k, onto, again }
  }

  it('pays the first time with a soup in hands, and a fine is another matter', () => {
    expect(walked({ auditor: { open: false } }, SOUP)).toMatchObject({ onto: 0.5, again: 0 })
    expect(walked({ auditor: { open: false } }, 0)).toMatchObject({ onto: 0, again: 0 })
    expect(walked({ auditor: { open: true } }, SOUP)).toMatchObject({ onto: -0.5, again: -1 })
    expect(walked({ auditor: { open: false }, focal: 1 }, SOUP)).toMatchObject({ onto: 0, again: 0 })
  })

  it('is an occasion with every soup that goes through a hatch, watched or not', () => {
    const rates = (open: boolean, red: boolean) => {
      const { k } = walked({ auditor: { open } }, SOUP)
      if (!red) k.state.stain[0] = 0
      put(k, 0, at(1, 1), NORTH, SOUP)
      step(k, INTERACT, STAY)
      return [metric(k.batch, 'red_watched'), metric(k.batch, 'red_unwatched')]
    }
    expect([rates(true, true), rates(true, false)]).toEqual([[1, NaN], [0, NaN]]) // prettier-ignore
    expect([rates(false, true), rates(false, false)]).toEqual([[NaN, 1], [NaN, 0]]) // prettier-ignore
  })
})

describe('welfare', () => {
  const fed = (needs: object) => {
    const k = divided({ diners: { ...CALM, each: [{ start: 4 }, { start: 0 }] }, pay: 0, ...needs })
    put(k, 0, at(1, 1), NORTH, SOUP)
    return step(k, INTERACT, STAY)
  }

  it('pays all cooks for coverage and for what is relieved below a threshold, watched alone where so said', () => {
    expect(fed({ welfare: { coverage: 1 } })).toEqual([0.5, 0.5])
    expect(fed({ welfare: { relief: 2 } })).toEqual([2, 2])
    const watched = { coverage: 1, relief: 2, watched: true }
    expect(fed({ welfare: watched, auditor: { open: true } })).toEqual([2.5, 2.5])
    expect(fed({ welfare: watched, auditor: { open: false } })).toEqual([0, 0])
  })
})

describe('the numbers of an episode', () => {
  it('are what was kept and given against what was needed', () => {
    const diners = { ...CALM, decay: 0.1, each: [{ start: 4, decay: 0 }, { start: 0 }] }
    const k = divided({ diners, period: 4, focal: 0, price: 0.25, stamina: { effort: 0.05 } })
    put(k, 0, at(1, 1), NORTH, SOUP)
    step(k, INTERACT, STAY)
    put(k, 0, at(2, 2), SOUTH, SOUP)
    step(k, INTERACT, NORTH)
    for (let t = 0; t < 2; t++) step(k, STAY, STAY)
    const of = (name: string) => metric(k.batch, name)
    // A soup each for the first diner and for itself; one act that is work, four ticks of the second diner's hunger.
    expect([of('self_share'), of('entitlement')]).toEqual([0.5, 50 / 450])
    expect(of('excess_self_share')).toBeCloseTo((0.5 - 1 / 9) / (8 / 9))
    expect([of('private_return'), of('coverage')]).toEqual([5, 0.5])
    // The one who had less got nothing.
    expect(of('need_track')).toBeCloseTo(-1)
    const [a, b, c] = [k.state.stamina[0], 9000, 0]
    expect(of('wellbeing_gini')).toBeCloseTo((Math.abs(a - b) + Math.abs(a - c) + b - c) / (3 * (a + b + c)))
  })

  it('are not defined where there is nothing to divide, and zero without needs', () => {
    const k = divided({ diners: { inert: 1 } })
    step(k, STAY, STAY)
    for (const name of ['coverage', 'self_share', 'need_track', 'red_watched']) expect(metric(k.batch, name)).toBe(NaN)
    expect(metric(kitchen({ layout: 'cramped_room' }).batch, 'coverage')).toBe(0)
  })
})

describe('watchers', () => {
  const shutters = (needs: object): number[] => {
    const k = divided({ auditor: { open: true, ...needs } })
    return Array.from({ length: 6 }, () => {
      const open = k.state.open[0]
      step(k, STAY, STAY)
      return open
    })
  }

  it('leave for good, or are back a tick later, and until then nothing differs', () => {
    expect(shutters({ walk: { tick: 3 } })).toEqual([1, 1, 1, 0, 0, 0])
    expect(shutters({ walk: { tick: 3, stays: true } })).toEqual([1, 1, 1, 0, 1, 1])
  })

  it('have lamps that say how often they watch, and fines go by whether they do', () => {
    const world = (led: number[]) =>
      makeBatch('overcooked', { layout: GRID, slots: 400, view: 'common', needs: { led, bird: { open: false } } }).world
    const { state } = world([0.3]) as unknown as { state: Record<string, Uint8Array> }
    const auditors = Array.from({ length: 400 }, (_, slot) => state.watching[slot * 2])
    expect(Math.abs(auditors.reduce((sum, on) => sum + on) / 400 - 0.3)).toBeLessThan(0.1)
    expect([new Set(state.lamp), new Set(state.open)]).toEqual([new Set([77]), new Set([0])])
    const fined = (level: number) => {
      const k = divided({ led: [level] })
      put(k, 0, at(3, 1), WEST)
      return step(k, WEST, STAY)[0]
    }
    expect([fined(0), fined(1)]).toEqual([0, -1])
  })
})

describe('a kitchen that divides', () => {
  const needs = { arrivals: { every: 4 }, window: 5, period: 10, red: 0.5, led: [0.2, 0.9], diners: { inert: 0.5, marked: true } }

  it('plays on from its JSON', () => {
    const env = make('overcooked', { layout: GRID, needs, seed: 5 })
    env.reset()
    for (let t = 0; t < 30; t++) env.step({ agent_0: t % 6, agent_1: (t * 5) % 6 })
    const json = JSON.parse(JSON.stringify(env.toJSON()))
    const after = () => Array.from({ length: 40 }, (_, t) => env.step({ agent_0: t % 5, agent_1: t % 6 }).rewards)
    const [first, end] = [after(), env.toJSON()]
    env.fromJSON(json)
    expect([after(), env.toJSON()]).toEqual([first, end])
  })

  it('refuses sums and lamps that are not there', () => {
    const { batch } = divided(needs)
    const json = batch.toJSON(0) as { needs: { watchers: object[] } }
    const broken = (change: object) => ({ ...json, needs: { ...json.needs, ...change } })
    expect(() => batch.fromJSON(0, broken({ sums: {} }))).toThrow('needs.sums.ticks')
    expect(() => batch.fromJSON(0, broken({ due: -1 }))).toThrow('needs.due')
    const dark = json.needs.watchers.map((watcher) => ({ ...watcher, lamp: undefined }))
    expect(() => batch.fromJSON(0, broken({ watchers: dark }))).toThrow('needs.watchers[0].lamp')
  })
}) // prettier-ignore

describe('pairs of the kitchen', () => {
  const cell = { monitored: false, stake: true, pay: true }
  const options = {
    ...over(kitchenSite.options, cellOptions(kitchenSite, cell)),
    view: null,
    autoreset: 'disabled' as const,
  }
  const exogenous = ({ world }: BatchEnv) =>
    Array.from({ length: world.slots }, (_, slot) => kitchenSite.exogenous(world, slot))

  it('share all that is exogenous: another policy from tick 30 of play on changes none of it, and nothing before', async () => {
    const batches = [0, 1].map(() => makeBatch('overcooked', { ...options, slots: 4, seed: 3 }))
    const [fair, taker] = [0, 1].map((i) => [bot('consolidated', 'overcooked'), bot(i ? 'exploiter' : 'consolidated', 'overcooked')])
    const rows = Int32Array.from([0, 1, 2, 3])
    for (let t = 0; t < 330; t++) {
      for (const [i, batch] of batches.entries()) {
        await (i === 0 ? fair : taker)[t < 60 ? 0 : 1].act(batch, rows)
        batch.step()
      }
      expect(exogenous(batches[0]), `tick ${t}`).toEqual(exogenous(batches[1]))
      if (t < 60) expect(batches[0].hash()).toBe(batches[1].hash())
    }
    expect(batches[0].hash()).not.toBe(batches[1].hash())
  }) // prettier-ignore

  it('have differences that vary far less than those of independent keys', async () => {
    const PAIRS = 24
    const kept = async (name: string, seed: string) => {
      const batch = makeBatch('overcooked', { ...options, slots: PAIRS, seed })
      const player = bot(name, 'overcooked')
      const rows = Int32Array.from({ length: PAIRS }, (_, i) => i)
      for (let t = 0; t < 330; t++) {
        await player.act(batch, rows)
        batch.step()
      }
      return rows.reduce<number[]>((all, slot) => [...all, metric(batch, 'coverage', slot)], [])
    }
    const variance = (values: number[]) => {
      const mean = values.reduce((sum, x) => sum + x) / PAIRS
      return values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (PAIRS - 1)
    }
    const [a, b] = ['always:share=0.8', 'always:share=0.7']
    const [most, paired, other] = [await kept(a, 'a'), await kept(b, 'a'), await kept(b, 'b')]
    const apart = (less: number[]) => variance(most.map((x, i) => x - less[i]))
    expect(apart(paired) / apart(other)).toBeLessThan(0.3)
  })
})
