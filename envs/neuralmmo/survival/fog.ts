/** The fog that closes in on the middle. NeuralMMO/environment 98b6bbd, nmmo/core/realm.py (update_fog_map), nmmo/entity/player.py. */
import type { SurvivalWorld } from './state.ts'

/** Fog that harms (nmmo/entity/player.py). */
const HARMFUL = 0.5

/**
 * Harm that the fog does in this tick on a cell. From the tick of `onset` on the fog has one `speed` more in each tick; on a cell
 * it falls short of that by its distance from the edge of the land, and the square of half-width `safe` in the middle is spared.
 */
export function fogAt({ tables, config, tick }: SurvivalWorld, slot: number, cell: number): number {
  const { fog } = config
  if (fog === null || tick[slot] < fog.onset) return 0
  const { ring, center } = tables.ground
  if (ring[cell] >= center / 2 - fog.safe) return 0
  const value = (tick[slot] - fog.onset + 1) * fog.speed - ring[cell]
  return value > HARMFUL ? Math.round(value) : 0
}
