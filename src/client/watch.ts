/** How often an open page looks whether its choice still stands. */
const LOOK_MS = 60 * 60_000

/**
 * Looks after the choice of a page that stays open for days, or comes back from the back/forward cache: it may have
 * expired, or another tab changed it while this one was frozen. Returns the way to stop.
 */
export function keepWatch(look: () => Promise<void>): () => void {
  const ending = new AbortController()
  const again = (): void => void look().catch(() => undefined)
  const timer = setInterval(again, LOOK_MS)
  addEventListener('pageshow', (event) => { if (event.persisted) again() }, { signal: ending.signal })
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') again() }, { signal: ending.signal })
  return () => {
    clearInterval(timer)
    ending.abort()
  }
}
