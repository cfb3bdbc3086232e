/** A moment in milliseconds since the Unix epoch (UTC). */
export type Millis = number & { readonly __brand: 'Millis' }

/** A week of the Unix clock: floor(unix seconds / 604800). The privacy unit's time. */
export type Epoch = number & { readonly __brand: 'Epoch' }

export const DAY_MS = 86_400_000
export const EPOCH_MS = 604_800_000

export function epochOf(at: Millis): Epoch {
  return Math.floor(at / EPOCH_MS) as Epoch
}
