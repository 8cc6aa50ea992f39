/** The table of profiles in docs/meltingpot.md is what the games say of themselves. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PROFILES, differences, settingText, type Numbers } from '../../envs/meltingpot/engine/profile.ts'
import { find, listEnvs } from '../../envs/registry.ts'

const PAGE = readFileSync(new URL('../../docs/meltingpot.md', import.meta.url), 'utf8')
const numbersOfAll = listEnvs().flatMap(({ id }) => {
  const numbers = find(id).profiles as Numbers<object> | undefined
  return numbers === undefined || Object.keys(numbers).length < 2 ? [] : [[id, numbers] as const]
})

/** A row a difference: game, number, and its value in each profile, empty where the game has no such profile. */
const rows = numbersOfAll.flatMap(([id, numbers]) =>
  differences(numbers).map(({ name, values }) => {
    const cells = PROFILES.map((profile) => (profile in values ? settingText(values[profile]) : ''))
    return `| ${[`\`${id}\``, `\`${name}\``, ...cells].join(' | ')} |`
  }),
)

describe('profiles', () => {
  it('differ as the page says, row by row', () => {
    const [, table] = PAGE.split('| game | number | mp-code | mp-doc | socialjax |\n|---|---|---|---|---|\n')
    expect(table.slice(0, table.indexOf('\n\n')).split('\n').sort()).toEqual(rows.sort())
  })

  it.each(numbersOfAll)('of %s have the same numbers, and no two of them agree on all', (_, numbers) => {
    const records = Object.values(numbers) as object[]
    for (const record of records) expect(Object.keys(record).sort()).toEqual(Object.keys(numbers['mp-code']).sort())
    expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(records.length)
  })

  it('say numbers, lists and words as one reads them', () => {
    expect([0.1 + 0.2, [1, -0.2], Infinity, 'tee', true].map((value) => settingText(value))).toEqual(['0.3', '1, -0.2', 'Infinity', 'tee', 'true']) // prettier-ignore
  })
})
