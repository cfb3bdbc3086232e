import { describe, expect, it } from 'vitest'
import type { EventId, InteractionEvent, InteractionKind } from '../history/event.js'
import type { ItemId } from '../item.js'
import type { Millis } from '../time.js'
import { ownPositions } from './own-positions.js'
import { seededRandom } from './seeded-random.js'

const NOW = 1_700_000_000_000
let count = 0
const event = (kind: InteractionKind, id: string, position: number, more: Partial<InteractionEvent> = {}): InteractionEvent => ({ id: `e${String(count++)}` as EventId, kind, item: { id: id as ItemId, title: id }, at: (NOW + count) as Millis, slot: 'top', position, ...more })

describe('ownPositions', () => {
  it('counts what was seen and opened at each position, a teaser of a day once', () => {
    const { slot: _, ...outside } = event('view', 'd', 3)
    const events = [event('view', 'a', 1), event('view', 'a', 1), event('click', 'a', 1), event('view', 'b', 2), event('click', 'c', 2), event('dwell', 'c', 2), outside]
    expect(ownPositions(events)).toEqual([{ position: 1, seen: 1, clicks: 1 }, { position: 2, seen: 2, clicks: 1 }])
  })

  it('corrects by the propensity of what was drawn: what is liked more stood there more often', () => {
    const random = seededRandom(4)
    // Two items take turns at the fourth position, the better one four times of five.
    const events = Array.from({ length: 4_000 }, (_, n) => {
      const better = random() < 0.8
      const clicked = random() < (better ? 0.5 : 0.1)
      const more = { propensity: better ? 0.8 : 0.2 }
      const id = `${better ? 'better' : 'worse'}${String(n)}`
      return [event('view', id, 4, more), ...(clicked ? [event('click', id, 4, more)] : [])]
    }).flat()
    const [fourth] = ownPositions(events)
    expect((fourth?.clicks ?? 0) / (fourth?.seen ?? 1)).toBeCloseTo(0.42, 1)
    expect(Math.abs((fourth?.corrected ?? 0) - 0.3)).toBeLessThan(0.03)
  })
})
