/**
 * Leave to play a probe. Every trial asks for one, and only where evaluation begins is one made: `runBattery` and `unlearning`.
 * Nobody plays a policy whose weights an optimizer holds: what is measured would be what is trained.
 */
import { beingTrained } from '../../agents/ppo.ts'
import type { Subject } from './play.ts'

export interface EvalCapability {
  /** For what. */
  readonly purpose: string
}

const made = new WeakSet<EvalCapability>()

/** Made where evaluation begins, and nowhere else. */
export function evaluation(purpose: string): EvalCapability {
  const capability = Object.freeze({ purpose })
  made.add(capability)
  return capability
}

/** Throws a TypeError for what was not made by `evaluation`, and an Error where the subject's weights are being trained. */
export function permit(capability: EvalCapability, { name, learned }: Pick<Subject, 'name' | 'learned'>): void {
  if (!made.has(capability))
    throw new TypeError(
      `Got ${JSON.stringify(capability) ?? 'nothing'}, expected a capability from evaluation(): probes are played by the battery.`,
    )
  if (learned?.thetas.some(beingTrained))
    throw new Error(`Got ${name} with an open trainer on its weights: close it, or examine a copy or a checkpoint.`)
}
