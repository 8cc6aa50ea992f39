/** Games in the format of the reference, out and in. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import { parseReplay, recordReplay, verifyReplay } from '../../envs/core/replay.ts'
import { DX, DY } from '../../envs/overcooked/state.ts'
import { replayOf, trajectoriesOf, type Trajectories } from '../../envs/overcooked/trajectory.ts'
import { find } from '../../envs/registry.ts'
import { EXCERPT, episodesOf, variants, type Episode, type Variant } from '../golden/overcooked-recordings.ts'
import { main } from '../../cli/main.ts'

const spec = find('overcooked')
const HORIZON = 60

/** Three episodes and a bit of two cooks who know their work. */
function game(options: object = {}): string {
  const recorder = recordReplay(spec, { options: { horizon: HORIZON, ...options }, seed: 'cooks' })
  const policy = bot('chef', 'overcooked', { seed: 1 })
  for (let step = 0; step < 3 * HORIZON + 7; step++) {
    recorder.env.resetDone()
    void policy.act(recorder.env, [0, 1])
    recorder.step()
  }
  return recorder.text()
}
const out = (text: string): Trajectories =>
  JSON.parse(JSON.stringify(trajectoriesOf(parseReplay(text, 'game')))) as Trajectories

/** A recorded episode as `save_traj_as_json` writes it: without infos and metadata. */
function saved({ init, steps }: Episode, variant: Variant, named: boolean): Record<string, unknown[]> {
  const { params, grid } = variant
  const sum = (numbers: readonly (number | 'Infinity')[]): number => numbers.reduce((a: number, b) => a + Number(b), 0)
  const rewards = steps.map(({ r }) => sum(r))
  const starts = [...grid.join('\n').matchAll(/\d/g)].map(([digit]) => digit).sort()
  const places = starts.map(
    (digit) => grid.flatMap((row, y) => (row.includes(digit) ? [[row.indexOf(digit), y]] : []))[0],
  )
  const terrain = grid.map((row) => [...row.replace(/\d/g, ' ')])
  const { old_dynamics: _, ...known } = params as Record<string, unknown>
  return {
    ep_states: [[init, ...steps.slice(0, -1).map(({ s }) => s)]],
    ep_actions: [steps.map(({ a }) => a.map((one) => (one === 5 ? 'interact' : [DX[one] ?? 0, DY[one] ?? 0])))],
    ep_rewards: [rewards],
    ep_dones: [rewards.map((_, t) => t === rewards.length - 1)],
    ep_returns: [sum(rewards)],
    ep_lengths: [rewards.length],
    mdp_params: [
      { ...known, layout_name: named ? variant.id.split('@')[0] : 'mine', terrain, start_player_positions: places },
    ],
    env_params: [{ start_state_fn: null, horizon: init.timestep + steps.length, info_level: 0, num_mdp: 1 }],
  }
}

describe('a replay as trajectories of the reference', () => {
  it('has every state, action, reward and end of its episodes', () => {
    const text = game()
    const all = out(text)
    const { returns } = verifyReplay(parseReplay(text, 'game'), spec)
    expect(all.ep_lengths).toEqual([HORIZON, HORIZON, HORIZON, 7])
    expect(all.ep_returns.reduce((a, b) => a + b, 0)).toBe(returns[0])
    expect(returns[0]).toBeGreaterThan(0)
    expect(all.ep_states.map((states) => states.map(({ timestep }) => timestep))[3]).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(all.ep_dones.map((dones) => dones.indexOf(true))).toEqual([HORIZON - 1, HORIZON - 1, HORIZON - 1, -1])
    expect(all.ep_actions.flat(2)).toContain('interact')
    expect(all.mdp_params[0]).toMatchObject({ layout_name: 'cramped_room', start_player_positions: [[1, 2], [3, 1]] }) // prettier-ignore
    expect(all.env_params[0]).toMatchObject({ horizon: HORIZON })
  })

  it.each([{}, { randomPositions: true, randomObjects: 0.5, shaping: 1 }, { horizon: Infinity }])(
    'comes back byte for byte with the options %j',
    (options) => {
      const text = game(options)
      expect(replayOf(out(text), 'file')).toBe(text)
    },
  )

  it('comes back without what is ours, by its layout and first state', () => {
    const { metadatas: _, ep_infos: __, ...plain } = out(game({ randomPositions: true }))
    const back = out(replayOf(plain, 'file', 1))
    expect([back.ep_states, back.ep_actions, back.ep_rewards]).toEqual(
      [plain.ep_states, plain.ep_actions, plain.ep_rewards].map((lists) => [lists[1]]),
    )
    expect(() => replayOf(plain, 'file')).toThrow(
      'Got 4 episodes in file that no one game goes over (episode 1 starts otherwise)',
    )
    const { metadatas: ___, ...alike } = out(game())
    expect(parseReplay(replayOf(alike, 'file'), 'file').header.options.layout).toBe('cramped_room')
  })
})

describe('what the reference recorded', () => {
  const known = variants(EXCERPT)
  it.each(
    ['counter_circuit@new', 'cramped_room@old', 'x1_solo_tomato@new', 'x5_room@new'].flatMap(
      (id) =>
        [
          [id, true],
          [id, false],
        ] as const,
    ),
  )('%s becomes a replay (layout by its name: %s), and the same states again', (id, named) => {
    for (const episode of episodesOf(id, EXCERPT).slice(0, 2)) {
      const given = saved(episode, known.get(id)!, named)
      const text = replayOf(given, id)
      expect(verifyReplay(parseReplay(text, id), spec).steps).toBe(episode.steps.length)
      expect(out(text)).toMatchObject({
        ep_states: given.ep_states,
        ep_actions: given.ep_actions,
        ep_rewards: given.ep_rewards,
      })
    }
  })

  it('is refused where it is another game, or none, saying where', () => {
    const [episode] = episodesOf('counter_circuit@new', EXCERPT)
    const given = (): Record<string, any> => saved(episode, known.get('counter_circuit@new')!, true) // oxlint-disable-line no-explicit-any
    const changed = (change: (all: ReturnType<typeof given>) => void) => () => {
      const all = structuredClone(given())
      change(all)
      return replayOf(all, 'file')
    }
    expect(changed((all) => void (all.ep_rewards[0][3] += 20))).toThrow(
      /file: played again, the reward of step 3 of episode 0 is 0, recorded was 20/,
    )
    expect(changed((all) => void (all.ep_states[0][9].players[0].orientation = [9, 9]))).toThrow(
      /the state of step 9 of episode 0/,
    )
    expect(changed((all) => void (all.ep_actions[0][2][1] = 'jump'))).toThrow(
      /Got "jump" for ep_actions\[0\]\[2\]\[1\], expected 'interact' or one of/,
    )
    expect(changed((all) => void all.ep_dones[0].pop())).toThrow(/for ep_dones\[0\], expected \d+ steps/)
    expect(changed((all) => void (all.mdp_params[0] = { layout_name: 'nowhere' }))).toThrow(
      /Got "nowhere" for mdp_params\[0\].layout_name, expected one of: cramped_room/,
    )
    expect(changed((all) => void (all.mdp_params[0].colour = 1))).toThrow(/Got "colour" for mdp_params\[0\]/)
    expect(() => replayOf({}, 'file')).toThrow(/for ep_states, expected an array/)
    expect(() => replayOf(given(), 'file', 1)).toThrow('Got episode 1, expected one of 0 to 0 of file.')
  })

  it('has no place for needs, nor for other environments', () => {
    const header = { ...parseReplay(game(), 'game'), steps: [] }
    const with_ = (change: object) => () => trajectoriesOf({ ...header, header: { ...header.header, ...change } })
    expect(with_({ env: 'coins' })).toThrow('Got a replay of coins, expected one of overcooked.')
    expect(with_({ options: { ...header.header.options, needs: {} } })).toThrow('Got a kitchen with needs')
  })
})

describe('sva replay --convert', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trajectory-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('writes the reference format, and a replay of it', async () => {
    const [replay, trajectory, back] = ['a.jsonl', 'b.json', 'c.jsonl'].map((name) => join(folder, name))
    writeFileSync(replay, game())
    expect(await main(['replay', replay, '--convert', trajectory])).toBe(0)
    expect(JSON.parse(readFileSync(trajectory, 'utf8'))).toHaveProperty('ep_states')
    expect(await main(['replay', trajectory, '--convert', back])).toBe(0)
    expect(readFileSync(back, 'utf8')).toBe(readFileSync(replay, 'utf8'))
    expect(await main(['replay', replay, '--episode', '1'])).toBe(2)
  })
})
