/** Runs the real command in a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const SVA = fileURLToPath(new URL('../../sva', import.meta.url))

export interface Result {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Record<string, string>
  /** Where the command is called, if not directly. */
  readonly path?: string
  /** Hears every line of stdout as it comes. */
  readonly line?: (line: string, child: ChildProcess) => void
}

/** `sva ...args`, waited for. */
export function sva(args: readonly string[], { cwd, env, path = SVA, line }: RunOptions = {}): Promise<Result> {
  const child = spawn(process.execPath, [path, ...args], {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr, seen] = ['', '', 0]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (let end = stdout.indexOf('\n', seen); end >= 0; end = stdout.indexOf('\n', seen)) {
      line?.(stdout.slice(seen, end), child)
      seen = end + 1
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code: code ?? signal, stdout, stderr }))
  })
}
