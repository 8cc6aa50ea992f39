/**
 * Golden play of the grid worlds: random actions from a fixed seed end in the recorded state, return and picture. A change of
 * rules changes them: then bump the environment's version and record anew with SVA_RECORD=1.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { below, threefry } from '../../envs/core/keyed.ts'
import { makeBatch } from '../../envs/registry.ts'

const FILE = new URL('./meltingpot.json', import.meta.url)
const STEPS = 1500
const PLAYS: Readonly<Record<string, readonly [string, Record<string, unknown>]>> = {
  coins: ['coins', {}],
  'prisoners_dilemma repeated': ['prisoners_dilemma', {}],
  'prisoners_dilemma arena': ['prisoners_dilemma', { variant: 'arena' }],
  'stag_hunt repeated': ['stag_hunt', {}],
  'chicken repeated': ['chicken', {}],
  'prisoners_dilemma socialjax': ['prisoners_dilemma', { variant: 'arena', players: 16, profile: 'socialjax' }],
  'bach_or_stravinsky repeated': ['bach_or_stravinsky', {}],
  'bach_or_stravinsky arena': ['bach_or_stravinsky', { variant: 'arena' }],
  'running_with_scissors repeated': ['running_with_scissors', {}],
  'running_with_scissors arena': ['running_with_scissors', { variant: 'arena' }],
  'running_with_scissors one_shot': ['running_with_scissors', { variant: 'one_shot' }],
  'commons_harvest open': ['commons_harvest', {}],
  'commons_harvest closed': ['commons_harvest', { map: 'closed' }],
  'commons_harvest partnership': ['commons_harvest', { map: 'partnership' }],
  clean_up: ['clean_up', {}],
  externality_mushrooms: ['externality_mushrooms', {}],
  'coins socialjax': ['coins', { profile: 'socialjax' }],
  'commons_harvest socialjax': ['commons_harvest', { profile: 'socialjax' }],
  'clean_up socialjax': ['clean_up', { profile: 'socialjax' }],
  'externality_mushrooms mp-doc': ['externality_mushrooms', { profile: 'mp-doc' }],
  'externality_mushrooms socialjax': ['externality_mushrooms', { profile: 'socialjax' }],
  'collaborative_cooking cramped': ['collaborative_cooking', { pseudoReward: 1, horizon: 2000 }],
  'collaborative_cooking crowded': ['collaborative_cooking', { map: 'crowded' }],
  gift_refinements: ['gift_refinements', {}],
  'gift_refinements yard': ['gift_refinements', { map: 'yard', players: 3 }],
  coop_mining: ['coop_mining', {}],
  'coop_mining socialjax': ['coop_mining', { map: 'yard', profile: 'socialjax' }],
  'predator_prey alley_hunt': ['predator_prey', {}],
  'predator_prey orchard': ['predator_prey', { map: 'orchard' }],
  'predator_prey random_forest': ['predator_prey', { map: 'random_forest' }],
  daycare: ['daycare', {}],
  'territory rooms': ['territory', {}],
  'territory open': ['territory', { map: 'open' }],
  'territory inside_out': ['territory', { map: 'inside_out' }],
  'territory socialjax': ['territory', { map: 'open', profile: 'socialjax' }],
  allelopathic_harvest: ['allelopathic_harvest', {}],
  'allelopathic_harvest garden': ['allelopathic_harvest', { map: 'garden' }],
  sluice: ['sluice', {}],
  'sluice needs': ['sluice', { needs: { price: 1, grazers: { count: 9, tau: 40 } } }],
  'commons_harvest needs': [
    'commons_harvest',
    { needs: { price: 0.5, stamina: { start: 2 }, grazers: { inert: 0.5 } } },
  ],
}

interface Golden {
  readonly version: number
  /** Of the states after 1, 10, 100 and all steps. */
  readonly hashes: readonly string[]
  readonly returns: readonly number[]
  readonly print: readonly string[]
}

function play(id: string, options: Record<string, unknown>): Golden {
  const batch = makeBatch(id, { slots: 1, seed: 'golden', autoreset: 'disabled', randomEnd: false, ...options })
  const { world, actions } = batch
  const hashes: string[] = []
  for (let t = 1; t <= STEPS; t++) {
    for (let p = 0; p < batch.agents; p++) actions[p] = below(threefry(1, 2, 3, 4, t, p, 0, 0, 12), world.heads[0])
    batch.step()
    if (t === 1 || t === 10 || t === 100 || t === STEPS) hashes.push(batch.hash())
  }
  return {
    version: batch.spec.version,
    hashes,
    returns: [...world.returns],
    print: batch.spec.print(world, 0).split('\n'),
  }
}

describe('golden play of grid worlds', () => {
  if (process.env.SVA_RECORD === '1') {
    const golden = Object.fromEntries(Object.entries(PLAYS).map(([name, [id, options]]) => [name, play(id, options)]))
    writeFileSync(FILE, `${JSON.stringify(golden, null, 2)}\n`)
  }
  const golden = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Golden>

  it.each(Object.keys(PLAYS))('%s', (name) => {
    expect(play(...PLAYS[name])).toEqual(golden[name])
  })

  it('has no other plays', () => expect(Object.keys(golden)).toEqual(Object.keys(PLAYS)))
})
