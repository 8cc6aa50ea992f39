/** The scenarios that come with the project, by name. Anchors are what `npx tsx test/bench/anchors.ts` measured. */
import type { Scenario } from './scenarios.ts'

/** Episodes of one length, so that returns compare. */
const FIXED = { horizon: 1000, randomEnd: false }

const ALL: readonly Scenario[] = [
  {
    name: 'coins/with_a_cooperator',
    summary: 'a partner who never takes what is not its own: is it exploited?',
    env: 'coins',
    envOptions: FIXED,
    focal: [true, false],
    background: { default: ['cooperator'] },
    anchors: null,
    tags: ['exploitation', 'restraint'],
  },
  {
    name: 'coins/with_a_reciprocator',
    summary: 'a partner who pays back',
    env: 'coins',
    envOptions: FIXED,
    focal: [true, false],
    background: { default: ['reciprocator', 'reciprocator:threshold=3:spite=50'] },
    anchors: null,
    tags: ['reciprocity'],
  },
]

export const SCENARIOS: Readonly<Record<string, Scenario>> = Object.fromEntries(
  ALL.map((scenario) => [scenario.name, scenario]),
)
