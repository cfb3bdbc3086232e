import type { Page } from '@playwright/test'

/** How the engine of the page stood after a visitor allowed the first purpose. */
export interface Tried {
  readonly status: string
  readonly why?: string
  readonly message?: string
  readonly isolation: { readonly status: string; readonly form?: string; readonly open?: readonly string[]; readonly refused?: Readonly<Record<string, string>>; readonly message?: string }
  readonly ranked: number
}

/** How long a slow machine may take to start the workers and try every way out. */
const START_MS = 90_000

/** Allows personalization, and never the second purpose, so that nothing is sent; then asks for the isolation and a ranking. */
export function tryOut(page: Page): Promise<Tried> {
  return page.evaluate(async (patience): Promise<Tried> => {
    interface Engine {
      readonly ready?: Promise<Engine>
      readonly state: { readonly status: string; readonly why?: string; readonly message?: string }
      readonly consent: { decide(choice: object, by: object): Promise<unknown> }
      isolation(): Promise<Tried['isolation']>
      rank(): Promise<{ readonly items?: readonly unknown[] }>
    }
    const given = Reflect.get(window, 'hearth') as Engine
    const hearth = (await given.ready) ?? given
    await hearth.consent.decide({ personalization: 'granted' }, { source: 'cmp' })
    for (let waited = 0; waited < patience && !/^(ready|degraded|unavailable|paused)$/.test(hearth.state.status); waited += 100) await new Promise((resolve) => setTimeout(resolve, 100))
    const isolation = await hearth.isolation()
    const ranked = await hearth.rank()
    // What the tag has to say to the site's author it says when the page is idle; idle work is done in the order it was asked for.
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 3000 }))
    return { ...hearth.state, isolation, ranked: ranked.items?.length ?? 0 }
  }, START_MS)
}

/** Refuses, as a visitor who has seen enough. */
export function refuse(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const hearth = Reflect.get(window, 'hearth') as { readonly consent: { decide(choice: object): Promise<unknown> } }
    await hearth.consent.decide({ personalization: 'denied' })
  })
}
