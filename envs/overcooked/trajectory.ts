/**
 * Recorded games in the format of the reference (overcooked_ai 2.0.0, agents/benchmarking.py: `get_rollouts`,
 * `save_traj_as_json`), out and in. An episode is its states before each step, joint actions, rewards, dones and infos.
 *
 * The format has no seed and no options. What is written here carries ours in `metadatas`, so that it comes back as it was;
 * what the reference wrote (its JSON has no `ep_infos` and no `metadatas`) is read by its layout and first state. Either way
 * the game is played again, and every state, reward and end has to be the recorded one.
 */
import { parseReplay, playReplay, recordReplay, type Replay, type ReplayHeader } from '../core/replay.ts'
import { RUNNING, type EnvSpec } from '../core/spec.ts'
import type { BatchEnv } from '../core/batch.ts'
import type { OvercookedConfig } from './config.ts'
import { overcooked } from './index.ts'
import { fault, list, record, type KitchenJSON } from './json.ts'
import { buildLayout, LAYOUT_KEYS, type LayoutDict } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import { DX, DY, INTERACT, STAY, TERRAIN } from './state.ts'

export type ActionJSON = 'interact' | readonly [number, number]

/** Lists are by episode, `ep_*` lists in them by step. */
export interface Trajectories {
  readonly ep_states: KitchenJSON[][]
  readonly ep_actions: ActionJSON[][][]
  /** Sparse rewards, summed over players. */
  readonly ep_rewards: number[][]
  readonly ep_dones: boolean[][]
  readonly ep_infos: object[][]
  readonly ep_returns: number[]
  readonly ep_lengths: number[]
  readonly mdp_params: object[]
  readonly env_params: object[]
  /** `sva_replay`: of each episode the header of the replay that it is of. */
  readonly metadatas: { readonly sva_replay: ReplayHeader[] }
}

const spec = overcooked as unknown as EnvSpec

/** A replay of Overcooked as the reference's trajectories, plain JSON. Throws where it takes another way than it was recorded. */
export function trajectoriesOf(replay: Replay): Trajectories {
  const { header, steps } = replay
  if (header.env !== spec.id) throw new Error(`Got a replay of ${header.env}, expected one of ${spec.id}.`)
  const config = header.options as unknown as OvercookedConfig
  if (config.needs !== null && config.needs !== undefined) {
    throw new Error(
      'Got a kitchen with needs, expected a plain one: the format of the reference has no place for them.',
    )
  }
  const all: Trajectories = {
    ep_states: [], ep_actions: [], ep_rewards: [], ep_dones: [], ep_infos: [],
    ep_returns: [], ep_lengths: [], mdp_params: [], env_params: [], metadatas: { sva_replay: [] },
  } // prettier-ignore
  let step = 0
  for (const env of playReplay(replay, spec)) {
    if (step > 0) end(all, env, steps[step - 1])
    if (step === steps.length) break
    if (step === 0 || env.world.waiting[0] === 1) {
      env.resetDone()
      begin(all, header, config)
    }
    all.ep_states.at(-1)!.push(env.toJSON(0) as KitchenJSON)
    step++
  }
  return all
}

function begin(all: Trajectories, header: ReplayHeader, config: OvercookedConfig): void {
  for (const name of ['ep_states', 'ep_actions', 'ep_rewards', 'ep_dones', 'ep_infos'] as const) all[name].push([])
  all.ep_returns.push(0)
  all.ep_lengths.push(0)
  all.mdp_params.push(paramsOf(config))
  const horizon = Math.min(config.horizon, ENDLESS)
  all.env_params.push({ start_state_fn: null, horizon, info_level: 0, num_mdp: 1 })
  all.metadatas.sva_replay.push(JSON.parse(JSON.stringify(header, endless)) as ReplayHeader)
}

function end(all: Trajectories, env: BatchEnv, actions: readonly number[]): void {
  const episode = all.ep_states.length - 1
  const infos = Array.from({ length: env.agents }, (_, agent) => spec.info!(env.world, 0, agent))
  const sparse = infos.map(({ sparseReward }) => sparseReward as number)
  const reward = rewardOf(env)
  const done = env.done[0] !== RUNNING
  const shaped = infos.map(({ shapedReward }) => shapedReward as number)
  all.ep_actions[episode].push(actions.map(actionJSON))
  all.ep_rewards[episode].push(reward)
  all.ep_dones[episode].push(done)
  all.ep_infos[episode].push({
    agent_infos: infos.map(() => ({})),
    sparse_r_by_agent: sparse,
    shaped_r_by_agent: shaped,
    events: infos.map(({ events }) => events),
  })
  all.ep_returns[episode] += reward
  all.ep_lengths[episode]++
}

/** The reference's horizon without an end. */
const ENDLESS = 1e10
/** As in replays: JSON has no Infinity. */
const endless = (_: string, value: unknown): unknown => (value === Infinity ? 'Infinity' : value)

const actionJSON = (action: number): ActionJSON =>
  action === INTERACT ? 'interact' : [DX[action] ?? 0, DY[action] ?? 0]

/** Every cell as the reference has it: places of players are floor. */
function paramsOf({ layout: given, fixed, oldDynamics }: OvercookedConfig): object {
  const { name, width, terrain, starts, dict } = buildLayout(given, { fixed, oldDynamics })
  const cells = [...terrain].map((code) => TERRAIN[code])
  const { grid: _, ...rest } = dict
  return {
    ...rest,
    layout_name: name,
    terrain: Array.from({ length: cells.length / width }, (_, y) => cells.slice(y * width, (y + 1) * width)),
    start_player_positions: [...starts].map((cell) => [cell % width, Math.floor(cell / width)]),
    start_bonus_orders: rest.start_bonus_orders ?? [],
    start_all_orders: rest.start_all_orders ?? [],
    rew_shaping_params: rest.rew_shaping_params ?? null,
  }
}

/**
 * The text of a replay of what stands in trajectories: of `episode` alone, or of all. Throws a TypeError where they are
 * malformed, and an Error where the game, played again, is another one, saying where. `where` is named in both.
 */
export function replayOf(json: unknown, where: string, episode?: number): string {
  const given = read(json, where)
  if (given.header !== null && episode === undefined) return again(given, given.header.options, given.header.seed)
  const one = only(given, episode)
  const options = { layout: layoutOf(one.params[0]), horizon: one.horizons[0] }
  // The reference's parameters do not say which dynamics were played.
  const tries = [null, true].map((oldDynamics) =>
    attempt(() => again(one, started(one, { ...options, oldDynamics }), 0)),
  )
  const text = tries.find((result) => typeof result === 'string')
  if (typeof text === 'string') return text
  throw tries[0] as Error
}

function attempt(work: () => string): string | Error {
  try {
    return work()
  } catch (error) {
    return error as Error
  }
}

interface Given {
  readonly where: string
  readonly states: readonly (readonly unknown[])[]
  readonly actions: readonly (readonly (readonly number[])[])[]
  readonly rewards: readonly (readonly unknown[])[]
  readonly dones: readonly (readonly unknown[])[]
  readonly params: readonly Record<string, unknown>[]
  readonly horizons: readonly number[]
  /** Of the replay that it was converted from. */
  readonly header: ReplayHeader | null
}

function read(json: unknown, where: string): Given {
  const all = record(json, where)
  const lists = (name: string): unknown[][] => list(all[name], name).map((one, i) => list(one, `${name}[${i}]`))
  const [states, rewards, dones] = [lists('ep_states'), lists('ep_rewards'), lists('ep_dones')]
  const actions = lists('ep_actions').map((episode, e) =>
    episode.map((joint, t) => readJoint(joint, `ep_actions[${e}][${t}]`)),
  )
  for (const [name, one] of Object.entries({ ep_actions: actions, ep_rewards: rewards, ep_dones: dones })) {
    for (const [e, { length }] of states.entries()) {
      if (one[e]?.length !== length)
        throw fault(`${name}[${e}]`, one[e]?.length, `${length} steps as in ep_states[${e}]`)
    }
  }
  if (states.length === 0) throw fault('ep_states', states, 'at least one episode')
  const params = list(all.mdp_params, 'mdp_params').map((one, i) => record(one, `mdp_params[${i}]`))
  const horizons = list(all.env_params, 'env_params').map((one, i) =>
    horizonOf(record(one, `env_params[${i}]`).horizon),
  )
  return { where, states, actions, rewards, dones, params, horizons, header: headerOf(all.metadatas) }
}

const horizonOf = (horizon: unknown): number => (typeof horizon === 'number' && horizon < ENDLESS ? horizon : Infinity)

function readJoint(json: unknown, where: string): number[] {
  return list(json, where).map((action, player) => {
    if (action === 'interact') return INTERACT
    const pair = Array.isArray(action) ? action : []
    const index = [0, 1, 2, 3].findIndex((d) => DX[d] === pair[0] && DY[d] === pair[1])
    if (index >= 0) return index
    if (pair[0] === 0 && pair[1] === 0) return STAY
    throw fault(`${where}[${player}]`, action, `'interact' or one of [0,-1], [0,1], [1,0], [-1,0], [0,0]`)
  })
}

/** All episodes are of one replay, in order. */
function headerOf(metadatas: unknown): ReplayHeader | null {
  const headers = (metadatas as { sva_replay?: unknown } | undefined)?.sva_replay
  if (!Array.isArray(headers) || headers.length === 0) return null
  const text = `${JSON.stringify(headers[0])}\n`
  return parseReplay(`${text}{"end":0,"hash":""}\n`, 'metadatas.sva_replay[0]').header
}

/** One episode; or all, where one game could have gone over them: of one layout, from one state, each to its end. */
function only(given: Given, episode: number | undefined): Given {
  const { states, params, horizons, dones, where } = given
  const pick = <T>(lists: readonly T[], e: number): T[] => [lists[e]]
  if (episode !== undefined) {
    if (episode < 0 || episode >= states.length) {
      throw new RangeError(`Got episode ${episode}, expected one of 0 to ${states.length - 1} of ${where}.`)
    }
    const { actions, rewards } = given
    const lists = { states, actions, rewards, dones, params, horizons }
    const one = Object.fromEntries(Object.entries(lists).map(([name, all]) => [name, pick<unknown>(all, episode)]))
    return { ...given, ...one }
  }
  for (let e = 1; e < states.length; e++) {
    const alike = same(params[e], params[0]) && horizons[e] === horizons[0] && same(states[e][0], states[0][0])
    if (alike && dones[e - 1].at(-1) === true) continue
    throw new Error(
      `Got ${states.length} episodes in ${where} that no one game goes over (episode ${e} starts otherwise), expected one: choose it.`,
    )
  }
  return given
}

/** A layout by its name where that says it all, else written out. */
function layoutOf({ layout_name: name, terrain, start_player_positions: starts, ...rest }: Record<string, unknown>) {
  const unknown = Object.keys(rest).find((key) => !LAYOUT_KEYS.includes(key))
  if (unknown !== undefined) throw fault('mdp_params[0]', unknown, `keys among: ${LAYOUT_KEYS.join(', ')}`)
  const known = typeof name === 'string' && Object.hasOwn(LAYOUTS, name) ? LAYOUTS[name] : null
  const grid = terrain === undefined ? known?.grid : gridOf(terrain, starts)
  if (grid === undefined) {
    throw fault('mdp_params[0].layout_name', name, `one of: ${Object.keys(LAYOUTS).join(', ')}; or a terrain beside it`)
  }
  const base = known !== null && same(known.grid, grid) ? known : null
  const changes = Object.entries(rest).filter(([key, value]) => {
    const usual = base?.[key as keyof LayoutDict] ?? null
    return !same(value, usual) && !(usual === null && Array.isArray(value) && value.length === 0)
  })
  if (base !== null && changes.length === 0) return name as string
  return { ...base, grid, layout_name: name, ...Object.fromEntries(changes) } as LayoutDict
}

function gridOf(terrain: unknown, starts: unknown): string[] {
  const rows = list(terrain, 'mdp_params[0].terrain').map((row, y) =>
    list(row, `mdp_params[0].terrain[${y}]`).map(String),
  )
  for (const [i, place] of list(starts, 'mdp_params[0].start_player_positions').entries()) {
    const [x, y] = list(place, `mdp_params[0].start_player_positions[${i}]`) as number[]
    if (rows[y]?.[x] === undefined)
      throw fault(`mdp_params[0].start_player_positions[${i}]`, place, 'a cell of the terrain')
    rows[y][x] = String(i + 1)
  }
  return rows.map((row) => row.join(''))
}

/** The options, with the first state as the layout's own where it starts otherwise. */
function started({ states }: Given, options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { env } = recordReplay(spec, { options, seed: 0 })
  const usual = same(env.toJSON(0), states[0][0])
  env.close()
  if (usual) return options
  const layout =
    typeof options.layout === 'string' ? { ...LAYOUTS[options.layout], layout_name: options.layout } : options.layout
  return { ...options, layout: { ...(layout as LayoutDict), start_state: states[0][0] } }
}

/** Plays everything again, recorded. Throws at the first thing that is another. */
function again(
  { states, actions, rewards, dones, where }: Given,
  options: Readonly<Record<string, unknown>>,
  seed: number | string,
): string {
  const recorder = recordReplay(spec, { options, seed })
  const { env } = recorder
  const check = (what: string, got: unknown, recorded: unknown): void => {
    if (same(got, recorded)) return
    const short = (value: unknown): string => JSON.stringify(value).slice(0, SHOWN)
    throw new Error(`${where}: played again, ${what} is ${short(got)}, recorded was ${short(recorded)}.`)
  }
  try {
    for (const [e, episode] of states.entries()) {
      env.resetDone()
      for (const [t, state] of episode.entries()) {
        const at = `of step ${t} of episode ${e}`
        check(`the state ${at}`, env.toJSON(0), state)
        check(`the number of players ${at}`, env.agents, actions[e][t].length)
        env.actions.set(actions[e][t])
        recorder.step()
        check(`the reward ${at}`, rewardOf(env), rewards[e][t])
        check(`the end ${at}`, env.done[0] !== RUNNING, dones[e][t])
      }
    }
    return recorder.text()
  } finally {
    env.close()
  }
}
const SHOWN = 200

const rewardOf = ({ world, agents }: BatchEnv): number =>
  Array.from({ length: agents }, (_, agent) => spec.info!(world, 0, agent).sparseReward as number).reduce(
    (a, b) => a + b,
    0,
  )

/** Whether two values say the same, in whatever order their keys stand. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [ours, theirs] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const keys = Object.keys(ours)
  return (
    keys.length === Object.keys(theirs).length &&
    keys.every((key) => Object.hasOwn(theirs, key) && same(ours[key], theirs[key]))
  )
}
