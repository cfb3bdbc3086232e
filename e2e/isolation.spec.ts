import type { Page } from '@playwright/test'
import './engine-page.js'
import { FRAME_POLICY, HEADER_POLICY } from '../src/protocol/isolation.js'
import { expect, test } from './fixtures.js'
import type { RecordingServer } from './recording-server.js'

// An invariant that holds at the second try does not hold.
test.describe.configure({ retries: 0 })

const WAYS = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'import']

const consent = (page: Page): Promise<{ readonly status: string; readonly why?: string }> =>
  page.evaluate(async () => {
    const hearth = await window.hearth.ready
    await hearth.consent.decide({ personalization: 'granted' })
    for (let waited = 0; waited < 30_000 && !/^(ready|degraded|unavailable)$/.test(hearth.state.status); waited += 50) await new Promise((resolve) => setTimeout(resolve, 50))
    return hearth.state
  })

/** What Hearth may ask of a host: the page, its own files, and nothing that a probe named. */
const strangers = (server: RecordingServer): string[] => server.requests.map((request) => request.url).filter((url) => url !== '/' && url !== '/favicon.ico' && !url.startsWith('/hearth/'))

test.describe('frame form', () => {
  test('the browser refuses every way out, and the server sees none', async ({ page, host }) => {
    const server = await host({ attributes: 'data-consent="api"' })
    await page.goto(server.url)
    expect((await consent(page)).status).toMatch(/^(ready|degraded)$/)
    const report = await page.evaluate(async () => (await window.hearth.ready).isolation())
    expect(report).toMatchObject({ status: 'ok', form: 'frame', open: [] })
    for (const way of WAYS) expect(Object.keys(('refused' in report ? report.refused : {})).join(' ')).toContain(way)
    expect(strangers(server)).toEqual([])
  })

  test('mutant: without the frame’s policy it refuses to start, and says why', async ({ page, host }) => {
    const server = await host({ attributes: 'data-consent="api"', mutate: { 'engine.js': (source) => source.replaceAll(FRAME_POLICY, '') }, workerHeaders: {} })
    await page.goto(server.url)
    const state = await consent(page)
    expect(state.status).toBe('unavailable')
    expect(state.why).toMatch(/isolation|network|open/)
    expect(await page.evaluate(async () => (await indexedDB.databases()).map((database) => database.name).filter((name) => name?.includes('history')))).toEqual([])
  })

  for (const [name, headers] of [
    ['reports violations', { 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self'; report-uri /csp" }],
    ['reports, and allows every address of the web', { 'Content-Security-Policy': "default-src * data: blob: 'unsafe-inline' 'unsafe-eval'; report-uri /csp" }],
    ['reports names of Trusted Types policies', { 'Content-Security-Policy-Report-Only': 'trusted-types hearth; report-uri /csp' }],
  ] as const) {
    test(`a host whose policy ${name} is noticed before the history opens`, async ({ page, host }) => {
      const server = await host({ attributes: 'data-consent="api"', headers, workerHeaders: {} })
      await page.goto(server.url)
      const state = await consent(page)
      expect(state.status).toBe('unavailable')
      expect(state.why).toContain('host-reports-csp')
      expect(await page.evaluate(async () => (await indexedDB.databases()).map((database) => database.name).filter((name) => name?.includes('history')))).toEqual([])
    })
  }
})

test.describe('header form', () => {
  const headers = { 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'" }

  test('where blob workers are forbidden the worker is loaded with its own header', async ({ page, host }) => {
    const server = await host({ attributes: 'data-consent="api"', headers })
    await page.goto(server.url)
    expect((await consent(page)).status).toMatch(/^(ready|degraded)$/)
    const report = await page.evaluate(async () => (await window.hearth.ready).isolation())
    expect(report).toMatchObject({ status: 'ok', form: 'header', open: [] })
    for (const way of WAYS) expect(Object.keys(('refused' in report ? report.refused : {})).join(' ')).toContain(way)
    expect(strangers(server)).toEqual([])
  })

  for (const [name, workerHeaders] of [
    ['without the header', {}],
    ['with a header that allows scripts of its own origin', { 'Content-Security-Policy': HEADER_POLICY.replace('script-src', "script-src 'self'") }],
    ['with a header that allows workers of its own origin', { 'Content-Security-Policy': `${HEADER_POLICY}; worker-src 'self'` }],
    ['with a header that allows its own origin', { 'Content-Security-Policy': HEADER_POLICY.replace("script-src", "script-src 'self'").replace("default-src 'none'", "default-src 'none'; connect-src 'self'") }],
  ] as const) {
    test(`mutant: ${name} it refuses to start, and says why`, async ({ page, host }) => {
      const server = await host({ attributes: 'data-consent="api"', headers, workerHeaders })
      await page.goto(server.url)
      const state = await consent(page)
      expect(state.status).toBe('unavailable')
      expect(state.why).toMatch(/isolation|network|open/)
    })
  }

  test('mutant: an embedder without the header is told no text', async ({ page, host }) => {
    const server = await host({ attributes: 'data-consent="api"', headers, bare: /embedder/ })
    await page.goto(server.url)
    await consent(page)
    await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).state), { timeout: 60_000 }).toMatchObject({ status: 'degraded', tier: 'static', why: 'isolation-open' })
  })
})
