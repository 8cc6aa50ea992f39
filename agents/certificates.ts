/** The certificates of the social dilemmas, by name: which scripted strategies stand for cooperating and defecting. */
import { schelling, type Certificate, type Schelling, type Seat } from './dilemma.ts'

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
]

export const CERTIFICATES: Readonly<Record<string, Certificate>> = Object.fromEntries(
  ALL.map((certificate) => [certificate.name, certificate]),
)
