/** The contract from one agent to a thousand, as far as the suite can afford it. */
import { describe, it } from 'vitest'
import { CROWDS, checksOf } from './crowds.ts'

describe.each(CROWDS)('$env of $agents', (crowd) => {
  it.each(checksOf(crowd).filter(({ isQuick }) => isQuick))('$name ($view)', ({ run }) => run())
})
