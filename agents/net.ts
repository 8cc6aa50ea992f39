/**
 * Actor-critic networks as plain TensorFlow.js functions of named parameters.
 *
 * encoder -> trunk (dense layers) -> optional GRU -> a linear head of logits and one of the value. Orthogonal initial weights:
 * gain sqrt(2) inside, 0.01 for logits, 1 for the value (Engstrom et al. 2020, arXiv:2005.12729; Huang et al. 2022, "The 37
 * implementation details of PPO", detail 2).
 */
import { tf } from './tensor/tf.ts'
import { sizeOf, widthOf, type Box } from '../envs/core/spaces.ts'
import {
  constant,
  initParams,
  orthogonal,
  paramTable,
  zeros,
  type Initializer,
  type ParamTable,
} from './tensor/params.ts'

export const ENCODERS = ['flat', 'grid', 'entities'] as const
export const ACTIVATIONS = ['tanh', 'relu'] as const
export const CRITICS = ['own', 'central'] as const

export interface NetConfig {
  /** How a row is read: as a vector; as [w, h, c] by two 3x3 convolutions; or as [k, f], one dense layer each and the maximum over k. */
  encoder: (typeof ENCODERS)[number]
  /** Widths of the trunk's dense layers. */
  hidden: number[]
  activation: (typeof ACTIVATIONS)[number]
  /** Units of a GRU after the trunk; 0 for none. */
  recurrent: number
  /** Channels of the grid encoder, or features of the entity encoder. */
  channels: number
  /** 'own': the value reads what the policy reads. 'central': it has a trunk of its own over all agents' rows (MAPPO). */
  critic: (typeof CRITICS)[number]
}

export const NET_DEFAULTS: NetConfig = {
  encoder: 'flat',
  hidden: [128, 128],
  activation: 'relu',
  recurrent: 0,
  channels: 32,
  critic: 'own',
}

type Params = Record<string, tf.Tensor>

/** Tensors in: rows as float32 `[B, ...shape]` (not yet divided by the box's unit). */
export interface NetInput {
  readonly rows: tf.Tensor
  /** `[B, agents * size]`: rows of all agents of the slot, own first. For a central critic. */
  readonly joint?: tf.Tensor
  /** `[B, recurrent]`. */
  readonly hidden?: tf.Tensor
}
export interface NetOutput {
  /** `[B, sum of heads]`. */
  readonly logits: tf.Tensor2D
  /** `[B]`. */
  readonly value: tf.Tensor1D
  /** `[B, recurrent]`, the state after this row. */
  readonly hidden?: tf.Tensor2D
}

export interface Net {
  readonly config: NetConfig
  readonly box: Box
  readonly heads: readonly number[]
  /** Agents whose rows a central critic reads. */
  readonly agents: number
  readonly table: ParamTable
  /** New flat parameters from uniform draws in [0, 1). */
  init(uniform: () => number): Float32Array
  apply(params: Params, input: NetInput): NetOutput
  /** What of `apply` acts: reads no other agent's rows, whatever the critic. */
  policy(params: Params, input: NetInput): Omit<NetOutput, 'value'>
  /** `[B, width]`: the last hidden layer, which the head reads; of a recurrent network its state after the row. */
  features(params: Params, input: Pick<NetInput, 'rows' | 'hidden'>): tf.Tensor2D
}

/** A network for rows of `box` and actions of `heads`. Throws on an unknown encoder, activation or critic, and where the encoder does not fit the shape. */
export function net(config: NetConfig, box: Box, heads: readonly number[], agents: number): Net {
  expectOneOf('encoder', config.encoder, ENCODERS)
  expectOneOf('activation', config.activation, ACTIVATIONS)
  expectOneOf('critic', config.critic, CRITICS)
  const shapes: Record<string, number[]> = {}
  const initial: Record<string, Initializer> = {}
  const declare = (name: string, shape: number[], init: Initializer) => {
    shapes[name] = shape
    initial[name] = init
  }
  const dense = (name: string, from: number, to: number, gain: number) => {
    declare(`${name}/w`, [from, to], orthogonal(gain))
    declare(`${name}/b`, [to], zeros)
  }
  const size = sizeOf(box)
  const encoded = declareEncoder(config, box, declare)
  const width = declareTrunk('trunk', encoded, config.hidden, dense)
  if (config.recurrent > 0) {
    declare('gru/wx', [width, 3 * config.recurrent], orthogonal(1))
    declare('gru/wh', [config.recurrent, 3 * config.recurrent], orthogonal(1))
    declare('gru/b', [3 * config.recurrent], zeros)
  }
  const core = config.recurrent || width
  const logits = widthOf(heads)
  if (config.critic === 'own') dense('head', core, logits + 1, 1)
  else {
    dense('head', core, logits, POLICY_GAIN)
    dense('value', declareTrunk('critic', size * agents, config.hidden, dense), 1, 1)
  }
  if (config.critic === 'own') initial['head/w'] = headInitializer(logits)
  const table = paramTable(shapes)
  return {
    config,
    box,
    heads,
    agents,
    table,
    init: (uniform) => initParams(table, initial, uniform),
    apply: (params, input) => apply(config, box, logits, params, input),
    policy: (params, input) => policy(config, logits, head(config, box, params, input)),
    features: (params, input) => features(config, box, params, input),
  }
}

const POLICY_GAIN = 0.01
const RELU_GAIN = Math.SQRT2

/** Logits and value share one matrix, `[core, logits + 1]`; each keeps its own gain. */
function headInitializer(logits: number): Initializer {
  return (shape, uniform, out) => {
    const [rows, columns] = shape
    const policy = new Float32Array(rows * logits)
    const value = new Float32Array(rows)
    orthogonal(POLICY_GAIN)([rows, logits], uniform, policy)
    orthogonal(1)([rows, 1], uniform, value)
    for (let r = 0; r < rows; r++) {
      out.set(policy.subarray(r * logits, (r + 1) * logits), r * columns)
      out[r * columns + logits] = value[r]
    }
  }
}

type Declare = (name: string, shape: number[], init: Initializer) => void
type DeclareDense = (name: string, from: number, to: number, gain: number) => void

function declareTrunk(name: string, from: number, hidden: readonly number[], dense: DeclareDense): number {
  for (const [i, width] of hidden.entries()) dense(`${name}${i}`, i === 0 ? from : hidden[i - 1], width, RELU_GAIN)
  return hidden.at(-1) ?? from
}

/** Declares an encoder's parameters and returns how many numbers it gives a row. */
function declareEncoder({ encoder, channels }: NetConfig, box: Box, declare: Declare): number {
  const { shape } = box
  if (encoder === 'flat') return sizeOf(box)
  const rank = encoder === 'grid' ? 3 : 2
  if (shape.length !== rank) {
    const expected = encoder === 'grid' ? '[width, height, channels]' : '[entities, features]'
    throw new TypeError(
      `Got encoder '${encoder}' for rows of shape [${shape}], expected ${expected}: choose another view or encoder.`,
    )
  }
  const depth = shape[rank - 1]
  if (encoder === 'entities') {
    declare('entity/w', [depth, channels], orthogonal(RELU_GAIN))
    declare('entity/b', [channels], zeros)
    return channels
  }
  declare('conv0/w', [3, 3, depth, channels], orthogonal(RELU_GAIN))
  declare('conv0/b', [channels], constant(0))
  declare('conv1/w', [3, 3, channels, channels], orthogonal(RELU_GAIN))
  declare('conv1/b', [channels], constant(0))
  return shape[0] * shape[1] * channels
}

/** Throws a RangeError that lists `known` where `value` is none of them. */
export function expectOneOf(what: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw new RangeError(`Got ${what} '${value}', expected one of: ${known.join(', ')}.`)
}

/** The head's columns, logits and then the value of an own critic, and the state after the row. */
interface Head {
  readonly out: tf.Tensor2D
  readonly hidden?: tf.Tensor2D
}

function head(config: NetConfig, box: Box, params: Params, input: NetInput): Head {
  const core = features(config, box, params, input)
  const out = dense(params, 'head', core)
  return config.recurrent === 0 ? { out } : { out, hidden: core }
}

function features(
  config: NetConfig,
  box: Box,
  params: Params,
  { rows, hidden }: Pick<NetInput, 'rows' | 'hidden'>,
): tf.Tensor2D {
  const core = trunk('trunk', encode(config, params, scaled(box, rows)), config, params)
  return config.recurrent === 0 ? core : gru(params, core, hidden as tf.Tensor2D, config.recurrent)
}

function policy({ critic }: NetConfig, logits: number, { out, hidden }: Head): Omit<NetOutput, 'value'> {
  return { logits: critic === 'central' ? out : tf.slice(out, [0, 0], [out.shape[0], logits]), hidden }
}

function apply(config: NetConfig, box: Box, logits: number, params: Params, input: NetInput): NetOutput {
  const given = head(config, box, params, input)
  const value =
    config.critic === 'central' ? centralValue(config, box, params, input.joint!) : column(given.out, logits)
  return { ...policy(config, logits, given), value }
}

function centralValue(config: NetConfig, box: Box, params: Params, joint: tf.Tensor): tf.Tensor1D {
  const core = trunk('critic', scaled(box, joint) as tf.Tensor2D, config, params)
  return tf.reshape(dense(params, 'value', core), [-1]) as tf.Tensor1D
}

const column = (x: tf.Tensor2D, index: number): tf.Tensor1D =>
  tf.reshape(tf.slice(x, [0, index], [x.shape[0], 1]), [x.shape[0]]) as tf.Tensor1D

const scaled = ({ unit }: Box, x: tf.Tensor): tf.Tensor => (unit === 1 ? x : tf.mul(x, 1 / unit))

const dense = (params: Params, name: string, x: tf.Tensor2D): tf.Tensor2D =>
  tf.add(tf.matMul(x, params[`${name}/w`] as tf.Tensor2D), params[`${name}/b`])

function trunk(name: string, x: tf.Tensor2D, { hidden, activation }: NetConfig, params: Params): tf.Tensor2D {
  const act = activation === 'relu' ? tf.relu : tf.tanh
  return hidden.reduce((h, _, i) => act(dense(params, `${name}${i}`, h)), x)
}

function encode({ encoder, activation }: NetConfig, params: Params, x: tf.Tensor): tf.Tensor2D {
  const act = activation === 'relu' ? tf.relu : tf.tanh
  const batch = x.shape[0]
  if (encoder === 'flat') return tf.reshape(x, [batch, -1]) as tf.Tensor2D
  if (encoder === 'entities') {
    const [, count, depth] = x.shape
    const each = act(dense(params, 'entity', tf.reshape(x, [batch * count, depth]) as tf.Tensor2D))
    return tf.max(tf.reshape(each, [batch, count, -1]), 1) as tf.Tensor2D
  }
  const conv = (h: tf.Tensor4D, name: string): tf.Tensor4D =>
    act(tf.add(tf.conv2d(h, params[`${name}/w`] as tf.Tensor4D, 1, 'same'), params[`${name}/b`]))
  return tf.reshape(conv(conv(x as tf.Tensor4D, 'conv0'), 'conv1'), [batch, -1]) as tf.Tensor2D
}

/** One step of a gated recurrent unit (Cho et al. 2014, arXiv:1406.1078), gates in the order reset, update, candidate. */
function gru(params: Params, x: tf.Tensor2D, h: tf.Tensor2D, units: number): tf.Tensor2D {
  const [rx, zx, nx] = tf.split(
    tf.add(tf.matMul(x, params['gru/wx'] as tf.Tensor2D), params['gru/b']),
    [units, units, units],
    1,
  )
  const [rh, zh, nh] = tf.split(tf.matMul(h, params['gru/wh'] as tf.Tensor2D), [units, units, units], 1)
  const reset = tf.sigmoid(tf.add(rx, rh))
  const update = tf.sigmoid(tf.add(zx, zh))
  const candidate = tf.tanh(tf.add(nx, tf.mul(reset, nh)))
  return tf.add(tf.mul(tf.sub(1, update), candidate), tf.mul(update, h))
}

/** Log-probabilities of every head side by side, `[B, sum of heads]`; `mask` (1 legal, 0 not) takes illegal actions out. */
export function logProbabilities(logits: tf.Tensor2D, heads: readonly number[], mask?: tf.Tensor2D): tf.Tensor2D {
  const open = mask ? tf.add(logits, tf.mul(tf.sub(mask, 1), ILLEGAL)) : logits
  if (heads.length === 1) return tf.logSoftmax(open) as tf.Tensor2D
  return tf.concat(
    tf.split(open, [...heads], 1).map((head) => tf.logSoftmax(head)),
    1,
  ) as tf.Tensor2D
}
const ILLEGAL = 1e9
