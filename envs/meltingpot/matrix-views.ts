/** What the views ask of the matrix games. Everybody sees who is ready, how an interaction ended, and roles; hands are private. */
import { ITEM, SELF, shareByte } from '../core/common.ts'
import { chargeOf } from './engine/beams.ts'
import type { Kind, Rules } from './engine/state.ts'
import { GROUND } from './kinds.ts'
import type { Game } from './matrix-games.ts'
import { held } from './matrix-metrics.ts'
import type { MatrixWorld } from './matrix-state.ts'

const MARKS = ['ready', 'low result', 'high result', 'middle result'] as const
/** Coats say roles: pictures paint the others. */
export const PAINTED = (1 << MARKS.length) - 1
export const marksOf = ({ roles }: Game): string[] => [...MARKS, ...roles.map(({ name }) => name.replace('_', ' '))]
export const scalarsOf = ({ names }: Game): string[] => ['charge', ...names.map((name) => `holds ${name}`)]
/** Numbers that fill the amount byte of the common view. */
const MANY = 16

export const rules: Rules = {
  scalar(world: MatrixWorld, slot, p, i) {
    const { state, tables, agents } = world
    const row = slot * agents + p
    return i === 0 ? chargeOf(world, slot, p) : Math.min(255, state.stock[row * tables.strategies + i - 1])
  },
  marksOf({ state, tables, agents }: MatrixWorld, slot, p) {
    const row = slot * agents + p
    const result = state.result[row] > 0 ? 1 << state.result[row] : 0
    const role = tables.sides === null ? 0 : 1 << (MARKS.length + tables.sides[p])
    return state.ready[row] | result | role
  },
  coat: ({ tables: { game, sides } }: MatrixWorld, _slot, p) => (sides === null ? '' : game.roles[sides[p]].coat),
  told({ state, tables, agents }: MatrixWorld, slot, p) {
    const { game, sides, setting, strategies } = tables
    const row = slot * agents + p
    const holds = game.names.map((name, k) => `${state.stock[row * strategies + k]} of ${name}`)
    const all = `${holds.slice(0, -1).join(', ')} and ${holds.at(-1)}`
    const ready = state.ready[row] ? 'ready to interact' : 'not ready: take a resource first'
    const [role, other] = sides === null ? [] : [game.roles[sides[p]].name, game.roles[1 - sides[p]].name]
    const fan = sides === null ? '' : ` You are a ${role} and interact with a ${other} alone.`
    return `You hold ${all}${setting.numbers.mustTake ? `; you are ${ready}` : ''}.${fan}`
  },
  /** Amount: all that it holds; quality: the share of the first kind; progress: of the second, where there are three. */
  holds({ state, tables, agents }: MatrixWorld, slot, p, out, at) {
    const hands = (slot * agents + p) * tables.strategies
    const sum = held(state.stock, hands, tables.strategies)
    out[at + SELF.at.amount] = shareByte(sum / MANY)
    out[at + SELF.at.quality] = sum === 0 ? 0 : shareByte(state.stock[hands] / sum)
    if (tables.strategies > 2 && sum > 0) out[at + SELF.at.progress] = shareByte(state.stock[hands + 1] / sum)
  },
} // prettier-ignore

export const kindsOf = ({ names, colours }: Game): Kind[] => [
  ...GROUND,
  ...names.map((name, i): Kind => ({ name, glyph: 'abc'[i], colour: colours[i], shape: 'disc', common: ITEM })),
]
