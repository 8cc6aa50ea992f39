import { type KitchenWorld } from './state.ts'
export const text = (_world: KitchenWorld, _slot: number, _agent: number): string => ''
