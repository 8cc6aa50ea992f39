/** What makes a kitchen solvable: can this team serve what is ordered, with something to do for everybody? */
import { type Layout } from './layout.ts'
import { flood, reach, beside, type Plan } from './reach.ts'
import { type Recipe, type Recipes } from './recipes.ts'
import { COUNTER, DISH_RACK, FLOOR, HATCH, ONION_BOX, POT, TOMATO_BOX } from './state.ts'

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
 * dish and bring the soup to a hatch. A player takes part if its crew can use a pot and fetch what an order needs, or serve, and
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
  const ordered = list.filter(({ id }) => orders[id] > 0)
  const cooks = reach(plan).map((cells) => touchesOf(plan, cells))
  const crews = crewsOf(plan, cooks)
  const movers = parked ? parkedTouches(plan) : cooks
  const movingCrews = parked ? crewsOf(plan, movers) : crews
  const faults = ordered.map((recipe) => faultOf(plan, movers, movingCrews, recipe))
  const servable = ordered.filter((_, i) => faults[i] === null).map(({ id }) => id)
  const odd = faults.findIndex((fault) => fault !== null)
  if (odd >= 0) return { ok: false, why: `The order ${nameOf(ordered[odd])} cannot be served: ${faults[odd]}.`, servable }
  const idle = cooks.findIndex((_, player) => !takesPart(plan, cooks, crews, player, ordered))
  if (idle >= 0) return { ok: false, why: idleness(plan, idle), servable }
  return { ok: true, why: `All ${ordered.length} orders can be served and all ${cooks.length} players take part.`, servable }
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

export const handOver = ({ terrain }: Plan, a: Touches, b: Touches): boolean =>
  [...a].some((cell) => terrain[cell] === COUNTER && b.has(cell))

/** The crew of each cook: cooks who hand over to each other, directly or through others, have one number. */
export function crewsOf(plan: Plan, cooks: readonly Touches[]): number[] {
  const crew = cooks.map((_, i) => i)
  for (let a = 0; a < cooks.length; a++) {
    for (let b = 0; b < a; b++) {
      if (crew[a] === crew[b] || !handOver(plan, cooks[a], cooks[b])) continue
      const [from, to] = [crew[a], crew[b]]
      for (let i = 0; i < cooks.length; i++) if (crew[i] === from) crew[i] = to
    }
  }
  return crew
}

const uses = ({ terrain }: Plan, cook: Touches, station: number): boolean => [...cook].some((cell) => terrain[cell] === station)

/** Why no pot will do for a recipe, at the pot where the least is missing; null if one will. */
function faultOf(plan: Plan, cooks: readonly Touches[], crews: readonly number[], recipe: Recipe): string | null {
  let least = ['nobody can use a pot']
  let where = ''
  for (const pot of [...plan.terrain.keys()].filter((cell) => plan.terrain[cell] === POT)) {
    const lacks = lacksAt(plan, cooks, crews, recipe, pot)
    if (lacks === null) continue
    if (lacks.length === 0) return null
    if (where !== '' && lacks.length >= least.length) continue
    least = lacks
    where = `at the pot in row ${Math.floor(pot / plan.width) + 1}, column ${(pot % plan.width) + 1} `
  }
  return where + least.join(' and ')
}

/** What keeps the crews that use a pot from a recipe; null if nobody uses the pot. */
function lacksAt(
  plan: Plan,
  cooks: readonly Touches[],
  crews: readonly number[],
  { onions, tomatoes }: Recipe,
  pot: number,
): string[] | null {
  const here = crews.filter((_, i) => cooks[i].has(pot))
  if (here.length === 0) return null
  const able = (station: number) => (crew: number) => cooks.some((cook, i) => crews[i] === crew && uses(plan, cook, station))
  const lacks: string[] = []
  if (onions > 0 && !here.some(able(ONION_BOX))) lacks.push('no onion can arrive')
  if (tomatoes > 0 && !here.some(able(TOMATO_BOX))) lacks.push('no tomato can arrive')
  const plated = here.filter(able(DISH_RACK))
  if (plated.length === 0) lacks.push('no dish can arrive')
  else if (!plated.some(able(HATCH))) lacks.push('no soup can leave for a hatch')
  return lacks
}

/** Whether this player's crew can fill a pot for one of these orders, or serve from one, and the player do something for its crew. */
function takesPart(
  plan: Plan,
  cooks: readonly Touches[],
  crews: readonly number[],
  player: number,
  orders: readonly Recipe[],
): boolean {
  const mates = cooks.filter((_, i) => crews[i] === crews[player])
  const able = (station: number): boolean => mates.some((cook) => uses(plan, cook, station))
  const serves = able(DISH_RACK) && able(HATCH)
  const fills = orders.some(({ onions, tomatoes }) => (onions > 0 && able(ONION_BOX)) || (tomatoes > 0 && able(TOMATO_BOX)))
  if (!able(POT) || (!serves && !fills)) return false
  const links = cooks.filter((cook, i) => i !== player && handOver(plan, cooks[player], cook)).length
  return [POT, ONION_BOX, TOMATO_BOX, DISH_RACK, HATCH].some((code) => uses(plan, cooks[player], code)) || links > 1
}

function idleness({ width, starts }: Plan, player: number): string {
  const [row, column] = [Math.floor(starts[player] / width) + 1, (starts[player] % width) + 1]
  return (
    `Player ${player + 1} (row ${row}, column ${column}) has nothing to do: it can use no pot, box, rack or hatch and links no ` +
    'two others, or nothing that its crew can use serves an order.'
  )
}
