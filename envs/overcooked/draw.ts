import { type DrawList } from '../core/draw.ts'
import { type KitchenWorld } from './state.ts'
export const draw = (_world: KitchenWorld, _slot: number): DrawList => ({ width: 1, height: 1, background: '#000000', shapes: [] })
export const print = (_world: KitchenWorld, _slot: number): string => ''
