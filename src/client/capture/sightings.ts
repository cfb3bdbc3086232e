/** A teaser counts as seen when half of it was in the window for a second (the Media Rating Council's rule for display). */
const SEEN = { share: 0.5, ms: 1_000 } as const

/** Calls `seen` once for each watched element that a person had before their eyes. */
export function watchSightings(page: Document, seen: (element: Element) => void): { watch(element: Element): void; stop(): void } {
  const window = page.defaultView
  if (window === null || !('IntersectionObserver' in window)) return { watch: () => undefined, stop: () => undefined }
  const waiting = new Map<Element, number>()
  const done = new WeakSet<Element>()
  const leave = (element: Element): void => {
    window.clearTimeout(waiting.get(element))
    waiting.delete(element)
  }
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      leave(target)
      if (!isIntersecting || done.has(target)) continue
      waiting.set(target, window.setTimeout(() => {
        waiting.delete(target)
        if (page.visibilityState !== 'visible') return
        done.add(target)
        observer.unobserve(target)
        seen(target)
      }, SEEN.ms))
    }
  }, { threshold: SEEN.share })
  return {
    watch: (element) => { if (!done.has(element)) observer.observe(element) },
    stop: () => {
      observer.disconnect()
      for (const element of [...waiting.keys()]) leave(element)
    },
  }
}
