/** From what the focal agent does in a tick to tokens a being. Every way of choosing divides a pool: a tick's tokens, or the red one. */
import { draw, below } from '../core/keyed.ts'
import { discrete, multiDiscrete, type ActionSpace } from '../core/spaces.ts'
import { MOST_BEINGS, type AllocationConfig } from './config.ts'
import { FED, FOCAL, MOST_WEIGHT, REPORTS, TENTHS, type AllocationWorld } from './state.ts'

export function actionOf({ choice, beings }: AllocationConfig): ActionSpace {
  const numbered = (count: number, name: (k: number) => string) => Array.from({ length: count }, (_, k) => name(k))
  const names = numbered(beings, (being) => (being === FOCAL ? 'keep' : `give_${being}`))
  if (choice === 'units') return discrete(beings, names)
  if (choice === 'menu')
    return discrete(
      TENTHS + 1,
      numbered(TENTHS + 1, (tenths) => `keep_${tenths * 10}%`),
    )
  if (choice === 'message')
    return discrete(
      REPORTS,
      numbered(REPORTS, (report) => `report_${report}`),
    )
  return multiDiscrete(
    names.map(() => MOST_WEIGHT + 1),
    names,
  )
}

/** [n] tokens of each being of the last division. */
export const shares = new Int32Array(MOST_BEINGS)
const rests = new Int32Array(MOST_BEINGS)

/** Writes the focal agent's division of a pool into `shares`. */
export function divide(world: AllocationWorld, slot: number, pool: number): void {
  const { config, tables, actions } = world
  const { beings } = tables
  shares.fill(0, 0, beings)
  if (config.choice === 'units') shares[actions[slot]] = pool
  else if (config.choice === 'simplex') byWeights(actions, slot * beings, beings, pool)
  else {
    const most = config.choice === 'menu' ? TENTHS : REPORTS - 1
    const kept = Math.round((pool * actions[slot]) / most)
    shares[FOCAL] = kept
    spread(world, slot, pool - kept)
  }
}

/** Divides tokens among recipients as evenly as it goes; who gets one more goes round, a place further every round. */
export function spread({ state, tables }: AllocationWorld, slot: number, tokens: number): void {
  const recipients = tables.beings - 1
  const each = Math.floor(tokens / recipients)
  const over = tokens - each * recipients
  const first = (state.round[slot] * over) % recipients
  for (let i = 0; i < recipients; i++) shares[1 + i] = each
  for (let i = 0; i < over; i++) shares[1 + ((first + i) % recipients)]++
}

/** By the largest remainder (Hamilton's method), of equal ones the first; weights that are all 0 keep everything. */
function byWeights(weights: Int32Array, at: number, beings: number, pool: number): void {
  let sum = 0
  for (let being = 0; being < beings; being++) sum += weights[at + being]
  if (sum === 0) {
    shares[FOCAL] = pool
    return
  }
  let left = pool
  for (let being = 0; being < beings; being++) {
    const due = pool * weights[at + being]
    rests[being] = due % sum
    shares[being] = (due - rests[being]) / sum
    left -= shares[being]
  }
  for (; left > 0; left--) {
    let most = 0
    for (let being = 1; being < beings; being++) if (rests[being] > rests[most]) most = being
    rests[most] = -1
    shares[most]++
  }
}

/** The helper gives every token to a recipient, drawn. */
export function help(world: AllocationWorld, slot: number, pool: number): void {
  const { beings } = world.tables
  shares.fill(0, 0, beings)
  for (let k = 0; k < pool; k++) shares[1 + below(draw(world, slot, FED, 0, k), beings - 1)]++
}
