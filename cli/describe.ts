/** `sva describe <env>`: what an environment takes and gives. */
import type { View, World } from '../envs/core/spec.ts'
import { headsOf, type Box } from '../envs/core/spaces.ts'
import { differences, settingText, type Numbers } from '../envs/meltingpot/engine/profile.ts'
import { toJson } from '../agents/log.ts'
import { print, table, type Command } from './command.ts'
import { ENV_FLAGS, envChoice, JSON_FLAG, openBatch, type EnvChoice } from './flags.ts'

export default {
  usage: 'describe <env> [flags]',
  about:
    'Says what an environment takes and gives: options, agents, actions, views, metrics, profiles, knobs, example options.',
  most: 1,
  flags: { ...ENV_FLAGS, ...JSON_FLAG },
  examples: ['sva describe overcooked', 'sva describe overcooked --layout forced_coordination --json'],
  run(given) {
    const said = describe(envChoice(given, given.words[0]))
    print(given.on('json') ? toJson(said) : page(said))
  },
} satisfies Command

/** A schema's property, as far as it is shown. */
interface Property {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly nullable?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly description?: string
  readonly examples?: readonly unknown[]
}

type Description = ReturnType<typeof describe>

function describe(choice: EnvChoice) {
  const batch = openBatch(choice, { slots: 1, view: null })
  const { spec, world, config } = batch
  const views = Object.entries(spec.views as Record<string, View<World>>).map(([name, view]) => {
    const { shape, dtype, low, high }: Box = view.space(world)
    return { name, summary: view.summary, shape, dtype, low, high, default: name === spec.defaultView }
  })
  const described = {
    id: spec.id,
    version: spec.version,
    summary: spec.summary,
    source: spec.source,
    options: spec.config.schema.properties as Record<string, Property>,
    defaults: spec.config.defaults as unknown as Record<string, unknown>,
    agents: spec.agents(config, world.tables),
    action: world.actionSpace,
    masked: spec.mask !== undefined,
    views,
    metrics: spec.metrics,
    profiles: Object.keys(spec.profiles ?? {}),
    differences: spec.profiles ? differences(spec.profiles as Numbers<object>) : [],
    knobs: spec.knobs?.(config) ?? {},
    examples: spec.examples ?? [],
  }
  batch.close()
  return described
}

function page(said: Description): string {
  const { id, version, summary, source, options, defaults, agents, action, masked, views, metrics, knobs, examples } =
    said
  const heads = headsOf(action)
  const actions = heads.length === 1 ? `${heads[0]} actions` : `${heads.length} heads of ${heads.join(', ')} actions`
  const names =
    action.names && heads.length === 1 ? `: ${action.names.map((name, i) => `${i} ${name}`).join(', ')}` : ''
  const section = (title: string, lines: string) => `${title}\n${lines.replace(/^/gm, '  ')}`
  return [
    `${id} v${version}: ${summary}\n${source}`,
    section('Options (--option key=value)', optionRows(options, defaults)),
    section('Agents', table(agents.map(({ name, role }) => [name, role]))),
    section('Actions', `${actions}${names}${masked ? '\nillegal ones are masked' : ''}`),
    section('Views (--view)', table(views.map(viewRow))),
    section('Metrics of an episode', metrics.join(', ')),
    section('Profiles (--option profile=name), and what they do not agree on', profileRows(said) || 'none'),
    section('Knobs (numbers that may change between steps)', table(entries(knobs)) || 'none'),
    section('Example options', examples.map((example) => toJson(example)).join('\n') || 'none'),
  ].join('\n\n')
}

function profileRows({ profiles, differences }: Description): string {
  if (profiles.length < 2) return ''
  return table([
    ['', ...profiles],
    ...differences.map(({ name, values }) => [name, ...profiles.map((profile) => settingText(values[profile]))]),
  ])
}

function optionRows(options: Record<string, Property>, defaults: Record<string, unknown>): string {
  return table(
    Object.entries(options).map(([name, property]) => {
      const about = [property.description, property.examples && `e.g. ${property.examples.join(', ')}`]
      return [name, typeOf(property), `default ${toJson(defaults[name]) ?? 'none'}`, about.filter(Boolean).join('; ')]
    }),
  )
}

function typeOf({ type = 'any', enum: values, nullable, minimum, maximum }: Property): string {
  const base = values ? values.join(' | ') : typeof type === 'string' ? type : type.join(' | ')
  const range = minimum === undefined ? '' : maximum === undefined ? ` >= ${minimum}` : ` in [${minimum}, ${maximum}]`
  return `${base}${range}${nullable ? ' | null' : ''}`
}

const viewRow = ({
  name,
  summary,
  shape,
  dtype,
  low,
  high,
  default: chosen,
}: Description['views'][number]): string[] => [
  name,
  `[${shape.join(', ')}]`,
  `${dtype} in [${low}, ${high}]`,
  `${summary}${chosen ? ' (default)' : ''}`,
]

const entries = (values: Readonly<Record<string, unknown>>): string[][] =>
  Object.entries(values).map(([name, value]) => [name, String(value)])
