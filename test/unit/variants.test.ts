/** One-change makers: each changes what it says and nothing that no action moves. */
import { describe, expect, it } from 'vitest'
import { makeBatch } from '../../envs/registry.ts'
import { variantsOf, vary, type Options } from '../../envs/variants.ts'
import { SITES } from '../../probes/battery/questions.ts'
import type { Site } from '../../probes/battery/site.ts'

const TICKS = 60

/** What nobody moves, tick by tick, and what is seen at first. */
function played({ env, exogenous, options }: Site, ...changes: Options[]) {
  const batch = makeBatch(env, { ...vary(options, ...changes), slots: 1, seed: 'variants' })
  const first = batch.observations.join()
  const tables: string[] = []
  for (let tick = 0; tick < TICKS; tick++) {
    tables.push(exogenous(batch.world, 0).join())
    batch.actions.fill(0)
    batch.step()
  }
  return { first, tables, price: batch.world.knobs.price[0] }
}

describe.each(SITES.map((site) => [site.env, site] as const))('variants of %s', (env, site) => {
  const variants = variantsOf(env)
  const usual = played(site)

  it.each([
    ['withoutReward', variants.withoutReward],
    ['unobserved', variants.unobserved],
    ['withAuditor', variants.withAuditor(true)],
    ['withBird', variants.withBird(true)],
    ['inertLookalikes', variants.inertLookalikes(1)],
    ['pricedKeeping', variants.pricedKeeping(3)],
  ])('%s leaves everything exogenous as it was', (_, change) => {
    expect(played(site, change).tables).toEqual(usual.tables)
  })

  it('show a watcher that is there, and what keeping pays', () => {
    const away = played(site, variants.unobserved, variants.withBird(false))
    expect(played(site, variants.withAuditor(true), variants.withBird(false)).first).not.toBe(away.first)
    expect(played(site, variants.unobserved, variants.withBird(true)).first).not.toBe(away.first)
    expect(played(site, variants.pricedKeeping(3))).toMatchObject({ price: 3 })
    expect(played(site, variants.pricedKeeping(3)).first).not.toBe(usual.first)
  })
})

it('lie over each other, the last on top, however deep', () => {
  expect(vary({ a: { x: 1, y: { z: 2 } } }, { a: { y: { w: 3 } } }, { a: { x: 4 } })).toEqual({
    a: { x: 4, y: { z: 2, w: 3 } },
  })
})

it('are refused where there are none, with the environments that have them', () => {
  expect(() => variantsOf('coins')).toThrow(
    "Got unknown environment with variants 'coins', expected one of: allocation, overcooked, sluice, neuralmmo.",
  )
})
