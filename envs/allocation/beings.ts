/** Beings and their needs: what each is, what tokens bring it and what rounds take. */
import { LOOKS } from '../core/common.ts'
import { below, draw, unit } from '../core/keyed.ts'
import {
  CAPACITY, DECAY, PLACEBO_START, START, THRESHOLD, isInert, look, needBarOf, trait, uniform, type Traits,
} from '../core/needs.ts' // prettier-ignore
import { KINDS, MOST_BEINGS } from './config.ts'
import {
  FALL, FOCAL, INERT, KIND, LOOK, NEEDY, NEED_BAR, PLACEBO_FALL, PLACEBO_RISE, SIGNAL, TRAIT, needAt, type AllocationWorld,
} from './state.ts' // prettier-ignore

const [HUNGER, WARMTH, INTEGRITY, CHARGE] = KINDS.keys()
/** Of a being's looks, the one that may tell whether it is inert. */
const MARK = LOOKS - 1

/** Draws what each being is. */
export function resetBeings(world: AllocationWorld, slot: number): void {
  const { state, tables } = world
  const { beings, options } = tables
  state.needBar[slot] = needBarOf(world, slot, NEED_BAR, options.shared)
  for (let being = 0; being < beings; being++) words[being] = draw(world, slot, NEEDY, being)
  for (let being = 0; being < beings; being++) {
    resetBeing(world, slot, being, isNeedy(beings, being, options.needyCount) ? tables.needy : tables.ordinary)
  }
}

const words = new Float64Array(MOST_BEINGS)

/** Whether a recipient is among the `count` of the lowest words. */
function isNeedy(beings: number, being: number, count: number): boolean {
  let lower = 0
  for (let other = 1; other < beings; other++) if (words[other] < words[being]) lower++
  return being !== FOCAL && lower < count
}

function resetBeing(world: AllocationWorld, slot: number, being: number, traits: Traits): void {
  const { state, tables } = world
  const { kinds, signals, cells, marked, alike } = tables.options
  const row = slot * tables.beings + being
  const need = needAt(world, slot, being)
  state.decay[row] = trait(world, slot, TRAIT, traits, being, DECAY)
  state.threshold[row] = trait(world, slot, TRAIT, traits, being, THRESHOLD)
  state.capacity[row] = trait(world, slot, TRAIT, traits, being, CAPACITY)
  state.bars[need] = Math.min(state.capacity[row], trait(world, slot, TRAIT, traits, being, START))
  state.bars[need ^ 1] = Math.min(state.capacity[row], trait(world, slot, TRAIT, traits, being, PLACEBO_START))
  state.inert[row] = isInert(world, slot, INERT, traits, alike ? FOCAL : being)
  const cell = cells === null ? 0 : 2 * below(draw(world, slot, KIND, being), cells.length / 2)
  state.kind[row] = cells === null ? kinds[below(draw(world, slot, KIND, being), kinds.length)] : cells[cell]
  state.signal[row] =
    cells === null ? signals[below(draw(world, slot, SIGNAL, being), signals.length)] : cells[cell + 1]
  for (let k = 0; k < LOOKS; k++) state.looks[row * LOOKS + k] = look(world, slot, LOOK, traits, being, k)
  if (marked) state.looks[row * LOOKS + MARK] = (state.looks[row * LOOKS + MARK] >> 1) + 128 * state.inert[row]
  if (being === FOCAL) becomeFocal(world, row)
}

/** The focal agent is no recipient: it hungers, and shows itself by bars. */
function becomeFocal({ state }: AllocationWorld, row: number): void {
  state.inert[row] = 0
  state.kind[row] = HUNGER
  state.signal[row] = 0
}

/** A being gets tokens. They move the need of one that has a stake. Returns what they relieve: wellbeing below the threshold. */
export function feed(world: AllocationWorld, slot: number, being: number, tokens: number): number {
  const { state, tables } = world
  const row = slot * tables.beings + being
  state.given[row] += tokens
  if (state.inert[row] === 1) return 0
  const need = needAt(world, slot, being)
  const before = state.bars[need]
  state.bars[need] = Math.min(state.capacity[row], before + tokens * tables.options.self.meal)
  const threshold = state.threshold[row]
  return Math.min(threshold, state.bars[need]) - Math.min(threshold, before)
}

/** What a round takes from a being's need; in thousandths, and no more than there is. The same draws, whatever is given. */
export function takeRound(world: AllocationWorld, slot: number, being: number): number {
  const { state, tables } = world
  const { beings } = tables
  const need = needAt(world, slot, being)
  const placebo = need ^ 1
  const row = slot * beings + being
  const capacity = state.capacity[row]
  const loss = lossOf(world, slot, FALL, being, state.bars[need])
  state.bars[need] = Math.max(0, state.bars[need] - loss)
  // A placebo falls as a need does and rises as one that is fed, by draws of its own.
  const fallen = Math.max(0, state.bars[placebo] - lossOf(world, slot, PLACEBO_FALL, being, state.bars[placebo]))
  state.bars[placebo] = Math.min(capacity, fallen + uniform(world, slot, PLACEBO_RISE, being, state.decay[row]))
  return loss
}

/** A blow comes in one round of so many. */
const BLOWS = 4

/**
 * What a round takes, by the kind of need; d its decay, u uniform in [0, 1), b the bar as a share of its capacity.
 *
 *   hunger     2 d u             mean d
 *   warmth     4 d u b           cools the faster the warmer: mean d at half
 *   integrity  4 d, or nothing   a blow in one round of four: mean d
 *   charge     d
 *   growth     2 d u (3/2 - b)   wilts the faster the poorer: mean d at half
 */
function lossOf(world: AllocationWorld, slot: number, channel: number, being: number, bar: number): number {
  const { state, tables } = world
  const row = slot * tables.beings + being
  const kind = state.kind[row]
  const decay = state.decay[row]
  if (kind === CHARGE) return decay
  if (kind === INTEGRITY) return unit(draw(world, slot, channel, being)) < 1 / BLOWS ? BLOWS * decay : 0
  const loss = uniform(world, slot, channel, being, decay)
  if (kind === HUNGER) return loss
  const capacity = state.capacity[row]
  return Math.round(kind === WARMTH ? (2 * loss * bar) / capacity : loss * (1.5 - bar / capacity))
}

/** Notes how far each being is below its threshold, and that it got nothing yet. */
export function beginRound(world: AllocationWorld, slot: number): void {
  const { state, tables } = world
  for (let being = 0; being < tables.beings; being++) {
    const row = slot * tables.beings + being
    state.given[row] = 0
    state.demand[row] = Math.max(0, state.threshold[row] - state.bars[needAt(world, slot, being)])
  }
}
