/** What callers meet: options, names and actions that do not fit, and the order of calls. */
import { describe, expect, it } from 'vitest'
import { BatchEnv } from '../../envs/core/batch.ts'
import { ParallelEnv } from '../../envs/core/parallel.ts'
import type { EnvSpec } from '../../envs/core/spec.ts'
import { find, listEnvs, make, makeBatch } from '../../envs/registry.ts'
import { catching } from '../contract/catch.ts'

const spec = catching as EnvSpec
const kitchen = (options: Record<string, unknown> = {}) => make('overcooked', { horizon: 3, ...options })
const STAY = { agent_0: 4, agent_1: 4 }

describe('unknown names list the known ones', () => {
  it.each([
    ['environment', () => make('overcoked'), /Got unknown environment 'overcoked', expected one of: .*overcooked/],
    ['environment of a batch', () => makeBatch('', { slots: 1 }), /Got unknown environment '', expected one of: /],
    ['view', () => kitchen({ view: 'pixels' }), /Got unknown view of overcooked 'pixels', expected one of: .*symbolic/],
    ['option', () => kitchen({ horizn: 3 }), /overcooked: Got unknown option 'horizn', expected one of: .*horizon/],
    [
      'layout',
      () => kitchen({ layout: 'cramped_rom' }),
      /Got unknown layout 'cramped_rom', did you mean 'cramped_room'/,
    ],
    [
      'layout key',
      () => kitchen({ layout: { gird: [] } }),
      /Got unknown key 'gird' in layout 'custom', expected one of: grid/,
    ],
    [
      'knob',
      () => new BatchEnv(spec, { slots: 1 }).tune('py', 1),
      "Got unknown knob of catch 'py', expected one of: pay.",
    ],
  ])('%s', (_, work, message) => expect(work).toThrow(message))
})

describe('options that do not fit say what came, what was expected and where', () => {
  it.each([
    ['a horizon of 0', () => kitchen({ horizon: 0 }), 'Got 0 for option horizon, expected it to be >= 1.'],
    [
      'a word for a number',
      () => kitchen({ horizon: 'long' }),
      'Got "long" for option horizon, expected it to be number.',
    ],
    [
      'one of a list',
      () => kitchen({ reward: 'mine' }),
      'Got "mine" for option reward, expected one of: shared, individual.',
    ],
    ['two faults at once', () => kitchen({ horizon: 0, fixed: 1 }), /option horizon.*option fixed/],
    [
      'slots of make()',
      () => kitchen({ slots: 2 }),
      "Got option 'slots' for make('overcooked'), expected makeBatch() for batches.",
    ],
    ['no slots', () => makeBatch('overcooked', { slots: 0 }), 'Got 0 slots, expected an integer >= 1.'],
    [
      'half a thread',
      () => makeBatch('overcooked', { slots: 2, threads: 0.5 }),
      'Got 0.5 threads, expected an integer >= 1.',
    ],
    [
      'autoreset',
      () => makeBatch('overcooked', { slots: 1, autoreset: 'now' as never }),
      "Got autoreset 'now', expected one of",
    ],
    [
      'kernels',
      () => makeBatch('overcooked', { slots: 1, kernels: 'gpu' as never }),
      "Got kernels 'gpu', expected one of: wasm, js.",
    ],
    [
      'a seed',
      () => makeBatch('overcooked', { slots: 1, seed: null as never }),
      'Got seed null, expected a number or a string.',
    ],
    [
      'too large a world',
      () => makeBatch('overcooked', { slots: 100_000_000 }),
      /expected at most 4294967296: use fewer slots/,
    ],
  ])('%s', (_, work, message) => expect(work).toThrow(message))

  it('and options that are undefined are not given', () => {
    expect(kitchen({ layout: undefined, seed: undefined, view: undefined }).config.layout).toBe('cramped_room')
    expect(makeBatch('overcooked', { slots: 1, threads: undefined }).options.threads).toBe(1)
  })
})

describe('a parallel environment', () => {
  it('follows the PettingZoo parallel API', () => {
    const env = kitchen({ seed: 1 })
    expect(env.possibleAgents).toEqual(['agent_0', 'agent_1'])
    const first = env.reset()
    expect(Object.keys(first.observations)).toEqual(['agent_0', 'agent_1'])
    expect(Object.keys(first.infos)).toEqual(['agent_0', 'agent_1'])
    const { rewards, terminations, truncations, infos } = env.step(STAY)
    expect(rewards).toEqual({ agent_0: 0, agent_1: 0 })
    expect(terminations).toEqual({ agent_0: false, agent_1: false })
    expect(truncations).toEqual({ agent_0: false, agent_1: false })
    expect(infos.agent_0).toMatchObject({ sparseReward: 0, shapedReward: 0, events: [] })
    expect(env.observationSpace('agent_0').kind).toBe('box')
    expect(env.actionSpace('agent_1')).toMatchObject({ kind: 'discrete', n: 6 })
    expect([...env.actionMask('agent_0')]).toEqual([1, 1, 1, 1, 1, 1])
  })

  it('is truncated at the horizon, has no agents then and refuses another step', () => {
    const env = kitchen()
    env.reset()
    env.step(STAY)
    env.step(STAY)
    const { truncations, terminations, observations } = env.step(STAY)
    expect([truncations, terminations]).toEqual([{ agent_0: true, agent_1: true }, { agent_0: false, agent_1: false }]) // prettier-ignore
    expect(Object.keys(observations)).toEqual(['agent_0', 'agent_1'])
    expect(env.agents).toEqual([])
    expect(() => env.step({})).toThrow('Got step() after the end of the episode, expected reset() first.')
    env.reset()
    expect(env.agents).toEqual(env.possibleAgents)
    expect(() => env.step(STAY)).not.toThrow()
  })

  it.each([
    ['a missing action', { agent_0: 4 }, 'Missing action of agent_1, expected one for each of: agent_0, agent_1.'],
    [
      'an agent that is not there',
      { ...STAY, agent_2: 4 },
      "Got unknown agent 'agent_2', expected one of: agent_0, agent_1.",
    ],
    [
      'an action above',
      { ...STAY, agent_1: 6 },
      'Got action 6 for agent_1, expected an integer in [0, 6) (0 north, 1 south',
    ],
    ['an action below', { ...STAY, agent_0: -1 }, 'Got action -1 for agent_0'],
    ['half an action', { ...STAY, agent_0: 0.5 }, 'Got action 0.5 for agent_0'],
    ['an action that is no number', { ...STAY, agent_0: NaN }, 'Got action NaN for agent_0'],
    ['two heads for one', { ...STAY, agent_0: [1, 2] }, 'Got 2 action heads for agent_0, expected 1.'],
  ])('refuses %s and does not step', (_, actions, message) => {
    const env = kitchen()
    env.reset()
    const before = env.hash()
    expect(() => env.step(actions)).toThrow(message)
    expect(env.hash()).toBe(before)
  })

  it('names agents that are not there wherever they are asked for', () => {
    const env = kitchen()
    for (const ask of [env.observationSpace, env.actionSpace, env.actionMask] as ((agent: string) => unknown)[]) {
      expect(() => ask.call(env, 'bob')).toThrow("Got unknown agent 'bob', expected one of: agent_0, agent_1.")
    }
  })

  it('plays the first episode again under its seed and others after it', () => {
    const env = kitchen({ layout: 'cramped_room', randomPositions: true, randomObjects: 0.9, seed: 'a' })
    const starts = [{ seed: 'a' }, {}, {}, { seed: 'a' }, {}, { seed: 'b' }].map((options) => {
      env.reset(options)
      return JSON.stringify(env.toJSON())
    })
    expect(starts[3]).toBe(starts[0])
    expect(starts[4]).toBe(starts[1])
    expect(new Set([starts[0], starts[1], starts[2], starts[5]]).size).toBe(4)
  })

  it('starts the first episode by its first reset', () => {
    const [a, b] = [kitchen({ seed: 5, randomPositions: true }), kitchen({ seed: 5, randomPositions: true })]
    a.reset()
    b.reset({ seed: 5 })
    expect(a.toJSON()).toEqual(b.toJSON())
  })

  it('hands out observations that later steps leave alone', () => {
    const env = kitchen()
    const { observations } = env.reset()
    const before = [...(observations.agent_0 as Uint8Array)]
    env.step({ agent_0: 3, agent_1: 2 })
    expect([...(observations.agent_0 as Uint8Array)]).toEqual(before)
    expect(env.observe().agent_0).not.toEqual(observations.agent_0)
  })

  it('goes on from a snapshot and from a state, even after its end', () => {
    const env = kitchen()
    env.reset()
    const [saved, state] = [env.snapshot(), env.toJSON()]
    for (let t = 0; t < 3; t++) env.step(STAY)
    env.restore(saved)
    expect(env.agents).toEqual(env.possibleAgents)
    for (let t = 0; t < 3; t++) env.step(STAY)
    env.fromJSON(state)
    expect(env.step(STAY).truncations.agent_0).toBe(false)
  })

  it('speaks in the text view', () => {
    const env = new ParallelEnv(spec, { view: 'text', seed: 3 })
    const { observations } = env.reset()
    expect(observations.west).toMatch(/^You are in column 0, the other is in column 4\./)
    expect(env.observationSpace('west')).toEqual({ kind: 'text' })
    expect(kitchen({ view: 'text' }).reset().observations.agent_0).toEqual(expect.any(String))
  })

  it('draws, prints and closes', () => {
    const env = new ParallelEnv(spec, {})
    env.reset()
    expect(env.render()).toMatchObject({ width: 5, height: 4 })
    expect(env.print()).toMatch(/0 fell/)
    expect(() => env.close()).not.toThrow()
  })
})

describe('a batch', () => {
  it('waits for resetDone() where autoreset is disabled', () => {
    const batch = makeBatch('overcooked', { slots: 2, horizon: 2, autoreset: 'disabled' })
    for (let t = 0; t < 4; t++) batch.step()
    expect([...batch.world.tick]).toEqual([2, 2])
    expect([...batch.done]).toEqual([2, 2, 2, 2])
    batch.resetDone()
    expect([...batch.world.tick]).toEqual([0, 0])
    batch.step()
    expect([...batch.done]).toEqual([0, 0, 0, 0])
  })

  it('keeps metrics, returns and length of the episode that ended last', () => {
    const batch = new BatchEnv(spec, { slots: 1, horizon: 9, rocks: 0, seed: 1 })
    let paid = 0
    for (let t = 0; t < 9; t++) {
      batch.actions.fill(t % 3)
      batch.step()
      paid += batch.rewards[0] + batch.rewards[1]
    }
    const { finalReturns, finalMetrics, finalLength, returns, metrics } = batch.world
    expect(finalLength[0]).toBe(9)
    expect(finalReturns[0] + finalReturns[1]).toBe(paid)
    expect(finalMetrics[0]).toBe(paid)
    expect([...returns, ...metrics]).toEqual([0, 0, 0])
  })

  it('tunes knobs in one slot or in all', () => {
    const batch = new BatchEnv(spec, { slots: 2 })
    batch.tune('pay', 5, 1)
    expect([...batch.world.knobs.pay]).toEqual([1, 5])
    batch.tune('pay', 2)
    expect([...batch.world.knobs.pay]).toEqual([2, 2])
  })

  it.each([-1, 2, 0.5, NaN])('has no slot %d', (slot) => {
    const batch = new BatchEnv(spec, { slots: 2 })
    expect(() => batch.snapshot(slot)).toThrow(`Got slot ${slot}, expected an integer in [0, 2).`)
    expect(() => batch.restore(batch.snapshot(0), slot)).toThrow(`Got slot ${slot}`)
    expect(() => batch.hash(slot)).toThrow(`Got slot ${slot}`)
    expect(() => batch.toJSON(slot)).toThrow(`Got slot ${slot}`)
    expect(() => batch.fromJSON(slot, batch.toJSON(0))).toThrow(`Got slot ${slot}`)
    expect(() => batch.tune('pay', 1, slot)).toThrow(`Got slot ${slot}`)
  })

  it('refuses ranges that are no ranges of slots', () => {
    const batch = new BatchEnv(spec, { slots: 2 })
    for (const [from, to] of [[-1, 1], [0, 3], [2, 1], [0.5, 1]]) {
      expect(() => batch.start(from, to)).toThrow(`Got slots ${from} to ${to}, expected a range within 0 to 2.`)
    } // prettier-ignore
  })
})

describe('the registry', () => {
  it('lists what it finds', () => {
    for (const { id, version, summary } of listEnvs()) {
      expect(find(id)).toMatchObject({ id, version, summary })
      expect(find(id).views).toHaveProperty(find(id).defaultView)
    }
  })

  it('finds by family and id, and nothing by a family that it is not of', () => {
    expect(find('neuralmmo/autonomy')).toBe(find('autonomy'))
    expect(find('meltingpot/coins')).toBe(find('coins'))
    for (const name of ['overcooked/coins', 'neuralmmo/', 'neuralmmo/autonomy/1', 'constructor/name'])
      expect(() => find(name)).toThrow(`Got unknown environment '${name}', expected one of: overcooked, coins`)
  })
})
