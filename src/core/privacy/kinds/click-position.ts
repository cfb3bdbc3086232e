import type { InteractionEvent } from '../../history/event.js'
import { bucketOfNumber } from './numbered-buckets.js'

/** The place in its slot, from 1, of the latest item that was clicked there. */
export function clickPosition(buckets: readonly string[], events: readonly InteractionEvent[]): number | undefined {
  const latest = events.filter(({ kind, position }) => kind === 'click' && position !== undefined).at(-1)
  return latest?.position === undefined ? undefined : bucketOfNumber(buckets, latest.position)
}
