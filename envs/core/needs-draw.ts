/** Bars and looks of beings, as pictures and texts of all families show them. */
import type { Colour, Shape } from './draw.ts'
import { FULL, UNIT } from './needs.ts'

/** Both bars of a being are drawn alike but for their place: which is the need is not to be seen. */
export const BARS: readonly [Colour, Colour] = ['#8f6fd0', '#2fa5a0']
export const BAR_BACK: Colour = '#3b3f45'

/** Two bars of `w` cells, the first above the second. */
export function drawBars(x: number, y: number, w: number, first: number, second: number, shapes: Shape[]): void {
  for (const [i, bar] of [first, second].entries()) {
    shapes.push(
      { kind: 'rect', x, y: y + 0.07 * i, w, h: 0.06, fill: BAR_BACK },
      { kind: 'rect', x, y: y + 0.07 * i, w: (w * bar) / FULL, h: 0.06, fill: BARS[i] },
    )
  }
}

/** The two bars in wellbeing: `[7.3|2.1]`. */
export const barsText = (first: number, second: number): string =>
  `[${(first / UNIT).toFixed(1)}|${(second / UNIT).toFixed(1)}]`

/** Looks from byte `at` on, in [-1, 1]. */
export const looksText = (looks: Uint8Array, at: number, count: number): string =>
  [...looks.subarray(at, at + count)].map((byte) => (byte / 127.5 - 1).toFixed(1)).join(' ')

/** A colour of the wheel; `light` in [0, 1]. */
export function hue(turn: number, light: number): Colour {
  const channel = (shift: number) => {
    const wheel = Math.abs(((turn + shift) % 1) * 6 - 3) - 1
    const full = Math.min(1, Math.max(0, wheel))
    return Math.round(255 * light * (0.35 + 0.65 * full)).toString(16).padStart(2, '0')
  } // prettier-ignore
  return `#${channel(0)}${channel(1 / 3)}${channel(2 / 3)}`
}
