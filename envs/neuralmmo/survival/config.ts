/** Options of the survival world, and the presets that give their defaults. */
import type { SchemaObject } from 'ajv'
import { named } from '../../core/config.ts'
import { MOST_BODIES } from '../engine/state.ts'
import { TERRAIN_DEFAULTS } from '../terrain.ts'
import { GAMES } from './games.ts'
import { needsSchema } from './needs/config.ts'
import { PRESETS, SYSTEMS, type SurvivalConfig } from './state.ts'

/** Cells of void that windows of agents at the edge reach into, and one to spare. */
const LEAST_BORDER = 9

const SHARE = { type: 'number', minimum: 0, maximum: 1 } as const
const count = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum })

export const schema: SchemaObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    horizon: { type: 'number', minimum: 1 },
    preset: { enum: PRESETS, description: 'where options that are not given come from' },
    profile: { enum: ['fixed', 'nmmo-2.1'], description: 'whether what surprises in nmmo 2.1 is put right or kept' },
    players: count(1, MOST_BODIES),
    npcs: count(0, MOST_BODIES),
    npcLevel: count(1, 15),
    center: count(8, 1024),
    border: count(LEAST_BORDER, 64),
    land: { enum: ['fractal', 'layer'], description: 'noise of many scales, or one wide layer' },
    interpolate: {
      type: 'number',
      exclusiveMinimum: 0,
      description: "how far octaves of 'fractal' reach into each other",
    },
    thresholds: {
      type: 'object',
      additionalProperties: false,
      required: ['water', 'grass', 'foliage'],
      properties: { water: SHARE, grass: SHARE, foliage: SHARE },
      description: "the highest land of 'fractal' that is water, grass and foliage",
    },
    clusters: count(0, MOST_BODIES),
    uniforms: count(0, MOST_BODIES),
    map: {
      type: ['integer', 'array', 'null'],
      minimum: 0,
      minItems: 1,
      items: { type: 'integer', minimum: 0 },
      description: 'number of the land, or several of which the key draws one; null: drawn by the key',
    },
    systems: {
      type: 'array',
      uniqueItems: true,
      items: { enum: SYSTEMS },
      description: 'parts of the world that there are',
    },
    targets: count(0, 100),
    offers: count(1, 384),
    tokens: count(1, 127),
    pvp: { type: 'boolean', description: 'whether agents can strike agents' },
    stacking: { type: 'boolean', description: 'whether bodies may share a cell' },
    spawn: { enum: ['edge', 'anywhere'], description: 'where lives begin' },
    respawn: { type: ['integer', 'null'], minimum: 1, description: 'ticks until the dead come back; null: never' },
    respawnFrozen: { ...count(0, 255), description: 'ticks for which those who come back are frozen and safe' },
    teams: {
      type: ['integer', 'array', 'null'],
      minimum: 1,
      minItems: 1,
      maximum: MOST_BODIES,
      items: { type: ['integer', 'array'], minimum: 1, maximum: MOST_BODIES, items: count(0, MOST_BODIES) },
      description: 'number of teams, their sizes, or lists of agents; null: everyone is a team',
    },
    tasks: {
      type: ['array', 'null'],
      items: { type: 'object' },
      description: 'what is paid for (docs/neuralmmo.md); null: being alive',
    },
    game: { enum: [...Object.keys(GAMES), null], description: 'a game that somebody can win' },
    resilient: SHARE,
    fog: {
      type: ['object', 'null'],
      additionalProperties: false,
      required: ['onset', 'speed', 'safe'],
      properties: { onset: count(0, MOST_BODIES), speed: { type: 'number', exclusiveMinimum: 0 }, safe: count(0, 512) },
    },
    events: count(0, 1 << 20),
    needs: needsSchema,
  },
}

const MEDIUM: SurvivalConfig = {
  preset: 'medium',
  profile: 'fixed',
  horizon: 1024,
  players: 128,
  npcs: 128,
  npcLevel: 10,
  center: 128,
  border: 16,
  land: 'fractal',
  interpolate: 0.01,
  thresholds: TERRAIN_DEFAULTS.thresholds,
  clusters: 64,
  uniforms: 256,
  map: null,
  systems: SYSTEMS,
  targets: 16,
  offers: 32,
  tokens: 127,
  pvp: true,
  stacking: false,
  spawn: 'edge',
  respawn: null,
  respawnFrozen: 0,
  teams: null,
  tasks: null,
  game: null,
  resilient: 0,
  fog: null,
  events: 0,
  needs: null,
}

/** nmmo/core/config.py at 98b6bbd: Small, Medium, Large; nmmo3 is PufferLib's world (ocean/nmmo3 at 42f56cd), as far as these rules go. */
const DEFAULTS: Readonly<Record<SurvivalConfig['preset'], SurvivalConfig>> = {
  small: {
    ...MEDIUM,
    preset: 'small',
    horizon: 128,
    players: 64,
    npcs: 32,
    npcLevel: 5,
    center: 32,
    clusters: 4,
    uniforms: 16,
  },
  medium: MEDIUM,
  large: {
    ...MEDIUM,
    preset: 'large',
    horizon: 8192,
    players: 1024,
    npcs: 1024,
    npcLevel: 15,
    center: 1024,
    clusters: 1024,
    uniforms: 4096,
  },
  nmmo3: {
    ...MEDIUM,
    preset: 'nmmo3',
    horizon: Infinity,
    players: 1024,
    npcs: 2048,
    npcLevel: 15,
    center: 512,
    land: 'layer',
    clusters: 512,
    uniforms: 2048,
    systems: ['combat', 'npcs', 'progression', 'items', 'equipment', 'professions', 'exchange'],
    targets: 0,
    pvp: false,
    offers: 16,
    spawn: 'anywhere',
    respawn: 3,
  },
}

export const defaults = MEDIUM

/**
 * What a preset and a game say, over the defaults, and what nmmo 2.1 does by default where its profile is asked for.
 */
export function defaultsFor(given: Readonly<Record<string, unknown>>): SurvivalConfig {
  const preset = typeof given.preset === 'string' && given.preset in DEFAULTS ? given.preset : defaults.preset
  const game = GAMES[given.game as keyof typeof GAMES]?.options ?? {}
  const chosen = { ...named('preset', DEFAULTS, preset), ...game }
  return given.profile === 'nmmo-2.1'
    ? { ...chosen, profile: 'nmmo-2.1', map: 1, targets: 100, offers: 384, stacking: true }
    : chosen
}
