import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { solvable } from '../../envs/overcooked/generate.ts'
import { parseLayoutFile } from '../../envs/overcooked/layout-file.ts'
import { buildLayout, type LayoutDict } from '../../envs/overcooked/layout.ts'
import { LAYOUTS } from '../../envs/overcooked/layouts.ts'
import { TERRAIN } from '../../envs/overcooked/state.ts'
import { FOLDER, hasRecordings, NO_RECORDINGS } from '../golden/overcooked-recordings.ts'

const build = (layout: string | LayoutDict, fixed = false) => buildLayout(layout, { fixed, oldDynamics: null })
const GRID = ['XXPXX', 'O  2O', 'X1  X', 'XDXSX']

const MANIFEST = new URL('manifest.json', FOLDER)

describe('a layout', () => {
  test('has its terrain, starts and stations in row-major order', () => {
    const layout = build('cramped_room')
    expect([layout.width, layout.height, layout.name]).toEqual([5, 4, 'cramped_room'])
    expect([...layout.starts]).toEqual([11, 8])
    expect([...layout.pots]).toEqual([2])
    expect([...layout.onions]).toEqual([5, 9])
    expect([...layout.dishes]).toEqual([16])
    expect([...layout.hatches]).toEqual([18])
    expect([...layout.tomatoes]).toEqual([])
    expect([...layout.counters]).toEqual([0, 1, 3, 4, 10, 14, 15, 17, 19])
    expect(layout.shaping).toEqual({ placement: 3, dishPickup: 3, soupPickup: 5 })
    expect(layout.startState).toBeNull()
  })

  test('reads as the same layout from rows and from a string, indented or not', () => {
    const rows = build({ grid: GRID })
    expect(build({ grid: `\n   ${GRID.join('\n      ')}\n` }).terrain).toEqual(rows.terrain)
    expect(build({ grid: GRID.join('\r\n') }).starts).toEqual(rows.starts)
  })

  test('takes the dynamics from the option, else from itself, else new', () => {
    const old = { grid: GRID, old_dynamics: true, start_all_orders: [{ ingredients: ['onion', 'onion', 'onion'] }] }
    expect(buildLayout(old, { fixed: false, oldDynamics: null }).oldDynamics).toBe(true)
    expect(buildLayout(old, { fixed: false, oldDynamics: false }).oldDynamics).toBe(false)
    expect(build('cramped_room').oldDynamics).toBe(false)
    expect(buildLayout('cramped_room', { fixed: false, oldDynamics: true }).oldDynamics).toBe(true)
  })

  test('pays what its shaping parameters say, and the defaults for the rest', () => {
    const shaping = { PLACEMENT_IN_POT_REW: 1, DISH_PICKUP_REWARD: -2, SOUP_PICKUP_REWARD: 0.5, POT_DISTANCE_REW: 0 }
    expect(build({ grid: GRID, rew_shaping_params: shaping }).shaping).toEqual({
      placement: 1,
      dishPickup: -2,
      soupPickup: 0.5,
    })
    expect(build({ grid: GRID, rew_shaping_params: null }).shaping).toEqual({
      placement: 3,
      dishPickup: 3,
      soupPickup: 5,
    })
    expect(() => build({ grid: GRID, rew_shaping_params: { POTTING: 1 } })).toThrow(/'POTTING'.*PLACEMENT_IN_POT_REW/)
  })

  test.each<[string, string[], RegExp]>([
    ['a short row', ['XXPXX', 'O  2O', 'X1 X', 'XDXSX'], /row 3, column 5: got 4 cells, expected 5/],
    ['a long row', ['XXPXX', 'O  2OX', 'X1  X', 'XDXSX'], /row 2, column 6: got 6 cells, expected 5/],
    [
      'an unknown character',
      ['XXPXX', 'O  2O', 'X1 ?X', 'XDXSX'],
      /row 3, column 4: got '\?', expected one of 'XPOTDS'/,
    ],
    ['a tab', ['XXPXX', 'O\t 2O', 'X1  X', 'XDXSX'], /row 2, column 2: got '\\t', expected one of/],
    ['a small letter', ['XXpXX', 'O  2O', 'X1  X', 'XDXSX'], /row 1, column 3: got 'p'/],
    ['floor at the border', ['XXPXX', 'O  2O', 'X1  X', 'XD SX'], /row 4, column 3: got ' ' at the border/],
    ['a player at the border', ['XXPXX', 'O  2O', '11  X', 'XDXSX'], /row 3, column 1: got '1' at the border/],
    ['a player twice', ['XXPXX', 'O  1O', 'X1  X', 'XDXSX'], /row 3, column 2: got player 1 again/],
    ['a gap between players', ['XXPXX', 'O  3O', 'X1  X', 'XDXSX'], /2 players without a 2/],
    ['no player', ['XXPXX', 'O   O', 'X   X', 'XDXSX'], /no player/],
    ['no pot', ['XXXXX', 'O  2O', 'X1  X', 'XDXSX'], /no P \(pot\)/],
    ['no dishes', ['XXPXX', 'O  2O', 'X1  X', 'XXXSX'], /no D \(dishes\)/],
    ['no hatch', ['XXPXX', 'O  2O', 'X1  X', 'XDXXX'], /no S \(serving hatch\)/],
    ['no ingredients', ['XXPXX', 'X  2X', 'X1  X', 'XDXSX'], /no O or T/],
    ['no rows', [], /expected an array of strings/],
  ])('with %s is refused, and where is said', (_, grid, message) => {
    expect(() => build({ grid })).toThrow(message)
  })

  test('of an unknown name lists the known ones, and the nearest', () => {
    expect(() => build('cramped_rom')).toThrow(
      /did you mean 'cramped_room'\? Expected one of: cramped_room, asymmetric_advantages/,
    )
    expect(() => build('zzz')).toThrow(/Got unknown layout 'zzz', expected one of: cramped_room/)
    expect(() => build('toString')).toThrow(/unknown layout/)
  })

  test('with an unknown key lists the known ones', () => {
    expect(() => build({ grid: GRID, cooktime: 3 } as never)).toThrow(/'cooktime'.*expected one of: grid, .*cook_time/)
    expect(() => build({ grid: GRID, start_order_list: ['any'] } as never)).toThrow(
      /start_order_list.*start_all_orders/,
    )
    expect(() => build([] as never)).toThrow(/expected a name or \{ grid/)
    expect(() => build(null as never)).toThrow(/expected a name or \{ grid/)
  })

  test.each<[string, object, RegExp]>([
    [
      'dynamics in words',
      { old_dynamics: 'no' },
      /Got "no" for old_dynamics in layout 'custom', expected true or false/,
    ],
    ['a number for a name', { layout_name: 3 }, /Got 3 for layout_name, expected a string/],
    [
      'shaping that is a number',
      { rew_shaping_params: 3 },
      /Got 3 for rew_shaping_params .* expected \{ key: number \}/,
    ],
    ['shaping of NaN', { rew_shaping_params: { SOUP_PICKUP_REWARD: NaN } }, /Got NaN for SOUP_PICKUP_REWARD/],
    ['rows that are numbers', { grid: [1, 2] }, /Got \[1,2\] for the grid .* expected an array of strings/],
  ])('with %s is refused', (_, params, message) => {
    expect(() => build({ grid: GRID, ...params } as LayoutDict)).toThrow(message)
  })

  test('of more cells than 16 bits can number is refused', () => {
    expect(() => build({ grid: Array<string>(300).fill('X'.repeat(300)) })).toThrow(/300 x 300.*at most 65535/)
  })
})

test.each(Object.keys(LAYOUTS))('the layout %s is solvable: every order can be served and all take part', (name) => {
  expect(solvable(build(name))).toMatchObject({ ok: true })
})

test('layouts of ours are for teams of two to six', () => {
  const sizes = Object.keys(LAYOUTS).map((name) => build(name).starts.length)
  for (const players of [2, 3, 4, 5, 6]) expect(sizes).toContain(players)
})

interface Variant {
  readonly id: string
  readonly grid: string[]
  readonly params: Omit<LayoutDict, 'grid'>
  readonly width: number
  readonly height: number
  readonly num_players: number
  readonly old_dynamics: boolean
  readonly has_start_state: boolean
  readonly rew_shaping_params: Record<string, number>
}

describe.skipIf(!hasRecordings)(`layouts of the reference${hasRecordings ? '' : `: ${NO_RECORDINGS}`}`, () => {
  const { variants, skipped } = hasRecordings
    ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { variants: Variant[]; skipped: { id: string }[] })
    : { variants: [], skipped: [] }

  test('build with the recorded size, players, dynamics and shaping', () => {
    expect(variants.length).toBeGreaterThan(0)
    for (const variant of variants) {
      const layout = build({ grid: variant.grid, ...variant.params })
      const {
        PLACEMENT_IN_POT_REW: placement,
        DISH_PICKUP_REWARD: dishPickup,
        SOUP_PICKUP_REWARD: soupPickup,
      } = variant.rew_shaping_params
      expect(
        [layout.width, layout.height, layout.starts.length, layout.oldDynamics, layout.shaping, layout.startState !== null],
        variant.id,
      ).toEqual([
        variant.width, variant.height, variant.num_players, variant.old_dynamics, { placement, dishPickup, soupPickup },
        variant.has_start_state,
      ]) // prettier-ignore
      const drawn = Array.from(layout.terrain, (code) => TERRAIN[code]).join('')
      expect(drawn, variant.id).toBe(variant.grid.join('').replaceAll(/[1-9]/g, ' '))
    }
  })

  test('refuse old dynamics where the reference does', () => {
    const byId = new Map(variants.map((variant) => [variant.id, variant]))
    const refused = skipped
      .map(({ id }) => byId.get(id.replace('@old', '@new')))
      .filter((variant) => variant !== undefined)
    expect(refused.length).toBeGreaterThan(0)
    for (const { grid, params, id } of refused) {
      expect(() => buildLayout({ grid, ...params }, { fixed: false, oldDynamics: true }), id).toThrow(
        /with old dynamics/,
      )
    }
  })

  test('are among ours where the names agree', () => {
    for (const variant of variants.filter(({ id }) => Object.hasOwn(LAYOUTS, id.replace(/@new$/, '')))) {
      const layout = build(variant.id.replace(/@new$/, ''))
      const recorded = build({ grid: variant.grid, ...variant.params })
      expect({ ...layout, dict: 0, name: 0 }, variant.id).toEqual({ ...recorded, dict: 0, name: 0 })
    }
  })
})

describe('a .layout file', () => {
  const FILE = `{
    "grid":  """XXPXX
                O  2O
                X1  X
                XDXSX""",
\t"start_bonus_orders": [],  # none
    'start_all_orders' : [
        { "ingredients" : ["onion", "onion", "onion"]},
        { "ingredients" : ("tomato",) },
    ],
    "order_bonus": float('inf'),
    "rew_shaping_params": None,
    "old_dynamics": False,
    "cook_time": 5
}
`

  test('is read as the dictionary that it says', () => {
    const dict = parseLayoutFile(FILE, 'mine')
    expect({ ...dict, grid: null }).toEqual({
      grid: null,
      layout_name: 'mine',
      start_bonus_orders: [],
      start_all_orders: [{ ingredients: ['onion', 'onion', 'onion'] }, { ingredients: ['tomato'] }],
      order_bonus: Infinity,
      rew_shaping_params: null,
      old_dynamics: false,
      cook_time: 5,
    })
    expect(build(dict)).toMatchObject({ name: 'mine', width: 5, height: 4 })
  })

  const value = (text: string): unknown => parseLayoutFile(`{'start_state': ${text}}`).start_state

  test.each<[string, unknown]>([
    ['None', null],
    ['True', true],
    ['-3', -3],
    ['+2.50', 2.5],
    ['.5e-1', 0.05],
    ['7.', 7],
    ["-float('inf')", -Infinity],
    ["float('-infinity')", -Infinity],
    ["-float('-inf')", Infinity],
    ['[inf, -inf, +inf]', [Infinity, -Infinity, Infinity]],
    ['1e3', 1000],
    ['00', 0],
    ['0.50', 0.5],
    ["#\n  1#'\n", 1],
    ['\r\n\t "a"\r\n', 'a'],
    ["{'__proto__': 1}", Object.fromEntries([['__proto__', 1]])],
    ['"it\'s"', "it's"],
    ["'say \\'hi\\'\\n\\t\\\\'", "say 'hi'\n\t\\"],
    ['\'one \'\n  "two"', 'one two'],
    ["'''a\n'b'\n'''", "a\n'b'\n"],
    ["'joined \\\nline'", 'joined line'],
    ['()', []],
    ['(1)', 1],
    ['(1,)', [1]],
    ['[1, [2, {}], ]', [1, [2, {}]]],
    ["{'a': {'b': (1, 2)}}", { a: { b: [1, 2] } }],
  ])('reads %s', (text, expected) => {
    expect(value(text)).toEqual(expected)
  })

  test.each<[string, string, RegExp]>([
    ['nothing', '', /line 1, column 1: got the end of the file, expected '\{'/],
    ['an open dictionary', "{'grid': 1,", /mine\.layout, line 1, column 12: got the end of the file, expected a key/],
    ['a missing comma', "{'grid': 1\n 'cook_time': 2}", /line 2, column 2: got "'", expected ',' or '}'/],
    ['a missing colon', "{'grid' 1}", /line 1, column 9: got "1", expected ':'/],
    ['a bare key', '{\n  grid: 1}', /line 2, column 3: got "g", expected a key in quotes/],
    ['a JSON word', "{'grid': null}", /line 1, column 10: got "n", expected a value/],
    ['a name', "{'grid': Nonesuch}", /line 1, column 10/],
    ['a bad number', "{'grid': 1.2.3}", /line 1, column 13: got "\.", expected the end of the value/],
    ['an open string', "{'grid': 'XX\nXX'}", /line 1, column 13: got "\\n", expected ' to end the string/],
    ['an open triple string', "{'grid': '''XX\nXX'}", /line 2, column 5: got the end of the file, expected '''/],
    ['an unknown escape', "{'grid': '\\q'}", /line 1, column 12: got "q", expected an escape/],
    ['a key twice', "{'grid': 1,\n'grid': 2}", /line 2, column 1: .*each key once, 'grid'/],
    ['text after the end', "{'grid': 'X'}\n}", /line 2, column 1: got "}", expected the end of the file/],
    ['code', "{'grid': __import__('os')}", /line 1, column 10/],
    ['a well of brackets', `{'grid': ${'['.repeat(100_000)}`, /line 1, column 29: .*at most 20 brackets/],
    [
      'an unknown key',
      "{'grid': '',\n 'gird': ''}",
      /line 2, column 2: got unknown key 'gird', expected one of: grid, /,
    ],
    ['something else than a dictionary', '[1]', /line 1, column 1: got "\[", expected '{' of a dictionary/],
    ['a set', "{'grid', 'cook_time'}", /line 1, column 8: got ",", expected ':'/],
    ['a number that begins with 0', "{'cook_time': 05}", /line 1, column 16: got "5", expected the end of the value/],
    ['an underscore in a number', "{'cook_time': 1_0}", /line 1, column 16: got "_"/],
    ['an open list', "{'grid': ['X',", /line 1, column 15: got the end of the file/],
    ['the wrong bracket', "{'grid': ['X')}", /line 1, column 14: got "\)", expected ',' or '\]'/],
    ['nan', "{'cook_time': float('nan')}", /line 1, column 15: got "f", expected a value/],
    ['a prefixed string', "{'grid': r'X'}", /line 1, column 10: got "r", expected a value/],
  ])('with %s is refused, and where is said', (_, text, message) => {
    expect(() => parseLayoutFile(text, 'mine.layout')).toThrow(message)
    expect(() => parseLayoutFile(text)).toThrow(SyntaxError)
  })

  test('says back any value that JSON can write', () => {
    const word = fc.string({ unit: fc.constantFrom('a', ' ', "'", '"', '\\', '\n', '\t', 'é', '#', '}') })
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree')),
        fc.dictionary(word, tie('tree')),
      ),
    }))
    const python = (json: unknown): string =>
      JSON.stringify(json).replaceAll(
        /"(?:[^"\\]|\\.)*"|true|false|null/g,
        (token) => ({ true: 'True', false: 'False', null: 'None' })[token] ?? token,
      )
    const check = fc.property(tree, (json) => {
      expect(value(python(json))).toEqual(json)
    })
    fc.assert(check)
  })
})
