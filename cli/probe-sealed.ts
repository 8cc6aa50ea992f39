/**
 * The sealed tier: draws that nobody could have seen, from a key and the policy's weights, with a count of their use.
 */
import { existsSync, readFileSync } from 'node:fs'
import { replaceFile, toJson } from '../agents/log.ts'
import { keyedHash } from '../agents/split.ts'
import { readText } from './flags.ts'

/** Hex digits of a draw's name. */
const DIGITS = 16

/**
 * The seed of a policy's sealed draws, and how often it has been asked on them, this time counted. Uses are kept
 * beside the key: a policy that is changed until it passes shows in them.
 */
export function sealedSeed(keyFile: string, policy: string): { seed: string; uses: number } {
  const key = readText(keyFile, '--sealed').trim()
  const seed = `sealed ${keyedHash(key, { tier: 'sealed', policy }).slice(0, DIGITS)}`
  const path = `${keyFile}.uses.json`
  const uses = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>) : {}
  uses[policy] = (uses[policy] ?? 0) + 1
  replaceFile(path, `${toJson(uses, 2)}\n`)
  return { seed, uses: uses[policy] }
}
