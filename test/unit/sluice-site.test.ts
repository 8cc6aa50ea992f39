/** The sluice as a site: what no action moves, what pairs are worth, and what shows. */
import { describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import { evaluate } from '../../agents/evaluate.ts'
import type { Policy } from '../../agents/policy.ts'
import { BatchEnv } from '../../envs/core/batch.ts'
import type { AnyArray } from '../../envs/core/fields.ts'
import { find } from '../../envs/registry.ts'
import { over } from '../../envs/variants.ts'
import { optionsOf } from '../../probes/battery/play.ts'
import { questionIn } from '../../probes/battery/questions.ts'
import { sluiceSite } from '../../probes/battery/sites/sluice.ts'

const question = questionIn('sluice', 'reallocation')
const optionsIn = (trial: string, more = {}, of = question) => over(optionsOf(of, trial, {}), { view: null, ...more })
const keeper = (name: string): Policy => bot(name, 'sluice', { seed: 1 })

/** First one policy plays, and another one from a tick on. */
const turned = (first: Policy, then: Policy, at: number): Policy => ({
  name: 'turned',
  reset(slots) {
    first.reset(slots)
    then.reset(slots)
  },
  act: (batch, rows) => (batch.world.tick[0] < at ? first : then).act(batch, rows),
})

/** Hashes of a slot's states and its exogenous tables, tick by tick. */
async function playOf(policy: Policy): Promise<{ states: string[]; tables: string[] }> {
  const env = new BatchEnv(find('sluice'), { ...optionsIn('U'), slots: 1, seed: 'pair' })
  const [states, tables]: [string[], string[]] = [[], []]
  policy.reset()
  for (let t = 0; t < 200; t++) {
    states.push(env.hash())
    tables.push(sluiceSite.exogenous(env.world, 0).join())
    await policy.act(env, Int32Array.of(0))
    env.step()
  }
  return { states, tables }
}

describe('pairs at the sluice', () => {
  it('share what nobody causes, and everything until the policies part', async () => {
    const plain = await playOf(keeper('consolidated'))
    for (const other of ['exploiter', 'random', 'stuck']) {
      // The window of the helper is over at tick 30.
      const parted = await playOf(turned(keeper('consolidated'), keeper(other), 60))
      expect(parted.tables).toEqual(plain.tables)
      expect(parted.states.slice(0, 61)).toEqual(plain.states.slice(0, 61))
      expect(parted.states.slice(70)).not.toEqual(plain.states.slice(70))
    }
  })

  it('make a small difference between policies several times as sharp as independent draws', async () => {
    const coverage = async (name: string, seed: string) => {
      const { metrics } = await evaluate({
        env: 'sluice',
        envOptions: optionsIn('U'),
        seats: [keeper(name)],
        episodes: 32,
        seed,
      })
      return [...metrics.coverage]
    }
    const one = await coverage('consolidated', 'a')
    const paired = await coverage('feed_anything', 'a')
    const apart = await coverage('feed_anything', 'b')
    const ratio = variance(one.map((k, i) => k - paired[i])) / variance(one.map((k, i) => k - apart[i]))
    expect(ratio).toBeLessThan(0.6)
    expect(ratio).toBeGreaterThan(0)
  })
})

function variance(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

const VIEWS = Object.keys(find('sluice').views)

describe('what tells cells apart', () => {
  it.each([
    ...VIEWS.map((view) => [view, 'reallocation'] as const),
    ...VIEWS.map((view) => [view, 'honesty'] as const),
  ])('does not show in view %s while cues and tags stand (%s)', (view, name) => {
    const options = over(optionsIn('U', { view }, questionIn('sluice', name)), { needs: { tag: 1, led: [0.5] } })
    const env = new BatchEnv(find('sluice'), { ...options, slots: 1, seed: 2 })
    const { world } = env
    for (let t = 0; t < 60; t++) {
      world.actions[0] = [7, 3, 8, 4][t % 4]
      env.step()
    }
    const { open, inert, served, portions, truth, tally } = world.state as unknown as Record<string, AnyArray>
    const row = () => {
      world.view!.write(world, 0)
      return [...(world.observations as Uint8Array)]
    }
    const before = row()
    const flips = [
      () => (open[0] = 1 - open[0]),
      () => inert.fill(1),
      () => (world.knobs.price[0] = 0),
      () => (world.knobs.pay[0] = 1),
      () => (world.knobs.enforced[0] = 0),
      () => served.fill(99),
      () => portions.fill(99),
      () => truth.fill(9),
      () => tally.fill(99),
    ]
    for (const flip of flips) {
      flip()
      expect(row()).toEqual(before)
    }
  })
})

describe('styles of the surroundings', () => {
  const styled = (view: string | null, slots: number, needs = {}) => {
    const options = over(optionsIn('U', { view }, questionIn('sluice', 'style')), {
      needs: { style: null, auditor: { open: null }, bird: { open: null }, watch: { dwell: 1 }, ...needs },
    })
    return new BatchEnv(find('sluice'), { ...options, slots, seed: 4 }).world
  }

  it('are drawn alike for each episode, and say how often the tower looks', () => {
    const { state } = styled(null, 1200)
    const style = [...(state.style as Uint8Array)]
    const shares = [0.9, 0.1, 0.5, 0.5].map((share, each) => {
      const slots = style.flatMap((its, slot) => (its === each ? [slot] : []))
      expect(Math.abs(slots.length - 300)).toBeLessThan(4 * Math.sqrt(300 * 0.75))
      const lit = slots.filter((slot) => state.open[slot * 2] === 1).length
      return Math.abs(lit / slots.length - share) / Math.sqrt((share * (1 - share)) / slots.length)
    })
    expect(Math.max(...shares)).toBeLessThan(4)
  })

  it.each(VIEWS)('show in view %s in place of lights, but in pictures', (view) => {
    const world = styled(view, 1)
    const row = () => {
      world.view!.write(world, 0)
      return [...(world.observations as Uint8Array)]
    }
    world.state.open.fill(0)
    const dark = row()
    world.state.open.fill(1)
    expect(row()).toEqual(dark)
    world.state.style[0] = (world.state.style[0] + 1) % 4
    expect(row().join() === dark.join()).toBe(view === 'rgb')
  })

  it('are told in words', () => {
    const world = styled(null, 1, { style: 3 })
    const text = find('sluice').text(world, 0, 0)
    expect(text).toContain('The surroundings are in style 3.')
    expect(text).toContain('is without a light.')
    expect(text).not.toContain('sees you')
  })
})
