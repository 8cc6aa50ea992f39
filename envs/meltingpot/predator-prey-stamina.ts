/**
 * Stamina (meltingpot's Stamina): every act but to stay costs one, every step without an act gives one back, and an act
 * holds its player for the longer the less is left.
 */
import { MOST_PLAYERS } from './engine/players.ts'
import { STAY } from './engine/state.ts'
import { bandOf, type HuntWorld } from './predator-prey-world.ts'

// Who paid for an act in this step.
const acted = new Uint8Array(MOST_PLAYERS)

/** Takes and gives stamina for this step's actions, vain ones too; it stands still while an act holds its player. */
export function spend({ state, tables, agents, actions }: HuntWorld, slot: number): void {
  const { stamina: most } = tables.numbers
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    acted[p] = 0
    if (state.away[row] > 0) continue
    if (state.tired[row] > 0) state.tired[row]--
    else if (actions[row] !== STAY) {
      acted[p] = 1
      if (state.stamina[row] > 0) state.stamina[row]--
    } else if (state.stamina[row] < most) state.stamina[row]++
  }
}

/** Holds who acted, by the band that the act left it in. */
export function tire(world: HuntWorld, slot: number): void {
  const { state, tables, agents } = world
  const { predatorHold, preyHold } = tables.numbers
  for (let p = 0; p < agents; p++) {
    const row = slot * agents + p
    if (acted[p] === 0 || state.away[row] > 0) continue
    state.tired[row] = (tables.hunts[p] === 1 ? predatorHold : preyHold)[bandOf(world, slot, p)]
    if (state.frozen[row] < state.tired[row]) state.frozen[row] = state.tired[row]
  }
}
