/**
 * A picture as data: environments declare what is where, and the viewer, the PNG writer, the SVG writer and the terminal
 * all render the same list.
 */

/** Units are cells; (0, 0) is the top left corner of the top left cell. Shapes are painted in order. */
export type Shape =
  | {
      readonly kind: 'rect'
      readonly x: number
      readonly y: number
      readonly w: number
      readonly h: number
      readonly fill: Colour
    }
  | { readonly kind: 'circle'; readonly x: number; readonly y: number; readonly r: number; readonly fill: Colour }
  | { readonly kind: 'polygon'; readonly points: readonly (readonly [number, number])[]; readonly fill: Colour }
  /** One character for the terminal at a whole cell; pictures leave it out. */
  | { readonly kind: 'glyph'; readonly x: number; readonly y: number; readonly text: string; readonly fill: Colour }

/** `#rrggbb`. */
export type Colour = `#${string}`

export interface DrawList {
  /** Size in cells. */
  readonly width: number
  readonly height: number
  readonly background: Colour
  readonly shapes: readonly Shape[]
}
