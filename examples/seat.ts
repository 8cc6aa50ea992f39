/**
 * An agent in one seat of a kitchen that it shares with others. It plays where SVA_URL, SVA_TOKEN, SVA_WORLD and SVA_INVITE
 * say; without them it opens a kitchen of its own with a scripted partner.
 */
import { connect } from '../server/client/client.ts'
import { serve } from '../server/serve.ts'

const HORIZON = 60
const { SVA_URL: url, SVA_TOKEN: token, SVA_WORLD: world, SVA_INVITE: invite } = process.env

const server = url ? null : await serve()
const client = await connect(url ?? server!.url, { kind: 'agent', token })
const seat = await client.join(world ? { world, invite } : { world: await openKitchen() })

let [steps, total] = [0, 0]
for await (const { tick, reward, done } of seat) {
  total += reward
  if (done) break
  await seat.act((tick * 7) % 6) // what a policy would make of the observation
  steps++
}
console.log(`${seat.agent} acted ${steps} times and got ${total}`)
await client.close()
await server?.close()

async function openKitchen(): Promise<string> {
  const seats = { bots: { agent_1: 'chef' } }
  const options = { horizon: HORIZON }
  return (await client.create({ env: 'overcooked', options, mode: 'lockstep', autoreset: 'disabled', seats })).id
}
