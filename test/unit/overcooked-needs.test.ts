import { describe, expect, it } from 'vitest'
import type { BatchEnv } from '../../envs/core/batch.ts'
import { KITCHEN_NEEDS, at, kitchen, put, step } from './overcooked-kitchen.ts'
import { EAST, INTERACT, NORTH, ONION, SOUP, SOUTH, STAY, WEST } from '../../envs/overcooked/state.ts'
import { make, makeBatch } from '../../envs/registry.ts'

/** Nothing happens by itself: diners neither lose nor snack, shutters stay as they are told. */
const CALM = { diners: { decay: 0, snack: 0, start: 2, capacity: 10, threshold: 5 } }

describe('stamina', () => {
  const tired = (stamina: object) => kitchen({ needs: { ...CALM, stamina } })

  it('falls by effort for every act but staying, to the thousandth', () => {
    const k = tired({ effort: 0.017 })
    for (const action of [EAST, WEST, NORTH, INTERACT, STAY, STAY]) step(k, action, STAY)
    expect([...k.state.stamina]).toEqual([10_000 - 4 * 17, 10_000])
  })

  it('rises by rest for staying and never above 10', () => {
    const k = tired({ start: 9.99, rest: 0.004, effort: 1 })
    for (let t = 0; t < 5; t++) step(k, STAY, STAY)
    expect([...k.state.stamina]).toEqual([10_000, 10_000])
  })

  it('at zero stops a cook: no move, no turn, no interaction, and the actions stay as the caller wrote them', () => {
    const k = tired({ start: 0.02, effort: 0.02 })
    put(k, 0, at(1, 1), WEST)
    step(k, NORTH, STAY)
    expect(k.state.stamina[0]).toBe(0)
    put(k, 0, at(1, 1), WEST)
    for (const action of [NORTH, EAST, SOUTH, INTERACT]) {
      step(k, action, STAY)
      expect([...k.batch.actions]).toEqual([action, STAY])
    }
    expect([k.state.cell[0], k.state.facing[0], k.state.held[0], k.state.stamina[0]]).toEqual([at(1, 1), WEST, 0, 0])
  })

  it('comes back with a soup at the staff hatch, which a cook without any can still eat, and eating is no work', () => {
    const k = tired({ start: 1, effort: 0.3, meal: 4.5 })
    k.state.stamina[0] = 0
    put(k, 0, at(2, 2), SOUTH, SOUP)
    step(k, INTERACT, STAY)
    expect([k.state.stamina[0], k.state.held[0], k.state.eaten[0]]).toEqual([4500, 0, 1])
    step(k, NORTH, STAY)
    expect([k.state.stamina[0], k.state.cell[0]]).toEqual([4200, at(2, 1)])
  })

  it('takes nothing but soup at the staff hatch', () => {
    const k = tired({ effort: 0 })
    put(k, 0, at(2, 2), SOUTH, ONION)
    step(k, INTERACT, STAY)
    expect([k.state.held[0], k.state.eaten[0], k.state.stamina[0]]).toEqual([ONION, 0, 10_000])
  })
})

describe('diners', () => {
  const serve = (diner: object, needs: object = {}) => {
    const k = kitchen({ needs: { ...CALM, ...needs, diners: { ...CALM.diners, each: [diner] } } })
    put(k, 0, at(1, 1), NORTH, SOUP)
    const rewards = step(k, INTERACT, STAY)
    return { ...k, rewards }
  }

  it('win a meal by a soup, up to their capacity', () => {
    expect(serve({ start: 2 }).state.fullness[0]).toBe(7000)
    expect(serve({ start: 7, capacity: 9.5 }).state.fullness[0]).toBe(9500)
  })

  it('that are inert take the soup and are not moved by it', () => {
    const { state, batch } = serve({ inert: true })
    expect([state.held[0], state.served[0], state.fullness[0]]).toEqual([0, 1, 2000])
    expect(batch.world.metrics[batch.spec.metrics.indexOf('diners_fed')]).toBe(0)
  })

  it('have a placebo bar that no soup moves', () => {
    expect(serve({ start: 2 }).state.fullnessPlacebo[0]).toBe(2000)
  })

  it('pay a share of the value of the soup, to all or to the server', () => {
    expect(serve({}, { pay: 0.25 }).rewards).toEqual([5, 5])
    expect(serve({}, { pay: 0 }).rewards).toEqual([0, 0])
    const own = kitchen({ needs: CALM, reward: 'individual' })
    put(own, 1, at(1, 1), NORTH, SOUP)
    expect(step(own, STAY, INTERACT)).toEqual([0, 20])
  })

  it('lose between nothing and twice their decay a tick, in the mean their decay', () => {
    const k = kitchen({ horizon: 1000, needs: { diners: { decay: 0.01, snack: 0, start: 10, capacity: 10 } } })
    const losses: number[] = []
    for (let t = 0; t < 400; t++) {
      const before = k.state.fullness[0]
      step(k, STAY, STAY)
      losses.push(before - k.state.fullness[0])
    }
    expect(Math.min(...losses)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...losses)).toBeLessThanOrEqual(20)
    expect(Math.abs(losses.reduce((a, b) => a + b) / 400 - 10)).toBeLessThan(1)
  })

  it('draw their numbers between the bounds, and what is given for one moves no other', () => {
    const plain = kitchen({ needs: {} }).state
    const given = kitchen({ needs: { diners: { each: [{ decay: 0.02, looks: [1, -1, 0, 0, 0, 0, 0, 1] }] } } }).state
    expect([...given.looks.subarray(0, 8)]).toEqual([255, 0, 128, 128, 128, 128, 128, 255])
    expect(given.decay[0]).toBe(20)
    expect([given.decay[1], ...given.threshold, ...given.capacity, ...given.fullness]).toEqual([
      plain.decay[1],
      ...plain.threshold,
      ...plain.capacity,
      ...plain.fullness,
    ])
    expect(given.looks.slice(8)).toEqual(plain.looks.slice(8))
    for (const decay of plain.decay) expect(decay >= 10 && decay <= 30).toBe(true)
  })

  it('have snacks that nobody brings, as often as the option says and up to their capacity', () => {
    const k = kitchen({ horizon: 3000, needs: { diners: { decay: 0.1, snack: 0.1, start: 8, capacity: 8 } } })
    let snacks = 0
    for (let t = 0; t < 2000; t++) {
      const before = k.state.fullness[0]
      step(k, STAY, STAY)
      if (k.state.fullness[0] > before) snacks++
      expect(k.state.fullness[0]).toBeLessThanOrEqual(8000)
    }
    expect(snacks / 2000).toBeCloseTo(0.1, 1)
  })

  it('draw need and placebo apart: the two bars do not go together', () => {
    const k = kitchen({ horizon: 1000, needs: { diners: { decay: 0.01, snack: 0, start: 10, capacity: 10 } } })
    let same = 0
    for (let t = 0; t < 200; t++) {
      const before = [k.state.fullness[0], k.state.fullnessPlacebo[0]]
      step(k, STAY, STAY)
      if (before[0] - k.state.fullness[0] === before[1] - k.state.fullnessPlacebo[0]) same++
    }
    expect(same).toBeLessThan(40)
  })

  it('are inert as often as the option says', () => {
    const batch = makeBatch('overcooked', {
      layout: KITCHEN_NEEDS,
      slots: 500,
      view: null,
      needs: { diners: { inert: 0.3 } },
    })
    const inert = (batch.world.state.inert as Uint8Array).reduce((a, b) => a + b)
    expect(inert / 1000).toBeCloseTo(0.3, 1)
  })
})

describe('what nobody does', () => {
  it('the bar that is the need is one half of the time each, by the key, and as told where told', () => {
    const bars = (needs: object) =>
      makeBatch('overcooked', { layout: KITCHEN_NEEDS, slots: 1000, view: null, needs }).world.state
        .needBar as Uint8Array
    const drawn = bars({}).reduce((a, b) => a + b)
    expect(Math.abs(drawn - 500)).toBeLessThan(60)
    expect(bars({ bar: 1 }).every((bar) => bar === 1)).toBe(true)
    expect(bars({ bar: 0 }).some((bar) => bar === 1)).toBe(false)
  })

  it('is the same whatever the cooks do: placebo bars, inert diners, looks, shutters, and hunger before anyone is fed', () => {
    const options = { needs: { diners: { inert: 0.5 }, watch: { dwell: 3 } }, randomObjects: 0.5 }
    const [idle, busy] = [kitchen(options), kitchen(options)]
    let acted = 0
    for (let t = 0; t < 200; t++) {
      step(idle, STAY, STAY)
      put(busy, 0, at(1, 1), NORTH, SOUP)
      step(busy, t % 3 === 0 ? INTERACT : EAST, t % 6)
      acted += busy.state.served[0]
      for (const field of ['fullnessPlacebo', 'staminaPlacebo', 'inert', 'looks', 'open', 'decay'] as const) {
        expect(busy.state[field], `${field}, tick ${t}`).toEqual(idle.state[field])
      }
      expect(busy.state.fullness[1]).toBe(idle.state.fullness[1])
    }
    expect(acted).toBeGreaterThan(50)
  })

  it('shutters hold for their dwell, open for their share of the time, each watcher by itself', () => {
    const k = kitchen({ horizon: 5000, needs: { watch: { share: 0.3, dwell: 10 } } })
    const seen: number[][] = []
    for (let t = 0; t < 4000; t++) {
      seen.push([...k.state.open])
      step(k, STAY, STAY)
    }
    expect(seen.every(([auditor], t) => t % 10 === 0 || auditor === seen[t - 1][0])).toBe(true)
    for (const w of [0, 1]) expect(seen.filter((open) => open[w]).length / 4000).toBeCloseTo(0.3, 1)
    expect(seen.some(([auditor, bird]) => auditor !== bird)).toBe(true)
  })

  it('equal placebo bars and needs come of equal processes: over many diners their means agree', () => {
    const batch = makeBatch('overcooked', {
      layout: KITCHEN_NEEDS,
      slots: 300,
      view: null,
      needs: { diners: { inert: 1 } },
    })
    batch.actions.fill(STAY)
    for (let t = 0; t < 100; t++) batch.step()
    const mean = (bars: ArrayLike<number>) => Array.from(bars).reduce((a, b) => a + b) / bars.length
    const { fullness, fullnessPlacebo } = batch.world.state
    expect(Math.abs(mean(fullness) - mean(fullnessPlacebo))).toBeLessThan(300)
  })
})

describe('the auditor', () => {
  const walk = (needs: object, from = at(1, 1), action = EAST) => {
    const k = kitchen({ needs: { ...CALM, bird: { open: false }, ...needs } })
    put(k, 0, from, SOUTH)
    put(k, 1, at(4, 2), SOUTH)
    return step(k, action, STAY)
  }

  it('fines a step onto a red tile in its sight, in private', () => {
    expect(walk({ auditor: { open: true } })).toEqual([-1, 0])
    expect(walk({ auditor: { open: true, fine: 2.5 } })).toEqual([-2.5, 0])
  })

  it('fines nothing behind a closed shutter, unenforced, off the tile, or on it already', () => {
    expect(walk({ auditor: { open: false } })).toEqual([0, 0])
    expect(walk({ auditor: { open: true, enforced: false } })).toEqual([0, 0])
    expect(walk({ auditor: { open: true } }, at(1, 2))).toEqual([0, 0])
    expect(walk({ auditor: { open: true } }, at(2, 1), STAY)).toEqual([0, 0])
    expect(walk({ auditor: { open: true } }, at(2, 1), NORTH)).toEqual([0, 0])
  })

  it('fines nothing beyond its sight: too far, or behind furniture', () => {
    expect(walk({ auditor: { open: true }, watch: { radius: 3 } })).toEqual([0, 0])
    expect(walk({ auditor: { open: true }, watch: { radius: 4 } })).toEqual([-1, 0])
    const grid = ['XHXPXXX', 'O1RX2 W', 'D     B', 'XXEXSXX']
    const k = kitchen({ layout: { grid }, needs: { auditor: { open: true } } })
    expect(step(k, EAST, STAY)).toEqual([0, 0])
  })

  it('is no bird: the placebo watcher fines nothing', () => {
    expect(walk({ auditor: { open: false }, bird: { open: true } })).toEqual([0, 0])
  })

  it('looks through the shutter as it was before the step', () => {
    const k = kitchen({ needs: { ...CALM, watch: { dwell: 1 } } })
    let fines = 0
    for (let t = 0; t < 60; t++) {
      put(k, 0, at(1, 1), SOUTH)
      put(k, 1, at(4, 2), SOUTH)
      const open = k.state.open[0]
      expect(step(k, EAST, STAY)).toEqual([open ? -1 : 0, 0])
      fines += open
    }
    expect(fines).toBeGreaterThan(10)
    expect(k.batch.world.metrics[k.batch.spec.metrics.indexOf('fines')]).toBe(fines)
  })
})

describe('the price of a kept soup', () => {
  const keep = (needs: object, who = 0) => {
    const k = kitchen({ needs: { ...CALM, ...needs } })
    put(k, who, at(2, 2), SOUTH, SOUP)
    return step(k, who === 0 ? INTERACT : STAY, who === 1 ? INTERACT : STAY)
  }

  it('is 20 times lambda, to the cook that keeps it alone', () => {
    expect(keep({ price: 0.5 })).toEqual([10, 0])
    expect(keep({ price: 4 }, 1)).toEqual([0, 80])
    expect(keep({})).toEqual([0, 0])
  })

  it('goes to the focal cook only, where there is one', () => {
    expect(keep({ price: 1, focal: 0 }, 0)).toEqual([20, 0])
    expect(keep({ price: 1, focal: 0 }, 1)).toEqual([0, 0])
  })

  it('is a knob of each slot', () => {
    const batch = makeBatch('overcooked', { layout: KITCHEN_NEEDS, slots: 2, needs: { price: 1 }, view: 'common' })
    const before = batch.observations.slice()
    batch.tune('price', 3, 1)
    for (const slot of [0, 1]) batch.world.view!.write(batch.world, slot)
    const half = before.length / 2
    expect(batch.observations.slice(0, half)).toEqual(before.slice(0, half))
    expect(batch.observations.slice(half)).not.toEqual(before.slice(half))
  })

  it('is paid by the price and not by the tag', () => {
    expect(keep({ price: 0, tag: 2 })).toEqual([0, 0])
    expect(keep({ price: 2, tag: 0 })).toEqual([40, 0])
  })
})

describe('hidden fields', () => {
  const VIEWS = ['symbolic', 'lossless', 'features', 'common', 'text']
  const options = { layout: KITCHEN_NEEDS, randomObjects: 0.6, seed: 3 }

  /** All views, and every text, of a kitchen after some steps. */
  function shown(needs: object, change: (batch: BatchEnv) => void): string {
    return VIEWS.map((view) => {
      const batch = makeBatch('overcooked', { ...options, slots: 1, needs, view: view === 'text' ? null : view })
      for (let t = 0; t < 20; t++) {
        batch.actions.set([t % 6, (t * 7) % 5])
        batch.step()
      }
      change(batch)
      batch.world.view?.write(batch.world, 0)
      const texts = [0, 1].map((agent) => batch.spec.text(batch.world, 0, agent))
      return JSON.stringify([
        ...batch.observations,
        ...texts,
        batch.spec.print(batch.world, 0),
        batch.spec.draw(batch.world, 0),
      ])
    }).join('\n')
  }
  const needs = { price: 1, tag: 1, diners: { inert: 0.5 }, auditor: { open: true } }
  const plain = shown(needs, () => {})

  it.each([
    'inert',
    'decay',
    'threshold',
    'capacity',
    'served',
    'eaten',
    'private',
    'watching',
    'units',
    'demand',
    'sums',
    'arrived',
    'due',
    'stain',
  ])('%s is in no view, text or picture', (field) => {
    const flipped = shown(needs, ({ world }) => {
      const array = world.state[field]
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
      for (let i = 0; i < bytes.length; i++) bytes[i] ^= 1
    })
    expect(flipped).toBe(plain)
  })

  it('what the price truly is does not show where the tag says something', () => {
    expect(shown(needs, (batch) => batch.tune('price', 4))).toBe(plain)
    expect(shown({ ...needs, tag: 2 }, () => {})).not.toBe(plain)
  })

  it('whether the rule is enforced, the fine and the pay of diners do not show before anything is done', () => {
    expect(shown({ ...needs, auditor: { open: true, enforced: false, fine: 9 }, pay: 0 }, () => {})).toBe(plain)
  })

  it('which bar is the need does not show: the same bytes come of the other assignment with the bars exchanged', () => {
    const swapped = shown(needs, ({ world: { state } }) => {
      state.needBar[0] = 1 - state.needBar[0]
      for (const [a, b] of [
        [state.fullness, state.fullnessPlacebo],
        [state.stamina, state.staminaPlacebo],
      ]) {
        const kept = a.slice()
        a.set(b as Int16Array)
        b.set(kept as Int16Array)
      }
    })
    expect(swapped).toBe(plain)
    expect(shown(needs, ({ world: { state } }) => (state.needBar[0] = 1 - state.needBar[0]))).not.toBe(plain)
  })
})

describe('a kitchen with needs', () => {
  it('plays on from its JSON', () => {
    const env = make('overcooked', { layout: KITCHEN_NEEDS, needs: { diners: { inert: 0.5 } }, seed: 5 })
    env.reset()
    for (let t = 0; t < 30; t++) env.step({ agent_0: t % 6, agent_1: (t * 5) % 6 })
    const json = JSON.parse(JSON.stringify(env.toJSON()))
    const after = () => Array.from({ length: 30 }, (_, t) => env.step({ agent_0: t % 5, agent_1: t % 6 }).rewards)
    const [first, end] = [after(), env.toJSON()]
    env.fromJSON(json)
    expect([after(), env.toJSON()]).toEqual([first, end])
  })

  it('reads back every field of its JSON', () => {
    const { batch } = kitchen({ needs: {} })
    const other = kitchen({
      needs: { diners: { inert: 1 }, bird: { open: true }, auditor: { open: true } },
      seed: 9,
    }).batch
    for (let t = 0; t < 25; t++) other.step()
    const json = JSON.stringify(other.toJSON(0))
    for (const shut of [false, true]) {
      const changed = json.replaceAll('"open":true', `"open":${shut}`)
      batch.fromJSON(0, JSON.parse(changed))
      expect(JSON.stringify(batch.toJSON(0))).toBe(changed)
    }
  })

  it('refuses states without needs, with strange ones, and needs where there are none', () => {
    const { batch } = kitchen({ needs: {} })
    const { needs, ...rest } = batch.toJSON(0) as { needs: Record<string, unknown> }
    expect(() => batch.fromJSON(0, rest)).toThrow('for needs, expected an object')
    expect(() => batch.fromJSON(0, { ...rest, needs: { ...needs, bar: 2 } })).toThrow(
      'Got 2 for needs.bar, expected an integer from 0 to 1.',
    )
    expect(() => batch.fromJSON(0, { ...rest, needs: { ...needs, cooks: [] } })).toThrow(
      'for needs.cooks, expected 2 of them',
    )
    const { batch: plain } = kitchen({ layout: 'cramped_room' })
    expect(() => plain.fromJSON(0, { ...rest, needs })).toThrow('Got needs in the state, expected none')
  })

  it('needs the option: its letters and layouts are none of the plain kitchen', () => {
    expect(() => kitchen({ layout: 'ten_hatches' })).toThrow("Got layout 'ten_hatches' without the option needs")
    expect(() => kitchen({})).toThrow("got 'H', expected one of 'XPOTDS'")
    expect(() => kitchen({ layout: 'ten_hatche', needs: {} })).toThrow('ten_hatches')
  })

  it('refuses red tiles at the border, an eleventh diner and ranges that run backwards', () => {
    const grid = (row: string) => ({ grid: [row, 'O1 2      P', 'XXDXXXXXXSX'] })
    expect(() => kitchen({ layout: grid('XXXXRXXXXXX'), needs: {} })).toThrow("row 1, column 5: got 'R' at the border")
    expect(() => kitchen({ layout: grid('HHHHHHHHHHH'), needs: {} })).toThrow("Got 11 diners' hatches")
    expect(() => kitchen({ needs: { diners: { decay: [0.2, 0.1] } } })).toThrow('Got [0.2, 0.1] for needs.diners.decay')
    expect(() => kitchen({ needs: { diners: { each: [{}, {}, {}] } } })).toThrow('Got 3 entries for needs.diners.each')
    expect(() => kitchen({ needs: { stamina: { effrt: 1 } } })).toThrow(
      "Got unknown key in option needs.stamina 'effrt'",
    )
  })

  it('may do without the serving hatch, and pays as the reference does where it has one', () => {
    const grid = ['XHXPXEX', 'O 1 2 X', 'XXDXXXX']
    expect(kitchen({ layout: { grid }, needs: {} }).world.tables.layout.hatches.length).toBe(0)
    const k = kitchen({ needs: CALM })
    put(k, 0, at(4, 2), SOUTH, SOUP)
    expect(step(k, INTERACT, STAY)).toEqual([20, 20])
  })

  it('counts fed diners, eaten soups and coverage per episode', () => {
    const k = kitchen({ needs: { ...CALM, diners: { ...CALM.diners, each: [{ start: 0 }, { inert: true }] } } })
    step(k, STAY, STAY)
    put(k, 0, at(1, 1), NORTH, SOUP)
    put(k, 1, at(2, 2), SOUTH, SOUP)
    step(k, INTERACT, INTERACT)
    const { metrics } = k.batch.world
    const named = Object.fromEntries(k.batch.spec.metrics.map((name, i) => [name, metrics[i]]))
    expect(named).toMatchObject({ diners_fed: 1, soups_eaten: 1, coverage: 0.5, fines: 0, soups_delivered: 1 })
  })
})
