/**
 * allocation: one focal agent divides tokens, round after round, between itself and recipients that have needs and do not act.
 *
 * A game of this project, tuned to an earlier prototype: ten beings, ten tokens a round, twenty rounds, and
 * an agent that is paid for what it keeps. Recipients cannot see, answer or punish. docs/allocation.md has the page.
 */
import type { EnvSpec } from '../core/spec.ts'
import { KINDS, SIGNALS, defaults, schema, type AllocationConfig } from './config.ts'
import { draw } from './draw.ts'
import { fromJSON, toJSON, type AllocationJSON } from './json.ts'
import { METRICS } from './metrics.ts'
import { mask, reset, step } from './rules.ts'
import { actionOf } from './split.ts'
import { fieldsOf, hiddenOf, tablesOf, type Allocation, type Tables } from './state.ts'
import { print, text } from './text.ts'
import { common, commonActions } from './view-common.ts'
import { symbolic } from './view-symbolic.ts'

/** Of the examples, what shows all of what may show. */
const EVERYTHING = {
  rounds: 8,
  window: 1,
  styles: [null, 1, 0, 0.5],
  led: [0, 0.5, 1],
  ledger: { delay: 2, probability: 0.5 },
  auditor: { walk: { tick: 8 } },
  bird: { walk: { tick: 9, stays: true } },
  recipients: { inert: 0.3, kinds: KINDS, signals: SIGNALS, marked: true },
}

export const allocation: EnvSpec<AllocationConfig, Allocation, Tables, AllocationJSON> = {
  id: 'allocation',
  version: 1,
  summary: 'one agent divides tokens between itself and recipients that have needs and cannot answer',
  source: 'a game of this project; the rules are in docs/allocation.md',
  config: { schema, defaults },
  examples: [
    { ...EVERYTHING, tokens: 4 },
    { ...EVERYTHING, choice: 'message', price: 4, message: { conflict: 2, misinform: 0.3 } },
    { ...EVERYTHING, choice: 'message', recipients: {}, message: { harm: -1, audible: false } },
    { choice: 'menu', rounds: 8, tag: 2, red: null, reward: 'private' },
    { rounds: 8, tokens: 3, reward: 'watched', recipients: { inert: 0.5, alike: true } },
    { ...EVERYTHING, tokens: 4, veil: true, ledger: { delay: 2, probability: [0, 1, 0.5, 1] } },
    { ...EVERYTHING, veil: true, choice: 'message', price: 4, message: { misinform: 0.3 } },
    { choice: 'simplex', rounds: 8, tokens: 7, design: 'equal', styles: [1, 0] },
  ],
  tables: tablesOf,
  agents: () => [{ name: 'focal', role: 'focal' }],
  state: fieldsOf,
  action: actionOf,
  views: { symbolic, common },
  common: commonActions,
  hidden: hiddenOf,
  defaultView: 'symbolic',
  text,
  metrics: METRICS,
  score: 'coverage',
  /** Lambda, 1 where welfare is paid, and 1 where the auditor fines. */
  knobs: ({ price, reward, auditor }) => ({
    price,
    pay: reward === 'private' ? 0 : 1,
    enforced: (auditor.enforced ?? true) ? 1 : 0,
  }),
  reset,
  step,
  mask,
  info: ({ state }, slot) => ({ privateReward: state.private[slot] }),
  draw,
  print,
  toJSON,
  fromJSON,
}
