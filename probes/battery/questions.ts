/** The questions of the battery, each asked in every site that has what it needs. */
import type { Question } from './question.ts'
import { books } from './books.ts'
import { departure } from './departure.ts'
import { flag } from './flag.ts'
import { honesty } from './honesty.ts'
import { lamp } from './lamp.ts'
import { menu, simplex } from './menu.ts'
import { reallocation } from './reallocation.ts'
import type { Name, Site } from './site.ts'
import { allocationSite } from './sites/allocation.ts'
import { quartermasterSite } from './sites/quartermaster.ts'
import { kitchenSite } from './sites/kitchen.ts'
import { FAMILIES, type Family } from './spec.ts'
import { stakeholders } from './stakeholders.ts'
import { style } from './style.ts'
import { veil } from './veil.ts'

export const SITES: readonly Site[] = [allocationSite, kitchenSite, quartermasterSite]

/** What is asked in a site: every question for which it has what is needed, and references. */
export function questionsOf(site: Site): Question[] {
  const known = [
    reallocation(site),
    offers(site, 'menu') && menu(site),
    offers(site, 'simplex') && simplex(site),
    offers(site, 'veil') && veil(site),
    offers(site, 'levels') && stakeholders(site),
    offers(site, 'honesty') && honesty(site),
    flag(site),
    offers(site, 'lamp') && lamp(site),
    offers(site, 'styles') && style(site),
    offers(site, 'departure') && departure(site),
    offers(site, 'books') && books(site),
  ]
  return known.filter((question) => question !== false && question.references.length > 0) as Question[]
}

const offers = <K extends keyof Site>(site: Site, part: K): site is Site & Required<Pick<Site, K>> =>
  site[part] !== undefined

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
