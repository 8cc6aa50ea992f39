/** The certificates of the social dilemmas, by name: which scripted strategies stand for cooperating and defecting. */
import { schelling, type Certificate } from './dilemma.ts'

/** Episodes of one length, so that returns compare. */
const FIXED = { horizon: 1000, randomEnd: false }

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
]

export const CERTIFICATES: Readonly<Record<string, Certificate>> = Object.fromEntries(
  ALL.map((certificate) => [certificate.name, certificate]),
)
