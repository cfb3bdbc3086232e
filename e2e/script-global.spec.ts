import { expect, test } from './fixtures.js'
import { QUIET } from './engine-page.js'

const LEFT_OUT = ['history', 'profile', 'ledger', 'releases', 'exportData', 'importData']

test('without data-inspect the global leaves out what would show the visitor’s history to any script', async ({ page, host }) => {
  const server = await host({ attributes: QUIET })
  await page.route(`${server.url}/`, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace('data-inspect', '') })
  })
  await page.goto(server.url)
  await page.waitForFunction(() => !Array.isArray(window.hearth))
  const found = await page.evaluate(async () => {
    const hearth = await window.hearth.ready
    await hearth.consent.decide({ personalization: 'granted' })
    return { keys: Object.keys(hearth), topics: Object.keys(hearth.topics), frozen: Object.isFrozen(hearth), ranked: (await hearth.rank()).status }
  })
  for (const name of LEFT_OUT) expect(found.keys).not.toContain(name)
  expect(found).toMatchObject({ topics: ['suggest', 'choose'], frozen: true, ranked: 'ranked' })
})
