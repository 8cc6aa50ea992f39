/** Numbers by field as the state format is read: all of it is checked before any of it is written. */
import { record } from '../../core/checks.ts'
import type { Columns } from './json-columns.ts'
import type { SurvivalTables } from './state.ts'

export type Values = Record<string, unknown>

/** Numbers of each field that is written, in the order of the arrays, and of the tick. */
export type Plan = Record<string, number[]>

/** An object without keys that mean nothing. Throws a TypeError that lists those that do. */
export function known(json: unknown, where: string, keys: readonly string[]): Values {
  const given = record(json, where)
  const strange = Object.keys(given).find((key) => !keys.includes(key))
  if (strange === undefined) return given
  throw new TypeError(`Got unknown ${where}.${strange}, expected one of: ${keys.join(', ')}.`)
}

/** Reads the values of columns and puts them at the ends of their fields' numbers. */
export function take(plan: Plan, tables: SurvivalTables, columns: Columns, given: Values, where: string): void {
  for (const [key, [field, codec]] of Object.entries(columns)) {
    put(plan, field, codec.read(given[key], `${where}.${key}`, tables))
  }
}

/** Puts numbers at the end of a field's. */
export const put = (plan: Plan, field: string, ...values: readonly number[]): void =>
  void (plan[field] ??= []).push(...values)
