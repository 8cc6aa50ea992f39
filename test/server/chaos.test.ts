import { describe, expect, it } from 'vitest'
import { chaos, FAULTS } from './chaos.ts'

// The nightly run plays a hundred (test/nightly.ts).
describe('sessions whose sockets break, whose client, server and threads are killed', { timeout: 600_000 }, () => {
  it('take every step once, and leave nothing behind', async () => {
    const report = await chaos({ seed: 'few', sessions: 3, atOnce: 2, every: 50, deck: FAULTS })
    expect(report.wrong).toEqual([])
    expect(report.lost).toBeLessThanOrEqual(report.struck)
    expect(report.left).toMatchObject({ worlds: 0, connections: 0 })
    expect(report.files).toEqual([])
    expect(Math.min(...Object.values(report.faults))).toBeGreaterThan(0)
    console.log(JSON.stringify(report))
  })
})
