import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { MOON, read } from './engine-page.js'
import { expect, test } from './demo-site.js'

declare global {
  interface Window {
    shifts: { readonly value: number; readonly moved: readonly string[] }[]
    refusals: string[]
  }
}

/** Notes every layout shift that no press excuses, and every violation of the page's policy. */
const watch = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    window.shifts = []
    window.refusals = []
    interface Shift extends PerformanceEntry { readonly value: number; readonly hadRecentInput: boolean; readonly sources: readonly { readonly node: Element | null }[] }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Shift[]) if (!entry.hadRecentInput) window.shifts.push({ value: entry.value, moved: entry.sources.map(({ node }) => node?.nodeName ?? '') })
    }).observe({ type: 'layout-shift', buffered: true })
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => { window.refusals.push(`${violatedDirective} ${blockedURI}`) })
  })

/** A press elsewhere lets a slot move that came too late on a slow machine; no shift after it counts as unexpected. */
const order = async (page: Page): Promise<readonly (string | null)[]> => {
  await page.keyboard.press('Shift')
  return page.locator('[data-hearth-slot="top"] > li').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-hearth-id')))
}

const editors = (page: Page, demo: { readonly url: string }): Promise<readonly string[]> =>
  page.request.get(`${demo.url}plain`).then(async (answer) => [...(await answer.text()).matchAll(/class="card" data-hearth-item data-hearth-id="([^"]+)"/g)].map(([, id]) => id ?? ''))

for (const path of ['', 'strict']) {
  test(`/${path}: the slot follows what is read, another is filled, and nothing shifts`, async ({ page, demo }) => {
    await watch(page)
    await page.goto(demo.url + path)
    const before = await order(page)
    expect(before).toEqual(await editors(page, demo))
    await page.getByRole('region', { name: 'Privacy choices' }).getByRole('button', { name: 'Allow' }).click()
    await expect.poll(() => page.evaluate(() => window.hearth.state.status)).toMatch(/ready|degraded/)
    await read(page, MOON)
    // The next view is in the reader's order from the start.
    await page.reload()
    await expect.poll(() => page.evaluate(() => window.hearth.state.status)).toMatch(/ready|degraded/)
    await expect.poll(() => order(page)).not.toEqual(before)
    expect([...(await order(page))].sort()).toEqual([...before].sort())
    await expect(page.locator('[data-hearth-slot="more"]').getByRole('article')).toHaveCount(6)
    // Scrolled through and back, with the order changing behind.
    for (const y of [600, 1800, 4000, 0]) {
      await page.mouse.wheel(0, y === 0 ? -9000 : y)
      await page.waitForTimeout(150)
    }
    await read(page, ['jazz-big-band-bakery'])
    await page.waitForTimeout(500)
    expect(await page.evaluate(() => window.shifts)).toEqual([])
    expect(await page.evaluate(() => window.refusals)).toEqual([])
  })
}

test('/strict forbids what it says: an inline script and a plain script address are refused', async ({ page, demo }) => {
  const answer = await page.goto(`${demo.url}strict`)
  expect(answer?.headers()['content-security-policy']).toContain("require-trusted-types-for 'script'")
  expect(await page.evaluate(() => { try { Object.assign(document.createElement('script'), { src: '/x.js' }); return 'allowed' } catch (error) { return (error as Error).name } })).toBe('TypeError')
})

test('/react: two lists under StrictMode share one engine, follow what is read, and shift nothing', async ({ page, demo }) => {
  await watch(page)
  await page.goto(`${demo.url}react`)
  const titles = (): Promise<readonly string[]> => page.getByRole('list', { name: 'Today’s stories' }).getByRole('heading').allInnerTexts()
  await page.getByRole('region', { name: 'Privacy choices' }).getByRole('button', { name: 'Allow' }).click()
  await page.getByText('in your order').waitFor()
  expect(page.workers().filter((worker) => worker.url().startsWith('blob:')).length).toBeLessThanOrEqual(2)
  const before = await titles()
  for (const place of [20, 16]) {
    await page.getByRole('list', { name: 'Today’s stories' }).getByRole('link').nth(place).click()
    await page.waitForTimeout(1200)
    await page.getByRole('link', { name: 'Back to the front page' }).click()
    await page.waitForTimeout(300)
  }
  await page.reload()
  await expect.poll(titles).not.toEqual(before)
  expect([...(await titles())].sort()).toEqual([...before].sort())
  await expect(page.getByRole('list', { name: 'Also for you' }).getByRole('listitem')).not.toHaveCount(0)
  expect(await page.evaluate(() => window.shifts.filter(({ value }) => value > 0.01))).toEqual([])
  await page.goto(`${demo.url}react#privacy`)
  await expect(page.getByRole('heading', { name: 'What is stored' })).toBeVisible()
})

test('/plain carries nothing of Hearth', async ({ page, demo }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(`${demo.url}plain`)
  await page.waitForTimeout(300)
  expect(asked.filter((url) => url.includes('/hearth'))).toEqual([])
  expect(await page.evaluate(() => 'hearth' in window)).toBe(false)
})

test('/review: before consent it says there is nothing; after it shows every record, the probe, the bytes and the erasure', async ({ page, demo }) => {
  await page.goto(`${demo.url}review`)
  await expect(page.getByText('You have not chosen yet')).toBeVisible()
  await expect(page.getByText('there are none.')).toBeVisible()
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
  await page.getByRole('region', { name: 'Privacy choices', exact: true }).getByRole('button', { name: 'Allow' }).click()
  await expect(page.getByText(/ways out tried, \d+ refused, none open/)).toBeVisible()
  await read(page, MOON.slice(0, 3))
  const rows = page.getByRole('region', { name: 'Table of stored records' }).locator('tr[data-event]')
  await expect(rows).toHaveCount(3)
  await expect(rows.first()).toContainText('moon-lander-tips-over')
  await page.getByRole('checkbox', { name: /may answer published questions/ }).check()
  await expect(page.getByRole('button', { name: 'Contribute one answer now' })).toBeEnabled()
  const sending = page.waitForRequest((request) => request.method() === 'POST')
  await page.getByRole('button', { name: 'Contribute one answer now' }).click()
  const sent = [...((await sending).postDataBuffer() ?? [])].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  const shown = page.getByRole('article', { name: /^Report / })
  await expect(shown).toHaveCount(1)
  expect((await shown.locator('.bytes code').allInnerTexts()).join(' ')).toBe(sent)
  await expect(shown).toContainText('these very bytes were drawn with the same chance')
  await expect(page.getByRole('region', { name: 'Table of the ledger' })).toContainText('73 %')
  await page.getByRole('button', { name: 'Draw a report' }).click()
  await expect(page.getByRole('article', { name: 'A rehearsal' })).toContainText('It names')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as JSON' }).click()])
  expect(readFileSync(await download.path(), 'utf8')).toContain('moon-ice-drill')
  await page.getByRole('button', { name: 'Erase everything' }).click()
  await expect(page.getByText('A second look found nothing of the history')).toBeVisible()
  await expect(rows).toHaveCount(0)
})
