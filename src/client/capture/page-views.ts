/** The part of the Navigation API that is used; not every engine has it. */
interface NavigationEvents extends EventTarget {
  readonly currentEntry: unknown
}

/**
 * Calls `listener` once for every view of a page that a person gets to see: at once (for a prerendered page when it is
 * shown), when a single-page site changes its address, and when the page comes back from the back/forward cache.
 * The host's history functions are left as they are. Returns the way to stop.
 */
export function onPageViews(page: Document, listener: () => void): () => void {
  const window = page.defaultView
  if (window === null) return () => undefined
  const ending = new AbortController()
  const { signal } = ending
  let address = page.location.href.split('#')[0]
  const moved = (): void => {
    const now = page.location.href.split('#')[0]
    if (now === address) return
    address = now
    listener()
  }
  const navigation = navigationOf(window)
  if (navigation !== undefined) navigation.addEventListener('currententrychange', moved, { signal })
  else {
    // Without the Navigation API: a single-page site that changes its address also changes its document.
    const observer = new MutationObserver(moved)
    observer.observe(page.documentElement, { childList: true, subtree: true })
    signal.addEventListener('abort', () => observer.disconnect())
    window.addEventListener('popstate', moved, { signal })
  }
  window.addEventListener('pageshow', (event) => { if (event.persisted) listener() }, { signal })
  if ('prerendering' in page && page.prerendering === true) page.addEventListener('prerenderingchange', listener, { signal, once: true })
  else listener()
  return () => ending.abort()
}

function navigationOf(window: Window): NavigationEvents | undefined {
  if (!('navigation' in window)) return undefined
  const found = window.navigation
  return found instanceof EventTarget && 'currentEntry' in found ? found : undefined
}
