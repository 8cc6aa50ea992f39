/**
 * Parameters of a model in one flat array, and the table that says where each one lies.
 *
 * One array makes an optimizer step, a copy, a checkpoint or a comparison a single operation.
 */
import { sizeOf } from './shape.ts'

export interface ParamEntry {
  shape: readonly number[]
  /** Index of the first element in theta. */
  offset: number
  /** Number of elements. */
  size: number
}

export interface ParamTable {
  readonly entries: Readonly<Record<string, ParamEntry>>
  /** Length of theta. */
  readonly size: number
}

/** Lays parameters out one after another, in the order of `spec`. @throws on an extent that is not a positive integer. */
export function paramTable(spec: Record<string, readonly number[]>): ParamTable {
  const entries: Record<string, ParamEntry> = {}
  let offset = 0
  for (const [name, shape] of Object.entries(spec)) {
    if (!shape.every((extent) => Number.isInteger(extent) && extent > 0)) {
      throw new Error(`params: '${name}' got shape [${shape}] when expected positive integers`)
    }
    const size = sizeOf(shape)
    entries[name] = { shape: [...shape], offset, size }
    offset += size
  }
  return { entries, size: offset }
}

/** Views into `theta` by name: writing one writes theta. @throws when theta has another length than the table. */
export function paramViews(table: ParamTable, theta: Float32Array): Record<string, Float32Array> {
  if (theta.length !== table.size) {
    throw new Error(`params: theta has ${theta.length} elements when expected ${table.size}`)
  }
  return Object.fromEntries(
    Object.entries(table.entries).map(([name, { offset, size }]) => [name, theta.subarray(offset, offset + size)]),
  )
}

/** Uniform numbers in [0, 1). */
export type Uniform = () => number
/** Writes the initial values of a parameter of `shape` into `out`. */
export type Initializer = (shape: readonly number[], uniform: Uniform, out: Float32Array) => void

/** A new theta; `initializers` holds one for each parameter. Draws are taken in the order of the table. */
export function initParams(
  table: ParamTable,
  initializers: Record<string, Initializer>,
  uniform: Uniform,
): Float32Array {
  const unknown = Object.keys(initializers).filter((name) => !(name in table.entries))
  if (unknown.length) {
    throw new Error(
      `params: initializer for unknown '${unknown[0]}'; expected ${Object.keys(table.entries).join(', ')}`,
    )
  }
  const theta = new Float32Array(table.size)
  const views = paramViews(table, theta)
  for (const [name, { shape }] of Object.entries(table.entries)) {
    if (!initializers[name]) throw new Error(`params: no initializer for '${name}'`)
    initializers[name](shape, uniform, views[name])
  }
  return theta
}

export const constant =
  (value: number): Initializer =>
  (_shape, _uniform, out) =>
    void out.fill(value)

export const zeros: Initializer = constant(0)

/** Uniform in [low, high). */
export const uniformIn =
  (low: number, high: number): Initializer =>
  (_shape, uniform, out) => {
    for (let i = 0; i < out.length; i++) out[i] = low + (high - low) * uniform()
  }

/** Two standard normal numbers (Box and Muller 1958). */
function normalPair(uniform: Uniform): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
  const angle = 2 * Math.PI * uniform()
  return [radius * Math.cos(angle), radius * Math.sin(angle)]
}

/**
 * `gain` times a matrix with orthonormal columns, or rows where it is wider than high.
 *
 * All axes but the last count as rows, so it serves dense [in, out] and HWIO filters alike.
 * Saxe et al. 2014, arXiv:1312.6120; drawn uniformly by Gram-Schmidt on normal vectors, in double precision.
 */
export const orthogonal =
  (gain = 1): Initializer =>
  (shape, uniform, out) => {
    const columns = shape.at(-1) ?? 1
    const rows = out.length / columns
    const [count, length] = rows < columns ? [rows, columns] : [columns, rows]
    const vectors = orthonormal(count, length, uniform)
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = rows < columns ? vectors[row][column] : vectors[column][row]
        out[row * columns + column] = gain * value
      }
    }
  }

/** `count` orthonormal vectors of `length` >= count. Each is projected twice, which is enough (Kahan, Parlett). */
function orthonormal(count: number, length: number, uniform: Uniform): Float64Array[] {
  const vectors: Float64Array[] = []
  for (let k = 0; k < count; k++) {
    const vector = new Float64Array(length + (length % 2))
    for (let i = 0; i < length; i += 2) vector.set(normalPair(uniform), i)
    const v = vector.subarray(0, length)
    for (const u of [...vectors, ...vectors]) subtractProjection(v, u)
    const norm = Math.sqrt(dot(v, v))
    for (let i = 0; i < length; i++) v[i] /= norm
    vectors.push(v)
  }
  return vectors
}

function subtractProjection(v: Float64Array, u: Float64Array): void {
  const along = dot(v, u)
  for (let i = 0; i < v.length; i++) v[i] -= along * u[i]
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
