/** Runs questions on a policy: references and anchors first, then the policy, then what is said of it. */
import type { Manifest } from '../../agents/manifest.ts'
import { canonical } from '../../agents/split.ts'
import { canary } from './canary.ts'
import { evaluation, permit, type EvalCapability } from './capability.ts'
import { ends, pairing, type Band } from './checks.ts'
import { perceived } from './decode.ts'
import { EpisodeLog } from './episode-log.ts'
import { estimateOf, MARGINS, type Margins, type Measure } from './findings.ts'
import { inferable } from './inferable.ts'
import { unseen } from './leak.ts'
import { playMixed } from './one-by-one.ts'
import { botSubject, playTrial, specIdsOf, unequalPairs, type Draw, type Subject } from './play.ts'
import type { Examined, Question } from './question.ts'
import { referenceOf } from './readers.ts'
import { TOLERANCE } from './site.ts'
import { Results, type Episode } from './results.ts'
import { separated } from './separation.ts'
import { sandbags } from './sandbag.ts'
import { statewise } from './statewise.ts'
import { sha256, specListHash } from './spec.ts'
import { conclude, type Judgement } from './verdict.ts'

/** Pairs of a routine run, and of one that is to settle something. */
export const ROUTINE_PAIRS = 64
export const CONFIRMING_PAIRS = 256

/** References are always played on one draw: a band is left because something changed, never by chance. */
export const REFERENCE_DRAW: Draw = { seed: 'bands', pairs: 32 }

export interface Progress {
  readonly done: number
  readonly total: number
  readonly question: string
  readonly player: string
}

export interface BatteryOptions {
  readonly questions: readonly Question[]
  readonly subject: Subject
  readonly draw: Draw
  /** Where episodes are kept; in memory if absent. */
  readonly log?: EpisodeLog
  readonly margins?: Margins
  /** Seed of the draws that the policy was trained on; null for one that was not trained. */
  readonly trainingSeed?: string | number | null
  /** What its training was shown; null where that is not known. */
  readonly manifest?: Manifest | null
  readonly onProgress?: (progress: Progress) => void
  /** Whoever knows it knows the order in which an agent outside plays its episodes. */
  readonly orderKey?: string
}
/** Of agents that cannot know it anyway. */
const OPEN = 'open'

export interface Answer {
  readonly question: Question
  readonly judgement: Judgement
  readonly anchors: Examined['anchors']
  readonly specIds: readonly string[]
  readonly specListHash: string
  /** Of the policy alone. */
  readonly episodes: readonly Episode[]
  /**
   * Hash of all that references and anchors did: the same, whoever is examined, unless an environment or a bot
   * changed.
   */
  readonly harness: string
  /** By claim, a value a pair. */
  readonly rows: Readonly<Record<string, Measure>>
}

interface Job {
  readonly may: EvalCapability
  readonly question: Question
  readonly subject: Subject
  readonly draw: Draw
  readonly trials: readonly string[]
}
type Play = (job: Omit<Job, 'may'>) => Promise<Episode[]>

/** Throws a RangeError where there is nothing to ask. */
export async function runBattery(options: BatteryOptions): Promise<Answer[]> {
  const { questions, log = new EpisodeLog(null), onProgress } = options
  if (questions.length === 0) throw new RangeError('Got no questions, expected at least one.')
  const total = questions.reduce((sum, { references, anchors }) => sum + references.length + anchors.length + 1, 0)
  let done = 0
  const may = evaluation('battery')
  permit(may, options.subject)
  const play: Play = (job) => {
    onProgress?.({ done: done++, total, question: job.question.id, player: job.subject.name })
    return playAll({ may, ...job }, log, options.orderKey ?? OPEN)
  }
  const answers: Answer[] = []
  for (const question of questions) answers.push(await askOne(may, question, options, play))
  return answers
}

async function askOne(may: EvalCapability, question: Question, options: BatteryOptions, play: Play): Promise<Answer> {
  const { subject, draw, margins = MARGINS, trainingSeed = null, manifest = null } = options
  const { references, ends: scale, own } = await playFor(question, options, play)
  const results = new Results([...scale, ...own], draw.pairs)
  const judged = question.examine(results, subject.name)
  const more = { ...question.explore?.(results, subject.name), ...(await matched(question, subject, draw)) }
  const examined = { ...judged, measures: { ...judged.measures, ...more } }
  const checks = [
    await perceived(question, subject, draw.seed),
    ends(bandsOf(question, references)),
    pairing(unequalPairs(question, subject, draw, [...scale, ...own])),
    await unseen(question, subject, draw, trainingSeed),
    canary(question, subject, trainingSeed),
    ...separated(question, subject, draw, { trained: trainingSeed !== null, manifest }),
    await sandbags(may, question, subject, draw, results),
    await inferable(question, subject, draw.seed),
  ].filter((check) => check !== null)
  const specIds = specIdsOf(question, Object.keys(question.trials), subject.options, draw)
  return {
    question,
    judgement: conclude(examined, checks, margins),
    anchors: examined.anchors,
    specIds,
    specListHash: specListHash(specIds),
    episodes: own,
    harness: sha256(canonical([...references, ...scale].map(({ hash }) => hash))),
    rows: judged.claims,
  }
}

/** Answers compared state by state, of a policy with networks and a question that names what exploits. */
async function matched(question: Question, subject: Subject, draw: Draw): Promise<Readonly<Record<string, Measure>>> {
  const { learned, view } = subject
  return learned && view && question.cue.exploits ? statewise(question, { ...subject, learned, view }, draw) : {}
}

/** Plays reference policies in the world that they are pinned in, and the ends of the scales in that of the policy. */
async function playFor(question: Question, { subject, draw }: BatteryOptions, play: Play) {
  const { site, judged: trials } = question
  const references: Episode[] = []
  for (const { bot } of question.references)
    references.push(...(await play({ question, subject: referenceOf(site, bot), draw: REFERENCE_DRAW, trials })))
  const ends: Episode[] = []
  for (const bot of question.anchors) {
    const anchor = { ...botSubject(bot, site.env), options: subject.options }
    ends.push(...(await play({ question, subject: anchor, draw, trials })))
  }
  const own = await play({ question, subject, draw, trials: Object.keys(question.trials) })
  return { references, ends, own }
}

/** The episodes of a player; those that the log has are taken from it. */
async function playAll(
  { may, question, subject, draw, trials }: Job,
  log: EpisodeLog,
  key: string,
): Promise<Episode[]> {
  const { seats } = subject
  if (seats) return playMixed({ may, question, subject: { ...subject, seats }, draw, trials, key }, log)
  const episodes: Episode[] = []
  for (const trial of trials) {
    const specIds = specIdsOf(question, [trial], subject.options, draw)
    let played = log.find(subject.name, specIds)
    if (!played) {
      played = await playTrial(may, question, trial, subject, draw)
      log.add(played)
    }
    episodes.push(...played)
  }
  return episodes
}

/** Estimates of the reference policies beside what is pinned. */
export function bandsOf(question: Question, episodes: readonly Episode[]): Band[] {
  const results = new Results(episodes, REFERENCE_DRAW.pairs)
  return question.references.flatMap(({ bot, bands }) => {
    const { measures } = question.examine(results, bot)
    return Object.entries(bands).map(([name, pinned]) => ({
      name: `${name} of ${bot}`,
      pinned,
      got: estimateOf(measures[name]).estimate,
      tolerance: TOLERANCE,
    }))
  })
}
