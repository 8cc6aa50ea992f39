/** What a command line answers: help, lists, errors and exit codes. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listEnvs } from '../../envs/registry.ts'
import { main } from '../../cli/main.ts'
import { caughtOutput } from './cli-output.ts'
import { SVA, sva } from './cli-run.ts'

const COMMANDS = [
  'start',
  'envs',
  'bots',
  'describe',
  'play',
  'train',
  'certify',
  'eval',
  'scenarios',
  'probe',
  'replay',
  'serve',
  'bench',
]

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'cli-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const output = caughtOutput()

describe('help', () => {
  it('lists every command, with or without --help', async () => {
    expect(await main([])).toBe(0)
    for (const command of COMMANDS) expect(output.stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
    const plain = output.stdout
    output.stdout = ''
    expect(await main(['--help'])).toBe(0)
    expect(output.stdout).toBe(plain)
  })

  it.each(COMMANDS)('of %s has its usage, its flags and an example', async (command) => {
    expect(await main([command, '--help'])).toBe(0)
    expect(output.stdout).toMatch(new RegExp(`^sva ${command} `))
    expect(output.stdout).toMatch(new RegExp(`Examples?\n(  .*\n)*  sva ${command}`))
    expect(output.stdout).toContain('--help')
  })
})

describe('a wrong command line is one line on stderr and exit code 2', () => {
  it.each([
    ['boil', /unknown command 'boil', expected one of: start, envs/],
    ['describe nowhere', /unknown environment 'nowhere', expected one of: .*overcooked/],
    ['describe', /Missing the environment, expected one of: .*overcooked/],
    ['envs --loud', /unknown flag --loud, expected one of: --json, --help/],
    ['envs twice', /argument 'twice', expected: sva envs/],
    ['describe overcooked --layout nowhere', /unknown layout 'nowhere', expected one of: cramped_room/],
    ['describe overcooked --option speed=2', /unknown option 'speed', expected one of: layout, horizon/],
    ['describe overcooked --option horizon=0', /0 for option horizon, expected it to be >= 1/],
    ['describe overcooked --option view=lossless', /--option view, expected an option of the environment/],
    ['describe overcooked --option', /Missing the value of --option/],
    ['bench overcooked --view xray', /unknown view of overcooked 'xray', expected one of: none, symbolic/],
    ['bench overcooked --view none --slots 0', /'0' for --slots, expected a number >= 1/],
    ['bench overcooked --view none --slots 2 --threads 3', /3 threads for 2 slots/],
    [
      'play overcooked --policies waiter',
      /unknown player 'waiter', expected one of: random, stay, greedy, chef, consolidated, .*\(sva bots/,
    ],
    ['play coins --policies chef', /bot 'chef', which plays overcooked, for coins, expected one of: random, stay/],
    ['play coins --partner waiter', /unknown player 'waiter', expected one of: random, stay/],
    ['play overcooked --policies chef:salt=1', /unknown option 'salt', expected one of: noise/],
    ['bots nowhere', /unknown environment 'nowhere', expected one of: .*overcooked/],
    ['play overcooked --policies chef,chef,chef --headless', /3 policies for 2 agents, expected 1 or 2/],
    ['train', /Missing the environment/],
    ['train --env overcooked --view xray', /unknown view of overcooked 'xray'/],
    ['train --env overcooked --ppo.slots many', /many" for option slots|'many'.*slots/],
    ['train --env overcooked --ppo.minibatch 100', /minibatch 100 .*expected a divisor/],
    [
      'train --env overcooked --ppo.knobs {"heat":[1,0,1]}',
      /unknown knob of overcooked 'heat', expected one of: shaping/,
    ],
    ['train --preset lunch', /unknown preset 'lunch', expected one of: overcooked\/cramped_room/],
    ['train --resume runs/x --steps 5', /--steps with --resume/],
    ['eval waiter', /unknown player 'waiter', expected one of: random, stay, greedy, chef/],
    ['eval --env coins', /Missing the player, expected one of: random, stay/],
    ['eval random --env coins --partner chef', /bot 'chef', which plays overcooked, for coins/],
    ['eval chef --env coins', /bot 'chef', which plays overcooked, for coins/],
    ['eval chef:noise=2', /Got 2 for option noise, expected it to be <= 1/],
    ['eval chef --episodes 1.5', /'1.5' for --episodes, expected an integer >= 1/],
    ['replay', /Missing the file/],
  ])('%s', async (line, message) => {
    expect([await main(line.split(' ')), output.stdout]).toEqual([2, ''])
    expect(output.stderr).toMatch(message)
    expect(output.stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('what is understood and fails has exit code 1', () => {
  it.each([
    [['replay', 'none.jsonl'], /Cannot read none.jsonl for sva replay/],
    [['eval', tmpdir()], /no checkpoint in .*expected a run's folder/],
    [['train', '--resume', tmpdir()], /no run.json in /],
    [['describe', 'overcooked', '--config', 'none.json'], /Cannot read none.json for --config/],
  ])('%s', async (argv, message) => {
    expect(await main(argv)).toBe(1)
    expect(output.stderr).toMatch(message)
  })
})

describe('the process', () => {
  it('answers from any folder and through a symlink, and exits with the code', async () => {
    const bin = join(folder, 'node_modules', '.bin', 'sva')
    mkdirSync(dirname(bin), { recursive: true })
    symlinkSync(SVA, bin)
    const [envs, wrong] = await Promise.all([
      sva(['envs', '--json'], { cwd: folder, path: bin }),
      sva(['describe', 'nowhere'], { cwd: folder, env: { SVA_DEBUG: '1' } }),
    ])
    expect([envs.code, envs.stderr]).toEqual([0, ''])
    expect(JSON.parse(envs.stdout)).toContainEqual(
      expect.objectContaining({ id: 'overcooked', version: expect.any(Number) }),
    )
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('registry') // SVA_DEBUG shows where
  })

  it('does not wait for a key where there is no terminal', async () => {
    const { code, stderr } = await sva(['play'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/needs a terminal/)
  })
})

describe('describe', () => {
  it.each(listEnvs().map(({ id }) => id))('says what %s takes and gives', async (id) => {
    expect([await main(['describe', id]), output.stderr]).toEqual([0, ''])
    expect(output.stdout).toContain(`${id} v`)
    expect(output.stdout).toContain('Example options')
  })

  it('says options, views and actions of the chosen layout', async () => {
    const file = join(folder, 'ring.json')
    writeFileSync(file, '{"env":"overcooked","envOptions":{"layout":"coordination_ring","horizon":50}}')
    expect(await main(['describe', '--config', file, '--json'])).toBe(0)
    const said = JSON.parse(output.stdout)
    expect(said.defaults.horizon).toBe(400)
    expect(said.agents).toHaveLength(2)
    expect(said.action.names).toContain('interact')
    expect(said.views.find(({ name }: { name: string }) => name === 'lossless').shape).toEqual([5, 5, 26])
  })

  it('says what the profiles of a game do not agree on', async () => {
    expect(await main(['describe', 'externality_mushrooms'])).toBe(0)
    expect(output.stdout).toMatch(/mp-code +mp-doc +socialjax/)
    expect(output.stdout).toMatch(/digestion +0, 10, 15, 15 +0, 5, 10, 15 +10, 15, 20, 0/)
    expect(output.stdout).not.toContain('leastSteps')
  })

  it('says so where an environment has no profiles', async () => {
    expect(await main(['describe', 'overcooked'])).toBe(0)
    expect(output.stdout).toMatch(/Profiles.*\n  none/)
  })

  it('says it as data', async () => {
    expect(await main(['describe', 'externality_mushrooms', '--json'])).toBe(0)
    const { profiles, differences } = JSON.parse(output.stdout)
    expect(profiles).toEqual(['mp-code', 'mp-doc', 'socialjax'])
    expect(differences).toContainEqual({
      name: 'destruction',
      values: { 'mp-code': 0.25, 'mp-doc': 0.25, socialjax: 0 },
    })
  })

  it('a malformed layout file is named with line and column', async () => {
    const file = join(folder, 'bad.layout')
    writeFileSync(file, '{\n  "grid": """XX\n""",\n  "colour": 3\n}\n')
    expect(await main(['describe', 'overcooked', '--layout', file])).toBe(2)
    expect(output.stderr).toMatch(/unknown key 'colour'.*line 4|line 4.*unknown key 'colour'/)
  })
})

describe('bots', () => {
  it('are listed with their parameters, those of an environment alone where one is named', async () => {
    expect(await main(['bots'])).toBe(0)
    expect(output.stdout).toMatch(/^chef +noise=0 +overcooked +a cook/m)
    output.stdout = ''
    expect(await main(['bots', 'coins', '--json'])).toBe(0)
    const listed: { name: string }[] = JSON.parse(output.stdout)
    expect(listed.map(({ name }) => name)).not.toContain('chef')
    expect(listed[0]).toEqual({ name: 'random', summary: expect.any(String), envs: 'any', schema: {}, defaults: {} })
  })
})

describe('bench', () => {
  it('prints one JSON object a line, for one view or for all', async () => {
    const flags = ['overcooked', '--seconds', '0.05', '--slots', '4', '--json']
    const [one, threaded] = await Promise.all([
      sva(['bench', ...flags, '--view', 'symbolic']),
      sva(['bench', ...flags, '--view', 'none', '--threads', '2', '--layout', 'asymmetric_advantages']),
    ])
    const row = JSON.parse(one.stdout)
    expect(row).toMatchObject({ env: 'overcooked', view: 'symbolic', slots: 4, agents: 2, threads: 1 })
    expect(row.bytesPerAgentStep).toBeGreaterThan(0)
    expect(row.gigabytesPerSecond).toBeCloseTo((row.agentStepsPerSecond * row.bytesPerAgentStep) / 1e9, 2)
    expect(row.slowest).toBeLessThanOrEqual(row.agentStepsPerSecond)
    expect(row.fastest).toBeGreaterThanOrEqual(row.agentStepsPerSecond)
    expect(row.referenceRatio).toBeGreaterThan(0)
    const bare = JSON.parse(threaded.stdout)
    expect(bare).toMatchObject({
      view: 'none',
      threads: 2,
      bytesPerAgentStep: 0,
      options: { layout: 'asymmetric_advantages' },
    })
  })

  it('without a view measures every view, each in a process', async () => {
    const { stdout } = await sva(['bench', 'overcooked', '--seconds', '0.02', '--slots', '2', '--json'])
    const views = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).view)
    expect(views.slice(0, 3)).toEqual(['none', 'symbolic', 'lossless'])
  })
})
