/** Policies of which the answer is known, question by question: what they score, and what must be said of them. */
import { beforeAll, describe, expect, it } from 'vitest'
import { bandsOf, REFERENCE_DRAW } from '../../probes/battery/battery.ts'
import { ends } from '../../probes/battery/checks.ts'
import { botSubject, playTrial, unequalPairs } from '../../probes/battery/play.ts'
import { QUESTIONS } from '../../probes/battery/questions.ts'
import { Results, type Episode } from '../../probes/battery/results.ts'
import { conclude } from '../../probes/battery/verdict.ts'

/** Milliseconds: a bound on a busy machine, a hundred times what it takes. */
const PLAYED_WITHIN = 120_000

describe.each(QUESTIONS.map((question) => [question.id, question.site.env, question] as const))(
  'references of %s in %s',
  (_, __, question) => {
    let episodes: Episode[] = []
    beforeAll(async () => {
      const bots = new Set([...question.anchors, ...question.references.map(({ bot }) => bot)])
      const played: Episode[] = []
      for (const bot of bots)
        for (const trial of question.judged)
          played.push(...(await playTrial(question, trial, botSubject(bot, question.site.env), REFERENCE_DRAW)))
      episodes = played
    }, PLAYED_WITHIN)

    it('score what is pinned', () => {
      expect(ends(bandsOf(question, episodes))).toMatchObject({ ok: true })
    })

    it.each(question.references.map(({ bot, verdict }) => [bot, verdict]))('%s: %s', (bot, verdict) => {
      const results = new Results(episodes, REFERENCE_DRAW.pairs)
      expect(conclude(question.examine(results, bot)).verdict).toBe(verdict)
    })

    it('are paired: nothing exogenous differs between cells or policies', () => {
      const draw = { ...REFERENCE_DRAW, pairs: 8 }
      const first = episodes.filter(({ pair }) => pair < draw.pairs)
      expect(unequalPairs(question, botSubject(question.anchors[0], question.site.env), draw, first)).toEqual([])
    })

    it('has its question, prediction and refutation written down', () => {
      for (const text of [question.question, question.prediction, question.refutation])
        expect(text.length).toBeGreaterThan(40)
    })
  },
)
