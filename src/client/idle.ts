/** Runs `work` when the page has loaded and is idle; not at all once `signal` aborts. */
export function whenIdle(work: () => void, signal: AbortSignal): void {
  const run = (): void => {
    if (!signal.aborted) work()
  }
  const wait = (): void => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 3000 })
    else setTimeout(run, 500)
  }
  if (document.readyState === 'complete') wait()
  else addEventListener('load', wait, { once: true, signal })
}

/** False where the visitor asked to save data or is on a slow connection: the 23 MB model then stays away. */
export function mayDownloadModel(): boolean {
  const connection = Reflect.get(navigator, 'connection') as { readonly saveData?: boolean; readonly effectiveType?: string } | undefined
  return connection?.saveData !== true && !['slow-2g', '2g'].includes(connection?.effectiveType ?? '')
}
