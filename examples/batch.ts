/** A thousand kitchens side by side: typed arrays that are written in place, and how many steps a second that gives. */
import { makeBatch, TRUNCATED } from '../index.ts'

const batch = makeBatch('overcooked', { slots: 1024, seed: 7, view: 'symbolic', horizon: 400 })
const { actions, done, rewards } = batch
let total = 0
let ended = 0
const started = performance.now()
for (let t = 0; t < 1000; t++) {
  for (let row = 0; row < actions.length; row++) actions[row] = (row * 7 + t * 3) % 6
  batch.step() // batch.observations now holds [slots, agents, 47] bytes
  for (let row = 0; row < rewards.length; row++) {
    total += rewards[row]
    if (done[row] === TRUNCATED) ended++ // its last observation is in batch.finalObservations
  }
}
const seconds = (performance.now() - started) / 1000
console.log(
  `${ended} agent episodes ended, ${total} reward, ${((actions.length * 1000) / seconds / 1e6).toFixed(1)} M agent-steps/s`,
)
