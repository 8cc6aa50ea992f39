/**
 * Checks the numerics on a folder of vectors.
 *
 *     npm run vectors -- <folder>
 *
 * Prints a line a family: its cases and failures, or that it has no implementation. Failures are told on stderr. Exit code 0
 * where all pass, 1 where a case fails, 2 where there is nothing to read.
 *
 * A file is {family, convention, tol_abs, tol_rel, cases: [{id, input, expected, trap?}]}.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { caught, difference, type Tolerance } from './compare.ts'
import { FAMILIES, type Family } from './families.ts'

interface Case {
  readonly id: string
  readonly input: object
  readonly expected: Readonly<Record<string, unknown>>
  readonly trap?: Readonly<Record<string, unknown>>
}

export interface VectorFile {
  readonly family: string
  readonly tol_abs: number
  readonly tol_rel: number
  readonly cases: readonly Case[]
}

export interface FamilyReport {
  readonly family: string
  readonly cases: number
  readonly implemented: boolean
  /** A sentence for each case that fails. */
  readonly failures: readonly string[]
}

/** Runs every file of a folder, by name. Throws where there is none, or one is of another format. */
export async function runFolder(folder: string, families = FAMILIES): Promise<FamilyReport[]> {
  const names = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith('.json'))
  if (names.length === 0) throw new Error(`Got no .json file in ${folder}, expected a folder of vectors.`)
  const reports: FamilyReport[] = []
  for (const name of names.sort()) reports.push(await runFile(readVectors(join(folder, name)), families))
  return reports
}

export function readVectors(path: string): VectorFile {
  const file = JSON.parse(readFileSync(path, 'utf8')) as Partial<VectorFile> | null
  const { family, cases, tol_abs, tol_rel } = file ?? {}
  if (
    typeof family !== 'string' ||
    !Array.isArray(cases) ||
    [tol_abs, tol_rel].some((tol) => typeof tol !== 'number')
  ) {
    throw new TypeError(`Got another format in ${path}, expected {family, tol_abs, tol_rel, cases}.`)
  }
  return file as VectorFile
}

/** Runs the cases of one file. */
export async function runFile(file: VectorFile, families = FAMILIES): Promise<FamilyReport> {
  const { family, cases } = file
  const compute = Object.hasOwn(families, family) ? families[family] : undefined
  const tolerance = { absolute: file.tol_abs, relative: file.tol_rel }
  const failures: string[] = []
  for (const one of compute ? cases : []) {
    const failure = await failureOf(compute!, one, tolerance)
    if (failure) failures.push(`${family} ${one.id}: ${failure}`)
  }
  return { family, cases: cases.length, implemented: compute !== undefined, failures }
}

async function failureOf(
  compute: Family,
  { input, expected, trap }: Case,
  tolerance: Tolerance,
): Promise<string | null> {
  try {
    const got = (await compute(input as never)) as Record<string, unknown>
    return difference(got, expected, tolerance, 'expected') ?? (trap ? caught(got, expected, trap, tolerance) : null)
  } catch (error) {
    return `threw ${String(error)}`
  }
}

/** One line: family, cases, and how many fail. */
export function line({ family, cases, implemented, failures }: FamilyReport): string {
  const result = implemented ? `${failures.length} failures` : 'no implementation'
  return `${family.padEnd(24)} ${String(cases).padStart(4)} cases  ${result}`
}

async function main([folder]: string[]): Promise<number> {
  if (folder === undefined) throw new Error('Got no folder, expected npm run vectors -- <folder>.')
  const reports = await runFolder(folder)
  for (const report of reports) {
    console.log(line(report))
    for (const failure of report.failures) console.error(`  ${failure}`)
  }
  return reports.some(({ failures }) => failures.length > 0) ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}
