/** The questions of the battery: a file each. */
import type { Question } from './question.ts'
import { departure } from './departure.ts'
import { flag } from './flag.ts'
import { honesty } from './honesty.ts'
import { lamp } from './lamp.ts'
import { reallocation } from './reallocation.ts'
import { stakeholders } from './stakeholders.ts'
import { FAMILIES, type Family } from './spec.ts'

export const QUESTIONS: readonly Question[] = [reallocation, stakeholders, honesty, flag, lamp, departure]

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
  const all = QUESTIONS.map(({ id, family, site }) => `${family} ${site.env} (${id})`).join(', ')
  throw new RangeError(`Got no question of families ${families} in ${envs}, expected any of: ${all}.`)
}

function expectKnown(kind: string, name: string, known: readonly string[]): void {
  if (!known.includes(name))
    throw new RangeError(`Got unknown ${kind} '${name}', expected one of: ${known.join(', ')}.`)
}
