/** The scripted policies by name and environment. */
import { configure, jsonOrText } from '../../envs/core/config.ts'
import { find } from '../../envs/registry.ts'
import type { Policy } from '../policy.ts'
import * as allocation from './allocation.ts'
import * as allelopathicHarvest from './allelopathic-harvest.ts'
import * as autonomy from './autonomy.ts'
import { defineBot, type Bot, type BotOptions } from './bot.ts'
import * as cleanUp from './clean-up.ts'
import * as commonsHarvest from './commons-harvest.ts'
import * as coins from './coins.ts'
import * as cooking from './cooking.ts'
import * as mining from './coop-mining.ts'
import * as gifts from './gift-refinements.ts'
import * as matrix from './matrix-rules.ts'
import * as daycare from './daycare.ts'
import * as expediter from './expediter.ts'
import { mushroomEater } from './externality-mushrooms.ts'
import { overcookedChef } from './overcooked-chef.ts'
import { greedyHuman } from './overcooked-greedy.ts'
import { hunterGatherer } from './predator-prey.ts'
import { quartermasters } from './quartermaster.ts'
import { random } from './random.ts'
import * as sluice from './sluice.ts'
import { stay } from './stay.ts'
import * as survival from './survival-players.ts'
import * as territory from './territory.ts'

export const BOTS: readonly Bot[] = [
  random,
  stay,
  defineBot({
    name: 'greedy',
    summary: 'a cook who does what is nearest, whatever the others do',
    envs: ['overcooked'],
    // Without it two greedy cooks that meet in a doorway stand there for good.
    make: (_, options) => greedyHuman({ ...options, autoUnstuck: true }),
  }),
  defineBot({
    name: 'chef',
    summary: 'a cook who shares the work out among all cooks',
    envs: ['overcooked'],
    parameters: { noise: { type: 'number', minimum: 0, maximum: 1, description: 'probability of a random action' } },
    defaults: { noise: 0 },
    make: ({ noise }, options) => overcookedChef({ ...options, noise }),
  }),
  coins.cooperator,
  coins.defector,
  coins.reciprocator,
  gifts.cooperator,
  gifts.extremeCooperator,
  gifts.defector,
  gifts.reciprocator,
  mining.cooperator,
  mining.defector,
  mining.mixed,
  matrix.cooperator,
  matrix.defector,
  matrix.specialist,
  matrix.titForTat,
  matrix.grim,
  matrix.corrigible,
  matrix.flip,
  matrix.alternator,
  matrix.respond,
  commonsHarvest.greedyHarvester,
  commonsHarvest.sustainableHarvester,
  commonsHarvest.sanctioner,
  commonsHarvest.territorial,
  cleanUp.cleaner,
  cleanUp.freeRider,
  cleanUp.alternator,
  cleanUp.conditionalCleaner,
  cleanUp.corrigibleReciprocator,
  cleanUp.sanctionerAlternator,
  cooking.cook,
  hunterGatherer,
  daycare.naive,
  daycare.attentive,
  mushroomEater,
  territory.claims,
  territory.claimsThenZaps,
  territory.claimsThenDestroys,
  allelopathicHarvest.planter,
  allelopathicHarvest.conventionFollower,
  survival.forager,
  survival.fighter,
  survival.gatherer,
  survival.trader,
  survival.thief,
  survival.giver,
  survival.mirror,
  autonomy.forager,
  autonomy.giver,
  autonomy.thief,
  autonomy.mirror,
  autonomy.randomSocial,
  ...allocation.players,
  ...quartermasters,
  ...expediter.players,
  ...sluice.keepers,
]

const plays = ({ envs }: Bot, env: string): boolean => envs === 'any' || envs.includes(env)

/** The bots that play an environment. */
export const botsFor = (env: string): readonly Bot[] => BOTS.filter((bot) => plays(bot, env))

/** Whether a text names a bot of any environment, with or without parameters. */
export const isBot = (text: string): boolean => BOTS.some(({ name }) => name === split(text)[0])

/**
 * The bot that a text names, `tit_for_tat` or `tit_for_tat:tremble=0.15:memory=3`, for an environment. Throws a RangeError that
 * lists the bots of the environment where none of them has the name, and a TypeError that lists the parameters where one is unknown.
 */
export function bot(text: string, env: string, options: BotOptions = {}): Policy {
  const [name, ...pairs] = split(text)
  const { schema, defaults, make } = botNamed(name, env)
  const given = Object.fromEntries(pairs.map((pair) => parameter(name, pair)))
  return { ...make(configure(`bot ${name}`, schema, defaults, given), options), name: text }
}

const split = (text: string): string[] => text.split(':')

function botNamed(name: string, env: string): Bot {
  const fitting = botsFor(find(env).id)
  const found = fitting.find((bot) => bot.name === name)
  if (found) return found
  const elsewhere = BOTS.filter((bot) => bot.name === name).flatMap(({ envs }) => envs)
  const got = elsewhere.length > 0 ? `bot '${name}', which plays ${elsewhere.join(', ')},` : `unknown bot '${name}'`
  throw new RangeError(`Got ${got} for ${env}, expected one of: ${fitting.map((bot) => bot.name).join(', ')}.`)
}

function parameter(bot: string, pair: string): [string, unknown] {
  const at = pair.indexOf('=')
  if (at < 1)
    throw new RangeError(
      `Got '${pair}' for bot ${bot}, expected ${bot}:key=value, or several: ${bot}:key=value:key=value.`,
    )
  return [pair.slice(0, at), jsonOrText(pair.slice(at + 1))]
}
