import { describe, expect, it } from 'vitest'
import { soak, threadsAgree } from './neuralmmo-soak.ts'

const CROWDED = { preset: 'small', players: 24, npcs: 16, center: 16, border: 9 }

describe('a survival world that lives on', () => {
  it('keeps what must hold of it, and all of it happens', () => {
    expect(soak(3000, 250, CROWDED).die).toBeGreaterThan(0)
  })

  it('does so where bodies share cells, by the rules of nmmo 2.1', () => {
    soak(2000, 250, { ...CROWDED, profile: 'nmmo-2.1', targets: 16, offers: 32 })
  })

  it('does so with needs', () => {
    const needs = { price: 1, quartermaster: { day: 8 }, strangers: { inert: 0.3 } }
    expect(soak(4000, 250, { ...CROWDED, needs }).strangers_fed).toBeGreaterThan(0)
  })

  it('plays the same on one thread and on two', () => {
    threadsAgree(400, CROWDED)
  })
})
