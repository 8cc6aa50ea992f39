/** Checks of states that come as JSON. Each throws a TypeError that says what came, where, and what was expected. */

export function record(json: unknown, where: string): Record<string, unknown> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>
  throw new TypeError(`Got ${where} ${show(json)}, expected an object.`)
}

export function list(json: unknown, where: string, length: number): unknown[] {
  if (Array.isArray(json) && json.length === length) return json
  throw new TypeError(`Got ${where} ${show(json)}, expected a list of ${length}.`)
}

export function integer(value: unknown, where: string, low: number, high: number): void {
  if (Number.isInteger(value) && (value as number) >= low && (value as number) <= high) return
  throw new TypeError(`Got ${where} ${show(value)}, expected an integer from ${low} to ${high}.`)
}

export function number(value: unknown, where: string, low = -Number.MAX_VALUE, high = Number.MAX_VALUE): void {
  if (typeof value === 'number' && value >= low && value <= high) return
  const range = high === Number.MAX_VALUE ? '' : ` from ${low} to ${high}`
  throw new TypeError(`Got ${where} ${show(value)}, expected a number${range}.`)
}

export function truth(json: unknown, where: string): void {
  if (typeof json !== 'boolean') throw new TypeError(`Got ${where} ${show(json)}, expected true or false.`)
}

export function oneOf(json: unknown, where: string, known: readonly string[]): void {
  if (!known.includes(json as string))
    throw new TypeError(`Got ${where} ${show(json)}, expected one of: ${known.join(', ')}.`)
}

export const show = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80)
