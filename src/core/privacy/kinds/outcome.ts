import type { InteractionEvent } from '../../history/event.js'
import { DAY_MS } from '../../time.js'
import type { Measure, Task } from '../task.js'
import { bucketOfNumber } from './numbered-buckets.js'

const HAPPENED: Readonly<Record<Exclude<Measure, 'value' | 'lifetime'>, (events: readonly InteractionEvent[]) => boolean>> = {
  conversion: (events) => events.some(({ kind }) => kind === 'purchase'),
  click: (events) => events.some(({ kind, slot }) => kind === 'click' && slot !== undefined),
  return: (events) => new Set(events.map(({ at }) => Math.floor(at / DAY_MS))).size > 1,
}

/**
 * What happened in this browser this week: by default whether anything was bought. The first bucket is "it happened";
 * where there is a second, a browser that was here and did not. `value` and `lifetime` are the sum of what was bought, in
 * buckets of ranges, over DAP only: this week, and in the weeks that `answersSince` says.
 */
export function outcome(buckets: readonly string[], events: readonly InteractionEvent[], { measure = 'conversion' }: Task): number | undefined {
  if (measure === 'value' || measure === 'lifetime') {
    const bought = events.filter(({ kind }) => kind === 'purchase')
    return bought.length === 0 ? undefined : bucketOfNumber(buckets, bought.reduce((sum, { value = 0, item }) => sum + (value > 0 ? value : (item.price ?? 0)), 0))
  }
  if (HAPPENED[measure](events)) return 0
  return buckets.length > 1 && events.length > 0 ? 1 : undefined
}
