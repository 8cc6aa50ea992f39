/** What a step is answered with. Its form is fixed but where an episode ended, or the view is text. */
import { Formed } from './formed.ts'
import type { Stepped } from './protocol.ts'
import { steppedOf, type Told } from './rows.ts'
import { Template } from './template.ts'

export class StepReply extends Formed {
  protected template: Template | null = null
  private readonly world: Told

  constructor(world: Told) {
    super()
    this.world = world
  }

  body(): Stepped {
    return steppedOf(this.world)
  }

  frame(re: number): Buffer | null {
    const { world } = this
    if (world.texts !== null || world.mail.ended.includes(1)) return null
    this.template ??= new Template({ t: 'step.ok', re, ...this.body() }, { re: 'uint32', tick: 'uint32' })
    return this.template.fill([re, world.tick])
  }
}
