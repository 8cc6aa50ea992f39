import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Awake } from '../../server/awake.ts'
import { Patience } from '../../server/patience.ts'

/** Ms that somebody looks, and longer than that. */
const LOOK = 1
const LONG = 10

describe('patience', () => {
  it('looks every time until it looked in vain, then not for some times, then again', () => {
    const patience = new Patience(LOOK)
    for (let time = 0; time < 50; time++) expect(patience.looks()).toBe(true)
    patience.lookedInVain()
    const looks = Array.from({ length: 50 }, () => patience.looks())
    const skipped = looks.indexOf(true)
    expect(skipped).toBeGreaterThan(0)
    expect(looks.slice(skipped)).not.toContain(false)
  })

  it('looks again as soon as something came that would not have been in vain', () => {
    const patience = new Patience(LOOK)
    patience.lookedInVain()
    patience.came(LONG)
    expect(patience.looks()).toBe(false)
    patience.came(LOOK / 2)
    expect(patience.looks()).toBe(true)
  })
})

describe('an event loop that stays awake', () => {
  let now = 0
  const turns: (() => void)[] = []
  const turn = (): void => turns.splice(0).forEach((work) => work())
  beforeEach(() => {
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    vi.stubGlobal('setImmediate', (work: () => void) => void turns.push(work))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  it('looks turn by turn for a moment after each call, in one chain, and then sleeps', () => {
    const awake = new Awake(LOOK)
    for (let call = 0; call < 100; call++) {
      now += LOOK / 2
      awake.stay(now)
      expect(turns).toHaveLength(1)
      turn()
      expect(turns).toHaveLength(1)
    }
    now += LONG
    turn()
    expect(turns).toHaveLength(0)
  })

  it('lets some calls pass after it looked in vain', () => {
    const awake = new Awake(LOOK)
    const awaited = Array.from({ length: 20 }, () => {
      awake.stay(now)
      const looks = turns.length === 1
      now += LONG
      turn()
      return looks
    })
    expect(awaited.slice(0, 2)).toEqual([true, false])
    expect(awaited.filter(Boolean).length).toBeGreaterThan(1)
  })

  it('looks again at the next call where what it looked for in vain once came in time after all', () => {
    const awake = new Awake(LOOK)
    awake.stay(now)
    now += LONG
    turn()
    awake.stay(now)
    expect(turns).toHaveLength(0)
    now += LOOK / 2
    awake.heard(now)
    awake.stay(now)
    expect(turns).toHaveLength(1)
  })
})
