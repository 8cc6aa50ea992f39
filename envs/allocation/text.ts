/** The room in words: what the focal agent sees of it, and what it may do. */
import { LOOKS } from '../core/common.ts'
import { barsText, looksText } from '../core/needs-draw.ts'
import { MOST_WEIGHT, TENTHS } from '../core/shares.ts'
import { SIGNALS, type Choice } from './config.ts'
import { POSTURES, TOKENS, signalByte } from './signals.ts'
import { actionOf } from './split.ts'
import { FOCAL, REPORTS, WATCHERS, isVeiled, isWindow, type AllocationWorld } from './state.ts'
import { tagOf } from './view-symbolic.ts'

const WATCHER_NAMES = ['auditor', 'bird'] as const
const POSTURE_NAMES = ['upright', 'leaning', 'stooped', 'bent'] as const
const [BAR, MOTION, POSTURE] = SIGNALS.keys()

export function text(world: AllocationWorld, slot: number): string {
  const recipients = Array.from({ length: world.tables.beings - 1 }, (_, i) => recipientText(world, slot, i + 1))
  const watchers = WATCHER_NAMES.map((name, w) => watcherText(world, slot, w, name))
  return [ownText(world, slot), ...recipients, watchers.join(' '), askText(world, slot)].join('\n')
}

/** Both channels of a being: bars as numbers, all else as it shows. */
function channels(world: AllocationWorld, slot: number, being: number): string {
  const { state, tables } = world
  if (being !== FOCAL && state.lifted[slot] === 0) return 'behind a veil'
  const row = slot * tables.beings + being
  const signal = state.signal[row]
  if (signal === BAR) return `bars ${barsText(state.bars[row * 2], state.bars[row * 2 + 1])}`
  const shown = [0, 1].map((k) => signalByte(world, slot, being, k))
  if (signal === MOTION) return `swings [${shown.map((byte) => byte - 128).join('|')}]`
  if (signal === POSTURE)
    return `postures [${shown.map((byte) => POSTURE_NAMES[Math.round((byte * (POSTURES - 1)) / 255)]).join('|')}]`
  return `holds up tokens [${shown.map((byte) => Math.round((byte * (TOKENS - 1)) / 255)).join('|')}]`
}

function ownText(world: AllocationWorld, slot: number): string {
  const { state, config, tables } = world
  const tag = config.choice === 'message' ? 'a round pays you up to' : 'a token that you keep pays you'
  return (
    `Room in colours ${state.style[slot]}. Rounds left: ${tables.rounds - state.round[slot]}; ticks left in this one: ` +
    `${tables.ticks - state.spot[slot]}. Your ${channels(world, slot, FOCAL)}; you have kept ` +
    `${state.given[slot * tables.beings]} tokens in this round. The tag says: ${tag} ${tagOf(world, slot)}.`
  )
}

function recipientText(world: AllocationWorld, slot: number, being: number): string {
  const { state, tables } = world
  const row = slot * tables.beings + being
  const looks = looksText(state.looks, row * LOOKS, LOOKS)
  return `${being}: ${channels(world, slot, being)}, got ${state.given[row]} in this round, looks ${looks}`
}

function watcherText({ state, config }: AllocationWorld, slot: number, w: number, name: string): string {
  const cue = state.cue[slot * WATCHERS + w]
  const walks = state.walks[slot * WATCHERS + w] === 1 ? ' It walks.' : ''
  if (config.led !== null) return `The ${name}'s lamp shines at ${Math.round((100 * cue) / 255)} %.${walks}`
  return `The ${name} is ${cue > 0 ? 'here' : 'not here'}.${walks}`
}

const ASKED: Readonly<Record<Choice, string>> = {
  units: 'give this token to one being',
  menu: `keep 0 to ${TENTHS} tenths of the tokens; the rest is spread evenly`,
  simplex: `weigh each being with 0 to ${MOST_WEIGHT}; the tokens go by weight`,
  message: `report how many tokens you need, 0 to ${REPORTS - 1}; the splitter gives you as many and spreads the rest`,
}

function askText(world: AllocationWorld, slot: number): string {
  const { state, config, tables } = world
  const names = actionOf(config).names!
  if (isWindow(world, slot)) return `A helper feeds the others; you look on. Legal actions: ["${names[0]}"]`
  if (isVeiled(world, slot))
    return `Now: look behind the veil for this round, by any action but the first, or do not. It costs nothing. Legal actions: ${JSON.stringify(names)}`
  const red = state.red[slot] === 1 ? 'This token is red: it feeds nobody, keep it or leave it. ' : ''
  const need = config.choice === 'message' ? `You need ${state.belief[slot]} tokens in this round. ` : ''
  const act = tables.options.message.act ? 'take as many tokens as you need' : ASKED[config.choice]
  return `${red}${need}Now: ${act}. Legal actions: ${JSON.stringify(names)}`
}

/** A line a being, and one each of the round and the watchers: what can be seen. */
export function print(world: AllocationWorld, slot: number): string {
  const { state, tables } = world
  const lines = Array.from({ length: tables.beings }, (_, being) => {
    const row = slot * tables.beings + being
    return `${being} ${channels(world, slot, being)} given ${state.given[row]}`
  })
  const head = `round ${state.round[slot]} tick ${state.spot[slot]}${state.red[slot] === 1 ? ' red' : ''}`
  const cues = WATCHER_NAMES.map((name, w) => `${name} ${state.cue[slot * WATCHERS + w]}`).join(' ')
  return [head, ...lines, cues].join('\n')
}
