/** The same world twice: a snapshot, two futures that differ in one action, and what stays the same because draws are keyed. */
import { makeBatch } from '../index.ts'

const world = makeBatch('overcooked', { slots: 1, seed: 3, layout: 'asymmetric_advantages', randomObjects: 0.5 })
for (let t = 0; t < 20; t++) {
  world.actions.set([t % 6, (t + 2) % 6])
  world.step()
}
const before = world.snapshot()
const futures = [0, 2].map((first) => {
  world.restore(before)
  for (let t = 0; t < 30; t++) {
    world.actions.set([t === 0 ? first : 4, (t + 2) % 6])
    world.step()
  }
  return world.hash()
})
world.restore(before)
const again = world.clone()
console.log('north, then', futures[0])
console.log('east, then', futures[1])
console.log('a clone stands where its original does:', again.hash() === world.hash())
