/**
 * Patterns of messages. An object matches one with at least its fields, an array one of the same length, and all else itself.
 *
 *     "*"        anything that is there
 *     "$name"    in what comes: that value from now on, and the same wherever the name stands again
 *                in what is sent: that value; "$name.field.0" a part of it
 *     {"$zeros": "$shape"}          a tensor of zeros of type <i4, {"$zeros": "$shape", "but": [5, 0]} with other elements first
 *     {"$none": true}               in what comes: no such field
 */
import { tensorFrom } from '../tensor.ts'

export type Names = Map<string, unknown>

const NAME = /^\$([a-z]\w*)((?:\.\w+)*)$/i

/** What has to be sent: the pattern with names filled in. Throws a ReferenceError on a name that nothing gave. */
export function filled(pattern: unknown, names: Names): unknown {
  if (typeof pattern === 'string') return NAME.test(pattern) ? valueOf(pattern, names) : pattern
  if (typeof pattern !== 'object' || pattern === null || pattern instanceof Uint8Array) return pattern
  if (Array.isArray(pattern)) return pattern.map((item) => filled(item, names))
  if ('$zeros' in pattern) return zeros(pattern as Zeros, names)
  return Object.fromEntries(
    Object.entries(pattern).map(([name, field]) => [filled(name, names) as string, filled(field, names)]),
  )
}

interface Zeros {
  readonly $zeros: string | readonly number[]
  readonly but?: readonly number[]
  readonly d?: '<i4' | '|u1' | '<f4'
}

function zeros({ $zeros, but = [], d = '<i4' }: Zeros, names: Names): unknown {
  const shape = filled($zeros, names) as number[]
  const elements = Array.from({ length: shape.reduce((product, n) => product * n, 1) }, () => 0)
  for (const [i, element] of but.entries()) elements[i] = element
  return tensorFrom(d, shape, elements)
}

function valueOf(text: string, names: Names): unknown {
  const [, name, path] = NAME.exec(text)!
  if (!names.has(name)) throw new ReferenceError(`Got ${text}, expected one of: ${[...names.keys()].join(', ')}.`)
  return path
    .split('.')
    .filter(Boolean)
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], names.get(name))
}

/** Where `value` is not what the pattern says, and how; null if it is. Names that it gives are kept. */
export function mismatch(pattern: unknown, value: unknown, names: Names, path = ''): string | null {
  if (pattern === '*') return value === undefined ? said(path, value, 'anything') : null
  if (typeof pattern === 'string' && NAME.test(pattern)) return nameMismatch(pattern, value, names, path)
  if (typeof pattern !== 'object' || pattern === null || pattern instanceof Uint8Array) {
    return same(pattern, value) ? null : said(path, value, shown(pattern))
  }
  if ('$none' in pattern) return value === undefined ? null : said(path, value, 'nothing')
  if (typeof value !== 'object' || value === null) return said(path, value, shown(pattern))
  if (Array.isArray(pattern) && pattern.length !== (value as unknown[]).length) {
    return said(path, value, `${pattern.length} items`)
  }
  for (const [key, part] of Object.entries(pattern)) {
    const wrong = mismatch(part, (value as Record<string, unknown>)[key], names, `${path}/${key}`)
    if (wrong !== null) return wrong
  }
  return null
}

function nameMismatch(pattern: string, value: unknown, names: Names, path: string): string | null {
  const [, name, rest] = NAME.exec(pattern)!
  if (value === undefined) return said(path, value, pattern)
  if (!names.has(name) && rest === '') {
    names.set(name, value)
    return null
  }
  const expected = valueOf(pattern, names)
  return same(expected, value) ? null : said(path, value, `${pattern}: ${shown(expected)}`)
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || (b !== undefined && shown(a, Infinity) === shown(b, Infinity))

const said = (path: string, value: unknown, expected: string): string =>
  `Got ${shown(value)} at ${path || '/'}, expected ${expected}`

function shown(value: unknown, most = 80): string {
  const plain = (_: string, part: unknown) => (part instanceof Uint8Array ? Array.from(part) : part)
  const text = JSON.stringify(value, plain) ?? 'nothing'
  return text.length > most ? `${text.slice(0, most - 3)}...` : text
}
