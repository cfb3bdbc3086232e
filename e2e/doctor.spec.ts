import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from './fixtures.js'
import { findChromium } from './engines/chromium.js'

const hearth = fileURLToPath(new URL('../src/cli/hearth.js', import.meta.url))

interface Examined {
  readonly code: number | null
  readonly said: string
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>
}

/** Runs `hearth doctor` on a page. It must not block: the page's server lives in this process. */
function doctor(url: string): Promise<Examined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [hearth, 'doctor', url, '--json'], { env: { ...process.env, HEARTH_BROWSER: findChromium()?.path ?? '' } })
    let output = ''
    let said = ''
    child.stdout.on('data', (part: Buffer) => { output += part.toString() })
    child.stderr.on('data', (part: Buffer) => { said += part.toString() })
    child.on('close', (code) => {
      const { checks } = (output === '' ? { checks: [] } : JSON.parse(output)) as { readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[] }
      resolve({ code, said, checks: Object.fromEntries(checks.map(({ name, ...check }) => [name, check])) })
    })
  })
}

const SLOT = '<main data-hearth-slot="top">' + ['a', 'b', 'c'].map((id) => `<article data-hearth-item="${id}"><h2><a href="#${id}">Story ${id} of the day</a></h2></article>`).join('') + '</main>'
const failed = ({ checks }: Examined): readonly string[] => Object.entries(checks).flatMap(([name, { ok }]) => (ok ? [] : [name]))

test('a page that installed the tag well passes every check', async ({ host }) => {
  const server = await host({ attributes: 'data-catalog="/catalog/"', body: SLOT })
  const found = await doctor(server.url)
  expect(failed(found), JSON.stringify(found.checks)).toEqual([])
  expect(found.code).toBe(0)
  for (const name of ['page', 'tag', 'manifest', 'files', 'csp-reports', 'csp-worker', 'trusted-types', 'slots', 'lazy-images', 'items', 'consent', 'inert', 'worker', 'isolation', 'spelling', 'withdrawal']) expect(found.checks).toHaveProperty([name, 'ok'], true)
  expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([])
})

test('what is wrong is named: a reporting policy, Trusted Types without ours, lazy images in a slot, no catalog, a changed file', async ({ host }) => {
  const server = await host({
    attributes: 'data-catalog="/nowhere/"',
    headers: { 'Content-Security-Policy': "script-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types other; report-uri /csp" },
    body: SLOT.replace('</h2>', '</h2><img loading="lazy" alt="" src="/favicon.ico">'),
    mutate: { 'embedder.js': (source) => `${source}\n` },
  })
  const found = await doctor(server.url)
  expect(found.code).toBe(1)
  expect([...failed(found)].sort()).toEqual(['catalog', 'consent', 'csp-reports', 'csp-wasm', 'csp-worker', 'files', 'isolation', 'items', 'lazy-images', 'trusted-types', 'worker'])
  expect(found.checks['files']?.detail).toContain('embedder.js')
  // The tag itself started, and says why nothing more does.
  expect(found.checks['worker']?.detail).toContain('script-blocked')
})

test('a page without the tag fails, and one that blocks it, or misspells what it says to it; a page that does not answer, or is no address, is bad input', async ({ host }) => {
  const server = await host({ attributes: 'data-hold-out="0.1" data-mode="reodrer" data-domain="example.org"', body: SLOT.replace('data-hearth-item="b"', 'data-hearth-item="b" data-hearth-catgory="moon"') })
  const blocking = await host({ headers: { 'Content-Security-Policy': "script-src 'nonce-other'" } })
  const [spelt, blocked] = [await doctor(server.url), await doctor(blocking.url)]
  expect(failed(spelt)).toEqual(['spelling'])
  expect(spelt.checks['spelling']?.detail).toBe('data-hold-out on the tag is no setting; data-holdout is. data-mode on the tag cannot be read ("reodrer"); it counts as not written. data-hearth-catgory on <article data-hearth-item="b" data-hearth-catgory="moon"> is no attribute; data-hearth-category is.')
  expect(blocked.checks['tag']).toEqual({ ok: false, detail: expect.stringContaining('did not start') })
  const blank = await doctor(`${server.url}/blank`)
  expect(blank.code).toBe(1)
  expect(blank.checks).toMatchObject({ page: { ok: true }, tag: { ok: false } })
  const gone = await doctor('http://127.0.0.1:9/')
  expect(gone).toMatchObject({ code: 2, said: expect.stringContaining('could not be visited') })
  expect(await doctor('nonsense')).toMatchObject({ code: 2 })
})
