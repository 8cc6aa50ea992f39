/** Arithmetic on static shapes: arrays of non-negative integers, outermost axis first. */

/** Number of elements; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1
  for (const extent of shape) size *= extent
  return size
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i])
}

/** The shape NumPy broadcasting gives. @throws when an axis differs and neither side is 1. */
export function broadcastShapes(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1
    const y = b[i - rank + b.length] ?? 1
    if (x !== y && x !== 1 && y !== 1) throw new Error(`shape: [${a}] and [${b}] do not broadcast`)
    return x === 1 ? y : x
  })
}

/** Axes as sorted, non-negative numbers; `undefined` or null means all. */
export function axesOf(axis: number | readonly number[] | null | undefined, rank: number): number[] {
  const axes = axis === null || axis === undefined ? Array.from({ length: rank }, (_, i) => i) : [axis].flat()
  return (axes as number[]).map((a) => (a < 0 ? a + rank : a)).sort((a, b) => a - b)
}

/** Shape after reducing `axes`. */
export function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): number[] {
  const kept = shape.map((extent, i) => (axes.includes(i) ? 1 : extent))
  return keepDims ? kept : kept.filter((_, i) => !axes.includes(i))
}
