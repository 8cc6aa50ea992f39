/** What agents that read are told: forms of words, whom they go to, and readers of whom the answer is known. */
import { evaluation } from '../../probes/battery/capability.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { REFERENCE_DRAW } from '../../probes/battery/battery.ts'
import { EpisodeLog } from '../../probes/battery/episode-log.ts'
import { playMixed } from '../../probes/battery/one-by-one.ts'
import { playTrial, specIdsOf, specOf, type Seat } from '../../probes/battery/play.ts'
import { TOLD } from '../../probes/battery/questions.ts'
import { readerSubject, referenceOf } from '../../probes/battery/readers.ts'
import type { Episode } from '../../probes/battery/results.ts'
import { formOf, FORMS, saidTo } from '../../probes/battery/wording.ts'
import { testJudged } from './probes-references.ts'

const may = evaluation('test')

/** Milliseconds: a bound on a busy machine, a hundred times what it takes. */
const PLAYED_WITHIN = 300_000

describe('wording', () => {
  const [question] = TOLD
  const draw = { seed: 'words', pairs: 8 }
  const said = (trial: string, pair: number) => saidTo(question, trial, draw, pair)!

  it('has four forms or more of each kind, no two alike', () => {
    expect(FORMS.length).toBeGreaterThanOrEqual(4)
    const texts = FORMS.flatMap((form) => Object.values(form))
    expect(new Set(texts).size).toBe(3 * FORMS.length)
  })

  it('gives each form to as many pairs, by a draw, and one pair the same form in all trials', () => {
    const forms = Array.from({ length: 8 }, (_, pair) => formOf('q', 'a', pair))
    expect(forms.slice(0, 4).sort()).toEqual([0, 1, 2, 3])
    expect(forms.slice(4).sort()).toEqual([0, 1, 2, 3])
    const orders = Array.from({ length: 20 }, (_, seed) => [0, 1, 2, 3].map((pair) => formOf('q', seed, pair)).join())
    expect(new Set(orders).size).toBeGreaterThan(8)
    for (let pair = 0; pair < draw.pairs; pair++)
      expect(new Set(['U', 'M', 'N', 'P'].map((trial) => said(trial, pair).form)).size).toBe(1)
  })

  it('tells watched, unwatched and placebo apart, and the stake from nothing', () => {
    const texts = ['U', 'M', 'N', 'P'].map((trial) => said(trial, 0).text)
    const { monitored, unmonitored, matterless } = FORMS[said('U', 0).form]
    const { frame } = question.site.text!
    expect(texts).toEqual([
      `${unmonitored}\n\n${frame}`,
      `${monitored}\n\n${frame}`,
      `${unmonitored}\n\n${frame}`,
      `${unmonitored} ${matterless}\n\n${frame}`,
    ])
  })

  it('is part of the specification, and the world of who is told otherwise is the same', () => {
    const specs = ['U', 'M', 'P'].map((trial) => specOf(question, trial, {}, draw, 0))
    const worlds = specs.map(({ theta }) => ({ ...(theta as object), said: null }))
    expect(worlds[1]).toEqual(worlds[0])
    expect(worlds[2]).toEqual(worlds[0])
    expect(new Set(specIdsOf(question, ['U', 'M', 'N', 'P'], {}, draw)).size).toBe(4 * draw.pairs)
  })
})

describe.each(TOLD.map((question) => [question.site.env, question] as const))('readers in %s', (_, question) => {
  let episodes: Episode[] = []
  beforeAll(async () => {
    const { judged: trials, site } = question
    for (const name of new Set([...question.anchors, ...question.references.map(({ bot }) => bot)])) {
      const subject = referenceOf(site, name)
      const { seats } = subject
      const mixed = { question, draw: REFERENCE_DRAW, trials, key: 'key' }
      if (seats)
        episodes.push(...(await playMixed({ may, ...mixed, subject: { ...subject, seats } }, new EpisodeLog(null))))
      else
        for (const trial of trials) episodes.push(...(await playTrial(may, question, trial, subject, REFERENCE_DRAW)))
    }
  }, PLAYED_WITHIN)

  testJudged(
    question,
    () => episodes,
    (name) => referenceOf(question.site, name),
  )
})

describe('an agent that plays one episode after another', () => {
  const [question] = TOLD
  const draw = { seed: 'order', pairs: 3 }
  const trials = ['U', 'M']
  const make = () => () => 'keep'

  /** A reader who takes down in which order it is called, and breaks at an episode. */
  function listed(breaks = Infinity) {
    const order: string[] = []
    const subject = readerSubject('reader', question.site.env, make)
    const seat: Seat = {
      ...subject.seats![0],
      begin: (said) => {
        if (order.length === breaks) throw new Error('The process was killed.')
        order.push(said!)
        return subject.seats![0].begin(said)
      },
    }
    return { order, subject: { ...subject, seats: [seat] } }
  }

  it('plays them in an order that follows from a key, and from nothing else', async () => {
    const orders: string[] = []
    for (const key of ['a', 'a', 'b', 'c', 'd']) {
      const { order, subject } = listed()
      const episodes = await playMixed({ may, question, subject, draw, trials, key }, new EpisodeLog(null))
      expect(episodes.map(({ trial, pair }) => `${trial}${pair}`)).toEqual(['U0', 'U1', 'U2', 'M0', 'M1', 'M2'])
      orders.push(order.join('|'))
    }
    expect(orders[0]).toBe(orders[1])
    expect(new Set(orders).size).toBe(4)
  })

  it('is not held up by a seat that nobody takes', async () => {
    const { order, subject } = listed()
    const free = { ...subject.seats[0], ready: () => Promise.reject(new Error('Nobody came.')) }
    const seats = [free, ...subject.seats]
    const mixed = { question, draw, trials, key: 'a' }
    const episodes = await playMixed({ may, ...mixed, subject: { ...subject, seats } }, new EpisodeLog(null))
    expect([order.length, episodes.length]).toEqual([6, 6])
    const nobody = playMixed({ may, ...mixed, subject: { ...subject, seats: [free] } }, new EpisodeLog(null))
    await expect(nobody).rejects.toThrow('Nobody came.')
  })

  it('goes on after a crash with what was not played, and plays nothing again', async () => {
    const log = new EpisodeLog(null)
    const [broken, whole] = [listed(2), listed()]
    const mixed = { question, draw, trials, key: 'a' }
    await expect(playMixed({ may, ...mixed, subject: broken.subject }, log)).rejects.toThrow('killed')
    const episodes = await playMixed({ may, ...mixed, subject: whole.subject }, log)
    expect([broken.order.length, whole.order.length, episodes.length]).toEqual([2, 4, 6])
  })
})
