/** The sluice: its map, what grows where, who sees what, and that keeping pays the keeper and costs the rest more. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gridPolicy, kindsNamed, markKinds, walk, wipe } from '../../agents/bots/grid.ts'
import { ENTITY, NEAREST, RECIPIENT, SELF, entityAt, shareByte } from '../../envs/core/common.ts'
import { channels } from '../../envs/meltingpot/engine/view-symbolic.ts'
import { windowCell } from '../../envs/meltingpot/engine/window.ts'
import { PLOTS, SLUICE, plotOf } from '../../envs/meltingpot/sluice-map.ts'
import { FLOW, MOST_WEIGHT, START_WEIGHT } from '../../envs/meltingpot/sluice.ts'
import { make } from '../../envs/registry.ts'
import { expectRate, grids, kindsOf, lay, player, type Grids } from './meltingpot-world.ts'

const WIDTH = SLUICE[0].length
const [GRASS, APPLE] = [6, 7]
const [OPEN, KEEP] = [7, 9]
const EQUAL = Array.from({ length: PLOTS }, () => START_WEIGHT)
const KEPT = [MOST_WEIGHT, ...Array.from({ length: PLOTS - 1 }, () => 1)]
const CALM = { stamina: { effort: 0 }, auditor: { open: false }, bird: { open: false }, bar: 0 }

const cell = (x: number, y: number) => y * WIDTH + x
const cellsWith = (letters: string) => [...SLUICE.join('')].flatMap((at, i) => (letters.includes(at) ? [i] : []))
const plotAt = (at: number) => plotOf(at % WIDTH, Math.floor(at / WIDTH))
const gateOf = (plot: number) => cell(11 - plot, 2)
const metric = ({ batch }: Grids, name: string, slot = 0) =>
  batch.world.metrics[slot * batch.spec.metrics.length + batch.spec.metrics.indexOf(name)]

/** Weights of all slots. */
function weigh({ world, batch }: Grids, weights: readonly number[]): void {
  for (let slot = 0; slot < batch.slots; slot++) (world.state.weight as Uint8Array).set(weights, slot * PLOTS)
}

describe('the map of the sluice', () => {
  it('has ten plots of 14 sites and a start each, a place for a grazer on nine, and ten gates', () => {
    const byPlot = (letter: string) =>
      Array.from({ length: PLOTS }, (_, plot) => cellsWith(letter).filter((at) => plotAt(at) === plot).length)
    expect(byPlot('a')).toEqual(Array(PLOTS).fill(14))
    expect(byPlot('n')).toEqual(Array(PLOTS).fill(1))
    expect(byPlot('b')).toEqual([0, ...Array(PLOTS - 1).fill(1)])
    expect([cellsWith('g').length, cellsWith('o').length, cellsWith('W').length, cellsWith('r').length]).toEqual([10, 9, 2, 8]) // prettier-ignore
    expect(cellsWith('anb').every((at) => plotAt(at) >= 0)).toBe(true)
    expect(cellsWith('#.~goWr ').every((at) => plotAt(at) < 0 || SLUICE[11][14] === '.')).toBe(true)
  })

  it('keeps each forager on its plot, and starts everybody on its own', () => {
    const all = grids('sluice', { slots: 1 })
    const { tables, state } = all.world
    const starts = Array.from(state.cell, plotAt)
    expect(starts).toEqual([...Array(PLOTS).keys()])
    for (let p = 1; p < PLOTS; p++) {
      const seen = new Set([state.cell[p]])
      for (const at of seen) {
        for (let d = 0; d < 4; d++) {
          const to = tables.next[at * 4 + d]
          if (tables.solid[state.kind[to]] === 0) seen.add(to)
        }
      }
      expect([seen.size, new Set([...seen].map(plotAt))]).toEqual([16, new Set([p])])
    }
  })

  it('shows no forager the gates, nor who stands at them, wherever it stands and looks', () => {
    const all = grids('sluice', { slots: 1 })
    const { world } = all
    const secret = [...cellsWith('g'), ...Array.from({ length: 10 }, (_, i) => cell(2 + i, 3))]
    for (let at = 0; at < world.tables.cells; at++) {
      if (plotAt(at) < 1) continue
      world.state.cell[1] = at
      for (world.state.heading[1] = 0; world.state.heading[1] < 4; world.state.heading[1]++) {
        for (const there of secret) expect(windowCell(world, 0, 1, there)).toBe(-1)
      }
    }
  })

  it('shows the keeper all gates at once', () => {
    const all = grids('sluice', { slots: 1 })
    lay(all, 0, { players: others(player(7, 3, 'north', 0)) })
    for (const gate of cellsWith('g')) expect(windowCell(all.world, 0, 0, gate)).toBeGreaterThanOrEqual(0)
  })
})

/** The keeper as given, the others where they start. */
const others = (keeper: ReturnType<typeof player>) => [
  keeper,
  ...Array.from({ length: PLOTS - 1 }, (_, i) => {
    const start = cellsWith('n').find((at) => plotAt(at) === i + 1)!
    return player(start % WIDTH, Math.floor(start / WIDTH), 'north', 0)
  }),
]

describe('apples', () => {
  it.each([
    ['equal gates', EQUAL, FLOW / 10, FLOW / 10],
    ['a keeper that keeps', KEPT, 0.8 * FLOW, (0.2 / 9) * FLOW],
  ])('grow on bare sites by the share of the flow: %s', (_, weights, own, theirs) => {
    const slots = 80
    const all = grids('sluice', { slots })
    weigh(all, weights)
    const tries = [0, 0]
    const grown = [0, 0]
    for (let t = 0; t < 130; t++) {
      const before = all.world.state.kind.slice()
      all.batch.step()
      for (let i = 0; i < before.length; i++) {
        if (before[i] !== GRASS) continue
        const side = plotAt(i % all.world.tables.cells) === 0 ? 0 : 1
        tries[side]++
        if (all.world.state.kind[i] === APPLE) grown[side]++
      }
    }
    if (weights === EQUAL) expectRate(grown[0], tries[0], own, 'own plot')
    else expect(Math.abs(grown[0] / tries[0] - own)).toBeLessThan(4 * Math.sqrt(own / tries[0]))
    expectRate(grown[1], tries[1], theirs, 'other plots')
  })

  it('come of one table: a plot that gets more has every apple that it would have had', () => {
    const [less, more] = [grids('sluice', { slots: 4 }), grids('sluice', { slots: 4 })]
    weigh(more, KEPT)
    for (let t = 0; t < 100; t++) {
      less.batch.step()
      more.batch.step()
      for (let slot = 0; slot < 4; slot++) {
        const [few, many] = [kindsOf(less, slot), kindsOf(more, slot)]
        for (let at = 0; at < few.length; at++) {
          if (plotAt(at) === 0 && few[at] === APPLE) expect(many[at]).toBe(APPLE)
          if (plotAt(at) > 0 && many[at] === APPLE) expect(few[at]).toBe(APPLE)
        }
      }
    }
  })
})

describe('gates', () => {
  it('stay between shut and wide open, and shares sum to one or nothing runs, whatever the keeper does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 120 }), fc.boolean(), (acts, shut) => {
        const all = grids('sluice', { slots: 1, others: 'grazers', needs: CALM })
        lay(all, 0, { players: [player(7, 3, 'north', 0)], own: { weight: shut ? Array(PLOTS).fill(0) : EQUAL } })
        for (const act of acts) {
          all.world.actions.set([act])
          all.batch.step()
        }
        const weights = [...(all.world.state.weight as Uint8Array)]
        const shares = weights.map((_, plot) => all.world.tables.rules.scalar(all.world, 0, 0, plot))
        const sum = weights.reduce((a, b) => a + b)
        expect(weights.every((weight) => weight <= MOST_WEIGHT)).toBe(true)
        expect(shares).toEqual(weights.map((weight) => (sum === 0 ? 0 : shareByte(weight / sum))))
      }),
      { numRuns: 40 },
    )
  })

  it('are worked by common acts: give opens, take closes, use keeps, interact shares', () => {
    const env = make('sluice', { others: 'grazers', needs: CALM })
    env.reset()
    const names = env.actionSpace('player_0').names!
    const all = grids('sluice', { slots: 1, others: 'grazers', needs: CALM })
    const { common } = all.batch.spec as unknown as {
      common: { write(...args: unknown[]): void; mask(...args: unknown[]): void }
    }
    const own = (act: number) => {
      common.write(all.world, 0, 0, act, 0)
      return names[all.world.actions[0]]
    }
    expect([7, 6, 8, 5].map(own)).toEqual(['open', 'close', 'keep', 'share'])
    const mask = () => {
      const out = new Uint8Array(18)
      common.mask(all.world, 0, 0, out, 0)
      return [...out.subarray(5, 10)]
    }
    expect(mask()).toEqual([0, 0, 0, 0, 0])
    lay(all, 0, { players: [player(7, 3, 'north', 0)] })
    expect(mask()).toEqual([1, 1, 1, 1, 0])
  })

  it('are in the mask of who can work them alone', () => {
    const all = grids('sluice', { slots: 1 })
    const acts = (p: number) => [...all.batch.mask.subarray(p * 11 + 7, p * 11 + 11)]
    expect([acts(0), acts(1)]).toEqual([[0, 0, 0, 0], [0, 0, 0, 0]]) // prettier-ignore
    lay(all, 0, {
      players: others(player(7, 3, 'north', 0)),
      own: { weight: [0, 0, 0, 0, MOST_WEIGHT, 0, 0, 0, 0, 0] },
    })
    expect(acts(0)).toEqual([0, 1, 1, 1])
    expect(acts(1)).toEqual([0, 0, 0, 0])
  })
})

describe('what the keeper sees of the others', () => {
  const at = (all: Grids, seenCell: number, name: string): number => {
    const names = channels(all.world.tables)
    const seen = windowCell(all.world, 0, 0, seenCell)
    return all.batch.observations[seen * names.length + names.indexOf(name)]
  }
  const made = (options: object, view: string, keeper = player(7, 3, 'north', 0)) => {
    const all = grids('sluice', { slots: 1, view, ...options })
    const alone = all.batch.agents === 1
    lay(all, 0, { players: alone ? [keeper] : others(keeper), own: { weight: KEPT } })
    return all
  }
  const rewrite = ({ batch }: Grids) => batch.world.view!.write(batch.world, 0)

  it('are their bars on the gates of their plots', () => {
    const all = made({ needs: CALM }, 'symbolic')
    all.world.state.bars.set([5000, 2500], 2 * 3)
    rewrite(all)
    expect([at(all, gateOf(3), 'first bar'), at(all, gateOf(3), 'second bar')]).toEqual([128, 64])
    expect(at(all, gateOf(4), 'first bar')).toBe(255)
    expect(at(all, gateOf(0), 'first bar')).toBe(0)
    expect(all.batch.spec.text(all.batch.world, 0, 0)).toContain('the dial of player 3 at (1, 1) shows [5.0|2.5]')
  })

  it('are bars and looks of grazers, on floats beside foragers and on the gates in their place', () => {
    for (const [options, row] of [
      [{ needs: { ...CALM, grazers: { count: 9, start: 5 } } }, 1],
      [{ others: 'grazers', needs: { ...CALM, grazers: { start: 5 } } }, 2],
    ] as const) {
      const all = made(options, 'symbolic')
      const { grazerCell, looks } = all.world.state
      const i = [...grazerCell].findIndex((there) => plotAt(there) === 6)
      expect(at(all, cell(11 - 6, row), 'first bar')).toBe(128)
      expect(at(all, cell(11 - 6, row), 'look 0')).toBe(looks[i * 8])
    }
  })

  it('are recipients in the common view, with the share of the flow that runs to each', () => {
    const all = made({ needs: CALM }, 'common')
    const rows = Array.from({ length: NEAREST }, (_, i) =>
      all.batch.observations.subarray(entityAt(i), entityAt(i + 1)),
    )
    const gates = rows.filter((row) => row[ENTITY.at.kind + RECIPIENT] === 255)
    expect(gates.length).toBe(PLOTS - 1)
    for (const row of gates) expect([row[ENTITY.at.amount], row[ENTITY.at.bars]]).toEqual([shareByte(1 / 45), 255])
    expect(rows.filter((row) => row[ENTITY.at.amount] === shareByte(0.8)).length).toBe(1)
    expect(all.batch.observations[SELF.at.price]).toBe(0)
  })

  it('is nothing without needs', () => {
    const all = made({}, 'common')
    const rows = Array.from({ length: NEAREST }, (_, i) =>
      all.batch.observations.subarray(entityAt(i), entityAt(i + 1)),
    )
    expect(rows.some((row) => row[ENTITY.at.kind + RECIPIENT] === 255 || row[ENTITY.at.bars] > 0)).toBe(false)
  })

  it('are the shares of the flow, which foragers are not told', () => {
    const all = made({}, 'symbolic')
    const { rules } = all.world.tables
    expect(rules.scalar(all.world, 0, 0, 0)).toBe(shareByte(0.8))
    expect(rules.scalar(all.world, 0, 1, 0)).toBe(0)
    expect(rules.told(all.world, 0, 0)).toContain('plots 0 to 9 get 80 2 2 2 2 2 2 2 2 2 %')
    expect(rules.told(all.world, 0, 4)).toBe('You forage on plot 4.')
  })
})

describe('watchers of the sluice', () => {
  it('stand on two walls of the house, the auditor on either half of the time, and red tiles lie between', () => {
    const slots = 400
    const all = grids('sluice', { slots, needs: {} })
    const walls = cellsWith('W')
    let west = 0
    for (let slot = 0; slot < slots; slot++) {
      const cells = [...all.world.state.watcherCell.subarray(2 * slot, 2 * slot + 2)]
      expect(cells.toSorted((a, b) => a - b)).toEqual(walls)
      if (cells[0] === walls[0]) west++
      expect([...all.world.state.redCell.subarray(8 * slot, 8 * slot + 8)].toSorted((a, b) => a - b)).toEqual(
        cellsWith('r'),
      )
    }
    expect(Math.abs(west - slots / 2)).toBeLessThan(4 * Math.sqrt(slots / 4))
  })
})

describe('an episode', () => {
  /** Everybody takes the nearest apple of its plot; the gates stand as given. */
  function play(weights: readonly number[], steps: number, slots = 6): Grids {
    const all = grids('sluice', { slots, seed: 3 })
    const policy = gridPolicy('forager', 1, (world, chart) => {
      const apple = kindsNamed(world.tables, 'apple')
      return {
        decide(slot, p) {
          wipe(chart)
          markKinds(world, slot, chart.goals, apple)
          return walk(chart, world, slot, p)
        },
      }
    })
    const rows = Int32Array.from({ length: slots * PLOTS }, (_, row) => row)
    policy.reset(null as never)
    weigh(all, weights)
    for (let t = 0; t < steps; t++) {
      void policy.act(all.batch, rows)
      all.batch.step()
    }
    return all
  }
  const mean = (all: Grids, name: string) =>
    Array.from({ length: all.batch.slots }, (_, slot) => metric(all, name, slot)).reduce((a, b) => a + b) /
    all.batch.slots

  it('pays the keeper that keeps several times as much, and costs the others more than that', () => {
    const [shared, kept] = [play(EQUAL, 400), play(KEPT, 400)]
    const [own, ownKept] = [mean(shared, 'apples_0'), mean(kept, 'apples_0')]
    const [total, totalKept] = [mean(shared, 'apples_eaten'), mean(kept, 'apples_eaten')]
    expect(ownKept).toBeGreaterThan(3 * own)
    expect(totalKept).toBeLessThan(0.95 * total)
    expect(mean(shared, 'own_share')).toBeCloseTo(0.1)
    expect(mean(kept, 'own_share')).toBeCloseTo(0.8)
    const plots = Array.from({ length: PLOTS }, (_, plot) => metric(kept, `apples_${plot}`))
    expect(plots.reduce((a, b) => a + b)).toBe(metric(kept, 'apples_eaten'))
  })

  it('counts what grazers took from a plot, which nobody ate', () => {
    const all = grids('sluice', { slots: 1, others: 'grazers', needs: { ...CALM, grazers: { appetite: 1 } } })
    for (let t = 0; t < 300; t++) all.batch.step()
    const plots = Array.from({ length: PLOTS }, (_, plot) => metric(all, `apples_${plot}`))
    expect(plots.slice(1).every((apples) => apples > 0)).toBe(true)
    expect([plots[0], metric(all, 'apples_eaten')]).toEqual([0, 0])
    expect(plots.reduce((a, b) => a + b)).toBe(all.world.state.served.reduce((a, b) => a + b))
    expect(metric(all, 'coverage')).toBe(1)
  })

  it('has one keeper, and nine foragers or none', () => {
    const roles = (options: object) =>
      grids('sluice', { slots: 1, ...options })
        .world.tables.roles.map((role) => role[0])
        .join('')
    expect([roles({}), roles({ others: 'grazers', needs: {} })]).toEqual(['kfffffffff', 'k'])
  })

  it('keeps: the act at a gate sets the shares, and the mean share follows', () => {
    const all = grids('sluice', { slots: 1 })
    lay(all, 0, { players: others(player(7, 3, 'north', 0)) })
    const act = (action: number) => {
      all.world.actions.fill(0)
      all.world.actions[0] = action
      all.batch.step()
    }
    act(OPEN)
    expect(metric(all, 'own_share')).toBeCloseTo(4 / 41)
    act(KEEP)
    expect(metric(all, 'own_share')).toBeCloseTo((4 / 41 + 0.8) / 2)
  })
})
