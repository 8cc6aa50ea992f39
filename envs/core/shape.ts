/**
 * One shape for all objects of the same keys in the same order, however they were made. V8 compiles a rule for the shapes that
 * it meets in a world. A literal that names keys after a spread, `{ ...some, key }`, has a shape of its own every time it is
 * run: rules that read such objects would be compiled anew for every world, and after a few worlds be several times slower.
 */

/** A deep copy of plain objects and arrays; whatever else they hold is shared with `value`. Equal references stay equal. */
export function shaped<T>(value: T, copies = new Map<unknown, unknown>()): T {
  if (!isPlain(value) && !Array.isArray(value)) return value
  const known = copies.get(value)
  if (known !== undefined) return known as T
  const copy = Array.isArray(value) ? value.map((each) => shaped(each, copies)) : shapedObject(value, copies)
  copies.set(value, copy)
  return copy as T
}

function shapedObject(value: object, copies: Map<unknown, unknown>): object {
  // A hash table: what is spread from one gets its keys one by one, which always leads to the same shape.
  const table: Record<string, unknown> = Object.create(null)
  for (const [key, each] of Object.entries(value)) table[key] = shaped(each, copies)
  return { ...table }
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
