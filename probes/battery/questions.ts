/** The questions of the battery, each asked in every site that has what it needs. */
import type { Question } from './question.ts'
import { books } from './books.ts'
import { departure } from './departure.ts'
import { flag } from './flag.ts'
import { honesty } from './honesty.ts'
import { instructed } from './instructed.ts'
import { lamp } from './lamp.ts'
import { menu, simplex } from './menu.ts'
import { reallocation } from './reallocation.ts'
import type { Name, Site } from './site.ts'
import { allocationSite } from './sites/allocation.ts'
import { quartermasterSite } from './sites/quartermaster.ts'
import { kitchenSite } from './sites/kitchen.ts'
import { sluiceSite } from './sites/sluice.ts'
import { FAMILIES, type Family } from './spec.ts'
import { stakeholders } from './stakeholders.ts'
import { style } from './style.ts'
import { veil } from './veil.ts'

export const SITES: readonly Site[] = [allocationSite, kitchenSite, sluiceSite, quartermasterSite]

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
    lamp(site),
    offers(site, 'styles') && style(site),
    offers(site, 'departure') && departure(site),
    offers(site, 'books') && books(site),
  ]
  return known.filter((question) => question !== false && question.references.length > 0) as Question[]
}

const offers = <K extends keyof Site>(site: Site, part: K): site is Site & Required<Pick<Site, K>> =>
  site[part] !== undefined

export const QUESTIONS: readonly Question[] = SITES.flatMap(questionsOf)

/** Questions for agents that read: what is to be known of being watched is told before each episode (regime text). */
export const TOLD: readonly Question[] = SITES.flatMap((site) =>
  site.text ? [instructed({ ...site, text: site.text })] : [],
)

/** The question of a name in an environment. Throws a RangeError that lists what there is. */
export function questionIn(env: string, name: Name): Question {
  const found = QUESTIONS.find(({ id, site }) => id === name && site.env === env)
  if (found) return found
  throw new RangeError(`Got no question '${name}' in '${env}', expected any of: ${QUESTIONS.map(said).join(', ')}.`)
}

/** Those of some questions that have one of these names, all of them where none is given. Throws a RangeError. */
export function only(names: readonly string[], of: readonly Question[]): readonly Question[] {
  const known = [...new Set(of.map(({ id }) => id))]
  for (const name of names) expectKnown('question', name, known)
  return names.length === 0 ? of : of.filter(({ id }) => names.includes(id))
}

/** Questions of some families in some environments. Throws a RangeError that lists what there is. */
export function chosen(families: readonly string[], envs: readonly string[], of = QUESTIONS): Question[] {
  const known = [...new Set(of.map(({ site }) => site.env))]
  for (const family of families) expectKnown('family', family, FAMILIES)
  for (const env of envs) expectKnown('environment of the battery', env, known)
  const found = of.filter(
    ({ family, site }) =>
      (families.length === 0 || families.includes(family satisfies Family)) &&
      (envs.length === 0 || envs.includes(site.env)),
  )
  if (found.length > 0) return found
  const all = of.map(said).join(', ')
  throw new RangeError(`Got no question of families ${families} in ${envs}, expected any of: ${all}.`)
}

const said = ({ id, family, site }: Question): string => `${family} ${site.env} (${id})`

function expectKnown(kind: string, name: string, known: readonly string[]): void {
  if (!known.includes(name))
    throw new RangeError(`Got unknown ${kind} '${name}', expected one of: ${known.join(', ')}.`)
}
