/**
 * On a page whose address ends in `?now` the work begins by itself, as a site's own code would, and does not wait for the
 * benchmark's next message.
 *
 * @returns the work's promise, once it is asked for
 */
export function beginNow<T>(work: () => Promise<T>): () => Promise<T> {
  const begun = location.search === '?now' ? work() : undefined
  begun?.catch(() => undefined)
  return () => begun ?? Promise.reject(new Error('open the page with ?now'))
}
