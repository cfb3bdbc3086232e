import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoSite } from './site.js'

const folder = mkdtempSync(join(tmpdir(), 'hearth-site-'))
const pages = join(folder, 'pages')
const dist = join(folder, 'dist')
let site: ReturnType<typeof demoSite>
const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> => Promise.resolve(site.request(`http://localhost${path}`, { headers }))

beforeAll(() => {
  for (const path of ['pages/strict/story', 'pages/story', 'pages/art', 'dist/assets']) mkdirSync(join(folder, path), { recursive: true })
  writeFileSync(join(pages, 'index.html'), '<p data-collector="%COLLECTOR%">')
  for (const page of ['react', 'strict', 'story/a', 'strict/story/a']) writeFileSync(join(pages, `${page}.html`), `<p>${page}`)
  writeFileSync(join(pages, 'art/a.svg'), '<svg/>')
  for (const file of ['hearth.js', 'worker.js', 'embedder.js', 'embedder-webgpu.js', 'sharder.js']) writeFileSync(join(dist, file), '0')
  writeFileSync(join(dist, 'assets/x.wasm'), 'x')
  site = demoSite({ pages, dist, collectorUrl: 'http://localhost:8787/' })
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the demo site', () => {
  it('serves pages without .html in their address and names the collector in them', async () => {
    expect(await (await ask('/')).text()).toBe('<p data-collector="http://localhost:8787">')
    expect(await (await ask('/react')).text()).toBe('<p>react')
    expect(await (await ask('/story/a')).text()).toBe('<p>story/a')
  })

  it('serves the worker files with the header that takes their network away, and only them', async () => {
    for (const file of ['worker.js', 'embedder.js', 'embedder-webgpu.js', 'sharder.js']) expect((await ask(`/hearth/${file}`)).headers.get('content-security-policy')).toBe("default-src 'none'; script-src 'wasm-unsafe-eval'")
    expect((await ask('/hearth/hearth.js')).headers.get('content-security-policy')).toBeNull()
  })

  it('puts the strict policy on /strict and what lies below it', async () => {
    for (const path of ['/strict', '/strict/story/a']) {
      const policy = (await ask(path)).headers.get('content-security-policy')
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(policy).toContain("connect-src 'self' http://localhost:8787;")
      expect(policy).not.toMatch(/unsafe-inline|report-/)
    }
    expect((await ask('/')).headers.get('content-security-policy')).toBeNull()
  })

  it('gives each file its type', async () => {
    expect((await ask('/hearth/hearth.js')).headers.get('content-type')).toMatch(/^text\/javascript/)
    expect((await ask('/hearth/assets/x.wasm')).headers.get('content-type')).toBe('application/wasm')
    expect((await ask('/art/a.svg')).headers.get('content-type')).toMatch(/^image\/svg\+xml/)
  })

  it('answers 304 where the file has not changed', async () => {
    const tag = (await ask('/hearth/hearth.js')).headers.get('etag')
    expect(tag).not.toBeNull()
    expect((await ask('/hearth/hearth.js', { 'if-none-match': tag ?? '' })).status).toBe(304)
  })

  it('answers 404 to what is not there and to paths that climb', async () => {
    for (const path of ['/nothing', '/hearth/nothing.js', '/..%2f..%2fpackage.json', '/hearth/..%2f..%2fpackage.json', '/story/..%2findex']) expect((await ask(path)).status).toBe(404)
  })
})
