/** A request that this page has made through `fetch`. Only Hearth does so here. */
export interface MadeRequest {
  /** `post`: something leaves, by POST to a collector or by PUT to the leader of two aggregators. */
  readonly kind: 'get' | 'post'
  readonly url: string
  /** Bytes of the answer as they crossed the network; 0 where the browser does not say. */
  readonly bytes: number
}

/** What the browser itself noted of this page's fetches, oldest first. */
export function madeRequests(): readonly MadeRequest[] {
  return performance
    .getEntriesByType('resource')
    .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming && entry.initiatorType === 'fetch')
    .map(({ name, transferSize }) => ({ kind: /\/(v1|tasks\/[\w-]{43})\/reports$/.test(new URL(name).pathname) ? 'post' : 'get', url: name, bytes: transferSize }))
}
