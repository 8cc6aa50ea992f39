/** The state format of the survival world: that of the family (engine/json.ts), with the fields of state.ts. */
import { landJSON, readLand, type LandJSON } from '../engine/json.ts'
import { showBodies, showGround } from './look.ts'
import type { SurvivalWorld } from './state.ts'

export type SurvivalJSON = LandJSON

export const toJSON = (world: SurvivalWorld, slot: number): SurvivalJSON => landJSON(world, slot)

/** Throws a TypeError before anything is written where the state does not fit. */
export function fromJSON(world: SurvivalWorld, slot: number, json: unknown): void {
  readLand(world, slot, json)
  showGround(world, slot)
  showBodies(world, slot)
}
