/** How often it is looked whether npm is still there. */
const LOOK_MS = 1_000

/** Resolves at the first signal to stop, or when the npm that started this process has gone: it passes on no signal. */
export function whenStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    if (process.env['npm_lifecycle_event'] === undefined) return
    const parent = process.ppid
    setInterval(() => { if (process.ppid !== parent) resolve() }, LOOK_MS).unref()
  })
}
