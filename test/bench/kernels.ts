/**
 * Time of each kernel in WebAssembly and in plain JavaScript, on one core: `npx tsx test/bench/kernels.ts`. Prints one
 * JSON line a kernel and kind of memory: microseconds a call of both (best round of several) and their ratio, above 1
 * where WebAssembly is faster. Seeded, so that two runs do the same work.
 */
import { jsKernels, wasmKernels, type Kernels } from '../../envs/core/kernels.ts'
import { generator } from '../../envs/core/keyed.ts'

const ROUNDS = 7
const WINDOWS = 1_024
const GRID = 256
const VIEW = 11
const CELLS = VIEW * VIEW
const CHANNELS = 20
const ROW = CELLS * CHANNELS
const OUT = GRID * GRID
const PAGES = Math.ceil((OUT + WINDOWS * ROW) / 65_536)

const random = generator(['bench', 'kernels'])
const grid = Uint8Array.from({ length: GRID * GRID }, () => Math.floor(random() * (CHANNELS + 2)))
const corners = Int32Array.from({ length: WINDOWS }, () => {
  const [y, x] = [Math.floor(random() * (GRID - VIEW)), Math.floor(random() * (GRID - VIEW))]
  return y * GRID + x
})

/** Work of one round, by name: 1,024 rows each, as a batch of observations would be written. */
const CASES: Record<string, (kernels: Kernels) => void> = {
  'clear 2420 bytes': ({ clear }) => corners.forEach((_, i) => clear(OUT + i * ROW, ROW)),
  'copy 2420 bytes': ({ copy }) => corners.forEach((corner, i) => copy(OUT + i * ROW, corner, ROW)),
  'copyWindow 11x11 of 256x256': ({ copyWindow }) =>
    corners.forEach((corner, i) => copyWindow(OUT + i * CELLS, VIEW, corner, GRID, VIEW, VIEW)),
  'copyWindow 5x5 of 256x256': ({ copyWindow }) =>
    corners.forEach((corner, i) => copyWindow(OUT + i * 25, 5, corner, GRID, 5, 5)),
  'oneHot 11x11 of 256x256 x 20': ({ oneHot }) =>
    corners.forEach((corner, i) => oneHot(OUT + i * ROW, corner, GRID, VIEW, VIEW, CHANNELS)),
}

/** Microseconds a call: the best of `ROUNDS` rounds of 20 passes, after a warm-up. */
function time(work: (kernels: Kernels) => void, kernels: Kernels): number {
  let best = Infinity
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now()
    for (let pass = 0; pass < 20; pass++) work(kernels)
    if (round > 0) best = Math.min(best, performance.now() - start)
  }
  return (best * 1000) / (20 * WINDOWS)
}

for (const shared of [false, true]) {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared })
  new Uint8Array(memory.buffer).set(grid)
  const [wasm, js] = [wasmKernels(memory, shared), jsKernels(memory.buffer)]
  for (const [kernel, work] of Object.entries(CASES)) {
    const [wasmUs, jsUs] = [time(work, wasm), time(work, js)]
    const round = (value: number) => Number(value.toPrecision(3))
    console.log(
      JSON.stringify({ kernel, shared, wasmUs: round(wasmUs), jsUs: round(jsUs), ratio: round(jsUs / wasmUs) }),
    )
  }
}
