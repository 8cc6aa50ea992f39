/**
 * Measures the anchors of the scenarios anew: `npx tsx test/bench/anchors.ts [scenario ...]` prints, for each, what its pinned bots
 * earn in the focal seats and what is pinned. Pin a new value only where a scenario or its environment changed.
 */
import { bot } from '../../agents/bots/index.ts'
import { SCENARIOS } from '../../agents/scenario-list.ts'
import { playScenario } from '../../agents/scenarios.ts'
import { named } from '../../envs/core/config.ts'

const EPISODES = 100

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SCENARIOS)
for (const name of names) {
  const scenario = named('scenario', SCENARIOS, name)
  for (const [end, anchor] of Object.entries(scenario.anchors ?? {})) {
    const policy = bot(anchor.bot, scenario.env, { seed: 'anchor' })
    const { focal } = await playScenario(scenario, { policy, episodes: EPISODES, seed: 'anchor' })
    console.log(JSON.stringify({ scenario: name, end, bot: anchor.bot, pinned: anchor.value, focal }))
  }
}
