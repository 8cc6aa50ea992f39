/**
 * Players of externality_mushrooms, who eat one colour: red for themselves, green for all, blue for the others (the FIZE-only,
 * HIHE-only and ZIFE-only ones among meltingpot's background players, google-deepmind/meltingpot 81ee2e7).
 */
import { COLOURS } from '../../envs/meltingpot/externality-mushrooms.ts'
import { defineBot } from './bot.ts'
import { gridPolicy, kindsNamed, markKinds, walk, wipe } from './grid.ts'

const EATS = [...COLOURS, 'any'] as const
const named = (colour: string): string => `${colour} mushroom`

export const mushroomEater = defineBot<{ eats: (typeof EATS)[number] }>({
  name: 'mushroom_eater',
  summary: 'eats the nearest mushroom of a colour, walks round all others, and stays where there is none',
  envs: ['externality_mushrooms'],
  parameters: { eats: { enum: EATS, description: 'red, green, blue, orange, or any: the nearest of all' } },
  defaults: { eats: 'blue' },
  make: ({ eats }, { seed }) =>
    gridPolicy('mushroom_eater', seed, (world, chart) => {
      const eaten = kindsNamed(world.tables, ...(eats === 'any' ? COLOURS : [eats]).map(named))
      const left = kindsNamed(world.tables, ...COLOURS.map(named)).map((kind, i) => kind - eaten[i])
      return {
        decide(slot, p) {
          wipe(chart)
          markKinds(world, slot, chart.goals, eaten)
          markKinds(world, slot, chart.shunned, left)
          return walk(chart, world, slot, p)
        },
      }
    }),
})
