import type { Page } from '@playwright/test'
import { MOON, QUIET, allow, databases, otherStorage, read } from './engine-page.js'
import { expect, test } from './fixtures.js'

const OWN = new Set(['/', '/favicon.ico', '/hearth/hearth.js'])

const statusOf = (page: Page): Promise<{ readonly status: string; readonly why?: string }> => page.evaluate(async () => (await window.hearth.ready).state)

test.describe('while pending', () => {
  test('there is no worker, no database, no storage key, no frame and no request beyond the tag', async ({ page, host }) => {
    const server = await host({ attributes: QUIET })
    await page.goto(server.url)
    await page.waitForFunction(() => 'ready' in (window.hearth ?? {}))
    await page.waitForTimeout(1000)
    expect(await statusOf(page)).toMatchObject({ status: 'needs-consent' })
    expect(page.workers()).toEqual([])
    expect(page.frames()).toHaveLength(1)
    expect(await databases(page)).toEqual([])
    expect(await otherStorage(page)).toEqual([])
    expect(server.requests.map(({ url }) => url).filter((url) => !OWN.has(url))).toEqual([])
  })

  test('events are refused, and are not replayed once consent is given', async ({ page, host }) => {
    const server = await host({ attributes: QUIET })
    await page.goto(server.url)
    await page.waitForFunction(() => 'ready' in (window.hearth ?? {}))
    expect(await read(page, [MOON[0]])).toEqual(['denied'])
    await allow(page)
    expect(await page.evaluate(async () => (await window.hearth.ready).history())).toEqual({ status: 'ok', events: [] })
  })

  test('calls queued before the tag loads: consent is kept, events are dropped', async ({ page, host }) => {
    const server = await host({ attributes: QUIET })
    await page.addInitScript(() => {
      const queue = [['record', { kind: 'click', item: { id: 'a', title: 'Early' } }], ['consent', { personalization: 'granted' }]]
      Object.assign(window, { hearth: queue })
    })
    await page.goto(server.url)
    await expect.poll(async () => (await statusOf(page)).status).toMatch(/ready|degraded/)
    expect(await page.evaluate(async () => (await window.hearth.ready).history())).toEqual({ status: 'ok', events: [] })
  })
})

test.describe('refused', () => {
  test('one small record stays, with no id and no time finer than the month, and nothing runs', async ({ page, host }) => {
    const server = await host({ attributes: QUIET })
    await page.goto(server.url)
    await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }))
    expect(await databases(page)).toEqual(['hearth-consent'])
    expect(await otherStorage(page)).toEqual([])
    expect(page.workers()).toEqual([])
    const stored = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const open = indexedDB.open('hearth-consent')
          open.onerror = () => reject(open.error ?? new Error('no database'))
          open.onsuccess = () => {
            const all = open.result.transaction('decision').objectStore('decision').getAll()
            all.onsuccess = () => resolve(all.result)
          }
        }),
    )
    expect(stored).toEqual([{ kind: 'denied', policyVersion: '1', source: 'api', month: expect.stringMatching(/^\d{4}-\d{2}$/) }])
    await page.reload()
    await expect.poll(() => statusOf(page)).toMatchObject({ status: 'needs-consent', why: 'refused' })
    expect(page.workers()).toEqual([])
  })
})

test.describe('granted', () => {
  test('is remembered over a reload; after six months it is asked again and what it allowed is gone', async ({ page, host }) => {
    const server = await host({ attributes: QUIET })
    await page.goto(server.url)
    await allow(page)
    await read(page, MOON.slice(0, 2))
    await page.reload()
    await expect.poll(async () => (await statusOf(page)).status).toBe('ready')
    expect(await page.evaluate(async () => (await window.hearth.ready).history())).toMatchObject({ events: [{ item: { id: MOON[1] } }, { item: { id: MOON[0] } }] })
    await page.route(`${server.url}/`, async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, body: (await answer.text()).replace('data-inspect', `data-inspect data-clock-offset-ms="${String(200 * 86_400_000)}"`) })
    })
    await page.reload()
    await expect.poll(() => statusOf(page)).toEqual({ status: 'needs-consent', why: 'expired' })
    await expect.poll(() => databases(page)).not.toContain('hearth-history')
    expect(await page.evaluate(async () => (await window.hearth.ready).consent.receipts())).toEqual({ status: 'ok', receipts: [] })
  })

  test('a changed policy version asks again and erases', async ({ page, host }) => {
    let version = '1'
    const server = await host({ attributes: QUIET })
    await page.route(server.url + '/', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, body: (await answer.text()).replace('data-inspect', `data-inspect data-policy-version="${version}"`) })
    })
    await page.goto(server.url)
    await allow(page)
    await read(page, [MOON[0]])
    version = '2'
    await page.reload()
    await expect.poll(() => statusOf(page)).toMatchObject({ status: 'needs-consent' })
    await expect.poll(() => databases(page)).not.toContain('hearth-history')
    expect(page.workers()).toEqual([])
  })

  test('withdrawal in one tab stops the other before its promise resolves', async ({ page, context, host }) => {
    const server = await host({ attributes: QUIET })
    await page.goto(server.url)
    await allow(page)
    const other = await context.newPage()
    await other.goto(server.url)
    await expect.poll(async () => (await statusOf(other)).status).toBe('ready')
    await read(other, [MOON[0]])
    const view = await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }))
    expect(view).toMatchObject({ status: 'ok', personalization: 'denied', erasure: 'erased' })
    expect(await databases(other)).toEqual(['hearth-consent'])
    expect(await read(other, [MOON[1]])).toEqual(['denied'])
    expect(await other.evaluate(async () => (await (await window.hearth.ready).rank()).status)).toBe('denied')
    await expect.poll(() => other.workers().length).toBe(0)
    expect(await databases(other)).toEqual(['hearth-consent'])
    expect(await otherStorage(other)).toEqual([])
  })

  test('a withdrawal wins over writes that race it in both tabs', async ({ page, context, host }) => {
    const server = await host({ attributes: QUIET })
    await page.goto(server.url)
    await allow(page)
    const other = await context.newPage()
    await other.goto(server.url)
    await expect.poll(async () => (await statusOf(other)).status).toBe('ready')
    const flood = (tab: Page, name: string): Promise<readonly string[]> =>
      tab.evaluate(async (name) => {
        const hearth = await window.hearth.ready
        return Promise.all(Array.from({ length: 30 }, async (_, n) => (await hearth.record({ kind: 'like', item: { id: `race-${name}-${n}`, title: `Race ${n}` } as never })).status))
      }, name)
    const [first, second] = await Promise.all([flood(page, 'first'), flood(other, 'second'), page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }))])
    expect(new Set([...first, ...second])).not.toContain('ignored')
    expect(await databases(page)).toEqual(['hearth-consent'])
    await page.waitForTimeout(500)
    expect(await databases(page)).toEqual(['hearth-consent'])
  })

  test('pause stops recording and ranking; resume goes on with what was there', async ({ page, host }) => {
    const server = await host({ attributes: QUIET })
    await page.goto(server.url)
    await allow(page)
    await read(page, [MOON[0]])
    await page.evaluate(async () => (await window.hearth.ready).pause())
    expect(await statusOf(page)).toMatchObject({ status: 'paused' })
    expect(await read(page, [MOON[1]])).toEqual(['paused'])
    await page.evaluate(async () => (await window.hearth.ready).resume())
    expect(await read(page, [MOON[1]])).toEqual(['ok'])
  })
})

test.describe('Global Privacy Control', () => {
  test('denies, stores nothing, shows no banner; a script cannot override it', async ({ page, host }) => {
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }))
    const server = await host({ attributes: 'data-catalog="/catalog/"' })
    await page.goto(server.url)
    await page.waitForFunction(() => 'ready' in (window.hearth ?? {}))
    const answer = await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'granted' }, { source: 'centre', event: new MouseEvent('click') }))
    expect(answer).toEqual({ status: 'denied', purpose: 'personalization' })
    await page.waitForTimeout(500)
    expect(await databases(page)).toEqual([])
    await expect(page.getByRole('region', { name: 'Privacy choices' })).toHaveCount(0)
  })
})
