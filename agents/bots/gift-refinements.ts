/**
 * Players of gift refinements. The first three are those of meltingpot's background players (google-deepmind/meltingpot 81ee2e7,
 * puppeteers/gift_refinements.py): who gives raw tokens away, who gives refined ones away too, and who gives nothing.
 */
import { draw } from '../../envs/core/keyed.ts'
import { FIRST_BEAM, STAY, type GridWorld } from '../../envs/meltingpot/engine/state.ts'
import { RAW, REFINED, TWICE_REFINED, held, toGive, type GiftWorld } from '../../envs/meltingpot/gift-refinements.ts'
import { defineBot } from './bot.ts'
import { gunOf, hunt, type Gun } from './grid-aim.ts'
import { OWN_DRAWS, cellsApart, gridPolicy, kindsNamed, markKinds, walk, wipe, type Chart } from './grid.ts'

const ENVS = ['gift_refinements']
const GIFT = 0
const CONSUME = FIRST_BEAM + 1

/** Whether a player who holds something gives, else it consumes; and to whom it would give. */
interface Taste {
  gives(world: GiftWorld, slot: number, p: number): boolean
  likes(world: GiftWorld, slot: number, p: number, q: number): boolean
}
const anybody = (): boolean => true
const rawTokens: Taste = {
  gives: (world, slot, p) => held(world, slot, p, REFINED) + held(world, slot, p, TWICE_REFINED) === 0,
  likes: anybody,
}
const refinedTokens: Taste = { gives: (world, slot, p) => held(world, slot, p, TWICE_REFINED) === 0, likes: anybody }
const nothing: Taste = { gives: () => false, likes: anybody }

/** Takes tokens while its hands are empty, then gives to the nearest whom it likes or consumes. */
function trade(world: GridWorld, chart: Chart, { gives, likes }: Taste) {
  const gifts = world as unknown as GiftWorld
  const gun = gunOf(world.tables, GIFT, true)
  const tokens = kindsNamed(world.tables, 'token')
  return {
    decide(slot: number, p: number): number {
      wipe(chart)
      if (toGive(gifts, slot, p) < RAW) {
        markKinds(world, slot, chart.goals, tokens)
        return walk(chart, world, slot, p)
      }
      if (!gives(gifts, slot, p)) return CONSUME
      return seek(chart, gun, world, slot, p, (q) => likes(gifts, slot, p, q))
    },
  }
}

/** Two who step into line with each other at once may miss each other for ever: at this many cells and less they move half of the time. */
const NEAR = 8

/** Fires at the nearest of some other players, or goes there. */
function seek(
  chart: Chart,
  gun: Gun,
  world: GridWorld,
  slot: number,
  p: number,
  likes: (q: number) => boolean,
): number {
  const { state, tables, agents } = world
  const here = state.cell[slot * agents + p]
  let nearest = Infinity
  for (let q = 0; q < agents; q++) {
    if (q === p || !likes(q)) continue
    const there = state.cell[slot * agents + q]
    chart.goals[there] = 1
    nearest = Math.min(nearest, cellsApart(tables, here, there))
  }
  const action = hunt(chart, gun, world, slot, p)
  const hesitates = nearest <= NEAR && action !== FIRST_BEAM + GIFT && (draw(chart.draws, 0, OWN_DRAWS, p) & 1) === 0
  return hesitates ? STAY : action
}

const steady = (name: string, summary: string, taste: Taste) =>
  defineBot({
    name,
    summary,
    envs: ENVS,
    make: (_, { seed }) => gridPolicy(name, seed, (world, chart) => trade(world, chart, taste)),
  })

export const cooperator = steady('cooperator', 'gives raw tokens to whoever is near, consumes refined ones', rawTokens)
export const extremeCooperator = steady(
  'extreme_cooperator',
  'gives raw and refined tokens to whoever is near, consumes those refined twice',
  refinedTokens,
)
export const defector = steady('defector', 'consumes whatever it gets', nothing)

export const reciprocator = defineBot({
  name: 'reciprocator',
  summary: 'gives to those who gave to it, as often as they did, and a few gifts in advance; consumes the rest',
  envs: ENVS,
  parameters: {
    trust: { type: 'integer', minimum: 0, description: 'gifts to each other player in advance of what comes back' },
    forgive: {
      type: 'integer',
      minimum: 0,
      description: 'steps after which there is one more in advance; 0 for never',
    },
  },
  defaults: { trust: 1, forgive: 0 },
  make: (parameters, { seed }) =>
    gridPolicy('reciprocator', seed, (world, chart) => trade(world, chart, inKind(parameters))),
})

/** Gives tokens that a gift multiplies, while anybody is owed one. */
function inKind({ trust, forgive }: { readonly trust: number; readonly forgive: number }): Taste {
  const likes: Taste['likes'] = ({ state, agents, tick }, slot, p, q) => {
    const first = slot * agents * agents
    const balance = state.gave[first + q * agents + p] - state.gave[first + p * agents + q]
    return balance + trust + (forgive > 0 ? Math.floor(tick[slot] / forgive) : 0) > 0
  }
  return {
    likes,
    gives(world, slot, p) {
      if (toGive(world, slot, p) === TWICE_REFINED) return false
      for (let q = 0; q < world.agents; q++) if (q !== p && likes(world, slot, p, q)) return true
      return false
    },
  }
}
