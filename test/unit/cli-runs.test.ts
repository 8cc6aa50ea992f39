/** What commands leave behind: recordings, runs that repeat and resume byte for byte, the tour's report. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMetrics } from '../../agents/log.ts'
import { sva, type RunOptions } from './cli-run.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'cli-'))))
afterAll(() => rmSync(folder, { recursive: true }))

describe('play and replay', () => {
  it('record a game, verify it, draw it, and refuse it once it was changed', async () => {
    const file = join(folder, 'game.jsonl')
    const flags = ['--policies', 'greedy,chef', '--headless', '--steps', '60', '--seed', 'monday']
    const played = await sva(['play', ...flags, '--record', file, '--json'])
    const game = JSON.parse(played.stdout)
    expect(game).toMatchObject({
      env: 'overcooked',
      policies: ['greedy', 'chef'],
      steps: 60,
      episodes: 0,
      record: file,
    })

    const pictures = join(folder, 'pictures')
    const changed = join(folder, 'changed.jsonl')
    const lines = readFileSync(file, 'utf8').split('\n')
    lines[20] = lines[20] === '[4,4]' ? '[0,0]' : '[4,4]'
    writeFileSync(changed, lines.join('\n'))
    const [verified, shown, drawn, refused] = await Promise.all([
      sva(['replay', file, '--verify', '--json']),
      sva(['replay', file]),
      sva(['replay', file, '--png', pictures, '--cell', '4']),
      sva(['replay', changed, '--verify']),
    ])
    expect(verified.code).toBe(0)
    expect(JSON.parse(verified.stdout)).toMatchObject({
      verified: true,
      steps: 60,
      state: game.state,
      returns: game.returns,
    })
    expect(shown.stdout).toContain('step 60 of 60')
    expect(drawn.code).toBe(0)
    expect(readdirSync(pictures)).toHaveLength(61)
    expect(readFileSync(join(pictures, '0060.png')).subarray(1, 4).toString()).toBe('PNG')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/another way between steps 0 and 50/)
  })
})

describe('eval', () => {
  it('gives intervals for itself and for each partner and seat', async () => {
    const flags = ['--episodes', '2', '--option', 'horizon=60', '--partner', 'self,stay']
    const [first, second] = await Promise.all([
      sva(['eval', 'chef', ...flags, '--json']),
      sva(['eval', 'chef', ...flags, '--json']),
    ])
    expect(first).toEqual({ code: 0, stderr: '', stdout: second.stdout })
    const { rows } = JSON.parse(first.stdout)
    expect(rows.map(({ partner, seat }: { partner: string; seat: unknown }) => `${partner} ${seat}`)).toEqual([
      'self all',
      'stay 0',
      'stay 1',
      'stay any',
    ])
    expect(rows[0].return).toMatchObject({
      n: 2,
      mean: expect.any(Number),
      low: expect.any(Number),
      high: expect.any(Number),
    })
    expect(rows[3].return.n).toBe(4)
  })
})

/** 240 iterations of 256 agent-steps on a small network, a checkpoint every 20. A pipe holds fewer lines than that. */
const ITERATIONS = 240
const TINY = [
  [
    '--env',
    'overcooked',
    '--option',
    'horizon=40',
    '--seed',
    '3',
    '--steps',
    String(ITERATIONS * 256),
    '--save-every',
    '20',
  ],
  ['--ppo.slots', '8', '--ppo.rollout', '16', '--ppo.minibatch', '128', '--ppo.epochs', '1', '--ppo.threads', '1'],
  ['--ppo.net.hidden', '[8]', '--ppo.knobs', '{"shaping":[1,0,0.5]}'],
].flat()

interface Event {
  readonly event: string
  readonly run: string
  readonly step: number
}

/** A training run; `line` may end it. Answers its folder and exit code. */
async function train(name: string, flags: readonly string[], options: RunOptions = {}) {
  const { code, stdout, stderr } = await sva(
    ['train', ...flags, '--json', ...(flags[0] === '--resume' ? [] : ['--run-dir', join(folder, name)])],
    options,
  )
  const whole = stdout.slice(0, stdout.lastIndexOf('\n')).split('\n')
  const events = whole.filter(Boolean).map((line) => JSON.parse(line) as Event)
  return { code, stderr, events, run: events[0]?.run }
}

const CLOCKS = ['t', 'rolloutSeconds', 'updateSeconds']

/** Everything that a run must leave alike: checkpoints and policy byte for byte, metrics without their clocks. */
function remains(run: string): Record<string, unknown> {
  const names = readdirSync(join(run, 'checkpoints'), { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => name.includes('.'))
  const metrics = readMetrics(join(run, 'metrics.jsonl')).map((line) =>
    Object.fromEntries(Object.entries(line).filter(([key]) => !CLOCKS.includes(key))),
  )
  const bytes = (path: string) => readFileSync(join(run, path)).toString('base64')
  return {
    metrics,
    policy: bytes('policy.onnx'),
    manifest: bytes('manifest.json'),
    ...Object.fromEntries(files.map((name) => [name, bytes(join('checkpoints', name))])),
  }
}

describe('train', () => {
  it('twice from one seed leaves the same bytes, and so does a run that was killed, stopped and resumed', async () => {
    const whole = train('whole', TINY)
    const killAt = (count: number, signal: NodeJS.Signals): RunOptions => {
      let seen = 0
      return { line: (line, child) => void (line.includes('"iteration"') && ++seen === count && child.kill(signal)) }
    }
    const killed = await train('broken', TINY, killAt(50, 'SIGKILL'))
    expect(killed.code).toBe('SIGKILL')
    expect(killed.events.at(-1)!.event).toBe('iteration')
    expect(existsSync(join(killed.run, 'policy.onnx'))).toBe(false)

    const stopped = await train('', ['--resume', killed.run], killAt(15, 'SIGINT'))
    expect([stopped.code, stopped.stderr]).toEqual([130, ''])
    expect(stopped.events.at(-1)).toMatchObject({ event: 'end', stopped: 'SIGINT' })

    const [resumed, undisturbed, again] = await Promise.all([
      train('', ['--resume', killed.run]),
      whole,
      train('again', TINY),
    ])
    expect([resumed.code, undisturbed.code, again.code]).toEqual([0, 0, 0])
    const expected = remains(undisturbed.run)
    expect(expected.metrics).toHaveLength(ITERATIONS)
    expect(Object.keys(expected)).toHaveLength(3 + 12 * 4)
    expect(remains(again.run)).toEqual(expected)
    const left = groups(remains(resumed.run))
    delete left[stoppedAt(stopped.events)]
    expect(left).toEqual(groups(expected))
  })
})

/** Name of the checkpoint that SIGINT left, which the undisturbed run has only if it fell on its beat. */
function stoppedAt(events: readonly Event[]): string {
  const step = events.findLast(({ event }) => event === 'iteration')!.step
  return step % (20 * 256) === 0 ? '' : String(step).padStart(12, '0')
}

/** Files by checkpoint. */
function groups(files: Record<string, unknown>): Record<string, Record<string, unknown>> {
  const grouped: Record<string, Record<string, unknown>> = {}
  for (const [name, content] of Object.entries(files)) (grouped[name.split('/')[0]] ??= {})[name] = content
  return grouped
}

describe('start', () => {
  it('trains, plays, records and writes a report; the episode and the policy can be used', async () => {
    const { code, stdout, stderr } = await sva([
      'start',
      '--steps',
      '1',
      '--episodes',
      '1',
      '--run-dir',
      join(folder, 'tour'),
      '--json',
    ])
    expect([code, stderr]).toEqual([0, ''])
    const { run, report, returns } = JSON.parse(stdout)
    expect(returns.map(({ name }: { name: string }) => name)[0]).toBe('With itself')
    const page = readFileSync(report, 'utf8')
    expect(page).toContain('<h1>Two cooks on overcooked/cramped_room</h1>')
    expect(page).toContain('step 0')
    expect(page).toContain(`npx sva replay ${join(run, 'episode.jsonl')}`)
    const [verified, played] = await Promise.all([
      sva(['replay', join(run, 'episode.jsonl'), '--verify']),
      sva(['play', '--policies', `${run},chef`, '--headless', '--steps', '5', '--json']),
    ])
    expect(verified.code).toBe(0)
    expect(JSON.parse(played.stdout)).toMatchObject({ steps: 5 })
  })
})
