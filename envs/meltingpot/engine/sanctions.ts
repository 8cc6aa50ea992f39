/**
 * Graduated sanctions (meltingpot's GraduatedSanctionsMarking): the first hit marks a player and freezes it, a second while the
 * mark lasts removes it. A mark fades after a while without a hit. For substrates whose fields hold those below.
 */
import { field, type Field } from '../../core/fields.ts'
import type { World } from '../../core/spec.ts'
import { remove, thaw } from './players.ts'
import type { GridConfig, GridFields, GridTables, Rules } from './state.ts'
import { pay } from './substrate.ts'

/** Steps in which a marked player neither moves nor zaps. */
export const FROZEN_STEPS = 25
/** Steps without a hit after which a mark fades. */
export const MARKED_STEPS = 50

/** [n] steps until a player's mark fades, 0 where it has none. */
export interface SanctionFields extends GridFields {
  readonly marked: Field<'u8'>
}
export type SanctionWorld = World<GridConfig, SanctionFields, GridTables>

export const sanctionFields = (players: number): { marked: Field<'u8'> } => ({ marked: field('u8', players) })

/** Name of the mark. */
export const MARKED = 'marked'
/** What others see of a mark, and what its player is told of it. */
export const SANCTIONED: Pick<Rules, 'marksOf' | 'told'> = {
  marksOf: ({ state, agents }: SanctionWorld, slot, p) => (state.marked[slot * agents + p] > 0 ? 1 : 0),
  told(world: SanctionWorld, slot, p) {
    const mark = world.state.marked[slot * world.agents + p]
    if (mark === 0) return ''
    const beam = armed(world, slot, p) ? '' : ' and you cannot zap yet'
    return `You are marked for ${mark} more steps: a hit removes you${beam}.`
  },
}

/** Whether a player may zap: not while the freeze of its mark lasts. Other freezes stop moves alone. */
export const armed = ({ state, agents }: SanctionWorld, slot: number, p: number): boolean =>
  state.marked[slot * agents + p] <= MARKED_STEPS - FROZEN_STEPS

/** Marks fade and frozen players thaw by one step; before this step's hits count. */
export function fade(world: SanctionWorld, slot: number): void {
  const { state, agents } = world
  thaw(world, slot)
  for (let row = slot * agents; row < (slot + 1) * agents; row++) if (state.marked[row] > 0) state.marked[row]--
}

/** A hit: marks and freezes, or removes for `away` steps who is marked, which is worth `reward` to it. Returns whether it removed. */
export function sanction(world: SanctionWorld, slot: number, p: number, away: number, reward = 0): boolean {
  const { state, agents } = world
  const row = slot * agents + p
  if (state.away[row] > 0) return false
  if (state.marked[row] > 0) {
    state.marked[row] = 0
    state.frozen[row] = 0
    pay(world, slot, p, reward)
    remove(world, slot, p, away)
    return true
  }
  state.marked[row] = MARKED_STEPS
  state.frozen[row] = FROZEN_STEPS
  return false
}
