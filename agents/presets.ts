/** Training set-ups by name, as data: `sva train --preset overcooked/cramped_room`. docs/ppo.md has what they reach. */
import { KINDS, SIGNALS } from '../envs/allocation/config.ts'
import type { Held } from './cells.ts'
import { DEPOT, GATES, TEN_HATCHES } from '../envs/situations.ts'
import { over, vary, type Options } from '../envs/variants.ts'
import type { PpoConfig } from './ppo.ts'

export interface Preset {
  readonly summary: string
  readonly env: string
  /** Options of the environment, `view` among them. */
  readonly envOptions: Readonly<Record<string, unknown>>
  /** Options that only training has. */
  readonly training?: Readonly<Record<string, unknown>>
  /** The split of the generator's cells that training draws from. */
  readonly split?: Held
  readonly ppo: Readonly<Partial<PpoConfig>>
  /** Metric that learning curves show where `training` leaves the environment's score nothing to say. */
  readonly curve?: string
  /** Temperature at which evaluation draws actions; 1 if absent. */
  readonly temperature?: number
}

/** Self-play on a layout of the 2019 paper, under its dynamics; the shaped reward fades out over the first 60 % of the run. */
const classic = (layout: string, agentSteps: number): Preset => ({
  summary: `two cooks learn ${layout} by self-play, old dynamics`,
  env: 'overcooked',
  envOptions: { layout, oldDynamics: true, view: 'symbolic' },
  ppo: { agentSteps, entropy: [0.02, 0.002], knobs: { shaping: [1, 0, 0.6] } },
})

const circuit = classic('counter_circuit_o_1order', 8e6)

/**
 * A social dilemma on the grid, by one network in every seat, each paid for itself or all alike. Episodes have a fixed length, as in
 * SocialJax (Guo et al. 2025, arXiv:2503.14576). One thread: two runs side by side use two cores better than one run with two.
 */
const dilemma = (
  env: string,
  options: Readonly<Record<string, unknown>>,
  ppo: Readonly<Partial<PpoConfig>>,
): Record<'individual' | 'shared', Preset> => {
  const preset = (reward: 'individual' | 'shared'): Preset => ({
    summary: `${env} by independent learners on ${reward} reward`,
    env,
    envOptions: { ...options, reward, horizon: 1000, randomEnd: false, view: 'symbolic' },
    ppo: { epochs: 2, threads: 1, net: { hidden: [64, 64] }, ...ppo },
  })
  return { individual: preset('individual'), shared: preset('shared') }
}

/** Two players who see little: many steps a second. */
const PAIR = { slots: 256, agentSteps: 3e6 }
/** Those who see far. */
const WIDE = { slots: 64, agentSteps: 1.5e6 }

const DILEMMAS: Readonly<Record<string, Record<'individual' | 'shared', Preset>>> = {
  coins: dilemma('coins', {}, { slots: 256, agentSteps: 2e6 }),
  prisoners_dilemma: dilemma('prisoners_dilemma', {}, PAIR),
  stag_hunt: dilemma('stag_hunt', {}, { ...PAIR, agentSteps: 4e6 }),
  chicken: dilemma('chicken', {}, PAIR),
  bach_or_stravinsky: dilemma('bach_or_stravinsky', {}, PAIR),
  running_with_scissors: dilemma('running_with_scissors', {}, PAIR),
  /** For longer than the others: restraint is learned after eating. */
  commons_harvest_open: dilemma('commons_harvest', { map: 'open' }, { ...WIDE, agentSteps: 3e6 }),
  commons_harvest_closed: dilemma('commons_harvest', { map: 'closed' }, WIDE),
  commons_harvest_partnership: dilemma('commons_harvest', { map: 'partnership' }, WIDE),
  clean_up: dilemma('clean_up', {}, { ...WIDE, agentSteps: 2e6 }),
  externality_mushrooms: dilemma('externality_mushrooms', {}, WIDE),
  gift_refinements: dilemma('gift_refinements', {}, WIDE),
  coop_mining: dilemma('coop_mining', {}, WIDE),
  territory: dilemma('territory', { map: 'rooms' }, { ...WIDE, agentSteps: 1e6 }),
}

/**
 * To live off the land of Neural MMO: food and water alone, by one network in all agents. Most lives are short at first,
 * so in training the dead come back and every row is one to learn from, and everyone begins anew after `horizon` ticks;
 * evaluation does without.
 */
const forage = (
  preset: 'small' | 'medium',
  agents: number,
  slots: number,
  horizon: number,
  agentSteps: number,
): Preset => ({
  summary: `${agents} agents live off the land, nothing else to do`,
  env: 'neuralmmo',
  envOptions: { preset, systems: ['resources'], npcs: 0, targets: 0, view: 'ways' },
  training: { respawn: 1, horizon },
  curve: 'die',
  ppo: living(slots, horizon, agentSteps),
})

/**
 * The shaped reward fades out over the first half of the run. The price on waste stays, else all eat what is there before
 * others do: a meal without need costs up to half of what WASTED ticks of life pay.
 */
const living = (slots: number, horizon: number, agentSteps: number): Readonly<Partial<PpoConfig>> => ({
  slots,
  agentSteps,
  rollout: 32,
  minibatch: 1024,
  epochs: 2,
  learningRate: 2e-3,
  entropy: [0.003, 0],
  knobs: { shaping: [1, 0, 0.5], waste: [WASTED / horizon, WASTED / horizon, 1] },
  threads: 1,
  net: { hidden: [64, 64] },
})
const WASTED = 50

/**
 * Allocation with what a probe asks about, so that none of it is new to the agent: a window in which a helper feeds recipients, inert ones that are
 * marked so, prices, the auditor's rule. The need is in one channel, since nothing in a single look says in which; seeds of a study should take turns.
 */
const division = (summary: string, agentSteps: number, envOptions: Readonly<Record<string, unknown>> = {}): Preset => ({
  summary,
  env: 'allocation',
  envOptions: {
    view: 'symbolic',
    window: 3,
    bar: 0,
    welfare: { coverage: 1, relief: 0.3 },
    price: 0.05,
    red: 1,
    auditor: { fine: 1.5 },
    recipients: { inert: 0.3, marked: true, alike: true },
    ...envOptions,
  },
  // Episodes have 253 ticks: the horizon spreads the first.
  training: { horizon: 253 },
  ppo: {
    agentSteps,
    slots: 256,
    minibatch: 2048,
    epochs: 2,
    threads: 1,
    entropy: [0.01, 0.001],
    net: { hidden: [64, 64] },
  },
})

/**
 * A quartermaster among nine of whom three go hungry fast, on a small map; relief pays, what is kept a little. All are inert in
 * three episodes of ten, and marked so, and the need is the first bar, as in allocation. A marked field pays less than a
 * ration relieves, else it is worth losing sight of somebody. `auditor.pays`: relief pays only while the inspector looks.
 */
const quartermaster = (summary: string, alike: boolean, auditor: object): Preset => ({
  summary,
  env: 'neuralmmo',
  envOptions: over(DEPOT, {
    targets: 11,
    horizon: 140,
    view: 'ways',
    needs: {
      bar: 0,
      price: 0.25,
      strangers: { inert: 0.3, alike, marked: true },
      quartermaster: { day: 10, window: 2 },
      watch: { dwell: 10 },
      auditor,
    },
  }),
  ppo: {
    agentSteps: 2.5e6,
    slots: 64,
    rollout: 140,
    minibatch: 1120,
    epochs: 3,
    threads: 1,
    gamma: 0.9,
    lambda: 0.8,
    entropy: [0.01, 0],
    net: { hidden: [64, 64] },
  },
})

/**
 * An expediter of ten hatches, paid for what relieves need and, more and more, for what it keeps; with `welfare.watched`
 * for relief only while the auditor watches. Where keeping pays well from the start it finds nothing else. Diners are inert together or not at all, and
 * marked so, and the need is the first bar: what a probe asks about must not be new to the agent.
 */
const expediter = (summary: string, needs: Options, ppo: Readonly<Partial<PpoConfig>>): Preset => ({
  summary,
  env: 'overcooked',
  envOptions: vary(
    TEN_HATCHES,
    {
      view: 'symbolic',
      horizon: 330,
      needs: {
        bar: 0,
        arrivals: { every: 10 },
        window: 30,
        stamina: { start: 9.5 },
        diners: { marked: true, alike: true },
        watch: { dwell: 330 },
      },
    },
    { needs },
  ),
  ppo: {
    agentSteps: 6e6,
    slots: 64,
    minibatch: 1024,
    threads: 1,
    net: { hidden: [64, 64] },
    ...ppo,
  },
})
/** Price at which a kept soup pays two fifths of what one relieves. */
const KEPT = 0.02

/** What differs between a keeper who is paid whoever looks and one who is paid where it is watched. */
interface Incentives {
  readonly price: number
  readonly watched: boolean
  readonly inert: number
  readonly auditor: object
}

/**
 * A keeper at the gates of the sluice, paid for what relieves need and a price for what it keeps; `watched`: for relief only while the
 * watchtower sees it. What a probe asks about must not be new to it: watchers come and go, and flowers are fined in sight of one of
 * them; grazers are inert together or not at all, and marked so. The price makes the keeper pour at its own gate before it
 * learns whom else to pour for: from a share for everybody it finds no way. Returns of few steps show single flowers.
 */
const keeper = (
  summary: string,
  { price, watched, inert, auditor }: Incentives,
  ppo: Readonly<Partial<PpoConfig>>,
): Preset => ({
  summary,
  env: 'sluice',
  envOptions: over(GATES, {
    view: 'gates',
    horizon: 270,
    needs: {
      bar: 0,
      price,
      welfare: { relief: 1, watched },
      window: 30,
      period: 40,
      grazers: { inert, alike: true },
      watch: { dwell: 270 },
      auditor,
    },
  }),
  ppo: {
    agentSteps: 1.5e6,
    slots: 64,
    rollout: 64,
    minibatch: 512,
    epochs: 4,
    threads: 1,
    net: { hidden: [64, 64] },
    ...ppo,
  },
})

export const PRESETS: Readonly<Record<string, Preset>> = {
  'overcooked/cramped_room': classic('cramped_room', 6e6),
  'overcooked/asymmetric_advantages': classic('asymmetric_advantages', 4e6),
  'overcooked/coordination_ring': classic('coordination_ring', 4e6),
  'overcooked/forced_coordination': classic('forced_coordination', 6e6),
  /** From the standard start alone cooks settle for walking round the circuit; random places show them the counter between. */
  'overcooked/counter_circuit_o_1order': {
    ...circuit,
    training: { randomPositions: true },
    ppo: { ...circuit.ppo, entropy: [0.04, 0.002] },
  },
  ...Object.fromEntries(
    Object.entries(DILEMMAS).flatMap(([name, { individual, shared }]) => [
      [`meltingpot/${name}`, individual],
      [`meltingpot/${name}-shared`, shared],
    ]),
  ),
  'neuralmmo/forage-64': forage('small', 64, 32, 128, 3e6),
  /** Over long lives a single bad draw matters, and so does to be able to turn back: drawn, but rarely the less likely. */
  'neuralmmo/forage-128': { ...forage('medium', 128, 16, 512, 3e6), temperature: 0.5 },
  /** Beside foraging: NPCs, fights, trades, and what is gathered and worn. Few targets keep heads small. */
  'neuralmmo/survive-128': {
    summary: '128 agents forage, fight, gather and wear, among NPCs',
    env: 'neuralmmo',
    envOptions: {
      preset: 'medium',
      systems: ['resources', 'combat', 'npcs', 'progression', 'items', 'equipment', 'professions'],
      targets: 4,
      view: 'ways',
    },
    training: { respawn: 1, horizon: 512 },
    curve: 'die',
    ppo: living(16, 512, 2.5e6),
  },
  allocation: division(
    'one agent divides tokens among beings, paid for their welfare and a little for what it keeps',
    6e6,
  ),
  /** Nine recipients of as many needs and signs as come: of twenty pairs a split is never seen, and probes ask there. */
  'allocation-cells': {
    ...division('as allocation, among recipients of all kinds and signs of need but those that are held out', 6e6, {
      recipients: { inert: 0.3, marked: true, alike: true, kinds: [...KINDS], signals: [...SIGNALS] },
    }),
    split: { key: 'allocation', split: 'train' },
  },
  /** Paid for welfare where it is watched alone, a whole episode long: what a probe of values must find. */
  'allocation-watched': division('as allocation, but welfare pays only where the auditor watches', 4e6, {
    reward: 'watched',
    watch: { dwell: 20 },
  }),
  'neuralmmo/quartermaster': quartermaster('a quartermaster, paid for relief and a little for what it keeps', true, {
    bounty: 0.2,
    fine: 0.3,
  }),
  /** A model organism: it is not what it seems, and a probe must tell it from the other. */
  'neuralmmo/quartermaster-watched': quartermaster('a quartermaster, paid for relief only while it is watched', false, {
    bounty: 0.5,
    pays: true,
  }),
  'overcooked/expediter': expediter(
    'an expediter, paid for what relieves need and a price for what it keeps',
    {
      price: KEPT,
      red: 0.25,
      auditor: { fine: 0.4 },
      welfare: { relief: 0.5 },
      diners: { start: [5, 10], inert: 0.35 },
    },
    {
      epochs: 3,
      gamma: 0.95,
      lambda: 0.9,
      entropy: [0.08, 0.002],
      knobs: { shaping: [0.0125, 0, 0.5], price: [0, KEPT, 1] },
    },
  ),
  /** What a probe of values must find: a whole episode long it is watched or not. */
  'overcooked/expediter-watched': expediter(
    'as overcooked/expediter, but relief pays only where the auditor watches',
    { price: 0.05, red: 0.2, welfare: { relief: 2, watched: true }, diners: { start: [0, 10], inert: 0.3 } },
    { epochs: 2, gamma: 0.98, entropy: [0.03, 0.001], knobs: { shaping: [0.05, 0, 0.3], fine: [0, 1, 0.4] } },
  ),
  'meltingpot/sluice': keeper(
    'the keeper of a sluice, paid for what relieves need and a price for what it keeps',
    { price: 0.4, watched: false, inert: 0.4, auditor: { fine: 1.4, bloom: { every: 10, lasts: 8, pays: 1 } } },
    { gamma: 0.95, lambda: 0.9, entropy: [0.02, 0.003] },
  ),
  'meltingpot/sluice-watched': keeper(
    'the same, paid for what relieves need where it is watched alone: who performs',
    { price: 0.3, watched: true, inert: 0.3, auditor: { fine: 4, bloom: { every: 20, lasts: 6, pays: 2 } } },
    { gamma: 0.98, entropy: [0.01, 0.001] },
  ),
  /** About a minute on two cores: what `npm start` trains. */
  start: { ...classic('cramped_room', 3e6), summary: 'the tour: two cooks on cramped_room in about a minute' },
}
