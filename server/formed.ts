/** A message that nearly always has one form: then, in msgpack, a frame that is packed once and patched is faster. */
import type { Template } from './template.ts'

export abstract class Formed {
  protected abstract template: Template | null

  abstract body(): object

  /**
   * The frame of the message, as the reply to request `re` if it is one. Null where it has another form this time: there is
   * only the body. Copy it before another is asked for.
   */
  abstract frame(re: number): Buffer | null

  /** Somebody still reads the last frame. */
  renew(): void {
    this.template?.renew()
  }
}
