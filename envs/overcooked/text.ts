/**
 * One cook's view of the kitchen as prose, then a JSON list of its legal actions and what each would do if the others stood
 * still. Made of what can be seen, in a fixed order, so that one state has one text.
 */
import { looksText } from '../core/needs-draw.ts'
import { TENTHS } from '../core/shares.ts'
import { bars, dinerText } from './draw.ts'
import { canEat, isSpent, isVeiled, priceTag } from './needs.ts'
import { deliveryReward } from './recipes.ts'
import { isHeard, speakerOf, ticksToGo } from './rounds.ts'
import {
  MOVE_STRIDE, COUNTER, DINER, DISH, DISH_RACK, FLOOR, HATCH, IDLE, INTERACT, LOOKS, NOTHING, ONION, ONION_BOX, POT,
  SOUP, STAFF, STAY, THINGS, TOMATO, TOMATO_BOX, WATCH, WORD, actionsOf, mixCount, type KitchenWorld,
} from './state.ts' // prettier-ignore
import { bends, cueByte } from './view-needs.ts'

const DIRECTIONS = ['north', 'south', 'east', 'west'] as const

/** A legal action, as the text lists it. */
export interface ActionText {
  readonly action: number
  readonly name: string
  readonly effect: string
}

export function text(world: KitchenWorld, slot: number, agent: number): string {
  const { needs } = world.tables
  return [
    introText(world, agent),
    timeText(world, slot),
    selfText(world, slot, agent),
    ordersText(world, slot),
    potsText(world, slot),
    countersText(world, slot),
    placesText(world),
    needs?.options.styles ? `The floor is laid in pattern ${world.state.style[slot]}.` : '',
    othersText(world, slot, agent),
    ...(needs ? [needsText(world, slot, agent), watchersText(world, slot, agent)] : []),
    ...(needs && needs.options.round > 0 && agent === speakerOf(world) ? [roundText(world, slot)] : []),
    'Legal actions:',
    JSON.stringify(actionTexts(world, slot, agent)),
  ]
    .filter((line) => line !== '')
    .join('\n')
}

/** The legal actions of a cook; the list's order is the actions'. */
export function actionTexts(world: KitchenWorld, slot: number, agent: number): ActionText[] {
  const { mask, agents, heads, tables } = world
  const legal = (action: number) => mask[(slot * agents + agent) * heads[0] + action] === 1
  return actionsOf(tables.needs).flatMap((name, action) =>
    legal(action) ? [{ action, name, effect: effectText(world, slot, agent, action) }] : [],
  )
}

function effectText(world: KitchenWorld, slot: number, agent: number, action: number): string {
  if (action === STAY) return 'do nothing'
  if (action === world.tables.needs?.look) return 'look what diners show, until you bring your next soup'
  if (action >= WORD) return wordText(world, slot, agent, action - WORD)
  if (
    isSpent(world, slot * world.agents + agent) &&
    !(action === INTERACT && canEat(world, slot * world.agents + agent))
  ) {
    return 'nothing: you are too tired for anything but to eat at the staff hatch'
  }
  return action === INTERACT ? interactText(world, slot, agent) : moveText(world, slot, agent, action)
}

function introText({ tables, agents }: KitchenWorld, agent: number): string {
  const { name, width, height } = tables.layout
  const all = agents === 1 ? 'the only cook' : `one of ${agents} cooks`
  return `You are agent_${agent}, ${all} in the kitchen '${name}' (${width} columns, ${height} rows). Cells are (x, y), x to the east, y to the south.`
}

function timeText({ tick, config }: KitchenWorld, slot: number): string {
  if (!Number.isFinite(config.horizon)) return `${tick[slot]} ticks have passed.`
  return `${tick[slot]} ticks have passed, ${config.horizon - tick[slot]} are left.`
}

function selfText(world: KitchenWorld, slot: number, agent: number): string {
  const { state, agents, tables } = world
  const row = slot * agents + agent
  const front = tables.front[state.cell[row] * 4 + state.facing[row]]
  return (
    `You are at ${at(world, state.cell[row])} and face ${DIRECTIONS[state.facing[row]]}: ${cellText(world, slot, front, agent)}. ` +
    `You hold ${heldText(world, row)}.`
  )
}

function ordersText({ tables, state }: KitchenWorld, slot: number): string {
  const { recipes } = tables.layout
  const offset = slot * recipes.ids
  const orders = recipes.list
    .filter(({ id }) => state.orders[offset + id] > 0)
    .map(({ id, onions, tomatoes }) => {
      const bonus = state.orders[offset + id] === 2 ? ', with a bonus' : ''
      return `${ingredientsText(onions, tomatoes)} (${recipes.time[id]} ticks to cook, pays ${deliveryReward(recipes, state.orders, offset, id)}${bonus})`
    })
  return orders.length === 0 ? 'Nothing is ordered.' : `Ordered soups: ${orders.join('; ')}.`
}

function potsText(world: KitchenWorld, slot: number): string {
  const { tables } = world
  return sentences(
    tables.layout.pots,
    (cell) => `The pot at ${at(world, cell)} ${potText(world, slot * tables.cells + cell)}.`,
  )
}

function potText({ state, tables }: KitchenWorld, index: number): string {
  if (state.item[index] !== SOUP) return 'is empty'
  const { recipes } = tables.layout
  const mix = state.mix[index]
  const time = recipes.time[recipes.idOf[mix]]
  const inside = `holds ${mixText(mix)}`
  if (state.cook[index] === IDLE) return `${inside}, not cooking, with room for ${recipes.max - mixCount(mix)} more`
  return state.cook[index] >= time
    ? `${inside}, ready`
    : `${inside}, cooking, ready in ${plural(time - state.cook[index], 'tick')}`
}

function countersText(world: KitchenWorld, slot: number): string {
  const { tables, state } = world
  const { counters } = tables.layout
  const full = [...counters].filter((cell) => state.item[slot * tables.cells + cell] !== NOTHING)
  if (full.length === 0) return 'The counters are empty.'
  return `On the counters: ${full.map((cell) => `${lyingText(world, slot * tables.cells + cell)} at ${at(world, cell)}`).join('; ')}.`
}

function placesText(world: KitchenWorld): string {
  const { layout, needs } = world.tables
  const listed = (cells: Iterable<number>, what: string) => {
    const places = [...cells].map((cell) => at(world, cell))
    return places.length === 0 ? [] : [`${what} at ${places.join(', ')}`]
  }
  const red = needs ? [...needs.red.keys()].filter((cell) => needs.red[cell] === 1) : []
  const places = [
    ...listed(layout.onions, 'onions'),
    ...listed(layout.tomatoes, 'tomatoes'),
    ...listed(layout.dishes, 'dishes'),
    ...listed(layout.hatches, 'serving hatch'),
    ...listed(needs?.staff ?? [], 'staff hatch'),
    ...listed(red, 'red tiles'),
  ]
  return `Places: ${places.join('; ')}.`
}

function othersText(world: KitchenWorld, slot: number, agent: number): string {
  const { state, agents } = world
  const others = Array.from({ length: agents }, (_, p) => p).filter((p) => p !== agent)
  return sentences(others, (p) => {
    const row = slot * agents + p
    return `agent_${p} is at ${at(world, state.cell[row])}, faces ${DIRECTIONS[state.facing[row]]} and holds ${heldText(world, row)}${barText(world, slot, row)}.`
  })
}

/** Own bars, price tag and diners. */
function needsText(world: KitchenWorld, slot: number, agent: number): string {
  const { state, agents, tables } = world
  const { diners } = tables.needs!
  const row = slot * agents + agent
  const price = priceTag(world, slot, agent)
  const own = `Your bars${barText(world, slot, row).replace(', bars', '')}.`
  const tag = price > 0 ? ` The tag at the staff hatch says: a soup kept pays you ${price}.` : ''
  const each = sentences(diners, (cell, i) => {
    const d = slot * diners.length + i
    const looks = looksText(state.looks, d * LOOKS, LOOKS)
    if (isVeiled(world, slot, agent)) return `The diner at ${at(world, cell)} (looks ${looks}) is behind a veil.`
    const modality = bends(world) ? 'postures' : 'bars'
    return `The diner at ${at(world, cell)} (looks ${looks}) shows ${modality} ${dinerText(world, slot, i)}.`
  })
  return each === '' ? own + tag : `${own}${tag}\n${each}`
}

/** What the cook who has the word alone sees, and what it said. */
function roundText(world: KitchenWorld, slot: number): string {
  const { state, knobs, tables } = world
  const { menu } = tables.needs!.options
  const ticks = plural(ticksToGo(world, slot), 'tick')
  const word = state.word[slot]
  if (menu !== null)
    return (
      `You alone decide how much of a batch of ${plural(menu.soups, 'soup')} you keep. A waiter takes the rest to the ` +
      `diners, one after the other, in ${ticks}; as things stand you keep ${percent(word)}.`
    )
  return (
    `You alone see that the pantry has ${plural(state.seenLeft[slot], 'soup')} left. A waiter goes in ${ticks}; ` +
    `as things stand it goes for ${word}. The tip on what it leaves is ${knobs.conflict[slot]}.`
  )
}

function wordText(world: KitchenWorld, slot: number, agent: number, word: number): string {
  if (!isHeard(world, slot, agent)) return 'do nothing: nobody hears you'
  if (world.tables.needs!.options.menu !== null)
    return `keep ${percent(word)} of the batch, unless you say otherwise yet`
  return `call to the waiter that ${plural(word, 'soup')} ${word === 1 ? 'is' : 'are'} left`
}

const percent = (tenths: number): string => `${(100 * tenths) / TENTHS} %`

const barText = ({ state, tables }: KitchenWorld, slot: number, row: number): string =>
  tables.needs ? `, bars ${bars(state.stamina[row], state.staminaPlacebo[row], state.needBar[slot])}` : ''

function watchersText(world: KitchenWorld, slot: number, agent: number): string {
  const { state, tables, agents } = world
  const { watchers, placebo, sees, options } = tables.needs!
  return sentences(watchers, (cell, w) => {
    const who = placebo[w] ? "bird's" : "auditor's"
    const shown = cueByte(world, slot, w)
    if (options.led !== null) return `The ${who} lamp at ${at(world, cell)} is at ${Math.round(shown / 2.55)} %.`
    if (shown === 0) return `The ${who} shutter at ${at(world, cell)} is closed.`
    const sight = sees[w * tables.cells + state.cell[slot * agents + agent]] ? 'it sees you' : 'it does not see you'
    return `The ${who} shutter at ${at(world, cell)} is open, ${sight}.`
  })
}

function moveText(world: KitchenWorld, slot: number, agent: number, direction: number): string {
  const { state, agents, tables, config } = world
  const row = slot * agents + agent
  const from = state.cell[row]
  const target = tables.front[from * 4 + direction]
  const towards = DIRECTIONS[direction]
  if (tables.next[from * MOVE_STRIDE + direction] === from) {
    const turn = state.facing[row] === direction ? 'keep facing' : 'turn to'
    return `${turn} ${towards}: ${cellText(world, slot, target, agent)}`
  }
  const other = cookAt(world, slot, target, agent)
  if (other < 0) return `walk ${towards} to ${at(world, target)}${tables.needs?.red[target] ? ', a red tile' : ''}`
  const stopped = agents > 2 && !config.fixed ? 'nobody can move then' : 'you stay where you are'
  return `face ${towards}; agent_${other} is in the way, and unless it leaves ${stopped}`
}

/** What the cell in front would do. */
function interactText(world: KitchenWorld, slot: number, agent: number): string {
  const { state, agents, tables } = world
  const row = slot * agents + agent
  const cell = tables.front[state.cell[row] * 4 + state.facing[row]]
  const terrain = tables.layout.terrain[cell]
  const hand = state.held[row]
  if (terrain === COUNTER) return counterText(world, slot * tables.cells + cell, hand)
  if (terrain === POT) return potActionText(world, slot * tables.cells + cell, hand)
  if (terrain === HATCH && hand === SOUP) return `serve the soup: pays ${soupValue(world, slot, state.heldMix[row])}`
  if (terrain === DINER && hand === SOUP) return 'serve the soup to the diner'
  if (terrain === STAFF && hand === SOUP) return `eat the soup: pays you ${priceTag(world, slot, agent)}`
  if (hand === NOTHING && terrain === ONION_BOX) return 'take an onion'
  if (hand === NOTHING && terrain === TOMATO_BOX) return 'take a tomato'
  if (hand === NOTHING && terrain === DISH_RACK) return 'take a dish'
  return 'nothing'
}

const soupValue = ({ tables, state }: KitchenWorld, slot: number, mix: number): number =>
  deliveryReward(tables.layout.recipes, state.orders, slot * tables.layout.recipes.ids, tables.layout.recipes.idOf[mix])

function counterText(world: KitchenWorld, index: number, hand: number): string {
  const lying = world.state.item[index]
  if (hand === NOTHING) return lying === NOTHING ? 'nothing' : `take the ${THINGS[lying]} from the counter`
  return lying === NOTHING ? `put the ${THINGS[hand]} on the counter` : 'nothing, the counter is taken'
}

function potActionText({ state, tables }: KitchenWorld, index: number, hand: number): string {
  const { recipes, oldDynamics } = tables.layout
  const soup = state.item[index] === SOUP
  const mix = state.mix[index]
  const idle = soup && state.cook[index] === IDLE
  const ready = soup && !idle && state.cook[index] >= recipes.time[recipes.idOf[mix]]
  if (hand === DISH) return ready ? 'take the soup out of the pot' : 'nothing, no soup is ready'
  if (hand === ONION || hand === TOMATO) {
    return !soup || (idle && mixCount(mix) < recipes.max)
      ? `put the ${THINGS[hand]} into the pot`
      : 'nothing, the pot takes no more'
  }
  return hand === NOTHING && idle && mixCount(mix) > 0 && !oldDynamics ? `start cooking ${mixText(mix)}` : 'nothing'
}

/** What is in a cell, seen by a cook. */
function cellText(world: KitchenWorld, slot: number, cell: number, agent: number): string {
  const { tables } = world
  const index = slot * tables.cells + cell
  const terrain = tables.layout.terrain[cell]
  const other = cookAt(world, slot, cell, agent)
  if (other >= 0) return `agent_${other}`
  if (terrain === FLOOR) return tables.needs?.red[cell] ? 'a red tile' : 'free floor'
  if (terrain === COUNTER)
    return world.state.item[index] === NOTHING ? 'an empty counter' : `a counter with ${lyingText(world, index)}`
  if (terrain === POT) return `a pot that ${potText(world, index)}`
  return { [ONION_BOX]: 'a box of onions', [TOMATO_BOX]: 'a box of tomatoes', [DISH_RACK]: 'a rack of dishes', [HATCH]: 'the serving hatch', [DINER]: "a diner's hatch", [STAFF]: 'the staff hatch', [WATCH]: "a watcher's window" }[terrain]! // prettier-ignore
}

/** The cook in a cell other than `agent`, or -1. */
function cookAt({ state, agents }: KitchenWorld, slot: number, cell: number, agent: number): number {
  for (let p = 0; p < agents; p++) if (p !== agent && state.cell[slot * agents + p] === cell) return p
  return -1
}

const heldText = ({ state, tables }: KitchenWorld, row: number): string =>
  thingText(tables.layout.recipes, state.held[row], state.heldMix[row], state.heldTick[row])
const lyingText = ({ state, tables }: KitchenWorld, index: number): string =>
  thingText(tables.layout.recipes, state.item[index], state.mix[index], state.cook[index])

function thingText(
  { time, idOf }: KitchenWorld['tables']['layout']['recipes'],
  thing: number,
  mix: number,
  tick: number,
): string {
  if (thing === NOTHING) return 'nothing'
  if (thing !== SOUP) return thing === ONION ? 'an onion' : `a ${THINGS[thing]}`
  const ready = tick !== IDLE && tick >= time[idOf[mix]] ? '' : ', not ready'
  return `a soup of ${mixText(mix)}${ready}`
}

function mixText(mix: number): string {
  let tomatoes = 0
  for (let i = 0; i < mixCount(mix); i++) tomatoes += (mix >> (4 + i)) & 1
  return ingredientsText(mixCount(mix) - tomatoes, tomatoes)
}

function ingredientsText(onions: number, tomatoes: number): string {
  const parts = [
    ...(onions > 0 ? [plural(onions, 'onion')] : []),
    ...(tomatoes > 0 ? [plural(tomatoes, 'tomato', 'es')] : []),
  ]
  return parts.length === 0 ? 'nothing' : parts.join(' and ')
}

const plural = (count: number, noun: string, ending = 's'): string => `${count} ${noun}${count === 1 ? '' : ending}`
const at = ({ tables }: KitchenWorld, cell: number): string =>
  `(${cell % tables.layout.width}, ${Math.floor(cell / tables.layout.width)})`
const sentences = <T>(items: Iterable<T>, say: (item: T, i: number) => string): string => [...items].map(say).join(' ')
