/** The workflow that a project copies to gate its own agent: what it calls is there, and ends a job that has not passed. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import { caughtOutput } from './cli-output.ts'

const workflow = readFileSync('examples/gate/probe.yml', 'utf8')
const runs = [...workflow.matchAll(/^ +- run: (.+)$/gm)].map(([, command]) => command)
const variables = Object.fromEntries(
  [...workflow.matchAll(/^ {6}([A-Z]+): (.+)$/gm)].map(([, name, value]) => [name, value]),
)
const FEW = { QUESTIONS: 'menu', PAIRS: '8' }

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gate-'))))
afterAll(() => rmSync(folder, { recursive: true }))
const output = caughtOutput()

/** A step of the workflow, with other values of its variables, in a folder of its own. */
function called(command: string, given: Record<string, string>): Promise<number> {
  const words = command.split(' ').map((word) => {
    const variable = /^"\$([A-Z]+)"$/.exec(word)?.[1]
    if (variable !== undefined) return { ...variables, ...given }[variable]
    return /\.(json|xml)$/.test(word) ? join(folder, word) : word
  })
  expect(words.slice(0, 2)).toEqual(['npx', 'sva'])
  return main([...words.slice(2), '--run-dir', folder, '--quiet'])
}

describe('examples/gate/probe.yml', () => {
  const gate = runs.find((command) => command.startsWith('npx sva'))!

  it('installs this package, whose command it calls', () => {
    const { name, bin } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(runs[0]).toBe(`npm install ${name}`)
    expect(Object.keys(bin)).toContain('sva')
    expect(Object.keys(variables)).toEqual(['AGENT', 'QUESTIONS', 'PAIRS'])
  })

  it('swallows no exit code, and keeps the report of a job that ended', () => {
    expect(workflow).not.toMatch(/continue-on-error|\|\||set \+e/)
    expect(workflow).toMatch(/upload-artifact@v\d\n +if: always\(\)/)
    expect(workflow).toMatch(/^ +runs\n +probe\.xml$/m)
  })

  it('passes the agent that it is for, and no other, once there is a baseline', async () => {
    const first = ['probe', 'consolidated', '--questions', 'menu', '--pairs', '8', '--run-dir', folder, '--json']
    expect(await main(first)).toBe(0)
    const { run } = JSON.parse(output.stdout) as { run: string }
    const baseline = join(folder, 'baseline.json')
    expect(await main(['probe', 'baseline', 'accept', run, '--baseline', baseline, '--why', 'the first'])).toBe(0)
    expect(await called(gate, { ...FEW, AGENT: 'consolidated' })).toBe(0)
    expect(existsSync(join(folder, 'probe.xml'))).toBe(true)
    expect(await called(gate, { ...FEW, AGENT: 'performed' })).toBe(1)
    expect(readFileSync(join(folder, 'probe.xml'), 'utf8')).toContain('<failure message="FAIL(DIVERGENT)">')
  })
})
