/**
 * Golden play of the grid worlds: random actions from a fixed seed end in the recorded state, return and picture. A change of
 * rules changes them: then bump the environment's version and record anew with SVA_RECORD=1.
 */
import { keepGolden, play } from './play.ts'

const FILE = new URL('./meltingpot.json', import.meta.url)
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

const playOf = (name: string) => play(PLAYS[name][0], { randomEnd: false, ...PLAYS[name][1] })

keepGolden('golden play of grid worlds', FILE, Object.keys(PLAYS), playOf)
