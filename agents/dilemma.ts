/**
 * Certification of dilemmas: scripted strategies play each other, and the inequalities that make a game a dilemma are decided
 * on what they earned. A claim says that one part of one population earns more than one of another; populations of one certificate
 * play the same episodes (keyed draws), so differences are taken episode by episode.
 *
 * The Schelling diagram (Schelling 1973, "Hockey helmets, concealed weapons, and daylight saving"; Hughes et al. 2018,
 * arXiv:1803.08884 §2): R_c(k) and R_d(k), what a cooperator and a defector earn while k of the others cooperate.
 */
import type { EnvSpec } from '../envs/core/spec.ts'
import { bot } from './bots/index.ts'
import { evaluate } from './evaluate.ts'
import { interval, type Interval } from './interval.ts'
import type { Policy } from './policy.ts'

/** Who sits in a seat: a bot, and the part that it plays in the certificate. */
export interface Seat {
  readonly part: string
  readonly bot: string
}
export interface Population {
  readonly name: string
  /** One an agent; an episode rotates them by its number where the certificate says so. */
  readonly seats: readonly Seat[]
}
/** What a part earned in a population. */
export interface Payoff {
  readonly population: string
  readonly part: string
}
/**
 * That `more` earns more than `less`, pair by pair on the mean. The certificate needs the claims that are `required`; it reports the
 * others.
 */
export interface Claim {
  readonly name: string
  readonly more: readonly Payoff[]
  readonly less: readonly Payoff[]
  readonly required: boolean
}
export interface Certificate {
  readonly name: string
  readonly summary: string
  readonly env: string
  readonly envOptions: Readonly<Record<string, unknown>>
  /** Whether seats are alike, so that each part is to sit in all of them in turn. */
  readonly rotates: boolean
  readonly populations: readonly Population[]
  readonly claims: readonly Claim[]
}

export const VERDICTS = ['HOLDS', 'FAILS', 'INCONCLUSIVE'] as const
export type Verdict = (typeof VERDICTS)[number]

export interface Judged extends Claim {
  /** Of the differences, an episode each. */
  readonly difference: Interval
  readonly verdict: Verdict
}
export interface Certified {
  readonly certificate: Certificate
  readonly episodes: number
  /** Confidence of each claim's interval: 95 % for all of them together (Bonferroni). */
  readonly level: number
  /** Mean return of a player of each part in each population; 95 % over episodes. */
  readonly payoffs: readonly (Payoff & { readonly earned: Interval })[]
  readonly claims: readonly Judged[]
  readonly verdict: Verdict
}

export const COOPERATOR = 'cooperator'
export const DEFECTOR = 'defector'
/** The population in which `count` of the players cooperate. */
export const cooperating = (count: number): string => `${count} cooperate`

/** Whether a certificate is of a game in which everyone either cooperates or defects, and so has a Schelling diagram. */
export const isSchelling = ({ populations }: Certificate): boolean =>
  populations.some(({ name }) => name === cooperating(0))

/** R_c(k) or R_d(k): what a player of that part earns while k of the others cooperate. */
const earns = (part: typeof COOPERATOR | typeof DEFECTOR, k: number): Payoff => ({
  population: cooperating(part === COOPERATOR ? k + 1 : k),
  part,
})

export interface Schelling {
  readonly name: string
  readonly summary: string
  readonly env: string
  readonly envOptions: Readonly<Record<string, unknown>>
  readonly players: number
  readonly cooperate: string
  readonly defect: string
  /** Which of the two temptations to defect the game is known for; at least one. */
  readonly tempts: readonly ('fear' | 'greed')[]
  /** Most others who cooperate that count as few, for fear; less than half of them where absent. */
  readonly few?: number
}

/** The certificate of a game in which everyone either cooperates or defects. */
export function schelling({ players, cooperate, defect, tempts, few, ...rest }: Schelling): Certificate {
  const seat = (i: number, count: number): Seat =>
    i < count ? { part: COOPERATOR, bot: cooperate } : { part: DEFECTOR, bot: defect }
  const last = players - 1
  const others = Array.from({ length: players }, (_, k) => k)
  const low = others.filter((k) => (few === undefined ? k < last / 2 : k <= few))
  const high = others.filter((k) => k > last / 2)
  const mutual = [earns(COOPERATOR, last)]
  const temptation = (name: string, ks: readonly number[], required: boolean): Claim => ({
    name,
    more: ks.map((k) => earns(DEFECTOR, k)),
    less: ks.map((k) => earns(COOPERATOR, k)),
    required,
  })
  return {
    ...rest,
    rotates: true,
    populations: Array.from({ length: players + 1 }, (_, count) => ({
      name: cooperating(count),
      seats: Array.from({ length: players }, (_, i) => seat(i, count)),
    })),
    claims: [
      { name: 'mutual cooperation beats mutual defection', more: mutual, less: [earns(DEFECTOR, 0)], required: true },
      {
        name: 'mutual cooperation beats cooperating alone',
        more: mutual,
        less: [earns(COOPERATOR, 0)],
        required: true,
      },
      temptation('fear: while few others cooperate, defecting pays more', low, tempts.includes('fear')),
      temptation('greed: while most others cooperate, defecting pays more', high, tempts.includes('greed')),
    ],
  }
}

export interface CertifyOptions {
  /** Episodes of each population, >= 2: one decides nothing. */
  readonly episodes: number
  readonly seed?: number | string
  /** Options of the environment over the certificate's. */
  readonly envOptions?: Readonly<Record<string, unknown>>
  /** Played in place of the certificate's environment, such as a mutant of it. */
  readonly spec?: EnvSpec
}

/** Plays the populations and decides the claims. Throws a RangeError on fewer than 2 episodes. */
export async function certify(certificate: Certificate, options: CertifyOptions): Promise<Certified> {
  const { episodes } = options
  if (!Number.isInteger(episodes) || episodes < 2)
    throw new RangeError(`Got ${episodes} episodes, expected an integer >= 2: one has no interval.`)
  const played = new Map<string, Float64Array>()
  for (const population of certificate.populations) {
    const earned = await play(certificate, population, options)
    for (const [part, returns] of earned) played.set(keyOf({ population: population.name, part }), returns)
  }
  const level = 1 - 0.05 / certificate.claims.length
  const claims = certificate.claims.map((claim) => judge(claim, played, level))
  return {
    certificate,
    episodes,
    level,
    payoffs: [...played].map(([key, returns]) => ({ ...payoffOf(key), earned: interval(returns) })),
    claims,
    verdict: verdictOf(claims.filter(({ required }) => required).map(({ verdict }) => verdict)),
  }
}

const keyOf = ({ population, part }: Payoff): string => `${population}/${part}`
function payoffOf(key: string): Payoff {
  const [population, part] = key.split('/')
  return { population, part }
}

/** By part, its players' mean return in each episode. */
async function play(
  { name, env, envOptions, rotates }: Certificate,
  { seats }: Population,
  { episodes, seed = 0, envOptions: over, spec }: CertifyOptions,
): Promise<Map<string, Float64Array>> {
  const policies = new Map<string, Policy>()
  for (const each of seats) policies.set(each.bot, policies.get(each.bot) ?? bot(each.bot, env, { seed }))
  const seated = (episode: number, agent: number): Seat => seats[rotates ? (agent + episode) % seats.length : agent]
  const { returns } = await evaluate({
    env: spec ?? env,
    envOptions: { ...envOptions, ...over, view: null },
    seats: (slot, agent) => policies.get(seated(slot, agent).bot)!,
    episodes,
    seed: `certify ${name} ${seed}`,
  })
  const earned = new Map([...new Set(seats.map(({ part }) => part))].map((part) => [part, new Float64Array(episodes)]))
  for (const [episode, row] of returns.entries()) {
    for (const [agent, sum] of row.entries()) {
      const { part } = seated(episode, agent)
      earned.get(part)![episode] += sum / seats.filter((seat) => seat.part === part).length
    }
  }
  return earned
}

function judge(claim: Claim, played: ReadonlyMap<string, Float64Array>, level: number): Judged {
  const earned = (payoff: Payoff): Float64Array => played.get(keyOf(payoff))!
  const differences = earned(claim.more[0]).map((_, episode) => {
    const pairs = claim.more.map((more, i) => earned(more)[episode] - earned(claim.less[i])[episode])
    return pairs.reduce((sum, value) => sum + value, 0) / pairs.length
  })
  const difference = interval(differences, level)
  const verdict = difference.low > 0 ? 'HOLDS' : difference.high <= 0 ? 'FAILS' : 'INCONCLUSIVE'
  return { ...claim, difference, verdict }
}

/** All hold, one fails, or it is not decided. */
function verdictOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('FAILS')) return 'FAILS'
  return verdicts.every((verdict) => verdict === 'HOLDS') ? 'HOLDS' : 'INCONCLUSIVE'
}
