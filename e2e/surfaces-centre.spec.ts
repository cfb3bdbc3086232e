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
  await rows.first().getByRole('button', { name: /^Forget all about it/ }).click()
  await expect(rows).toHaveCount(2)
  await part(page, 'topics').locator('[data-topic="space"]').getByRole('button', { name: /^Forget this topic/ }).click()
  await expect(part(page, 'stored')).toContainText('Nothing is stored.')
})

test('what the search is for can be read whole on the narrowest screen, in every language', async ({ page, host }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  for (const locale of ['en', 'de', 'fr', 'es', 'ar']) {
    const server = await host({ attributes: `${TAG} data-locale="${locale}"`, body: CENTRE })
    await page.goto(server.url)
    await allow(page)
    await read(page, MOON.slice(0, 1))
    const [needs, has] = await centreOf(page).getByRole('searchbox').evaluate((search: HTMLInputElement) => {
      const style = getComputedStyle(search)
      const ink = document.createElement('canvas').getContext('2d')
      if (ink !== null) ink.font = style.font
      return [ink?.measureText(search.placeholder).width ?? Infinity, search.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd)] as const
    })
    expect(needs, locale).toBeLessThan(has)
  }
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

test('where the site asks no question none is offered, and what was allowed before can be taken back', async ({ page, host }) => {
  const server = await host({ attributes: 'data-consent="api" data-catalog="/catalog/"', body: CENTRE })
  await page.goto(server.url)
  await part(page, 'choices').getByRole('button', { name: 'Allow' }).click()
  await expect(part(page, 'stored')).toBeVisible()
  await expect(part(page, 'choices').getByRole('checkbox')).toHaveCount(0)
  await expect(part(page, 'sent')).toHaveCount(0)
  await page.evaluate(async () => (await window.hearth.ready).consent.decide({ aggregates: 'granted' }))
  // Taken back it is offered no more: the box goes with the press, so nothing is left to look unchecked.
  await part(page, 'choices').getByRole('checkbox', { checked: true }).click()
  await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).consent.read())).toMatchObject({ personalization: 'granted', aggregates: 'denied' })
  await expect(part(page, 'choices').getByRole('checkbox')).toHaveCount(0)
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

/** Where the keyboard is, by the text of what has the focus, deep inside shadow roots. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let deepest = document.activeElement
    while (deepest?.shadowRoot?.activeElement) deepest = deepest.shadowRoot.activeElement
    return deepest?.textContent?.trim() ?? ''
  })

const LANGUAGES = {
  de: { title: 'Datenschutz-Zentrale', allow: 'Erlauben', opened: 'geöffnet', read: 'Weil Sie', days: '90 Tage', dir: 'ltr' },
  fr: { title: 'Centre de confidentialité', allow: 'Autoriser', opened: 'ouvert', read: 'Parce que vous', days: '90 jours', dir: 'ltr' },
  es: { title: 'Centro de privacidad', allow: 'Permitir', opened: 'abierto', read: 'Porque', days: '90 días', dir: 'ltr' },
  ar: { title: 'مركز الخصوصية', allow: 'أسمح', opened: 'فُتح', read: 'لأن', days: '90 يومًا', dir: 'rtl' },
} as const

for (const [tag, words] of Object.entries(LANGUAGES)) {
  test(`speaks ${tag} throughout: texts, dates, reasons, what fails; and fetches no other language`, async ({ page, host }) => {
    const server = await host({ attributes: `${TAG} data-locale="${tag}"`, body: CENTRE })
    await page.goto(server.url)
    const centre = centreOf(page)
    await expect(centre.getByRole('heading', { name: words.title })).toBeVisible()
    await expect(centre.locator('.centre')).toHaveAttribute('dir', words.dir)
    await expect(centre.locator('.centre')).toHaveAttribute('lang', tag)
    await expect(centre.locator('.mark')).toHaveCount(1)
    await centre.getByRole('button', { name: words.allow, exact: true }).click()
    await expect(part(page, 'take').getByRole('button')).not.toHaveCount(0)
    await read(page, MOON.slice(0, 2))
    await expect(part(page, 'stored').locator('[data-event]')).toHaveCount(2)
    // The site's own words stay in the site's language, and are marked as such.
    await expect(part(page, 'stored').locator('[data-event] strong bdi').first()).toHaveAttribute('lang', 'en')
    // The kind of a record is found by the word that is shown.
    await centre.getByRole('searchbox').fill(words.opened)
    await expect(part(page, 'stored').locator('[data-event]')).toHaveCount(2)
    await centre.getByRole('searchbox').fill('opened')
    await expect(part(page, 'stored').locator('[data-event]')).toHaveCount(0)
    await expect(part(page, 'stored').getByRole('combobox')).toContainText(words.days)
    await expect(part(page, 'reasons').locator('.why')).toContainText([new RegExp(words.read)])
    await centre.locator('input[type=file]').setInputFiles({ name: 'none.json', mimeType: 'application/json', buffer: Buffer.from('none') })
    await expect(centre.locator('.said')).not.toBeEmpty()
    const shown = await centre.locator('.centre').innerText()
    for (const english of ['Nothing', 'What is', 'Forget', 'Because you', 'stored', 'days', 'Your choices']) expect(shown, english).not.toContain(english)
    const files = server.requests.map(({ url }) => url).filter((url) => /centre-|languages/.test(url))
    expect(files.sort()).toEqual([`/hearth/assets/languages/${tag}.json`, `/hearth/centre-${tag}.js`])
  })
}

test('by keyboard: the focus stays in the part where something was pressed, and comes to the question and to its answer', async ({ page, host }) => {
  const server = await host({ attributes: TAG, body: CENTRE })
  await page.goto(server.url)
  const press = async (name: string | RegExp, within = 'choices'): Promise<void> => {
    await part(page, within).getByRole('button', { name }).first().focus()
    await page.keyboard.press('Enter')
  }
  await press('Allow')
  await expect(part(page, 'choices').getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect.poll(() => focused(page)).toBe('Your choices')
  await press('Pause')
  await expect.poll(() => focused(page)).toBe('Resume')
  await press('Resume')
  await expect.poll(() => focused(page)).toBe('Pause')
  await read(page, MOON.slice(0, 1))
  await expect(part(page, 'stored').locator('[data-event]')).toHaveCount(1)
  await press(/^Forget Opened/, 'stored')
  await expect(part(page, 'stored')).toContainText('Nothing is stored.')
  await expect.poll(() => focused(page)).toBe('What is stored')
  await expect(centreOf(page).getByRole('status').first()).toHaveText('Done.')
  await press('Forget everything', 'take')
  await expect.poll(() => focused(page)).toContain('cannot be brought back')
  await expect(part(page, 'take').getByRole('group')).toContainText('Really forget everything')
  await press('Keep it', 'take')
  await expect.poll(() => focused(page)).toBe('Take it along, or destroy it')
  await press('Forget everything', 'take')
  await press('Really forget everything', 'take')
  await expect(part(page, 'take').getByRole('status')).toContainText('A second look')
  await expect.poll(() => focused(page)).toBe('Take it along, or destroy it')
  // Nothing is left nameless, and no heading is skipped.
  const names = await centreOf(page).evaluate((centre) => [...(centre.shadowRoot?.querySelectorAll('button, input, select, section, meter, a') ?? [])].filter((one) => (one.getAttribute('aria-label') ?? one.getAttribute('aria-labelledby') ?? one.closest('label')?.textContent ?? one.textContent ?? '').trim() === '').length)
  expect(names).toBe(0)
  expect(await centreOf(page).evaluate((centre) => [...(centre.shadowRoot?.querySelectorAll('h2, h3, h4') ?? [])].map(({ localName }) => Number(localName[1])))).toEqual(expect.arrayContaining([2, 3, 4]))
})

test('what cannot be shown is not called empty: a lost history is told, and so is a worker that does not start', async ({ page, context, host }) => {
  const server = await host({ attributes: TAG, body: CENTRE })
  await page.goto(server.url)
  await allow(page)
  await read(page, MOON.slice(0, 1))
  const session = await context.newCDPSession(page)
  await session.send('IndexedDB.deleteDatabase', { securityOrigin: server.url, databaseName: 'hearth-history' })
  await page.reload()
  await expect(part(page, 'stored').locator('.notice')).toContainText('found missing')
  await page.route('**/worker.js', (route) => route.fulfill({ status: 404, body: 'gone' }))
  await page.evaluate(async () => { await caches.delete('hearth-assets') })
  await page.reload()
  await expect(part(page, 'stored')).toContainText('cannot be shown now')
  await expect(part(page, 'stored')).not.toContainText('Nothing is stored')
  await part(page, 'choices').getByRole('button', { name: 'Withdraw and erase' }).click()
  await expect(part(page, 'choices')).toContainText('You have refused')
  expect(await databases(page)).toEqual(['hearth-consent'])
})
