/** From what the focal agent does in a tick to tokens a being. Every way of choosing divides a pool: a tick's tokens, or the red one. */
import { draw, below } from '../core/keyed.ts'
import { MENU, MOST_WEIGHT, TENTHS, byWeights, evenly } from '../core/shares.ts'
import { discrete, multiDiscrete, type ActionSpace } from '../core/spaces.ts'
import { MOST_BEINGS, type AllocationConfig } from './config.ts'
import { FED, FOCAL, REPORTS, type AllocationWorld } from './state.ts'

export function actionOf({ choice, beings }: AllocationConfig): ActionSpace {
  const numbered = (count: number, name: (k: number) => string) => Array.from({ length: count }, (_, k) => name(k))
  const names = numbered(beings, (being) => (being === FOCAL ? 'keep' : `give_${being}`))
  if (choice === 'units') return discrete(beings, names)
  if (choice === 'menu') return discrete(MENU.length, [...MENU])
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

/** Writes the focal agent's division of a pool into `shares`. */
export function divide(world: AllocationWorld, slot: number, pool: number): void {
  const { config, tables, actions } = world
  const { beings } = tables
  shares.fill(0, 0, beings)
  if (config.choice === 'units') shares[actions[slot]] = pool
  else if (config.choice === 'simplex') {
    // Weights that are all 0 keep everything.
    if (!byWeights(pool, actions, slot * beings, shares, beings)) shares[FOCAL] = pool
  } else {
    const most = config.choice === 'menu' ? TENTHS : REPORTS - 1
    const kept = Math.round((pool * actions[slot]) / most)
    shares[FOCAL] = kept
    spread(world, slot, pool - kept)
  }
}

/** Divides tokens among recipients as evenly as it goes; who gets one more goes round, a place further every round. */
export const spread = ({ state, tables }: AllocationWorld, slot: number, tokens: number): void =>
  evenly(tokens, state.round[slot], shares, FOCAL + 1, tables.beings - 1)

/** The helper gives every token to a recipient, drawn. */
export function help(world: AllocationWorld, slot: number, pool: number): void {
  const { beings } = world.tables
  shares.fill(0, 0, beings)
  for (let k = 0; k < pool; k++) shares[1 + below(draw(world, slot, FED, 0, k), beings - 1)]++
}
