/**
 * Profiles: whose numbers a game plays by. A substrate keeps its numbers in one flat record a profile; what differs between two
 * profiles is computed from the records, so the list and the rules cannot part.
 */

/**
 * mp-code: what meltingpot's code does. mp-doc: what its documentation says where the two differ. socialjax: the rules of
 * SocialJax's game of that name as far as they bear on the dilemma; moves, views and maps stay as they are.
 */
export const PROFILES = ['mp-code', 'mp-doc', 'socialjax'] as const
export type Profile = (typeof PROFILES)[number]

/** A number, a list or a word of a game's rules. */
export type Setting = number | string | boolean | readonly number[]
/** Numbers by profile; `mp-code` always, the others where a game has them. */
export type Numbers<N> = Readonly<Partial<Record<Profile, N>> & { 'mp-code': N }>

export interface Difference {
  readonly name: string
  /** By profile. */
  readonly values: Readonly<Record<string, Setting>>
}

/** What the profiles of a game do not agree on, in the order of its record. */
export function differences(numbers: Numbers<object>): Difference[] {
  const profiles = Object.entries(numbers) as [Profile, Readonly<Record<string, Setting>>][]
  return Object.keys(numbers['mp-code'])
    .map((name) => ({ name, values: Object.fromEntries(profiles.map(([profile, of]) => [profile, of[name]])) }))
    .filter(({ values }) => new Set(Object.values(values).map((value) => JSON.stringify(value))).size > 1)
}

/** A setting as people read it. */
export function settingText(value: Setting): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)))
  return typeof value === 'object' ? value.map(settingText).join(', ') : String(value)
}

/** The numbers of a profile. The option's schema lists the ones that a game has, so that others never come here. */
export const numbersOf = <N>(numbers: Numbers<N>, profile: Profile): N => numbers[profile] ?? numbers['mp-code']
