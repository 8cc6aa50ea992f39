/**
 * The scenarios that come with the project, by name. Anchors are scripted ends, pinned to what `npx tsx test/bench/anchors.ts`
 * measured: 0 of the scale is one that does badly in the focal seats, 1 the best of the bots that were tried there.
 */
import type { Anchor, Scenario } from './scenarios.ts'

interface Game {
  readonly env: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly players: number
}
const COINS: Game = { env: 'coins', players: 2 }
const DILEMMA: Game = { env: 'prisoners_dilemma', players: 2 }
const DILEMMA_ARENA: Game = { env: 'prisoners_dilemma', options: { variant: 'arena' }, players: 8 }
const STAG: Game = { env: 'stag_hunt', players: 2 }
const STAG_ARENA: Game = { env: 'stag_hunt', options: { variant: 'arena' }, players: 8 }
const CHICKEN: Game = { env: 'chicken', players: 2 }
const FIELD: Game = { env: 'commons_harvest', options: { map: 'open' }, players: 7 }
const ROOMS: Game = { env: 'commons_harvest', options: { map: 'closed' }, players: 7 }
const DOORS: Game = { env: 'commons_harvest', options: { map: 'partnership' }, players: 7 }
const RIVER: Game = { env: 'clean_up', players: 7 }
const MUSHROOMS: Game = { env: 'externality_mushrooms', players: 5 }
const GIFTS: Game = { env: 'gift_refinements', players: 6 }
const MINE: Game = { env: 'coop_mining', options: { profile: 'mp-doc' }, players: 6 }
const TERRITORY: Game = { env: 'territory', options: { map: 'rooms' }, players: 9 }

const anchor = (text: string): Anchor => {
  const at = text.lastIndexOf(' ')
  return { bot: text.slice(0, at), value: Number(text.slice(at + 1)) }
}

/**
 * The last `focal` players are the population's under test: in games where the first start apart, those are bots. `ends` are
 * a bot and its focal return, for 0 and for 1.
 */
function scenario(
  name: string,
  { env, options = {}, players }: Game,
  focal: number,
  bots: readonly string[],
  ends: readonly [zero: string, one: string],
  tags: readonly string[],
  summary: string,
): Scenario {
  return {
    name,
    summary,
    env,
    // Episodes of one length, so that returns compare.
    envOptions: { horizon: 1000, randomEnd: false, ...options },
    focal: Array.from({ length: players }, (_, p) => p >= players - focal),
    background: bots.length > 0 ? { default: bots } : {},
    anchors: { zero: anchor(ends[0]), one: anchor(ends[1]) },
    tags,
  }
}

// prettier-ignore
const ALL: readonly Scenario[] = [
  scenario('coins/all', COINS, 2, [], ['defector 0.1', 'cooperator 38.5'], ['universalisation'],
    'everyone plays alike'),
  scenario('coins/with_a_cooperator', COINS, 1, ['cooperator'], ['cooperator 35.2', 'defector 52.1'], ['exploitation', 'restraint'],
    'a partner who never takes what is not its own: 1 is to exploit it'),
  scenario('coins/with_a_reciprocator', COINS, 1, ['reciprocator', 'reciprocator:threshold=3:spite=50'], ['defector 15.7', 'cooperator 37.6'], ['reciprocity'],
    'a partner who pays back'),
  scenario('coins/with_a_defector', COINS, 1, ['defector'], ['cooperator -12.5', 'defector 0.2'], ['defence'],
    'a partner who takes everything'),
  scenario('prisoners_dilemma/all', DILEMMA, 2, [], ['defector 28.2', 'cooperator 57.7'], ['universalisation'],
    'everyone plays alike'),
  scenario('prisoners_dilemma/with_tit_for_tat', DILEMMA, 1, ['tit_for_tat', 'tit_for_tat:tremble=0.15'], ['defector 34.2', 'cooperator 53.9'], ['reciprocity', 'forgiveness'],
    'a partner who answers in kind, now and then by mistake'),
  scenario('prisoners_dilemma/with_grim', DILEMMA, 1, ['grim', 'grim:defections=2', 'grim:defections=3'], ['defector 34.1', 'cooperator 57.3'], ['reciprocity'],
    'a partner who never forgives'),
  scenario('prisoners_dilemma/with_a_corrigible', DILEMMA, 1, ['corrigible', 'corrigible:tremble=0.15'], ['cooperator 10.9', 'tit_for_tat 32.9'], ['reciprocity', 'sanctioning'],
    'a partner who has to be taught to cooperate'),
  scenario('prisoners_dilemma/visitor_among_reciprocators', DILEMMA_ARENA, 1, ['tit_for_tat', 'grim:defections=3'], ['random 6.1', 'defector 28.6'], ['visitor', 'reciprocity'],
    'seven who answer in kind'),
  scenario('prisoners_dilemma/residents_with_defectors', DILEMMA_ARENA, 6, ['defector'], ['defector 14.5', 'cooperator 22.7'], ['resident', 'defence'],
    'two of eight defect'),
  scenario('stag_hunt/with_a_hunter', STAG, 1, ['cooperator'], ['defector 44.4', 'cooperator 63'], ['coordination'],
    'a partner who hunts the stag'),
  scenario('stag_hunt/with_a_flip', STAG, 1, ['flip'], ['cooperator 22.5', 'tit_for_tat 40.7'], ['flexibility'],
    'a partner who turns from the stag to the hare'),
  scenario('stag_hunt/visitor_among_hunters', STAG_ARENA, 1, ['cooperator'], ['defector 23.7', 'cooperator 33.4'], ['visitor', 'coordination'],
    'seven who hunt the stag'),
  scenario('chicken/with_a_hawk', CHICKEN, 1, ['defector'], ['defector 18.5', 'cooperator 37.2'], ['flexibility'],
    'a partner who never yields'),
  scenario('chicken/with_tit_for_tat', CHICKEN, 1, ['tit_for_tat'], ['defector 21.8', 'cooperator 62.3'], ['reciprocity'],
    'a partner who answers in kind'),
  scenario('commons_harvest_open/all', FIELD, 7, [], ['greedy_harvester 9.4', 'sustainable_harvester 82.5'], ['universalisation', 'restraint'],
    'everyone plays alike'),
  scenario('commons_harvest_open/visitor_among_sustainable', FIELD, 1, ['sustainable_harvester'], ['greedy_harvester 36.8', 'sustainable_harvester 80.2'], ['visitor', 'restraint'],
    'six who spare the apples that others grow from'),
  scenario('commons_harvest_open/residents_with_greedy', FIELD, 5, ['greedy_harvester'], ['sustainable_harvester 4.6', 'greedy_harvester 7.4'], ['resident', 'defence'],
    'two of seven take every apple'),
  scenario('commons_harvest_closed/visitor_among_guards', ROOMS, 1, ['territorial'], ['random 0', 'sustainable_harvester 49.3'], ['visitor', 'restraint'],
    'six who zap whoever comes near'),
  scenario('commons_harvest_partnership/visitor_among_sanctioners', DOORS, 1, ['sanctioner'], ['greedy_harvester 43.6', 'sustainable_harvester 81'], ['visitor', 'sanctioning'],
    'six who zap who takes the last apples'),
  scenario('clean_up/all', RIVER, 7, [], ['free_rider 0', 'alternator 85.3'], ['universalisation'],
    'everyone plays alike'),
  scenario('clean_up/visitor_among_cleaners', RIVER, 1, ['cleaner', 'alternator'], ['cleaner 0', 'free_rider 808.4'], ['visitor', 'exploitation'],
    'six who clean: 1 is to eat what they make grow'),
  scenario('clean_up/visitor_among_free_riders', RIVER, 1, ['free_rider'], ['free_rider 0', 'alternator 9.6'], ['visitor', 'public good'],
    'six who never clean'),
  scenario('clean_up/residents_with_conditional_cleaners', RIVER, 4, ['conditional_cleaner', 'corrigible_reciprocator'], ['free_rider 0', 'alternator 197.5'], ['resident', 'reciprocity'],
    'three of seven clean if others do, or once they were zapped'),
  scenario('clean_up/visitor_among_sanctioners', RIVER, 1, ['sanctioner_alternator'], ['cleaner 0', 'free_rider 231.8'], ['visitor', 'sanctioning'],
    'six who take turns and zap where too few do'),
  scenario('externality_mushrooms/all', MUSHROOMS, 5, [], ['mushroom_eater:eats=red 2.4', 'mushroom_eater:eats=blue 162.7'], ['universalisation'],
    'everyone plays alike'),
  scenario('externality_mushrooms/visitor_among_givers', MUSHROOMS, 1, ['mushroom_eater:eats=blue', 'mushroom_eater:eats=green'], ['mushroom_eater:eats=blue 138.3', 'mushroom_eater:eats=any 232.8'], ['visitor', 'exploitation'],
    'four who eat what pays others'),
  scenario('gift_refinements/all', GIFTS, 6, [], ['defector 17.6', 'cooperator 76.1'], ['universalisation'],
    'everyone plays alike'),
  scenario('gift_refinements/visitor_among_reciprocators', GIFTS, 1, ['reciprocator', 'reciprocator:trust=3'], ['defector 79.2', 'reciprocator 148.4'], ['visitor', 'reciprocity'],
    'five who give to those who gave to them'),
  scenario('gift_refinements/residents_with_defectors', GIFTS, 4, ['defector'], ['defector 17.6', 'reciprocator 92.4'], ['resident', 'partner choice'],
    'two of six consume whatever they get'),
  scenario('coop_mining/all', MINE, 6, [], ['defector 18.4', 'cooperator 87.6'], ['universalisation'],
    'everyone plays alike'),
  scenario('coop_mining/visitor_among_iron_miners', MINE, 1, ['defector'], ['cooperator 0', 'defector 18.4'], ['visitor', 'flexibility'],
    'five who mine iron alone'),
  scenario('coop_mining/visitor_among_gold_miners', MINE, 1, ['cooperator'], ['stay 0', 'defector 99.2'], ['visitor', 'coordination'],
    'five who mine gold alone: 1 is to take the iron that they leave'),
  scenario('territory/all', TERRITORY, 9, [], ['claiming_destroyer 20.9', 'claimer 193.2'], ['universalisation'],
    'everyone plays alike'),
  scenario('territory/visitor_among_claimers', TERRITORY, 1, ['claimer'], ['stay 0', 'claiming_destroyer 349.1'], ['visitor', 'restraint'],
    'eight who keep to their rooms: 1 is to break out'),
  scenario('territory/residents_with_a_destroyer', TERRITORY, 8, ['claiming_destroyer'], ['claiming_destroyer 21.1', 'claimer 102.4'], ['resident', 'defence'],
    'one of nine destroys what others hold'),
]

export const SCENARIOS: Readonly<Record<string, Scenario>> = Object.fromEntries(
  ALL.map((scenario) => [scenario.name, scenario]),
)
