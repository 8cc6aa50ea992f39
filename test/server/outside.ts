/** An agent outside and the battery that waits for it, in one process: the command runs, and the agent joins by what it prints. */
import { main } from '../../cli/main.ts'
import type { Episode } from '../../probes/battery/results.ts'
import type { ProbeReport } from '../../probes/battery/report.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Client } from '../../server/client/client.ts'
import type { RemoteSeat } from '../../server/client/handles.ts'
import type { Output } from '../unit/cli-output.ts'
import { until } from './running.ts'

export interface Invite {
  readonly world: string
  readonly invite: string
  readonly agent: string
  readonly env: string
  readonly view: string
}
export interface Announced {
  readonly url: string
  readonly token: string
  readonly seats: readonly Invite[]
}

/** What the battery said so far of how its seats are taken. */
export const announced = ({ stdout }: Output): Announced[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{"url"'))
    .map((line) => JSON.parse(line) as Announced)

/** The report, which is the last line of stdout with --json. */
export const reportOf = ({ stdout }: Output): ProbeReport & { readonly run: string } =>
  JSON.parse(stdout.trim().split('\n').at(-1)!)

/** Episodes of a player, by question, trial and pair; without the player's name. */
export function episodesOf(run: string, player: string): Omit<Episode, 'player'>[] {
  const lines = readFileSync(join(run, 'probe/episodes.jsonl'), 'utf8').trim().split('\n')
  const place = ({ question, trial, pair }: Episode): string => `${question} ${trial} ${String(pair).padStart(4, '0')}`
  return lines
    .map((line) => JSON.parse(line) as Episode)
    .filter((episode) => episode.player === player)
    .sort((a, b) => (place(a) < place(b) ? -1 : 1))
    .map((episode) => {
      const { player: _, ...rest } = episode
      return rest
    })
}

/** Runs `sva probe ...` and lets `play` take every seat that is offered. Answers the exit code. */
export async function examined(
  args: readonly string[],
  output: Output,
  play: (seat: RemoteSeat, client: Client, invite: Invite) => Promise<void>,
): Promise<number> {
  let over = false
  const code = main(['probe', ...args]).finally(() => (over = true))
  await until(() => over || announced(output).length > 0)
  if (over) return code
  const [{ url, token, seats }] = announced(output)
  const client = await connect(url, { kind: 'agent', token })
  const played = seats.map(async (invite) => {
    await play(await client.join({ world: invite.world, invite: invite.invite }), client, invite)
  })
  const [ended] = await Promise.all([code, ...played])
  await client.close()
  return ended
}
