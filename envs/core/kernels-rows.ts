/** What kernels write into rows of agents, and their plain JavaScript. The WebAssembly is in kernels-rows-code.ts. */
import { MOST_SHOWN } from './kernels-rows-code.ts'

/** Offsets are in bytes; rows are `toStride` bytes apart. No ranges overlap. */
export interface RowKernels {
  /**
   * Writes twelve bytes of each of `count` agents whose byte of `live` is not 0: by the table `percent` its health (16
   * bits), food, water (8 bits) and gold (32 bits), of which no more than MOST_SHOWN counts; by `place` its x and its y
   * (16 bits); `left`; 255 where it is frozen (8 bits); by `percent` how much it is hurt (16 bits); 255 where it fought
   * (32 bits) later than `since`; by `young` its age (32 bits), of which no more than `ages` counts; by `depth` the less
   * of what x and y have.
   */
  selves(
    to: number,
    toStride: number,
    count: number,
    live: number,
    x: number,
    y: number,
    health: number,
    food: number,
    water: number,
    gold: number,
    hurt: number,
    frozen: number,
    age: number,
    fought: number,
    since: number,
    left: number,
    percent: number,
    place: number,
    depth: number,
    young: number,
    ages: number,
  ): void
  /**
   * Copies for each of `count` numbers (32 bits, not below 0) `words` words of 16 bits: those of a table that have its
   * number, or `most` where it is more.
   */
  lookUp(to: number, count: number, numbers: number, most: number, table: number, words: number): void
}

/** The kernels in plain JavaScript. */
export function jsRowKernels(buffer: ArrayBufferLike): RowKernels {
  const bytes = new Uint8Array(buffer)
  const words = new Uint16Array(buffer, 0, buffer.byteLength >> 1)
  const longs = new Int32Array(buffer, 0, buffer.byteLength >> 2)
  return {
    selves(
      to,
      toStride,
      count,
      live,
      x,
      y,
      health,
      food,
      water,
      gold,
      hurt,
      frozen,
      age,
      fought,
      since,
      left,
      percent,
      place,
      depth,
      young,
      ages,
    ) /* prettier-ignore */ {
      const share = (much: number): number => bytes[percent + Math.min(much, MOST_SHOWN)]
      for (let i = 0; i < count; i++, to += toStride) {
        if (bytes[live + i] === 0) continue
        const [column, row] = [words[x / 2 + i], words[y / 2 + i]]
        bytes[to] = share(words[health / 2 + i])
        bytes[to + 1] = share(bytes[food + i])
        bytes[to + 2] = share(bytes[water + i])
        bytes[to + 3] = share(longs[gold / 4 + i] >>> 0)
        bytes[to + 4] = bytes[place + column]
        bytes[to + 5] = bytes[place + row]
        bytes[to + 6] = left
        bytes[to + 7] = bytes[frozen + i] > 0 ? 255 : 0
        bytes[to + 8] = share(words[hurt / 2 + i])
        bytes[to + 9] = longs[fought / 4 + i] > since ? 255 : 0
        bytes[to + 10] = bytes[young + Math.min(longs[age / 4 + i] >>> 0, ages)]
        bytes[to + 11] = Math.min(bytes[depth + column], bytes[depth + row])
      }
    },
    lookUp(to, count, numbers, most, table, many) {
      for (let i = 0; i < count; i++) {
        const from = table / 2 + Math.min(longs[numbers / 4 + i], most) * many
        for (let word = 0; word < many; word++) words[to / 2 + i * many + word] = words[from + word]
      }
    },
  }
}
