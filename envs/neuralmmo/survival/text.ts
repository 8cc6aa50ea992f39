/** One agent's observation in words, then a JSON object of its legal choices by head. Only what the agent can see, in a fixed order. */
import { TENTHS } from '../../core/shares.ts'
import { bodyOn, cellOf } from '../engine/crowd.ts'
import { MOVES } from '../engine/moves.ts'
import { MATERIALS } from '../materials.ts'
import { fogAt } from './fog.ts'
import { ITEMS, PLACES } from './items.ts'
import { isWeight } from './needs/heads.ts'
import { needsText, othersNeeds } from './needs/text.ts'
import { stillName } from './needs/tables.ts'
import { SKILLS, STYLES } from './skills.ts'
import type { Head, SurvivalWorld } from './state.ts'
import { teamWords } from './teams.ts'

const TEMPERS = ['a passive', 'a neutral', 'an aggressive'] as const

export function text(world: SurvivalWorld, slot: number, agent: number): string {
  const { state, tables, live, tick, config } = world
  const { players, bodies, on } = tables
  const p = slot * players + agent
  const b = slot * bodies + agent
  const opening = `You are player ${state.name[b]} of ${players}. ${tick[slot]} ticks have passed.`
  if (live[p] === 0) return [opening, 'You are dead.', choicesText(world, slot, agent)].join('\n')
  return [
    `${opening} Places are cells to the east and to the south of you; north and west are negative.`,
    selfText(world, slot, agent),
    tables.needs === null ? '' : needsText(world, slot, agent),
    on.progression ? skillsText(world, p) : '',
    on.items ? inventoryText(world, slot, agent) : '',
    mapText(world, slot, agent),
    othersText(world, slot, agent),
    config.teams === null ? '' : teamText(world, slot, agent),
    on.exchange ? marketText(world, slot) : '',
    choicesText(world, slot, agent),
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function selfText(world: SurvivalWorld, slot: number, agent: number): string {
  const { state, tables } = world
  const { players, bodies, ground, numbers } = tables
  const p = slot * players + agent
  const b = slot * bodies + agent
  const edge = ground.ring[cellOf(world, slot, agent)]
  const fog = fogAt(world, slot, cellOf(world, slot, agent))
  return [
    `Health ${state.health[b]}, food ${state.food[p]}, water ${state.water[p]}, of ${numbers.full} each; gold ${state.gold[b]}.`,
    `You are ${count(edge, 'cell')} from the edge of the land.`,
    state.hurt[b] > 0 ? `${nameOf(world, slot, state.striker[b] - 1)} struck you for ${state.hurt[b]}.` : '',
    fog > 0 ? `The fog costs ${fog} health a tick here.` : '',
    state.frozen[b] > 0 ? `You cannot act for ${count(state.frozen[b], 'tick')}.` : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/** A body as others call it. */
function nameOf({ state, tables }: SurvivalWorld, slot: number, body: number): string {
  if (body < 0) return 'Somebody'
  const name = state.name[slot * tables.bodies + body]
  if (body < tables.players) return `Player ${name}`
  return body < tables.players + tables.walkers ? `NPC ${name}` : stillName(tables, body)
}

const skillsText = ({ state }: SurvivalWorld, p: number): string =>
  `Levels: ${SKILLS.map((skill, i) => `${skill} ${state.level[p * SKILLS.length + i]}`).join(', ')}.`

function inventoryText(world: SurvivalWorld, slot: number, agent: number): string {
  const first = (slot * world.tables.players + agent) * PLACES
  const lines = Array.from({ length: PLACES }, (_, i) => i)
    .filter((i) => world.state.item[first + i] > 0)
    .map((i) => `${i + 1} ${itemText(world, first + i)}`)
  return lines.length === 0 ? 'You own nothing.' : `You own: ${lines.join('; ')}.`
}

function itemText({ state }: SurvivalWorld, place: number): string {
  const worn = state.itemWorn[place] === 1 ? ', worn' : ''
  const offered = state.price[place] > 0 ? `, offered for ${state.price[place]} gold` : ''
  return `${ITEMS[state.item[place]]} of level ${state.itemLevel[place]}, ${state.itemCount[place]}${worn}${offered}`
}

/** The window as glyphs, you as '@', others as 'A' and NPCs as 'n', those who stand included, and what the glyphs in it mean. */
function mapText(world: SurvivalWorld, slot: number, agent: number): string {
  const { state, tables } = world
  const { size, cells } = tables.ground
  const { vision } = tables.numbers
  const b = slot * tables.bodies + agent
  const legend = new Set<number>()
  const rows = Array.from({ length: 2 * vision + 1 }, (_, v) =>
    Array.from({ length: 2 * vision + 1 }, (_, u) => {
      const [x, y] = [state.x[b] + u - vision, state.y[b] + v - vision]
      const material = state.terrain[slot * cells + y * size + x]
      legend.add(material)
      if (u === vision && v === vision) return '@'
      const body = bodyOn(world, slot, x, y)
      return body < 0 ? MATERIALS[material].glyph : body < tables.players ? 'A' : 'n'
    }).join(''),
  )
  const meanings = [...legend].sort((a, c) => a - c).map((id) => `'${MATERIALS[id].glyph}' ${MATERIALS[id].name}`)
  const under = MATERIALS[state.terrain[slot * cells + state.y[b] * size + state.x[b]]].name
  return [
    `You stand on ${under} and see ${count(vision, 'cell')} each way, north at the top ('@' you, 'A' a player, 'n' an NPC, ${meanings.join(', ')}):`,
    ...rows,
  ].join('\n')
}

/** The others of the team, and what they say wherever they are. */
function teamText(world: SurvivalWorld, slot: number, agent: number): string {
  const { state, tables } = world
  const b = slot * tables.bodies + agent
  const own = state.team[slot * tables.players + agent]
  const others = tables.teams.members[own].filter((name) => name !== state.name[b])
  const words = teamWords(world, slot, agent).map(
    ({ name, x, y, word }) => ` Player ${name} at (${x - state.x[b]}, ${y - state.y[b]}) says word ${word}.`,
  )
  if (others.length === 0) return `You are alone in team ${own}.`
  return `You are in team ${own} with players ${others.join(', ')}.${words.join('')}`
}

function othersText(world: SurvivalWorld, slot: number, agent: number): string {
  const { state, tables, config } = world
  const first = (slot * tables.players + agent) * config.targets
  if (config.targets === 0) return ''
  const lines: string[] = []
  for (let i = 0; i < config.targets && state.seen[first + i] > 0; i++) {
    lines.push(`${i + 1} ${otherText(world, slot, agent, state.seen[first + i] - 1)}`)
  }
  return lines.length === 0 ? 'Nobody else is in sight.' : `In sight, nearest first: ${lines.join('; ')}.`
}

function otherText(world: SurvivalWorld, slot: number, agent: number, body: number): string {
  const { state, tables } = world
  const { players, bodies, npcs } = tables
  const b = slot * bodies + agent
  const o = slot * bodies + body
  const place = `(${state.x[o] - state.x[b]}, ${state.y[o] - state.y[b]})`
  const needs = tables.needs === null ? '' : othersNeeds(world, slot, agent, body)
  const standing = `at ${place}, health ${state.health[o]}`
  if (body >= players + tables.walkers) return `${nameOf(world, slot, body)} at ${place}${needs}`
  if (body >= players) {
    const npc = slot * npcs + body - players
    const kind = `${TEMPERS[state.npcTemper[npc]]} NPC of level ${state.npcLevel[npc]} (${SKILLS[state.npcStyle[npc]]})`
    return `${kind}, ${nameOf(world, slot, body)}, ${standing}`
  }
  const p = slot * players + body
  const levels = SKILLS.slice(0, STYLES).map((style, i) => `${style} ${state.level[p * SKILLS.length + i]}`)
  const said = state.said[p] > 0 ? `, says word ${state.said[p]}` : ''
  const open = tables.numbers.openBooks ? `, food ${state.food[p]}, water ${state.water[p]}, gold ${state.gold[o]}` : ''
  return `${nameOf(world, slot, body)} ${standing}, ${levels.join(', ')}${open}${needs}${said}`
}

function marketText(world: SurvivalWorld, slot: number): string {
  const { state, tables, config } = world
  const lines: string[] = []
  for (let i = 0; i < config.offers; i++) {
    const offer = state.market[slot * config.offers + i] - 1
    if (offer < 0) continue
    const seller = nameOf(world, slot, Math.floor(offer / PLACES))
    lines.push(`${i + 1} ${itemText(world, slot * tables.players * PLACES + offer)} by ${seller}`)
  }
  return lines.length === 0 ? 'Nothing is for sale.' : `For sale: ${lines.join('; ')}.`
}

function choicesText(world: SurvivalWorld, slot: number, agent: number): string {
  const legal = world.tables.heads.names.map((head) => [head, legalChoices(world, slot, agent, head)] as const)
  return [
    'Legal choices, one a head; style goes with target, give with giveTo, sell with price, pay with payTo:',
    JSON.stringify(Object.fromEntries(legal)),
  ].join('\n')
}

/** Choices of a head that mean something now, and what they are; numbers of one meaning that follow on each other as '1-9'. */
export function legalChoices(
  world: SurvivalWorld,
  slot: number,
  agent: number,
  head: Head,
): Readonly<Record<string, string>> {
  const { heads, players } = world.tables
  const first = (slot * players + agent) * heads.width + heads.maskAt[head]
  const legal = Array.from({ length: heads.sizes[heads.at[head]] }, (_, i) => i).filter(
    (i) => world.mask[first + i] === 1,
  )
  const entries: [string, string][] = []
  for (let i = 0, end = 0; i < legal.length; i = end) {
    const effect = effectOf(world, slot, agent, head, legal[i])
    for (end = i + 1; isAmount(head) && legal[i] > 0 && legal[end] === legal[end - 1] + 1;) end++
    entries.push([end - i > 1 ? `${legal[i]}-${legal[end - 1]}` : `${legal[i]}`, effect])
  }
  return Object.fromEntries(entries)
}

/** Heads whose choices are amounts or words. */
const isAmount = (head: Head): boolean => ['price', 'pay', 'say'].includes(head) || isWeight(head)

function effectOf(world: SurvivalWorld, slot: number, agent: number, head: Head, choice: number): string {
  const { state, tables, config } = world
  if (choice === 0) return head === 'move' ? MOVES[0] : 'nothing'
  const p = slot * tables.players + agent
  switch (head) {
    case 'move':
      return MOVES[choice]
    case 'style':
      return SKILLS[choice - 1]
    case 'target':
    case 'giveTo':
    case 'payTo':
      return nameOf(world, slot, state.seen[p * config.targets + choice - 1] - 1)
    case 'buy':
      return ITEMS[state.item[slot * tables.players * PLACES + state.market[slot * config.offers + choice - 1] - 1]]
    case 'say':
      return 'word'
    case 'look':
      return 'behind the veil'
    case 'keep':
      return `${choice - 1} of ${TENTHS} parts of your rations`
    case 'price':
    case 'pay':
      return 'gold'
    default:
      if (isWeight(head)) return 'weight'
      return ITEMS[state.item[p * PLACES + choice - 1]]
  }
}
