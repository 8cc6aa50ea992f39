import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

const FLAGS: Readonly<Record<string, string[]>> = { 'train-ppo.ts': ['--quick'] }

for (const name of readdirSync('examples').filter((file) => file.endsWith('.ts'))) {
  test(`examples/${name} runs and says something`, () => {
    const output = execFileSync(process.execPath, ['--import', 'tsx', `examples/${name}`, ...(FLAGS[name] ?? [])], {
      encoding: 'utf8',
    })
    expect(output.trim()).not.toBe('')
    expect(output).not.toMatch(/undefined|NaN/)
  })
}
