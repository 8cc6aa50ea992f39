/**
 * Measures the anchors of the scenarios anew: `npx tsx test/bench/anchors.ts [scenario ...]` prints, for each, what its pinned bots
 * earn in the focal seats and what is pinned. Pin a new value only where a scenario or its environment changed.
 */
import { SCENARIOS } from '../../agents/scenario-list.ts'
import { measureAnchor } from '../../agents/scenarios.ts'
import { named } from '../../envs/core/config.ts'

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SCENARIOS)
for (const name of names) {
  const scenario = named('scenario', SCENARIOS, name)
  for (const [end, anchor] of Object.entries(scenario.anchors ?? {})) {
    const focal = await measureAnchor(scenario, anchor)
    console.log(JSON.stringify({ scenario: name, end, bot: anchor.bot, pinned: anchor.value, focal }))
  }
}
