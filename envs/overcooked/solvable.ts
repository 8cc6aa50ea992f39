/** What makes a kitchen solvable: can this team serve what is ordered, with something to do for everybody? */
import type { Layout } from './layout.ts'
import { beside, flood, reach, type Plan } from './reach.ts'
import type { Recipe, Recipes } from './recipes.ts'
import { COUNTER, DISH_RACK, FLOOR, HATCH, ONION_BOX, POT, TERRAIN, TOMATO_BOX } from './state.ts'

export interface Solution {
  /** Every order can be served and every player can take part. */
  readonly ok: boolean
  /** One sentence, whether ok or not; players, rows and columns count from 1. */
  readonly why: string
  /** Recipe ids of the orders that the team can serve. */
  readonly servable: readonly number[]
}

/** What one player can use: all that is beside the floor where it can stand and is not floor. */
export type Touches = ReadonlySet<number>

/**
 * Whether the team can serve every order and every player can take part, from the layout's own start and empty-handed.
 *
 * A player can use what is beside a cell that it can reach, the others making way (`reach.ts`). Two players who can use the same
 * counter hand anything over it; players linked by such counters are a crew, and what one of them can fetch all can have. An order
 * is servable at a pot if the crews that use this pot can between them fetch each of its ingredients, and one of them can fetch a
 * dish and bring the soup to a hatch. A player takes part if its crew fetches for such a pot or serves from it, and
 * the player itself can use a pot, a box, a rack or a hatch, or links two others.
 *
 * Moves can be undone and things on counters taken again, so the parts of such a plan never spoil each other: what this finds, a
 * perfect team can do. With `parked` it need not even make way: in each room (piece of floor) only the player with the lowest
 * number moves for a servable order. What holds so holds in any crowd.
 */
export function solvable(layout: Layout, parked = false): Solution {
  return solve(layout, layout.recipes, parked)
}

/** `solvable` for a kitchen that is not a layout yet. */
export function solve(plan: Plan, { list, orders }: Pick<Recipes, 'list' | 'orders'>, parked: boolean): Solution {
  const pots = [...plan.terrain.keys()].filter((cell) => plan.terrain[cell] === POT)
  const ordered = list.filter(({ id }) => orders[id] > 0)
  const all = reach(plan).map((cells) => touchesOf(plan, cells))
  const team = teamOf(plan, all)
  const movers = parked ? teamOf(plan, parkedTouches(plan)) : team
  const faults = ordered.map((recipe) => faultOf(plan, movers, recipe, pots))
  const servable = ordered.filter((_, i) => faults[i] === null).map(({ id }) => id)
  const odd = faults.findIndex((fault) => fault !== null)
  if (odd >= 0)
    return { ok: false, why: `The order ${nameOf(ordered[odd])} cannot be served: ${faults[odd]}.`, servable }
  const idle = all.findIndex((_, player) => !takesPart(plan, team, player, ordered, pots))
  if (idle >= 0) return { ok: false, why: idleness(plan, idle), servable }
  return {
    ok: true,
    why: `All ${ordered.length} orders can be served and all ${all.length} players take part.`,
    servable,
  }
}

export const nameOf = ({ ingredients }: Recipe): string => ingredients.join('+')

/** All cells beside these floor cells that are not floor. */
export function touchesOf(plan: Plan, cells: readonly number[]): Touches {
  return new Set(cells.flatMap((cell) => beside(plan, cell)).filter((cell) => plan.terrain[cell] !== FLOOR))
}

/** What the lowest player of each room can use while the others stand where they start. */
function parkedTouches(plan: Plan): Touches[] {
  const starts = Array.from(plan.starts)
  const rooms = starts.map((start) => flood(plan, start))
  const first = starts.filter((start, player) => !rooms.slice(0, player).some((room) => room.includes(start)))
  return first.map((start) => touchesOf(plan, flood(plan, start, starts)))
}

/** Whether two cooks can use the same counter. */
const share = ({ terrain }: Plan, a: Touches, b: Touches): boolean =>
  [...a].some((cell) => terrain[cell] === COUNTER && b.has(cell))

/** The crew of each cook: cooks who hand over to each other, directly or through others, have one number. */
export function crewsOf(plan: Plan, cooks: readonly Touches[]): number[] {
  const crew = cooks.map((_, i) => i)
  for (let a = 0; a < cooks.length; a++) {
    for (let b = 0; b < a; b++) {
      if (crew[a] === crew[b] || !share(plan, cooks[a], cooks[b])) continue
      const [from, to] = [crew[a], crew[b]]
      for (let i = 0; i < cooks.length; i++) if (crew[i] === from) crew[i] = to
    }
  }
  return crew
}

interface Team {
  readonly cooks: readonly Touches[]
  /** [cooks] */
  readonly crew: readonly number[]
  /** [cooks][terrain code] whether this cook can use such a cell; for a crew, whether one of its cooks can. */
  readonly uses: readonly (readonly boolean[])[]
  readonly has: readonly (readonly boolean[])[]
}

function teamOf(plan: Plan, cooks: readonly Touches[]): Team {
  const crew = crewsOf(plan, cooks)
  const uses = cooks.map((cook) => {
    const codes = new Set([...cook].map((cell) => plan.terrain[cell]))
    return Array.from(TERRAIN, (_, code) => codes.has(code))
  })
  const has = cooks.map((_, number) =>
    Array.from(TERRAIN, (_, code) => uses.some((own, i) => crew[i] === number && own[code])),
  )
  return { cooks, crew, uses, has }
}

/** Why no pot will do for a recipe, at the pot where the least is missing; null if one will. */
function faultOf(plan: Plan, team: Team, recipe: Recipe, pots: readonly number[]): string | null {
  let least = ['nobody can use a pot']
  let where = ''
  for (const pot of pots) {
    const lacks = lacksAt(team, recipe, pot)
    if (lacks === null) continue
    if (lacks.length === 0) return null
    if (where !== '' && lacks.length >= least.length) continue
    least = lacks
    where = `at the pot in row ${Math.floor(pot / plan.width) + 1}, column ${(pot % plan.width) + 1} `
  }
  return where + least.join(' and ')
}

/** What keeps the crews that use a pot from a recipe; null if nobody uses the pot. */
function lacksAt({ cooks, crew, has }: Team, { onions, tomatoes }: Recipe, pot: number): string[] | null {
  const here = crew.filter((_, i) => cooks[i].has(pot))
  if (here.length === 0) return null
  const lacks: string[] = []
  if (onions > 0 && !here.some((number) => has[number][ONION_BOX])) lacks.push('no onion can arrive')
  if (tomatoes > 0 && !here.some((number) => has[number][TOMATO_BOX])) lacks.push('no tomato can arrive')
  const plated = here.filter((number) => has[number][DISH_RACK])
  if (plated.length === 0) lacks.push('no dish can arrive')
  else if (!plated.some((number) => has[number][HATCH])) lacks.push('no soup can leave for a hatch')
  return lacks
}

/** Whether this player's crew fills or serves from a pot where an order is servable, and the player does something for its crew. */
function takesPart(
  plan: Plan,
  team: Team,
  player: number,
  orders: readonly Recipe[],
  pots: readonly number[],
): boolean {
  const { cooks, crew, uses, has } = team
  const mine = has[crew[player]]
  const crewHelps = orders.some((recipe) => {
    const fills = (recipe.onions > 0 && mine[ONION_BOX]) || (recipe.tomatoes > 0 && mine[TOMATO_BOX])
    if (!fills && !(mine[DISH_RACK] && mine[HATCH])) return false
    return pots.some((pot) => {
      const atPot = cooks.some((cook, i) => crew[i] === crew[player] && cook.has(pot))
      return atPot && lacksAt(team, recipe, pot)?.length === 0
    })
  })
  const links = cooks.filter((cook, i) => i !== player && share(plan, cooks[player], cook)).length
  return crewHelps && (STATIONS.some((code) => uses[player][code]) || links > 1)
}
const STATIONS = [POT, ONION_BOX, TOMATO_BOX, DISH_RACK, HATCH]

function idleness({ width, starts }: Plan, player: number): string {
  const [row, column] = [Math.floor(starts[player] / width) + 1, (starts[player] % width) + 1]
  return (
    `Player ${player + 1} (row ${row}, column ${column}) has nothing to do: it can use no pot, box, rack or hatch and links no ` +
    'two others, or its crew can neither fill nor serve from a pot where an order is servable.'
  )
}
