/**
 * Adam on the host, in double precision: the reference for the compiled optimizer, and the eager one.
 *
 * Kingma & Ba 2015, arXiv:1412.6980; decoupled weight decay: Loshchilov & Hutter 2019, arXiv:1711.05101.
 * As in PyTorch, eps is added outside the square root of the bias-corrected second moment.
 */

export interface AdamOptions {
  beta1?: number
  beta2?: number
  eps?: number
  /** Decoupled: theta shrinks by 1 - lr·weightDecay before the step. */
  weightDecay?: number
}

export const ADAM_DEFAULTS: Required<AdamOptions> = { beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0 }

/** What a step needs besides the gradient, from the learning rate and the number of the step (1 is the first). */
export interface AdamScalars {
  /** lr / (1 - beta1^t) */
  stepSize: number
  /** 1 / sqrt(1 - beta2^t) */
  momentScale: number
  /** 1 - lr·weightDecay */
  shrink: number
}

export function adamScalars(
  lr: number,
  step: number,
  { beta1, beta2, weightDecay }: Required<AdamOptions>,
): AdamScalars {
  return {
    stepSize: lr / (1 - powerOf(beta1, step)),
    momentScale: 1 / Math.sqrt(1 - powerOf(beta2, step)),
    shrink: 1 - lr * weightDecay,
  }
}

/** base^exponent by squaring: the same bits on every engine, which Math.pow does not promise. */
function powerOf(base: number, exponent: number): number {
  let result = 1
  for (let square = base, rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square
    square *= square
  }
  return result
}

type Floats = Float32Array | Float64Array

/** Euclidean norm, summed in double. */
export function globalNorm(gradient: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < gradient.length; i++) sum += gradient[i] * gradient[i]
  return Math.sqrt(sum)
}

/** Factor that brings a gradient of `norm` to at most `clipNorm`: min(1, clipNorm / (norm + 1e-6)), as PyTorch does. */
export function clipFactor(norm: number, clipNorm: number | undefined): number {
  return clipNorm === undefined ? 1 : Math.min(1, clipNorm / (norm + 1e-6))
}

/** One step, in place on theta, m and v; `gradient` is read as already clipped. `step` counts from 1. */
export function adamStep(
  theta: Floats,
  m: Floats,
  v: Floats,
  gradient: ArrayLike<number>,
  lr: number,
  step: number,
  options: AdamOptions = {},
): void {
  const adam = { ...ADAM_DEFAULTS, ...options }
  const { beta1, beta2, eps } = adam
  const { stepSize, momentScale, shrink } = adamScalars(lr, step, adam)
  for (let i = 0; i < theta.length; i++) {
    const g = gradient[i]
    m[i] = beta1 * m[i] + (1 - beta1) * g
    v[i] = beta2 * v[i] + (1 - beta2) * g * g
    theta[i] = theta[i] * shrink - (stepSize * m[i]) / (Math.sqrt(v[i]) * momentScale + eps)
  }
}
