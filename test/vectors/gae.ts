/** Advantages and returns, `[t][env]`, by the gae that trains, in double precision. */
import { gae as estimate } from '../../agents/gae.ts'
import { RUNNING, TERMINATED, TRUNCATED } from '../../envs/core/spec.ts'
import { matrix } from './compare.ts'

interface Input {
  rewards: number[][]
  values: number[][]
  last_value: number[]
  terminated: boolean[][]
  truncated: boolean[][]
  final_obs_value: number[][]
  gamma: number
  lam: number
}

export function gae({ rewards, values, last_value, terminated, truncated, final_obs_value, gamma, lam }: Input) {
  const steps = rewards.length
  const rows = last_value.length
  const codes = terminated.map((row, t) =>
    row.map((ended, n) => (ended ? TERMINATED : truncated[t][n] ? TRUNCATED : RUNNING)),
  )
  const advantages = new Float64Array(steps * rows)
  const returns = new Float64Array(steps * rows)
  const input = {
    steps,
    rows,
    rewards: rewards.flat(),
    values: values.flat(),
    done: codes.flat(),
    finalValues: final_obs_value.flat(),
    lastValues: last_value,
    gamma,
    lambda: lam,
  }
  estimate(input, advantages, returns)
  return { advantages: matrix(advantages, rows), returns: matrix(returns, rows) }
}
