/**
 * Scripted players of the survival world. They know what an agent may: the ground and the bodies within its sight, itself, its
 * goods and the market; of others their place, their health and how well they fight, not their needs and not what they own.
 */
import { draw } from '../../envs/core/keyed.ts'
import { WALKABLE } from '../../envs/neuralmmo/materials.ts'
import { DX, DY, STAY } from '../../envs/neuralmmo/engine/moves.ts'
import { choose as take, may as canChoose } from '../../envs/neuralmmo/survival/choices.ts'
import { RULES } from '../../envs/neuralmmo/survival/numbers.ts'
import type { Head, SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import type { Policy } from '../policy.ts'
import type { Draws } from './draws.ts'
import { scriptedPolicy } from './scripted.ts'

/** Cells a side of what an agent sees; a cell of it is v * WIDE + u from the north-west. */
export const WIDE = 2 * RULES.vision + 1
const WINDOW = WIDE * WIDE
const CENTRE = RULES.vision * WIDE + RULES.vision
/** Steps to a cell that cannot be reached within sight. */
export const FAR = 255
export const NOWHERE = -1

/** [cells of the window] columns and rows from the agent. */
export const EAST = Int8Array.from({ length: WINDOW }, (_, cell) => (cell % WIDE) - RULES.vision)
export const SOUTH = Int8Array.from({ length: WINDOW }, (_, cell) => Math.floor(cell / WIDE) - RULES.vision)
/** [cells of the window * 4] the cell one goes to by move d + 1, FAR beyond the window. */
const BESIDE = Uint8Array.from({ length: WINDOW * 4 }, (_, i) => {
  const [cell, move] = [Math.floor(i / 4), (i % 4) + 1]
  const [u, v] = [(cell % WIDE) + DX[move], Math.floor(cell / WIDE) + DY[move]]
  return u < 0 || v < 0 || u >= WIDE || v >= WIDE ? FAR : v * WIDE + u
})

// Channels of draws; those of a bot begin at OWN_DRAWS.
const WAY = 0
export const OWN_DRAWS = 8

/** An agent whose turn it is, and the ways that lead away from it. One object for all turns of a policy. */
export interface Turn {
  readonly world: SurvivalWorld
  readonly draws: Draws
  slot: number
  agent: number
  /** Row of the agent, and of its body. */
  p: number
  b: number
  /** Where the agent stands, as an index of `terrain`. */
  at: number
  /** [window] steps to each cell, FAR where no way is seen, and the move that a shortest way begins with. */
  readonly steps: Uint8Array
  readonly first: Uint8Array
  /** [window] cells that can be reached, nearest first, `reached` of them. */
  readonly queue: Uint8Array
  reached: number
  /** [window] what to add to `at` for each cell. */
  readonly offset: Int32Array
}

function turnOf(world: SurvivalWorld, draws: Draws): Turn {
  const { size } = world.tables.ground
  return {
    world,
    draws,
    slot: 0,
    agent: 0,
    p: 0,
    b: 0,
    at: 0,
    steps: new Uint8Array(WINDOW),
    first: new Uint8Array(WINDOW),
    queue: new Uint8Array(WINDOW),
    reached: 0,
    offset: Int32Array.from({ length: WINDOW }, (_, cell) => SOUTH[cell] * size + EAST[cell]),
  }
}

/** A strategy for all agents whom it moves in one world. What it remembers, it keeps by row. */
export interface Strategy {
  /** A new life or a new episode begins for row p. */
  begin?(p: number): void
  /** Decides for an agent that lives; all its heads say to do nothing yet. */
  decide(turn: Turn): void
}

/** The policy of a strategy that `settle` prepares for a world. */
export const survivalPolicy = (
  name: string,
  seed: number | string | undefined,
  settle: (world: SurvivalWorld) => Strategy,
): Policy =>
  scriptedPolicy<SurvivalWorld>(name, seed, (world, draws) => {
    const { agents, actions, state, tables, live } = world
    const heads = tables.heads.sizes.length
    const turn = turnOf(world, draws)
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
        stand(turn, slot, agent)
        strategy.decide(turn)
      },
    }
  })

/** Points a turn at an agent and finds the ways from where it stands. */
function stand(turn: Turn, slot: number, agent: number): void {
  const { state, tables, agents } = turn.world
  const { size, cells } = tables.ground
  turn.slot = slot
  turn.agent = agent
  turn.p = slot * agents + agent
  turn.b = slot * tables.bodies + agent
  turn.at = slot * cells + state.y[turn.b] * size + state.x[turn.b]
  flood(turn)
}

/** Finds a shortest way to every cell in sight, round bodies where they block the way. Of ways that are as short one is drawn. */
function flood(turn: Turn): void {
  const { world, steps, first, queue, offset, at, b } = turn
  const { terrain, crowd, name } = world.state
  const blocks = world.config.stacking ? 0 : 1
  const turned = draw(turn.draws, 0, WAY, name[b])
  steps.fill(FAR)
  steps[CENTRE] = 0
  first[CENTRE] = STAY
  queue[0] = CENTRE
  let end = 1
  for (let i = 0; i < end; i++) {
    const cell = queue[i]
    for (let k = 0; k < 4; k++) {
      const d = (turned + k) & 3
      const beside = BESIDE[cell * 4 + d]
      if (beside === FAR || steps[beside] !== FAR) continue
      const there = at + offset[beside]
      if (WALKABLE[terrain[there]] === 0 || (crowd[there] & -blocks) !== 0) continue
      steps[beside] = steps[cell] + 1
      first[beside] = cell === CENTRE ? d + 1 : first[cell]
      queue[end++] = beside
    }
  }
  turn.reached = end
}

/** [materials] 1 for these. */
export const setOf = (...materials: readonly number[]): Uint8Array => {
  const set = new Uint8Array(WALKABLE.length)
  for (const material of materials) set[material] = 1
  return set
}

/** The nearest cell that can be reached and is of one of the materials, NOWHERE if none is. */
export function nearestOn({ world, queue, reached, offset, at }: Turn, materials: Uint8Array): number {
  const { terrain } = world.state
  for (let i = 0; i < reached; i++) if (materials[terrain[at + offset[queue[i]]]] === 1) return queue[i]
  return NOWHERE
}

/** The nearest cell that can be reached and lies next to one of the materials, NOWHERE if none does. */
export function nearestBeside({ world, queue, reached, offset, at }: Turn, materials: Uint8Array): number {
  const { terrain } = world.state
  const { size } = world.tables.ground
  for (let i = 0; i < reached; i++) {
    const cell = at + offset[queue[i]]
    const any = materials[terrain[cell - size]] | materials[terrain[cell + size]] | materials[terrain[cell + 1]] | materials[terrain[cell - 1]] // prettier-ignore
    if (any === 1) return queue[i]
  }
  return NOWHERE
}

/** Whether a choice of a head means something now. */
export const may = ({ world, slot, agent }: Turn, head: Head, choice: number): boolean =>
  canChoose(world, slot, agent, head, choice)

/** Takes a choice of a head that the world has. */
export const choose = ({ world, slot, agent }: Turn, head: Head, choice: number): void =>
  take(world, slot, agent, head, choice)

/** Takes the first step of the way to a cell that can be reached. */
export const goTo = (turn: Turn, cell: number): void => choose(turn, 'move', turn.first[cell])
