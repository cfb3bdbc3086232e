import type { VectorTier } from '../embedding/space.js'

/** Mean vector of each tier, in the tier's own coordinates; subtracted before vectors of two tiers meet. */
export type Centre = Readonly<Record<VectorTier, Float32Array>>

/** Numbers of a vector; tiers that mix have one length. */
export function dimensionsOf({ static: one, transformer: other }: Centre): number {
  return Math.max(one.length, other.length)
}
