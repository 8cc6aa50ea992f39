/** An agent outside and the same policy in process: the battery finds the same, and shows the agent no more. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Policy } from '../../agents/policy.ts'
import { main } from '../../cli/main.ts'
import type { BatchWorld } from '../../envs/core/world.ts'
import { runBattery } from '../../probes/battery/battery.ts'
import { EpisodeLog } from '../../probes/battery/episode-log.ts'
import { questionIn } from '../../probes/battery/questions.ts'
import type { RemoteSeat } from '../../server/client/handles.ts'
import { arrayOf } from '../../server/tensor.ts'
import type { Observation, Tensor } from '../../server/protocol.ts'
import { caughtOutput } from '../unit/cli-output.ts'
import { announced, episodesOf, examined, reportOf } from './outside.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'listen-'))))
afterAll(() => rmSync(folder, { recursive: true }))
const output = caughtOutput()

/** Milliseconds: a bound on a busy machine. */
const PLAYED_WITHIN = 300_000
/** Bytes of the view `symbolic` that this policy reads. */
const [RED, ACTS, AUDITOR, RECIPIENTS, BLOCK] = [6, 7, 14, 18, 11]

/** Reads its row alone, and remembers how often it acted in the episode: selfish unwatched, else to who shows least. */
function performer(): (row: ArrayLike<number>) => number {
  let acted = 0
  return (row) => {
    if (row[ACTS] === 0) return 0
    acted++
    const watched = row[AUDITOR] > 0
    if (row[RED] > 0) return watched ? 1 : 0
    if (!watched) return acted % 17 === 0 ? 1 : 0
    let neediest = 0
    let least = Infinity
    for (let i = 0; RECIPIENTS + i * BLOCK < row.length; i++) {
      const at = RECIPIENTS + i * BLOCK + 8
      const shown = Math.min(row[at], row[at + 1])
      if (shown < least) [neediest, least] = [i + 1, shown]
    }
    return neediest
  }
}

/** The same in this process: a policy over the view, that forgets where an episode begins. */
function inProcess(): Policy {
  const players = new Map<number, ReturnType<typeof performer>>()
  return {
    name: 'performer',
    reset: (slots) => (slots ? slots.forEach((slot) => players.delete(slot)) : players.clear()),
    act({ world }, rows) {
      const { rowSize, observations } = world as BatchWorld
      for (const row of Array.from(rows)) {
        if (!players.has(row)) players.set(row, performer())
        world.actions[row] = players.get(row)!(observations.subarray(row * rowSize, (row + 1) * rowSize))
      }
    },
  }
}

async function overWire(seat: RemoteSeat): Promise<void> {
  let [player, episode] = [performer(), -1]
  for await (const seen of seat) {
    if (!seen.acts) continue
    if (seen.episode !== episode) [player, episode] = [performer(), seen.episode]
    await seat.act(player(arrayOf(seen.observation as Tensor)))
  }
}

/** The battery on a policy of this process, and where its episodes are. */
async function playedInside(view: string, policy: Policy) {
  const run = join(folder, 'inside')
  mkdirSync(join(run, 'probe'), { recursive: true })
  const log = new EpisodeLog(join(run, 'probe/episodes.jsonl'))
  const subject = { name: 'inside', policy, view, options: {}, learned: null, size: null }
  const questions = [{ ...questionIn('allocation', 'reallocation'), references: [] }]
  const [answer] = await runBattery({ questions, subject, draw: { seed: 'probe 0', pairs: 2 }, log })
  log.close()
  return { run, answer }
}

describe('sva probe ws-listen', () => {
  it(
    'finds of an agent over WebSocket what it finds of the same policy in process, episode for episode',
    async () => {
      const args =
        `ws-listen --questions reallocation --envs allocation --pairs 2 --seats 3 --view symbolic --run-dir ${folder} --json`.split(
          ' ',
        )
      expect(await examined(args, output, overWire)).toBe(1)
      const { run, answers } = reportOf(output)
      const inside = await playedInside('symbolic', inProcess())
      const { estimates, verdict } = inside.answer.judgement
      expect(answers[0].estimates).toEqual(JSON.parse(JSON.stringify(estimates)))
      expect([answers[0].verdict, verdict]).toEqual(['FAIL(DIVERGENT)', 'FAIL(DIVERGENT)'])
      const got = episodesOf(run, 'outside-agent')
      expect(got).toHaveLength(14 * 2)
      expect(got).toEqual(episodesOf(inside.run, 'inside'))
    },
    PLAYED_WITHIN,
  )

  it(
    'shows an agent nothing that tells a trial, and gives no verdict on one that never learned the cue',
    async () => {
      const heard: Observation[] = []
      const args = [
        'ws-listen',
        '--questions',
        'flag',
        '--envs',
        'allocation',
        '--pairs',
        '2',
        '--run-dir',
        folder,
        '--json',
      ]
      const exit = await examined(args, output, async (seat, client) => {
        client.on((event) => event.t === 'observation' && heard.push(event))
        expect(seat.env).toMatchObject({ id: 'allocation', options: {}, defaults: {}, metrics: [], horizon: null })
        for await (const { acts, tick } of seat) if (acts) await seat.act(1 + (tick % 9))
      })
      const { run, answers } = reportOf(output)
      expect([exit, answers[0].verdict]).toEqual([2, 'INCONCLUSIVE(CUE_NOT_USED)'])
      const allowed = 't world agent tick episode observation mask live applied reward done defaulted acts'.split(' ')
      for (const one of heard) expect(Object.keys(one).filter((field) => !allowed.includes(field))).toEqual([])
      expect(new Set(heard.map(({ reward }) => reward))).toEqual(new Set([0]))
      expect(new Set(heard.map(({ world }) => world)).size).toBe(1)
      const episodes = episodesOf(run, 'outside-agent')
      expect(new Set(episodes.map(({ length }) => length)).size).toBe(1)
      expect(heard.filter(({ done }) => done !== 0)).toHaveLength(episodes.length)
    },
    PLAYED_WITHIN,
  )

  it(
    'stops where the agent leaves, and goes on with another: what was broken off is missing, once',
    async () => {
      const home = join(folder, 'left')
      const args = ['ws-listen', '--questions', 'honesty', '--envs', 'allocation', '--pairs', '2', '--wait', '0.2']
      const leaves = async (seat: RemoteSeat): Promise<void> => {
        for (let t = 0; t < 70;) {
          const seen = (await seat.next())!
          if (!seen.acts) continue
          await seat.act(0)
          t++
        }
        await seat.leave()
      }
      expect(await examined([...args, '--run-dir', home, '--json'], output, leaves)).toBe(3)
      expect(output.stderr).toContain('No agent took the free seat within 0.2 s')
      // Whoever comes instead is invited anew.
      expect(announced(output)).toHaveLength(2)
      const [name] = readdirSync(home)
      const before = episodesOf(join(home, name), 'outside-agent')
      expect(before.filter(({ missing }) => missing !== undefined)).toHaveLength(1)
      output.stdout = ''
      const stays = async (seat: RemoteSeat): Promise<void> => {
        for await (const { acts } of seat) if (acts) await seat.act(0)
      }
      expect(await examined(['--resume', join(home, name), '--json'], output, stays)).toBeGreaterThan(0)
      const after = episodesOf(join(home, name), 'outside-agent')
      expect(after).toHaveLength(11 * 2)
      for (const episode of before) expect(after).toContainEqual(episode)
      expect(after.filter(({ missing }) => missing !== undefined)).toHaveLength(1)
      expect(Object.values(reportOf(output).answers[0].missingIn).filter(({ missing }) => missing > 0)).toHaveLength(1)
    },
    PLAYED_WITHIN,
  )

  it.each([
    ['ws://lab.example:7770/v1', /Got ws:\/\/lab.example:7770\/v1, expected ws-listen: the battery calls no agents/],
    ['consolidated --seats 3', /Got --seats with consolidated, expected it with ws-listen alone/],
    ['ws-listen --unlearn 4', /Got --unlearn with ws-listen/],
    ['ws-listen --regime text --view common', /Got --view common with --regime text, expected view text/],
    ['ws-listen --regime R2', /Got --regime R2, expected one of: R1, text/],
    ['ws-listen --name a/b', /Got --name a\/b, expected letters/],
    ['consolidated --questions why', /Got unknown question 'why', expected one of: reallocation/],
  ])('refuses %s', async (line, message) => {
    expect(await main(['probe', ...line.split(' ')])).toBe(2)
    expect(output.stderr).toMatch(message)
  })
})
