import { describe, expect, it } from 'vitest'
import { randomPolicy } from '../../agents/bots/random.ts'
import { parseReplay, playReplay, recordReplay, verifyReplay } from '../../envs/core/replay.ts'
import { find } from '../../envs/registry.ts'

const spec = find('overcooked')
const HORIZON = 40

/** A game of 130 random steps: three episodes and a bit. */
function recorded(seed: number | string = 7): { text: string; state: string; returns: number[] } {
  const recorder = recordReplay(spec, { options: { layout: 'forced_coordination', horizon: HORIZON }, seed })
  const { env } = recorder
  const policy = randomPolicy({ seed })
  const returns = [0, 0]
  for (let step = 0; step < 130; step++) {
    env.resetDone()
    void policy.act(env, [0, 1])
    recorder.step()
    for (let agent = 0; agent < 2; agent++) returns[agent] += env.rewards[agent]
  }
  const state = env.hash()
  env.close()
  return { text: recorder.text(), state, returns }
}

/** The lines of a recording, one of them changed. */
function changed(text: string, change: (lines: string[]) => void): string {
  const lines = text.split('\n')
  change(lines)
  return lines.join('\n')
}

describe('a replay', () => {
  it('gives the recorded states over several episodes', () => {
    const { text, state, returns } = recorded()
    expect(verifyReplay(parseReplay(text, 'game'), spec)).toEqual({ steps: 130, state, returns })
    expect(recorded().text).toBe(text)
  })

  it('yields the start and every step', () => {
    const ticks = [...map(playReplay(parseReplay(recorded().text, 'game'), spec), (env) => env.world.tick[0])]
    expect(ticks).toHaveLength(131)
    expect(ticks.slice(0, 3)).toEqual([0, 1, 2])
    expect(ticks.slice(HORIZON - 1, HORIZON + 2)).toEqual([HORIZON - 1, HORIZON, 1])
  })

  it('keeps an endless horizon', () => {
    const endless = changed(
      recorded().text,
      (lines) => void (lines[0] = lines[0].replace('"horizon":40', '"horizon":"Infinity"')),
    )
    expect(parseReplay(endless, 'game').header.options.horizon).toBe(Infinity)
  })

  it('with other actions is refused between the hashes where it leaves the recorded states', () => {
    const { text } = recorded()
    const forged = changed(text, (lines) => {
      for (let line = 60; line < 61; line++) if (lines[line].startsWith('[')) lines[line] = '[4,4]'
    })
    expect(() => verifyReplay(parseReplay(forged, 'game'), spec)).toThrow(
      /another way between steps 50 and 100: got hash/,
    )
  })

  it('with another seed or layout is refused at the start', () => {
    const { text } = recorded()
    for (const [from, to] of [
      ['"seed":7', '"seed":8'],
      ['"forced_coordination"', '"cramped_room"'],
    ]) {
      const forged = changed(text, (lines) => void (lines[0] = lines[0].replace(from, to)))
      expect(forged).not.toBe(text)
      expect(() => verifyReplay(parseReplay(forged, 'game'), spec)).toThrow(/another way at step 0/)
    }
  })

  it('of another version or environment is refused', () => {
    const replay = parseReplay(recorded().text, 'game')
    const next = { ...spec, version: spec.version + 1 }
    expect(() => verifyReplay(replay, next)).toThrow(`version ${spec.version}, expected version ${spec.version + 1}`)
    expect(() => verifyReplay(replay, { ...spec, id: 'other' })).toThrow(
      'Got a replay of overcooked, expected one of other.',
    )
  })

  it('with an action outside its space is refused', () => {
    const forged = changed(recorded().text, (lines) => void (lines[3] = '[4,6]'))
    expect(() => verifyReplay(parseReplay(forged, 'game'), spec)).toThrow(
      /action 6 for agent 1 at step 2, expected .* \[0, 6\)/,
    )
  })
})

describe('parseReplay', () => {
  it.each<[string, (lines: string[]) => void, RegExp]>([
    ['cut', (lines) => void lines.splice(80), /game stops after 77 steps without its last line/],
    ['no replay', (lines) => void (lines[0] = '{}'), /no replay in game/],
    [
      'of a later format',
      (lines) => void (lines[0] = lines[0].replace('"formatVersion":1', '"formatVersion":2')),
      /format 2 in game, expected 1/,
    ],
    ['without a seed', (lines) => void (lines[0] = lines[0].replace('"seed"', '"sead"')), /incomplete first line/],
    ['with an action missing', (lines) => void (lines[4] = '[1]'), /\[1\] in line 5 of game, expected 2 actions/],
    ['with a word for an action', (lines) => void (lines[4] = '[1,"2"]'), /line 5 of game/],
    [
      'with a step left out',
      (lines) => void lines.splice(4, 1),
      /a hash after 50 steps in line 52 of game, expected 49 steps/,
    ],
    ['with a torn line', (lines) => void (lines[4] = '[1,'), /line 5 of game, expected actions/],
    ['that goes on after its end', (lines) => void lines.splice(-1, 0, '[1,1]'), /none after the end/],
  ])('refuses a file %s', (_, change, message) => {
    expect(() => parseReplay(changed(recorded().text, change), 'game')).toThrow(message)
  })
})

function* map<T, U>(items: Iterable<T>, change: (item: T) => U): Generator<U> {
  for (const item of items) yield change(item)
}
