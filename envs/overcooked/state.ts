/** The state of a kitchen: codes, fields and what is computed once from a layout. */
import { field, type ArraysOf, type Field } from '../core/fields.ts'
import { SUMS } from '../core/needs-division.ts'
import type { World } from '../core/spec.ts'
import { MENU } from '../core/shares.ts'
import type { Layout } from './layout.ts'
import type { OvercookedConfig } from './config.ts'
import type { Needs } from './needs-places.ts'
import type { SymbolTable } from './view-symbolic.ts'

// Actions, in the reference's order; the first four are also the directions.
export const NORTH = 0
export const SOUTH = 1
export const EAST = 2
export const WEST = 3
export const STAY = 4
export const INTERACT = 5
export const ACTIONS = ['north', 'south', 'east', 'west', 'stay', 'interact'] as const
/** Words of a cook, actions from WORD on: so many soups are left (calls.ts), or it keeps so many tenths (rounds.ts). */
export const CALLS = ['call_none', 'call_one', 'call_two', 'call_three', 'call_four', 'call_five'] as const
export const WORD = ACTIONS.length
export const wordsOf = ({ calls, menu }: Needs['options']): readonly string[] => (calls ? CALLS : menu ? MENU : [])
/** What cooks can do in a kitchen; to look is the last. */
export const actionsOf = (needs: Needs | null): readonly string[] => [
  ...ACTIONS,
  ...(needs ? wordsOf(needs.options) : []),
  ...(needs?.options.veil ? ['look'] : []),
]
/** Entries a cell in tables by action; more than these, so that an index is a shift. */
export const MOVE_STRIDE = 8
export const DX = [0, 0, 1, -1] as const
export const DY = [-1, 1, 0, 0] as const

// Terrain.
export const FLOOR = 0
export const COUNTER = 1
export const POT = 2
export const ONION_BOX = 3
export const TOMATO_BOX = 4
export const DISH_RACK = 5
export const HATCH = 6 // the serving window
export const TERRAIN = ' XPOTDS'
// Only where `needs` are on (needs.ts).
export const DINER = 7 // a hatch with a diner behind it
export const STAFF = 8 // the staff hatch, where cooks eat
export const WATCH = 9 // a watcher's window

// Things in hands, on counters and in pots.
export const NOTHING = 0
export const ONION = 1
export const TOMATO = 2
export const DISH = 3
export const SOUP = 4
export const THINGS = ['', 'onion', 'tomato', 'dish', 'soup'] as const

/** Cooking tick of a soup that has not been started. */
export const IDLE = -1

/**
 * The ingredients of a soup in potting order, packed: the low 4 bits count them, bit 4 + i is set where ingredient i is
 * a tomato. `EMPTY_MIX` is no soup at all.
 */
export const EMPTY_MIX = 0
export const mixCount = (mix: number): number => mix & 15
export const mixAdd = (mix: number, thing: number): number => (mix + 1) | (thing === TOMATO ? 1 << (4 + (mix & 15)) : 0)

/** Per slot; n players, C cells, R recipe ids. Cells are y * width + x. */
export interface Kitchen {
  readonly [name: string]: Field
  /** [n] where each player stands. */
  readonly cell: Field<'u16'>
  /** [n] direction 0-3 that each player faces. */
  readonly facing: Field<'u8'>
  /** [n] thing in each player's hands, with its mix and cooking tick where it is a soup. */
  readonly held: Field<'u8'>
  readonly heldMix: Field<'u16'>
  readonly heldTick: Field<'i32'>
  /** [C] thing on each counter or in each pot, with its mix and cooking tick where it is a soup. */
  readonly item: Field<'u8'>
  readonly mix: Field<'u16'>
  readonly cook: Field<'i32'>
  /** [C] cells that hold a thing, in the order in which they were filled; the first `objects` count. */
  readonly order: Field<'u16'>
  readonly objects: Field<'u16'>
  /** 1 where a soup outside the pots may still cook (only from a given state). */
  readonly stray: Field<'u8'>
  /** [R] 0 not ordered, 1 ordered, 2 ordered with a bonus. */
  readonly orders: Field<'u8'>
  /** [n] event flags of the last step, bit i for EVENTS[i]. */
  readonly events: Field<'u32'>
  /** [n] reward of the last step by player: for deliveries, and for the shaping events. */
  readonly sparse: Field<'f64'>
  readonly shaped: Field<'f64'>
  /** 1 where the last step could have written events and rewards: somebody changed something. */
  readonly stirred: Field<'u8'>
  /** What the last step changed, for views: old player fields [n], and the cells whose thing changed. */
  readonly wasCell: Field<'u16'>
  readonly wasFacing: Field<'u8'>
  readonly wasHeld: Field<'u8'>
  readonly touched: Field<'u16'>
  readonly touches: Field<'u16'>
  // Where `needs` are on, else empty; d diners, w watchers. Wellbeing in thousandths, 0 to 10_000.
  /**
   * 1 where the second of the two bars that a being shows is its need, 0 where the first is; the other is a placebo.
   */
  readonly needBar: Field<'u8'>
  /** [n] wellbeing of each cook, its placebo bar, and the soups it ate. */
  readonly stamina: Field<'i16'>
  readonly staminaPlacebo: Field<'i16'>
  readonly eaten: Field<'u16'>
  /** [n] what the last step paid or cost each cook in private: kept soups and fines. */
  readonly private: Field<'f64'>
  /** [d] wellbeing of each diner, its placebo bar, and the soups it was given. */
  readonly fullness: Field<'i16'>
  readonly fullnessPlacebo: Field<'i16'>
  readonly served: Field<'u16'>
  /** [d] hidden: 1 where food moves nothing, mean loss a tick, hunger below, and most, all in thousandths. */
  readonly inert: Field<'u8'>
  readonly decay: Field<'i16'>
  readonly threshold: Field<'i16'>
  readonly capacity: Field<'i16'>
  /** [d * 8] looks: byte b is b / 127.5 - 1 in [-1, 1]. */
  readonly looks: Field<'u8'>
  /** [w] 1 where a watcher's shutter is open. */
  readonly open: Field<'u8'>
  /** [w] what a watcher's lamp shows, a byte; empty where there are none. */
  readonly lamp: Field<'u8'>
  /** [w] hidden: 1 where a watcher watches. */
  readonly watching: Field<'u8'>
  /** Where there is a veil, else empty. [n] 1 where a cook looked since its last soup; hidden: soups it looked for. */
  readonly lifted: Field<'u8'>
  readonly looked: Field<'u16'>
  /** The pattern of the floor; empty where all floors are alike. */
  readonly style: Field<'u8'>
  /** [n * delay] hidden: 1 where a cook came onto a red tile unseen, by tick modulo the delay; empty without books. */
  readonly ledger: Field<'u8'>
  /**
   * [n] whether a cook came onto a red tile with the soup in its hands, or, where there are rounds, in this one: CLEAN,
   * or watched or not as it did.
   */
  readonly stain: Field<'u8'>
  /** Soups that have come so far, and those of them that wait for a free pass. */
  readonly arrived: Field<'u16'>
  readonly due: Field<'u16'>
  /** Where there are calls, else empty. Soups that are left in the pantry, hidden, and what its caller sees of them. */
  readonly pantry: Field<'u8'>
  readonly seenLeft: Field<'u8'>
  /** The last word of this round, and, hidden, soups that the waiter brought; empty where there are no rounds. */
  readonly word: Field<'u8'>
  readonly brought: Field<'u16'>
  /** Hidden: calls, lies and soups called short (CALL_SUMS). */
  readonly callSums: Field<'f64'>
  /** [d] hidden: soups given in the running period, and wellbeing short of the threshold as it began. */
  readonly units: Field<'u16'>
  readonly demand: Field<'i16'>
  /** Hidden: what metrics are computed from (core/needs-division.ts). */
  readonly sums: Field<'f64'>
}

// Of a soup in hands.
export const CLEAN = 0
export const SEEN = 1
export const UNSEEN = 2

/** Running sums of calls. */
export const CALL_SUMS = ['calls', 'lies', 'short'] as const

/** Numbers in a being's appearance. */
export const LOOKS = 8

export function kitchenFields(players: number, cells: number, recipeIds: number, needs: Needs | null): Kitchen {
  const cooks = needs ? players : 0
  const diners = needs?.diners.length ?? 0
  const watchers = needs?.watchers.length ?? 0
  const calls = needs?.options.calls ? 1 : 0
  const rounds = needs && needs.options.round > 0 ? 1 : 0
  return {
    cell: field('u16', players),
    facing: field('u8', players),
    held: field('u8', players),
    heldMix: field('u16', players),
    heldTick: field('i32', players),
    item: field('u8', cells),
    mix: field('u16', cells),
    cook: field('i32', cells),
    order: field('u16', cells),
    objects: field('u16'),
    stray: field('u8'),
    orders: field('u8', recipeIds),
    events: field('u32', players),
    sparse: field('f64', players),
    shaped: field('f64', players),
    stirred: field('u8'),
    wasCell: field('u16', players),
    wasFacing: field('u8', players),
    wasHeld: field('u8', players),
    touched: field('u16', changesOf(players, needs)),
    touches: field('u16'),
    needBar: field('u8', needs ? 1 : 0),
    stamina: field('i16', cooks),
    staminaPlacebo: field('i16', cooks),
    eaten: field('u16', cooks),
    private: field('f64', cooks),
    fullness: field('i16', diners),
    fullnessPlacebo: field('i16', diners),
    served: field('u16', diners),
    inert: field('u8', diners),
    decay: field('i16', diners),
    threshold: field('i16', diners),
    capacity: field('i16', diners),
    looks: field('u8', diners * LOOKS),
    open: field('u8', watchers),
    lamp: field('u8', needs?.options.led ? watchers : 0),
    watching: field('u8', watchers),
    lifted: field('u8', needs?.options.veil ? players : 0),
    looked: field('u16', needs?.options.veil ? 1 : 0),
    style: field('u8', needs?.options.styles ? 1 : 0),
    ledger: field('u8', cooks * (needs?.options.ledger?.delay ?? 0)),
    stain: field('u8', cooks),
    arrived: field('u16', needs ? 1 : 0),
    due: field('u16', needs ? 1 : 0),
    pantry: field('u8', calls),
    seenLeft: field('u8', calls),
    word: field('u8', rounds),
    brought: field('u16', rounds),
    callSums: field('f64', calls * CALL_SUMS.length),
    units: field('u16', diners),
    demand: field('i16', diners),
    sums: field('f64', needs ? SUMS.length : 0),
  }
}

/** Cells whose thing can change in a step: a player changes one, and a soup comes to each pass. */
export const changesOf = (players: number, needs: Needs | null): number => players + (needs?.passes.length ?? 0)

/** What never changes in an episode. */
export interface KitchenTables {
  readonly layout: Layout
  readonly players: number
  readonly cells: number
  /** Cells whose thing can change in a step, at most. */
  readonly changes: number
  /** [C * 4] the cell in front of a cell by direction; the cell itself at the border. */
  readonly front: Uint16Array
  /**
   * [C * MOVE_STRIDE] where an action in a cell ends if nobody is in the way; the cell itself for STAY and INTERACT.
   */
  readonly next: Uint16Array
  /** Where the `symbolic` view writes what. */
  readonly symbols: SymbolTable
  /** Cells with an entity of their own in the `common` view. */
  readonly sites: Uint16Array
  /** Hatches, diners and watchers, or null where there are none. */
  readonly needs: Needs | null
}

export type KitchenWorld = World<OvercookedConfig, Kitchen, KitchenTables>
export type KitchenState = ArraysOf<Kitchen>
