/**
 * What kernels do for crowds of bodies on a map, and their plain JavaScript. The WebAssembly is in
 * kernels-crowd-code.ts and kernels-draw-code.ts.
 */
import { BLOCK, CLAIMED, CONTESTED, DIGIT_BASE, WAY_SHIFT } from './kernels-crowd-code.ts'
import { DIGITS, DIGIT_RANGE } from './kernels-draw-code.ts'
import { ROUNDS, threefry } from './keyed.ts'

/**
 * Rules that go over everybody, or over everything that a body may have met: what they list is little, and the rules'
 * own. Offsets are in bytes, lists are of words of 32 bits, and places are x and y of 16 bits each on a map `size`
 * cells wide. Lists and arrays that are listed from are read up to 16 bytes beyond their end; of lists a word beyond
 * may be written. No ranges overlap.
 */
export interface CrowdKernels {
  /**
   * Lists the numbers of those of `count` bytes (`list16`: words of 16 bits) that, under a mask, are a value, or with
   * `wanted` 0 those that are not. Returns how many they are.
   */
  list8(to: number, from: number, count: number, value: number, mask: number, wanted: 0 | 1): number
  list16(to: number, from: number, count: number, value: number, mask: number, wanted: 0 | 1): number
  /** Lists the numbers of `count` words of 16 bits in which two arrays differ. Returns how many they are. */
  differ(to: number, a: number, b: number, count: number): number
  /** Writes a byte for each of `count` bodies: that of the map `from` where it stands. */
  gather(to: number, count: number, x: number, y: number, from: number, size: number): void
  /**
   * Lists those of `count` rows whose action, a word of 32 bits of 1 to `width`, has its bit set in the row's words of
   * 16 bits, bit 0 being that of action 1. Returns how many they are.
   */
  asked(
    to: number,
    count: number,
    actions: number,
    actionStride: number,
    words: number,
    wordStride: number,
    width: number,
  ): number
  /** Adds to each of `count` words of 32 bits the byte of its number. */
  countUp(to: number, from: number, count: number): void
  /**
   * Sorts the bodies whose byte in `here` is 1 by blocks of 2^BLOCK cells a side, `across` a row and `blocks` in all,
   * and in each by number: where each block begins among them into `start` (of `blocks` + 2 words), bodies (16 bits)
   * into `body`, and their places, x + y * 65536, into `place`.
   */
  sortByBlock(
    start: number,
    body: number,
    place: number,
    count: number,
    x: number,
    y: number,
    here: number,
    across: number,
    blocks: number,
  ): void
  /**
   * Writes for each of `count` viewers, bodies whose numbers less `first` are listed, the nearest body within `radius`
   * (the larger of dx, dy), plus one, of equals the one whose `name` comes first, among `many` from number `from` on; 0
   * for none. Viewers are none of these. By lists of `sortByBlock`; windows may not leave the map.
   */
  nearest(
    to: number,
    viewers: number,
    count: number,
    first: number,
    radius: number,
    from: number,
    many: number,
    x: number,
    y: number,
    name: number,
    start: number,
    body: number,
    place: number,
    across: number,
  ): void
  /**
   * Says where each of `count` bodies goes that wanders: bodies into `goer`, from number `body` on, with the direction
   * above (WAY_SHIFT), and the cell that each leaves into `from`. The byte `digits` of its name picks, by the table
   * `picks` (PICKS), one of the ways that are open, the lowest four bits of `ways` on its cell; none for who is not here.
   */
  roam(
    goer: number,
    from: number,
    count: number,
    body: number,
    here: number,
    x: number,
    y: number,
    ways: number,
    size: number,
    name: number,
    digits: number,
    picks: number,
  ): void
  /**
   * The same of bodies 0 to `count` - 1, for who lives, is not frozen, has health, and wants to go (a word of 32 bits
   * in `actions`) where the way is open. Returns how many they are.
   */
  depart(
    goer: number,
    from: number,
    count: number,
    actions: number,
    stride: number,
    live: number,
    frozen: number,
    health: number,
    x: number,
    y: number,
    ways: number,
    size: number,
  ): number
  /**
   * Marks the cells of `crowd` (16 bits each) that are 0 and that somebody goes to: CLAIMED where that is one body,
   * CONTESTED where it is more.
   */
  claim(goer: number, from: number, count: number, crowd: number, size: number): void
  /**
   * Moves those to whose cells nobody else goes. Their words of `shown` go with them on the map `crowd`, or, where
   * `shown` is 0, counts of bodies do. Lists the numbers of the entries whose cells are contested, and returns how many
   * they are; those whose cells are taken stay: theirs is no direction any more.
   */
  go(
    goer: number,
    from: number,
    count: number,
    crowd: number,
    x: number,
    y: number,
    size: number,
    shown: number,
    contest: number,
  ): number
  /**
   * Lists the bodies of those of `count` entries that have a direction whose bodies are further (the larger of dx, dy)
   * from their home (16 bits each) than their `farthest` (16 bits). Returns how many they are.
   */
  farther(
    to: number,
    goer: number,
    count: number,
    x: number,
    y: number,
    homeX: number,
    homeY: number,
    farthest: number,
  ): number
  /**
   * Draws for each of a list of `count` entities a word of 32 bits (keyed.ts, k = 0), by the four words of a key; up to
   * three more are written.
   */
  draws(to: number, entities: number, count: number, key: number, channel: number, tick: number): void
  /**
   * Writes DIGITS bytes for each of `count` words: the digits to base DIGIT_BASE of its share of all that so many can
   * say, the last one first.
   */
  digits(to: number, from: number, count: number): void
}

const DX = [0, 0, 0, 1, -1]
const DY = [0, -1, 1, 0, 0]

/** The kernels in plain JavaScript. */
export function jsCrowdKernels(buffer: ArrayBufferLike): CrowdKernels {
  const bytes = new Uint8Array(buffer)
  const words = new Uint16Array(buffer, 0, buffer.byteLength >> 1)
  const longs = new Int32Array(buffer, 0, buffer.byteLength >> 2)
  const list = (to: number, count: number, isListed: (i: number) => boolean): number => {
    let listed = 0
    for (let i = 0; i < count; i++) if (isListed(i)) longs[to / 4 + listed++] = i
    return listed
  }
  const cellOf = (i: number, x: number, y: number, size: number): number => words[y / 2 + i] * size + words[x / 2 + i]
  const bodyOf = (entry: number): number => entry & ((1 << WAY_SHIFT) - 1)
  const cellTo = (entry: number, from: number, size: number): number =>
    from + DY[entry >> WAY_SHIFT] * size + DX[entry >> WAY_SHIFT]
  return {
    list8: (to, from, count, value, mask, wanted) =>
      list(to, count, (i) => Number((bytes[from + i] & mask) === value) === wanted),
    list16: (to, from, count, value, mask, wanted) =>
      list(to, count, (i) => Number((words[from / 2 + i] & mask) === value) === wanted),
    differ: (to, a, b, count) => list(to, count, (i) => words[a / 2 + i] !== words[b / 2 + i]),
    gather(to, count, x, y, from, size) {
      for (let i = 0; i < count; i++) bytes[to + i] = bytes[from + cellOf(i, x, y, size)]
    },
    asked(to, count, actions, actionStride, bits, wordStride, width) {
      let listed = 0
      for (let i = 0; i < count; i++) {
        const bit = longs[(actions + i * actionStride) / 4] - 1
        longs[to / 4 + listed] = i
        if (bit >= 0 && bit < width) listed += (words[(bits + i * wordStride) / 2 + (bit >> 4)] >> (bit & 15)) & 1
      }
      return listed
    },
    countUp(to, from, count) {
      for (let i = 0; i < count; i++) longs[to / 4 + i] += bytes[from + i]
    },
    sortByBlock(start, body, place, count, x, y, here, across, blocks) {
      const blockOf = (i: number) => (words[y / 2 + i] >> BLOCK) * across + (words[x / 2 + i] >> BLOCK)
      const first = start / 4
      longs.fill(0, first, first + blocks + 2)
      for (let i = 0; i < count; i++) if (bytes[here + i] === 1) longs[first + blockOf(i) + 2]++
      for (let block = 1; block < blocks + 2; block++) longs[first + block] += longs[first + block - 1]
      for (let i = 0; i < count; i++) {
        if (bytes[here + i] === 0) continue
        const at = longs[first + blockOf(i) + 1]++
        words[body / 2 + at] = i
        longs[place / 4 + at] = words[x / 2 + i] | (words[y / 2 + i] << 16)
      }
    },
    nearest(to, viewers, count, first, radius, from, many, x, y, name, start, body, place, across) {
      for (let i = 0; i < count; i++) {
        const viewer = longs[viewers / 4 + i] + first
        const [column, row] = [words[x / 2 + viewer], words[y / 2 + viewer]]
        let best = (radius + 1) << 16
        let found = 0
        for (let band = (row - radius) >> BLOCK; band <= (row + radius) >> BLOCK; band++) {
          const starts = start / 4 + band * across
          const end = longs[starts + ((column + radius) >> BLOCK) + 1]
          for (let at = longs[starts + ((column - radius) >> BLOCK)]; at < end; at++) {
            const there = longs[place / 4 + at]
            const other = words[body / 2 + at]
            const distance = Math.max(Math.abs((there & 0xffff) - column), Math.abs((there >>> 16) - row))
            const key = (distance << 16) | words[name / 2 + other]
            if (key >= best || other < from || other >= from + many) continue
            best = key
            found = other + 1
          }
        }
        longs[to / 4 + i] = found
      }
    },
    roam(goer, from, count, body, here, x, y, ways, size, name, digits, picks) {
      for (let i = 0; i < count; i++) {
        const cell = cellOf(i, x, y, size)
        const way = bytes[picks + 16 * bytes[digits + words[name / 2 + i]] + (bytes[ways + cell] & 15)]
        longs[goer / 4 + i] = (body + i) | ((way * bytes[here + i]) << WAY_SHIFT)
        longs[from / 4 + i] = cell
      }
    },
    depart(goer, from, count, actions, stride, live, frozen, health, x, y, ways, size) {
      let gone = 0
      for (let i = 0; i < count; i++) {
        const way = longs[(actions + i * stride) / 4]
        const cell = cellOf(i, x, y, size)
        const isAble = bytes[live + i] === 1 && bytes[frozen + i] === 0 && words[health / 2 + i] > 0
        longs[goer / 4 + gone] = i | (way << WAY_SHIFT)
        longs[from / 4 + gone] = cell
        if (isAble && way > 0 && way < DX.length) gone += (bytes[ways + cell] >> (way - 1)) & 1
      }
      return gone
    },
    claim(goer, from, count, crowd, size) {
      for (let i = 0; i < count; i++) {
        const entry = longs[goer / 4 + i]
        const to = crowd / 2 + cellTo(entry, longs[from / 4 + i], size)
        if (entry >> WAY_SHIFT === 0) continue
        if (words[to] === 0) words[to] = CLAIMED
        else if (words[to] === CLAIMED) words[to] = CONTESTED
      }
    },
    go: (goer, from, count, crowd, x, y, size, shown, contest) =>
      list(contest, count, (i) => {
        const entry = longs[goer / 4 + i]
        const body = bodyOf(entry)
        const left = crowd / 2 + longs[from / 4 + i]
        const to = crowd / 2 + cellTo(entry, longs[from / 4 + i], size)
        if (entry >> WAY_SHIFT === 0 || words[to] === CONTESTED) return entry >> WAY_SHIFT > 0
        if (words[to] !== CLAIMED) {
          longs[goer / 4 + i] = body
          return false
        }
        words[to] = shown === 0 ? 1 : words[shown / 2 + body]
        words[left] = shown === 0 ? words[left] - 1 : 0
        words[x / 2 + body] += DX[entry >> WAY_SHIFT]
        words[y / 2 + body] += DY[entry >> WAY_SHIFT]
        return false
      }),
    farther(to, goer, count, x, y, homeX, homeY, farthest) {
      let listed = 0
      for (let i = 0; i < count; i++) {
        const body = bodyOf(longs[goer / 4 + i])
        const dx = Math.abs(words[x / 2 + body] - words[homeX / 2 + body])
        const dy = Math.abs(words[y / 2 + body] - words[homeY / 2 + body])
        longs[to / 4 + listed] = body
        if (longs[goer / 4 + i] !== body && Math.max(dx, dy) > words[farthest / 2 + body]) listed++
      }
      return listed
    },
    draws(to, entities, count, key, channel, tick) {
      const [k0, k1, k2, k3] = longs.subarray(key / 4, key / 4 + 4)
      for (let i = 0; i < Math.ceil(count / 4) * 4; i++)
        longs[to / 4 + i] = threefry(k0, k1, k2, k3, channel, longs[entities / 4 + i], tick, 0, ROUNDS)
    },
    digits(to, from, count) {
      for (let i = 0; i < count; i++) {
        let rest = Math.floor(((longs[from / 4 + i] >>> 0) / 4294967296) * DIGIT_RANGE)
        for (let digit = 0; digit < DIGITS; digit++, rest = Math.floor(rest / DIGIT_BASE))
          bytes[to + i * DIGITS + digit] = rest % DIGIT_BASE
      }
    },
  }
}
