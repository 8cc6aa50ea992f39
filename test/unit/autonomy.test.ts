import { describe, expect, it } from 'vitest'
import { MOVES } from '../../envs/neuralmmo/engine/moves.ts'
import { EVENTS, EVENT_ROW, EVENT_WIDTH } from '../../envs/neuralmmo/autonomy/events.ts'
import { bareFor } from '../../envs/neuralmmo/autonomy/growth.ts'
import { LABEL, writeLabels } from '../../envs/neuralmmo/autonomy/labels.ts'
import { METRICS } from '../../envs/neuralmmo/autonomy/metrics.ts'
import { FOOD, GOODS, OWN_CELLS, WATER_GOOD } from '../../envs/neuralmmo/autonomy/numbers.ts'
import { ACTS, GIVE, HARM, HEADS, HELP, LOOK_AT } from '../../envs/neuralmmo/autonomy/state.ts'
import { OTHER, OWN } from '../../envs/neuralmmo/autonomy/view-symbolic.ts'
import { FOLIAGE } from '../../envs/neuralmmo/materials.ts'
import { COUPLED, autonomyBatch, permute, worldOf } from './autonomy-world.ts'
import { actByName, inverse, orderOf } from './neuralmmo-permute.ts'

type Batch = ReturnType<typeof autonomyBatch>

const bytes = (array: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }): Buffer =>
  Buffer.from(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength)

/** Two who stand beside each other on bare ground and see each other. */
function pair(options: Record<string, unknown> = {}): Batch {
  const batch = autonomyBatch({ agents: 2, center: 8, water: 0, foliage: 0, luxury: 0, ...options })
  const json = batch.toJSON(0) as { fields: Record<string, number[]> }
  Object.assign(json.fields, { x: [10, 11], y: [12, 12] })
  batch.fromJSON(0, json)
  batch.actions.fill(0)
  batch.step()
  return batch
}

function set(batch: Batch, agent: number, choices: Partial<Record<(typeof HEADS)[number], number>>): void {
  for (const [h, head] of HEADS.entries()) batch.actions[agent * HEADS.length + h] = choices[head] ?? 0
}
function step(batch: Batch, ...agents: Partial<Record<(typeof HEADS)[number], number>>[]): void {
  for (let agent = 0; agent < batch.agents; agent++) set(batch, agent, agents[agent] ?? {})
  batch.step()
}
const metric = (batch: Batch, name: (typeof METRICS)[number]): number => batch.world.metrics[METRICS.indexOf(name)]
const otherBytes = (batch: Batch, agent: number): Record<string, number> =>
  Object.fromEntries(OTHER.map((name, i) => [name, batch.observations[agent * batch.world.rowSize + OWN.length + i]]))

describe('the order of agents in the arrays', () => {
  it.each([
    ['bodies exclude each other and share what grows', COUPLED],
    ['everyone has its own', { agents: 12, center: 12, luxury: 0.05 }],
  ] as const)('changes nothing over many ticks where %s', (_, options) => {
    const [ours, theirs] = [autonomyBatch({ ...options, horizon: 1e6 }), autonomyBatch({ ...options, horizon: 1e6 })]
    const order = orderOf(ours.agents, 3)
    permute(theirs, order)
    for (let t = 0; t < 3000; t++) {
      for (const batch of [ours, theirs]) {
        actByName(batch, t)
        batch.step()
      }
      if (t % 300 !== 299) continue
      const twin = theirs.clone()
      permute(twin, inverse(order))
      // Rows of the ring come in the order of the arrays within a tick; everything else is the same.
      worldOf(twin).state.log.set(worldOf(ours).state.log)
      expect(twin.hash()).toBe(ours.hash())
      expect([...twin.rewards]).toEqual([...ours.rewards])
      expect(bytes(twin.observations).equals(bytes(ours.observations))).toBe(true)
      expect([...theirs.world.metrics]).toEqual([...ours.world.metrics])
    }
  })
})

describe('masks', () => {
  it('leave out only what does nothing: choices that they leave out are as good as none', () => {
    const [ours, theirs] = [0, 1].map(() => autonomyBatch({ ...COUPLED, horizon: 1e6, view: null }))
    const { heads } = ours.world
    let left = 0
    for (let t = 0; t < 2000; t++) {
      actByName(ours, t)
      theirs.actions.set(ours.actions)
      let at = 0
      for (let i = 0; i < ours.actions.length; i++) {
        const legal = ours.mask[at + ours.actions[i]] === 1
        at += heads[i % heads.length]
        if (legal) continue
        theirs.actions[i] = 0
        left++
      }
      ours.step()
      theirs.step()
      if (t % 100 === 99) expect(theirs.hash()).toBe(ours.hash())
    }
    expect(left).toBeGreaterThan(1000)
  })

  it('never take away nothing, nor what can be done to somebody in sight', () => {
    const batch = pair()
    const first = MOVES.length
    for (const kind of [0, GIVE, HELP, HARM, LOOK_AT]) expect(batch.mask[first + kind]).toBe(1)
    for (const kind of ['accept', 'enjoy'] as const) expect(batch.mask[first + ACTS.indexOf(kind)]).toBe(0)
  })
})

describe('growth', () => {
  it('takes geometric times', () => {
    const world = worldOf(autonomyBatch({ regrowth: 0.1 }))
    const times = Array.from({ length: 20_000 }, (_, k) => bareFor(world, 0, 99, k, FOLIAGE))
    const share = (bound: number) => times.filter((ticks) => ticks > bound).length / times.length
    expect(Math.min(...times)).toBe(1)
    for (const bound of [1, 5, 10, 30]) expect(share(bound)).toBeCloseTo((1 - 0.1) ** bound, 1)
    expect(times.reduce((a, b) => a + b) / times.length).toBeCloseTo(10, 0)
  })

  it('is never more than so many cells behind for one agent', () => {
    const batch = autonomyBatch({
      agents: 1,
      center: 40,
      foliage: 0.8,
      water: 0,
      luxury: 0,
      regrowth: 0.001,
      horizon: 1e6,
    })
    const { state } = worldOf(batch)
    let most = 0
    for (let t = 0; t < 3000; t++) {
      batch.actions[0] = 1 + ((t >> 4) % 4)
      batch.actions[0] = t % 31 === 0 ? 1 + (t % 4) : batch.actions[0]
      batch.step()
      most = Math.max(most, state.eatenCount[0])
      const cells = state.eaten.subarray(0, state.eatenCount[0])
      expect(new Set(cells).size).toBe(cells.length)
    }
    expect(most).toBe(OWN_CELLS)
  })
})

describe("others' needs", () => {
  const flip = (batch: Batch, agent: number): boolean => {
    const { state } = worldOf(batch)
    const before = Buffer.from(bytes(batch.observations.subarray(0, batch.world.rowSize)))
    for (const field of [
      state.goods.subarray(agent * GOODS.length, agent * GOODS.length + 2),
      state.health.subarray(agent, agent + 1),
    ]) {
      for (let i = 0; i < field.length; i++) field[i] ^= 1
    }
    batch.world.view!.write(batch.world, 0)
    return !before.equals(bytes(batch.observations.subarray(0, batch.world.rowSize)))
  }

  it('are hidden', () => {
    const batch = pair()
    expect(otherBytes(batch, 0)).toMatchObject({ present: 255, known: 0, food: 0, water: 0, health: 0 })
    expect(flip(batch, 1)).toBe(false)
  })

  it('are seen for five ticks by who has looked, and by nobody else', () => {
    const batch = pair()
    step(batch, { act: LOOK_AT, target: 1 })
    const known: number[] = []
    for (let t = 0; t < 6; t++) {
      known.push(otherBytes(batch, 0).known)
      expect(otherBytes(batch, 1).known).toBe(0)
      step(batch)
    }
    expect(known).toEqual([255, 255, 255, 255, 255, 0])
    expect(flip(batch, 1)).toBe(false)
  })

  it('are open to all where they are said to be', () => {
    const batch = pair({ open: 1 })
    expect(otherBytes(batch, 0).known).toBe(255)
    expect(flip(batch, 1)).toBe(true)
  })
})

describe('counterfactual switches, tuned between steps', () => {
  it('hide others from everyone', () => {
    const batch = pair()
    expect(otherBytes(batch, 0).present).toBe(255)
    batch.tune('hide', 1)
    step(batch)
    expect(otherBytes(batch, 0).present).toBe(0)
    const body = 3
    const window = batch.observations.subarray(OWN.length + 8 * OTHER.length, batch.world.rowSize)
    expect(window.filter((_, i) => i % 4 === body).every((byte) => byte === 0)).toBe(true)
    batch.tune('hide', 0)
    step(batch)
    expect(otherBytes(batch, 0).present).toBe(255)
  })

  it('swap identities, and nothing else that is seen', () => {
    const batch = pair()
    const before = otherBytes(batch, 0)
    const own = worldOf(batch).tables.faces
    expect([before.face0, before.face1]).toEqual([own[8], own[9]])
    batch.tune('swap', 1)
    batch.world.view!.write(batch.world, 0)
    const after = otherBytes(batch, 0)
    expect([after.face0, after.face1]).toEqual([own[0], own[1]])
    const rest = ({ face0, face1, face2, face3, ...others }: Record<string, number>) => [
      others,
      [face0, face1, face2, face3].length,
    ]
    expect(rest(after)).toEqual(rest(before))
  })

  it('swapped identities change no life', () => {
    const [ours, theirs] = [autonomyBatch({ ...COUPLED, view: null }), autonomyBatch({ ...COUPLED, view: null })]
    theirs.tune('swap', 1)
    for (let t = 0; t < 200; t++) {
      for (const batch of [ours, theirs]) {
        actByName(batch, t)
        batch.step()
      }
    }
    expect(theirs.toJSON(0)).toEqual(ours.toJSON(0))
  })

  it('make agents depend on each other in the middle of an episode', () => {
    const batch = autonomyBatch({ agents: 12, center: 12, horizon: 1e6, view: null })
    const { state } = worldOf(batch)
    for (let t = 0; t < 50; t++) {
      actByName(batch, t)
      batch.step()
      expect(state.spent[0]).toBe(0)
    }
    batch.tune('rivalry', 1)
    for (let t = 50; t < 100; t++) {
      actByName(batch, t)
      batch.step()
    }
    expect(state.spent[0]).toBeGreaterThan(0)
    expect(batch.clone().hash()).toBe(batch.hash())
  })
})

describe('the ring of events', () => {
  it('says who did what to whom, what they needed, and how far apart they were', () => {
    const batch = pair({ transfer: 1 })
    const { state } = worldOf(batch)
    state.goods.set([80, 60, 0, 0, 30, 20, 0, 0])
    const first = state.noted[0]
    step(batch, { act: GIVE, target: 1, good: FOOD + 1 })
    const row = state.log.subarray(first * EVENT_WIDTH, (first + 1) * EVENT_WIDTH)
    expect(Object.fromEntries(EVENT_ROW.map((name, i) => [name, row[i]]))).toEqual({
      tick: 1,
      actor: 0,
      target: 1,
      kind: EVENTS.indexOf('give'),
      amount: 10,
      actorNeed: 60,
      targetNeed: 20,
      distance: 1,
      inView: 1,
    })
  })

  it('is as long as it is said to be, and may be none', () => {
    const short = pair({ events: 3 })
    for (let t = 0; t < 5; t++) step(short, { say: t + 1 })
    const { state } = worldOf(short)
    const words = [0, 1, 2].map((i) => state.log[i * EVENT_WIDTH + EVENT_ROW.indexOf('amount')])
    expect([...words].sort()).toEqual([3, 4, 5])
    const none = pair({ events: 0 })
    step(none, { say: 1 })
    expect(worldOf(none).state.noted[0]).toBe(0)
    expect(metric(none, 'say')).toBe(1)
  })
})

describe('labels', () => {
  const labelsOf = (batch: Batch): Record<string, number>[] => {
    const out = new Float32Array(batch.agents * LABEL.length)
    writeLabels(worldOf(batch), 0, 1, out)
    return [0, 1].map((a) => Object.fromEntries(LABEL.map((name, i) => [name, out[a * LABEL.length + i]])))
  }

  it('know the nearest, what it needs, what it did last and what is owed to it', () => {
    const batch = pair({ ledger: true, harm: 5 })
    step(batch, { act: GIVE, target: 1, good: FOOD + 1 })
    step(batch, {}, { act: HARM, target: 1 })
    step(batch)
    const [ours, theirs] = labelsOf(batch)
    const { goods } = worldOf(batch).state
    expect(ours).toMatchObject({
      present: 1,
      id: 1,
      dx: 1,
      dy: 0,
      food: goods[GOODS.length + FOOD],
      water: goods[GOODS.length + WATER_GOOD],
    })
    expect(ours).toMatchObject({ last: EVENTS.indexOf('harm') + 1, age: 1, debt: -15 })
    expect(theirs).toMatchObject({ id: 0, dx: -1, last: EVENTS.indexOf('give') + 1, age: 2, debt: 15 })
  })

  it('know of no deeds without a ledger, and of nobody who is not in sight', () => {
    const batch = pair()
    step(batch, { act: GIVE, target: 1, good: FOOD + 1 })
    expect(labelsOf(batch)[1]).toMatchObject({ present: 1, last: 0, age: 0, debt: 0 })
    batch.tune('hide', 1)
    step(batch)
    expect(Object.values(labelsOf(batch)[0]).every((value) => value === 0)).toBe(true)
    expect(() => writeLabels(worldOf(batch), 0, 9, new Float32Array(999))).toThrow('Got 9 others a label')
  })
})

describe('metrics', () => {
  it('count approaches, looks and blows by the chances that there were', () => {
    const batch = pair({ harm: 0 })
    const json = batch.toJSON(0) as { fields: Record<string, number[]> }
    Object.assign(json.fields, {
      x: [10, 13],
      seen: [2, ...Array<number>(7).fill(0), 1, ...Array<number>(7).fill(0)],
      company: [1, 1],
    })
    batch.fromJSON(0, json)
    // The step that made the pair was not a chance.
    step(batch, { move: 3, act: LOOK_AT, target: 1 }, { move: 3, act: HARM, target: 1 })
    const { tally } = worldOf(batch).state
    const chances = tally[7] + tally[9]
    expect(metric(batch, 'approach')).toBe(1 / chances)
    expect(metric(batch, 'look_rate')).toBe(1 / chances)
    expect(metric(batch, 'harm_rate')).toBe(1 / chances)
  })

  it('tell help that was asked for from help that was not, and help in need from help in plenty', () => {
    const batch = pair()
    step(batch, { act: HELP, target: 1 })
    expect(metric(batch, 'unprompted')).toBeGreaterThan(0)
    const prompted = pair()
    step(prompted, {}, { say: 3 })
    step(prompted, { act: HELP, target: 1 })
    expect(metric(prompted, 'unprompted')).toBe(0)
    expect(metric(prompted, 'help_free')).toBeGreaterThan(0)
    expect(metric(prompted, 'help_costly')).toBeNaN()
    worldOf(batch).state.goods[FOOD] = 30
    step(batch, { act: HELP, target: 1 })
    expect(metric(batch, 'help_costly')).toBe(1)
  })

  it('find reciprocity only where kindness goes back to who was kind', () => {
    const play = (target: number): number => {
      const batch = autonomyBatch({ agents: 3, center: 8, water: 0, foliage: 0, luxury: 0 })
      const json = batch.toJSON(0) as { fields: Record<string, number[]> }
      Object.assign(json.fields, { x: [10, 11, 9], y: [12, 12, 12] })
      batch.fromJSON(0, json)
      step(batch)
      // Agent 1 and agent 2 are equally near to agent 0; the first by name comes first.
      step(batch, {}, { act: GIVE, target: 1, good: FOOD + 1 })
      step(batch, { act: GIVE, target, good: FOOD + 1 })
      return metric(batch, 'reciprocity')
    }
    expect(play(1)).toBe(0.5)
    expect(play(2)).toBe(-0.5)
  })
})
