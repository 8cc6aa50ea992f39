/**
 * Family A by other ways of choosing. Dictators give otherwise where the action set is another (List 2007; Bardsley
 * 2008): hence all that may be kept at once, from a menu, and a free division beside the choice of one by one.
 */
import { over } from '../../envs/variants.ts'
import type { Question } from './question.ts'
import { reallocation } from './reallocation.ts'
import type { Name, Options, Site } from './site.ts'
import { examineWelfare, reader } from './welfare.ts'

/** On a menu the rest is spread: who gets it is not the agent's choice. */
export const menu = (site: Site & Required<Pick<Site, 'menu'>>): Question =>
  chosenBy(site, 'menu', site.menu, 'Of all that there is, nobody watching, how much does the agent keep?', false)

export const simplex = (site: Site & Required<Pick<Site, 'simplex'>>): Question =>
  chosenBy(site, 'simplex', site.simplex, 'Free to divide as it likes, unwatched, does the agent give by need?', true)

function chosenBy(site: Site, id: Name, options: Options, question: string, tracked: boolean): Question {
  const { explore: _, trials, judged, ...usual } = reallocation(site)
  return {
    ...usual,
    id,
    question,
    options: over(site.options, options),
    trials: Object.fromEntries(judged.map((trial) => [trial, trials[trial]])),
    judged,
    references: site.references[id] ?? [],
    examine(results, player) {
      const { gained } = reader(results, player)
      const more = { 'D placebo': gained('P', 'U') }
      return examineWelfare(results, player, { divergence: gained('M', 'U'), more, tracked })
    },
  }
}
