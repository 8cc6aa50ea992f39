/** Times to an event that may be censored, such as the updates until a value has halved. */
import { chiSquareTail, normalQuantile } from '../../agents/distributions.ts'
import { LEVEL, withoutInterval, type Estimate, type IntervalOptions } from './estimate.ts'

export interface Survival {
  /** Of the event, or until when it was watched for. */
  readonly time: number
  /** False where the time is censored. */
  readonly event: boolean
}

/** A subject in one of two arms, 1 being the treated; and its stratum, e.g. its seed. */
export interface Subject extends Survival {
  readonly arm: 0 | 1
  readonly stratum?: string | number
}

export interface LogRank {
  /** Events in arm 1, and those expected of it if the arms were alike. */
  readonly observed: number
  readonly expected: number
  readonly variance: number
  /** Null where no time of an event has both arms at risk. */
  readonly chiSquare: number | null
  readonly p: number | null
}

/** Stratified log-rank test of two arms (Mantel 1966), 1 degree of freedom; without strata all are one. */
export function logRank(subjects: readonly Subject[]): LogRank {
  let [observed, expected, variance] = [0, 0, 0]
  for (const { events, eventsOfOne, atRisk, atRiskOfOne } of riskSets(subjects)) {
    const share = atRiskOfOne / atRisk
    observed += eventsOfOne
    expected += events * share
    if (atRisk > 1) variance += (events * share * (1 - share) * (atRisk - events)) / (atRisk - 1)
  }
  const chiSquare = variance > 0 ? (observed - expected) ** 2 / variance : null
  return { observed, expected, variance, chiSquare, p: chiSquare === null ? null : chiSquareTail(chiSquare, 1) }
}

/** Newton steps to the maximum of the partial likelihood, which is concave. */
const STEPS = 50
const CONVERGED = 1e-12

/**
 * Hazard ratio of arm 1 to arm 0 by Cox's regression on the arm, stratified, ties by Breslow; Wald interval of its
 * logarithm. Under constant hazards its inverse is the ratio of half-lives. n counts subjects.
 */
export function hazardRatio(subjects: readonly Subject[], { unit, level = LEVEL }: IntervalOptions): Estimate {
  const about = { n: subjects.length, unit, level, method: 'Cox, stratified, Wald' }
  const sets = riskSets(subjects).filter(({ atRisk, atRiskOfOne }) => atRiskOfOne > 0 && atRiskOfOne < atRisk)
  if (!sets.some((set) => set.eventsOfOne > 0) || !sets.some((set) => set.eventsOfOne < set.events)) {
    return withoutInterval(null, about, 'one arm has no event while both are at risk: the ratio is 0 or infinite')
  }
  let logRatio = 0
  let information = 0
  for (let step = 0; step < STEPS; step++) {
    let score = 0
    information = 0
    for (const { events, eventsOfOne, atRisk, atRiskOfOne } of sets) {
      const weight = atRiskOfOne * Math.exp(logRatio)
      const share = weight / (weight + atRisk - atRiskOfOne)
      score += eventsOfOne - events * share
      information += events * share * (1 - share)
    }
    // One unit a step at most: far from the maximum the curve is flat and Newton overshoots.
    const move = Math.max(-1, Math.min(1, score / information))
    logRatio += move
    if (Math.abs(move) < CONVERGED) break
  }
  const half = normalQuantile((1 + level) / 2) / Math.sqrt(information)
  const [low, high] = [Math.exp(logRatio - half), Math.exp(logRatio + half)]
  return { estimate: Math.exp(logRatio), low, high, ...about }
}

/**
 * Median time to the event by Kaplan and Meier, with the interval of Brookmeyer and Crowley (1982). Where fewer than
 * half had the event it is null, and so is an end that the curve does not reach.
 */
export function medianSurvival(times: readonly Survival[], { unit, level = LEVEL }: IntervalOptions): Estimate {
  const about = { n: times.length, unit, level, method: 'Kaplan-Meier median' }
  const z = normalQuantile((1 + level) / 2)
  let [survival, greenwood] = [1, 0]
  let [estimate, low, high]: (number | null)[] = [null, null, null]
  for (const { time, events, atRisk } of riskSets(times.map(({ time, event }) => ({ time, event, arm: 0 })))) {
    survival *= 1 - events / atRisk
    greenwood += events / (atRisk * (atRisk - events))
    const se = survival > 0 ? survival * Math.sqrt(greenwood) : 0
    if (low === null && survival - 0.5 <= z * se) low = time
    if (estimate === null && survival <= 0.5) estimate = time
    if (high === null && survival - 0.5 < -z * se) high = time
  }
  const reason =
    estimate === null ? 'censored: fewer than half had the event' : 'the curve does not fall far enough below a half'
  return { estimate, low, high, ...about, ...(high === null ? { reason } : {}) }
}

interface RiskSet {
  readonly time: number
  readonly events: number
  readonly eventsOfOne: number
  readonly atRisk: number
  readonly atRiskOfOne: number
}

/** Who is at risk and who has the event at each time of an event, stratum by stratum, in order of time. */
function riskSets(subjects: readonly Subject[]): RiskSet[] {
  const strata = new Set(subjects.map(({ stratum }) => stratum))
  return [...strata].flatMap((of) => {
    const members = subjects.filter(({ stratum }) => stratum === of)
    const times = [...new Set(members.filter(({ event }) => event).map(({ time }) => time))].sort((a, b) => a - b)
    return times.map((time) => {
      const risk = members.filter((one) => one.time >= time)
      const events = risk.filter((one) => one.event && one.time === time)
      return { time, events: events.length, eventsOfOne: ofOne(events), atRisk: risk.length, atRiskOfOne: ofOne(risk) }
    })
  })
}

const ofOne = (subjects: readonly Subject[]): number => subjects.filter(({ arm }) => arm === 1).length
