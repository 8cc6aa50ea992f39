/**
 * What a second thread is worth: rounds of one thread and of two alternate in one process, and the ratio is taken pair by pair.
 *
 *     npx tsx test/bench/threads.ts [threads] [slots]
 *
 * Prints one JSON object: median, smallest and largest ratio over the pairs, and the median rates in agent-steps/s.
 */
import { generator } from '../../envs/core/keyed.ts'
import { makeBatch } from '../../envs/registry.ts'

const ROUNDS = 41
const ROUND_STEPS = 100
const TABLES = 16

const threads = Number(process.argv[2] ?? 2)
const slots = Number(process.argv[3] ?? 8192)
const batches = [1, threads].map((count) =>
  makeBatch('overcooked', { slots, threads: count, view: 'symbolic', seed: 1 }),
)
const random = generator(['threads'])
const tables = Array.from({ length: TABLES }, () => batches[0].actions.map(() => Math.floor(random() * 6)))

const rates = batches.map((): number[] => [])
for (let round = 0; round <= ROUNDS; round++) {
  for (const [i, batch] of batches.entries()) {
    const started = performance.now()
    for (let t = 0; t < ROUND_STEPS; t++) {
      batch.actions.set(tables[(t * 7 + round) % TABLES])
      batch.step()
    }
    // The first round is the warm-up.
    if (round > 0) rates[i].push((slots * batch.agents * ROUND_STEPS) / ((performance.now() - started) / 1000))
  }
}
const ratios = rates[1].map((rate, i) => rate / rates[0][i]).sort((a, b) => a - b)
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]
console.log(
  JSON.stringify({
    threads,
    slots,
    ratio: median(ratios),
    least: ratios[0],
    most: ratios.at(-1),
    one: Math.round(median(rates[0])),
    many: Math.round(median(rates[1])),
    same: batches[0].hash() === batches[1].hash(),
  }),
)
for (const batch of batches) batch.close()
