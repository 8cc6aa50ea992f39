/**
 * The players of the survival world by name. The first three do what the scripted baselines of Neural MMO do
 * (NeuralMMO/baselines 0f9b7dc, scripted/baselines.py: Forage, CombatTribrid, and the gatherers of later versions), the
 * others are ours.
 */
import type { SchemaObject } from 'ajv'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'
import { MELEE } from '../../envs/neuralmmo/survival/skills.ts'
import { REACH } from '../../envs/neuralmmo/survival/combat.ts'
import { defineBot, type BotEntry } from './bot.ts'
import { survivalPolicy, type Strategy, type Turn } from './survival.ts'
import { DIET_SCHEMAS, WANDERERS_DIET, explore, forage, forget, headingsOf, type Headings } from './survival-forage.ts'
import { PROFESSIONS, gather, type ProfessionName } from './survival-gather.ts'
import { buyBetter, consume, dress, sellSpare, type Calling } from './survival-goods.ts'
import {
  NOBODY, STYLES_TAKEN, WHOM, flee, follow, isMeant, levelOf, otherIn, placeOf, rowOf, strike, strikeNearest, strikerOf,
  styleOf, threat,
  type StyleTaken, type Whom,
} from './survival-others.ts' // prettier-ignore
import { giveInNeed } from './survival-giver.ts'
import { mirrorStrategy } from './survival-mirror.ts'

type Entry<P extends object> = Pick<BotEntry<P>, 'name' | 'summary' | 'parameters' | 'defaults'>

/** A player by what it decides; `headings` are for it to explore by. */
const player = <P extends object>(
  entry: Entry<P>,
  strategy: (parameters: P, headings: Headings, world: SurvivalWorld) => Strategy,
) =>
  defineBot<P>({
    ...entry,
    envs: ['neuralmmo'],
    make: (parameters, { seed }) =>
      survivalPolicy(entry.name, seed, (world) => {
        const headings = headingsOf(world)
        const { begin, decide } = strategy(parameters, headings, world)
        return {
          begin(p) {
            forget(headings, p)
            begin?.(p)
          },
          decide,
        }
      }),
  })

const whole = (minimum: number, maximum: number, description: string): SchemaObject => ({
  type: 'integer', minimum, maximum, description,
}) // prettier-ignore
const FLEES = { type: 'boolean', description: 'whether it runs from who struck it and from NPCs that will' }
const STYLE = { enum: STYLES_TAKEN, description: 'style of its blows; best: the one in which it is strongest itself' }
const PRICE = whole(1, 99, 'gold that it asks for a level of what it sells')
const PROFESSION = { enum: Object.keys(PROFESSIONS), description: 'the trade that it follows' }

/** Whoever has goods makes use of them before anything else. */
function useGoods(turn: Turn, calling: Calling): void {
  if (!consume(turn)) dress(turn, calling)
}

/** Runs from whoever is a threat. Returns whether anybody is. */
function evade(turn: Turn): boolean {
  const body = threat(turn)
  if (body !== NOBODY) flee(turn, body)
  return body !== NOBODY
}

export const forager = player(
  {
    name: 'forager',
    summary: 'lives off foliage and water',
    parameters: { ...DIET_SCHEMAS, flees: FLEES },
    /** Who always wants water keeps to the shore. */
    defaults: { hungry: 50, thirsty: 100, flees: true },
  },
  ({ flees, ...diet }, headings) => ({
    decide(turn) {
      useGoods(turn, IDLE)
      if (!flees || !evade(turn)) forage(turn, headings, diet)
    },
  }),
)
/** The calling of who has none. */
const IDLE: Calling = { style: MELEE, tool: 0 }

/**
 * The place of the first that a fighter takes on: the nearest of those who are meant, if it is not above it by more
 * than `daring` levels.
 */
function preyOf(turn: Turn, whom: Whom, daring: number): number {
  const most = levelOf(turn, turn.agent) + daring
  for (let i = 0; i < turn.world.config.targets; i++) {
    const body = otherIn(turn, i)
    if (body < 0) return NOBODY
    if (isMeant(turn, body, whom) && levelOf(turn, body) <= most) return i
  }
  return NOBODY
}

export const fighter = player(
  {
    name: 'fighter',
    summary: 'forages, fights who is not too strong for it, runs from and strikes back at who strikes it, and explores',
    parameters: {
      style: STYLE,
      prey: { enum: WHOM, description: 'whom it goes for' },
      daring: whole(-15, 15, 'levels by which its prey may be above it'),
      flees: FLEES,
    },
    defaults: { style: 'best' as StyleTaken, prey: 'anyone' as Whom, daring: 0, flees: true },
  },
  ({ style, prey, daring, flees }, headings) => ({
    decide(turn) {
      const target = preyOf(turn, prey, daring)
      useGoods(turn, { style: styleOf(turn, style), tool: 0 })
      if (turn.world.config.targets === 0) strikeNearest(turn, style)
      else if (!strike(turn, placeOf(turn, strikerOf(turn)), style)) strike(turn, target, style)
      if (flees && evade(turn)) return
      if (forage(turn, headings, WANDERERS_DIET)) return
      if (target === NOBODY) explore(turn, headings)
      else follow(turn, otherIn(turn, target), REACH)
    },
  }),
)

/** Looks after itself, follows its trade, and explores for a place where it can. */
function work(turn: Turn, headings: Headings, trade: ProfessionName): void {
  if (evade(turn) || forage(turn, headings, WANDERERS_DIET)) return
  if (!gather(turn, PROFESSIONS[trade])) explore(turn, headings)
}

export const gatherer = player(
  {
    name: 'gatherer',
    summary: 'forages and follows a trade, with the best tool that it finds',
    parameters: { profession: PROFESSION },
    defaults: { profession: 'prospector' as ProfessionName },
  },
  ({ profession }, headings) => ({
    decide(turn) {
      useGoods(turn, PROFESSIONS[profession])
      work(turn, headings, profession)
    },
  }),
)

export const trader = player(
  {
    name: 'trader',
    summary: 'follows a trade, sells what it has no use for, and buys what betters it',
    parameters: { profession: PROFESSION, price: PRICE },
    defaults: { profession: 'prospector' as ProfessionName, price: 1 },
  },
  ({ profession, price }, headings) => ({
    decide(turn) {
      useGoods(turn, PROFESSIONS[profession])
      sellSpare(turn, PROFESSIONS[profession], price)
      buyBetter(turn, PROFESSIONS[profession])
      work(turn, headings, profession)
    },
  }),
)

/** The place of the agent in sight that has least health, if at most `below`; NOBODY if there is none. */
function weakest(turn: Turn, below: number): number {
  let best = NOBODY
  let least = below + 1
  for (let i = 0; i < turn.world.config.targets; i++) {
    const body = otherIn(turn, i)
    if (body < 0) break
    const health = turn.world.state.health[rowOf(turn, body)]
    if (!isMeant(turn, body, 'agents') || health >= least) continue
    least = health
    best = i
  }
  return best
}

export const thief = player(
  {
    name: 'thief',
    summary: 'follows the weakest agent in sight and kills it for what it has',
    parameters: { style: STYLE, below: whole(1, 100, 'health from which down it strikes') },
    defaults: { style: 'best' as StyleTaken, below: 100 },
  },
  ({ style, below }, headings) => ({
    decide(turn) {
      useGoods(turn, { style: styleOf(turn, style), tool: 0 })
      strike(turn, weakest(turn, below), style)
      if (forage(turn, headings, WANDERERS_DIET)) return
      const target = weakest(turn, turn.world.tables.numbers.full)
      if (target === NOBODY) explore(turn, headings)
      else follow(turn, otherIn(turn, target), REACH)
    },
  }),
)

export const giver = player(
  {
    name: 'giver',
    summary: 'gathers potions or rations, and gives them to agents in sight that are in need',
    parameters: {
      profession: { enum: ['herbalist', 'fisher'], description: 'the trade that it follows' },
      below: whole(1, 100, 'health from which down it takes an agent to be in need'),
    },
    defaults: { profession: 'herbalist' as ProfessionName, below: 60 },
  },
  ({ profession, below }, headings) => ({
    decide(turn) {
      if (!giveInNeed(turn, below)) useGoods(turn, PROFESSIONS[profession])
      work(turn, headings, profession)
    },
  }),
)

export const mirror = player(
  {
    name: 'mirror',
    summary: 'forages, strikes who struck it, and gives something to who gave it something',
    parameters: { memory: whole(1, 1000, 'steps for which it remembers') },
    defaults: { memory: 20 },
  },
  ({ memory }, headings, world) => mirrorStrategy(world, headings, memory),
)
