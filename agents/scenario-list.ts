/** The scenarios that come with the project, by name. Anchors are what `npx tsx test/bench/anchors.ts` measured. */
import type { Scenario } from './scenarios.ts'

const ALL: readonly Scenario[] = []

export const SCENARIOS: Readonly<Record<string, Scenario>> = Object.fromEntries(
  ALL.map((scenario) => [scenario.name, scenario]),
)
