/** One kitchen through the PettingZoo parallel API: dictionaries by agent, an episode to its end, a picture of it. */
import { make } from '../index.ts' // from 'sva-gym' outside this repository
import { generator } from '../envs/core/keyed.ts'

const env = make('overcooked', { layout: 'cramped_room', horizon: 200 })
const random = generator(['example', 1])
env.reset({ seed: 1 })
const returns: Record<string, number> = Object.fromEntries(env.possibleAgents.map((agent) => [agent, 0]))
for (let tick = 0; env.agents.length > 0; tick++) {
  const actions = Object.fromEntries(env.agents.map((agent) => [agent, Math.floor(random() * 6)]))
  const { rewards, truncations, infos } = env.step(actions)
  for (const [agent, reward] of Object.entries(rewards)) returns[agent] += reward
  for (const [agent, { events }] of Object.entries(infos)) {
    if ((events as string[]).length > 0) console.log(tick, agent, events)
  }
  if (Object.values(truncations).every(Boolean)) console.log('the horizon cut the episode at', tick + 1)
}
console.log(env.print())
console.log('returns', returns)
