import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineChart, niceStep, tickText, type Chart } from '../../cli/chart.ts'

const chart = (series: Chart['series']): Chart => ({ title: 'Return', x: 'agent-steps', y: 'mean return', series })
const count = (text: string, part: string) => text.split(part).length - 1
const ramp = (length: number): [number, number][] => Array.from({ length }, (_, i) => [i, i])

describe('lineChart', () => {
  it('draws a line, its band, the axes and their names', () => {
    const markup = lineChart(
      chart([
        {
          name: 'a',
          points: ramp(3),
          band: [
            [-1, 1],
            [0, 2],
            [1, 3],
          ],
        },
      ]),
    )
    expect(markup).toMatch(/<path d="M[\d. ]+L[\d. ]+L[\d. ]+" fill="none"/)
    expect(markup).toMatch(/<path d="M.*Z" fill="var\(--series-1, #0072b2\)" fill-opacity/)
    for (const text of ['>Return<', '>mean return<', '>agent-steps<', '>−1<', '>0<', '>3<'])
      expect(markup).toContain(text)
    expect(markup).toContain('role="img" aria-label="Return: mean return over agent-steps"')
  })

  it('names several series in a legend and keeps them apart by colour and dash', () => {
    const markup = lineChart(chart(['one', 'two', 'three'].map((name) => ({ name, points: ramp(2) }))))
    for (const name of ['one', 'two', 'three']) expect(markup).toContain(`>${name}</text>`)
    expect(count(markup, 'var(--series-2,')).toBe(2)
    expect(count(markup, 'stroke-dasharray="7 3"')).toBe(2)
    expect(lineChart(chart([{ name: 'alone', points: ramp(2) }]))).not.toContain('alone')
  })

  it('breaks the line at a gap and shows a lonely point as a dot', () => {
    const markup = lineChart(
      chart([
        {
          name: 'a',
          points: [
            [0, 1],
            [1, 2],
            [2, NaN],
            [3, 3],
            [4, Infinity],
            [5, 0],
            [6, 1],
          ],
        },
      ]),
    )
    expect(count(markup.match(/<path d="([^"]*)" fill="none"/)![1], 'M')).toBe(2)
    expect(count(markup, '<circle')).toBe(1)
  })

  it('says so where there is nothing to draw', () => {
    expect(lineChart(chart([]))).toContain('No data yet.')
    expect(lineChart(chart([{ name: 'a', points: [] }]))).toContain('No data yet.')
    expect(lineChart(chart([{ name: 'a', points: [[0, NaN]], band: [[1, 2]] }]))).toContain('No data yet.')
  })

  it('never writes a coordinate that is not a number', () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(0, 1, 1e-300, -1e15, NaN), fc.integer({ min: -5, max: 5 }))
    const point = fc.tuple(value, value)
    fc.assert(
      fc.property(fc.array(fc.array(fc.tuple(point, point), { maxLength: 12 }), { maxLength: 3 }), (all) => {
        const series = all.map((pairs, i) => ({
          name: `s${i}`,
          points: pairs.map(([p]) => p),
          band: pairs.map(([, b]) => b),
        }))
        expect(lineChart(chart(series))).not.toMatch(/NaN|Infinity|undefined/)
      }),
    )
  })

  it('draws no band at a gap of its line, where no scale reaches', () => {
    const gap = { name: 'a', points: [[1e-300, 0], [1e4, 1e101]], band: [[0, 0], [1, 0]] } as const // prettier-ignore
    expect(lineChart(chart([gap]))).not.toMatch(/NaN|Infinity/)
  })

  it('draws a long series through a few hundred points', () => {
    const markup = lineChart(chart([{ name: 'a', points: ramp(100_000) }]))
    expect(count(markup.match(/<path d="([^"]*)" fill="none"/)![1], 'L')).toBe(399)
  })

  it('lets no name become markup', () => {
    const evil = `"><script>alert(1)</script>'&`
    const markup = lineChart({
      title: evil,
      x: evil,
      y: evil,
      series: [
        { name: evil, points: ramp(2) },
        { name: evil, points: [] },
      ],
    })
    expect(markup).not.toContain('<script')
    expect(markup).toContain('&lt;script&gt;')
  })
})

it('steps are 1, 2 or 5 times a power of ten', () => {
  expect([1, 1.1, 2, 3, 7, 0.03, 4e6, 0.1].map(niceStep)).toEqual([1, 2, 2, 5, 10, 0.05, 5e6, 0.1])
})

it('ticks of an axis agree in unit and decimals', () => {
  const texts = (ticks: number[]) => ticks.map((tick) => tickText(tick, ticks))
  expect(texts([0, 0.5, 1])).toEqual(['0', '0.5', '1.0'])
  expect(texts([-200, 0, 200])).toEqual(['−200', '0', '200'])
  expect(texts([0, 500_000, 1_000_000])).toEqual(['0', '0.5M', '1.0M'])
  expect(texts([0, 5_000, 10_000])).toEqual(['0', '5k', '10k'])
  expect(texts([0, 2e-5])).toEqual(['0', '2.0e−5'])
})
