/** What is checked against vectors: one file and one line a family. */
import { adam } from './adam.ts'
import { auroc } from './auroc.ts'
import { bootstrap_paired } from './bootstrap_paired.ts'
import { gae } from './gae.ts'
import { inequality } from './inequality.ts'
import { iqm } from './iqm.ts'
import { multiplicity } from './multiplicity.ts'
import { paired_tests } from './paired_tests.ts'
import { ppo_loss } from './ppo_loss.ts'
import { trend } from './trend.ts'
import { two_sample } from './two_sample.ts'

/** Computes from a case's input all that its `expected` names, under the same names. */
export type Family = (input: never) => object | Promise<object>

export const FAMILIES: Readonly<Record<string, Family>> = {
  adam,
  auroc,
  bootstrap_paired,
  gae,
  inequality,
  iqm,
  multiplicity,
  paired_tests,
  ppo_loss,
  trend,
  two_sample,
}
