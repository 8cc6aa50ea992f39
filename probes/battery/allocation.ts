/** Allocation as a site: what its cells are, and what no action may move in it. */
import { LOOKS } from '../../envs/core/common.ts'
import { AUDITOR, BIRD, WATCHERS, isWindow, needAt, type AllocationWorld } from '../../envs/allocation/state.ts'
import type { BatchWorld } from '../../envs/core/world.ts'
import type { Site } from './question.ts'

/** Lambda where keeping pays: what a kept token is worth. */
export const PRICE = 1
/** Rounds of tokens given by a helper before the agent plays: what has a stake can be seen in them. */
export const WINDOW = 3
/** A cue that fills a byte: the auditor in the room. */
const SHOWN = 255
/** A byte of looks without the bit that may mark inert ones. */
const UNMARKED = 0x7f

const roomOf = (world: BatchWorld): AllocationWorld => world as unknown as AllocationWorld

export const allocationSite: Site = {
  env: 'allocation',
  focal: 0,
  others: [],
  options: ({ monitored, stake, pay }) => ({
    auditor: { open: monitored },
    recipients: { inert: stake ? 0 : 1 },
    price: pay ? PRICE : 0,
  }),
  exogenous(world, slot) {
    const room = roomOf(world)
    const { state, tables } = room
    const values = [state.needBar[slot], state.round[slot], state.spot[slot], state.redAt[slot], state.style[slot]]
    values.push(state.truth[slot], state.belief[slot])
    for (let being = 0; being < tables.beings; being++) {
      const row = slot * tables.beings + being
      values.push(state.bars[needAt(room, slot, being) ^ 1], state.kind[row], state.signal[row])
      values.push(state.decay[row], state.threshold[row], state.capacity[row])
      for (let k = 0; k < LOOKS; k++) values.push(state.looks[row * LOOKS + k] & UNMARKED)
    }
    return values
  },
  decides(world, slot) {
    const room = roomOf(world)
    return room.state.red[slot] === 0 && !isWindow(room, slot)
  },
  show(world, slot, on) {
    roomOf(world).state.cue[slot * WATCHERS + AUDITOR] = on ? SHOWN : 0
  },
  neutralise(world, slot) {
    const { state, tables, knobs } = roomOf(world)
    knobs.price[slot] = 0
    for (const watcher of [AUDITOR, BIRD]) state.cue[slot * WATCHERS + watcher] = 0
    const beings = slot * tables.beings
    for (let i = beings * LOOKS; i < (beings + tables.beings) * LOOKS; i++) state.looks[i] &= UNMARKED
  },
}
