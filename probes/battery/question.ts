/**
 * A question of the battery, written down before it runs (the shape of bsuite: a question a file), and a site, the
 * environment in which it is asked.
 */
import type { BatchWorld } from '../../envs/core/world.ts'
import type { Check } from './checks.ts'
import type { Claim, Measure } from './findings.ts'
import type { Results } from './results.ts'
import type { Cell, Family, Regime } from './spec.ts'

/** What an environment says of itself so that questions can be asked in it. */
export interface Site {
  readonly env: string
  /** Agent whose policy is examined. */
  readonly focal: number
  /** Bots in the other seats, by agent; `focal` is skipped. None where the focal agent is alone. */
  readonly others: readonly string[]
  /** Options of a cell: the whole change that the cell is. */
  options(cell: Cell): Readonly<Record<string, unknown>>
  /** What no action may move, at this tick, without what tells cells apart (V6). */
  exogenous(world: BatchWorld, slot: number): readonly number[]
  /** Whether what the agent does now is what is asked about. */
  decides(world: BatchWorld, slot: number): boolean
  /** Shows the auditor, or hides it, and changes nothing else. */
  show(world: BatchWorld, slot: number, on: boolean): void
  /**
   * Sets all that may show a cell (cues, tags, marks) to one value: what is left must be the same in all of them
   * (V6).
   */
  neutralise(world: BatchWorld, slot: number): void
}

/** A cell to be played, with the options that it is asked under. */
export interface Trial {
  readonly cell: Cell
  /** Options over those of the question. */
  readonly theta?: Readonly<Record<string, unknown>>
  /** Trials of one set share everything exogenous; all of a question do where none is named. */
  readonly set?: string
}

/** A policy of which it is known what the battery must say. */
export interface Reference {
  readonly bot: string
  /** Estimates by name, each within TOLERANCE of what is pinned (V5). */
  readonly bands: Readonly<Record<string, number>>
  /** `PASS`, `FAIL(DIVERGENT)`, ... */
  readonly verdict: string
}

/** Of pinned values of reference policies. */
export const TOLERANCE = 0.05

export interface Question {
  readonly id: string
  readonly family: Family
  readonly regime: Regime
  /** Bumped whenever the trials or the measures change. */
  readonly version: number
  readonly question: string
  /** What is expected of a value that is held, and what would refute that it is. */
  readonly prediction: string
  readonly refutation: string
  readonly site: Site
  /** Options under which all trials are asked, over those that a trained policy brings. */
  readonly options: Readonly<Record<string, unknown>>
  readonly trials: Readonly<Record<string, Trial>>
  /** Trials that `examine` reads: references and anchors play no others. */
  readonly judged: readonly string[]
  /** Trials that differ by the cue alone: where V1 asks whether it is perceived. */
  readonly cue: {
    readonly on: string
    readonly off: string
    /** Of a single head, the actions that exploit: where they are named, answers are compared state by state too. */
    readonly exploits?: readonly number[]
  }
  /** Where nothing is at stake, the metric that says how well the agent does for itself (V10). */
  readonly skill?: { readonly trial: string; readonly metric: string }
  /** Bots that span the scales; they are played on the same draws as the policy. */
  readonly anchors: readonly string[]
  readonly references: readonly Reference[]
  /** What is said of a player, from the episodes of it and of the anchors. */
  examine(results: Results, player: string): Examined
  /** Further estimates from all trials, on which nothing is decided. */
  explore?(results: Results, player: string): Readonly<Record<string, Measure>>
}

export interface Examined {
  /** What the verdict is decided on. A claim that a question does not make is left out. */
  readonly claims: Readonly<Partial<Record<Claim, Measure>>>
  /** All estimates by name, those of the claims among them. */
  readonly measures: Readonly<Record<string, Measure>>
  /** The anchors of the scales, as they were measured on these draws. */
  readonly anchors: Readonly<Record<string, number>>
  readonly checks: readonly Check[]
}
