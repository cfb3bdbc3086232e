import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { MOON, allow, databases, read } from './engine-page.js'
import { expect, test } from './fixtures.js'
import type * as Module from '../src/elements/index.js'

type Elements = typeof Module

const CENTRE = '<hearth-privacy-centre></hearth-privacy-centre>'
const TAG = 'data-consent="api" data-catalog="/catalog/" data-collector="/nowhere/"'

const centreOf = (page: Page): Locator => page.locator('hearth-privacy-centre')
const part = (page: Page, name: string): Locator => centreOf(page).locator(`[data-part="${name}"]`)

test('shows what is stored newest first and lets it be searched, forgotten by event, item and topic', async ({ page, host }) => {
  const server = await host({ attributes: TAG, body: CENTRE })
  await page.goto(server.url)
  await allow(page)
  await read(page, [...MOON.slice(0, 3), 'jazz-big-band-bakery'])
  const rows = part(page, 'stored').locator('[data-event]')
  await expect(rows).toHaveCount(4)
  await expect(rows.first()).toContainText('Seventeen brass players')
  await centreOf(page).getByRole('searchbox').fill('MOON time')
  await expect(rows).toHaveCount(1)
  await centreOf(page).getByRole('searchbox').fill('')
  await rows.first().getByRole('button', { name: /^Forget Opened/ }).click()
  await expect(rows).toHaveCount(3)
  await rows.first().getByRole('button', { name: /^Forget the whole/ }).click()
  await expect(rows).toHaveCount(2)
  await part(page, 'topics').locator('[data-topic="space"]').getByRole('button', { name: /^Forget this topic/ }).click()
  await expect(part(page, 'stored')).toContainText('Nothing is stored.')
})

test('a topic is muted and boosted, a hide is undone, and each recommendation says why', async ({ page, host }) => {
  const server = await host({ attributes: TAG, body: CENTRE })
  await page.goto(server.url)
  await allow(page)
  await read(page, [...MOON.slice(0, 2), 'jazz-big-band-bakery'])
  const space = part(page, 'topics').locator('[data-topic="space"]')
  await expect(space.getByRole('meter')).toHaveAttribute('value', /^0\.[5-9]/)
  await space.getByRole('button', { name: /^None of it/ }).click()
  await expect(space.getByRole('button', { name: /^None of it/ })).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(() => page.evaluate(async () => { const ranking = await (await window.hearth.ready).rank({ limit: 10 }); return ranking.status === 'ranked' ? ranking.items.filter(({ item }) => item?.category === 'space').length : -1 })).toBe(0)
  await space.getByRole('button', { name: /^More/ }).click()
  await expect(space.getByRole('button', { name: /^None of it/ })).toHaveAttribute('aria-pressed', 'false')
  const first = part(page, 'reasons').locator('[data-item]').first()
  await expect(first.getByRole('listitem').first()).toContainText(/Because you|of what you read|Mentions|asked/)
  const title = (await first.locator('strong').innerText()).trim()
  await first.getByRole('button', { name: /^Hide/ }).click()
  await expect(part(page, 'hidden')).toContainText(title)
  await part(page, 'hidden').getByRole('button', { name: /^Undo/ }).click()
  await expect(part(page, 'hidden')).toContainText('You have hidden nothing.')
})

test('takes everything along, forgets everything after a second press, shows what a second look found, and takes it in again', async ({ page, host }) => {
  const server = await host({ attributes: TAG, body: CENTRE })
  await page.goto(server.url)
  await allow(page)
  await read(page, MOON.slice(0, 2))
  await expect(part(page, 'stored').locator('[data-event]')).toHaveCount(2)
  const [download] = await Promise.all([page.waitForEvent('download'), centreOf(page).getByRole('button', { name: 'Export as JSON' }).click()])
  const file = await download.path()
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ format: 'hearth-export' })
  await centreOf(page).getByRole('button', { name: 'Forget everything', exact: true }).click()
  await expect(part(page, 'stored').locator('[data-event]')).toHaveCount(2)
  await centreOf(page).getByRole('button', { name: 'Really forget everything' }).click()
  await expect(part(page, 'take')).toContainText('A second look found nothing of your history')
  await expect(part(page, 'take')).toContainText('What stays, and why')
  await expect(part(page, 'stored')).toContainText('Nothing is stored.')
  await centreOf(page).getByLabel('Import from another device').setInputFiles(file)
  await expect(part(page, 'stored').locator('[data-event]')).toHaveCount(2)
})

test('pause, the second choice and withdrawal are each one press, and the second is unticked', async ({ page, host }) => {
  const server = await host({ attributes: TAG, body: CENTRE })
  await page.goto(server.url)
  await expect(part(page, 'choices')).toContainText('You have not chosen yet')
  await part(page, 'choices').getByRole('button', { name: 'Allow' }).click()
  await part(page, 'choices').getByRole('button', { name: 'Pause' }).click()
  await expect(part(page, 'choices')).toContainText('Paused')
  await part(page, 'choices').getByRole('button', { name: 'Resume' }).click()
  const box = part(page, 'choices').getByRole('checkbox')
  await expect(box).not.toBeChecked()
  await box.check()
  await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).consent.read())).toMatchObject({ aggregates: 'granted' })
  await expect(part(page, 'receipts').getByRole('listitem')).not.toHaveCount(0)
  await part(page, 'choices').getByRole('button', { name: 'Withdraw and erase' }).click()
  await expect(part(page, 'choices')).toContainText('You have refused')
  await expect.poll(() => databases(page)).toEqual(['hearth-consent'])
})

test('Global Privacy Control is shown as honoured, and only a real press here overrides it', async ({ page, host }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }))
  const server = await host({ attributes: TAG, body: CENTRE })
  await page.goto(server.url)
  await expect(part(page, 'choices')).toContainText('Global Privacy Control. It is honoured')
  const button = part(page, 'choices').getByRole('button', { name: 'Allow on this site all the same' })
  await button.evaluate((element) => { (element as HTMLElement).click() })
  await page.waitForTimeout(500)
  expect(await databases(page)).toEqual([])
  await button.click()
  await expect(part(page, 'choices')).toContainText('You have overridden it')
  await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).consent.receipts())).toMatchObject({ receipts: [{ overridesSignal: true }] })
})

test('as a module without the tag, with the site’s own words; nothing is loaded on a page without a centre', async ({ page, host }) => {
  const server = await host({ attributes: TAG, body: '<p>No centre here</p>' })
  await page.goto(server.url)
  await page.waitForTimeout(300)
  expect(server.requests.filter(({ url }) => url.includes('centre.js'))).toEqual([])
  await page.evaluate(async () => {
    const address = '/hearth/index.js'
    const { createHearth, defineElements } = (await import(address)) as Elements
    defineElements()
    const centre = document.createElement('hearth-privacy-centre')
    centre.strings = { title: 'Our own heading' }
    centre.hearth = createHearth({ assets: '/hearth/', namespace: 'module' })
    document.body.append(centre)
  })
  await expect(page.getByRole('heading', { name: 'Our own heading' })).toBeVisible()
  await expect(part(page, 'choices').getByRole('button', { name: 'Refuse' })).toBeVisible()
})
