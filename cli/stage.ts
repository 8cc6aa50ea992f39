/** Pictures of a world on a terminal, one after another in the same place. */
import { terminal } from '../envs/core/terminal.ts'
import type { BatchEnv } from '../envs/core/batch.ts'
import type { Screen } from './dashboard.ts'

export interface Stage {
  /** Whether pictures replace each other, in colour. */
  readonly live: boolean
  /** Shows slot 0 with lines of text under it. */
  show(env: BatchEnv, lines: readonly string[]): void
}

/** A stage on `screen`. A terminal is redrawn in place; elsewhere pictures follow each other as plain letters. */
export function stage(screen: Screen): Stage {
  const live = screen.isTTY === true && process.env.TERM !== 'dumb'
  const colour = live && !process.env.NO_COLOR
  let height = 0
  return {
    live,
    show(env, lines) {
      const picture = terminal(env.spec.draw(env.world, 0), { colour })
      const text = [picture, ...lines].join('\n')
      screen.write(`${height ? `\x1b[${height}A\r\x1b[J` : ''}${text}\n${live ? '' : '\n'}`)
      height = live ? text.split('\n').length : 0
    },
  }
}

/** Waits until `seconds` after the last call. */
export function pace(seconds: number): () => Promise<void> {
  let due = performance.now()
  return async () => {
    due = Math.max(due + seconds * 1000, performance.now())
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
  }
}
