import type { Page } from '@playwright/test'
import type { Hearth } from '../src/client/hearth.js'

/** The inspecting engine of a page that carries the tag with `data-inspect`. */
declare global {
  interface Window {
    readonly hearth: Hearth & { readonly ready: Promise<Hearth> }
  }
}

/** Attributes of a tag that shows no banner and knows the demo's catalog. */
export const QUIET = 'data-consent="api" data-catalog="/catalog/"'

/** Five stories on one subject, and what should rise after them. */
export const MOON = ['moon-ice-drill', 'moon-south-pole-landing', 'moon-lander-tips-over', 'moon-clock-time', 'moon-footpath-heritage'] as const

/** Allows personalization and waits until the engine stands somewhere. */
export async function allow(page: Page, choice: Parameters<Hearth['consent']['decide']>[0] = { personalization: 'granted' }): Promise<Hearth['state']> {
  return page.evaluate(async (wanted) => {
    const hearth = await window.hearth.ready
    await hearth.consent.decide(wanted)
    const settled = (): boolean => /^(ready|degraded|unavailable|paused)$/.test(hearth.state.status)
    for (let waited = 0; waited < 30_000 && !settled(); waited += 20) await new Promise((resolve) => setTimeout(resolve, 20))
    return hearth.state
  }, choice)
}

/** Records a click on each story, one after the other. */
export async function read(page: Page, ids: readonly string[]): Promise<readonly string[]> {
  return page.evaluate(async (stories) => {
    const hearth = await window.hearth.ready
    const answers: string[] = []
    for (const item of stories) {
      const answer = await hearth.record({ kind: 'click', item })
      answers.push(answer.status === 'unavailable' ? answer.code : answer.status)
    }
    return answers
  }, ids)
}

/** Names of the databases that are there. */
export async function databases(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).flatMap(({ name }) => (name === undefined ? [] : [name])).sort())
}

/** Everything else that a page could have stored. */
export async function otherStorage(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await caches.keys()), ...(document.cookie === '' ? [] : [document.cookie])])
}
