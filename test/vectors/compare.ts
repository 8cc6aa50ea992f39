/** Comparison of what a family computes with what its vectors expect. */

/** |a - b| <= max(absolute, relative |b|), which is tol * max(1, |b|) where both are tol. */
export interface Tolerance {
  absolute: number
  relative: number
}

/** A flat array as rows of `columns` numbers. */
export function matrix(flat: ArrayLike<number>, columns: number): number[][] {
  return Array.from({ length: flat.length / columns }, (_, r) =>
    Array.from({ length: columns }, (_, c) => flat[r * columns + c]),
  )
}

/** The first place where `got` is not `expected`, in words; null where there is none. An expected null is skipped. */
export function difference(got: unknown, expected: unknown, tolerance: Tolerance, path: string): string | null {
  if (expected === null) return null
  if (typeof expected === 'number') {
    const near = typeof got === 'number' && within(got, expected, tolerance)
    return near ? null : `At ${path}: got ${shown(got)}, expected ${expected}.`
  }
  if (typeof expected !== 'object') {
    return got === expected ? null : `At ${path}: got ${shown(got)}, expected ${shown(expected)}.`
  }
  if (typeof got !== 'object' || got === null) return `At ${path}: got ${shown(got)}, expected ${shown(expected)}.`
  const size = (x: object) => (x as ArrayLike<unknown>).length
  if (Array.isArray(expected) && size(got) !== expected.length) {
    return `At ${path}: got ${size(got)} elements, expected ${expected.length}.`
  }
  for (const [key, value] of Object.entries(expected)) {
    const found = difference((got as Record<string, unknown>)[key], value, tolerance, `${path}.${key}`)
    if (found) return found
  }
  return null
}

const within = (a: number, b: number, { absolute, relative }: Tolerance): boolean =>
  Math.abs(a - b) <= Math.max(absolute, relative * Math.abs(b))

/**
 * The trap that `got` is caught in, in words; null for none. A trap holds a value for each mistake; no result may be it, but
 * where the right result is the same.
 */
export function caught(got: Fields, expected: Fields, trap: Fields, tolerance: Tolerance): string | null {
  const is = (result: unknown, mistake: unknown) =>
    holdsNumber(mistake) && difference(result, mistake, tolerance, '') === null
  for (const [mistake, value] of Object.entries(trap)) {
    const name = Object.keys(expected).find((key) => is(got[key], value) && !is(expected[key], value))
    if (name !== undefined) return `At ${name}: got what the mistake '${mistake}' gives.`
  }
  return null
}
type Fields = Readonly<Record<string, unknown>>

function holdsNumber(value: unknown): boolean {
  if (typeof value === 'number') return true
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNumber)
}

/** A value in at most 60 characters. */
const shown = (value: unknown): string => String(JSON.stringify(value) ?? value).slice(0, 60)
