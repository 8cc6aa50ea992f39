/** The door for options: outside data is checked against an environment's schema before anything is built. */
import { Ajv, type ErrorObject, type SchemaObject, type ValidateFunction } from 'ajv'

// Infinity is a number here (a horizon of never); NaN passes no bound.
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true, strictNumbers: false })
const validators = new WeakMap<SchemaObject, ValidateFunction>()

/**
 * `defaults` overlaid with `options`, checked against `schema`. Throws a TypeError that says, for every fault, what came, what
 * was expected and where; an unknown key lists the known ones.
 */
export function configure<C extends object>(id: string, schema: SchemaObject, defaults: C, options: object): C {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const config = { ...defaults, ...given }
  let validate = validators.get(schema)
  if (!validate) validators.set(schema, (validate = ajv.compile(schema)))
  if (!validate(config)) throw new TypeError(`${id}: ${(validate.errors ?? []).map(explain).join(' ')}`)
  return config
}

function explain(error: ErrorObject): string {
  const where = error.instancePath ? `option ${error.instancePath.slice(1).replaceAll('/', '.')}` : 'options'
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys(error.parentSchema?.properties ?? {}).join(', ')
    return `Got unknown ${where === 'options' ? 'option' : `key in ${where}`} '${error.params.additionalProperty}', expected one of: ${known}.`
  }
  if (error.keyword === 'required') return `Missing '${error.params.missingProperty}' in ${where}.`
  const expected =
    error.keyword === 'enum'
      ? `one of: ${error.params.allowedValues.join(', ')}`
      : (error.message ?? error.keyword).replace(/^must /, 'it to ')
  return `Got ${show(error.data)} for ${where}, expected ${expected}.`
}

function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text === undefined ? String(value) : text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** The name among `known`, or an Error that lists them and says what `kind` of thing was looked for. */
export function named<T>(kind: string, known: Readonly<Record<string, T>>, name: string): T {
  if (Object.hasOwn(known, name)) return known[name]
  throw new RangeError(`Got unknown ${kind} '${name}', expected one of: ${Object.keys(known).join(', ')}.`)
}

/** A value of an option as a person types it: `1`, `true`, `null`, `[1]`, `{...}` and `"..."` are JSON; anything else is text. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
