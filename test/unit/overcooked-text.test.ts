import { describe, expect, it } from 'vitest'
import type { ActionText } from '../../envs/overcooked/text.ts'
import { threefry } from '../../envs/core/keyed.ts'
import { ACTIONS, DISH, EAST, INTERACT, NORTH, ONION, SOUP, SOUTH, STAY, WEST } from '../../envs/overcooked/state.ts'
import { make } from '../../envs/registry.ts'
import { kitchen, put, type Kitchen } from './overcooked-kitchen.ts'

const textOf = ({ batch }: Kitchen, agent = 0): string => batch.spec.text(batch.world, 0, agent)
const actionsOf = (k: Kitchen, agent = 0): ActionText[] => JSON.parse(textOf(k, agent).split('Legal actions:\n')[1])
const effect = (k: Kitchen, name: string): string => actionsOf(k).find((action) => action.name === name)!.effect
const CRAMPED = { layout: 'cramped_room', oldDynamics: true }

describe('text', () => {
  it('says where I am, what I face and hold, the pots, counters, others, orders and time', () => {
    const k = kitchen(CRAMPED)
    put(k, 0, 6, EAST, DISH)
    put(k, 1, 8, NORTH, SOUP)
    k.state.item[2] = SOUP
    k.state.mix[2] = 3
    k.state.cook[2] = 12
    expect(textOf(k).split('\nLegal actions:')[0]).toBe(
      `You are agent_0, one of 2 cooks in the kitchen 'cramped_room' (5 columns, 4 rows). Cells are (x, y), x to the east, y to the south.
0 ticks have passed, 400 are left.
You are at (1, 1) and face east: free floor. You hold a dish.
Ordered soups: 3 onions (20 ticks to cook, pays 20).
The pot at (2, 0) holds 3 onions, cooking, ready in 8 ticks.
The counters are empty.
Places: onions at (0, 1), (4, 1); dishes at (1, 3); serving hatch at (3, 3).
agent_1 is at (3, 1), faces north and holds a soup of 3 onions.`,
    )
  })

  it('ends in a JSON list of all legal actions in their order', () => {
    const actions = actionsOf(kitchen(CRAMPED))
    expect(actions.map(({ action }) => action)).toEqual([0, 1, 2, 3, 4, 5])
    expect(actions.map(({ name }) => name)).toEqual([...ACTIONS])
  })

  it('says of each action what it would do', () => {
    const k = kitchen(CRAMPED)
    put(k, 0, 6, WEST)
    put(k, 1, 7, NORTH)
    expect(actionsOf(k).map((action) => action.effect)).toEqual([
      'turn to north: an empty counter',
      'walk south to (1, 2)',
      'face east; agent_1 is in the way, and unless it leaves you stay where you are',
      'keep facing west: a box of onions',
      'do nothing',
      'take an onion',
    ])
  })

  it.each([
    [NORTH, ONION, 7, 'put the onion into the pot'],
    [NORTH, DISH, 7, 'nothing, no soup is ready'],
    [WEST, ONION, 6, 'nothing'],
    [NORTH, ONION, 6, 'put the onion on the counter'],
    [SOUTH, SOUP, 13, 'serve the soup: pays 20'],
    [SOUTH, 0, 11, 'take a dish'],
    [NORTH, 0, 7, 'nothing'],
  ])('interact facing %i holding %i at %i: %s', (facing, held, cell, says) => {
    const k = kitchen(CRAMPED)
    put(k, 1, 12, NORTH)
    put(k, 0, cell, facing, held)
    expect(effect(k, 'interact')).toBe(says)
  })

  it('says that a full pot takes no more, and in the new dynamics that it can be started', () => {
    const k = kitchen({ layout: 'cramped_room' })
    k.state.item[2] = SOUP
    k.state.mix[2] = 3
    put(k, 0, 7, NORTH, ONION)
    expect(effect(k, 'interact')).toBe('nothing, the pot takes no more')
    put(k, 0, 7, NORTH)
    expect(effect(k, 'interact')).toBe('start cooking 3 onions')
  })

  it.each([
    ['cramped_room', null],
    ['ten_hatches', { stamina: { effort: 0 } }],
  ])('does what it says in %s: an interaction that says nothing changes nothing, any other does', (layout, needs) => {
    const k = kitchen({ layout, needs, randomPositions: true, randomObjects: 0.7, horizon: 30 })
    const { batch, state } = k
    /** What an interaction can change, but for the cooking that goes on by itself. */
    const changeable = () =>
      [state.held[0], ...state.item, ...state.mix, ...state.cook.map((tick) => Math.min(tick, 0))].join()
    let [said, silent] = [0, 0]
    for (let t = 0; t < 3000; t++) {
      const last = batch.world.tick[0] === 29
      batch.actions.set([last ? STAY : threefry(1, 2, 3, 4, t, 0, 0, 0, 12) % 6, STAY])
      const acts = batch.actions[0] === INTERACT
      const nothing = effect(k, 'interact').startsWith('nothing')
      const before = changeable()
      batch.step()
      if (!acts) continue
      expect(before === changeable(), `tick ${t}`).toBe(nothing)
      if (nothing) silent++
      else said++
    }
    expect(Math.min(said, silent)).toBeGreaterThan(20)
  })

  it('says diners, bars, tags and shutters where needs are on, and what a spent cook cannot do', () => {
    const k = kitchen({
      needs: { bar: 1, price: 0.5, auditor: { open: true }, bird: { open: false }, diners: { start: 4, capacity: 9 } },
    })
    put(k, 0, 16, SOUTH, SOUP)
    const text = textOf(k)
    expect(text).toContain('Your bars [10.0|10.0]. The tag at the staff hatch says: a soup kept pays you 10.')
    expect(text).toMatch(/The diner at \(1, 0\) \(looks (-?\d\.\d ?){8}\) shows bars \[4\.0\|4\.0\]\./)
    expect(text).toContain("The auditor's shutter at (6, 1) is open, it ")
    expect(text).toContain("The bird's shutter at (6, 2) is closed.")
    expect(text).toContain('staff hatch at (2, 3); red tiles at (2, 1)')
    expect(effect(k, 'interact')).toBe('eat the soup: pays you 10')
    k.state.stamina[0] = 0
    expect(effect(k, 'north')).toMatch(/^nothing: you are too tired/)
    expect(effect(k, 'interact')).toBe('eat the soup: pays you 10')
  })

  it('is the observation of make(), a string for each agent that depends on nothing but the state', () => {
    const env = make('overcooked', { view: 'text', seed: 1 })
    const { observations } = env.reset()
    expect(Object.keys(observations)).toEqual(['agent_0', 'agent_1'])
    expect(observations.agent_1).toContain('You are agent_1')
    const other = make('overcooked', { view: 'text', seed: 2 })
    expect(other.reset().observations).toEqual(observations)
  })
})
