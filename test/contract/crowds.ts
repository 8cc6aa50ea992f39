/**
 * The contract in worlds of one agent, of a hundred and of a thousand. The examples of the two worlds of Neural MMO have about
 * ten agents, the first of them 8, so that the suite stays quick.
 */
import { find } from '../../envs/registry.ts'
import { VIEW_CHECKS, WORLD_CHECKS } from './contract.ts'
import type { Check } from './trial.ts'

export interface Crowd {
  readonly env: string
  readonly agents: number
  readonly options: Readonly<Record<string, unknown>>
}

const HORIZON = 60
const survival = (players: number, options: Record<string, unknown>): Crowd => ({
  env: 'neuralmmo',
  agents: players,
  options: { players, border: 9, horizon: HORIZON, ...options },
})
const autonomy = (agents: number): Crowd => ({ env: 'autonomy', agents, options: { agents, horizon: HORIZON } })

export const CROWDS: readonly Crowd[] = [
  // Who lives alone comes back: else every few steps were an episode, and its land laid anew.
  survival(1, { preset: 'small', npcs: 1, center: 16, respawn: 3 }),
  survival(128, { preset: 'medium' }),
  // Room for all of them at the edge.
  survival(1024, { preset: 'medium', npcs: 256, center: 256 }),
  autonomy(1),
  autonomy(64),
  autonomy(1024),
]

/** Checks that the suite can afford of up to MANY agents, and of more, under the default view. */
const MANY = 128
// prettier-ignore
const QUICK = [
  'same seed, same bytes over whole episodes', 'a restored slot plays the same future, in any slot',
  'masks are honest and never empty', 'agents that are out stay silent',
]
const QUICKEST = ['horizons truncate, and only horizons', 'steps allocate nothing']

/** A check of a crowd: its name, the view, and whether the suite can afford it; `npm run nightly` makes all. */
export interface CrowdCheck {
  readonly name: string
  readonly view: string
  readonly isQuick: boolean
  run(): void
}

/** Every check of a crowd, those of views once a view. */
export function checksOf({ env, agents, options }: Crowd): CrowdCheck[] {
  const spec = find(env)
  const isQuick = (name: string, view: string): boolean =>
    agents === 1 || (view === spec.defaultView && (QUICKEST.includes(name) || (agents <= MANY && QUICK.includes(name))))
  const under = (view: string, checks: Readonly<Record<string, Check>>): CrowdCheck[] =>
    Object.entries(checks).map(([name, check]) => ({
      name,
      view,
      isQuick: isQuick(name, view),
      run: () => check({ spec, options, view }),
    }))
  return [
    ...under(spec.defaultView, WORLD_CHECKS),
    ...Object.keys(spec.views).flatMap((view) => under(view, VIEW_CHECKS)),
  ]
}
