/** `sva eval`: how well a trained policy or a bot plays with itself and with others. */
import { silence } from '../agents/tensor/engine.ts'
import { botsFor, isBot } from '../agents/bots/index.ts'
import { heldTo } from '../agents/cells.ts'
import { interval, type Interval } from '../agents/interval.ts'
import { toJson } from '../agents/log.ts'
import { SPLITS, type Split } from '../agents/split.ts'
import { print, table, usage, UsageError, type Command, type Given } from './command.ts'
import { configFile, ENV_FLAGS, envChoice, JSON_FLAG, openBatch, SEED_FLAG, titleOf, type EnvChoice } from './flags.ts'
import { pair, pooled, SELF, type Pairing } from './pairings.ts'
import { player, playersOf, trainedOn, USUAL_ENV, type Player } from './players.ts'

const EPISODES = 100
/** Below, the likeliest action is as good as certain. */
const LEAST_TEMPERATURE = 0.01

export default {
  usage: 'eval <checkpoint | bot> [flags]',
  about: `Plays whole episodes with each partner, from every seat, and gives the mean return of the player with its 95 %
interval (Student's t) and the number of episodes. A checkpoint is a folder such as runs/<id> (its newest) or
runs/<id>/checkpoints/<step>; it brings its environment.`,
  most: 1,
  flags: {
    partner: {
      value: '<name>',
      many: true,
      about: `self, a bot or a folder; several allowed (default self and every bot of the environment)`,
    },
    episodes: { value: '<n>', about: `episodes in each seat (default ${EPISODES})` },
    sampled: { about: 'trained policies draw their actions (default)' },
    greedy: { about: 'trained policies take their likeliest action; with --sampled, both ways' },
    temperature: { value: '<t>', about: 'of draws (default 1); less draws the likelier more often' },
    split: {
      value: '<split>',
      about: `of a policy trained on a split of cells: draw from one of ${SPLITS.join(', ')}`,
    },
    env: { value: '<env>', about: `the environment for bots (default ${USUAL_ENV})` },
    ...ENV_FLAGS,
    ...SEED_FLAG,
    ...JSON_FLAG,
  },
  examples: [
    'sva eval runs/<id>',
    'sva eval runs/<id> --partner greedy,chef --greedy --json',
    'sva eval chef --layout cramped_room',
  ],
  async run(given) {
    silence()
    const name = given.words[0]
    if (name === undefined) throw new UsageError(`Missing the player, expected ${playersOf(usualEnv(given))}.`)
    const asked = given.list('partner')
    const choice = await choose(given, [name, ...asked.filter((partner) => partner !== SELF)])
    const partners = given.on('partner') ? asked : [SELF, ...botsFor(choice.env).map((bot) => bot.name)]
    const seed = given.seed('seed') ?? configFile(given).seed ?? 0
    const { agents, title } = lookAt(choice)
    const episodes = given.integer('episodes', 1) ?? EPISODES
    const temperature = given.number('temperature', LEAST_TEMPERATURE) ?? 1
    const setting = { choice, player: name, agents, episodes, seed, temperature }
    const rows: Row[] = []
    for (const greedy of ways(given)) {
      for (const partner of partners)
        rows.push(...(await evaluated({ ...setting, partner, greedy }, given.on('partner'))))
    }
    if (given.on('json')) return print(toJson({ player: name, ...choice, episodes, seed, temperature, rows }))
    print(`${name} on ${title}, seed ${seed}\n`)
    print(evalTable(rows))
  },
} satisfies Command

interface Row {
  readonly partner: string
  /** A seat's number, `all` of itself, or `any`: all seats together. */
  readonly seat: number | 'all' | 'any'
  readonly actions: 'greedy' | 'sampled'
  readonly return: Interval | null
  readonly metrics?: Pairing['metrics']
  /** Why there is no number. */
  readonly fault?: string
}

function ways(given: Given): boolean[] {
  if (!given.on('greedy')) return [false]
  return given.on('sampled') ? [true, false] : [true]
}

/** One row a seat, and one of all seats; a partner nobody asked for that cannot play here is a row that says so. */
async function evaluated(options: Parameters<typeof pair>[0], asked: boolean): Promise<Row[]> {
  const { partner, greedy } = options
  const actions = greedy ? 'greedy' : 'sampled'
  try {
    const pairings = await pair(options)
    const rows = pairings.map(({ seat, returns, metrics }): Row => ({
      partner,
      seat: seat ?? 'all',
      actions,
      return: interval(returns),
      metrics,
    }))
    return rows.length > 1 ? [...rows, { partner, seat: 'any', actions, return: pooled(pairings) }] : rows
  } catch (error) {
    if (asked || partner === SELF || !(error instanceof Error)) throw error
    return [{ partner, seat: 'any', actions, return: null, fault: error.message }]
  }
}

/** The environment: of the trained players among `names`, or by --env; options of flags go before theirs. */
async function choose(given: Given, names: readonly string[]): Promise<EnvChoice> {
  const usual = usualEnv(given)
  const players: Player[] = names.filter((name) => !isBot(name)).map((name) => player(name, usual))
  for (const each of players) await each.close()
  const known = trainedOn(players)
  const file = configFile(given)
  if (known === null) {
    if (given.on('split')) throw new UsageError('Got --split for a bot, expected it with a trained policy.')
    return envChoice(given, usual, file)
  }
  const env = given.text('env') ?? known.env
  if (env !== known.env)
    throw new UsageError(`Got --env ${env} for a policy trained on ${known.env}, expected ${known.env}.`)
  const choice = envChoice(given, env, { envOptions: { ...known.envOptions, ...file.envOptions } })
  return { env, envOptions: { ...splitBy(given, players, choice), view: known.envOptions.view } }
}

/** Options that draw from the cells that --split names; as they are without it. */
function splitBy(given: Given, players: readonly Player[], { env, envOptions }: EnvChoice): Record<string, unknown> {
  const split = given.text('split')
  if (split === undefined) return envOptions
  const held = players.map(({ trained }) => trained?.options.split).find((each) => each !== undefined)
  if (!held) throw new UsageError('Got --split, expected it with a policy that was trained on a split of cells.')
  if (!SPLITS.includes(split as Split))
    throw new UsageError(`Got --split ${split}, expected one of: ${SPLITS.join(', ')}.`)
  return usage(() => heldTo(env, envOptions, { key: held.key, split: split as Split }))
}

/** The environment where no trained player brings one. */
const usualEnv = (given: Given): string => given.text('env') ?? configFile(given).env ?? USUAL_ENV

function lookAt(choice: EnvChoice): { agents: number; title: string } {
  const batch = openBatch(choice, { slots: 1, view: null })
  batch.close()
  return { agents: batch.agents, title: titleOf(batch) }
}

function evalTable(rows: readonly Row[]): string {
  const head = ['partner', 'seat', 'actions', 'return', '95 % interval', 'n']
  const body = rows.map(({ partner, seat, actions, return: mean, fault }) =>
    mean
      ? [
          partner,
          String(seat),
          actions,
          mean.mean.toFixed(1),
          `${mean.low.toFixed(1)} to ${mean.high.toFixed(1)}`,
          String(mean.n),
        ]
      : [partner, String(seat), actions, '-', fault!, '0'],
  )
  return table([head, ...body], [1, 3, 5])
}
