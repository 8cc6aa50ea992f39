/** A kitchen of your own: a grid, orders, a generated variant, and the observation as text for a language model. */
import { make } from '../index.ts'
import { generateLayout } from '../envs/overcooked/generate.ts'

const layout = {
  grid: [
    'XXTPXX', //
    'O    X',
    'X1  2S',
    'XXDXXX',
  ],
  start_all_orders: [{ ingredients: ['onion', 'tomato'] }, { ingredients: ['onion', 'onion', 'onion'] }],
  start_bonus_orders: [{ ingredients: ['onion', 'tomato'] }],
}
const env = make('overcooked', { layout, view: 'text' })
const { observations } = env.reset({ seed: 1 })
console.log(observations.agent_0)

const other = make('overcooked', { layout: generateLayout({ seed: 5, width: 9, height: 6, players: 3 }) })
other.reset({ seed: 1 })
console.log(other.print())
