/** The certificate of the autonomy world as text. */
import {
  AUTONOMY_CERTIFICATE,
  LEAST_UP,
  MOST_DIFFERENCE,
  type CertifiedAutonomy,
  type Independence,
} from '../agents/autonomy.ts'
import type { Interval } from '../agents/interval.ts'
import { table } from './command.ts'

export function autonomyPage({ independence, sufficiency, verdict }: CertifiedAutonomy): string {
  const { upAlone, upAmongAll, alone, amongAll, difference } = sufficiency
  const { name, summary } = AUTONOMY_CERTIFICATE
  return [
    `${name}: ${summary}`,
    `${alone.n} worlds\n`,
    table(independence.map((each) => [each.name, found(each), each.verdict])),
    '',
    table([
      ['a forager', 'up', 'return', '95 % interval'],
      ['alone', share(upAlone.mean), ...numbers(alone)],
      ['among all', share(upAmongAll.mean), ...numbers(amongAll)],
    ]),
    `sufficiency: up in at least ${share(LEAST_UP)} of ticks, and a difference of ${share(difference)} (at most ${share(MOST_DIFFERENCE)}): ${sufficiency.verdict}`,
    '',
    `${name}: ${verdict}`,
  ].join('\n')
}

function found({ divergence, ticks }: Independence): string {
  if (divergence === null) return `the same bytes over ${ticks} agent-ticks`
  const { what, agent, episode, tick } = divergence
  return `another ${what} of agent ${agent} at tick ${tick} of world ${episode}`
}

const share = (value: number): string => `${(100 * value).toFixed(2)} %`
const numbers = ({ mean, low, high }: Interval): string[] => [
  mean.toFixed(3),
  `${low.toFixed(3)} to ${high.toFixed(3)}`,
]
