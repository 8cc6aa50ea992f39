/** What happened in the last steps, added up by row. */

export interface Recent {
  /** Steps that count. */
  readonly window: number
  /** [rows] sums over them. */
  readonly sums: Int32Array
  /** [rows, window] each step's value, at tick % window. */
  readonly values: Uint8Array
}

export const recentOf = (rows: number, window: number): Recent => ({
  window,
  sums: new Int32Array(rows),
  values: new Uint8Array(rows * window),
})

/** Lets all steps of a row's window count `value`. */
export function refill({ window, sums, values }: Recent, row: number, value: number): void {
  values.fill(value, row * window, (row + 1) * window)
  sums[row] = value * window
}

/** Puts a step's value, 0..255, in place of the one `window` steps ago; called once a step. */
export function record({ window, sums, values }: Recent, row: number, tick: number, value: number): void {
  const at = row * window + (tick % window)
  sums[row] += value - values[at]
  values[at] = value
}
