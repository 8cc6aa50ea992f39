/** Beams as the numbers of a game describe them, and the one that takes players out of the world. */
import { fire } from './engine/beams.ts'
import { MOST_PLAYERS, remove } from './engine/players.ts'
import { sanction, type SanctionWorld } from './engine/sanctions.ts'
import type { Beam, GridWorld, Hit, May } from './engine/state.ts'

/** Length and radius of columns that stop at what blocks; or SocialJax's four cells, which nothing in them or before them blocks. */
export type Shape = readonly [length: number, radius: number] | 'tee'
const TEE = { length: 2, radius: 1, cells: [[1, 0], [2, 0], [1, -1], [1, 1]] } as const // prettier-ignore

/** Numbers of SocialJax's zapping beam (9df972d), the same in all its games: no cooldown, and who is hit is back in the next step. */
export const SOCIALJAX_ZAP = { zapBeam: 'tee' as Shape, zapCooldown: 0, zapAway: 0 }

export function beamOf(name: string, shape: Shape, cooldown: number, colour: Beam['colour']): Beam {
  return { name, ...(shape === 'tee' ? TEE : { length: shape[0], radius: shape[1] }), cooldown, colour }
}
export const zapBeam = (shape: Shape, cooldown: number): Beam => beamOf('zap', shape, cooldown, '#f0e65a')

/** [players] beams of this step that hit each. */
const zapped = new Uint8Array(MOST_PLAYERS)

/** Fires everybody's beam 0. Returns how many players were hit. `hit` and `may` as in `fire`; a `hit` that notes more ends in `hitPlayer`. */
export function zap<W extends GridWorld>(
  world: W,
  slot: number,
  hit: Hit<W> = hitPlayer,
  may: May<W> | null = null,
): number {
  zapped.fill(0)
  fire(world, slot, 0, hit, may)
  let players = 0
  for (let p = 0; p < world.agents; p++) if (zapped[p] > 0) players++
  return players
}

/** Notes the player in a cell. Players and walls stop the beam. */
export function hitPlayer(
  { state, tables }: GridWorld,
  slot: number,
  _p: number,
  _beam: number,
  cell: number,
): boolean {
  const at = slot * tables.cells + cell
  if (tables.solid[state.kind[at]] === 1) return true
  if (state.who[at] === 0) return false
  zapped[state.who[at] - 1]++
  return true
}

/** Removes whom the beams hit, for `steps` steps. Returns how many players. */
export function removeZapped(world: GridWorld, slot: number, steps: number): number {
  let removed = 0
  for (let p = 0; p < world.agents; p++) {
    if (zapped[p] === 0) continue
    remove(world, slot, p, steps)
    removed++
  }
  return removed
}

/** Sanctions whom the beams hit, once a beam. Returns how many players that removed, for `steps` steps and a `reward` each. */
export function sanctionZapped(world: SanctionWorld, slot: number, steps: number, reward = 0): number {
  let removed = 0
  for (let p = 0; p < world.agents; p++) {
    for (let i = 0; i < zapped[p]; i++) if (sanction(world, slot, p, steps, reward)) removed++
  }
  return removed
}
