/** What is said of tasks that mean nothing. */

/** Throws a TypeError unless `fine`: what came at `path`, and what was expected. */
export function demand(fine: boolean, path: string, value: unknown, expected: string): asserts fine {
  if (fine) return
  const text = JSON.stringify(value) ?? String(value)
  throw new TypeError(`${path}: Got ${text.length > 60 ? `${text.slice(0, 57)}...` : text}, expected ${expected}.`)
}

/** Throws a TypeError for the first key of an object that is not among those known. */
export function demandKeys(value: object, path: string, known: readonly string[]): void {
  for (const key of Object.keys(value)) demand(known.includes(key), path, key, `keys among: ${known.join(', ')}`)
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const isIntegerIn = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most
