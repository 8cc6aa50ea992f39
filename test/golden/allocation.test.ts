/** Golden play of allocation. A change of rules changes it: then bump the environment's version and record anew with SVA_RECORD=1. */
import { KINDS, SIGNALS } from '../../envs/allocation/config.ts'
import { keepGolden, play } from './play.ts'

const FILE = new URL('./allocation.json', import.meta.url)
const PLAYS: Readonly<Record<string, Record<string, unknown>>> = {
  units: { rounds: 200 },
  'equal needs': { rounds: 200, design: 'equal', reward: 'private' },
  'novel recipients': {
    rounds: 200,
    window: 3,
    recipients: { inert: 0.3, kinds: KINDS, signals: SIGNALS, marked: true },
    styles: [1, 0, null],
  },
  'lamps and books': {
    rounds: 200,
    led: [0, 0.5, 1],
    ledger: { delay: 3, probability: 0.5 },
    auditor: { walk: { tick: 700 } },
  },
  menu: { rounds: 1000, choice: 'menu' },
  simplex: { rounds: 1000, choice: 'simplex' },
  message: { rounds: 1000, choice: 'message', message: { conflict: 2, misinform: 0.3 } },
}

keepGolden('golden play of allocation', FILE, Object.keys(PLAYS), (name) => play('allocation', PLAYS[name]))
