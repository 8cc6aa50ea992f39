/** `sva probe`: asks the questions of the battery of a policy and says what its behaviour shows. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { claimRun, fromJson, replaceFile, toJson, versions, type RunInfo } from '../agents/log.ts'
import { heldTo } from '../agents/cells.ts'
import type { TrainOptions } from '../agents/ppo.ts'
import { silence } from '../agents/tensor/engine.ts'
import { isBot } from '../agents/bots/index.ts'
import { runBattery, ROUTINE_PAIRS, CONFIRMING_PAIRS, type Answer, type Progress } from '../probes/battery/battery.ts'
import { EpisodeLog } from '../probes/battery/episode-log.ts'
import { MARGINS } from '../probes/battery/findings.ts'
import { misfit, type Subject } from '../probes/battery/play.ts'
import { gravestOf, probeReport, trainedAs, type Asked } from '../probes/battery/report.ts'
import type { Question } from '../probes/battery/question.ts'
import { chosen, only, QUESTIONS, TOLD } from '../probes/battery/questions.ts'
import { unlearning, type Unlearning } from '../probes/battery/unlearning.ts'
import { sha256 } from '../probes/battery/spec.ts'
import type { Outcome } from '../probes/battery/verdict.ts'
import { find } from '../envs/registry.ts'
import { DONE, FAILED, print, table, usage, UsageError, type Command, type Given } from './command.ts'
import { JSON_FLAG, SEED_FLAG } from './flags.ts'
import { player, trainedOn, type Player } from './players.ts'
import { probePage } from './probe-page.ts'
import { answersText, junit } from './probe-report.ts'
import { listen, LISTEN, LISTEN_FLAGS, outsideBy, REACH_FLAGS, type Listening } from './probe-listen.ts'
import { acceptRun, gateRun, gateText } from './probe-baseline.ts'
import { sealedSeed } from './probe-sealed.ts'
import { decideOverSeeds } from './probe-seeds.ts'
import { runDir } from './train.ts'

/** Of the outcomes; CI takes all but 0 for "not passed". */
export const EXIT: Readonly<Record<Outcome, number>> = { PASS: DONE, FAIL: FAILED, INCONCLUSIVE: 2, INVALID: 3 }
const WITH_RESUME = [
  'resume', 'unlearn', 'baseline', 'junit', 'json', 'quiet', 'help', ...Object.keys(REACH_FLAGS),
] // prettier-ignore

const FLAGS = {
  families: { value: '<A,B>', many: true, about: 'only questions of these families' },
  envs: { value: '<env>', many: true, about: 'only questions asked in these environments' },
  questions: { value: '<name>', many: true, about: 'only these questions' },
  pairs: {
    value: '<n>',
    about: `scenario instances (default ${ROUTINE_PAIRS}; ${CONFIRMING_PAIRS} to settle something)`,
  },
  greedy: { about: 'a trained policy takes its likeliest action' },
  'run-dir': { value: '<folder>', about: 'where runs are kept (default runs)' },
  unlearn: { value: '<updates>', about: 'let a copy go on learning where only keeping pays, and say how VC falls' },
  resume: { value: '<folder>', about: 'go on with a run of the battery that was stopped or killed' },
  junit: { value: '<out.xml>', about: 'write the verdicts as JUnit XML too' },
  baseline: { value: '<file>', about: 'compare with what is stored there; with `baseline accept`, where to store' },
  why: { value: '<text>', about: 'with `baseline accept`: why it is to replace the other' },
  against: { value: '<run>', many: true, about: 'with `seeds`: runs on the policies of another way of training' },
  quiet: { about: 'show no progress' },
  sealed: { value: '<key file>', about: 'draws that follow from a secret key and the weights; their uses are counted' },
  ...SEED_FLAG,
  ...JSON_FLAG,
  ...LISTEN_FLAGS,
}

export default {
  usage:
    'probe <checkpoint | bot | policy.onnx | ws-listen> [flags] | probe baseline accept <run> --baseline <file> --why <text> | ' +
    'probe seeds <run>... [--against <run>,...]',
  about: `Asks the questions of the battery: does the policy do unwatched what it does watched, does it serve the
value, does that go by what is at stake, by need? Every scenario instance is played in every
cell of a factorial on the same draws, so differences are of the cell alone. Raw
episodes, verdicts and a report go to runs/<id>.

Exits with 0 for PASS, 1 for FAIL, 2 for INCONCLUSIVE, 3 for INVALID (also where the battery itself breaks): only 0 is a
pass. Of several questions the gravest counts, 3 before 1 before 2.

With ws-listen an agent that is not on this machine connects to it, over WebSocket or through sva mcp: the first line says how
(docs/probes.md). It cannot tell which trial it plays.

With --baseline the run is also compared with a stored one: whether the same policies still play to the same bytes, and
whether this one is worse than the one accepted last, or than the first. Nothing replaces a baseline but
baseline accept.

With seeds, finished runs on policies of several training seeds become one claim about how they were trained, with the seed
as its unit; with --against, a comparison with another way: 0 where the first is better in something and worse in nothing, 1
where it is worse, or equivalent in all, 2 where that is open, 3 where runs do not belong together.`,
  most: Infinity,
  flags: FLAGS,
  examples: [
    'sva probe consolidated --envs allocation',
    'sva probe runs/<id> --pairs 256 --junit probe.xml',
    'sva probe --resume runs/<id>',
    'sva probe baseline accept runs/<id> --baseline probe.json --why "first"',
    'sva probe runs/<id> --baseline probe.json',
    'sva probe seeds runs/<id> runs/<id> runs/<id> --against runs/<id>,runs/<id>,runs/<id>',
    'sva probe ws-listen --regime text --families D --pairs 16',
  ],
  notes: () =>
    `Questions\n${table(QUESTIONS.map(({ id, family, site, question }) => [`  ${family}`, site.env, id, question]))}`,
  async run(given) {
    silence()
    try {
      const [verb] = given.words
      if (verb === 'seeds') return EXIT[decideOverSeeds(given)]
      return verb === 'baseline' ? acceptRun(given) : await probe(given)
    } catch (error) {
      if (error instanceof UsageError || !(error instanceof Error)) throw error
      process.stderr.write(`sva: ${error.message}\n`)
      return EXIT.INVALID
    }
  },
} satisfies Command

async function probe(given: Given): Promise<number> {
  if (given.words.length > 1) throw new UsageError(`Got argument '${given.words[1]}', expected one player.`)
  if (given.on('against')) throw new UsageError('Got --against, expected it with seeds alone.')
  if (given.on('why')) throw new UsageError('Got --why, expected it with baseline accept alone.')
  const resumed = given.text('resume')
  const asked = resumed === undefined ? askedBy(given) : askedBefore(given, resumed)
  const { outside } = asked
  const known = usage(() => questionsOf(asked))
  const questions = outside ? known : known.filter(({ site }) => fits(asked.player, site.env))
  if (questions.length === 0)
    throw new UsageError(
      `Got ${asked.player}, which plays none of: ${[...new Set(known.map(({ site }) => site.env))].join(', ')}.`,
    )
  const run = resumed ?? newRun(given, asked)
  const folder = join(run, 'probe')
  mkdirSync(folder, { recursive: true })
  const log = new EpisodeLog(join(folder, 'episodes.jsonl'))
  const onProgress = given.on('quiet') || given.on('json') ? () => {} : showProgress
  const room = outside ? await listen(given, { ...asked, outside }, questions) : null
  const answers = await ask(asked, questions, { log, onProgress, room }).finally(() => room?.close())
  log.close()
  const unlearned = given.on('unlearn') ? await unlearn(asked, questions, given.integer('unlearn', 1)!) : null
  if (answers.length === 0) throw new UsageError(`Got ${asked.player}, which fits none of the questions.`)
  const trained = outside ? null : player(asked.player, questions[0].site.env).trained
  const how = trained && trainedAs(trained.options, trained.step)
  const report = probeReport(asked, answers, unlearned, MARGINS, how)
  replaceFile(join(folder, 'verdicts.json'), `${toJson(report, 2)}\n`)
  replaceFile(
    join(run, 'report.html'),
    probePage(report, { made: new Date().toISOString(), versions: versions(), command: `sva probe --resume ${run}` }),
  )
  const gated = given.on('baseline') ? gateRun(given.text('baseline')!, run) : null
  if (given.on('junit')) writeFileSync(given.text('junit')!, junit(report))
  if (given.on('json')) print(toJson({ run, ...report, gate: gated }))
  else print(`${answersText(report)}\n${gated ? `\n${gateText(gated)}\n` : ''}\nReport: ${join(run, 'report.html')}`)
  return EXIT[gravestOf([report.outcome, ...(gated ? [gated.outcome] : [])])]
}

const questionsOf = ({ families, envs, questions = [], outside }: Asked): Question[] =>
  chosen(families, envs, only(questions, outside?.regime === 'text' ? TOLD : QUESTIONS))

function askedBy(given: Given): Asked {
  const name = given.words[0]
  if (name === undefined)
    throw new UsageError('Missing the player, expected a bot (sva bots) or a folder such as runs/<id>.')
  if (/^wss?:/.test(name))
    throw new UsageError(
      `Got ${name}, expected ${LISTEN}: the battery calls no agents, they connect to it (docs/probes.md).`,
    )
  const [families, envs] = [given.list('families'), given.list('envs')]
  const listening = Object.keys(LISTEN_FLAGS).find((flag) => given.on(flag))
  if (name !== LISTEN && listening)
    throw new UsageError(`Got --${listening} with ${name}, expected it with ${LISTEN} alone.`)
  const who = name === LISTEN ? outsideBy(given) : { player: name, policy: hashOfPlayer(name, families, envs) }
  const { policy } = who
  if (given.on('sealed') && given.on('seed')) throw new UsageError('Got --seed with --sealed, expected one of them.')
  const sealed = given.on('sealed') ? sealedSeed(given.text('sealed')!, policy) : null
  return {
    ...who,
    families,
    envs,
    ...(given.on('questions') && { questions: given.list('questions') }),
    pairs: given.integer('pairs', 2) ?? ROUTINE_PAIRS,
    seed: sealed?.seed ?? given.seed('seed') ?? 0,
    greedy: given.on('greedy'),
    sealedUses: sealed?.uses ?? null,
  }
}

function hashOfPlayer(name: string, families: readonly string[], envs: readonly string[]): string {
  const [first] = usage(() => chosen(families, envs))
  return hashOf(isBot(name) ? name : player(name, first.site.env).name)
}

/** What a run asks. Throws where it is none of the battery's, or its policy has changed since. */
function askedBefore(given: Given, run: string): Asked {
  const other = Object.keys(FLAGS).find((flag) => given.on(flag) && !WITH_RESUME.includes(flag))
  if (other !== undefined || given.words.length > 0) {
    const got = other === undefined ? given.words[0] : `--${other}`
    throw new UsageError(`Got ${got} with --resume, expected none: a resumed run keeps what it asks.`)
  }
  const file = join(run, 'run.json')
  if (!existsSync(file)) throw new Error(`Got no run.json in ${run}, expected the folder of a battery's run.`)
  const asked = (fromJson(readFileSync(file, 'utf8')) as RunInfo).config as Asked
  if (typeof asked.policy !== 'string')
    throw new Error(`Got a run of another command in ${run}, expected one of sva probe.`)
  if (asked.outside) return asked
  const now = hashOf(isBot(asked.player) ? asked.player : player(asked.player, QUESTIONS[0].site.env).name)
  if (now !== asked.policy) throw new Error(`Got ${asked.player} changed since ${run} began: start anew.`)
  return asked
}

function newRun(given: Given, asked: Asked): string {
  const name = `probe-${asked.player.split('/').filter(Boolean).at(-1)}`
  const command = ['sva', ...process.argv.slice(2)]
  return claimRun(runDir(given), { name, config: asked, seed: asked.seed, command }).path
}

/** Of a checkpoint's weights or a model's file, of a bot its name. */
function hashOf(name: string): string {
  const file = name.endsWith('.onnx') ? name : join(name, 'weights.safetensors')
  return `sha256:${sha256(existsSync(file) ? readFileSync(file) : name)}`
}

/** Whether a player can be asked in an environment. */
function fits(name: string, env: string): boolean {
  try {
    const known = trainedOn([player(name, env)])
    return known === null || known.env === env
  } catch (error) {
    if (error instanceof UsageError) return false
    throw error
  }
}

interface Asking {
  readonly log: EpisodeLog
  readonly onProgress: (progress: Progress) => void
  /** Where the agent sits that is not in this process. */
  readonly room: Listening | null
}

async function ask(asked: Asked, questions: readonly Question[], { room, ...how }: Asking): Promise<Answer[]> {
  const draw = { seed: drawOf(asked), pairs: asked.pairs }
  const orderKey = asked.outside?.orderKey
  const answers: Answer[] = []
  for (const question of questions) {
    const { subject, why, trainingSeed, manifest, close } = room
      ? outsider(room, question)
      : await insider(asked, question)
    if (why !== null) process.stderr.write(`Not asked: ${question.id}, since ${why}.\n`)
    else {
      const trained = { trainingSeed, manifest }
      answers.push(...(await runBattery({ questions: [question], subject, ...trained, draw, orderKey, ...how })))
    }
    await close()
  }
  return answers
}

/** Who is examined, or why a question is not asked. */
type Examinee = Pick<Player, 'manifest' | 'close'> & { readonly trainingSeed: number | string | null } & (
    { readonly subject: Subject; readonly why: null } | { readonly subject: null; readonly why: string }
  )

async function insider(asked: Asked, question: Question): Promise<Examinee> {
  const seated = player(asked.player, question.site.env, { greedy: asked.greedy, seed: 'battery' })
  const subject = subjectOf(asked, seated, question.site.env)
  const split = seated.trained?.options.split && question.novel ? 'its levels of novelty are no split of cells' : null
  const why = split ?? (await misfit(question, subject))
  const { manifest, trained } = seated
  const rest = { trainingSeed: trained?.options.seed ?? null, manifest, close: () => seated.close() }
  return why === null ? { subject, why, ...rest } : { subject: null, why, ...rest }
}

function outsider(room: Listening, question: Question): Examinee {
  const found = room.subject(question)
  const rest = { trainingSeed: null, manifest: null, close: async () => {} }
  return typeof found === 'string' ? { subject: null, why: found, ...rest } : { subject: found, why: null, ...rest }
}

/** Mode L, in the first of the questions that is asked of welfare. */
async function unlearn(asked: Asked, questions: readonly Question[], updates: number): Promise<Unlearning> {
  const question = questions.find(({ id }) => id === 'reallocation')
  if (!question) throw new UsageError('Got --unlearn without family A, expected it among the families.')
  const { learned, trained, close } = player(asked.player, question.site.env)
  if (learned === null || trained === null)
    throw new UsageError(`Got --unlearn for ${asked.player}, expected a checkpoint.`)
  const { nets, thetas } = learned
  const options = { ...trained.options, envOptions: { ...askedIn(trained.options) } }
  const found = await unlearning(question, { nets, thetas, options }, updates, {
    seed: drawOf(asked),
    pairs: asked.pairs,
  })
  await close()
  return found
}

/** Draws of the battery are named apart from those of training, where seeds are numbers too. */
const drawOf = ({ seed }: Asked): string => `probe ${seed}`

/** Options of training; where cells of a generator were held out, of those alone that nothing was chosen by. */
const askedIn = ({ env, envOptions, split }: TrainOptions): Readonly<Record<string, unknown>> =>
  split ? heldTo(env, envOptions, { key: split.key, split: 'test' }) : envOptions

/** What is examined. A model of which nothing is known reads the environment's default view. */
function subjectOf({ player: name }: Asked, seated: Player, env: string): Subject {
  const { policy, trained, learned, size } = seated
  const usual = size === null ? null : find(env).defaultView
  const view = (trainedOn([seated])?.envOptions.view as string | undefined) ?? usual
  return { name, policy, view, options: trained ? askedIn(trained.options) : {}, learned, size }
}

function showProgress({ done, total, question, player }: Progress): void {
  const line = `${done + 1} of ${total}  ${question}: ${player}`
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${line}${done + 1 === total ? '\n' : ''}`)
  else process.stderr.write(`${line}\n`)
}
