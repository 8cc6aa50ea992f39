/** `sva scenarios`: lists scenarios, or plays a policy in the focal seats of some. */
import { silence } from '../agents/tensor/engine.ts'
import type { Interval } from '../agents/interval.ts'
import { toJson } from '../agents/log.ts'
import { SCENARIOS } from '../agents/scenario-list.ts'
import { modeOf, playScenario, readScenario, type Outcome, type Scenario } from '../agents/scenarios.ts'
import { named } from '../envs/core/config.ts'
import { print, table, usage, UsageError, type Command, type Given } from './command.ts'
import { JSON_FLAG, parsed, readText, SEED_FLAG } from './flags.ts'
import { player, trainedOn } from './players.ts'

const EPISODES = 100

export default {
  usage: 'scenarios [checkpoint | bot] [flags]',
  about: `Without a player, lists the scenarios: who sits in which seats of which environment. With one, plays it in every focal seat
while bots, drawn anew for each episode, sit in the others, and gives the focal players' mean return and its score between
two pinned anchors (0 and 1 are what their bots earn in its place), with 95 % intervals over episodes.`,
  most: 1,
  flags: {
    scenario: { value: '<name|file.json>', many: true, about: "which (default: all of the player's environment)" },
    env: { value: '<env>', about: 'only scenarios of this environment' },
    episodes: { value: '<n>', about: `episodes of each scenario (default ${EPISODES})` },
    greedy: { about: 'a trained policy takes its likeliest action' },
    ...SEED_FLAG,
    ...JSON_FLAG,
  },
  examples: [
    'sva scenarios',
    'sva scenarios sustainable_harvester --env commons_harvest',
    'sva scenarios runs/<id> --episodes 20 --json',
    'sva scenarios runs/<id> --scenario own.json',
  ],
  async run(given) {
    const name = given.words[0]
    const all = given.on('scenario') ? given.list('scenario').map(scenarioOf) : Object.values(SCENARIOS)
    const env = given.text('env')
    const listed = all.filter((scenario) => env === undefined || scenario.env === env)
    if (listed.length === 0)
      throw new UsageError(`Got no scenario of ${env}, expected one of: ${[...new Set(all.map((each) => each.env))].join(', ')}.`)
    if (name === undefined) return print(given.on('json') ? toJson(listed) : listing(listed))
    silence()
    const outcomes = await play(given, name, listed)
    print(given.on('json') ? toJson({ player: name, seed: given.seed('seed') ?? 0, outcomes }) : outcomeTable(outcomes))
  },
} satisfies Command // prettier-ignore

/** A scenario by name, or from a file. */
function scenarioOf(text: string): Scenario {
  if (!text.endsWith('.json')) return usage(() => named('scenario', SCENARIOS, text))
  const content = readText(text, '--scenario')
  return usage(() => readScenario(parsed(content, text), text))
}

function listing(scenarios: readonly Scenario[]): string {
  const rows = scenarios.map((scenario) => {
    const { name, focal, background, summary } = scenario
    const bots = [...new Set(Object.values(background).flat())].join(', ') || '-'
    return [name, modeOf(scenario), `${focal.filter(Boolean).length} of ${focal.length}`, bots, summary]
  })
  return table([['scenario', 'mode', 'focal', 'bots', ''], ...rows])
}

/** Plays those scenarios whose environment the player knows. */
async function play(given: Given, name: string, scenarios: readonly Scenario[]): Promise<Outcome[]> {
  const episodes = given.integer('episodes', 1) ?? EPISODES
  const seed = given.seed('seed') ?? 0
  const outcomes: Outcome[] = []
  const faults: string[] = []
  for (const scenario of scenarios) {
    try {
      const seated = player(name, scenario.env, { greedy: given.on('greedy'), seed })
      const known = trainedOn([seated])
      if (known !== null && known.env !== scenario.env) throw new UsageError(`${name} was trained on ${known.env}.`)
      const view = (known?.envOptions.view as string | undefined) ?? null
      outcomes.push(await playScenario(scenario, { policy: seated.policy, episodes, seed, view }))
      await seated.close()
    } catch (error) {
      if (given.on('scenario') || !(error instanceof UsageError)) throw error
      faults.push(error.message)
    }
  }
  if (outcomes.length === 0) throw new UsageError(faults[0])
  return outcomes
}

function outcomeTable(outcomes: readonly Outcome[]): string {
  const head = ['scenario', 'mode', 'focal return', 'others', 'score', 'n']
  const rows = outcomes.map(({ scenario, mode, focal, background, score }) => [
    scenario,
    mode,
    numbers(focal, 1),
    background === null ? '-' : numbers(background, 1),
    score === null ? '-' : numbers(score, 2),
    String(focal.n),
  ])
  return table([head, ...rows], [5])
}

const numbers = ({ mean, low, high }: Interval, digits: number): string =>
  `${mean.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`
