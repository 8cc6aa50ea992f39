import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Refused } from '../../server/refused.ts'
import { Room, type RoomEffect, type RoomOptions, type Standing } from '../../server/room.ts'

const NAMES = ['ann', 'bob']
const OPTIONS: RoomOptions = {
  mode: 'lockstep',
  agents: NAMES.map((name) => ({ name, role: 'player' })),
  heads: [4],
  bots: {},
  start: 'full',
  deadlineMs: null,
  tickMs: 100,
  maxLate: null,
  onLeave: 'default',
  resumeMs: 5_000,
}
const ALL: Standing = { live: [1, 1], choice: [1, 1], over: false, renewed: false }

function room(options: Partial<RoomOptions> = {}): Room {
  const made = new Room({ ...OPTIONS, ...options })
  made.began(ALL, 0)
  return made
}
const holder = (agent: string) => ({ connection: `of ${agent}`, token: `token of ${agent}`, name: null })
const join = (to: Room, agent: string, now = 0) => to.join(agent, holder(agent), now).effects
const seat = (of: Room, agent: string) => of.seats.find((one) => one.agent === agent)!
/** In short: the actions of steps, whom observations are for, what became of seats. */
const told = (effects: readonly RoomEffect[]): unknown[] =>
  effects.map((effect) => {
    if (effect.do === 'step') return effect.actions.map((action) => action?.[0] ?? null)
    if (effect.do === 'observe')
      return `${effect.final ? 'last of' : 'to'} ${effect.seats.map((s) => s.agent).join(' ')}`
    return effect.do === 'seat' ? `${effect.seat.agent} ${effect.change}` : 'end'
  })
const act = (of: Room, agent: string, tick: number, action: number) =>
  told(of.act(seat(of, agent), tick, [action]).effects)
function code(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
  return 'done'
}
const playing = (options: Partial<RoomOptions> = {}): Room => {
  const made = room(options)
  for (const name of NAMES) join(made, name)
  return made
}

describe('lockstep', () => {
  it('begins when the last seat is taken, and steps when all have acted', () => {
    const play = room()
    expect(told(join(play, 'ann'))).toEqual(['ann joined'])
    expect(code(() => act(play, 'ann', 0, 1))).toBe('E_STATE')
    expect(told(join(play, 'bob'))).toEqual(['bob joined', 'to ann bob'])
    expect(act(play, 'ann', 0, 1)).toEqual([])
    expect(act(play, 'bob', 0, 2)).toEqual([[1, 2]])
    expect(told(play.stepped(ALL, 0))).toEqual(['to ann bob'])
    expect(play.tick).toBe(1)
  })

  it('waits for a lost connection without a deadline, and frees its seat in the end', () => {
    const play = playing()
    expect(told(play.lose('of bob', 100))).toEqual(['bob away'])
    act(play, 'ann', 0, 1)
    expect(play.nextAt).toBe(5_100)
    expect(told(play.time(5_099))).toEqual([])
    expect(told(play.time(5_100))).toEqual(['bob lost', [1, null]])
  })

  it('does not wait for the dead, nor for bots', () => {
    const play = room({ bots: { bob: 'random' } })
    expect(told(join(play, 'ann'))).toEqual(['ann joined', 'to ann'])
    expect(act(play, 'ann', 0, 3)).toEqual([[3, null]])
    const both = playing()
    act(both, 'ann', 0, 0)
    act(both, 'bob', 0, 0)
    both.stepped({ ...ALL, live: [1, 0] }, 0)
    expect(act(both, 'ann', 1, 2)).toEqual([[2, null]])
  })

  it('fills in what is missing at the deadline, counted from the observation', () => {
    const play = playing({ deadlineMs: 50 })
    expect(play.nextAt).toBe(50)
    act(play, 'ann', 0, 1)
    expect(told(play.time(49))).toEqual([])
    expect(told(play.time(50))).toEqual([[1, null]])
    expect(code(() => act(play, 'bob', 0, 2))).toBe('E_STALE')
    play.stepped(ALL, 60)
    expect(play.nextAt).toBe(110)
    expect(play.msLeft(70)).toBe(40)
    expect(seat(play, 'bob').late).toBe(1)
  })

  it('loses a seat that misses too often in a row', () => {
    const play = playing({ deadlineMs: 10, maxLate: 2 })
    const rounds = [10, 20].map((now) => {
      act(play, 'ann', play.tick, 1)
      const effects = told(play.time(now))
      play.stepped(ALL, now)
      return effects
    })
    expect(rounds).toEqual([[[1, null]], ['bob lost', [1, null]]])
    expect(seat(play, 'bob').state).toBe('free')
    expect(act(play, 'ann', 2, 1)).toEqual([[1, null]])
  })

  it('does what was chosen when a player leaves', () => {
    const leave = (onLeave: RoomOptions['onLeave']) => {
      const play = playing({ onLeave })
      act(play, 'ann', 0, 1)
      return { play, effects: told(play.leave(seat(play, 'bob'), 'left', 0)) }
    }
    expect(leave('default').effects).toEqual(['bob left', [1, null]])
    expect(leave('end').effects).toEqual(['bob left', 'end'])
    const { play, effects } = leave('pause')
    expect(effects).toEqual(['bob left'])
    expect(told(join(play, 'bob'))).toEqual(['bob joined'])
    expect(act(play, 'bob', 0, 2)).toEqual([[1, 2]])
  })

  it('stands still while nobody plays', () => {
    const play = playing({ deadlineMs: 10 })
    for (const name of NAMES) play.leave(seat(play, name), 'left', 0)
    expect(told(play.time(1_000))).toEqual([])
  })

  it('waits at the end of an episode until the controller resets', () => {
    const play = playing()
    act(play, 'ann', 0, 1)
    act(play, 'bob', 0, 1)
    expect(told(play.stepped({ ...ALL, over: true }, 0))).toEqual(['to ann bob'])
    expect(code(() => act(play, 'ann', 1, 1))).toBe('E_STATE')
    expect(told(play.began(ALL, 0))).toEqual(['to ann bob'])
    expect(act(play, 'ann', 1, 1)).toEqual([])
  })

  it('shows the last observation of an episode before the first of the next', () => {
    const play = playing()
    act(play, 'ann', 0, 1)
    act(play, 'bob', 0, 1)
    expect(told(play.stepped({ ...ALL, renewed: true }, 0))).toEqual(['last of ann bob', 'to ann bob'])
  })

  it('is started, paused and stepped by the controller', () => {
    const play = room({ start: 'manual' })
    join(play, 'ann')
    expect(told(join(play, 'bob'))).toEqual(['bob joined'])
    expect(told(play.clock('step', { ticks: 2 }, 0))).toEqual(['to ann bob', [null, null]])
    expect(told(play.stepped(ALL, 0))).toEqual(['to ann bob', [null, null]])
    expect(told(play.stepped(ALL, 0))).toEqual(['to ann bob'])
    expect(told(play.clock('start', {}, 0))).toEqual([])
    expect(code(() => play.clock('step', {}, 0))).toBe('E_STATE')
    act(play, 'ann', 2, 1)
    play.clock('pause', {}, 0)
    expect(act(play, 'bob', 2, 1)).toEqual([])
    expect(told(play.clock('start', {}, 0))).toEqual([[1, 1]])
  })
})

describe('turn', () => {
  it('asks only who has a choice', () => {
    const play = room({ mode: 'turn' })
    play.began({ ...ALL, choice: [0, 1] }, 0)
    for (const name of NAMES) join(play, name)
    expect(NAMES.map((name) => play.acts(seat(play, name)))).toEqual([false, true])
    expect(act(play, 'bob', 0, 2)).toEqual([[null, 2]])
  })
})

describe('realtime', () => {
  it('steps at every tick with the newest actions', () => {
    const play = playing({ mode: 'realtime' })
    expect(act(play, 'ann', 0, 1)).toEqual([])
    act(play, 'ann', 0, 2)
    expect(told(play.time(99))).toEqual([])
    expect(told(play.time(100))).toEqual([[2, null]])
    play.stepped(ALL, 105)
    expect(play.act(seat(play, 'bob'), 0, [3]).late).toBe(true)
    expect(told(play.time(200))).toEqual([[null, 3]])
  })

  it('does not make up for ticks that it missed', () => {
    const play = playing({ mode: 'realtime' })
    expect(told(play.time(1_000))).toEqual([[null, null]])
    expect(told(play.time(1_100))).toEqual([])
    play.stepped(ALL, 1_150)
    expect(play.nextAt).toBe(1_200)
  })

  it('changes its pace, and pauses', () => {
    const play = playing({ mode: 'realtime' })
    play.clock('rate', { tickMs: 10 }, 50)
    expect(play.nextAt).toBe(60)
    play.clock('pause', {}, 55)
    expect(play.nextAt).toBe(null)
  })
})

describe('seats', () => {
  it('are taken by one of a hundred who race for them', () => {
    const play = room()
    const codes = Array.from({ length: 100 }, (_, i) => code(() => play.join('ann', holder(`${i}`), 0)))
    expect(codes.filter((one) => one === 'done')).toHaveLength(1)
    expect(new Set(codes.slice(1))).toEqual(new Set(['E_SEAT_TAKEN']))
    expect([0, 1].map(() => code(() => play.join(undefined, holder('x'), 0)))).toEqual(['done', 'E_FULL'])
    expect(code(() => play.join('zoe', holder('x'), 0))).toBe('E_NO_SEAT')
  })

  it('are taken back by their token alone: a wrong one changes nothing and stops no clock', () => {
    const play = playing()
    play.lose('of ann', 0)
    const before = JSON.stringify(play.seats)
    for (let i = 0; i < 3; i++) expect(code(() => play.resume('ann', 'wrong', holder('thief')))).toBe('E_AUTH')
    expect(JSON.stringify(play.seats)).toBe(before)
    expect(play.nextAt).toBe(5_000)
    const back = play.resume('ann', 'token of ann', { ...holder('ann'), token: 'next' })
    expect(told(back.effects)).toEqual(['ann resumed'])
    expect(play.nextAt).toBe(null)
    seat(play, 'ann').token!.confirm()
    expect(code(() => play.resume('ann', 'token of ann', holder('old')))).toBe('E_AUTH')
    expect(play.resume('ann', 'next', holder('new')).replaced).toBe('of ann')
  })

  it('are taken back with the last token where the next one never arrived, until it is heard of', () => {
    const play = playing()
    const resume = (shown: string, token: string) => code(() => play.resume('ann', shown, { ...holder(token), token }))
    expect(resume('token of ann', 'lost on its way')).toBe('done')
    expect(resume('token of ann', 'second')).toBe('done')
    expect(resume('lost on its way', 'third')).toBe('E_AUTH')
    expect(resume('second', 'third')).toBe('done')
    expect(resume('token of ann', 'fourth')).toBe('E_AUTH')
    seat(play, 'ann').token!.confirm()
    expect(resume('second', 'fourth')).toBe('E_AUTH')
  })

  it('that act again after a reset of their tick are heard', () => {
    const play = playing()
    play.act(seat(play, 'ann'), 0, [1])
    play.began(ALL, 0)
    expect(told(play.act(seat(play, 'ann'), 0, [1]).effects)).toEqual([])
    expect(told(play.act(seat(play, 'bob'), 0, [2]).effects)).toEqual([[1, 2]])
  })

  it('are kept with what was said for the running tick', () => {
    const play = playing()
    play.act(seat(play, 'ann'), 0, [1])
    const kept = JSON.parse(JSON.stringify(play.kept())) as ReturnType<Room['kept']>
    const next = room()
    expect(next.revive(kept, 0, 100)).toEqual([])
    expect(next.seats.map(({ state }) => state)).toEqual(['away', 'away'])
    expect(next.nextAt).toBe(5_100)
    next.resume('bob', 'token of bob', holder('bob'))
    expect(told(next.act(seat(next, 'bob'), 0, [2]).effects)).toEqual([[1, 2]])
  })

  it('that nobody comes back to are freed after wrong tokens too', () => {
    const play = playing()
    play.lose('of ann', 0)
    expect(code(() => play.resume('ann', 'wrong', holder('thief')))).toBe('E_AUTH')
    expect(told(play.time(5_000))).toEqual(['ann lost'])
    expect(code(() => play.resume('ann', 'token of ann', holder('late')))).toBe('E_AUTH')
  })

  it('that are free have no token', () => {
    expect(code(() => room().resume('ann', '', holder('x')))).toBe('E_AUTH')
  })
})

/** What the protocol promises about the acts of one seat, told without the room. */
class Reference {
  tick = 0
  acts = new Map<number, number>()
  act(tick: number, action: number): string {
    if (action >= 4) return 'E_ACTION'
    if (this.acts.has(tick)) return this.acts.get(tick) === action ? 'done' : 'E_DUP'
    if (tick > this.tick) return 'E_FUTURE'
    if (tick < this.tick) return 'E_STALE'
    // Only the newest is remembered.
    this.acts = new Map([[tick, action]])
    return 'done'
  }
}

describe('acts', () => {
  it('in any order, twice, too early or too late give what the protocol says', () => {
    const deeds = fc.array(
      fc.oneof(
        { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...NAMES), fc.integer({ min: -2, max: 1 }), fc.nat(4)) },
        { weight: 1, arbitrary: fc.constant('deadline' as const) },
      ),
      { maxLength: 60 },
    )
    const seen: Record<string, number> = {}
    fc.assert(
      fc.property(deeds, (plan) => {
        const play = playing({ deadlineMs: 10 })
        const references = new Map(NAMES.map((name) => [name, new Reference()]))
        let now = 0
        const settle = (effects: readonly RoomEffect[]) => {
          const step = effects.find((effect) => effect.do === 'step')
          if (!step) return
          const expected = NAMES.map((name) => references.get(name)!.acts.get(play.tick) ?? null)
          expect(told([step])).toEqual([expected])
          play.stepped(ALL, now)
          for (const reference of references.values()) {
            reference.tick++
          }
        }
        for (const deed of plan) {
          if (deed === 'deadline') {
            now += 10
            settle(play.time(now))
            continue
          }
          const [agent, offset, action] = deed
          const tick = Math.max(0, play.tick + offset)
          const expected = references.get(agent)!.act(tick, action)
          let effects: RoomEffect[] = []
          const got = code(() => (effects = play.act(seat(play, agent), tick, [action]).effects))
          expect(got).toBe(expected)
          seen[got] = (seen[got] ?? 0) + 1
          settle(effects)
        }
      }),
      { numRuns: 2_000, seed: 3 },
    )
    expect(Object.keys(seen).sort()).toEqual(['E_ACTION', 'E_DUP', 'E_FUTURE', 'E_STALE', 'done'])
  })
})
