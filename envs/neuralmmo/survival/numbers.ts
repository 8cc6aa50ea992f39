/** Numbers of the survival world: NeuralMMO/environment 98b6bbd (2.1), nmmo/core/config.py where nothing else is said. */

/** Ticks of a life in which no agent can strike it (COMBAT_SPAWN_IMMUNITY). */
export const IMMUNITY = 20

export const RULES = {
  /** Cells that everyone sees each way; the window is as wide as the agent and this on both sides. */
  vision: 7,
  full: 100,
  /** Food and water lost a tick, won by eating or drinking, and the harm of having none. */
  depletion: 5,
  meal: 100,
  starvation: 10,
  /** Health won a tick by those who have more food and more water than `thriving`. */
  healing: 10,
  thriving: 50,
  gold: 1,
  /** Health that an NPC wins a tick (nmmo/entity/npc.py). */
  npcHealing: 1,
  /** Reward of dying. */
  death: -1,
  /** Whether a mask takes "strike nobody" away from those who have somebody in reach: whoever obeys it must fight. */
  forcedAttack: false,
  /** Whose age protects from an attack by an agent: of the one that is struck, or of the one that strikes too. */
  immunityOf: 'target' as 'target' | 'attacker',
  /** Whether all fish around an angler go for one drop. */
  greedyAngler: false,
  /** Whether a harvest is lost on those without an empty place, though a stack of its kind would take it. */
  stacksNeedPlace: false,
  /** Whether others' food, water, gold and experience are seen. */
  openBooks: false,
}
export type SurvivalNumbers = typeof RULES

/** By profile: what surprises in nmmo 2.1 is put right, or kept. */
export const NUMBERS: Readonly<Record<'fixed' | 'nmmo-2.1', SurvivalNumbers>> = {
  fixed: RULES,
  'nmmo-2.1': {
    ...RULES,
    forcedAttack: true,
    immunityOf: 'attacker',
    greedyAngler: true,
    stacksNeedPlace: true,
    openBooks: true,
  },
}
