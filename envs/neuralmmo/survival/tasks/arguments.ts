/** Kinds of arguments of predicates. Each is a number to the program; a target is a column of groups. */
import { demand, isIntegerIn } from './faults.ts'

export interface Argument {
  /** The number that a value stands for. Throws a TypeError that names `path`. */
  readonly read: (value: unknown, path: string) => number
  /** The number where the argument is absent; without one it must be given. */
  readonly otherwise?: number
}

/** The most that an argument can ask for: 2^30. */
export const MOST = 1 << 30

export const integer = (least: number, most = MOST, otherwise?: number): Argument => ({
  read(value, path) {
    demand(isIntegerIn(value, least, most), path, value, `an integer in [${least}, ${most === MOST ? '2^30' : most}]`)
    return value
  },
  otherwise,
})
/** How much or how many is asked for. */
export const amount = integer(1)
/** How many of a group must have it. */
export const agents = integer(1, MOST, 1)

/** The place of a name among `names`, of which those before `first` cannot be asked for. */
export const among = (names: readonly string[], first = 0, last = names.length): Argument => {
  const known = names.slice(first, last)
  return {
    read(value, path) {
      demand(
        known.some((name) => name === value),
        path,
        value,
        `one of: ${known.join(', ')}`,
      )
      return first + known.findIndex((name) => name === value)
    },
  }
}
