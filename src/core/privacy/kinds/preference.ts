import type { InteractionEvent } from '../../history/event.js'

/** Buckets of a preference: the personalised order won, or it lost; a tie says nothing. */
const WIN = 0
const LOSS = 1

/**
 * Which of two orders, interleaved in one list, drew more clicks this week (team draft: Radlinski, Kurup and Joachims
 * 2008). Each item counts once; a click credits the team that drafted the item.
 */
export function preference(events: readonly InteractionEvent[]): number | undefined {
  const credited = new Map(events.filter(({ kind }) => kind === 'click').flatMap(({ item, team }) => (team === undefined ? [] : [[item.id, team] as const])))
  const personalized = [...credited.values()].filter((team) => team === 'personalized').length
  const original = credited.size - personalized
  return personalized === original ? undefined : personalized > original ? WIN : LOSS
}
