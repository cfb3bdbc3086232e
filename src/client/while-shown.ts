/**
 * Runs `attempt` for as long as the page is there. One that is under way when the page is left is ended, as a large file
 * on its way would keep the page out of the back/forward cache; when the page comes back out of it, it is made anew.
 * Rejects as `attempt` does, and once `signal` aborts.
 */
export async function whileShown<T>(signal: AbortSignal, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController()
  const end = (): void => ending.abort()
  addEventListener('pagehide', end)
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  try {
    return await attempt(ending.signal)
  } catch (error) {
    if (!ending.signal.aborted || signal.aborted) throw error
    await shownAgain(signal)
  } finally {
    removeEventListener('pagehide', end)
    signal.removeEventListener('abort', end)
  }
  return whileShown(signal, attempt)
}

const shownAgain = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    addEventListener('pageshow', () => resolve(), { once: true, signal })
    signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')), { once: true })
  })
