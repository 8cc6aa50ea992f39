import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Awake } from '../../server/awake.ts'
import { Patience } from '../../server/patience.ts'

/** Ms that somebody looks, and longer than that. */
const LOOK = 1
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

  it('skips more and more times while it looks in vain, within bounds, and few again once it found', () => {
    const patience = new Patience()
    const skips = (): number => {
      patience.lookedInVain()
      for (let skipped = 0; skipped < 10_000; skipped++) if (patience.looks()) return skipped
      return Infinity
    }
    const all = Array.from({ length: 20 }, skips)
    expect(all[1]).toBeGreaterThan(all[0])
    expect(all.toSorted((a, b) => a - b)).toEqual(all)
    expect(all[19]).toBe(all[18])
    patience.found()
    expect(skips()).toBe(all[0])
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

  it('skips few calls after one in vain where all before were not', () => {
    const awake = new Awake(LOOK)
    const skipped = (): number => {
      now += LONG
      turn()
      for (let skips = 0; skips < 10_000; skips++, now += LONG) {
        awake.stay(now)
        if (turns.length === 1) return skips
      }
      return Infinity
    }
    awake.stay(now)
    const [few, more] = [skipped(), skipped()]
    expect(more).toBeGreaterThan(few)
    awake.stay(now)
    expect(skipped()).toBe(few)
  })
})
