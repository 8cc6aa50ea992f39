import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import type { Policy } from '../../agents/policy.ts'
import { SCENARIOS } from '../../agents/scenario-list.ts'
import {
  checkScenario,
  measureAnchor,
  modeOf,
  playScenario,
  readScenario,
  type Scenario,
} from '../../agents/scenarios.ts'
import { sva } from './cli-run.ts'

const coins: Scenario = {
  name: 'coins with either',
  summary: 'a partner of either kind',
  env: 'coins',
  envOptions: { horizon: 300, randomEnd: false },
  focal: [true, false],
  background: { default: ['cooperator', 'defector'] },
  anchors: { zero: { bot: 'stay', value: -10 }, one: { bot: 'defector', value: 10 } },
  tags: [],
}
const json = (part: object) => ({ ...coins, ...part })
const defector = () => bot('defector', 'coins')

describe('a scenario', () => {
  it.each([
    [[true, true], 'universalisation'],
    [[true, true, false], 'resident'],
    [[true, false], 'visitor'],
    [[true, false, false], 'visitor'],
  ] as const)('with focal seats %j is %s', (focal, mode) => {
    expect(modeOf({ ...coins, focal })).toBe(mode)
  })

  it('seats the policy in the focal seats and draws a bot for each other seat of each episode', async () => {
    const seen = new Set<number>()
    const watching: Policy = { ...defector(), act: (batch, rows) => {
      for (let i = 0; i < rows.length; i++) seen.add(rows[i] % 2)
      return defector().act(batch, rows)
    } } // prettier-ignore
    const played = await playScenario(coins, { policy: watching, episodes: 24 })
    expect([...seen]).toEqual([0])
    // A cooperator as partner earns less than it loses to a defector; two kinds of episodes spread the returns.
    expect(played.background!.n).toBe(24)
    const alone = await playScenario({ ...coins, background: { default: ['cooperator'] } }, { policy: defector(), episodes: 24 }) // prettier-ignore
    const other = await playScenario({ ...coins, background: { default: ['defector'] } }, { policy: defector(), episodes: 24 }) // prettier-ignore
    expect(alone.focal.mean).toBeGreaterThan(played.focal.mean)
    expect(played.focal.mean).toBeGreaterThan(other.focal.mean)
  })

  it('is the same on the same seed', async () => {
    const [a, b, c] = [1, 1, 2].map((seed) => playScenario(coins, { policy: defector(), episodes: 6, seed }))
    expect(await a).toEqual(await b)
    expect((await c).focal).not.toEqual((await a).focal)
  })

  it('scores between its anchors, and beyond them', async () => {
    const { focal, score } = await playScenario(coins, { policy: defector(), episodes: 6 })
    expect(score!.mean).toBeCloseTo((focal.mean + 10) / 20, 9)
    expect(score!.high - score!.low).toBeCloseTo((focal.high - focal.low) / 20, 9)
    const bare = await playScenario({ ...coins, anchors: null }, { policy: defector(), episodes: 2 })
    expect(bare.score).toBeNull()
  })

  it('counts a metric only over the episodes in which it is defined', async () => {
    const idle = { ...coins, background: { default: ['stay'] }, anchors: null }
    const { metrics } = await playScenario(idle, { policy: bot('stay', 'coins'), episodes: 4 })
    expect(metrics.own_share.n).toBe(0)
    expect(metrics.collective_return).toMatchObject({ n: 4, mean: 0 })
  })
})

describe('a scenario from a file', () => {
  it('may leave out what has a default', () => {
    expect(readScenario({ name: 'all', env: 'coins', focal: [true, true] }, 'all.json')).toEqual({
      name: 'all',
      summary: '',
      env: 'coins',
      envOptions: {},
      focal: [true, true],
      background: {},
      anchors: null,
      tags: [],
    })
  })

  it.each([
    ['an array', [], 'own.json: Got [], expected an object with name, env, focal.'],
    ['no environment', { name: 'x', focal: [true] }, "Missing 'env' in options."],
    ['an unknown key', json({ bots: [] }), "Got unknown option 'bots', expected one of: name, summary, env"],
    ['an unknown environment', json({ env: 'poker' }), "Got unknown environment 'poker', expected one of: overcooked"],
    ['an unknown option', json({ envOptions: { tax: 1 } }), "Got unknown option 'tax', expected one of: horizon"],
    ['too few seats', json({ focal: [true] }), 'own.json: Got 1 seats in focal, expected 2, one an agent of coins.'],
    ['no focal seat', json({ focal: [false, false] }), 'own.json: Got no focal seat, expected at least one.'],
    ['an unknown role', json({ background: { banker: ['stay'] } }), "own.json: Got unknown role 'banker' in background, expected any of: default."],
    ['no bots', json({ background: {} }), "own.json: Got no bots for role 'default' of seat 1, expected some in background."],
    ['an unknown bot', json({ background: { default: ['chef'] } }), "Got bot 'chef', which plays overcooked, for coins, expected one of: random"],
    ['an anchor without a value', json({ anchors: { zero: { bot: 'stay' }, one: { bot: 'stay', value: 1 } } }), "Missing 'value' in option anchors.zero"],
    ['anchors on one point', json({ anchors: { zero: { bot: 'stay', value: 1 }, one: { bot: 'stay', value: 1 } } }), 'own.json: Got two anchors of 1, expected two that differ.'],
  ])('with %s is refused', (_, given, message) => {
    expect(() => readScenario(given, 'own.json')).toThrow(message)
  }) // prettier-ignore
})

describe('the scenarios that come with the project', () => {
  it.each(Object.entries(SCENARIOS))('%s fits its environment', (name, scenario) => {
    expect(scenario.name).toBe(name)
    expect(() => checkScenario(scenario, name)).not.toThrow()
  })
})

describe('anchors', () => {
  it.each(['coins/with_a_defector', 'coins/with_a_reciprocator'])(
    'of %s are what they were pinned to',
    async (name) => {
      const { zero, one } = SCENARIOS[name].anchors!
      for (const anchor of [zero, one]) {
        // To the digit that is pinned; a mean of 37.55 is pinned as 37.6.
        const { mean } = await measureAnchor(SCENARIOS[name], anchor)
        expect(Math.abs(mean - anchor.value)).toBeLessThan(0.051)
      }
    },
  )
})

describe('sva scenarios', () => {
  let folder = ''
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'scenarios-'))))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('lists them, and plays a bot in one from a file', async () => {
    const listed = await sva(['scenarios', '--env', 'coins'])
    expect(listed.code).toBe(0)
    expect(listed.stdout).toContain('coins')
    const file = join(folder, 'own.json')
    writeFileSync(file, JSON.stringify(coins))
    const { code, stdout } = await sva(['scenarios', 'defector', '--scenario', file, '--episodes', '4', '--json'])
    expect(code).toBe(0)
    const { outcomes } = JSON.parse(stdout)
    expect(outcomes[0]).toMatchObject({ scenario: 'coins with either', mode: 'visitor', focal: { n: 4 } })
  })

  it('says where a file is wrong, and which scenarios there are', async () => {
    const file = join(folder, 'bad.json')
    writeFileSync(file, '{')
    expect(await sva(['scenarios', 'stay', '--scenario', file])).toMatchObject({ code: 2, stderr: expect.stringContaining('bad.json is no JSON') }) // prettier-ignore
    expect(await sva(['scenarios', 'stay', '--scenario', 'party'])).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown scenario 'party', expected one of: ") }) // prettier-ignore
    expect(await sva(['scenarios', 'stay', '--env', 'poker'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Got no scenario of poker') }) // prettier-ignore
  })
})
