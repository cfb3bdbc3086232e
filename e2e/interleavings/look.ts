import type { Page } from '@playwright/test'

/** Everything stored, read by a plain script of the page, so that no code of ours answers for itself. */
export interface Stored {
  readonly names: readonly string[]
  readonly kind: unknown
  readonly reports: number
  readonly receipts: number
}

export const storedOn = (page: Page): Promise<Stored> =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []).sort()
    if (!names.includes('hearth-consent')) return { names, kind: undefined, reports: 0, receipts: 0 }
    const open = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('hearth-consent')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no database'))
    })
    const all = (store: string): Promise<readonly Record<string, unknown>[]> => new Promise((resolve) => {
      const request = open.transaction(store).objectStore(store).getAll()
      request.onsuccess = () => resolve(request.result as Record<string, unknown>[])
    })
    const [decisions, reports, receipts] = await Promise.all([all('decision'), all('reports'), all('receipts')])
    open.close()
    return { names, kind: decisions[0]?.['kind'], reports: reports.length, receipts: receipts.length }
  })

/** What the engine of a tab says, asked all at once. */
export interface Said {
  readonly view: Record<string, unknown>
  readonly history: { readonly status: string; readonly purpose?: string; readonly events?: readonly unknown[]; readonly lost?: number }
}

export const saidBy = (page: Page): Promise<Said> =>
  page.evaluate(async () => {
    const [view, history] = await Promise.all([window.engine.consent.read(), window.engine.history()])
    return { view: { ...view }, history } as never
  })

/** Withdraws, and looks again and again from that very moment on: no history may be there once the promise has resolved, not even for an instant. */
export const withdrawAndWatch = (page: Page, looks: number): Promise<{ readonly view: Record<string, unknown>; readonly seen: readonly string[] }> =>
  page.evaluate(async (times) => {
    const view = await window.engine.consent.decide({ personalization: 'denied' })
    const seen: string[] = []
    for (let look = 0; look < times; look++) {
      for (const { name = '' } of await indexedDB.databases()) if (name.startsWith('hearth-history')) seen.push(name)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    return { view: { ...view }, seen }
  }, looks)

/** A page with older code: it opens the history and lets go of nothing. Answers how many keys are in it when asked. */
export async function holdHistory(page: Page): Promise<{ keys(): Promise<number>; letGo(): Promise<void> }> {
  await page.evaluate(() => new Promise<void>((resolve, reject) => {
    const request = indexedDB.open('hearth-history')
    request.onerror = () => reject(request.error ?? new Error('no history'))
    request.onsuccess = () => {
      Object.assign(window, { held: request.result })
      resolve()
    }
  }))
  return {
    keys: () => page.evaluate(() => new Promise<number>((resolve, reject) => {
      const held = Reflect.get(window, 'held') as IDBDatabase
      const count = held.transaction('keys').objectStore('keys').count()
      count.onsuccess = () => resolve(count.result)
      count.onerror = () => reject(count.error ?? new Error('no keys'))
    })),
    letGo: () => page.evaluate(() => { (Reflect.get(window, 'held') as IDBDatabase).close() }),
  }
}
