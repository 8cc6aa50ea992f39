/** `sva replay <file>`: shows, verifies or draws a recorded game. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { png } from '../envs/core/png.ts'
import { raster } from '../envs/core/raster.ts'
import { parseReplay, playReplay, verifyReplay, type Replay } from '../envs/core/replay.ts'
import type { EnvSpec } from '../envs/core/spec.ts'
import { replayOf, trajectoriesOf } from '../envs/overcooked/trajectory.ts'
import { find } from '../envs/registry.ts'
import { print, UsageError, type Command, type Given } from './command.ts'
import { JSON_FLAG, readText } from './flags.ts'
import { pace, stage } from './stage.ts'

const FPS = 8
const CELL_PIXELS = 32

export default {
  usage: 'replay <file> [flags]',
  about: `Shows a recorded game in the terminal. Every way of playing it checks the hashes of its states: a game that takes
another way than it was recorded, or an environment of another version, is an error (exit code 1) that says where.

--convert writes a game of Overcooked in the format of the reference (overcooked_ai: ep_states, ep_actions, ...), or, where <file> is
in that format, a replay of it: the game is played again and has to give every recorded state and reward.`,
  most: 1,
  flags: {
    fps: { value: '<n>', about: `steps a second (default ${FPS})` },
    verify: { about: 'show nothing, only check' },
    png: { value: '<folder>', about: 'write a picture of the start and of each step instead' },
    cell: { value: '<pixels>', about: `side of a cell in pictures (default ${CELL_PIXELS})` },
    convert: { value: '<file>', about: "write it in the reference's format of Overcooked, or back" },
    episode: { value: '<n>', about: 'of a file in that format: convert this episode alone (from 0)' },
    ...JSON_FLAG,
  },
  examples: [
    'sva play overcooked --policies greedy,chef --record game.jsonl',
    'sva replay game.jsonl --fps 20',
    'sva replay game.jsonl --verify --json',
    'sva replay game.jsonl --convert trajectory.json',
    'sva replay trajectory.json --convert game.jsonl --episode 0',
  ],
  async run(given) {
    const path = given.words[0]
    if (path === undefined) throw new UsageError('Missing the file, expected: sva replay <file>.')
    const content = readText(path, 'sva replay')
    const to = given.text('convert')
    if (to !== undefined) return convert(content, path, to, given.integer('episode', 0))
    if (given.text('episode') !== undefined) throw new UsageError('Got --episode without --convert.')
    const replay = parseReplay(content, path)
    const spec = find(replay.header.env)
    const folder = given.text('png')
    if (folder !== undefined) return pictures(replay, spec, folder, given.integer('cell', 1) ?? CELL_PIXELS)
    if (!given.on('verify')) await show(replay, spec, given.number('fps', 0.1) ?? FPS)
    if (given.on('verify') || given.on('json')) verify(given, replay, spec, path)
  },
} satisfies Command

/** To the reference's format of Overcooked where `content` is a replay, else from it. */
function convert(content: string, path: string, to: string, episode: number | undefined): void {
  const trajectory = trajectoryIn(content)
  if (trajectory === null) {
    if (episode !== undefined) throw new UsageError('Got --episode with a replay, expected a file of episodes.')
    const trajectories = trajectoriesOf(parseReplay(content, path))
    const { ep_lengths } = trajectories
    writeFileSync(to, `${JSON.stringify(trajectories)}\n`)
    return print(`${to}: ${ep_lengths.length} episodes, ${ep_lengths.reduce((a, b) => a + b, 0)} steps.`)
  }
  const text = replayOf(trajectory, path, episode)
  writeFileSync(to, text)
  print(`${to}: ${parseReplay(text, to).steps.length} steps, played again as recorded.`)
}
/** What a file in the reference's format holds; null where it is none. */
function trajectoryIn(content: string): object | null {
  try {
    const value = JSON.parse(content) as object | null
    return value !== null && 'ep_states' in value ? value : null
  } catch {
    return null
  }
}

function verify(given: Given, replay: Replay, spec: EnvSpec, path: string): void {
  const { env, version } = replay.header
  const verified = verifyReplay(replay, spec)
  if (given.on('json')) return print(JSON.stringify({ file: path, env, version, ...verified, verified: true }))
  print(
    `${path}: ${verified.steps} steps of ${env} v${version} played again as recorded (${replay.hashes.size} hashes agree).`,
  )
}

async function show(replay: Replay, spec: EnvSpec, fps: number): Promise<void> {
  const screen = stage(process.stdout)
  const wait = pace(1 / fps)
  let step = 0
  for (const env of playReplay(replay, spec)) {
    screen.show(env, [`step ${step++} of ${replay.steps.length}, rewards ${Array.from(env.rewards).join(', ')}`])
    if (screen.live) await wait()
  }
}

function pictures(replay: Replay, spec: EnvSpec, folder: string, cellPixels: number): void {
  mkdirSync(folder, { recursive: true })
  const digits = Math.max(4, String(replay.steps.length).length)
  let step = 0
  for (const env of playReplay(replay, spec)) {
    const name = `${String(step++).padStart(digits, '0')}.png`
    writeFileSync(join(folder, name), png(raster(spec.draw(env.world, 0), cellPixels)))
  }
  print(`${step} pictures in ${folder}.`)
}
