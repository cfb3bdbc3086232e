import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { demo, root } from '../src/build/paths.js'
import { readTaskFile } from '../src/collector/read-task-file.js'
import { serveCollector, type ServedCollector } from '../src/collector/serve-collector.js'
import { storeFolder } from '../src/collector/testing/store-folder.js'
import { demoSite } from '../src/demo/server/site.js'
import { dist } from './host-site.js'
import { passOn, startRecordingServer, type RecordedRequest, type RecordingServer } from './recording-server.js'

/** The demo's pages and a real collector, each behind a server that records every request. */
export interface RecordedDemo {
  readonly site: RecordingServer
  readonly collector: RecordingServer
  readonly served: ServedCollector
  /** Every POST that reached the collector, in order. */
  posts(): readonly RecordedRequest[]
  /** While down the collector answers 503 to everything but a preflight. */
  setDown(down: boolean): void
  /** The tag's clock is that far ahead from the next load on. The site itself writes it: a page that a test fulfils has no address, and may not reach the collector. */
  moveClock(ms: number): void
  close(): Promise<void>
}

export async function recordedDemo(): Promise<RecordedDemo> {
  const file = await readTaskFile(join(root, 'src/demo/tasks.json'))
  if (file.status !== 'ok') throw new Error(file.message)
  const folder = await storeFolder('aggregates')
  const served = await serveCollector({ store: folder, tasks: file.tasks, dashboard: { open: true } })
  let down = false
  const pass = passOn(served.url)
  const collector = await startRecordingServer((request) => (down && request.method !== 'OPTIONS' ? new Response(null, { status: 503, headers: { 'access-control-allow-origin': '*' } }) : pass(request)))
  const pages = demoSite({ pages: demo, dist, collectorUrl: collector.url })
  let offset = 0
  const site = await startRecordingServer(async (request) => {
    const plain = new Request(request.url, { method: request.method, headers: { accept: request.headers.get('accept') ?? '*/*' } })
    const answer = await pages.fetch(plain)
    if (offset === 0 || answer.headers.get('content-type')?.startsWith('text/html') !== true) return answer
    return new Response((await answer.text()).replace('<script async', `<script data-clock-offset-ms="${String(offset)}" async`), { headers: { 'content-type': 'text/html; charset=utf-8' } })
  })
  return {
    site,
    collector,
    served,
    posts: () => collector.requests.filter(({ method }) => method === 'POST'),
    setDown: (is) => {
      down = is
    },
    moveClock: (ms) => {
      offset = ms
    },
    async close() {
      await Promise.all([site.close(), collector.close()])
      await served.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The device has a ledger: it is stored with the first look at the schedule, and its silent epochs count from there. */
export const ledgerBegun = (page: Page): Promise<void> =>
  expect.poll(() =>
    page.evaluate(() => new Promise<number>((resolve, reject) => {
      const open = indexedDB.open('hearth-consent')
      open.onerror = () => reject(open.error ?? new Error('refused'))
      open.onsuccess = () => {
        const count = open.result.transaction('ledger').objectStore('ledger').count()
        count.onerror = () => reject(count.error ?? new Error('refused'))
        count.onsuccess = () => { open.result.close(); resolve(count.result) }
      }
    })),
  ).toBe(1)

/** The stored bytes of the visitor's reports, as the review page lists them. */
export const releases = (page: Page): Promise<readonly { readonly state: string; readonly attempts: number; readonly bytes: readonly number[]; readonly outcome?: string }[]> =>
  page.evaluate(async () => {
    const answer = await (await window.hearth.ready).releases()
    return answer.status === 'ok' ? answer.releases.map(({ bytes, ...rest }) => ({ ...rest, bytes: Array.from(bytes) })) : []
  })

/** A text as it could travel: plain, encoded for an address, base64, hexadecimal, UTF-16, reversed. */
export function disguises(text: string): readonly string[] {
  const utf8 = Buffer.from(text, 'utf8')
  const base64 = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64').slice(shift === 0 ? 0 : 4).replace(/=+$/, '').slice(0, -2))
  const forms = [text, encodeURIComponent(text), ...base64, ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')), utf8.toString('hex'), Buffer.from(text, 'utf16le').toString('latin1'), [...text].reverse().join('')]
  return [...new Set(forms.flatMap((form) => [form, form.toLowerCase()]))].filter((form) => form.length >= 6)
}

/** All that a request says, as one text: address, headers, body. */
export const wordsOf = ({ method, url, headers, body }: RecordedRequest): string => `${method} ${url} ${JSON.stringify(headers)} ${Buffer.from(body).toString('latin1')}`
