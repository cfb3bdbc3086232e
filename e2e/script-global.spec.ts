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

test('an element whose id is ours does not keep the tag from starting', async ({ page, host }) => {
  const server = await host({ body: '<section id="hearth"><form name="hearth"></form></section>' })
  await page.goto(server.url)
  await expect(page.getByRole('region', { name: 'Privacy choices' })).toBeVisible()
  expect(await page.evaluate(async () => (await window.hearth.ready).state.status)).toBe('needs-consent')
})

test('an element that is named like the tag’s own place in the page sets nothing', async ({ page, host }) => {
  const server = await host()
  await page.route(`${server.url}/`, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace('<head>', '<head></head><img name="currentScript" src="https://elsewhere.test/hearth.js" data-consent="api" data-policy-version="7">') })
  })
  await page.goto(server.url)
  // The image asks for no banner; the tag does.
  await expect(page.getByRole('region', { name: 'Privacy choices' })).toBeVisible()
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).state.status)).toBe('ready')
  expect(await page.evaluate(async () => (await window.hearth.ready).consent.read())).toMatchObject({ policyVersion: '1' })
})

test('what is put on Object.prototype sets nothing: nothing is asked for elsewhere, and the history is shown to no script', async ({ page, host }) => {
  const server = await host({ attributes: 'data-consent="api"' })
  await page.route(`${server.url}/`, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace('data-inspect', '') })
  })
  await page.addInitScript(() => Object.assign(Object.prototype, { inspect: true, collector: 'https://elsewhere.invalid/', tasks: 'https://elsewhere.invalid/tasks', prior: 'https://elsewhere.invalid/prior.json' }))
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(server.url)
  const found = await page.evaluate(async () => {
    const hearth = await window.hearth.ready
    await hearth.consent.decide({ personalization: 'granted', aggregates: 'granted' })
    for (let waited = 0; waited < 10_000 && !/^(ready|degraded)$/.test(hearth.state.status); waited += 50) await new Promise((resolve) => setTimeout(resolve, 50))
    return { status: hearth.state.status, keys: Object.keys(hearth) }
  })
  expect(found.status).toMatch(/^(ready|degraded)$/)
  expect(found.keys).not.toContain('history')
  expect(asked.filter((url) => url.includes('elsewhere'))).toEqual([])
})
