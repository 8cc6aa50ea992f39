/** What is checked against vectors: one file and one line a family. */
import { adam } from './adam.ts'
import { gae } from './gae.ts'
import { ppo_loss } from './ppo_loss.ts'

/** Computes from a case's input all that its `expected` names, under the same names. */
export type Family = (input: never) => object | Promise<object>

export const FAMILIES: Readonly<Record<string, Family>> = {
  adam,
  gae,
  ppo_loss,
}
