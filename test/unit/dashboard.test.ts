import { describe, expect, it } from 'vitest'
import { count, dashboard, duration, frame, plainLine, sparkline, type Progress } from '../../cli/dashboard.ts'

const progress: Progress = {
  title: 'ppo on overcooked',
  done: 1_250_000,
  total: 5_000_000,
  rate: 52_000,
  elapsed: 3_905,
  returns: [0, 5, NaN, 10, 20, 40],
  numbers: { policy: -0.0123456, value: 0.5, entropy: 1.609, kl: 0.00001234 },
  note: 'runs/1',
}

describe('frame', () => {
  it('shows steps, speed, time, returns and losses', () => {
    expect(frame(progress, 72)).toEqual([
      'ppo on overcooked',
      `${'█'.repeat(15)}${'░'.repeat(45)}  25 %`,
      'steps     1.25M of 5.00M   52.0k/s',
      'time      1h 05m gone   1m 12s left',
      'return    40        ▁▂ ▃▅█',
      'policy    -0.01235      value     0.5           entropy   1.609',
      'kl        1.23e-5',
      'runs/1',
    ])
  })

  it('fits every width, before the first step and after the last', () => {
    const empty: Progress = { title: '', done: 0, total: 0, rate: 0, elapsed: 0, returns: [], numbers: {} }
    const late = {
      ...progress,
      done: 9e9,
      rate: NaN,
      returns: [NaN, Infinity],
      numbers: { 'a very long name for a loss': -Infinity },
    }
    for (const state of [progress, empty, late])
      for (let columns = 1; columns < 130; columns++)
        for (const line of frame(state, columns)) expect(line.length).toBeLessThanOrEqual(columns)
    expect(frame(empty, 40)[3]).toBe('time      0s gone   0s left')
    expect(frame(late, 40)[1]).toContain('100 %')
  })

  it('lets no control character through', () => {
    expect(frame({ ...progress, title: 'a\x1b[2J\nb' }, 60)[0]).toBe('a [2J b')
    expect(plainLine({ ...progress, title: 'a\nb' })).not.toContain('\n')
  })
})

describe('dashboard', () => {
  /** A screen that keeps what was written, and a clock to turn. */
  function stand(isTTY: boolean, quiet = false) {
    const written: string[] = []
    const time = { now: 0 }
    const screen = { isTTY, columns: 60, write: (text: string) => written.push(text) }
    return { written, time, board: dashboard(screen, { quiet, clock: () => time.now }) }
  }

  it('prints a plain line every five seconds where nobody watches, and the last one', () => {
    const { written, time, board } = stand(false)
    for (; time.now < 12_000; time.now += 1_000) board.update({ ...progress, done: time.now })
    board.close()
    board.close()
    expect(written.map((line) => line.split(' steps')[0])).toEqual(
      [0, 5_000, 10.0, 11.0].map((n, i) => `ppo on overcooked: ${i < 2 ? n : `${n.toFixed(1)}k`} of 5.00M`),
    )
    expect(written.join('')).not.toContain('\x1b')
  })

  it('redraws in place on a terminal, ten times a second at most', () => {
    const { written, time, board } = stand(true)
    board.update(progress)
    time.now = 50
    board.update({ ...progress })
    time.now = 120
    board.update({ ...progress, note: undefined })
    board.print('saved')
    board.close()
    expect(written).toHaveLength(4)
    expect(written[0].startsWith('ppo on overcooked\n')).toBe(true)
    expect(written[1].startsWith('\x1b[8A\r\x1b[J')).toBe(true)
    expect(written[2]).toBe('\x1b[7A\r\x1b[Jsaved\n')
    expect(written[3].startsWith('ppo on overcooked\n')).toBe(true)
  })

  it('says nothing when quiet', () => {
    for (const isTTY of [true, false]) {
      const { written, board } = stand(isTTY, true)
      board.update(progress)
      board.print('saved')
      board.close()
      expect(written).toEqual([])
    }
  })
})

it('a sparkline averages what does not fit and keeps gaps', () => {
  expect(sparkline([1, 2, 3, 4], 4)).toBe('▁▃▆█')
  expect(sparkline([0, 0, 1, 1], 2)).toBe('▁█')
  expect(sparkline([0, NaN, 1], 9)).toBe('▁ █')
  expect(sparkline([5, 5], 9)).toBe('▄▄')
  expect(sparkline([], 9) + sparkline([1], 0)).toBe('')
})

it('counts and durations are short', () => {
  expect([0, 950, 9_999, 10_000, 123_456, 999_500, 2.5e9, NaN].map(count)).toEqual([
    '0',
    '950',
    '9999',
    '10.0k',
    '123k',
    '1.00M',
    '2.50G',
    '-',
  ])
  expect([0, 59.9, 60, 3_600, 90_000, Infinity].map(duration)).toEqual(['0s', '59s', '1m 00s', '1h 00m', '1d 01h', '-'])
})
