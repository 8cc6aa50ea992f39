/** The baseline file of `sva probe`: a run is compared with it, and only an explicit acceptance changes it. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromJson, replaceFile, toJson, versions } from '../agents/log.ts'
import { accept, begin, readBaseline, type Baseline, type Snapshot } from '../probes/battery/baseline.ts'
import { compare, incomparable, type Gated } from '../probes/battery/gate.ts'
import { EpisodeLog } from '../probes/battery/episode-log.ts'
import type { ProbeReport } from '../probes/battery/report.ts'
import { sha256 } from '../probes/battery/spec.ts'
import { DONE, print, table, UsageError, type Given } from './command.ts'
import { parsed, readText } from './flags.ts'

/** `sva probe baseline accept <run> --baseline <file> --why <text>`. */
export function acceptRun(given: Given): number {
  const [, verb, run] = given.words
  if (verb !== 'accept' || run === undefined)
    throw new UsageError(
      `Got probe ${given.words.join(' ')}, expected: probe baseline accept <run> --baseline <file> --why <text>.`,
    )
  const [path, why] = [given.text('baseline'), given.text('why')]
  if (path === undefined) throw new UsageError('Missing --baseline, expected the file that is to hold it.')
  if (why === undefined || why.trim() === '') throw new UsageError('Missing --why, expected the reason, in words.')
  const now = snapshotOf(run)
  const before = existsSync(path) ? read(path) : null
  const refused = before === null ? [] : incomparable(before, now)
  if (refused.length > 0)
    throw new Error(`${refused[0]}. The anchor of ${path} is of another battery: begin another file.`)
  const at = new Date().toISOString()
  const after = before === null ? begin(now) : accept(before, now, { at, who: userInfo().username, why })
  replaceFile(path, `${toJson(after)}\n`)
  print(before === null ? `${path} begins with ${run}.` : `${path} has accepted ${run}; its anchor is as it was.`)
  return DONE
}

/** Compares a run with a baseline and counts that it did. */
export function gateRun(path: string, run: string): Gated {
  const baseline = read(path)
  const gated = compare(baseline, snapshotOf(run))
  replaceFile(path, `${toJson({ ...baseline, gated: baseline.gated + 1 } satisfies Baseline)}\n`)
  return gated
}

export function gateText({ outcome, reasons, tests, dropAlpha }: Gated): string {
  const rows = Object.entries(tests ?? {}).flatMap(([against, { cells }]) =>
    cells.map(({ name, interval, pAdjusted, holds }) => [
      `  ${against}`,
      name,
      interval.estimate?.toFixed(3) ?? '-',
      pAdjusted?.toExponential(1) ?? '-',
      holds ? 'not worse' : 'open',
    ]),
  )
  return [
    `Gate: ${outcome}`,
    ...reasons.map((reason) => `  ${reason}`),
    ...(rows.length > 0 ? [table([['  against', 'cell', 'change', 'p', ''], ...rows], [2, 3])] : []),
    `  level of a fall on this run ${dropAlpha.toExponential(1)}`,
  ].join('\n')
}

const read = (path: string): Baseline => readBaseline(revived(readText(path, '--baseline'), path), path)

/** What a run of the battery left. */
function snapshotOf(run: string): Snapshot {
  const folder = join(run, 'probe')
  const report = revived(readText(join(folder, 'verdicts.json'), 'its verdicts'), folder) as ProbeReport
  const log = new EpisodeLog(join(folder, 'episodes.jsonl'))
  const episodes = log.of(report.asked.player, new Set(report.answers.flatMap(({ specIds }) => specIds)))
  log.close()
  return { report, episodes, made: provenance() }
}

function revived(content: string, path: string): unknown {
  parsed(content, path)
  return fromJson(content)
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Commit, lock file and versions, as far as they are known. */
function provenance(): Record<string, string> {
  const lock = join(ROOT, 'package-lock.json')
  return {
    ...versions(),
    commit: git('rev-parse', 'HEAD') || 'unknown',
    dirty: String(git('status', '--porcelain') !== ''),
    lockfile: existsSync(lock) ? `sha256:${sha256(readFileSync(lock))}` : 'none',
  }
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return ''
  }
}
