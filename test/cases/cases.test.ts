/**
 * Rule cases: `<environment>/<behaviour>.json`, found by listing the folders. A new case is a new file; its name says what it
 * shows.
 *
 *   options   of the environment; the horizon is long where it is not given
 *   state     JSON state to start from, or a part of it laid over the start state, objects by key; absent for the start itself. An
 *             object over an array names single elements: {"0": 5}
 *   actions   by tick, one letter or action name an agent: "N.", ["north", "stay"]; of an action with several heads, by agent and
 *             head: {"agent_0": {"use": 1}}, heads and agents that are not named choose 0
 *   expect    by tick (1 is after the first), any of
 *               state    a part of the JSON state: objects are compared by the keys given, arrays whole,
 *                        or single elements of an array by an object as above
 *               rewards  by agent
 *               events   by agent, of `infos`: names in order
 *               infos    by agent: parts of the infos
 *   throws    a part of the message that making the environment or reading the state must throw
 */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ParallelEnv } from '../../envs/core/parallel.ts'
import { make } from '../../envs/registry.ts'

interface Expected {
  readonly state?: Record<string, unknown>
  readonly rewards?: readonly number[]
  readonly events?: readonly (readonly string[])[]
  readonly infos?: readonly Record<string, unknown>[]
}
/** Actions of all agents in a tick. */
type Joint = string | readonly string[] | Readonly<Record<string, Readonly<Record<string, number>>>>
interface Case {
  readonly options: Record<string, unknown>
  readonly state?: Record<string, unknown>
  readonly actions?: readonly Joint[]
  readonly expect?: Readonly<Record<string, Expected>>
  readonly throws?: string
}

/** One letter an action, after the names that environments give; the first that an environment has. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  N: ['north'],
  S: ['south'],
  E: ['east'],
  W: ['west'],
  '.': ['stay'],
  I: ['interact'],
  F: ['forward'],
  B: ['backward'],
  '<': ['step_left'],
  '>': ['step_right'],
  L: ['turn_left'],
  R: ['turn_right'],
  Z: ['zap'],
  C: ['clean', 'consume'],
  G: ['gift', 'grasp'],
  M: ['mine'],
  X: ['eat'],
  K: ['claim'],
}

const HERE = new URL('./', import.meta.url)
const environments = readdirSync(HERE, { withFileTypes: true }).filter((entry) => entry.isDirectory())

describe.each(environments.map(({ name }) => name))('%s', (id) => {
  const folder = new URL(`${id}/`, HERE)
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))

  it.each(names.map((name) => [name.slice(0, -5).replaceAll('-', ' '), name]))('%s', (_, name) => {
    const given = JSON.parse(readFileSync(new URL(name, folder), 'utf8'), numberOf) as Case
    if (given.throws !== undefined) expect(() => start(id, given)).toThrow(given.throws)
    else playCase(start(id, given), given)
  })
})

/** JSON has no infinity: it comes as a string. */
const numberOf = (_: string, value: unknown): unknown => (value === 'Infinity' ? Infinity : value)

function start(id: string, { options, state }: Case): ParallelEnv {
  const env = make(id, { horizon: 1e6, ...options })
  env.reset()
  if (state !== undefined) env.fromJSON(laidOver(env.toJSON(), state))
  return env
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `part` over `whole`: objects by key, elements of an array by their index, all else replaced. */
function laidOver(whole: unknown, part: unknown): unknown {
  if (!isObject(part)) return part
  if (Array.isArray(whole)) return whole.map((element, i) => (i in part ? laidOver(element, part[i]) : element))
  if (!isObject(whole)) return part
  const over = Object.entries(part).map(([key, value]) => [key, key in whole ? laidOver(whole[key], value) : value])
  return { ...whole, ...Object.fromEntries(over) }
}

/** What is expected of a state: elements of an array that are not named are as they are. */
function filled(actual: unknown, part: unknown): unknown {
  if (!isObject(part)) return part
  if (Array.isArray(actual)) return laidOver(actual, part)
  const now = isObject(actual) ? actual : {}
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, filled(now[key], value)]))
}

function playCase(env: ParallelEnv, { actions = [], expect: expected = {} }: Case): void {
  const ticks = Object.keys(expected).map(Number)
  const last = Math.max(...ticks)
  expect(ticks.length, 'expectations').toBeGreaterThan(0)
  expect(last, 'last tick that is looked at').toBeLessThanOrEqual(actions.length)
  if (expected[0]) expectState(env, expected[0].state!, 'tick 0')
  for (const [i, joint] of actions.slice(0, last).entries()) {
    const { rewards, infos } = env.step(actionsOf(env, joint))
    const now = expected[i + 1]
    if (now === undefined) continue
    const where = `tick ${i + 1}`
    if (now.state) expectState(env, now.state, where)
    if (now.rewards) expect(Object.values(rewards), `${where}, rewards`).toEqual(now.rewards)
    if (now.infos) expect(Object.values(infos), `${where}, infos`).toMatchObject(now.infos)
    if (now.events) expect(Object.values(infos).map(({ events }) => events), `${where}, events`).toEqual(now.events)
  } // prettier-ignore
}

function expectState(env: ParallelEnv, part: Record<string, unknown>, where: string): void {
  const actual = env.toJSON()
  expect(actual, where).toMatchObject(filled(actual, part) as Record<string, unknown>)
}

function actionsOf(env: ParallelEnv, joint: Joint): Record<string, number | readonly number[]> {
  if (isObject(joint))
    return Object.fromEntries(env.agents.map((agent) => [agent, headsOf(env, agent, joint[agent] ?? {})]))
  const given = typeof joint === 'string' ? [...joint].map((letter) => LETTERS[letter]) : joint.map((name) => [name])
  expect(given.length, `actions of "${String(joint)}"`).toBe(env.agents.length)
  return Object.fromEntries(
    env.agents.map((agent, i) => {
      const action = env.actionSpace(agent).names!.findIndex((name) => given[i].includes(name))
      expect(action, `action ${given[i].join(' or ')}`).toBeGreaterThanOrEqual(0)
      return [agent, action]
    }),
  )
}

/** Choices of all heads of an agent's action; those that are not named are 0. */
function headsOf(env: ParallelEnv, agent: string, chosen: unknown): number[] {
  const names = env.actionSpace(agent).names!
  const given = chosen as Readonly<Record<string, number>>
  expect(names, `heads of ${agent}`).toEqual(expect.arrayContaining(Object.keys(given)))
  return names.map((name) => given[name] ?? 0)
}
