/** How often an open page looks whether its choice still stands. */
const LOOK_MS = 60 * 60_000
/** How often what is past its time is deleted, besides at the start. */
const RETAIN_MS = 24 * LOOK_MS

export interface WatchDep {
  /** Reads the decision again: it may have expired, or another tab changed it while this one was frozen. */
  readonly look: () => Promise<void>
  readonly retain: () => void
}

export interface Watch {
  /** Deletes what is past its time now; the next time is a day from here. */
  retain(): void
  stop(): void
}

/** Looks after consent and retention of a page that stays open for days, or comes back from the back/forward cache. */
export function keepWatch({ look, retain }: WatchDep): Watch {
  let due = performance.now()
  const ending = new AbortController()
  const retainNow = (): void => {
    due = performance.now() + RETAIN_MS
    retain()
  }
  const again = (): void => {
    void look().then(() => { if (performance.now() >= due) retainNow() }, () => undefined)
  }
  const timer = setInterval(again, LOOK_MS)
  addEventListener('pageshow', (event) => { if (event.persisted) again() }, { signal: ending.signal })
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') again() }, { signal: ending.signal })
  return {
    retain: retainNow,
    stop: () => {
      clearInterval(timer)
      ending.abort()
    },
  }
}
