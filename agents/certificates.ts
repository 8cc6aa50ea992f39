/** The certificates of the social dilemmas, by name: which scripted strategies stand for cooperating and defecting. */
import { schelling, type Certificate, type Claim, type Population, type Schelling, type Seat } from './dilemma.ts'

/** Episodes of one length, so that returns compare. */
const FIXED = { horizon: 1000, randomEnd: false }

/** A game in the matrix for two: each cooperates, by gathering the first kind, or defects. */
const matrix = (env: string, summary: string, tempts: Schelling['tempts']): Certificate =>
  schelling({
    name: env,
    summary,
    env,
    envOptions: FIXED,
    players: 2,
    cooperate: 'cooperator',
    defect: 'defector',
    tempts,
  })

/**
 * A map of the commons: everyone either leaves four apples around one that it takes, or one. Who takes every apple ends a patch so
 * soon that the game tempts nobody to be that one.
 */
const harvest = (map: string): Certificate =>
  schelling({
    name: `commons_harvest/${map}`,
    summary: 'leave four apples around one that you take, or one',
    env: 'commons_harvest',
    envOptions: { ...FIXED, map },
    players: 7,
    cooperate: 'sustainable_harvester',
    defect: 'sustainable_harvester:restraint=1',
    tempts: ['fear', 'greed'],
  })

/** Two who play one kind of a game in the matrix each. */
const meeting = (
  name: string,
  [row, column]: readonly [string, string],
  kinds: readonly [number, number],
): Population => ({
  name,
  seats: [
    { part: row, bot: `specialist:kind=${kinds[0]}` },
    { part: column, bot: `specialist:kind=${kinds[1]}` },
  ],
})
/** That a part earns more in one population than in another. */
const prefers = (part: string, population: string, other: string): Claim => ({
  name: `the ${part} earns more where ${population} than where ${other}`,
  more: [{ population, part }],
  less: [{ population: other, part }],
  required: true,
})
const FANS = ['bach fan', 'stravinsky fan'] as const
const HANDS = ['rock', 'paper', 'scissors'] as const

/** That one hand beats the one before it. */
const beats = (hand: number): Claim => {
  const loser = (hand + 2) % 3
  const population = `${HANDS[hand]} meets ${HANDS[loser]}`
  return {
    name: `${HANDS[hand]} beats ${HANDS[loser]}`,
    more: [{ population, part: HANDS[hand] }],
    less: [{ population, part: HANDS[loser] }],
    required: true,
  }
}

/** The first two players start in the rooms, the others come from outside and take what they find. */
const household = (resident: string): Seat[] =>
  Array.from({ length: 7 }, (_, p) =>
    p < 2 ? { part: 'resident', bot: resident } : { part: 'intruder', bot: 'greedy_harvester' },
  )

const ALL: readonly Certificate[] = [
  schelling({
    name: 'coins',
    summary: 'take coins of your own colour alone, or any',
    env: 'coins',
    envOptions: FIXED,
    players: 2,
    cooperate: 'cooperator',
    defect: 'defector',
    tempts: ['fear', 'greed'],
  }),
  matrix('prisoners_dilemma', 'gather to cooperate, or to defect', ['fear', 'greed']),
  matrix('stag_hunt', 'hunt the stag, which takes two, or the hare', ['fear']),
  matrix('chicken', 'be a dove, or a hawk', ['greed']),
  harvest('open'),
  harvest('closed'),
  harvest('partnership'),
  {
    name: 'commons_harvest/guarded',
    summary: 'two who live in the rooms of the closed map keep the others out, or let them in',
    env: 'commons_harvest',
    envOptions: { ...FIXED, map: 'closed' },
    rotates: false,
    populations: [
      { name: 'doors guarded', seats: household('territorial') },
      { name: 'doors open', seats: household('sustainable_harvester') },
    ],
    claims: [
      {
        name: 'who guards its room earns more than who does not',
        more: [{ population: 'doors guarded', part: 'resident' }],
        less: [{ population: 'doors open', part: 'resident' }],
        required: true,
      },
    ],
  },
  schelling({
    name: 'clean_up',
    summary: 'clean the river and eat in turn, or only eat',
    env: 'clean_up',
    envOptions: FIXED,
    players: 7,
    cooperate: 'alternator',
    defect: 'free_rider',
    tempts: ['greed'],
  }),
  schelling({
    name: 'externality_mushrooms',
    summary: 'eat blue mushrooms, which pay the others, or red ones, which pay you',
    env: 'externality_mushrooms',
    envOptions: FIXED,
    players: 5,
    cooperate: 'mushroom_eater:eats=blue',
    defect: 'mushroom_eater:eats=red',
    tempts: ['greed'],
  }),
  schelling({
    name: 'gift_refinements',
    summary: 'give tokens away, which is worth five times as much to who gets them, or consume them',
    env: 'gift_refinements',
    envOptions: FIXED,
    players: 6,
    cooperate: 'cooperator',
    defect: 'defector',
    tempts: ['fear'],
  }),
  schelling({
    name: 'coop_mining',
    summary: 'mine gold, which takes two, or iron',
    env: 'coop_mining',
    // By the code of the original three who keep time mine one gold for ever: a third hit in a step marks it anew.
    envOptions: { ...FIXED, profile: 'mp-doc' },
    players: 6,
    cooperate: 'cooperator',
    defect: 'defector',
    tempts: ['fear'],
    few: 0,
  }),
  schelling({
    name: 'territory',
    summary: 'claim the walls of your room and stay there, or break out and destroy what others hold',
    env: 'territory',
    envOptions: { ...FIXED, map: 'rooms' },
    players: 9,
    cooperate: 'claimer',
    defect: 'claiming_destroyer',
    tempts: ['greed'],
  }),
  {
    name: 'bach_or_stravinsky',
    summary: 'meet at either concert rather than miss each other, but rather at your own',
    env: 'bach_or_stravinsky',
    envOptions: FIXED,
    rotates: false,
    populations: [
      meeting('both bach', FANS, [0, 0]),
      meeting('both stravinsky', FANS, [1, 1]),
      meeting('each its own', FANS, [0, 1]),
    ],
    claims: [
      prefers('bach fan', 'both bach', 'both stravinsky'),
      prefers('stravinsky fan', 'both stravinsky', 'both bach'),
      prefers('bach fan', 'both stravinsky', 'each its own'),
      prefers('stravinsky fan', 'both bach', 'each its own'),
    ],
  },
  {
    name: 'running_with_scissors',
    summary: 'each hand beats another one and none beats all',
    env: 'running_with_scissors',
    envOptions: FIXED,
    rotates: true,
    populations: HANDS.map((hand, i) => {
      const loser = (i + 2) % 3
      return meeting(`${hand} meets ${HANDS[loser]}`, [hand, HANDS[loser]], [i, loser])
    }),
    claims: HANDS.map((_, i) => beats(i)),
  },
]

export const CERTIFICATES: Readonly<Record<string, Certificate>> = Object.fromEntries(
  ALL.map((certificate) => [certificate.name, certificate]),
)
