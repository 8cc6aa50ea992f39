/**
 * What a world's thread and the server share: the actions going in and all that comes out of a step, in typed arrays over
 * shared memory. The environment itself keeps its own memory, which nobody else touches.
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
  readonly buffer: SharedArrayBuffer
}

/** The arrays over `buffer`, or over new memory without one. */
export function openMail(shape: MailShape, buffer?: SharedArrayBuffer): Mail {
  const fields = fieldsOf(shape)
  const memory = buffer ?? new SharedArrayBuffer(bytesOf(fields, shape.slots))
  return { shape, buffer: memory, ...layOut(fields, shape.slots, memory, 0) }
}
