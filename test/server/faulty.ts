/** Environments that misbehave, for the tests of isolation. They play as catch does until agent `west` moves right. */
import type { EnvSpec, World } from '../../envs/core/spec.ts'
import { catching, type CatchWorld } from '../contract/catch.ts'

const RIGHT = 2

function misbehaving(id: string, name: string, misbehave: () => void): EnvSpec {
  const spec: typeof catching = {
    ...catching,
    id,
    module: { url: import.meta.url, name },
    step(world: CatchWorld, slot: number) {
      if (world.actions[slot * world.agents] === RIGHT) misbehave()
      return catching.step(world, slot)
    },
  }
  return spec as unknown as EnvSpec
}

export const throwing = misbehaving('throwing', 'throwing', () => {
  throw new Error('the sky fell')
})
export const looping = misbehaving('looping', 'looping', () => {
  for (;;);
})
export const exiting = misbehaving('exiting', 'exiting', () => process.exit(0))
export const hungry = misbehaving('hungry', 'hungry', () => {
  const eaten: number[][] = []
  for (;;) eaten.push(Array.from({ length: 1e5 }, (_, i) => i + 0.5))
})

/** Takes its time over every step. */
export const slow: EnvSpec = {
  ...(catching as unknown as EnvSpec),
  id: 'slow',
  module: { url: import.meta.url, name: 'slow' },
  step(world: World, slot: number) {
    for (const until = performance.now() + 20; performance.now() < until;);
    return catching.step(world as CatchWorld, slot)
  },
}
