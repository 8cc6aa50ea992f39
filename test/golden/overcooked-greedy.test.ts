import { describe, expect, it } from 'vitest'
import { greedyHuman } from '../../agents/bots/overcooked-greedy.ts'
import { makeBatch } from '../../envs/registry.ts'
import { NO_RECORDINGS, encodings, hasRecordings, idsWith, kitchenOf, variants } from './overcooked-recordings.ts'

describe.skipIf(!hasRecordings)(`overcooked greedy human${hasRecordings ? '' : ` - ${NO_RECORDINGS}`}`, () => {
  const all = hasRecordings ? variants() : new Map()

  it('acts as the reference does in every recorded state', () => {
    let compared = 0
    const wrong: string[] = []
    for (const id of idsWith('enc.jsonl')) {
      const entries = encodings(id).filter(({ encoded }) => encoded.greedy_human)
      if (entries.length === 0) continue
      const { batch, world } = kitchenOf(all.get(id)!)
      const policy = greedyHuman()
      for (const { encoded, state } of entries) {
        batch.fromJSON(0, state)
        void policy.act({ world: batch.world }, [0, 1])
        for (let player = 0; player < 2; player++) {
          compared++
          if (world.actions[player] === encoded.greedy_human![player]) continue
          wrong.push(
            `${encoded.ep} t ${encoded.t} player ${player}: got ${world.actions[player]}, expected ${encoded.greedy_human![player]}`,
          )
        }
      }
    }
    expect(wrong).toEqual([])
    expect(compared).toBeGreaterThan(2000)
  })
})

describe('overcooked greedy human', () => {
  it('serves soup in a cramped room once it can free itself', () => {
    expect(soups('cramped_room', { autoUnstuck: true, seed: 1 })).toBeGreaterThan(2)
  })

  it('plays the same episode from the same seed, and another from another', () => {
    const play = (seed: number) => actionsOf('cramped_room', { autoUnstuck: true, seed })
    expect(play(3)).toEqual(play(3))
    expect(play(3)).not.toEqual(play(4))
  })

  it('refuses other orders than three onions', () => {
    const layout = { grid: ['XXPXX', 'O 1 T', 'X 2 X', 'XDXSX'] }
    const batch = makeBatch('overcooked', { slots: 1, layout, view: null })
    expect(() => greedyHuman().act(batch, [0])).toThrow(/expected onion \+ onion \+ onion alone/)
  })
})

function soups(layout: string, options: Parameters<typeof greedyHuman>[0]): number {
  const batch = makeBatch('overcooked', { slots: 1, layout, view: null, autoreset: 'disabled' })
  const policy = greedyHuman(options)
  policy.reset()
  for (let tick = 0; tick < 400; tick++) {
    void policy.act(batch, [0, 1])
    batch.step()
  }
  return batch.world.metrics[batch.spec.metrics.indexOf('soups_delivered')]
}

function actionsOf(layout: string, options: Parameters<typeof greedyHuman>[0]): number[] {
  const batch = makeBatch('overcooked', { slots: 1, layout, view: null })
  const policy = greedyHuman(options)
  const actions: number[] = []
  for (let tick = 0; tick < 200; tick++) {
    void policy.act(batch, [0, 1])
    actions.push(...batch.actions)
    batch.step()
  }
  return actions
}
