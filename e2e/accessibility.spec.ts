import { MOON, allow, read } from './engine-page.js'
import { expect, test } from './demo-site.js'
import { DARK, LIGHT, NARROW, ZOOMED, lookAt, overflows, violations, type Look } from './look.js'

const LOOKS = [LIGHT, DARK, NARROW, ZOOMED]
const RIGHT_TO_LEFT: readonly Look[] = [{ ...LIGHT, name: 'right to left' }]

/** Where a visitor may be: what is asked before consent, and everything after it. */
const PAGES = [
  { path: '/', after: false },
  { path: '/review', after: false },
  { path: '/', after: true },
  { path: '/react', after: true },
  { path: '/review', after: true },
  { path: '/privacy', after: true },
] as const

for (const looks of [LOOKS, RIGHT_TO_LEFT]) {
  test(`axe finds nothing, and nothing overflows: ${looks.map(({ name }) => name).join(', ')}`, async ({ page, demo }) => {
    test.setTimeout(180_000)
    if (looks === RIGHT_TO_LEFT) {
      await page.route(/\/(review|react|privacy)?$/, async (route) => {
        if (route.request().resourceType() !== 'document') return route.fallback()
        const answer = await route.fetch()
        return route.fulfill({ response: answer, body: (await answer.text()).replace('<html lang="en-GB">', '<html lang="en-GB" dir="rtl">').replace('data-inspect', 'data-inspect data-locale="ar"') })
      })
    }
    let allowed = false
    for (const { path, after } of PAGES) {
      await page.goto(demo.url + path.slice(1))
      if (after && !allowed) {
        await allow(page, { personalization: 'granted', aggregates: 'granted' })
        await read(page, MOON.slice(0, 3))
        await page.evaluate(async () => (await window.hearth.ready).contribute())
        allowed = true
        await page.reload()
      }
      if (path !== '/react') await expect.poll(() => page.evaluate(() => window.hearth.state.status)).toMatch(after ? /ready|degraded/ : /needs-consent/)
      if (path === '/') await (after ? page.locator('hearth-recommendations article').first() : page.locator('hearth-consent section')).waitFor()
      if (path === '/react') await page.getByText('in your order').waitFor()
      if (path === '/review') await page.locator(after ? '#isolation ~ .verdict' : '#requests').waitFor()
      if (path === '/privacy') await page.locator('[data-part="reasons"] [data-item]').first().waitFor()
      // One answer at ε = 1, in plain words: 50 % becomes 73 at the most; a year's twelve, 99.9994.
      if (path === '/privacy' && looks === LOOKS) await expect(page.locator('[data-part="sent"]')).toContainText(/costs ε 1\..*73.*ε 12; .*99\.9994/s)
      for (const look of looks) {
        await lookAt(page, look)
        const seen = `${look.name}, ${path} ${after ? 'after' : 'before'} consent`
        // The lists of all sections are one pattern a hundred times: looked at once.
        expect(await violations(page, look === LIGHT ? [] : ['.sections']), seen).toEqual([])
        expect(await overflows(page), `${seen} is wider than its window`).toBe(false)
      }
    }
  })
}

test('with reduced motion nothing is animated', async ({ browser, demo }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(demo.url)
  await page.getByRole('region', { name: 'Privacy choices' }).waitFor()
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
  await page.getByRole('region', { name: 'Privacy choices' }).getByRole('button', { name: 'Allow' }).hover()
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
  await context.close()
})

test('by keyboard alone: allow, ask why, hide, change the choice, refuse', async ({ page, demo }) => {
  await page.goto(demo.url)
  const region = page.getByRole('region', { name: 'Privacy choices' })
  await region.waitFor()
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      let deepest = document.activeElement
      while (deepest?.shadowRoot?.activeElement) deepest = deepest.shadowRoot.activeElement
      return deepest?.textContent?.trim() ?? ''
    })
  const tabTo = async (wanted: RegExp, most = 60): Promise<void> => {
    for (let press = 0; press < most && !wanted.test(await focused()); press += 1) await page.keyboard.press('Tab')
    expect(await focused()).toMatch(wanted)
  }
  await tabTo(/^Allow$/, 6)
  await page.keyboard.press('Enter')
  await expect(region).toHaveCount(0)
  await expect.poll(() => page.evaluate(() => window.hearth.state.status)).toMatch(/ready|degraded/)
  await page.locator('hearth-recommendations article').first().waitFor()
  await read(page, MOON.slice(0, 2))
  await page.locator('hearth-recommendations article a').first().focus()
  await tabTo(/^Why this\?/, 4)
  await page.keyboard.press('Space')
  await expect(page.locator('hearth-recommendations details[open] li').first()).toBeVisible()
  await tabTo(/^Hide this/, 3)
  await page.keyboard.press('Enter')
  await expect(page.locator('hearth-recommendations [role=status]')).toHaveText(/Hidden/)
  await page.getByRole('link', { name: 'Privacy choices' }).focus()
  await page.keyboard.press('Enter')
  await expect(region).toBeFocused()
  await tabTo(/^Refuse$/, 4)
  await page.keyboard.press('Enter')
  await expect(region).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Privacy choices' })).toBeFocused()
  expect(await page.evaluate(async () => (await window.hearth.ready).consent.read())).toMatchObject({ personalization: 'denied' })
})
