/** Words and moves. */
import { DX, DY, head, settle } from '../engine/moves.ts'
import { isPositive } from './bits.ts'
import { MOVE_TIE } from './channels.ts'
import { SAID, noteAll } from './events.ts'
import { GROUND } from './look.ts'
import { countApproaches } from './metrics.ts'
import { HEADS, MOVE, SAY, type AutonomyWorld } from './state.ts'

export function say(world: AutonomyWorld, slot: number): void {
  const { tables, actions } = world
  const { said, able } = world.state
  for (let agent = 0; agent < tables.bodies; agent++) {
    const row = slot * tables.bodies + agent
    said[row] = able[row] * actions[row * HEADS.length + SAY]
  }
  noteAll(world, slot, SAID, said)
}

/** Moves everyone who wants to go and is not injured. */
export function walk(world: AutonomyWorld, slot: number): void {
  face(world, slot)
  if (world.knobs.blocking[slot] === 0) return go(world, slot)
  aim(world, slot)
  settle(world, slot, MOVE_TIE, null)
  leaveCells(world, slot)
}

/** Who goes where: `movers` says the direction of each agent, STAY (0) for those who stay. They turn there, and it is counted. */
function face(world: AutonomyWorld, slot: number): void {
  const { tables, config, actions } = world
  const { x, y, injury, able, facing, ways, seen } = world.state
  const { bodies, movers } = tables
  const { size, cells } = tables.ground
  const base = slot * bodies
  let nearer = 0
  for (let agent = 0; agent < bodies; agent++) {
    const row = base + agent
    const wanted = actions[row * HEADS.length + MOVE]
    const way = ways[slot * cells + y[row] * size + x[row]] & -(able[row] & ~isPositive(injury[row]))
    // Bit 0 of twice the ways is STAY's: nobody goes there.
    const direction = wanted & -(((way << 1) >> wanted) & 1)
    movers[agent] = direction
    facing[row] = direction | (facing[row] & ((direction - 1) >> 31))
    // Nobody is nearest: then it is itself, which is as far as it was.
    const nearest = seen[row * config.targets]
    const other = row + ((base + nearest - 1 - row) & -isPositive(nearest))
    nearer += isPositive(DX[direction] * (x[other] - x[row]) + DY[direction] * (y[other] - y[row]))
  }
  countApproaches(world, slot, nearer)
}

/** Where nobody bars the way all who want to go, go. */
function go({ state, tables }: AutonomyWorld, slot: number): void {
  const { x, y, crowd, look } = state
  const { bodies, movers } = tables
  const { size, cells } = tables.ground
  for (let agent = 0; agent < bodies; agent++) {
    const row = slot * bodies + agent
    const direction = movers[agent]
    const at = slot * cells + y[row] * size + x[row]
    look[at] &= GROUND
    crowd[at]--
    crowd[at + DX[direction] + size * DY[direction]]++
    x[row] += DX[direction]
    y[row] += DY[direction]
  }
}

function aim(world: AutonomyWorld, slot: number): void {
  const { state, tables } = world
  const { x, y } = state
  const { bodies, movers, moves } = tables
  moves.count = 0
  for (let agent = 0; agent < bodies; agent++) {
    const row = slot * bodies + agent
    head(world, slot, agent, y[row] * tables.ground.size + x[row], movers[agent], isPositive(movers[agent]))
  }
}

/** Takes those who have gone out of the picture; where they are now they are shown when the tick ends. */
function leaveCells({ state, tables }: AutonomyWorld, slot: number): void {
  const { moves, room, ground } = tables
  for (let i = slot * room; i < slot * room + moves.count; i++)
    state.look[slot * ground.cells + state.goesFrom[i]] &= GROUND
}
