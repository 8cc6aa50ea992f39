/** Checks of JSON that came from outside: each throws a TypeError that says what came, where, and what was expected. */

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

export const show = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80)
