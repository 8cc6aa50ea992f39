/** The numerics against the vectors beside the repository, and the checker against wrong implementations. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { FAMILIES, type Family } from '../vectors/families.ts'
import { gae } from '../vectors/gae.ts'
import { line, readVectors, runFile, runFolder, type VectorFile } from '../vectors/run.ts'

const FOLDER = fileURLToPath(new URL('../../../shared/vectors', import.meta.url))
const absent = !existsSync(FOLDER)

describe.skipIf(absent)('vectors in ../shared/vectors (skipped where the folder is absent)', () => {
  const reports = absent ? Promise.resolve([]) : runFolder(FOLDER)

  it.each(Object.keys(FAMILIES))('%s: every case passes', async (family) => {
    const report = (await reports).find((one) => one.family === family)!
    expect(report.failures).toEqual([])
    expect(report.cases).toBeGreaterThan(0)
  })

  it('a gae that bootstraps a truncated episode from the next one fails every case that truncates', async () => {
    const wrong: Family = (input: Parameters<typeof gae>[0]) =>
      gae({ ...input, final_obs_value: [...input.values.slice(1), input.last_value] })
    const file = readVectors(join(FOLDER, 'gae.json'))
    const cases = file.cases.filter(({ input }) =>
      (input as { truncated: boolean[][] }).truncated.flat().includes(true),
    )
    const { failures } = await runFile({ ...file, cases }, { gae: wrong })
    expect(failures).toHaveLength(cases.length)
    expect(failures[0]).toMatch(/^gae \S+: At expected\.advantages\.\d+\.\d+: got \S+, expected \S+\.$/)
  })

  it('a loss in single precision fails', async () => {
    const { ppo_loss } = FAMILIES
    const rounded: Family = async (input: never) => {
      const { loss } = (await ppo_loss(input)) as { loss: number }
      return { ...(await ppo_loss(input)), loss: Math.fround(loss) }
    }
    const { failures } = await runFile(readVectors(join(FOLDER, 'ppo_loss.json')), { ppo_loss: rounded })
    expect(failures.length).toBeGreaterThan(0)
  })
})

describe('the checker', () => {
  const file: VectorFile = {
    family: 'mean',
    tol_abs: 1e-9,
    tol_rel: 1e-9,
    cases: [
      {
        id: 'a',
        input: { x: [1, 3] },
        expected: { mean: 2, undefined_one: null },
        trap: { median_low: 1, note: 'no' },
      },
      { id: 'b', input: { x: [1e12, 3e12] }, expected: { mean: 2e12 } },
    ],
  }
  const run = (mean: (x: number[]) => unknown, given = file) =>
    runFile(given, { mean: ({ x }: { x: number[] }) => ({ mean: mean(x) }) })
  const right = (x: number[]) => (x[0] + x[1]) / 2

  it('passes what is near, relative to 1 or the value, and skips nulls', async () => {
    expect(await run(right)).toMatchObject({ cases: 2, implemented: true, failures: [] })
    expect((await run((x) => right(x) * (1 + 4e-10))).failures).toEqual([])
    expect((await run((x) => right(x) * (1 + 2e-9))).failures).toHaveLength(2)
  })

  it('says what it got and expected, and where', async () => {
    const { failures } = await run((x) => x[0])
    expect(failures[0]).toBe('mean a: At expected.mean: got 1, expected 2.')
  })

  it.each([
    ['nothing', undefined],
    ['NaN', NaN],
    ['a list', [2]],
  ])('fails %s in place of a number', async (_, result) => {
    expect((await run(() => result)).failures).toHaveLength(2)
  })

  it('counts a throwing implementation as failing', async () => {
    const failing = () => {
      throw new Error('no mean')
    }
    expect((await run(failing)).failures[1]).toBe('mean b: threw Error: no mean')
  })

  it('catches a result that a trap foretold, where no expected value tells', async () => {
    const loose = { ...file, tol_abs: 1.5, cases: [file.cases[0]] }
    expect((await run(right, loose)).failures).toEqual([])
    const strict = { ...file, cases: [{ ...file.cases[0], expected: { mean: null } }] }
    expect((await run((x) => x[0], strict)).failures).toEqual([
      "mean a: At mean: got what the mistake 'median_low' gives.",
    ])
    expect((await run(right, strict)).failures).toEqual([])
  })

  it('compares nested traps as a whole', async () => {
    const nested = {
      ...file,
      cases: [
        { id: 'n', input: { x: [] }, expected: { mean: { w: null, b: null } }, trap: { summed: { w: [1, 2], b: 3 } } },
      ],
    }
    expect((await run(() => ({ w: [1, 2], b: 3 }), nested)).failures).toHaveLength(1)
    expect((await run(() => ({ w: [1, 2], b: 4 }), nested)).failures).toEqual([])
  })

  it('lists a family without implementation as such, and fails nothing', async () => {
    const report = await runFile({ ...file, family: 'toString' })
    expect(report).toMatchObject({ implemented: false, failures: [] })
    expect(line(report)).toBe('toString                    2 cases  no implementation')
    expect(line({ ...report, implemented: true })).toBe('toString                    2 cases  0 failures')
  })

  it('refuses a folder without vectors and a file of another format', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vectors-'))
    await expect(runFolder(folder)).rejects.toThrow('expected a folder of vectors')
    await expect(runFolder(join(folder, 'none'))).rejects.toThrow('expected a folder of vectors')
    writeFileSync(join(folder, 'x.json'), '{"family": "gae"}')
    await expect(runFolder(folder)).rejects.toThrow('expected {family, tol_abs, tol_rel, cases}')
  })
})
