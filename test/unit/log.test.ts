import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRun, metricsLog, readMetrics, resumeRun } from '../../agents/log.ts'

let folder = ''
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'runs-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describe('metricsLog', () => {
  const path = () => join(folder, 'metrics.jsonl')

  it('reads back what was appended, also numbers that JSON has no word for', () => {
    const log = metricsLog(path())
    log.append({ step: 0, loss: NaN, name: 'a\nb', ok: true, none: null })
    log.append({ step: 10, loss: -Infinity })
    log.close()
    expect(readMetrics(path())).toEqual([
      { step: 0, loss: NaN, name: 'a\nb', ok: true, none: null },
      { step: 10, loss: -Infinity },
    ])
    expect(readFileSync(path(), 'utf8').split('\n')[1]).toBe('{"step":10,"loss":"-Infinity"}')
  })

  it('cuts a torn last line wherever it was torn, and goes on after it', () => {
    const whole = '{"step":1,"r":"ü"}\n{"step":2}\n'
    const next = Buffer.from('{"step":3,"r":"ü"}\n')
    for (let length = 0; length < next.length; length++) {
      writeFileSync(path(), Buffer.concat([Buffer.from(whole), next.subarray(0, length)]))
      const log = metricsLog(path())
      expect([log.cut, log.last]).toEqual([length, 2])
      log.append({ step: 4 })
      log.close()
      expect(readFileSync(path(), 'utf8')).toBe(`${whole}{"step":4}\n`)
    }
  })

  it('cuts a last line that a power cut left as zeros', () => {
    writeFileSync(path(), '{"step":1}\n\0\0\0\n')
    const log = metricsLog(path())
    expect(log.cut).toBe(4)
    log.close()
  })

  it('refuses a file with a broken line in the middle', () => {
    writeFileSync(path(), '{"step":1}\n{"st\n{"step":2}\n')
    expect(() => metricsLog(path())).toThrow(/Line 2 of .* is no record with a step/)
  })

  it('truncates to a step and refuses to go back without that', () => {
    const log = metricsLog(path())
    for (const step of [0, 5, 5, 10]) log.append({ step })
    expect(() => log.append({ step: 9 })).toThrow('Got step 9, expected >= 10')
    expect(() => log.append({ step: NaN })).toThrow('Got step NaN')
    expect(log.truncateTo(7)).toBe(1)
    log.append({ step: 7 })
    expect(log.truncateTo(-1)).toBe(4)
    log.append({ step: 0, again: true })
    log.close()
    expect(readMetrics(path())).toEqual([{ step: 0, again: true }])
  })

  it('keeps every line that a killed process had appended', () => {
    const module = JSON.stringify(new URL('../../agents/log.ts', import.meta.url).href)
    const script = `const { metricsLog } = await import(${module}); const log = metricsLog(process.argv[1])
      for (let step = 0; step < 50; step++) log.append({ step }); process.kill(process.pid, 'SIGKILL')`
    const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, path()], {
      timeout: 30_000,
    })
    expect([child.signal, String(child.stderr)]).toEqual(['SIGKILL', ''])
    expect(readMetrics(path()).map(({ step }) => step)).toEqual(Array.from({ length: 50 }, (_, step) => step))
  })
})

describe('RunFolder', () => {
  const start = {
    name: 'PPO on Overcooked!',
    config: { horizon: Infinity, lr: 3e-4 },
    seed: 7,
    command: ['sva', 'train'],
  }
  const now = new Date('2026-11-23T16:25:16.042Z')

  it('says what made the run', () => {
    const run = createRun(folder, start, now)
    run.close()
    expect(run.id).toBe('20261123-162516-042-ppo-on-overcooked')
    const info = JSON.parse(readFileSync(join(run.path, 'run.json'), 'utf8'))
    expect(info).toMatchObject({
      id: run.id,
      created: now.toISOString(),
      seed: 7,
      config: { horizon: 'Infinity', lr: 3e-4 },
    })
    expect(info.versions).toMatchObject({ node: process.version, 'sva-gym': expect.stringMatching(/^\d+\.\d+\.\d+/) })
    expect(readdirSync(run.path).sort()).toEqual(
      [
        'checkpoints',
        `events.out.tfevents.${Math.floor(now.getTime() / 1000)}.000`,
        'metrics.jsonl',
        'run.json',
      ].sort(),
    )
  })

  it('gives ids that are unique and sort by age', () => {
    const runs = Array.from({ length: 12 }, () => createRun(folder, start, now))
    runs.push(createRun(folder, start, new Date(now.getTime() + 1)))
    runs.forEach((run) => run.close())
    const ids = runs.map(({ id }) => id)
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(13)
  })

  it('resumes after a step with the rest cut, into a new event file', () => {
    const run = createRun(folder, start, now)
    for (const step of [0, 10, 20]) run.log(step, { loss: step }, 1)
    run.close()
    appendFileSync(join(run.path, 'metrics.jsonl'), '{"step":30,"lo')
    const again = resumeRun(run.path, 10, now)
    again.log(20, { loss: -20 }, 2)
    again.close()
    expect(again.info.config).toEqual(start.config)
    expect(again.metrics.cut).toBe(14)
    expect(readMetrics(join(run.path, 'metrics.jsonl')).map(({ step, loss, t }) => [step, loss, t])).toEqual([
      [0, 0, 1],
      [10, 10, 1],
      [20, -20, 2],
    ])
    expect(readdirSync(run.path).filter((name) => name.startsWith('events.'))).toHaveLength(2)
    expect(existsSync(again.checkpoints)).toBe(true)
  })
})
