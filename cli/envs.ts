/** `sva envs`: the list of environments. */
import { listEnvs } from '../envs/registry.ts'
import { print, table, type Command } from './command.ts'
import { JSON_FLAG } from './flags.ts'

export default {
  usage: 'envs [--json]',
  about: 'Lists the environments.',
  most: 0,
  flags: JSON_FLAG,
  examples: ['sva envs'],
  run(given) {
    const envs = listEnvs()
    if (given.on('json')) return print(JSON.stringify(envs))
    print(table(envs.map(({ id, version, summary }) => [id, `v${version}`, summary])))
    print('\nsva describe <env> says what one takes and gives.')
  },
} satisfies Command
