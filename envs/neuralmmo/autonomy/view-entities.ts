/**
 * The view of entities: a row for the agent, one for each other in sight, one for each of the nearest things, zeros where there are
 * fewer. A row has the kind, then the agent's own block, then another's (view-symbolic.ts), of which a thing has the offset. Every byte
 * stands for byte / 255.
 */
import { box } from '../../core/spaces.ts'
import type { View } from '../../core/spec.ts'
import { GOODS } from './numbers.ts'
import type { AutonomyWorld } from './state.ts'
import { AROUND_DX, AROUND_DY, BARE, thingAt } from './things.ts'
import { OTHER, OWN, offsetByte, writeOther, writeSelves } from './view-symbolic.ts'

/** One-hot at the head of a row. */
export const KINDS = ['self', 'other', ...GOODS] as const
const SELF = 0
const PERSON = 1
const FIRST_THING = 2
export const ENTITY_BYTES = KINDS.length + OWN.length + OTHER.length
/** Things that are listed. */
export const THINGS = 16

export const entities: View<AutonomyWorld> = {
  summary: 'a row for itself, each other in sight and each of the nearest things; a byte each (byte / 255)',
  space: ({ config }) => box([1 + config.targets + THINGS, ENTITY_BYTES], 'u8', 0, 255, 255),
  write(world, slot) {
    const { kernels, observations, rowSize, tables, config } = world
    const out = observations as Uint8Array
    kernels.clear(out.byteOffset + slot * tables.bodies * rowSize, tables.bodies * rowSize)
    writeSelves(world, slot, KINDS.length)
    for (let agent = 0; agent < tables.bodies; agent++) {
      const row = slot * tables.bodies + agent
      const at = row * rowSize
      out[at + SELF] = 255
      for (let k = 0; k < world.state.company[row]; k++) {
        const to = at + (1 + k) * ENTITY_BYTES
        out[to + PERSON] = 255
        const other = world.state.seen[row * config.targets + k] - 1
        writeOther(world, slot, agent, other, out, to + KINDS.length + OWN.length)
      }
      writeThings(world, slot, agent, out, at + (1 + config.targets) * ENTITY_BYTES)
    }
  },
}

function writeThings(world: AutonomyWorld, slot: number, agent: number, out: Uint8Array, at: number): void {
  let found = 0
  for (let i = 0; i < AROUND_DX.length && found < THINGS; i++) {
    const thing = thingAt(world, slot, agent, AROUND_DX[i], AROUND_DY[i])
    if (thing === BARE) continue
    const to = at + found++ * ENTITY_BYTES
    const block = to + KINDS.length + OWN.length
    out[to + FIRST_THING + thing] = 255
    out[block] = 255
    out[block + 1] = offsetByte(AROUND_DX[i])
    out[block + 2] = offsetByte(AROUND_DY[i])
  }
}
