import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reportPage, writeReport, type Report } from '../../cli/report.ts'
import type { DrawList } from '../../envs/core/draw.ts'

const frame: DrawList = {
  width: 3,
  height: 2,
  background: '#ffffff',
  shapes: [{ kind: 'circle', x: 1, y: 1, r: 0.5, fill: '#d55e00' }],
}
const report: Report = {
  title: 'PPO on overcooked',
  summary: 'Two cooks learned to serve soup.',
  headlines: [
    { name: 'Return', mean: 182.44, low: 176.1, high: 188.7, n: 1_200, unit: 'an episode' },
    { name: 'Speed', mean: 52_300 },
  ],
  curves: [
    {
      title: 'Episode return',
      x: 'agent-steps',
      y: 'return',
      series: [
        {
          name: 'a',
          points: [
            [0, 0],
            [1, 5],
          ],
        },
      ],
    },
  ],
  evaluation: [
    { partner: 'itself', mean: 182.44, low: 176.1, high: 188.7, n: 100 },
    { partner: 'stays', mean: -2.5, low: -20, high: 15, n: 100 },
  ],
  film: { frames: [frame, frame, frame], labels: ['tick 0', 'tick 1', 'tick 2'], caption: 'One episode.' },
  config: { horizon: Infinity, lr: 0.0003 },
  command: 'sva train overcooked --seed 7',
  versions: { 'sva-gym': '0.1.0', node: 'v20' },
  made: '2026-11-23T16:25:16Z',
  next: [{ text: 'Watch it play.', command: 'sva play runs/1' }],
}
const empty: Report = { ...report, headlines: [], curves: [], evaluation: [], film: undefined, config: null, next: [] }

describe('reportPage', () => {
  const page = reportPage(report)

  it('shows every number with its interval and n', () => {
    expect(page).toContain('>182.4 <small>an episode</small></dd>')
    expect(page).toContain('176.1 to 188.7<br>95 % interval, n = 1,200')
    expect(page).toContain('>52,300</dd><dd class="interval">no interval</dd>')
    expect(page).toContain('<th scope="row">stays</th><td>−2.5</td><td>−20.0 to 15.0</td><td>100</td>')
  })

  it('shows the summary, curves, film, command, configuration and what is next', () => {
    for (const text of [
      'Two cooks learned',
      'Episode return',
      'tick 2',
      'One episode.',
      'sva train overcooked --seed 7',
    ])
      expect(page).toContain(text)
    for (const text of [
      '&quot;horizon&quot;: &quot;Infinity&quot;',
      '&quot;lr&quot;: 0.0003',
      'Watch it play.',
      'sva play runs/1',
      'sva-gym 0.1.0',
    ])
      expect(page).toContain(text)
  })

  it('asks for nothing outside itself', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|src="|href=|@import|url\(|<script|<link/,
    )
    expect(page).toContain('prefers-color-scheme: dark')
  })

  it('lets no string become markup', () => {
    const evil = `</style></title><script>alert("1")</script><img src=x onerror='y'>`
    const swapped = JSON.parse(JSON.stringify(report), (key, value) =>
      typeof value === 'string' && !['fill', 'background', 'kind'].includes(key) ? evil : value,
    ) as Report
    const page = reportPage({ ...swapped, versions: { [evil]: evil }, config: { [evil]: evil } })
    expect(page).not.toMatch(/<script|<img|onerror='/)
    expect(page.split('</style>')).toHaveLength(2)
    expect(page.split('&lt;script&gt;').length).toBeGreaterThan(15)
  })

  it('says what is missing', () => {
    const page = reportPage(empty)
    for (const text of ['No learning curve was recorded.', 'No evaluation was run.', 'Nothing is suggested.'])
      expect(page).toContain(text)
    expect(reportPage({ ...empty, film: { ...report.film!, frames: [] } })).toContain('No episode was recorded.')
    expect(page).not.toContain('undefined')
  })

  it('shows numbers that are not finite as such', () => {
    const odd = [NaN, Infinity, -Infinity, 0].map((mean) => ({
      name: 'x',
      partner: 'y',
      mean,
      low: NaN,
      high: 1,
      n: NaN,
    }))
    const page = reportPage({ ...report, headlines: odd, evaluation: odd })
    expect(page).toContain('<td>–</td><td>–</td><td>–</td>')
    expect(page).toContain('<dd class="value">−∞</dd>')
    expect(page).not.toContain('NaN')
  })

  it('rounds to two digits of the interval', () => {
    const value = (mean: number, half: number) =>
      reportPage({ ...empty, headlines: [{ name: 'x', mean, low: mean - half, high: mean + half, n: 9 }] }).match(
        /class="value">([^<]*)/,
      )![1]
    expect([value(0.123456, 0.0123), value(12_345.6, 1_234), value(5, 0), value(1.26, 0.5)]).toEqual([
      '0.123',
      '12,346',
      '5.00',
      '1.26',
    ])
  })
})

it('writeReport leaves one whole file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  writeReport(join(folder, 'report.html'), report)
  writeReport(join(folder, 'report.html'), empty)
  expect(readdirSync(folder)).toEqual(['report.html'])
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(reportPage(empty))
  rmSync(folder, { recursive: true })
  expect(existsSync(folder)).toBe(false)
})
