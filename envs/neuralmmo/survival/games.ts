/** Games that somebody can win: options in place of a preset's, and who has won. nmmo/minigames/*.py at 98b6bbd. */
import type { SurvivalConfig, SurvivalWorld } from './state.ts'

export interface Game {
  readonly summary: string
  /** In place of what the preset says. */
  readonly options: Partial<SurvivalConfig>
  /** What dying is worth; that of the rules where absent. */
  readonly death?: number
  /** Whether whoever holds the prize wins when nobody else is left, or time is up. */
  readonly holderWins: boolean
}

/** Open land: little water, little stone. */
const OPEN_LAND = { water: 0.05, grass: 0.7, foliage: 0.95 } as const

export const GAMES = {
  race_to_center: {
    summary: 'whoever stands on the middle of the map first wins',
    options: {
      systems: ['resources'],
      npcs: 0,
      players: 64,
      center: 40,
      thresholds: OPEN_LAND,
      stacking: false,
      respawn: 1,
      respawnFrozen: 10,
      tasks: [{ name: 'reach the centre', goal: { predicate: 'ProgressTowardCenter' } }],
    },
    holderWins: false,
  },
  king_of_the_hill: {
    summary: 'the team that holds the middle of the map long enough wins',
    options: {
      systems: ['resources', 'combat', 'communication'],
      npcs: 0,
      players: 64,
      teams: 8,
      center: 40,
      thresholds: OPEN_LAND,
      stacking: false,
      fog: { onset: 32, speed: 1 / 16, safe: 5 },
      tasks: [{ name: 'hold the hill', goal: { predicate: 'SeizeCenter', ticks: 10 }, reward: 'team' }],
    },
    death: 0,
    holderWins: true,
  },
} as const satisfies Readonly<Record<string, Game>>

/**
 * Finds who has won, and returns whether somebody has. What time cuts off has a winner but goes on as far as rewards
 * go.
 */
export function judge(world: SurvivalWorld, slot: number): boolean {
  const { state, config, tick } = world
  if (config.game === null) return false
  const game: Game = GAMES[config.game]
  state.winner[slot] = finisher(world, slot) + 1
  if (!game.holderWins || state.winner[slot] > 0) return state.winner[slot] > 0
  const holder = holderOf(world, slot)
  const isOver = holder >= 0 && isLast(world, slot, holder)
  if (isOver || tick[slot] + 1 === config.horizon) state.winner[slot] = holder + 1
  return isOver
}

/** The first team that has finished a task, or has a member who has; -1 for none. */
function finisher({ state, tables }: SurvivalWorld, slot: number): number {
  const { count, accounts, firstAccount, subject, ofTeams } = tables.tasks
  let first = -1
  for (let task = 0; task < count; task++) {
    for (let account = firstAccount[task]; account < firstAccount[task + 1]; account++) {
      if (state.finished[slot * accounts + account] === 0) continue
      const team = ofTeams[task] === 1 ? subject[account] : tables.teams.of[subject[account]]
      if (first < 0 || team < first) first = team
    }
  }
  return first
}

/** The team that seized the first prize last, -1 for none. */
function holderOf({ state, tables }: SurvivalWorld, slot: number): number {
  const { prizes } = tables.tasks
  const seizer = prizes.length === 0 ? 0 : state.seizer[slot * prizes.length]
  return seizer === 0 ? -1 : tables.teams.of[seizer - 1]
}

/** Whether a team lives and no other does. */
function isLast({ state, live, agents }: SurvivalWorld, slot: number, team: number): boolean {
  let own = 0
  for (let p = slot * agents; p < (slot + 1) * agents; p++) {
    if (live[p] === 0) continue
    if (state.team[p] !== team) return false
    own++
  }
  return own > 0
}
