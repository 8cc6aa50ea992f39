import { describe, expect, it } from 'vitest'
import { survival } from '../../envs/neuralmmo/survival/index.ts'
import { legalChoices } from '../../envs/neuralmmo/survival/text.ts'
import { CENTER, lay, own, put, scene, type Scene } from './neuralmmo-scene.ts'

const told = ({ world }: Scene, agent = 0) => survival.text(world, 0, agent).split('\n')

describe('the text of the survival world', () => {
  it('tells an agent what it is, has and sees', () => {
    const lines = told(
      scene('symbolic', (json) => {
        json.tick = 12
        Object.assign(json.agents[0], { health: 60, food: 20, gold: 3, hurt: 7, struckBy: 'npc_1', frozen: 1 })
        Object.assign(json.agents[1], { x: 15, y: 13, said: 5 })
        Object.assign(json.agents[2], { x: 25, y: 25 })
        json.agents[0].skills.fishing = { level: 4, exp: 400 }
        own(json, 0, 0, { item: 'bow', level: 2, worn: true })
        own(json, 1, 1, { item: 'potion', level: 3, count: 2, price: 9, listed: 11 })
        put(json, 1, { x: 12, y: 10, temper: 'aggressive', level: 7, style: 'mage', health: 30 })
        lay(json, 13, 12, 'C')
      }),
    )
    expect(lines.slice(0, 4)).toEqual([
      'You are player 0 of 3. 12 ticks have passed. Places are cells to the east and to the south of you; north and west are negative.',
      'Health 60, food 20, water 100, of 100 each; gold 3. You are 3 cells from the edge of the land. NPC 4 struck you for 7. You cannot act for 1 tick.',
      'Levels: melee 1, range 1, mage 1, fishing 4, herbalism 1, prospecting 1, carving 1, alchemy 1.',
      'You own: 1 bow of level 2, 1, worn.',
    ])
    expect(lines[4]).toContain("You stand on grass and see 7 cells each way, north at the top ('@' you, 'A' a player, 'n' an NPC, ' ' void, '.' grass, 'C' crystal):") // prettier-ignore
    expect([lines[10], lines[12], lines[13]]).toEqual(['    ...n.......', '    ...@C......', '    ......A....'])
    expect(lines.slice(20, 22)).toEqual([
      'In sight, nearest first: 1 an aggressive NPC of level 7 (mage), NPC 4, at (0, -2), health 30; ' +
        '2 Player 1 at (3, 1), health 100, melee 1, range 1, mage 1, says word 5.',
      'For sale: 1 potion of level 3, 2, offered for 9 gold by Player 1.',
    ])
  })

  it('ends with the legal choices by head, amounts as ranges', () => {
    const shown = scene('symbolic', (json) => {
      own(json, 0, 0, { item: 'bow' })
      own(json, 1, 1, { item: 'potion', price: 9, listed: 0 })
      lay(json, 12, 11, '#')
    })
    const { world } = shown
    const { heads } = world.tables
    for (const [head, allowed] of [['use', [0, 1]], ['target', [0, 2]], ['buy', [0, 1]], ['price', [0, 1, 2, 3, 9]]] as const) {
      const at = heads.maskAt[head]
      world.mask.fill(0, at, at + heads.sizes[heads.at[head]])
      for (const choice of allowed) world.mask[at + choice] = 1
    } // prettier-ignore
    const legal = JSON.parse(told(shown).at(-1)!)
    expect(Object.keys(legal)).toEqual(heads.names)
    expect(legal).toMatchObject({
      move: { 0: 'stay', 2: 'south', 3: 'east', 4: 'west' },
      use: { 0: 'nothing', 1: 'bow' },
      target: { 0: 'nothing', 2: 'Player 2' },
      buy: { 0: 'nothing', 1: 'potion' },
      price: { 0: 'nothing', '1-3': 'gold', 9: 'gold' },
    })
    expect(legal).toEqual(Object.fromEntries(heads.names.map((head) => [head, legalChoices(world, 0, 0, head)])))
  })

  it('tells the dead that they are dead', () => {
    expect(told(scene('symbolic', (json) => (json.agents[0].here = false))).slice(0, 2)).toEqual([
      'You are player 0 of 3. 0 ticks have passed.',
      'You are dead.',
    ])
  })
})

describe('the picture of the survival world', () => {
  it('shows the land in a rim of void, and bars under it', () => {
    const { world } = scene('symbolic', (json) => {
      json.tick = 25
      json.agents[0].here = false
      Object.assign(json.agents[1], { health: 50, food: 0, water: 40 })
      Object.assign(json.agents[2], { health: 100, food: 0, water: 60, x: 9, y: 25 })
    })
    const { width, height, shapes } = survival.draw(world, 0)
    expect([width, height]).toEqual([CENTER + 3, CENTER + 3 + 5])
    const bars = shapes.filter((shape) => shape.kind === 'rect' && shape.y > CENTER + 3)
    expect(bars.map((bar) => bar.kind === 'rect' && bar.w / width)).toEqual([0.25, 2 / 3, 0.75, 0.5])
    const bodies = shapes.filter(({ kind }) => kind === 'circle')
    expect(bodies.map((body) => body.kind === 'circle' && [body.x, body.y])).toEqual([[5.5, 4.55], [1.5, 17.55]]) // prettier-ignore
  })

  it('prints the land, whoever stands there, and how agents stand', () => {
    const { world } = scene('symbolic', (json) => {
      put(json, 0, { x: 16, y: 12, temper: 'passive' })
      json.agents[2].here = false
    })
    const lines = survival.print(world, 0).split('\n')
    expect(lines[4]).toBe(' ...@@..p.........')
    expect(lines.slice(-4)).toEqual([
      '0 at 12,12 | health 100 food 100 water 100 gold 1 | level 1/1/1',
      '1 at 13,12 | health 100 food 100 water 100 gold 1 | level 1/1/1',
      '2 dead',
      'tick 0',
    ])
  })
})
