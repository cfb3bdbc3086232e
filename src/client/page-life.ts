/** The page as its browser shows it: left, whether for good or for the back/forward cache, and perhaps shown again. */
export interface PageLife {
  /** Resolves at once while the page is shown, else when it is back; never where it was left for good. */
  shown(): Promise<void>
  /** Stops following it. */
  end(): void
}

/** After `left` no code of the page may run any more: what it does must be done when it returns. `back` brings up again what `left` ended. */
export function followPageLife({ left, back }: { readonly left: () => void; readonly back: () => Promise<void> }): PageLife {
  const ending = new AbortController()
  const { signal } = ending
  let shown: Promise<unknown> = Promise.resolve()
  addEventListener('pagehide', () => {
    shown = new Promise((resolve) => { addEventListener('pageshow', () => resolve(back()), { once: true, signal }) })
    left()
  }, { signal })
  return {
    async shown() {
      await shown
    },
    end: () => ending.abort(),
  }
}
