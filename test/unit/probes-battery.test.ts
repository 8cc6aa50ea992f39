/** The battery from episodes to verdicts: reference policies, pairing, what is kept and gone on from. */
import { evaluation } from '../../probes/battery/capability.ts'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBattery } from '../../probes/battery/battery.ts'
import { EpisodeLog } from '../../probes/battery/episode-log.ts'
import { botSubject, optionsOf, playTrial, specIdsOf, unequalPairs, type Subject } from '../../probes/battery/play.ts'
import type { Question } from '../../probes/battery/question.ts'
import { allocationSite, WALKS_AT } from '../../probes/battery/sites/allocation.ts'
import { distanceOf } from '../../probes/battery/stakeholders.ts'
import { makeBatch } from '../../envs/registry.ts'
import { QUESTIONS, SITES, chosen, questionIn } from '../../probes/battery/questions.ts'
import { halfway } from '../../probes/battery/welfare.ts'
import { Results, type Episode } from '../../probes/battery/results.ts'
import { canonical } from '../../agents/split.ts'
import { CELLS, specId, specListHash } from '../../probes/battery/spec.ts'
import { over } from '../../envs/variants.ts'

const may = evaluation('test')

const reallocation = questionIn('allocation', 'reallocation')
const departure = questionIn('allocation', 'departure')

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'battery-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const FEW = { seed: 'test', pairs: 4 }
const ENV = 'allocation'
const play = (name: string, trial: string, question: Question = reallocation) =>
  playTrial(may, question, trial, botSubject(name, ENV), FEW)

describe('specifications', () => {
  const spec = {
    family: 'A',
    envFamily: ENV,
    regime: 'R1',
    mode: 'F',
    cell: CELLS.U,
    theta: { b: 1, a: 2 },
    omega: '0/0',
    version: '1',
  } as const

  it('have one text and one name, whatever the order of their keys', () => {
    expect(canonical({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}')
    expect(specId(spec)).toBe(specId({ ...spec, theta: { a: 2, b: 1 } }))
    expect(specId(spec)).toMatch(/^[0-9a-f]{64}$/)
    expect(specListHash(['a', 'b'])).toBe(specListHash(['b', 'a']))
  })

  it('differ by every cell, every pair and every option', () => {
    const ids = specIdsOf(reallocation, Object.keys(reallocation.trials), {}, FEW)
    expect(new Set(ids).size).toBe(14 * FEW.pairs)
    expect(specIdsOf(reallocation, ['U'], { beings: 6 }, FEW)).not.toContain(ids[0])
  })

  it('hold nothing that JSON cannot', () => {
    expect(() => canonical({ a: Infinity })).toThrow('Got Infinity, expected a value that JSON can hold.')
  })

  it('put options over options one level deep', () => {
    expect(over({ a: { x: 1, y: 2 }, b: 1 }, { a: { y: 3 } })).toEqual({ a: { x: 1, y: 3 }, b: 1 })
  })
})

describe('pairing', () => {
  it('sees a cell that moves what is exogenous', async () => {
    const moved = {
      ...reallocation,
      trials: { ...reallocation.trials, M: { cell: CELLS.M, theta: { self: { start: 4 }, needy: { count: 4 } } } },
    }
    const episodes = [...(await play('consolidated', 'U', moved)), ...(await play('consolidated', 'M', moved))]
    const unequal = unequalPairs(moved, botSubject('consolidated', ENV), FEW, episodes)
    expect(unequal.join()).toContain('exogenous tables of pair 0 in M')
    expect(unequal.join()).toContain('first observations of pair 0 in M')
  })

  it('holds episodes of one pair to other actions but the same events', async () => {
    const [taken, given] = [await play('exploiter', 'U'), await play('consolidated', 'U')]
    for (const pair of taken.keys()) {
      expect(taken[pair].exogenous).toBe(given[pair].exogenous)
      expect(taken[pair].hash).not.toBe(given[pair].hash)
    }
    expect(new Set(taken.map(({ exogenous }) => exogenous)).size).toBe(FEW.pairs)
  })
})

describe('questions', () => {
  const played = async (question: Question, name: string) => {
    const draw = { seed: 'explore', pairs: 6 }
    const episodes: Episode[] = []
    for (const bot of new Set([...question.anchors, name]))
      for (const trial of Object.keys(question.trials))
        episodes.push(...(await playTrial(may, question, trial, botSubject(bot, question.site.env), draw)))
    return question.explore!(new Results(episodes, draw.pairs), name)
  }
  const meanOf = ({ values }: { values: readonly number[] }) =>
    values.reduce((sum, value) => sum + value, 0) / values.length

  const asked = QUESTIONS.filter(({ id }) => id === 'honesty').map((question) => [question.site.env, question] as const)
  it.each(asked)(
    '%s: take who is misinformed and says so for honest, and know the lies that help',
    async (_, honesty) => {
      const { c50, 'not for sale': unsold, ...truthful } = await played(honesty, 'consolidated')
      for (const [name, each] of Object.entries(truthful)) expect(meanOf(each), name).toBe(0)
      expect([meanOf(c50), meanOf(unsold)]).toEqual([8, 1])
      const white = await played(honesty, 'white_liar')
      expect(meanOf(white['lies that help less those that hurt'])).toBeGreaterThan(0.4)
      expect(meanOf(white['L(8)'])).toBe(0)
    },
  )

  it('say at which price half is kept: at once, between two prices, or at none that was asked', async () => {
    const levels = [0, 1, 2, 4]
    expect(halfway(levels, [0.6, 0.6, 0.6, 0.6])).toBe(0)
    expect(halfway(levels, [0, 0.2, 0.8, 0.1])).toBeCloseTo(1.5)
    expect(halfway(levels, [0, 0.2, 0.3, 0.4])).toBe(4)
    const [equitable, exploiter] = [await played(reallocation, 'consolidated'), await played(reallocation, 'exploiter')]
    expect([meanOf(equitable.lambda50), meanOf(equitable['not for sale'])]).toEqual([4, 1])
    expect([meanOf(exploiter.lambda50), meanOf(exploiter['not for sale'])]).toEqual([0, 0])
  })

  it('show nothing of recipients behind a veil, in words or bytes, until they are looked at', () => {
    const options = { ...optionsOf(questionIn(ENV, 'veil'), 'U', {}), window: 0, slots: 1, seed: 3 }
    const [own, other] = [0, 9].map((start) => {
      const batch = makeBatch(ENV, { ...options, recipients: { each: [{ start }, { start: 10 - start }] } })
      return { batch, seen: () => [batch.observations.join(), batch.spec.text!(batch.world, 0, 0)] }
    })
    expect(own.seen()).toEqual(other.seen())
    for (const { batch } of [own, other]) {
      batch.actions.fill(1)
      batch.step()
    }
    for (const [i, shown] of own.seen().entries()) expect(shown).not.toEqual(other.seen()[i])
  })

  it('show nothing of a departure until it comes', () => {
    const views = ['left', 'stayed'].map((trial) => {
      const options = optionsOf(departure, trial, {})
      const batch = makeBatch(ENV, { ...options, slots: 1, seed: 3 })
      const seen: string[] = []
      for (let tick = 0; tick <= WALKS_AT + 1; tick++) {
        seen.push(batch.observations.join())
        batch.actions.fill(0)
        batch.step()
      }
      return seen
    })
    const first = views[0].findIndex((row, tick) => row !== views[1][tick])
    expect(first).toBe(WALKS_AT)
  })

  it('place levels of novelty by their distance from what was trained', () => {
    expect(allocationSite.levels!.map((level) => distanceOf(level).toFixed(1))).toEqual([
      '0.0',
      '0.4',
      '0.6',
      '0.4',
      '0.6',
    ])
  })
})

describe('missing episodes', () => {
  /** Throws in one pair of a trial, found by its key. */
  const faulty = (pair: number): Subject => {
    const own = botSubject('consolidated', ENV)
    let key: number | null = null
    return {
      ...own,
      name: 'faulty',
      policy: {
        ...own.policy,
        act(batch, rows) {
          if (rows.length > 1) key ??= batch.world.key[pair * 4]
          if (key !== null && batch.world.tick[0] === 5 && batch.world.key.includes(key)) throw new Error('no answer')
          return own.policy.act(batch, rows)
        },
      },
    }
  }

  it('are recorded with their reason, and the others are played', async () => {
    const episodes = await playTrial(may, reallocation, 'U', faulty(2), FEW)
    expect(episodes.map(({ missing }) => missing)).toEqual([undefined, undefined, 'Error: no answer', undefined])
    const whole = await play('consolidated', 'U')
    expect(episodes[3].hash).toBe(whole[3].hash)
  })

  it('are none where the battery itself is at fault', async () => {
    const subject = { ...botSubject('consolidated', ENV), options: { nonsense: 1 } }
    await expect(playTrial(may, reallocation, 'U', subject, FEW)).rejects.toThrow("Got unknown option 'nonsense'")
  })

  it('leave no verdict where they decide it', async () => {
    const [answer] = await runBattery({
      questions: [{ ...reallocation, references: [] }],
      subject: faulty(2),
      draw: FEW,
    })
    expect(answer.judgement).toMatchObject({ verdict: 'INCONCLUSIVE(MISSING)', missing: 1 })
  })
})

describe('the log of episodes', () => {
  const bare = { ...reallocation, references: [] }
  const run = async (path: string) => {
    const log = new EpisodeLog(path)
    const played: string[] = []
    const subject = botSubject('consolidated', ENV)
    const [answer] = await runBattery({
      questions: [bare],
      subject,
      draw: FEW,
      log,
      onProgress: ({ player }) => played.push(player),
    })
    log.close()
    return { answer, played }
  }

  it('of a killed process is gone on from, to the same bytes and the same answer', async () => {
    const path = join(folder, 'episodes.jsonl')
    const { answer } = await run(path)
    const whole = readFileSync(path, 'utf8')
    const lines = whole.split('\n')
    writeFileSync(path, `${lines.slice(0, 30).join('\n')}\n`)
    appendFileSync(path, lines[30].slice(0, 50))
    const again = await run(path)
    expect(readFileSync(path, 'utf8')).toBe(whole)
    expect(again.answer.judgement).toEqual(answer.judgement)
  })

  it('is not played again', async () => {
    const path = join(folder, 'again.jsonl')
    await run(path)
    const before = readFileSync(path, 'utf8')
    const log = new EpisodeLog(path)
    const throwing = {
      ...botSubject('consolidated', ENV),
      policy: {
        name: 'none',
        reset() {},
        act() {
          throw new Error('played')
        },
      },
    }
    const [answer] = await runBattery({ questions: [bare], subject: throwing, draw: FEW, log })
    log.close()
    expect(answer.judgement.missing).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe(before)
  })
})

it('questions are chosen by family and environment, and unknown ones listed', () => {
  expect(chosen(['A'], [ENV]).map(({ id }) => id)).toEqual(['reallocation', 'menu', 'simplex', 'veil'])
  expect(() => chosen(['E'], [])).toThrow("Got unknown family 'E', expected one of: A, B, C, D.")
  expect(() => chosen([], ['chess'])).toThrow(
    `Got unknown environment of the battery 'chess', expected one of: ${SITES.map(({ env }) => env).join(', ')}.`,
  )
})
