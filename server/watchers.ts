/** Those who watch a world: the picture goes to each as often as it asked for, the newest only. */
import type { DrawList } from '../envs/core/draw.ts'
import type { Surroundings, World } from './world.ts'

const DEFAULT_FPS = 10
const SECOND = 1000

interface Watcher {
  readonly everyMs: number
  nextAt: number
}

export class Watchers {
  private readonly world: World
  private readonly around: Surroundings
  private readonly all = new Map<string, Watcher>()
  private timer: NodeJS.Timeout | null = null
  private drawing = false

  constructor(world: World, around: Surroundings) {
    this.world = world
    this.around = around
  }

  get count(): number {
    return this.all.size
  }

  connections(): string[] {
    return [...this.all.keys()]
  }

  add(connection: string, fps = DEFAULT_FPS): void {
    this.all.set(connection, { everyMs: SECOND / fps, nextAt: this.around.now() })
    this.changed()
  }

  has(connection: string): boolean {
    return this.all.has(connection)
  }

  remove(connection: string): boolean {
    return this.all.delete(connection)
  }

  /** The world looks different. */
  changed(): void {
    if (this.all.size === 0 || this.timer !== null || this.drawing) return
    const next = Math.min(...[...this.all.values()].map(({ nextAt }) => nextAt))
    this.timer = setTimeout(() => this.show(), Math.max(0, next - this.around.now()))
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer)
  }

  private show(): void {
    const { world } = this
    this.timer = null
    this.drawing = true
    const rest = (): void => void (this.drawing = false)
    world.ask('draw', {}, (picture) => this.send(picture)).then(rest, rest)
  }

  private send(picture: DrawList): void {
    const { world, around } = this
    const now = around.now()
    const seats = world.room?.seats ?? []
    const names = Object.fromEntries(seats.filter(({ name }) => name !== null).map(({ agent, name }) => [agent, name!]))
    const frame = { t: 'frame', world: world.id, tick: world.tick, picture, names } as const
    let early = false
    for (const [connection, watcher] of this.all) {
      if (watcher.nextAt > now) early = true
      else {
        watcher.nextAt = now + watcher.everyMs
        around.send(connection, frame, true)
      }
    }
    this.drawing = false
    if (early) this.changed()
  }
}
