import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Awake } from '../../server/awake.ts'
import { Patience } from '../../server/patience.ts'

/** Longer than anybody looks, in ms. */
const LONG = 10

describe('patience', () => {
  it('looks every time until it looked in vain, then not for some times, then again', () => {
    const patience = new Patience()
    for (let time = 0; time < 50; time++) expect(patience.looks()).toBe(true)
    patience.lookedInVain()
    const looks = Array.from({ length: 50 }, () => patience.looks())
    const skipped = looks.indexOf(true)
    expect(skipped).toBeGreaterThan(0)
    expect(looks.slice(skipped)).not.toContain(false)
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
    const awake = new Awake()
    for (let call = 0; call < 100; call++) {
      now += 0.05
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
    const awake = new Awake()
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
})
