/** For the tests of scripted players on grids: play with some rows in their hands, and what came of it. */
import { bot } from '../../agents/bots/index.ts'
import { STAY } from '../../envs/meltingpot/engine/state.ts'
import type { Grids } from './meltingpot-world.ts'

/** Plays `steps` with a bot in these rows, the others stay. Returns the actions of the first row. */
export async function playBot(
  { batch, world }: Grids,
  text: string,
  rows: readonly number[],
  steps: number,
): Promise<number[]> {
  const policy = bot(text, batch.spec.id, { seed: 1 })
  const taken: number[] = []
  policy.reset()
  for (let t = 0; t < steps; t++) {
    world.actions.fill(STAY)
    await policy.act(batch, rows)
    taken.push(world.actions[rows[0]])
    batch.step()
  }
  return taken
}

/** A metric, added up over all slots. */
export function metricOf({ batch, world }: Grids, name: string): number {
  const { metrics } = batch.spec
  let sum = 0
  for (let at = metrics.indexOf(name); at < world.metrics.length; at += metrics.length) sum += world.metrics[at]
  return sum
}
