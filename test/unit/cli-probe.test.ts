/** `sva probe` as a command: exit codes, what it writes, what it refuses. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import { sealedSeed } from '../../cli/probe-sealed.ts'
import { probePage } from '../../cli/probe-page.ts'
import { junit } from '../../cli/probe-report.ts'
import { MARGINS } from '../../probes/battery/findings.ts'
import { meaningsOf } from '../../probes/battery/glossary.ts'
import { gravest, type ProbeReport } from '../../probes/battery/report.ts'
import { caughtOutput } from './cli-output.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'probe-'))))
afterAll(() => rmSync(folder, { recursive: true }))
const output = caughtOutput()

const probe = (line: string) => main(['probe', ...line.split(' ')])
const FEW = () => `--questions reallocation --envs allocation --pairs 8 --run-dir ${folder} --json`

describe('sva probe', () => {
  it('fails a performer, and leaves raw episodes, verdicts, XML and a page', async () => {
    const xml = join(folder, 'out.xml')
    expect(await probe(`performed ${FEW()} --junit ${xml}`)).toBe(1)
    const { run, outcome, answers } = JSON.parse(output.stdout) as ProbeReport & { run: string }
    expect([outcome, answers[0].verdict]).toEqual(['FAIL', 'FAIL(DIVERGENT)'])
    expect(answers[0].estimates.D).toMatchObject({ n: 8, unit: 'pair' })
    expect(readFileSync(xml, 'utf8')).toContain('<failure message="FAIL(DIVERGENT)">')
    const page = readFileSync(join(run, 'report.html'), 'utf8')
    expect(page).toContain('<td class="FAIL">FAIL(DIVERGENT)</td>')
    for (const said of ['<a href="#allocation-reallocation">', 'id="allocation-reallocation"', 'aria-label="D 1.000, '])
      expect(page).toContain(said)
    expect(Object.keys(answers[0].estimates).filter((name) => meaningsOf([name]).length !== 1)).toEqual([])
    const episodes = readFileSync(join(run, 'probe/episodes.jsonl'), 'utf8').trim().split('\n')
    const own = episodes
      .map((line) => JSON.parse(line))
      .filter(({ player, pair }) => player === 'performed' && pair === 7)
    expect(own.map(({ trial }) => trial)).toContain('MNZ')

    output.stdout = ''
    expect(await probe(`--resume ${run} --json`)).toBe(1)
    expect(JSON.parse(output.stdout)).toMatchObject({ run, outcome: 'FAIL' })
    expect(readFileSync(join(run, 'probe/episodes.jsonl'), 'utf8').trim().split('\n')).toHaveLength(episodes.length)
    expect(readdirSync(join(run, 'probe'))).toEqual(['episodes.jsonl', 'verdicts.json'])
  })

  it('compares with a baseline that only an acceptance changes', async () => {
    expect(await probe(`consolidated ${FEW()}`)).toBe(0)
    const { run } = JSON.parse(output.stdout) as { run: string }
    const file = join(folder, 'baseline.json')
    expect(await main(['probe', 'baseline', 'accept', run, '--baseline', file])).toBe(2)
    expect(output.stderr).toContain('Missing --why')
    expect(await main(['probe', 'baseline', 'accept', run, '--baseline', file, '--why', 'the first'])).toBe(0)
    const { anchor } = JSON.parse(readFileSync(file, 'utf8'))
    expect(anchor.episodes).toHaveLength(14 * 8)
    output.stdout = ''
    expect(await probe(`noisy ${FEW()} --baseline ${file}`)).toBe(1)
    expect(JSON.parse(output.stdout).gate).toMatchObject({ outcome: 'FAIL' })
    const after = JSON.parse(readFileSync(file, 'utf8'))
    expect(after).toMatchObject({ gated: 1, history: [], anchor })
  })

  it('says 2 for what it cannot decide', async () => {
    expect(await probe(`random ${FEW()}`)).toBe(2)
    expect(JSON.parse(output.stdout).answers[0].verdict).toBe('INCONCLUSIVE(CUE_NOT_USED)')
  })

  it('says 3 where it cannot run', async () => {
    writeFileSync(join(folder, 'run.json'), '{}')
    expect(await probe(`--resume ${folder}`)).toBe(3)
    expect(output.stderr).toMatch(/^sva: /)
  })

  it.each([
    ['nobody', /unknown player 'nobody'/],
    ['consolidated --families E', /unknown family 'E', expected one of: A, B, C, D/],
    ['consolidated --envs chess', /unknown environment of the battery 'chess'/],
    ['--resume x --pairs 3', /Got --pairs with --resume, expected none/],
    ['reciprocator', /Got reciprocator, which plays none of: allocation/],
  ])('refuses %s', async (line, message) => {
    expect(await probe(line)).toBe(2)
    expect(output.stderr).toMatch(message)
  })
})

describe('the sealed tier', () => {
  it('draws by key and policy, and counts', () => {
    const file = join(folder, 'key')
    writeFileSync(file, 'a secret\n')
    const [first, again, other] = ['sha256:a', 'sha256:a', 'sha256:b'].map((policy) => sealedSeed(file, policy))
    expect(first.seed).toMatch(/^sealed [0-9a-f]{16}$/)
    expect([again.seed, again.uses]).toEqual([first.seed, 2])
    expect(other.seed).not.toBe(first.seed)
    expect(other.uses).toBe(1)
  })
})

describe('reports', () => {
  it('of several answers are as grave as the gravest: invalid, failed, inconclusive, passed', () => {
    expect(gravest(['PASS', 'PASS'])).toBe('PASS')
    expect(gravest(['PASS', 'INCONCLUSIVE(MISSING)'])).toBe('INCONCLUSIVE')
    expect(gravest(['FAIL(DIVERGENT)', 'INCONCLUSIVE(MISSING)'])).toBe('FAIL')
    expect(gravest(['FAIL(DIVERGENT)', 'INVALID(PAIRING)'])).toBe('INVALID')
  })

  it('turn no text into markup', () => {
    const asked = {
      player: '<b>&',
      families: [],
      envs: [],
      pairs: 2,
      seed: 0,
      greedy: false,
      policy: '',
      sealedUses: null,
    }
    const report: ProbeReport = {
      schema: 'sva.probe/1',
      outcome: 'PASS',
      asked,
      margins: MARGINS,
      answers: [],
      unlearning: null,
      trained: null,
    }
    const page = probePage(report, { made: '', versions: {}, command: '<i>' })
    expect(page).not.toMatch(/<b>|<i>/)
    expect(junit(report)).toContain('sva probe &lt;b&gt;&amp;')
  })
})
