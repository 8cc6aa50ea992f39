/** Needs in words: own bars and tag, whose bars are in sight, and which watchers see the player. */
import { LOOKS } from '../../core/common.ts'
import { POSTURE } from '../../core/needs-kinds.ts'
import { barsText, looksText } from '../../core/needs-draw.ts'
import { NOWHERE, type GridWorld } from '../engine/state.ts'
import { placeText, windowCell } from '../engine/window.ts'
import { isSpent, priceTag } from './players.ts'
import { WATCHERS, WATCHER_NAMES } from './tables.ts'
import { barOf, isAlive, isHelped, onDial, standsAt } from './things.ts'
import { isVeiled, seesBars } from './veil.ts'
import { lightText, shownAt, styleOf } from './watchers.ts'

/** What player p sees of how a being is. */
function barsOf(world: GridWorld, slot: number, p: number, being: number): string {
  if (!seesBars(world, slot, p, being)) return 'no bars, behind a veil'
  const bars = barsText(barOf(world, slot, being, 0), barOf(world, slot, being, 1))
  return being >= world.agents && world.tables.needs!.options.grazers.signal === POSTURE ? `postures ${bars}` : bars
}

export function needsText(world: GridWorld, slot: number, p: number): string[] {
  const { styles } = world.tables.needs!.options
  const style = styles.length > 1 ? [`The surroundings are in style ${styleOf(world, slot)}.`] : []
  return [
    ...style,
    ownText(world, slot, p),
    beingsText(world, slot, p),
    tilesText(world, slot, p),
    watchersText(world, slot, p),
  ]
}

function ownText(world: GridWorld, slot: number, p: number): string {
  const price = world.tables.pasture.foodUntagged ? 0 : priceTag(world, slot, p)
  const tag = price > 0 ? ` The tag on food says: what is worth 1 pays you ${price} more if you eat it.` : ''
  const spent = isSpent(world, slot, p) ? ' You are too weak for anything but to step onto food.' : ''
  const veil = isVeiled(world, slot, p)
    ? ' What others need is behind a veil; to look lifts it until the period is over, and takes a step.'
    : ''
  return `Your bars are ${barsOf(world, slot, p, p)}.${tag}${spent}${veil}`
}

function beingsText(world: GridWorld, slot: number, p: number): string {
  const { agents, tables } = world
  const { grazers, dials } = tables.needs!
  const beings = Array.from({ length: agents + grazers }, (_, being) => being).filter((being) => being !== p)
  const shown = [
    ...beings.map((being) => [being, standsAt(world, slot, being), ''] as const),
    ...Array.from(dials, (cell) => [onDial(world, slot, cell), cell, 'the dial of '] as const),
  ]
  return shown
    .filter(([being, cell]) => being >= 0 && cell !== NOWHERE && windowCell(world, slot, p, cell) >= 0)
    .map(([being, cell, dial]) => {
      const place = placeText(world, windowCell(world, slot, p, cell))
      const fed = isHelped(world, slot, being) ? ', fed by the helper' : ''
      return `${dial}${nameOf(world, slot, being)} at ${place} shows ${barsOf(world, slot, p, being)}${fed}`
    })
    .join('; ')
}

function nameOf(world: GridWorld, slot: number, being: number): string {
  if (being < world.agents) return `player ${being}`
  const i = being - world.agents
  const looks = looksText(world.state.looks, (slot * world.tables.needs!.grazers + i) * LOOKS, LOOKS)
  return `${isAlive(world, slot, i) ? '' : 'dead '}grazer ${i} (looks ${looks})`
}

function tilesText(world: GridWorld, slot: number, p: number): string {
  const { red } = world.tables.needs!.options.auditor
  const places = [...world.state.redCell.subarray(slot * red, (slot + 1) * red)]
    .filter((cell) => cell !== NOWHERE && windowCell(world, slot, p, cell) >= 0)
    .map((cell) => placeText(world, windowCell(world, slot, p, cell)))
  return places.length === 0 ? '' : `red tile: ${places.join(' ')}`
}

function watchersText(world: GridWorld, slot: number, p: number): string {
  const { state, agents } = world
  const here = state.cell[slot * agents + p]
  return WATCHER_NAMES.map((name, w) => {
    const cell = state.watcherCell[slot * WATCHERS + w]
    const seen = cell === NOWHERE ? -1 : windowCell(world, slot, p, cell)
    const place = seen < 0 ? '' : `The ${name} at ${placeText(world, seen)} is ${lightText(world, slot, w)}. ` // prettier-ignore
    return place + (shownAt(world, slot, w, here) > 0 ? `The ${name} sees you. ` : '')
  })
    .join('')
    .trim()
}
