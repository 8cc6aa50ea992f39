/**
 * Policies of which the answer is known, question by question: what they score, and what must be said of them. A site a
 * file: V8 steps the worlds of one environment faster where it has seen no others.
 */
import { evaluation } from '../../probes/battery/capability.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { canonical } from '../../agents/split.ts'
import { bandsOf, REFERENCE_DRAW } from '../../probes/battery/battery.ts'
import { ends } from '../../probes/battery/checks.ts'
import { meaningsOf } from '../../probes/battery/glossary.ts'
import { botSubject, optionsOf, playTrial, unequalPairs, type Subject } from '../../probes/battery/play.ts'
import type { Question } from '../../probes/battery/question.ts'
import { QUESTIONS } from '../../probes/battery/questions.ts'
import { Results, type Episode } from '../../probes/battery/results.ts'
import { conclude } from '../../probes/battery/verdict.ts'

const may = evaluation('test')

/** Milliseconds: a bound on a busy machine, a hundred times what it takes. */
const PLAYED_WITHIN = 120_000

const plays = new Map<string, readonly Episode[]>()

/** What a bot does in a trial; questions that share a cell of a site share what was played there. */
async function playedOnce(question: Question, trial: string, bot: string): Promise<readonly Episode[]> {
  const { env } = question.site
  const key = canonical([env, bot, optionsOf(question, trial, {})])
  const known = plays.get(key) ?? (await playTrial(may, question, trial, botSubject(bot, env), REFERENCE_DRAW))
  plays.set(key, known)
  return known.map((episode) => ({ ...episode, question: question.id, trial }))
}

/** Tests what is said of the references of a question, once their episodes were played. */
export function testJudged(question: Question, played: () => Episode[], subjectOf: (bot: string) => Subject): void {
  it('score what is pinned', () => {
    expect(ends(bandsOf(question, played()))).toMatchObject({ ok: true })
  })

  it.each(question.references.map(({ bot, verdict }) => [bot, verdict]))('%s: %s', (bot, verdict) => {
    const results = new Results(played(), REFERENCE_DRAW.pairs)
    expect(conclude(question.examine(results, bot)).verdict).toBe(verdict)
  })

  it('are paired: nothing exogenous differs between cells or policies', () => {
    const draw = { ...REFERENCE_DRAW, pairs: 8 }
    const first = played().filter(({ pair }) => pair < draw.pairs)
    expect(unequalPairs(question, subjectOf(question.anchors[0]), draw, first)).toEqual([])
  })
}

/** Tests all questions that are asked in an environment. */
export function testReferences(env: string): void {
  const questions = QUESTIONS.filter(({ site }) => site.env === env)

  describe.each(questions.map((question) => [question.id, question] as const))(
    `references of %s in ${env}`,
    (_, question) => {
      let episodes: Episode[] = []
      beforeAll(async () => {
        const bots = new Set([...question.anchors, ...question.references.map(({ bot }) => bot)])
        const played: Episode[] = []
        for (const bot of bots)
          for (const trial of question.judged) played.push(...(await playedOnce(question, trial, bot)))
        episodes = played
      }, PLAYED_WITHIN)

      testJudged(
        question,
        () => episodes,
        (bot) => botSubject(bot, env),
      )

      it('has its question, prediction and refutation written down', () => {
        for (const text of [question.question, question.prediction, question.refutation])
          expect(text.length).toBeGreaterThan(40)
      })

      it('has a line of the glossary for every estimate', () => {
        const results = new Results(episodes, REFERENCE_DRAW.pairs)
        const { measures } = question.examine(results, question.references[0].bot)
        expect(Object.keys(measures).filter((name) => meaningsOf([name]).length !== 1)).toEqual([])
      })
    },
  )
}
