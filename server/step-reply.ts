/** What a step is answered with: a message, or, where it has the form of nearly all, faster a frame of fixed form. */
import type { Stepped } from './protocol.ts'
import { steppedOf, type Told } from './rows.ts'
import { Template } from './template.ts'

export class StepReply {
  private readonly world: Told
  private template: Template | null = null

  constructor(world: Told) {
    this.world = world
  }

  body(): Stepped {
    return steppedOf(this.world)
  }

  /** The reply to request `re` in msgpack. Null where an episode ended or the view is text: there is only the body. */
  frame(re: number): Buffer | null {
    const { world } = this
    if (world.texts !== null || world.mail.ended.includes(1)) return null
    this.template ??= new Template({ t: 'step.ok', re, ...this.body() }, ['re', 'tick'])
    return this.template.fill(re, world.tick)
  }

  /** Somebody still reads the last frame. */
  renew(): void {
    this.template?.renew()
  }
}
