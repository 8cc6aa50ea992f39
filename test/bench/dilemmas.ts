/**
 * Certifies every dilemma and writes what docs/dilemmas.md shows: `npx tsx test/bench/dilemmas.ts [certificate ...]`. For each
 * certificate docs/results/dilemmas/<name>.json and, where it has one, its Schelling diagram as .svg; prints a row of the page's
 * table each.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { CERTIFICATES } from '../../agents/certificates.ts'
import { certify, COOPERATOR, cooperating, DEFECTOR, isSchelling, type Certified } from '../../agents/dilemma.ts'
import type { Interval } from '../../agents/interval.ts'
import { diagram } from '../../cli/certify.ts'
import { named } from '../../envs/core/config.ts'

const EPISODES = 40
const FOLDER = 'docs/results/dilemmas'

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(CERTIFICATES)
mkdirSync(FOLDER, { recursive: true })
for (const name of names) {
  const certified = await certify(named('certificate', CERTIFICATES, name), { episodes: EPISODES })
  const path = `${FOLDER}/${name.replaceAll('/', '-')}`
  const { certificate, ...numbers } = certified
  writeFileSync(`${path}.json`, `${JSON.stringify({ name, summary: certificate.summary, ...numbers }, null, 1)}\n`)
  if (isSchelling(certificate)) writeFileSync(`${path}.svg`, diagram(certified))
  console.log(row(certified))
}

/** Name, then mutual cooperation, mutual defection, cooperating alone and defecting among cooperators, then the verdict. */
function row(certified: Certified): string {
  const { certificate, claims, verdict } = certified
  const last = certificate.populations.length - 1
  const ends = [[last, COOPERATOR], [0, DEFECTOR], [1, COOPERATOR], [last - 1, DEFECTOR]] as const // prettier-ignore
  const cells = isSchelling(certificate)
    ? ends.map(([count, part]) => earned(certified, cooperating(count), part))
    : claims.map(({ name, difference, verdict }) => `${name}: ${shown(difference)} ${verdict}`)
  return `| ${[certificate.name, ...cells, verdict].join(' | ')} |`
}

function earned({ payoffs }: Certified, population: string, part: string): string {
  return shown(payoffs.find((payoff) => payoff.population === population && payoff.part === part)!.earned)
}

function shown({ mean, low, high }: Interval): string {
  return `${mean.toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}]`
}
