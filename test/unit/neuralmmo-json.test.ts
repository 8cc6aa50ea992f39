import { describe, expect, it } from 'vitest'
import type { BatchEnv } from '../../envs/core/batch.ts'
import { draw } from '../../envs/core/keyed.ts'
import type { SurvivalJSON } from '../../envs/neuralmmo/survival/json.ts'
import { survivalBatch } from './neuralmmo-permute.ts'
import { OPTIONS, lay, own, put, scene } from './neuralmmo-scene.ts'

const CHANNEL = 99

/** Steps with choices of all heads that the mask allows, a pure function of the tick. */
function play({ actions, mask, world }: BatchEnv, step: () => void, ticks: number): void {
  for (let t = 0; t < ticks; t++) {
    let at = 0
    for (let i = 0; i < actions.length; i++) {
      const size = world.heads[i % world.heads.length]
      const legal = Array.from({ length: size }, (_, choice) => choice).filter((choice) => mask[at + choice] === 1)
      actions[i] = legal[draw(world, 0, CHANNEL, i) % legal.length]
      at += size
    }
    step()
  }
}

describe('a state of the survival world', () => {
  it.each([
    ['with all systems', { players: 12, npcs: 12 }],
    ['where bodies share cells', { players: 12, npcs: 12, stacking: true }],
    ['where the dead come back', { players: 12, npcs: 12, respawn: 3, horizon: 1e6 }],
    ['with a ring of events', { players: 12, npcs: 4, events: 50 }],
    ['by the rules of 2.1', { players: 12, npcs: 12, profile: 'nmmo-2.1' }],
    ['of nmmo3', { preset: 'nmmo3', players: 12, npcs: 12, horizon: 100 }],
  ])('read into a world that stood elsewhere is that state to the byte: %s', (_, options) => {
    const there = survivalBatch({ ...OPTIONS, ...options })
    const here = there.clone()
    play(there, () => there.step(), 60)
    play(here, () => here.step(), 25)
    here.fromJSON(0, JSON.parse(JSON.stringify(there.toJSON(0))))
    expect(here.hash(0)).toBe(there.hash(0))
  })

  it('is read with what a person changed in it', () => {
    const { world, batch } = scene('symbolic', (json) => {
      lay(json, 20, 20, '%')
      Object.assign(json.agents[1], { x: 20, y: 21, gold: 12 })
      own(json, 1, 2, { item: 'spear', level: 3, worn: true })
      put(json, 1, { x: 21, y: 21, temper: 'aggressive' })
    })
    const { size } = world.tables.ground
    expect([world.state.terrain[20 * size + 20], world.state.gold[1], world.state.attack[3]]).toEqual([4, 12, 20])
    expect([...world.state.seen.subarray(16, 18)]).toEqual([5, 0])
    expect(batch.toJSON(0)).toMatchObject({ agents: [{}, { gold: 12 }, {}], npcs: [{ here: false }, { x: 21 }] })
  })

  it.each<readonly [string, (json: SurvivalJSON) => void]>([
    ['Got tick -1, expected an integer from 0 to 2147483647.', (json) => (json.tick = -1)],
    ['Got unknown state.agent, expected one of: tick, terrain, agents, npcs', (json) => Object.assign(json, { agent: 1 })], // prettier-ignore
    ['Got terrain[3] "x", expected 34 of', (json) => (json.terrain[3] = 'x')],
    ['Got agents [], expected a list of 3.', (json) => (json.agents = [])],
    ['Got agents[2].health 101, expected an integer from 0 to 100.', (json) => (json.agents[2].health = 101)],
    ['Got agents[0].here "yes", expected true or false.', (json) => (json.agents[0].here = 'yes')],
    ['Got agents[0].struckBy "npc_2", expected the name of a body, as agent_0, or null.', (json) => (json.agents[0].struckBy = 'npc_2')], // prettier-ignore
    ['Got unknown agents[1].hunger, expected one of: name, here', (json) => (json.agents[1].hunger = 3)],
    ['Got agents[1].food undefined, expected an integer', (json) => delete json.agents[1].food],
    ['Got unknown agents[0].skills.cooking, expected one of: melee', (json) => (json.agents[0].skills.cooking = 1)],
    ['Got agents[0].skills.mage.level 11, expected an integer from 1 to 10.', (json) => (json.agents[0].skills.mage = { level: 11, exp: 0 })], // prettier-ignore
    ['Got agents[0].inventory[3].item "sword", expected one of: nothing, gold, hat', (json) => own(json, 0, 3, { item: 'sword' })], // prettier-ignore
    ['Got unknown agents[0].did.dance, expected one of: eat', (json) => (json.agents[0].did.dance = 1)],
    ['Got npcs[1].temper "mild", expected one of: passive, neutral, aggressive.', (json) => put(json, 1, { x: 20, y: 20, temper: 'mild' })], // prettier-ignore
    ['Got name 1 of agent_1 and of agent_2, expected names that differ.', (json) => (json.agents[2].name = 1)],
    ['Got agent_0 on water at (12, 12), expected where it can stand.', (json) => lay(json, 12, 12, '~')],
    ['Got agent_1 on void at (3, 3), expected where it can stand.', (json) => Object.assign(json.agents[1], { x: 3, y: 3 })], // prettier-ignore
    ['Got agent_1 and npc_0 at (13, 12), expected one a cell.', (json) => put(json, 0, { x: 13, y: 12 })],
    ['Got events.rows [1], expected a list of 0.', (json) => (json.events.rows = [1] as never)],
  ])('is refused whole: %s', (message, edit) => {
    const { batch } = scene('symbolic')
    const before = batch.hash()
    const json = batch.toJSON(0) as SurvivalJSON
    edit(json)
    expect(() => batch.fromJSON(0, json)).toThrow(message)
    expect(() => batch.fromJSON(0, json)).toThrow(TypeError)
    expect(batch.hash()).toBe(before)
  })
})
