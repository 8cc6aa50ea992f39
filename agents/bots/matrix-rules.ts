/**
 * Strategies of the matrix games. They are those of meltingpot's background players (google-deepmind/meltingpot 81ee2e7) and, like
 * those, do not tell their partners apart: where eight play, tit for tat answers the last one, whoever comes next.
 */
import { below, unit } from '../../envs/core/keyed.ts'
import type { GridWorld } from '../../envs/meltingpot/engine/state.ts'
import type { MatrixWorld } from '../../envs/meltingpot/matrix-state.ts'
import { matrixGames } from '../../envs/meltingpot/matrix.ts'
import { defineBot, type BotEntry } from './bot.ts'
import { gridPolicy } from './grid.ts'
import { TIE, traders, type Past, type Rule } from './matrix.ts'

/** Games in which the first kind is to cooperate and the second to defect. */
const DILEMMAS = ['prisoners_dilemma', 'stag_hunt', 'chicken']
const COOPERATE = 0
const DEFECT = 1
const GAMES = matrixGames.map(({ id }) => id)

/** A parameter of all strategies: the lead of its kind in its hands from which a player looks for a partner. */
interface Trader {
  readonly margin: number
}
const MARGIN = {
  margin: {
    type: 'integer',
    minimum: 1,
    maximum: 20,
    description: 'lead of its kind over any other before it looks for a partner',
  },
}
const TREMBLE = {
  tremble: {
    type: 'number',
    minimum: 0,
    maximum: 1,
    description: 'probability of another kind than it means, an interaction',
  },
}
const KIND = { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'string' }], description: 'number of a kind of resource, or its name' } // prettier-ignore
const interactions = (description: string) => ({ type: 'integer', minimum: 1, description })

type Entry<P extends object> = Pick<BotEntry<P>, 'name' | 'summary' | 'envs' | 'parameters' | 'defaults'>

const trader = <P extends Trader>(entry: Entry<P>, ruleOf: (parameters: P, world: GridWorld) => Rule) =>
  defineBot<P>({
    ...entry,
    make: (parameters, { seed }) =>
      gridPolicy(entry.name, seed, (world, chart) =>
        traders(world, chart, ruleOf(parameters, world), parameters.margin),
      ),
  })

/** The number of a kind. Throws a RangeError that lists the kinds of the game. */
function kindOf(world: GridWorld, kind: number | string): number {
  const { names } = (world as unknown as MatrixWorld).tables.game
  const number = typeof kind === 'string' ? (names as readonly string[]).indexOf(kind) : kind
  if (number >= 0 && number < names.length) return number
  throw new RangeError(
    `Got kind '${kind}', expected one of: ${names.join(', ')}; or a number from 0 to ${names.length - 1}.`,
  )
}

const constant = (name: string, summary: string, kind: number) =>
  trader({ name, summary, envs: DILEMMAS, parameters: MARGIN, defaults: { margin: 5 } }, () => () => kind)

export const cooperator = constant('cooperator', 'gathers the first kind', COOPERATE)
export const defector = constant('defector', 'gathers the second kind', DEFECT)

export const specialist = trader(
  {
    name: 'specialist',
    summary: 'gathers one kind',
    envs: GAMES,
    parameters: { ...MARGIN, kind: KIND },
    defaults: { margin: 5, kind: 0 as number | string },
  },
  ({ kind }, world) => {
    const number = kindOf(world, kind)
    return () => number
  },
)

/** What the last partner held most of; to cooperate before the first. */
const answer = ({ last }: Past, row: number): number => (last[row] === TIE ? COOPERATE : last[row])

/** With probability `tremble` another kind than the one that is meant, all others alike. */
function trembling(kind: number, kinds: number, tremble: number, word: number): number {
  const chance = unit(word)
  return chance < tremble ? (kind + 1 + Math.floor((chance / tremble) * (kinds - 1))) % kinds : kind
}

export const titForTat = trader(
  {
    name: 'tit_for_tat',
    summary: 'gathers what its last partner held most of, first to cooperate',
    envs: DILEMMAS,
    parameters: { ...MARGIN, ...TREMBLE },
    defaults: { margin: 5, tremble: 0 },
  },
  ({ tremble }) =>
    (past, row, word) =>
      trembling(answer(past, row), past.kinds, tremble, word),
)

/** Partners so far who held most of anything but the first kind. */
function defections({ seen, kinds }: Past, row: number): number {
  let sum = 0
  for (let kind = COOPERATE + 1; kind < kinds; kind++) sum += seen[row * kinds + kind]
  return sum
}

export const grim = trader(
  {
    name: 'grim',
    summary: 'cooperates until it has met so many defections, then never again',
    envs: DILEMMAS,
    parameters: { ...MARGIN, defections: interactions('defections that end it') },
    defaults: { margin: 5, defections: 1 },
  },
  ({ defections: most }) =>
    (past, row) =>
      defections(past, row) < most ? COOPERATE : DEFECT,
)

export const corrigible = trader(
  {
    name: 'corrigible',
    summary: 'defects until it has met so many defections, then plays tit for tat',
    envs: DILEMMAS,
    parameters: { ...MARGIN, ...TREMBLE, defections: interactions('defections that teach it') },
    defaults: { margin: 5, tremble: 0, defections: 3 },
  },
  ({ tremble, defections: least }) =>
    (past, row, word) =>
      defections(past, row) < least ? DEFECT : trembling(answer(past, row), past.kinds, tremble, word),
)

export const flip = trader(
  {
    name: 'flip',
    summary: 'gathers one kind for so many interactions, then another for good',
    envs: GAMES,
    parameters: { ...MARGIN, first: KIND, second: KIND, after: interactions('interactions before it changes') },
    defaults: { margin: 5, first: COOPERATE as number | string, second: DEFECT as number | string, after: 3 },
  },
  ({ first, second, after }, world) => {
    const [early, late] = [kindOf(world, first), kindOf(world, second)]
    return ({ meetings }, row) => (meetings[row] < after ? early : late)
  },
)

export const alternator = trader(
  {
    name: 'alternator',
    summary: 'gathers one kind after the other',
    envs: GAMES,
    parameters: { ...MARGIN, every: interactions('interactions with each kind') },
    defaults: { margin: 5, every: 1 },
  },
  ({ every }) =>
    ({ meetings, kinds }, row) =>
      Math.floor(meetings[row] / every) % kinds,
)

/** The kind that is paid best against another one; the first of several. */
function bestAgainst({ payoffs, kinds }: Past, row: number, other: number): number {
  const payoff = payoffs[row % payoffs.length]
  let best = 0
  for (let kind = 1; kind < kinds; kind++) if (payoff[kind][other] > payoff[best][other]) best = kind
  return best
}

export const respond = trader(
  {
    name: 'respond',
    summary: 'gathers what its last partner held most of, or the best answer to that; first any kind',
    envs: GAMES,
    parameters: {
      ...MARGIN,
      by: { enum: ['copy', 'best'], description: 'whether it copies the last partner or answers it' },
    },
    defaults: { margin: 5, by: 'best' as 'copy' | 'best' },
  },
  ({ by }) =>
    (past, row, word) => {
      const last = past.last[row]
      if (last === TIE) return below(word, past.kinds)
      return by === 'copy' ? last : bestAgainst(past, row, last)
    },
)
