/** `sva play`: a person or policies play one game in the terminal, and it can be recorded. */
import { silence } from '../agents/tensor/engine.ts'
import { replaceFile, toJson } from '../agents/log.ts'
import { isBot } from '../agents/bots/index.ts'
import { recordReplay, type Recorder } from '../envs/core/replay.ts'
import { find } from '../envs/registry.ts'
import { print, usage, UsageError, type Command, type Given } from './command.ts'
import { configFile, ENV_FLAGS, envChoice, JSON_FLAG, SEED_FLAG } from './flags.ts'
import { keyboard, type Keyboard } from './keys.ts'
import { player, trainedOn, USUAL_ENV, usualPartner, type Player } from './players.ts'
import { pace, stage } from './stage.ts'

const FPS = 8
const HUMAN = 'human'

export default {
  usage: 'play [env] [flags]',
  about: `Plays a game in the terminal. You take one seat (arrows or wasd, space acts, . stays, q quits) and the world waits for
your key; with --policies you watch. A policy is a bot (sva bots) or a folder such as runs/<id>.`,
  most: 1,
  flags: {
    policies: { value: '<a,b,...>', many: true, about: 'who sits where, one for each agent or one for all' },
    seat: { value: '<n>', about: 'your seat, from 0 (default 0)' },
    partner: {
      value: '<policy>',
      about: 'who plays the other seats with you (default chef in a kitchen, else random)',
    },
    greedy: { about: 'trained policies take their likeliest action' },
    steps: { value: '<n>', about: 'stop after so many steps (default: one episode)' },
    fps: {
      value: '<n>',
      about: `steps a second (default ${FPS} to watch; given with a person, the world does not wait)`,
    },
    headless: { about: 'show nothing' },
    record: { value: '<file>', about: 'write the game, for sva replay' },
    ...ENV_FLAGS,
    ...SEED_FLAG,
    ...JSON_FLAG,
  },
  examples: [
    'sva play --layout forced_coordination',
    'sva play overcooked --layout coordination_ring --policies greedy,chef --record game.jsonl',
    'sva play --policies runs/<id> --fps 20',
    'sva play overcooked --policies chef --headless --steps 400 --json',
  ],
  async run(given) {
    silence()
    const players = new Map<string, Player>()
    try {
      await game(given, players)
    } finally {
      for (const each of players.values()) await each.close()
    }
  },
} satisfies Command

async function game(given: Given, players: Map<string, Player>): Promise<void> {
  const seed = given.seed('seed') ?? configFile(given).seed ?? 0
  const join = (name: string, env: string): Player => {
    let joined = players.get(name)
    if (!joined) players.set(name, (joined = player(name, env, { greedy: given.on('greedy'), seed })))
    return joined
  }
  const names = given.list('policies')
  const other = given.text('partner')
  const usual = given.words[0] ?? configFile(given).env ?? USUAL_ENV
  // Trained policies bring their environment, bots are asked for one.
  for (const name of [...names, ...given.texts('partner')]) if (name !== HUMAN && !isBot(name)) join(name, usual)
  const { env: id, options, view } = table(given, [...players.values()])
  const named = names.map((name) => (name === HUMAN ? null : join(name, id)))
  const partner = named.length > 0 ? null : join(other ?? usualPartner(id), id)
  const recorder = usage(() => recordReplay(find(id), { options, seed, view }))
  const human = named.length === 0 && !given.on('headless') ? (given.integer('seat') ?? 0) : null
  const seats = seatsOf(named, partner, human, recorder.env.agents)
  const keys = seats.includes(null) ? keyboard(recorder.env.world.actionSpace) : null
  try {
    const played = await play(given, recorder, seats, keys)
    finish(given, recorder, seats, played)
  } finally {
    keys?.close()
    recorder.env.close()
  }
}

/** Environment, options and view: as trained policies know them, and over that as the configuration file and flags say. */
function table(given: Given, players: readonly Player[]) {
  const known = trainedOn(players)
  const file = configFile(given)
  const name = given.words[0] ?? file.env ?? known?.env ?? USUAL_ENV
  if (known && name !== known.env) {
    throw new UsageError(`Got ${name} for a policy trained on ${known.env}, expected ${known.env}.`)
  }
  const { env, envOptions } = envChoice(given, name, { envOptions: { ...known?.envOptions, ...file.envOptions } })
  const { view: _, ...options } = envOptions
  return { env, options, view: (known?.envOptions.view ?? null) as string | null }
}

/** A player for each agent, null for the person. */
function seatsOf(
  named: (Player | null)[],
  partner: Player | null,
  human: number | null,
  agents: number,
): (Player | null)[] {
  if (named.length === 1) return Array.from({ length: agents }, () => named[0])
  if (named.length > 0) {
    if (named.length === agents) return named
    throw new UsageError(`Got ${named.length} policies for ${agents} agents, expected 1 or ${agents}.`)
  }
  if (human !== null && human >= agents) throw new UsageError(`Got seat ${human}, expected one in [0, ${agents}).`)
  return Array.from({ length: agents }, (_, seat) => (seat === human ? null : partner))
}

interface Played {
  readonly steps: number
  readonly episodes: number
  /** Sum of each agent's rewards. */
  readonly returns: number[]
}

async function play(
  given: Given,
  recorder: Recorder,
  seats: readonly (Player | null)[],
  keys: Keyboard | null,
): Promise<Played> {
  const { env } = recorder
  const most = given.integer('steps', 1)
  const fps = given.number('fps', 0.1)
  const screen = given.on('headless') ? null : stage(process.stdout)
  const wait = screen?.live && (fps !== undefined || !keys) ? pace(1 / (fps ?? FPS)) : null
  const returns = Array.from({ length: env.agents }, () => 0)
  const acting = actors(seats)
  let [steps, episodes] = [0, 0]
  for (const { policy } of acting.keys()) policy.reset()
  screen?.show(env, captions(returns, 0, keys))
  while (most === undefined ? episodes === 0 : steps < most) {
    if (env.world.waiting[0] === 1) {
      env.resetDone()
      for (const { policy } of acting.keys()) policy.reset()
    }
    for (const [{ policy }, rows] of acting) await policy.act(env, rows)
    await wait?.()
    if (keys && !(await person(env.actions, seats, keys, wait !== null, stayOf(recorder)))) break
    recorder.step()
    steps++
    episodes += env.world.waiting[0]
    for (let agent = 0; agent < env.agents; agent++) returns[agent] += env.rewards[agent]
    screen?.show(env, captions(returns, steps, keys))
  }
  return { steps, episodes, returns }
}

/** The rows of each policy. */
function actors(seats: readonly (Player | null)[]): Map<Player, number[]> {
  const rows = new Map<Player, number[]>()
  for (const [row, seat] of seats.entries()) if (seat) rows.set(seat, [...(rows.get(seat) ?? []), row])
  return rows
}

/** Writes what the person wants into every empty seat; false where that is to quit. */
async function person(
  actions: Int32Array,
  seats: readonly (Player | null)[],
  keys: Keyboard,
  hurried: boolean,
  stay: number,
): Promise<boolean> {
  const wish = hurried ? (keys.latest() ?? stay) : await keys.next()
  if (wish === 'quit') return false
  for (const [row, seat] of seats.entries()) if (!seat) actions[row] = wish
  return true
}

/** What a person does who presses nothing. */
const stayOf = ({ env }: Recorder): number => Math.max(0, (env.world.actionSpace.names ?? []).indexOf('stay'))

const captions = (returns: readonly number[], steps: number, keys: Keyboard | null): string[] => [
  `step ${steps}, returns ${returns.join(', ')}`,
  ...(keys ? [keys.legend] : []),
]

function finish(given: Given, recorder: Recorder, seats: readonly (Player | null)[], played: Played): void {
  const { env } = recorder
  const record = given.text('record')
  if (record !== undefined) replaceFile(record, recorder.text())
  const policies = seats.map((seat) => seat?.name ?? HUMAN)
  const metrics = Object.fromEntries(env.spec.metrics.map((name, m) => [name, env.world.metrics[m]]))
  const result = { env: env.spec.id, policies, ...played, metrics, state: env.hash(), record: record ?? null }
  if (given.on('json')) return print(toJson(result))
  print(
    `${played.steps} steps, ${played.episodes} whole episodes; returns ${played.returns.join(', ')} (${policies.join(', ')}).`,
  )
  if (record !== undefined) print(`Recorded. Show it: sva replay ${record}`)
}
