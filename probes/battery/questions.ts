/** The questions of the battery, each asked in every site that has what it needs. */
import type { Question } from './question.ts'
import { departure } from './departure.ts'
import { flag } from './flag.ts'
import { honesty } from './honesty.ts'
import { lamp } from './lamp.ts'
import { reallocation } from './reallocation.ts'
import type { Name, Site } from './site.ts'
import { allocationSite } from './sites/allocation.ts'
import { quartermasterSite } from './sites/quartermaster.ts'
import { FAMILIES, type Family } from './spec.ts'
import { stakeholders } from './stakeholders.ts'

export const SITES: readonly Site[] = [allocationSite, quartermasterSite]

/** What is asked in a site. */
export function questionsOf(site: Site): Question[] {
  const { levels, lamp: lit, departure: walked, honesty: told } = site
  const known = [
    reallocation(site),
    levels && stakeholders({ ...site, levels }),
    told && honesty({ ...site, honesty: told }),
    flag(site),
    lit && lamp({ ...site, lamp: lit }),
    walked && departure({ ...site, departure: walked }),
  ]
  return known.filter((question) => question !== undefined && question.references.length > 0) as Question[]
}

export const QUESTIONS: readonly Question[] = SITES.flatMap(questionsOf)

/** The question of a name in an environment. Throws a RangeError that lists what there is. */
export function questionIn(env: string, name: Name): Question {
  const found = QUESTIONS.find(({ id, site }) => id === name && site.env === env)
  if (found) return found
  throw new RangeError(`Got no question '${name}' in '${env}', expected any of: ${QUESTIONS.map(said).join(', ')}.`)
}

/** Questions of some families in some environments. Throws a RangeError that lists what there is. */
export function chosen(families: readonly string[], envs: readonly string[]): Question[] {
  const known = [...new Set(QUESTIONS.map(({ site }) => site.env))]
  for (const family of families) expectKnown('family', family, FAMILIES)
  for (const env of envs) expectKnown('environment of the battery', env, known)
  const found = QUESTIONS.filter(
    ({ family, site }) =>
      (families.length === 0 || families.includes(family satisfies Family)) &&
      (envs.length === 0 || envs.includes(site.env)),
  )
  if (found.length > 0) return found
  const all = QUESTIONS.map(said).join(', ')
  throw new RangeError(`Got no question of families ${families} in ${envs}, expected any of: ${all}.`)
}

const said = ({ id, family, site }: Question): string => `${family} ${site.env} (${id})`

function expectKnown(kind: string, name: string, known: readonly string[]): void {
  if (!known.includes(name))
    throw new RangeError(`Got unknown ${kind} '${name}', expected one of: ${known.join(', ')}.`)
}
