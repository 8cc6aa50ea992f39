/** The dispatcher: `sva <command>`. A command is loaded when it is called, so that help is quick. */
import { versions } from '../agents/log.ts'
import { DONE, FAILED, help, print, read, table, usage, UsageError, WRONG_USAGE, type Command } from './command.ts'
import { named } from '../envs/core/config.ts'

interface Entry {
  readonly about: string
  load(): Promise<{ default: Command }>
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  start: { about: 'the tour: train two cooks in about a minute and see the result', load: () => import('./start.ts') },
  envs: { about: 'list the environments', load: () => import('./envs.ts') },
  bots: { about: 'list the scripted players', load: () => import('./bots.ts') },
  describe: { about: 'what an environment takes and gives', load: () => import('./describe.ts') },
  play: { about: 'play in the terminal, or watch policies play', load: () => import('./play.ts') },
  train: { about: 'train a policy by self-play', load: () => import('./train.ts') },
  certify: { about: 'decide whether a game is the dilemma that it is said to be', load: () => import('./certify.ts') },
  eval: { about: 'play a policy with partners and give intervals', load: () => import('./eval.ts') },
  scenarios: { about: 'list scenarios, or play a policy among their bots', load: () => import('./scenarios.ts') },
  replay: { about: 'show, verify or draw a recorded game', load: () => import('./replay.ts') },
  serve: { about: 'serve the environments over WebSocket', load: () => import('./serve.ts') },
  mcp: { about: 'seat a language model in a world, over MCP', load: () => import('./mcp.ts') },
  conformance: { about: 'play the cases of the protocol against a server', load: () => import('./conformance.ts') },
  bench: { about: 'measure how fast environments step', load: () => import('./bench.ts') },
}

const EXITS = `Exit codes
  0    done
  1    understood, but it failed
  2    wrong command line
  130  stopped by Ctrl-C (SIGINT); 143 by SIGTERM

SVA_DEBUG=1 prints where an error came from.`

/** Runs a command line (without `node` and `sva`) and answers the exit code. Errors are told on stderr. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  try {
    return await dispatch(name, rest)
  } catch (error) {
    process.stderr.write(`${explain(error, name)}\n`)
    return error instanceof UsageError ? WRONG_USAGE : FAILED
  }
}

async function dispatch(name: string | undefined, rest: readonly string[]): Promise<number> {
  if (name === undefined || ['--help', '-h', 'help'].includes(name)) {
    print(overview())
    return DONE
  }
  if (name === '--version') {
    print(versions()['sva-gym'])
    return DONE
  }
  const { default: command } = await usage(() => named('command', COMMANDS, name)).load()
  const given = read(command, rest)
  if (!given.on('help')) return (await command.run(given)) ?? DONE
  print(help(command))
  return DONE
}

function overview(): string {
  const rows = Object.entries(COMMANDS).map(([name, { about }]) => [`  ${name}`, about])
  return [
    'sva <command> [flags]',
    `Commands\n${table(rows)}`,
    'Flags\n  --help     print this, or what a command takes: sva train --help\n  --version  print the version',
    EXITS,
    'Example\n  sva start',
  ].join('\n\n')
}

function explain(error: unknown, name: string | undefined): string {
  if (!(error instanceof Error)) return `sva: ${String(error)}`
  if (process.env.SVA_DEBUG)
    return `sva: ${error.stack}${error.cause instanceof Error ? `\nfrom ${error.cause.stack}` : ''}`
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? `${name} ` : ''
  const hint = error instanceof UsageError ? ` See sva ${command}--help.` : ''
  return `sva: ${error.message}${hint}`
}
