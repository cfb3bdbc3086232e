import type { Page } from '@playwright/test'
import { MOON, allow, databases, otherStorage, read } from './engine-page.js'
import { disguises, ledgerBegun, recordedDemo, releases, wordsOf, type RecordedDemo } from './aggregates-page.js'
import { expect, test as base } from './fixtures.js'
import type { RecordedRequest } from './recording-server.js'

const WEEK = 604_800_000
/** Version, task hash, epoch, report id, and 17 buckets in three bytes. */
const LENGTH = 1 + 16 + 4 + 16 + 3

/** Five stories on one subject that are not in the slot themselves; it holds two others of that subject. */
const GARDENS = ['orchard-lost-apples', 'vegetables-no-dig-bed', 'orchard-city-fruit-map', 'flowers-snowdrop-theft', 'vegetables-winter-salads'] as const

const test = base.extend<{ readonly loop: RecordedDemo }>({
  loop: async ({ browserName: _ }, use) => {
    const loop = await recordedDemo()
    await use(loop)
    await loop.close()
  },
})

const order = (page: Page): Promise<readonly string[]> => page.locator('[data-hearth-slot="top"] [data-hearth-id]').evaluateAll((all) => all.map((each) => each.getAttribute('data-hearth-id') ?? ''))
const categories = (page: Page): Promise<readonly string[]> => page.locator('[data-hearth-slot="top"] [data-hearth-id]').evaluateAll((all) => all.map((each) => each.getAttribute('data-hearth-category') ?? ''))
const state = (page: Page): Promise<string> => page.evaluate(async () => (await window.hearth.ready).state.status)
const contribute = (page: Page) => page.evaluate(async () => {
  const answer = await (await window.hearth.ready).contribute()
  return 'bytes' in answer ? { ...answer, bytes: Array.from(answer.bytes) } : answer
})
const bytesOf = (request: RecordedRequest | undefined): readonly number[] => Array.from(request?.body ?? [])

/** What names Hearth asked for before any choice: its own tag, nothing else. */
const afterTag = (requests: readonly RecordedRequest[]): readonly string[] => requests.map(({ url }) => url).filter((url) => url.startsWith('/hearth/') && url !== '/hearth/hearth.js')

test('the whole loop: refuse, allow, read, reorder, answer, remember, erase, withdraw', async ({ page, loop }) => {
  const { site, collector } = loop
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(String(error)))

  // Refuse: nothing.
  await page.goto(site.url)
  await page.getByRole('region', { name: 'Privacy choices' }).getByRole('button', { name: 'Refuse' }).click()
  await expect.poll(() => databases(page)).toEqual(['hearth-consent'])
  await page.waitForTimeout(500)
  expect(await otherStorage(page)).toEqual([])
  expect(page.workers()).toEqual([])
  expect(collector.requests).toEqual([])
  expect(afterTag(site.requests)).toEqual([])
  const original = await order(page)

  // Allow grants the first purpose alone: the collector is not even asked for its questions.
  await allow(page)
  expect(await page.evaluate(async () => (await window.hearth.ready).consent.read())).toMatchObject({ personalization: 'granted', aggregates: 'pending' })
  const before = (await categories(page)).indexOf('gardens')
  await read(page, GARDENS)
  await page.reload()
  await expect.poll(() => state(page)).toBe('ready')
  // A slot that is seen waits for the next look: nothing jumps under a reader.
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  await expect.poll(() => order(page)).not.toEqual(original)
  expect((await categories(page)).indexOf('gardens')).toBeLessThan(Math.min(before, 3))
  expect(new Set(await categories(page)).size).toBeGreaterThan(2)
  expect(await contribute(page)).toEqual({ status: 'denied', purpose: 'aggregates' })
  expect(collector.requests).toEqual([])

  // The second consent, and the visitor's own press: exactly one report of the published length.
  await page.evaluate(async () => (await window.hearth.ready).consent.decide({ aggregates: 'granted' }))
  const sent = await contribute(page)
  expect(sent).toMatchObject({ status: 'sent', task: 'favourite-topic', outcome: 'accepted' })
  await page.waitForTimeout(300)
  const posts = loop.posts()
  expect(posts).toHaveLength(1)
  expect(posts[0]?.body.byteLength).toBe(LENGTH)
  expect(bytesOf(posts[0])).toEqual('bytes' in sent ? sent.bytes : [])
  expect(posts[0]?.headers.cookie).toBeUndefined()
  expect(posts[0]?.headers.referer).toBeUndefined()
  expect(await page.evaluate(async () => (await window.hearth.ready).ledger())).toMatchObject({ spent: { epoch: 1_000_000 }, odds: { epoch: expect.closeTo(Math.E / (1 + Math.E), 9) } })

  // The dashboard shows an estimate with its interval.
  const dashboard = await page.context().newPage()
  await dashboard.goto(loop.served.url)
  await expect(dashboard.getByRole('heading', { name: 'Which topic did you read most this week?' })).toBeVisible()
  await expect(dashboard.locator('dl.facts dd').first()).toHaveText('1')
  await dashboard.getByText('The same as a table').click()
  await expect(dashboard.getByRole('row').filter({ hasText: 'gardens' }).getByRole('cell')).toHaveCount(3)
  await dashboard.close()

  // A reload remembers, and sends nothing again.
  await page.reload()
  await expect.poll(() => state(page)).toBe('ready')
  expect(await page.evaluate(async () => (await window.hearth.ready).history())).toMatchObject({ events: { length: GARDENS.length } })
  expect(await releases(page)).toMatchObject([{ state: 'sent', attempts: 1 }])
  await page.waitForTimeout(500)
  expect(loop.posts()).toHaveLength(1)

  // Nothing of the history was in any request, however written; nothing of it reached the console. The page's own
  // pictures and stories are the site's requests, the same for everyone, so only Hearth's own are read here.
  const own = [...site.requests.filter(({ url }) => url.startsWith('/hearth/') || url.startsWith('/catalog/')), ...collector.requests]
  const history = GARDENS.flatMap((id) => disguises(id))
  for (const request of own) for (const form of history) expect(wordsOf(request)).not.toContain(form)
  for (const line of said) for (const form of history) expect(line).not.toContain(form)

  // Erase: nothing left but what is said to stay.
  expect(await page.evaluate(async () => (await window.hearth.ready).forget('everything'))).toMatchObject({ status: 'erased', found: [] })
  expect(await page.evaluate(async () => (await window.hearth.ready).history())).toMatchObject({ events: [] })
  expect(await releases(page)).toEqual([])
  expect(await page.evaluate(async () => (await window.hearth.ready).ledger())).toMatchObject({ entries: [], months: [{ microEpsilon: 1_000_000 }] })

  // Withdraw: nothing more, at no address.
  await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }))
  expect(await databases(page)).toEqual(['hearth-consent'])
  expect(await otherStorage(page)).toEqual([])
  collector.clear()
  site.clear()
  expect(await contribute(page)).toMatchObject({ status: 'denied' })
  await page.reload()
  await expect.poll(() => state(page)).toBe('needs-consent')
  await page.waitForTimeout(500)
  expect(collector.requests).toEqual([])
  expect(afterTag(site.requests)).toEqual([])
})

test('a collector that is down: the report is kept, and the same bytes leave later, at most three times', async ({ page, loop }) => {
  await page.goto(loop.site.url)
  await allow(page, { personalization: 'granted', aggregates: 'granted' })
  await expect.poll(() => loop.collector.requests.some(({ url }) => url === '/v1/tasks')).toBe(true)
  await page.waitForTimeout(500)
  loop.setDown(true)
  expect(await contribute(page)).toMatchObject({ status: 'waiting' })
  expect(await releases(page)).toMatchObject([{ state: 'waiting', attempts: 1 }])
  loop.setDown(false)
  await page.reload()
  await expect.poll(async () => (await releases(page))[0]?.state).toBe('sent')
  const [first, second, ...more] = loop.posts()
  expect(more).toEqual([])
  expect(bytesOf(second)).toEqual(bytesOf(first))

  // A collector that never comes back is tried three times in all.
  loop.setDown(true)
  await contribute(page)
  loop.collector.clear()
  for (let load = 0; load < 3; load += 1) {
    loop.setDown(false)
    // The questions load; the report is refused.
    await page.route('**/v1/reports', (route) => route.abort())
    await page.reload()
    await expect.poll(() => state(page)).toBe('ready')
    await page.waitForTimeout(400)
  }
  await expect.poll(async () => (await releases(page)).map(({ state: how, attempts }) => [how, attempts]).sort()).toEqual([['given-up', 3], ['sent', 2]])
})

test.describe('the schedule', () => {
  const begin = async (page: Page, loop: RecordedDemo): Promise<void> => {
    await page.goto(loop.site.url)
    await allow(page, { personalization: 'granted', aggregates: 'granted' })
    await ledgerBegun(page)
  }
  /** The scheduled answer stands ready, and has not left. */
  const readied = async (page: Page): Promise<void> => void (await expect.poll(async () => (await releases(page)).map(({ state: how }) => how)).toEqual(['waiting']))

  for (const how of ['asleep', 'busy'] as const) {
    test(`nothing leaves with a page that was ${how} while another withdrew`, async ({ page, context, loop }) => {
      await begin(page, loop)
      loop.moveClock(2 * WEEK)
      await page.reload()
      await readied(page)
      // A page that reaches no collector, so that it sends nothing itself.
      const other = await context.newPage()
      await other.route('**/v1/**', (route) => route.abort())
      await other.goto(loop.site.url)
      await expect.poll(() => state(other)).toBe('ready')
      if (how === 'asleep') await (await context.newCDPSession(page)).send('Page.setWebLifecycleState', { state: 'frozen' })
      else await page.evaluate(() => void setTimeout(() => { for (const until = Date.now() + 6_000; Date.now() < until;); location.href = 'about:blank' }))
      expect(await other.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }))).toMatchObject({ personalization: 'denied', erasure: 'erased' })
      await (how === 'asleep' ? page.waitForTimeout(4_000).then(() => page.close()) : page.waitForURL('about:blank'))
      await other.waitForTimeout(1_500)
      expect(loop.posts()).toEqual([])
    })
  }

  test('nothing leaves with a page on which Global Privacy Control was turned on since', async ({ page, loop }) => {
    await begin(page, loop)
    loop.moveClock(2 * WEEK)
    await page.reload()
    await readied(page)
    await page.evaluate(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { configurable: true, get: () => true }))
    await page.goto(`${loop.site.url}/plain`)
    await page.waitForTimeout(1_000)
    expect(loop.posts()).toEqual([])
  })

  test('a new ledger is silent for two epochs; then the answer leaves with the first page that is left', async ({ page, loop }) => {
    await begin(page, loop)
    loop.moveClock(WEEK)
    await page.reload()
    await expect.poll(() => state(page)).toBe('ready')
    await page.waitForTimeout(500)
    expect(await releases(page)).toEqual([])
    loop.moveClock(2 * WEEK)
    await page.reload()
    await readied(page)
    expect(loop.posts()).toEqual([])
    const [ready] = await releases(page)
    await page.goto('about:blank')
    await expect.poll(() => loop.posts().length).toBe(1)
    expect(bytesOf(loop.posts()[0])).toEqual(ready?.bytes)
    // Of another week than the collector's: refused, and not sent again.
  })

  test('thirty minutes after the first view it leaves by itself, once in four epochs', async ({ page, loop }) => {
    // Without the model no long answer is under way whose time would run out when the clock jumps.
    await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }))
    await begin(page, loop)
    await page.clock.install()
    loop.moveClock(2 * WEEK)
    await page.reload()
    await readied(page)
    // The page sets its own clock when it hears of the answer, a moment after the answer is stored.
    await page.waitForTimeout(500)
    await page.clock.fastForward('29:00')
    await page.waitForTimeout(300)
    expect(loop.posts()).toEqual([])
    await page.clock.fastForward('01:10')
    await expect.poll(() => loop.posts().length).toBe(1)
    await expect.poll(async () => (await releases(page))[0]?.state).not.toBe('waiting')
    loop.moveClock(2 * WEEK + 2)
    await page.reload()
    await expect.poll(() => state(page)).toBe('ready')
    await page.clock.fastForward('31:00')
    await page.waitForTimeout(500)
    expect(loop.posts()).toHaveLength(1)
  })

  test('a second tab makes final what the first had ready; withdrawal of the second consent sends nothing more', async ({ page, loop, context }) => {
    await begin(page, loop)
    loop.moveClock(2 * WEEK)
    await page.reload()
    await readied(page)
    const [ready] = await releases(page)
    const other = await context.newPage()
    loop.moveClock(2 * WEEK)
    await other.goto(loop.site.url)
    await expect.poll(() => loop.posts().length).toBe(1)
    await read(page, [MOON[0]])
    await page.goto('about:blank')
    await other.waitForTimeout(500)
    for (const post of loop.posts()) expect(bytesOf(post)).toEqual(ready?.bytes)
    await other.evaluate(async () => (await window.hearth.ready).consent.decide({ aggregates: 'denied' }))
    loop.collector.clear()
    expect(await contribute(other)).toEqual({ status: 'denied', purpose: 'aggregates' })
    await other.reload()
    await expect.poll(() => state(other)).toBe('ready')
    await other.goto('about:blank')
    await other.waitForTimeout(500)
    expect(loop.collector.requests).toEqual([])
  })
})
