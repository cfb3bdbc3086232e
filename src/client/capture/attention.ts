/** When attention is reported, in milliseconds since the page was shown: early enough that a page that is killed has still counted, and seldom. */
const REPORT_AT = [10_000, 60_000] as const

/**
 * Measures how long a page has a person's attention: it is visible and its window has the focus, or had it last.
 * `report` gets the milliseconds since the last report, at `REPORT_AT` and whenever the page is hidden.
 */
export function measureAttention(page: Document, report: (ms: number) => void): () => void {
  const window = page.defaultView
  if (window === null) return () => undefined
  const ending = new AbortController()
  const { signal } = ending
  let since: number | undefined
  let attended = 0
  let reported = 0
  let timer = 0
  const total = (): number => attended + (since === undefined ? 0 : performance.now() - since)
  const tell = (): void => {
    const ms = Math.round(total() - reported)
    if (ms < 1) return
    reported += ms
    report(ms)
  }
  const schedule = (): void => {
    window.clearTimeout(timer)
    const next = REPORT_AT.find((at) => at > reported)
    if (next !== undefined) timer = window.setTimeout(() => { tell(); schedule() }, Math.max(50, next - total()))
  }
  const look = (): void => {
    if (page.visibilityState === 'visible') {
      since ??= performance.now()
      schedule()
      return
    }
    attended = total()
    since = undefined
    window.clearTimeout(timer)
    tell()
  }
  page.addEventListener('visibilitychange', look, { signal })
  window.addEventListener('pagehide', () => { attended = total(); since = undefined; window.clearTimeout(timer); tell() }, { signal })
  window.addEventListener('pageshow', (event) => { if (event.persisted) look() }, { signal })
  look()
  return () => {
    window.clearTimeout(timer)
    ending.abort()
    attended = total()
    since = undefined
    tell()
  }
}
