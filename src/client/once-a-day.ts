const DAY_MS = 24 * 60 * 60_000

/** Does the work when it is called, and at later calls only once a day has gone by on the page's own clock. */
export function onceADay(work: () => void): () => void {
  let again = -Infinity
  return () => {
    const now = performance.now()
    if (now < again) return
    again = now + DAY_MS
    work()
  }
}
