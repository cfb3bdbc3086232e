import type { Locator, Page } from '@playwright/test'
import { databases, otherStorage } from './engine-page.js'
import { expect, test } from './fixtures.js'

const LANGUAGES = {
  en: { region: 'Privacy choices', refuse: 'Refuse', allow: 'Allow' },
  de: { region: 'Datenschutz-Auswahl', refuse: 'Ablehnen', allow: 'Erlauben' },
  fr: { region: 'Choix de confidentialité', refuse: 'Refuser', allow: 'Autoriser' },
  es: { region: 'Opciones de privacidad', refuse: 'Rechazar', allow: 'Permitir' },
  ar: { region: 'خيارات الخصوصية', refuse: 'أرفض', allow: 'أسمح' },
} as const

const banner = (page: Page, name: string = LANGUAGES.en.region): Locator => page.getByRole('region', { name, exact: true })

/** Everything of a button that could make one answer easier than the other. */
const look = (button: Locator): Promise<Record<string, string>> =>
  button.evaluate((element) => {
    const { width, height } = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    const said = ['color', 'backgroundColor', 'borderColor', 'borderWidth', 'fontSize', 'fontWeight', 'opacity', 'boxShadow', 'textDecorationLine', 'cursor'] as const
    return { width: width.toFixed(1), height: height.toFixed(1), level: String(element.parentElement?.className), ...Object.fromEntries(said.map((name) => [name, style[name]])) }
  })

/** WCAG contrast of a button's words on its own ground, both as opaque sRGB. */
const contrast = (button: Locator): Promise<number> =>
  button.evaluate((element) => {
    const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((value) => Number(value) / 255)
    const luminance = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = channels(colour).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const style = getComputedStyle(element)
    const [a, b] = [luminance(style.color), luminance(style.backgroundColor)]
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  })

for (const [locale, words] of Object.entries(LANGUAGES)) {
  test(`in ${locale} both answers are one press away, equal in size, look and level, and readable`, async ({ page, host }) => {
    const server = await host({ attributes: `data-locale="${locale}"` })
    for (const width of [320, 1200]) {
      await page.setViewportSize({ width, height: 800 })
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.goto(server.url)
        const region = banner(page, words.region)
        const [refuse, allow] = [region.getByRole('button', { name: words.refuse, exact: true }), region.getByRole('button', { name: words.allow, exact: true })]
        expect(await look(refuse)).toEqual(await look(allow))
        expect(await contrast(refuse)).toBeGreaterThanOrEqual(4.5)
        const box = await refuse.boundingBox()
        expect(box?.height).toBeGreaterThanOrEqual(44)
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      }
    }
    const region = banner(page, words.region)
    await expect(region).toHaveAttribute('dir', locale === 'ar' ? 'rtl' : 'ltr')
    await expect(region).toHaveAttribute('lang', locale)
    // Every translation that no native speaker has read says so.
    await expect(region.locator('.mark')).toHaveCount(locale === 'en' ? 0 : 1)
    // On the first layer, without a press: what is stored, and for how long.
    await expect(region).toContainText(/90|٩٠/)
    await expect(region).toContainText(/\b6\b|٦/)
  })
}

test('one press refuses and one press allows; after either it is gone, also after a reload', async ({ browser, host }) => {
  const server = await host()
  const presses: number[] = []
  for (const answer of ['Refuse', 'Allow']) {
    const visitor = await browser.newContext()
    const page = await visitor.newPage()
    await page.goto(server.url)
    await expect(banner(page)).toBeVisible()
    let made = 0
    while ((await banner(page).count()) > 0) {
      await banner(page).getByRole('button', { name: answer, exact: true }).click()
      made += 1
      await expect(banner(page)).toHaveCount(0)
    }
    presses.push(made)
    await page.reload()
    await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).state.status)).not.toBe('loading')
    await page.waitForTimeout(300)
    await expect(banner(page)).toHaveCount(0)
    await visitor.close()
  }
  expect(presses).toEqual([1, 1])
})

test('it takes no focus, Escape decides nothing, and the page behind it can be used', async ({ page, host }) => {
  const server = await host({ body: '<input autofocus aria-label="Search"><a href="#there" id="link">A link</a>' })
  await page.goto(server.url)
  await expect(banner(page)).toBeVisible()
  await expect(page.getByLabel('Search')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(banner(page)).toBeVisible()
  expect(await databases(page)).toEqual([])
  expect(await otherStorage(page)).toEqual([])
  await page.getByText('A link').click()
  expect(page.url()).toContain('#there')
  // First in the order of the keyboard: refuse before allow, nothing ticked, nothing trapped.
  await page.evaluate(() => { (document.activeElement as HTMLElement | null)?.blur() })
  const stops: string[] = []
  for (let press = 0; press < 5; press += 1) {
    await page.keyboard.press('Tab')
    stops.push(await page.evaluate(() => {
      const deepest = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement
      return deepest?.textContent?.trim() || deepest?.getAttribute('aria-label') || ''
    }))
  }
  expect(stops).toEqual(expect.arrayContaining(['Refuse', 'Allow']))
  expect(stops.indexOf('Refuse')).toBe(stops.indexOf('Allow') - 1)
  expect(stops.filter((stop) => stop === 'Search' || stop === 'A link').length).toBeGreaterThan(0)
})

test('“Allow” is for this device alone; the second question is separate, unticked, and asked on request', async ({ page, host }) => {
  const server = await host({ attributes: 'data-collector="/collector/"', body: '<button data-hearth-choices>Privacy choices</button>' })
  await page.goto(server.url)
  await expect(banner(page).getByRole('checkbox')).toHaveCount(0)
  await banner(page).getByRole('button', { name: 'Allow' }).click()
  const read = () => page.evaluate(async () => (await window.hearth.ready).consent.read())
  await expect.poll(read).toMatchObject({ personalization: 'granted', aggregates: 'pending' })
  await page.getByRole('button', { name: 'Privacy choices' }).click()
  const box = banner(page).getByRole('checkbox')
  await expect(box).not.toBeChecked()
  await box.check()
  await expect.poll(read).toMatchObject({ aggregates: 'granted' })
  await banner(page).getByRole('button', { name: 'Close' }).click()
  // Back where the visitor was.
  await expect(page.getByRole('button', { name: 'Privacy choices' })).toBeFocused()
})

test('a site may put every text in its own words', async ({ page, host }) => {
  const keys = ['label', 'title', 'purpose', 'storage', 'more', 'limit', 'change', 'allow', 'refuse'] as const
  const own = Object.fromEntries(keys.map((key) => [key, `own ${key}`]))
  const server = await host({ body: `<script type="application/json" id="hearth-config">${JSON.stringify({ locale: 'fr', strings: { banner: own } })}</script>` })
  await page.goto(server.url)
  const region = banner(page, 'own label')
  await region.getByText('own more').click()
  for (const key of keys.slice(1)) await expect(region.getByText(`own ${key}`)).toBeVisible()
})

test('it comes back when a site swaps its body', async ({ page, host }) => {
  const server = await host()
  await page.goto(server.url)
  await expect(banner(page)).toBeVisible()
  await page.evaluate(() => { document.body = document.createElement('body') })
  await expect(banner(page)).toBeVisible()
  await page.evaluate(() => { document.body.innerHTML = '<p>Another view</p>' })
  await expect(banner(page)).toBeVisible()
})

test('it says this site’s own days and links its notice, the receipt names the very text, and it comes back when the choice ends or the policy changes', async ({ page, host }) => {
  let more = ''
  const server = await host({ attributes: 'data-retention-days="30" data-notice="/privacy-notice"' })
  await page.route(`${server.url}/`, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace('data-inspect', `data-inspect ${more}`) })
  })
  await page.goto(server.url)
  await expect(banner(page)).toContainText('each entry 30 days, your choice 6 months')
  await expect(banner(page)).toContainText('You can change your mind at any time')
  await banner(page).getByText('What exactly?').click()
  await expect(banner(page).getByRole('link')).toHaveAttribute('href', '/privacy-notice')
  await banner(page).getByRole('button', { name: 'Allow' }).click()
  await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).consent.receipts())).toMatchObject({ receipts: [{ source: 'banner', language: 'en', notice: expect.stringMatching(/^banner en [0-9a-f]{8}$/) }] })
  const settled = (): Promise<unknown> => expect.poll(() => page.evaluate(async () => (await window.hearth.ready).state.status)).not.toBe('loading')
  for (const [attributes, shown] of [['', false], ['data-policy-version="2"', true], [`data-policy-version="2" data-clock-offset-ms="${String(150 * 86_400_000)}"`, false], [`data-policy-version="2" data-clock-offset-ms="${String(250 * 86_400_000)}"`, true]] as const) {
    more = attributes
    await page.reload()
    await settled()
    await expect(banner(page)).toHaveCount(shown ? 1 : 0)
    // Asked again, the visitor refuses; that, too, is remembered and ends.
    if (shown) await banner(page).getByRole('button', { name: 'Refuse' }).click()
    if (shown) await expect(banner(page)).toHaveCount(0)
  }
})
