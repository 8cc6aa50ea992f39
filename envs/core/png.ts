/** A picture as a PNG file. */
import { encode } from 'fast-png'
import type { Raster } from './raster.ts'

/** The bytes of an 8-bit RGB PNG. */
export const png = ({ width, height, data }: Raster): Uint8Array =>
  encode({ width, height, data, channels: 3, depth: 8 })
