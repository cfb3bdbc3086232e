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

/** Why something large stays away, in a code and in words. */
export interface HeldBack {
  readonly code: string
  readonly message: string
}

/** Why the model stays away from this device for now; undefined where it may come. What a browser does not tell holds nothing back. */
export async function modelHeldBack(): Promise<HeldBack | undefined> {
  const connection = connectionHeldBack()
  if (connection !== undefined) return connection
  const memory: unknown = Reflect.get(navigator, 'deviceMemory')
  if (typeof memory === 'number' && memory < LEAST_MEMORY_GB) return { code: 'low-memory', message: 'The device has little memory: the larger model is not started.' }
  if (await batteryLow()) return { code: 'low-battery', message: 'The battery is low: the larger model is not started.' }
  return undefined
}

/** The same by the connection alone, as it is at this moment. */
export function connectionHeldBack(): HeldBack | undefined {
  const connection = Reflect.get(navigator, 'connection') as { readonly saveData?: boolean; readonly effectiveType?: string } | undefined
  if (connection?.saveData === true) return { code: 'save-data', message: 'The visitor asked to save data: the larger model is not fetched.' }
  if (['slow-2g', '2g'].includes(connection?.effectiveType ?? '')) return { code: 'slow-connection', message: 'The connection is slow: the larger model is not fetched.' }
  return undefined
}

/** Under this the 80 MB that the model takes could end the tab. */
const LEAST_MEMORY_GB = 1

const LOW_BATTERY = 0.2

async function batteryLow(): Promise<boolean> {
  try {
    const ask: unknown = Reflect.get(navigator, 'getBattery')
    if (typeof ask !== 'function') return false
    const battery = (await ask.call(navigator)) as { readonly charging: boolean; readonly level: number }
    return !battery.charging && battery.level < LOW_BATTERY
  } catch {
    return false
  }
}
