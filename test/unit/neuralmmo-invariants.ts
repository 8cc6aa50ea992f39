/** What holds of every survival world between two ticks, whatever its agents do. */
import { cellOf } from '../../envs/neuralmmo/engine/crowd.ts'
import { WALKABLE, isDepleted } from '../../envs/neuralmmo/materials.ts'
import { PLACES } from '../../envs/neuralmmo/survival/items.ts'
import type { SurvivalWorld } from '../../envs/neuralmmo/survival/state.ts'

/** Throws an Error that says what is broken in slot 0 of a world. */
export function checkInvariants(world: SurvivalWorld): void {
  bodiesStand(world)
  metersHold(world)
  goodsHold(world)
  depletedAreListed(world)
}

function demand(fine: boolean, what: string, world: SurvivalWorld): void {
  if (!fine) throw new Error(`${what} (tick ${world.tick[0]})`)
}

/** Bodies on the map stand on ground, one a cell unless they may share it, and exactly the living are on it. */
function bodiesStand(world: SurvivalWorld): void {
  const { state, tables, live, config } = world
  const counts = new Uint16Array(tables.ground.cells)
  const seen = new Uint16Array(tables.ground.cells)
  for (let body = 0; body < tables.bodies; body++) {
    if (body < tables.players)
      demand(live[body] === state.here[body], `Agent ${body} is on the map while it lives.`, world)
    if (state.here[body] === 0) continue
    const cell = cellOf(world, 0, body)
    counts[cell]++
    seen[cell] = state.shown[body]
    demand(WALKABLE[state.terrain[cell]] === 1 || world.tick[0] === 0, `Body ${body} stands on ground.`, world)
    demand(state.health[body] > 0, `Body ${body} has health.`, world)
  }
  for (let cell = 0; cell < counts.length; cell++) {
    const there = config.stacking ? counts[cell] : seen[cell]
    demand(there === state.crowd[cell], `Cell ${cell} knows who stands on it.`, world)
    demand(config.stacking || counts[cell] <= 1, `Cell ${cell} holds one body.`, world)
    demand(state.claim[cell] === 0, `Cell ${cell} is claimed by nobody between ticks.`, world)
  }
}

function metersHold(world: SurvivalWorld): void {
  const { state, tables } = world
  const { full } = tables.numbers
  for (let body = 0; body < tables.bodies; body++) {
    demand(state.health[body] <= full && state.gold[body] >= 0, `Body ${body} has what it can have.`, world)
  }
  for (let agent = 0; agent < tables.players; agent++) {
    demand(state.food[agent] <= full && state.water[agent] <= full, `Agent ${agent} has what it can have.`, world)
  }
}

/** A place is empty altogether, or holds something; what is worn is not for sale. */
function goodsHold(world: SurvivalWorld): void {
  const { state } = world
  for (let place = 0; place < state.item.length; place++) {
    const [kind, level, count] = [state.item[place], state.itemLevel[place], state.itemCount[place]]
    const [worn, price] = [state.itemWorn[place], state.price[place]]
    const fine = kind === 0 ? level + count + worn + price === 0 : level > 0 && count > 0 && (worn === 0 || price === 0)
    const name = `Place ${place % PLACES} of agent ${Math.floor(place / PLACES)}`
    demand(fine, `${name} is empty or whole: ${[kind, level, count, worn, price].join()}.`, world)
  }
}

function depletedAreListed(world: SurvivalWorld): void {
  const { state, tables } = world
  const expected: number[] = []
  for (let cell = 0; cell < tables.ground.cells; cell++) if (isDepleted(state.terrain[cell])) expected.push(cell)
  const listed = state.depleted.subarray(0, state.spent[0])
  demand(expected.join() === listed.join(), 'Depleted cells are listed in the order of the map.', world)
}
