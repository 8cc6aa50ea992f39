/** A question of the battery, written down before it runs (the shape of bsuite: a question a file). */
import type { Check } from './checks.ts'
import type { Claim, Measure } from './findings.ts'
import type { Results } from './results.ts'
import type { Name, Options, Reference, Site } from './site.ts'
import type { Cell, Family, Regime } from './spec.ts'

/** A cell to be played, with the options that it is asked under. */
export interface Trial {
  readonly cell: Cell
  /** Options over those of the question. */
  readonly theta?: Options
  /** Trials of one set share everything exogenous; all of a question do where none is named. */
  readonly set?: string
}

export interface Question {
  readonly id: Name
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
  readonly options: Options
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
  /** The trial whose recipients are the least like those of training (V11). */
  readonly novel?: string
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
