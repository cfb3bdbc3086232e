import { rmSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { openStore } from '../src/collector/store/open-store.js'
import { serveCollector, type ServedCollector } from '../src/collector/serve-collector.js'
import type { Arrival } from '../src/collector/store/store.js'
import { storeFolder } from '../src/collector/testing/store-folder.js'
import { encodeReport, REPORT_ID_BYTES, type ReportId } from '../src/core/privacy/report.js'
import { sampleSubset, type BucketIndex } from '../src/core/privacy/subset-selection.js'
import type { Task } from '../src/core/privacy/task.js'
import { publishedTask } from '../src/core/privacy/testing/published-task.js'
import { seededRandom } from '../src/core/privacy/testing/seeded-random.js'
import { epochOf, type Epoch, type Millis } from '../src/core/time.js'
import { expect, test as base } from './fixtures.js'
import { LIGHT, NARROW, ZOOMED, lookAt, overflows, violations } from './look.js'

const NOW = epochOf(Date.now() as Millis)
const TOPICS = ['books', 'cycling', 'economy', 'film', 'food', 'gardens', 'nothing']
const TASKS = {
  topics: publishedTask({ buckets: TOPICS }),
  preference: publishedTask({ id: 'preference', kind: 'preference', question: 'Which order won?', buckets: ['personalised wins', 'original wins', 'nothing'] }),
  bought: publishedTask({ id: 'bought', kind: 'outcome', question: 'Was anything bought?', buckets: ['bought', 'nothing'] }),
  value: publishedTask({ id: 'value', kind: 'outcome', measure: 'value', mode: 'dap', question: 'What was bought for?', buckets: ['0-20', '20-60', '60+', 'nothing'] }),
  days: publishedTask({ id: 'days', kind: 'active-days', question: 'On how many days were you here?', buckets: ['1', '2', '3+', 'nothing'] }),
}

/** Reports of browsers whose truth is drawn by these weights, in each arm. */
function reports(task: Task, epoch: Epoch, n: number, weights: readonly (readonly number[])[]): readonly Arrival[] {
  const random = seededRandom(epoch)
  return Array.from({ length: n }, (_, at) => {
    const arm = task.arms === undefined ? 0 : at % 2
    const shares = weights[arm] ?? weights[0] ?? []
    const total = shares.reduce((sum, weight) => sum + weight, 0)
    let left = ((at * 0.618) % 1) * total
    const truth = Math.max(0, shares.findIndex((weight) => (left -= weight) < 0)) as BucketIndex
    const report = { task, epoch, id: random.bytes(REPORT_ID_BYTES) as ReportId, buckets: sampleSubset(task.mechanism, truth, random), ...(task.arms === undefined ? {} : { arm }) }
    return { report, bytes: encodeReport(report) }
  })
}

const test = base.extend<{ readonly served: ServedCollector }>({
  served: async ({ browserName: _ }, use) => {
    const folder = await storeFolder('dashboard')
    const store = await openStore(folder)
    for (let back = 3; back >= 0; back -= 1) {
      const epoch = (NOW - back) as Epoch
      await store.add(reports(TASKS.topics, epoch, 800, [TOPICS.map((_label, rank) => 1 / (rank + 1))]))
      await store.add(reports(TASKS.preference, epoch, 900, [[6, 2, 2]]))
      await store.add(reports(TASKS.bought, epoch, 1_000, [[2, 8], [6, 4]]))
      if (back > 0) await store.keepBatch({ hash: TASKS.value.hash, epoch, n: 2_000, sums: [60, 80, 20, 840, 70, 110, 60, 760] })
    }
    await store.close()
    const served = await serveCollector({ store: folder, tasks: Object.values(TASKS), token: 'secret' })
    await use(served)
    await served.close()
    rmSync(folder, { recursive: true, force: true })
  },
})

const ask = async (page: Page, task: Task): Promise<void> => {
  await page.getByLabel('Question').selectOption({ label: task.question })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(task.question)
}

test('asks for the token, says when it is wrong, and compares arms, orders and weeks in words and charts', async ({ page, served }) => {
  await page.goto(served.url)
  await page.getByLabel('Token').fill('another')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('This token was not accepted.')
  await page.getByLabel('Token').fill('secret')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Estimates' })).toBeVisible()
  await expect(page.locator('dl.facts dd').first()).toHaveText('800')

  await ask(page, TASKS.preference)
  await expect(page.locator('.verdict').first()).toHaveText(/^Wins less losses: \+\d/)
  await expect(page.locator('.verdict').nth(1)).toHaveText(/over 4 weeks: \+\d/)

  await ask(page, TASKS.bought)
  await expect(page.locator('.verdict').first()).toHaveText(/^Personalized less original: \+\d.*original: 500 browsers, personalized: 500 browsers/)
  // Before and after says what it is worth before it shows anything.
  await expect(page.getByText('This is no comparison.')).toBeVisible()
  await page.getByLabel('What changed began').selectOption({ index: 2 })
  await expect(page.locator('.verdict').last()).toHaveText(/before, .* after; .*What else changed in that time is not in this figure/)

  await ask(page, TASKS.value)
  await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Browsers that bought', 'Order value, mean of those that bought', 'Spent, mean of all browsers'])
  await page.getByText('Every answer by arm').click()
  await expect(page.getByRole('row').filter({ hasText: '20-60' }).first().getByRole('cell')).toHaveCount(4)
  await expect(page.getByText('two aggregators', { exact: true })).toBeVisible()

  await ask(page, TASKS.days)
  await expect(page.getByText('No reports in this week yet.')).toBeVisible()
})

test('axe finds nothing on the dashboard, and nothing overflows: light, dark with 200 % zoom, 320 px', async ({ page, served }) => {
  test.setTimeout(180_000)
  const clean = async (where: string): Promise<void> => {
    for (const look of [LIGHT, ZOOMED, NARROW]) {
      await lookAt(page, look)
      expect(await violations(page), `${look.name}, ${where}`).toEqual([])
      expect(await overflows(page), `${look.name}, ${where}`).toBe(false)
    }
  }
  await page.goto(served.url)
  await clean('the question for the token')
  await page.goto(served.dashboardUrl)
  for (const task of Object.values(TASKS)) {
    await ask(page, task)
    for (const closed of await page.locator('summary').all()) await closed.click()
    await clean(task.id)
  }
})

test('keeps what it showed while the collector is away, and says so', async ({ page, served }) => {
  await page.goto(served.dashboardUrl)
  await expect(page.locator('dl.facts dd').first()).toHaveText('800')
  await page.route('**/v1/**', (route) => route.abort())
  await expect(page.getByRole('alert')).toContainText('does not answer', { timeout: 15_000 })
  await expect(page.locator('dl.facts dd').first()).toHaveText('800')
})
