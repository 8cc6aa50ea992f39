/** `sva replay <file>`: shows, verifies or draws a recorded game. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { png } from '../envs/core/png.ts'
import { raster } from '../envs/core/raster.ts'
import { parseReplay, playReplay, verifyReplay, type Replay } from '../envs/core/replay.ts'
import type { EnvSpec } from '../envs/core/spec.ts'
import { find } from '../envs/registry.ts'
import { print, UsageError, type Command, type Given } from './command.ts'
import { JSON_FLAG, readText } from './flags.ts'
import { pace, stage } from './stage.ts'

const FPS = 8
const CELL_PIXELS = 32

export default {
  usage: 'replay <file> [flags]',
  about: `Shows a recorded game in the terminal. Every way of playing it checks the hashes of its states: a game that takes
another way than it was recorded, or an environment of another version, is an error (exit code 1) that says where.`,
  most: 1,
  flags: {
    fps: { value: '<n>', about: `steps a second (default ${FPS})` },
    verify: { about: 'show nothing, only check' },
    png: { value: '<folder>', about: 'write a picture of the start and of each step instead' },
    cell: { value: '<pixels>', about: `side of a cell in pictures (default ${CELL_PIXELS})` },
    ...JSON_FLAG,
  },
  examples: [
    'sva play overcooked --policies greedy,chef --record game.jsonl',
    'sva replay game.jsonl --fps 20',
    'sva replay game.jsonl --verify --json',
  ],
  async run(given) {
    const path = given.words[0]
    if (path === undefined) throw new UsageError('Missing the file, expected: sva replay <file>.')
    const replay = parseReplay(readText(path, 'sva replay'), path)
    const spec = find(replay.header.env)
    const folder = given.text('png')
    if (folder !== undefined) return pictures(replay, spec, folder, given.integer('cell', 1) ?? CELL_PIXELS)
    if (!given.on('verify')) await show(replay, spec, given.number('fps', 0.1) ?? FPS)
    if (given.on('verify') || given.on('json')) verify(given, replay, spec, path)
  },
} satisfies Command

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
