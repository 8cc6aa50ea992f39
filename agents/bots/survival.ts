/**
 * Scripted players of the survival world. They know what an agent may: the ground and the bodies within its sight,
 * itself, its goods and the market; of others their place, their health and how well they fight, not their needs and
 * not what they own.
 */
import { draw } from '../../envs/core/keyed.ts'
import { MOVES } from '../../envs/neuralmmo/engine/moves.ts'
import { choose as take, may as canChoose } from '../../envs/neuralmmo/survival/choices.ts'
import type { Head, SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { findWays, nearestBeside, nearestOn, waysOn, type Ways } from '../../envs/neuralmmo/survival/ways.ts'
import type { Policy } from '../policy.ts'
import type { Draws } from './draws.ts'
import { scriptedPolicy } from './scripted.ts'

// Channels of draws; those of a bot begin at OWN_DRAWS.
const WAY = 0
export const OWN_DRAWS = 8

/** An agent whose turn it is, and the ways that lead away from it. One object for all turns of a policy. */
export interface Turn {
  readonly world: SurvivalWorld
  readonly draws: Draws
  readonly ways: Ways
  slot: number
  agent: number
  /** Row of the agent, and of its body. */
  p: number
  b: number
}

/** A strategy for all agents whom it moves in one world. What it remembers, it keeps by row. */
export interface Strategy {
  /** A new life or a new episode begins for row p. */
  begin?(p: number): void
  /** Decides for an agent that lives; all its heads say to do nothing yet. */
  decide(turn: Turn): void
}

/** The policy of a strategy that `settle` prepares for a world; one that does not walk in each tick finds its ways itself. */
export const survivalPolicy = (
  name: string,
  seed: number | string | undefined,
  settle: (world: SurvivalWorld) => Strategy,
  walks = true,
): Policy =>
  scriptedPolicy<SurvivalWorld>(name, seed, (world, draws) => {
    const { agents, actions, state, tables, live } = world
    const heads = tables.heads.sizes.length
    const turn: Turn = { world, draws, ways: waysOn(tables.ground.size), slot: 0, agent: 0, p: 0, b: 0 }
    const strategy = settle(world)
    return {
      begin(slot) {
        for (let p = slot * agents; p < (slot + 1) * agents; p++) strategy.begin?.(p)
      },
      act(slot, agent) {
        const p = slot * agents + agent
        for (let i = p * heads; i < (p + 1) * heads; i++) actions[i] = 0
        if (live[p] === 0) return
        if (state.age[slot * tables.bodies + agent] === 0) strategy.begin?.(p)
        turn.slot = slot
        turn.agent = agent
        turn.p = p
        turn.b = slot * tables.bodies + agent
        if (walks) findWays(world, slot, agent, turn.ways)
        strategy.decide(turn)
      },
    }
  })

/**
 * The nearest cell in reach that is of one of the materials, and the nearest that lies next to one; NOWHERE for none.
 */
export const nearest = ({ world, ways }: Turn, materials: Uint8Array): number => nearestOn(ways, world.state, materials)
export const nearestTo = ({ world, ways }: Turn, materials: Uint8Array): number =>
  nearestBeside(ways, world.state, world.tables.ground.size, materials)

/** Whether a choice of a head means something now. */
export const may = ({ world, slot, agent }: Turn, head: Head, choice: number): boolean =>
  canChoose(world, slot, agent, head, choice)

/** Takes a choice of a head that the world has. */
export const choose = ({ world, slot, agent }: Turn, head: Head, choice: number): void =>
  take(world, slot, agent, head, choice)

/** Takes the first step of a shortest way to a cell in reach, of several one by a draw; stays on the cell itself. */
export function goTo(turn: Turn, cell: number): void {
  const moves = turn.ways.first[cell]
  const turned = draw(turn.draws, 0, WAY, turn.world.state.name[turn.b])
  for (let k = 0; k < MOVES.length - 1; k++) {
    const move = 1 + ((turned + k) & 3)
    if (((moves >> move) & 1) === 1) return choose(turn, 'move', move)
  }
}
