/**
 * Overcooked: cooks share a kitchen, put ingredients into pots and serve the soups.
 *
 * Rules: overcooked_ai 2.0.0 (HumanCompatibleAI/overcooked_ai 739950a; Carroll et al. 2019, arXiv:1910.05789), step for step;
 * any number of players from 1 to 9. `docs/overcooked.md` lists options, views and the quirks that `fixed` turns off.
 */
import { FINE } from '../core/needs-options.ts'
import { discrete } from '../core/spaces.ts'
import type { EnvSpec } from '../core/spec.ts'
import type { OvercookedConfig } from './config.ts'
import { draw, print } from './draw.ts'
import { examples } from './examples.ts'
import { buildLayout, type Layout } from './layout.ts'
import { fromJSON, toJSON, type NeedyKitchenJSON } from './needs-json.ts'
import { needyLayout, refuseNeedy, type Needs } from './needs-places.ts'
import { EVENTS, METRICS, step } from './rules.ts'
import { reset } from './start.ts'
import {
  DX, DY, FLOOR, MOVE_STRIDE, actionsOf, changesOf, kitchenFields, type Kitchen, type KitchenTables,
} from './state.ts' // prettier-ignore
import { common, commonActions, sitesOf } from './view-common.ts'
import { features } from './view-features.ts'
import { lossless } from './view-lossless.ts'
import { needsBytes } from './view-needs.ts'
import { symbolic, symbolTable } from './view-symbolic.ts'
import { text } from './text.ts'
import { schema } from './config.ts'

export const overcooked: EnvSpec<OvercookedConfig, Kitchen, KitchenTables, NeedyKitchenJSON> = {
  id: 'overcooked',
  version: 1,
  summary: 'cooks share a kitchen: fetch, cook, plate and serve soups',
  source: 'overcooked_ai 2.0.0 (739950a); Carroll et al. 2019, arXiv:1910.05789',
  config: {
    schema,
    defaults: {
      layout: 'cramped_room',
      horizon: 400,
      reward: 'shared',
      shaping: 0,
      oldDynamics: null,
      fixed: false,
      randomPositions: false,
      randomObjects: 0,
      counterGoals: 'none',
      needs: null,
    },
  },
  examples,
  tables: (config) => (config.needs ? needyTables(config) : plainTables(config)),
  agents: (_, { players }) => Array.from({ length: players }, (_, i) => ({ name: `agent_${i}`, role: 'cook' })),
  state: (_, { players, cells, layout, needs }) => kitchenFields(players, cells, layout.recipes.ids, needs),
  action: (_, { needs }) => discrete(actionsOf(needs).length, actionsOf(needs)),
  views: { symbolic, lossless, features, common },
  common: commonActions,
  hidden: ({ needs }) => (needs ? [...HIDDEN, 'fine', ...((needs.tag ?? null) === null ? [] : ['price'])] : HIDDEN),
  defaultView: 'symbolic',
  text,
  metrics: METRICS,
  score: 'sparse_return',
  knobs: ({ shaping, needs }): Record<string, number> =>
    needs
      ? {
          shaping,
          price: needs.price ?? 0,
          fine: needs.auditor?.fine ?? FINE,
          ...(needs.calls && { conflict: needs.calls.conflict ?? 0 }),
        }
      : { shaping },
  reset,
  step,
  info({ state, agents, tables }, slot, agent) {
    const row = slot * agents + agent
    return {
      sparseReward: state.sparse[row],
      shapedReward: state.shaped[row],
      events: EVENTS.filter((_, i) => (state.events[row] >>> i) & 1),
      ...(tables.needs ? { privateReward: state.private[row] } : {}),
    }
  },
  draw,
  print,
  toJSON,
  fromJSON,
}

/** Fields that no view may show; with needs also the fine, and the price where a tag says something in its place. */
// prettier-ignore
const HIDDEN = [
  'inert', 'decay', 'threshold', 'capacity', 'served', 'eaten', 'private', 'watching', 'units', 'demand', 'sums',
  'arrived', 'due', 'stain', 'pantry', 'brought', 'callSums', 'ledger', 'looked',
]

function plainTables(config: OvercookedConfig): KitchenTables {
  refuseNeedy(config)
  return buildTables(buildLayout(config.layout, config), null, config)
}

function needyTables(config: OvercookedConfig): KitchenTables {
  const { layout, needs } = needyLayout(config)
  return buildTables(layout, needs, config)
}

function buildTables(layout: Layout, needs: Needs | null, config: OvercookedConfig): KitchenTables {
  const { width, height, terrain } = layout
  const cells = terrain.length
  const front = new Uint16Array(cells * 4)
  const next = new Uint16Array(cells * MOVE_STRIDE)
  for (let cell = 0; cell < cells; cell++) {
    next.fill(cell, cell * MOVE_STRIDE, (cell + 1) * MOVE_STRIDE)
    for (let d = 0; d < 4; d++) {
      const x = (cell % width) + DX[d]
      const y = Math.floor(cell / width) + DY[d]
      const inside = x >= 0 && y >= 0 && x < width && y < height
      front[cell * 4 + d] = inside ? y * width + x : cell
      next[cell * MOVE_STRIDE + d] = inside && terrain[y * width + x] === FLOOR ? y * width + x : cell
    }
  }
  // A start state or the reference's random start can bring tomatoes into a kitchen that has none.
  const strange =
    JSON.stringify(layout.startState ?? '').includes('tomato') || (config.randomObjects > 0 && !config.fixed)
  const tomatoes = layout.tomatoes.length > 0 || strange
  return {
    layout,
    players: layout.starts.length,
    cells,
    changes: changesOf(layout.starts.length, needs),
    front,
    next,
    symbols: symbolTable(layout, front, tomatoes, needs ? needsBytes(needs, layout.starts.length) : 0),
    sites: sitesOf(layout),
    needs,
  }
}
