/**
 * Who is near whom, of all bodies at once. Who sees another is seen by it, so each pair is met once: half the searches that one for
 * each body takes (`look` in crowd.ts), with the same lists.
 */
import { BLOCK } from './crowd.ts'
import type { EngineWorld } from './state.ts'

/**
 * Lists for every body on the map the others within `radius` (the larger of dx, dy), nearest first and of equals the first by name,
 * `most` (at most 255) of them: body + 1 each into `seen` `[slots, bodies, most]`, 0 for none, and how many into `company`
 * `[slots, bodies]`. `nearness` `[bodies, most]` is scratch. Needs `sortCrowd` since the last move. The window may not leave the
 * map: the border is wider.
 */
export function lookAll(
  { state, tables }: EngineWorld,
  slot: number,
  radius: number,
  seen: Uint16Array,
  company: Uint8Array,
  nearness: Int32Array,
  most: number,
): void {
  const { across, bodies, blocks } = tables
  const { blockStart: start, blockBody: body, blockPlace: place } = state
  const base = slot * bodies
  const firstBlock = slot * (blocks + 2)
  seen.fill(0, base * most, (base + bodies) * most)
  company.fill(0, base, base + bodies)
  for (let i = base; i < base + start[firstBlock + blocks]; i++) {
    const x = place[i] & 0xffff
    const y = place[i] >>> 16
    const one = body[i]
    const left = (x - radius) >> BLOCK
    const right = ((x + radius) >> BLOCK) + 1
    const bottom = (y + radius) >> BLOCK
    // Those before it in the lists of blocks have met it already.
    let j = i + 1
    for (let v = y >> BLOCK; v <= bottom; v++) {
      const end = base + start[firstBlock + v * across + right]
      for (; j < end; j++) {
        const dx = Math.abs((place[j] & 0xffff) - x)
        const dy = Math.abs((place[j] >>> 16) - y)
        const distance = dx - ((dx - dy) & ((dx - dy) >> 31))
        if (distance > radius) continue
        enlist(seen, company, nearness, most, base, one, body[j], (distance << 16) | state.name[base + body[j]])
        enlist(seen, company, nearness, most, base, body[j], one, (distance << 16) | state.name[base + one])
      }
      j = base + start[firstBlock + (v + 1) * across + left]
    }
  }
}

/** Enters `other` in a body's list by its key, unless the list is full of nearer ones. */
function enlist(
  seen: Uint16Array,
  company: Uint8Array,
  nearness: Int32Array,
  most: number,
  base: number,
  viewer: number,
  other: number,
  key: number,
): void {
  const first = viewer * most
  const offset = base * most
  let at = first + company[base + viewer]
  if (at < first + most) company[base + viewer]++
  else if (key >= nearness[--at]) return
  for (; at > first && nearness[at - 1] > key; at--) {
    nearness[at] = nearness[at - 1]
    seen[offset + at] = seen[offset + at - 1]
  }
  nearness[at] = key
  seen[offset + at] = other + 1
}
