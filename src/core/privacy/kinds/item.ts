import type { InteractionEvent } from '../../history/event.js'

/** The bucket, labelled by item id, of the item that the visitor turned to most often; ties go to the latest. */
export function mostTurnedTo(buckets: readonly string[], events: readonly InteractionEvent[]): number | undefined {
  const places = new Map(buckets.map((id, place) => [id, place]))
  const times = new Map<number, number>()
  for (const { kind, item } of events) {
    const place = kind === 'hide' ? undefined : places.get(item.id)
    if (place === undefined) continue
    const before = times.get(place) ?? 0
    // Taken out and put in again: the order of the map is then by latest event.
    times.delete(place)
    times.set(place, before + 1)
  }
  return [...times].reduce<readonly [number, number] | undefined>((best, each) => (best === undefined || each[1] >= best[1] ? each : best), undefined)?.[0]
}
