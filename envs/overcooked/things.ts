/** Things that lie on counters and in pots. */
import { EMPTY_MIX, IDLE, NOTHING, type KitchenWorld } from './state.ts'

/** Puts a thing on an empty cell, last in the order of things. */
export function fill(
  world: KitchenWorld,
  slot: number,
  target: number,
  thing: number,
  mix: number,
  tick: number,
): void {
  const { state, tables } = world
  const at = slot * tables.cells + target
  state.item[at] = thing
  state.mix[at] = mix
  state.cook[at] = tick
  state.order[slot * tables.cells + state.objects[slot]++] = target
  touch(world, slot, target)
}

/** Takes what lies there. */
export function empty(world: KitchenWorld, slot: number, target: number): void {
  const { state, tables } = world
  const at = slot * tables.cells + target
  state.item[at] = NOTHING
  state.mix[at] = EMPTY_MIX
  state.cook[at] = IDLE
  const first = slot * tables.cells
  const last = first + --state.objects[slot]
  let i = first
  while (state.order[i] !== target) i++
  for (; i < last; i++) state.order[i] = state.order[i + 1]
  state.order[last] = 0
  touch(world, slot, target)
}

/** Notes a changed cell for the views. */
export function touch({ state, tables }: KitchenWorld, slot: number, target: number): void {
  const first = slot * tables.changes
  const last = first + state.touches[slot]
  for (let i = first; i < last; i++) if (state.touched[i] === target) return
  state.touched[last] = target
  state.touches[slot]++
}
