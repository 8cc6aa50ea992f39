/** `sva bots`: the scripted players, their environments and parameters. */
import type { Bot } from '../agents/bots/bot.ts'
import { BOTS, botsFor } from '../agents/bots/index.ts'
import { find } from '../envs/registry.ts'
import { print, table, usage, type Command } from './command.ts'
import { JSON_FLAG } from './flags.ts'

export default {
  usage: 'bots [env] [--json]',
  about: `Lists the scripted players, of one environment or of all, with their parameters and the values that these have if
nobody sets them. A player is named alone or with parameters: tit_for_tat, tit_for_tat:tremble=0.15.`,
  most: 1,
  flags: JSON_FLAG,
  examples: ['sva bots', 'sva bots overcooked --json'],
  run(given) {
    const env = given.words[0]
    const bots = env === undefined ? BOTS : usage(() => botsFor(find(env).id))
    if (given.on('json')) return print(JSON.stringify(bots.map(described)))
    const rows = bots.map((bot) => [bot.name, parametersOf(bot), environmentsOf(bot), bot.summary])
    print(table([['bot', 'parameters', 'environments', ''], ...rows]))
  },
} satisfies Command

const described = ({ name, summary, envs, schema, defaults }: Bot) => ({
  name,
  summary,
  envs,
  schema: schema.properties,
  defaults,
})

const parametersOf = ({ defaults }: Bot): string =>
  Object.entries(defaults)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ') || '-'

const environmentsOf = ({ envs }: Bot): string => (envs === 'any' ? 'any' : envs.join(', '))
