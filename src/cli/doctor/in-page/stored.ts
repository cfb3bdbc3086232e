import type { Page } from '@playwright/test'

/** Everything of Hearth's that the page's origin stores, by kind and name. */
export function stored(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => [
    ...(await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith('hearth') === true ? [`database ${name}`] : [])),
    ...(await caches.keys().catch(() => [])).filter((name) => name.startsWith('hearth')).map((name) => `cache ${name}`),
    ...[...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((name) => name.startsWith('hearth')).map((name) => `storage key ${name}`),
  ])
}
