/** The state format of the autonomy world: that of the family (engine/json.ts), with the fields of state.ts. */
import { landJSON, readLand, type LandJSON } from '../engine/json.ts'
import { showBodies, showGround } from './look.ts'
import type { AutonomyWorld } from './state.ts'

export type AutonomyJSON = LandJSON

export const toJSON = (world: AutonomyWorld, slot: number): AutonomyJSON => landJSON(world, slot)

/** Throws a TypeError before anything is written where the state does not fit. */
export function fromJSON(world: AutonomyWorld, slot: number, json: unknown): void {
  readLand(world, slot, json)
  showGround(world, slot)
  showBodies(world, slot)
}
