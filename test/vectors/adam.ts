/** Trajectories of Adam with and without decoupled weight decay, and clipping by global norm, in double precision. */
import { adamStep, clipFactor, globalNorm } from '../../agents/tensor/adam.ts'

export interface Input {
  theta: number[]
  grads: number[][]
  lr: number
  beta1: number
  beta2: number
  eps: number
  weight_decay: number
  clip_norm: number
}

export function adam(input: Input) {
  const [first] = input.grads
  const norm = globalNorm(first)
  const factor = clipFactor(norm, input.clip_norm)
  return {
    adam_trajectory: trajectory(input, 0),
    adamw_trajectory: trajectory(input, input.weight_decay),
    clipped_grad0: first.map((g) => g * factor),
    grad0_norm: norm,
  }
}

function trajectory({ theta, grads, lr, beta1, beta2, eps }: Input, weightDecay: number): Float64Array[] {
  const x = Float64Array.from(theta)
  const m = new Float64Array(x.length)
  const v = new Float64Array(x.length)
  return grads.map((gradient, t) => {
    adamStep(x, m, v, gradient, lr, t + 1, { beta1, beta2, eps, weightDecay })
    return x.slice()
  })
}
