/**
 * `sva certify`: whether the games that are said to be dilemmas are, by what scripted strategies earn in them; and whether the
 * autonomy world is what it is said to be.
 */
import { writeFileSync } from 'node:fs'
import { AUTONOMY_CERTIFICATE, certifyAutonomy, type CertifiedAutonomy } from '../agents/autonomy.ts'
import { CERTIFICATES } from '../agents/certificates.ts'
import {
  certify, COOPERATOR, cooperating, DEFECTOR, isSchelling, type Certificate, type Certified, type Payoff,
} from '../agents/dilemma.ts' // prettier-ignore
import type { Interval } from '../agents/interval.ts'
import { toJson } from '../agents/log.ts'
import { named } from '../envs/core/config.ts'
import { autonomyPage } from './certify-autonomy.ts'
import { lineChart, type Series } from './chart.ts'
import { DONE, FAILED, print, table, usage, UsageError, type Command, type Given } from './command.ts'
import { ENV_FLAGS, JSON_FLAG, pairOptions, SEED_FLAG } from './flags.ts'

const EPISODES = 20
/** Of the autonomy world: nothing in it is a matter of chance but how well foragers do. */
const AUTONOMY_EPISODES = 6

export default {
  usage: 'certify [certificate | env] [flags]',
  about: `Plays scripted strategies against each other and decides the inequalities that make a game a dilemma: mutual cooperation
beats mutual defection and cooperating alone, and fear (while few others cooperate) or greed (while most do) tempts to
defect. Each claim is a difference of returns,
taken episode by episode on the same draws; together their intervals have 95 % confidence. HOLDS and FAILS are decided,
INCONCLUSIVE is not a pass: play more episodes. Exits with 1 unless every claim that a certificate needs holds.
neuralmmo/autonomy is another kind: no agent's rewards hang on anybody else, and one can live alone.`,
  most: 1,
  flags: {
    episodes: {
      value: '<n>',
      about: `episodes of each population (default ${EPISODES}, of neuralmmo/autonomy ${AUTONOMY_EPISODES})`,
    },
    chart: { value: '<file.svg>', about: 'draw the Schelling diagram of one certificate' },
    option: ENV_FLAGS.option,
    ...SEED_FLAG,
    ...JSON_FLAG,
  },
  examples: [
    'sva certify coins',
    'sva certify commons_harvest/open --chart harvest.svg',
    'sva certify coins --option reward=shared',
    'sva certify neuralmmo/autonomy',
    'sva certify --json',
  ],
  notes: () =>
    `Certificates\n${table([...Object.values(CERTIFICATES), AUTONOMY_CERTIFICATE].map(({ name, summary }) => [`  ${name}`, summary]))}`,
  async run(given) {
    const isAutonomy = given.words[0] === AUTONOMY_CERTIFICATE.name || given.words[0] === AUTONOMY_CERTIFICATE.env
    const chosen = isAutonomy ? [] : choose(given.words[0])
    const withAutonomy = isAutonomy || given.words[0] === undefined
    const chart = given.text('chart')
    if (chart !== undefined && chosen.length + Number(withAutonomy) > 1)
      throw new UsageError(`Got --chart for ${chosen.length + 1} certificates, expected one of: ${namesOf(chosen)}.`)
    if (chart !== undefined && !(chosen.length === 1 && isSchelling(chosen[0])))
      throw new UsageError(`Got --chart for ${given.words[0]}, which has no Schelling diagram, expected one of: ${namesOf(Object.values(CERTIFICATES).filter(isSchelling))}.`) // prettier-ignore
    const results: (Certified | CertifiedAutonomy)[] = []
    for (const certificate of chosen) {
      const certified = await judged(given, certificate)
      results.push(certified)
      if (!given.on('json')) print(`${results.length > 1 ? '\n' : ''}${page(certified)}`)
      if (chart !== undefined) writeFileSync(chart, diagram(certified))
    }
    if (withAutonomy) {
      const certified = usage(() =>
        certifyAutonomy({ ...plays(given), episodes: given.integer('episodes', 2) ?? AUTONOMY_EPISODES }),
      )
      results.push(certified)
      if (!given.on('json')) print(`${results.length > 1 ? '\n' : ''}${autonomyPage(certified)}`)
    }
    if (given.on('json')) print(toJson(results))
    return results.every(({ verdict }) => verdict === 'HOLDS') ? DONE : FAILED
  },
} satisfies Command

function choose(name: string | undefined): Certificate[] {
  const all = Object.values(CERTIFICATES)
  const ofEnv = all.filter(({ env }) => env === name)
  if (name === undefined || ofEnv.length > 0) return name === undefined ? all : ofEnv
  return [usage(() => named('certificate', CERTIFICATES, name))]
}

const namesOf = (certificates: readonly Certificate[]): string => certificates.map(({ name }) => name).join(', ')

const plays = (given: Given) => ({ seed: given.seed('seed') ?? 0, envOptions: pairOptions(given) })

async function judged(given: Given, certificate: Certificate): Promise<Certified> {
  const episodes = given.integer('episodes', 2) ?? EPISODES
  try {
    return await certify(certificate, { ...plays(given), episodes })
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

function page({ certificate, episodes, level, payoffs, claims, verdict }: Certified): string {
  const earned = payoffs.map(({ population, part, earned }) => [population, part, ...numbers(earned)])
  const decided = claims.map(({ name, difference, verdict, required }) => [
    name,
    ...numbers(difference),
    verdict,
    required ? '' : 'not needed',
  ])
  const percent = (100 * level).toFixed(level > 0.99 ? 2 : 1)
  return [
    `${certificate.name}: ${certificate.summary}`,
    `${episodes} episodes a population\n`,
    table([['population', 'part', 'return', '95 % interval'], ...earned], [2]),
    '',
    table([['claim', 'difference', `${percent} % interval`, '', ''], ...decided], [1]),
    '',
    `${certificate.name}: ${verdict}`,
  ].join('\n')
}

const numbers = ({ mean, low, high }: Interval): string[] => [
  mean.toFixed(2),
  `${low.toFixed(2)} to ${high.toFixed(2)}`,
]

/** What a cooperator and a defector earn by the number of others who cooperate, with 95 % bands. */
export function diagram({ certificate, payoffs }: Certified): string {
  const players = certificate.populations.length - 1
  const earned = (payoff: Payoff) =>
    payoffs.find(({ population, part }) => population === payoff.population && part === payoff.part)?.earned
  const series = [COOPERATOR, DEFECTOR].map((part): Series => {
    const points = Array.from({ length: players }, (_, k) => ({
      k,
      at: earned({ population: cooperating(part === COOPERATOR ? k + 1 : k), part }),
    })).filter(({ at }) => at !== undefined)
    return {
      name: part,
      points: points.map(({ k, at }) => [k, at!.mean] as const),
      band: points.map(({ at }) => [at!.low, at!.high] as const),
    }
  })
  return lineChart({ title: certificate.name, x: 'others who cooperate', y: 'return of a player', series })
}
