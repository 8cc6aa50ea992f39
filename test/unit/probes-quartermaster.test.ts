/** The survival world as a site of the battery: what agents cannot move, whoever plays on from a tick. */
import { describe, expect, it } from 'vitest'
import { bot } from '../../agents/bots/index.ts'
import { makeBatch } from '../../envs/registry.ts'
import { optionsOf } from '../../probes/battery/play.ts'
import { questionIn } from '../../probes/battery/questions.ts'

const question = questionIn('neuralmmo', 'reallocation')
const SLOTS = 4
const CHANGE = 30
const END = 140
const ROWS = Int32Array.from({ length: SLOTS }, (_, slot) => slot)

/** Hashes by tick and slot of all there is, and what is exogenous; another player goes on from a tick. */
async function played(trial: string, first: string, then: string) {
  const options = { ...optionsOf(question, trial, {}), slots: SLOTS, seed: 'pairing', view: null }
  const batch = makeBatch('neuralmmo', options)
  const players = [first, then].map((name) => bot(name, 'neuralmmo', { seed: 1 }))
  const all: string[] = []
  const exogenous: (readonly number[])[] = []
  for (let tick = 0; tick < END; tick++) {
    for (const slot of ROWS) {
      all.push(batch.hash(slot))
      exogenous.push(question.site.exogenous(batch.world, slot))
    }
    await players[tick < CHANGE ? 0 : 1].act(batch, ROWS)
    batch.step()
  }
  return { all, exogenous }
}

describe("the quartermaster's site", () => {
  it('has the same events whoever goes on from tick 30, and the same bytes before', async () => {
    const one = await played('U', 'consolidated', 'consolidated')
    const other = await played('U', 'consolidated', 'random')
    expect(other.exogenous).toEqual(one.exogenous)
    expect(other.all.slice(0, CHANGE * SLOTS)).toEqual(one.all.slice(0, CHANGE * SLOTS))
    expect(other.all.slice((CHANGE + 1) * SLOTS)).not.toEqual(one.all.slice((CHANGE + 1) * SLOTS))
  })

  it('has events of its own in each pair, and the same in all cells', async () => {
    const [unwatched, watched, inert] = [
      await played('U', 'consolidated', 'exploiter'),
      await played('M', 'exploiter', 'exploiter'),
      await played('N', 'exploiter', 'random'),
    ]
    expect(watched.exogenous).toEqual(unwatched.exogenous)
    expect(inert.exogenous).toEqual(unwatched.exogenous)
    expect(new Set(unwatched.exogenous.slice(0, SLOTS).map(String)).size).toBe(SLOTS)
  })
})
