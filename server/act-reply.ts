/** What an action is answered with that came in time. */
import { Formed } from './formed.ts'
import { Template } from './template.ts'

const template = new Template({ t: 'act.ok', re: 0, tick: 0 }, { re: 'uint32', tick: 'uint32' })

export class ActReply extends Formed {
  protected readonly template = template
  private readonly tick: number

  constructor(tick: number) {
    super()
    this.tick = tick
  }

  body(): { readonly tick: number } {
    return { tick: this.tick }
  }

  frame(re: number): Buffer | null {
    return template.fill([re, this.tick])
  }
}
