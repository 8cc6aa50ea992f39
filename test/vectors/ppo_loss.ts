/** The loss that trains, its terms and its gradients: the same trace, written in double precision. */
import * as tf from '@tensorflow/tfjs-core'
import { normalised, ppoLoss, type LossBatch, type LossConfig } from '../../agents/loss.ts'
import { compile } from '../../agents/tensor/compile.ts'
import { matrix } from './compare.ts'

interface Input {
  logits: number[][]
  actions: number[]
  old_logp: number[]
  advantages: number[]
  returns: number[]
  values: number[]
  old_values: number[]
  clip_eps: number
  vf_coef: number
  ent_coef: number
  value_clip: number | null
}

export async function ppo_loss(input: Input) {
  const n = input.actions.length
  const actions = input.logits[0].length
  const config = { clip: input.clip_eps, valueCoefficient: input.vf_coef, valueClip: input.value_clip }
  const flat = { shape: [n] }
  const specs = {
    logits: { shape: [n, actions] },
    value: flat,
    actions: { shape: [n, 1], dtype: 'int32' as const },
    oldLogProb: flat,
    oldValue: flat,
    advantage: flat,
    target: flat,
    weight: flat,
    entropyCoefficient: { shape: [1] },
  }
  const program = await compile((given) => differentiated(given, [actions], config), specs, { precision: 'float64' })
  const out = await program.run({
    logits: Float64Array.from(input.logits.flat()),
    value: Float64Array.from(input.values),
    actions: Int32Array.from(input.actions),
    oldLogProb: Float64Array.from(input.old_logp),
    oldValue: Float64Array.from(input.old_values),
    advantage: Float64Array.from(input.advantages),
    target: Float64Array.from(input.returns),
    weight: new Float64Array(n).fill(1),
    entropyCoefficient: Float64Array.of(input.ent_coef),
  })
  await program.close()
  return {
    norm_adv: out.normalised,
    policy_loss: out.policyLoss[0],
    value_loss: out.valueLoss[0],
    entropy: out.entropy[0],
    loss: out.loss[0],
    grad_logits: matrix(out.gradLogits, actions),
    grad_values: out.gradValue,
    clip_frac: out.clipFraction[0],
    approx_kl_k3: out.approxKl[0],
  }
}

/** Terms of the loss, its gradients by logits and values, and the normalised advantages. */
function differentiated(given: Record<string, tf.Tensor>, heads: readonly number[], config: LossConfig) {
  const batch = given as unknown as LossBatch
  const output = { logits: given.logits as tf.Tensor2D, value: given.value as tf.Tensor1D }
  const terms: Record<string, tf.Tensor> = {}
  const { grads } = tf.engine().gradients(() => {
    const result = ppoLoss({ heads }, output, batch, config)
    for (const [name, term] of Object.entries(result)) terms[name] = tf.keep(term)
    return result.loss
  }, [output.logits, output.value])
  return { ...terms, gradLogits: grads[0], gradValue: grads[1], normalised: normalised(batch.advantage, batch.weight) }
}
