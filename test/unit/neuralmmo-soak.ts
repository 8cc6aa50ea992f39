/** A long life of a survival world under random actions: what must hold of it is looked at now and then. */
import { checkInvariants } from './neuralmmo-invariants.ts'
import { actByName, survivalBatch, worldOf } from './neuralmmo-permute.ts'

/** Events without which a soak has shown nothing. */
const SHOWN = [
  'eat',
  'drink',
  'hit',
  'kill',
  'harvest',
  'consume',
  'equip_item',
  'give_item',
  'buy_item',
  'die',
] as const

/** Bytes of heap that a soak may win: noise of the collector. */
const HEAP_NOISE = 32 * 2 ** 20

/**
 * Plays `ticks` ticks of one world in which the dead come back, and looks at what must hold every `every` ticks: `checkInvariants`, and
 * that choices which the mask rules out do nothing. Throws an Error that says what does not. Returns how often each event was seen.
 */
export function soak(ticks: number, every: number, options: Record<string, unknown>): Record<string, number> {
  const batch = survivalBatch({ horizon: Infinity, view: 'symbolic', respawn: 5, ...options })
  const world = worldOf(batch)
  let heap = 0
  for (let t = 0; t < ticks; t++) {
    actByName(batch, t)
    const looks = t % every === every - 1
    const twin = looks ? batch.clone() : null
    if (twin !== null) {
      twin.actions.set(batch.actions)
      doWhatIsLegal(twin)
      twin.step()
    }
    batch.step()
    if (twin === null) continue
    checkInvariants(world)
    if (twin.hash() !== batch.hash()) throw new Error(`Choices that the mask rules out do nothing. (tick ${t})`)
    if (heap === 0) heap = process.memoryUsage().heapUsed
  }
  if (process.memoryUsage().heapUsed - heap > HEAP_NOISE) throw new Error('A world that lives on takes no more memory.')
  const counts = Object.fromEntries(batch.spec.metrics.map((name, i) => [name, world.metrics[i]]))
  const missing = SHOWN.find((event) => !(counts[event] > 0))
  if (missing !== undefined) throw new Error(`Expected some event '${missing}' in ${ticks} ticks.`)
  return counts
}

/** Chooses to do nothing wherever the mask rules the choice out. */
function doWhatIsLegal({ actions, mask, world }: ReturnType<typeof survivalBatch>): void {
  let at = 0
  for (let i = 0; i < actions.length; i++) {
    if (mask[at + actions[i]] !== 1) actions[i] = 0
    at += world.heads[i % world.heads.length]
  }
}

/** Plays two slots on one thread and on two. Throws an Error where a byte differs. */
export function threadsAgree(ticks: number, options: Record<string, unknown>): void {
  const shared = { horizon: Infinity, view: 'symbolic', respawn: 5, slots: 2, ...options }
  const [one, two] = [1, 2].map((threads) => survivalBatch({ ...shared, threads }))
  for (let t = 0; t < ticks; t++) {
    actByName(one, t)
    two.actions.set(one.actions)
    one.step()
    two.step()
  }
  const same = one.hash() === two.hash() && one.observations.every((byte, i) => byte === two.observations[i])
  two.close()
  if (!same) throw new Error(`Two threads give the bytes of one. (after ${ticks} ticks)`)
}
