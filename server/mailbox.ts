/**
 * What a world and the server share: the actions going in and all that comes out of a step, in typed arrays over one
 * memory, which both threads see where the world has one of its own. The environment itself keeps its own memory,
 * which nobody else touches.
 */
import { bytesOf, field, layOut, type ArraysOf, type Dtype } from '../envs/core/fields.ts'

export interface MailShape {
  readonly slots: number
  readonly agents: number
  /** Heads of an action. */
  readonly heads: number
  /** Entries of a mask row. */
  readonly width: number
  readonly metrics: number
  /** Elements of an observation row and their type; 0 without one. */
  readonly row: number
  readonly dtype: Dtype
}

const fieldsOf = ({ agents, heads, width, metrics, row, dtype }: MailShape) => ({
  actions: field('i32', agents * heads),
  /** 1 where the thread has to choose the action. */
  missing: field('u8', agents),
  rewards: field('f32', agents),
  done: field('u8', agents),
  live: field('u8', agents),
  mask: field('u8', agents * width),
  episode: field('i32'),
  /** 1 where an episode ended in the last step. */
  ended: field('u8'),
  /** 1 where the slot waits for a reset. */
  waiting: field('u8'),
  observations: field(dtype, agents * row),
  finalObservations: field(dtype, agents * row),
  finalMetrics: field('f64', metrics),
  finalReturns: field('f64', agents),
  finalLength: field('i32'),
})

export interface Mail extends ArraysOf<ReturnType<typeof fieldsOf>> {
  readonly shape: MailShape
  readonly buffer: ArrayBufferLike
}

/** New memory for a mailbox; `shared` where the world has a thread of its own. */
export function newMail(shape: MailShape, shared: boolean): Mail {
  const bytes = bytesOf(fieldsOf(shape), shape.slots)
  return openMail(shape, shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))
}

/** The arrays over the memory of a mailbox. */
export function openMail(shape: MailShape, buffer: ArrayBufferLike): Mail {
  return { shape, buffer, ...layOut(fieldsOf(shape), shape.slots, buffer, 0) }
}
