import type { BrowserContext, Page } from '@playwright/test'
import fc from 'fast-check'
import type { Hearth } from '../src/client/hearth.js'
import { databases } from './engine-page.js'
import { expect, test } from './fixtures.js'
import { call, openModule } from './module-page.js'
import type { RecordingServer } from './recording-server.js'

// An invariant that holds at the second try does not hold.
test.describe.configure({ retries: 0 })

/** Sequences tried; `HEARTH_INTERLEAVINGS` asks for more than the suite has time for. */
const RUNS = Number(process.env['HEARTH_INTERLEAVINGS'] ?? 3)

type Tab = 0 | 1
type Step =
  | { readonly kind: 'record' | 'rank' | 'contribute' | 'reload' | 'crash' | 'pause' | 'resume' | 'forget'; readonly tab: Tab }
  | { readonly kind: 'allow' | 'refuse' | 'aggregates'; readonly tab: Tab }
  /** A withdrawal in one tab while the other floods: started together, awaited together. */
  | { readonly kind: 'race'; readonly tab: Tab; readonly against: 'record' | 'pause' | 'aggregates' | 'contribute' }

const tab = fc.constantFrom<Tab>(0, 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('record', 'rank', 'contribute', 'pause', 'resume', 'forget'), tab }) as fc.Arbitrary<Step> },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('allow', 'refuse', 'aggregates'), tab }) as fc.Arbitrary<Step> },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('reload', 'crash'), tab }) as fc.Arbitrary<Step> },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('race'), tab, against: fc.constantFrom('record', 'pause', 'aggregates', 'contribute') }) as fc.Arbitrary<Step> },
)

/** What must be true after each step, whatever the order of events inside it. */
interface Model {
  granted: boolean
  aggregates: boolean
  paused: boolean
  /** Whether anything may be in the history. */
  recorded: number
}

const OPTIONS = { consent: 'api', collector: '/nowhere/' } as const

class Tabs {
  readonly pages: Page[] = []
  constructor(readonly context: BrowserContext, readonly server: RecordingServer) {}

  async open(index: number): Promise<void> {
    const page = await this.context.newPage()
    this.pages[index] = page
    await openModule(page, this.server, OPTIONS)
  }

  at(index: Tab): Page {
    const page = this.pages[index]
    if (page === undefined) throw new RangeError('no such tab')
    return page
  }
}

let serial = 0
const record = async (page: Page): Promise<string> => String((await call(page, 'record', { kind: 'like', item: { id: `s${serial++}`, title: `Story ${serial}` } }))['status'])
const other = (index: Tab): Tab => (index === 0 ? 1 : 0)

/** Everything stored, read by a plain script of the page, so that no code of ours answers for itself. */
const stored = (page: Page): Promise<{ readonly names: readonly string[]; readonly kind: unknown; readonly reports: number; readonly receipts: number }> =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []).sort()
    if (!names.includes('hearth-consent')) return { names, kind: undefined, reports: 0, receipts: 0 }
    const open = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('hearth-consent')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no database'))
    })
    const all = (store: string): Promise<readonly Record<string, unknown>[]> => new Promise((resolve) => {
      const request = open.transaction(store).objectStore(store).getAll()
      request.onsuccess = () => resolve(request.result as Record<string, unknown>[])
    })
    const [decisions, reports, receipts] = [await all('decision'), await all('reports'), await all('receipts')]
    open.close()
    return { names, kind: decisions[0]?.['kind'], reports: reports.length, receipts: receipts.length }
  })

async function carryOut(tabs: Tabs, model: Model, one: Step): Promise<void> {
  const page = tabs.at(one.tab)
  if (one.kind === 'record') {
    const status = await record(page)
    expect(status).toBe(!model.granted ? 'denied' : model.paused ? 'unavailable' : 'ok')
    if (status === 'ok') model.recorded += 1
  } else if (one.kind === 'rank') {
    expect((await call(page, 'rank'))['status']).toBe(!model.granted ? 'denied' : model.paused ? 'unavailable' : 'ranked')
  } else if (one.kind === 'contribute') {
    expect((await call(page, 'contribute'))['status']).toMatch(model.granted ? /denied|unavailable/ : /denied|unavailable/)
  } else if (one.kind === 'pause' || one.kind === 'resume') {
    expect((await call(page, one.kind))['status']).toBe(model.granted ? 'ok' : 'denied')
    if (model.granted) model.paused = one.kind === 'pause'
  } else if (one.kind === 'forget') {
    expect((await call(page, 'forget', 'everything'))['status']).toBe(model.granted ? 'erased' : 'denied')
    if (model.granted) model.recorded = 0
  } else if (one.kind === 'allow') {
    expect(await call(page, 'consent.decide', { personalization: 'granted' })).toMatchObject({ status: 'ok', personalization: 'granted' })
    model.granted = true
  } else if (one.kind === 'aggregates') {
    expect(await call(page, 'consent.decide', { aggregates: 'granted' })).toMatchObject(model.granted ? { status: 'ok', aggregates: 'granted' } : { status: 'invalid', path: 'aggregates' })
    if (model.granted) model.aggregates = true
  } else if (one.kind === 'refuse') {
    expect(await call(page, 'consent.decide', { personalization: 'denied' })).toMatchObject({ status: 'ok', personalization: 'denied', aggregates: 'denied' })
    Object.assign(model, { granted: false, aggregates: false, paused: false, recorded: 0 })
  } else if (one.kind === 'reload') {
    await page.reload()
    await openModule(page, tabs.server, OPTIONS)
  } else if (one.kind === 'crash') {
    const session = await tabs.context.newCDPSession(page)
    await Promise.race([session.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')])
    await page.close()
    await tabs.open(one.tab)
  } else if (one.kind === 'race') {
    const { against: rivalry } = one
    const against = (): Promise<unknown> => {
      const rival = tabs.at(other(one.tab))
      if (rivalry === 'record') return Promise.all(Array.from({ length: 8 }, () => record(rival)))
      if (rivalry === 'aggregates') return call(rival, 'consent.decide', { aggregates: 'granted' })
      return call(rival, rivalry)
    }
    const [view] = await Promise.all([call(page, 'consent.decide', { personalization: 'denied' }), against()])
    expect(view).toMatchObject({ status: 'ok', personalization: 'denied' })
    Object.assign(model, { granted: false, aggregates: false, paused: false, recorded: 0 })
  }
}

async function check(tabs: Tabs, model: Model): Promise<void> {
  const found = await stored(tabs.at(0))
  if (!model.granted) {
    expect(found.names.filter((name) => name.startsWith('hearth-history'))).toEqual([])
    expect(found).toMatchObject({ reports: 0, receipts: 0 })
    expect(['denied', undefined]).toContain(found.kind)
  } else expect(found.kind).toBe('granted')
  for (const page of tabs.pages) {
    const view = await call(page, 'consent.read')
    expect(view['personalization'] === 'granted').toBe(model.granted)
    expect(view['aggregates'] === 'granted').toBe(model.aggregates)
    const history = (await call(page, 'history')) as unknown as Awaited<ReturnType<Hearth['history']>>
    if (!model.granted) expect(history).toEqual({ status: 'denied', purpose: 'personalization' })
    else expect(history.status === 'ok' ? history.events.length : history.status).toBe(model.recorded)
  }
}

test('random interleavings in two tabs, reloads and crashes among them: after every step what the model says is what is there', async ({ browser, host }) => {
  test.setTimeout(90_000 + RUNS * 60_000)
  const server = await host()
  let tried = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 12 }), async (steps) => {
      const context = await browser.newContext()
      try {
        const tabs = new Tabs(context, server)
        await tabs.open(0)
        await tabs.open(1)
        const model: Model = { granted: false, aggregates: false, paused: false, recorded: 0 }
        await carryOut(tabs, model, { kind: 'allow', tab: 0 })
        for (const one of steps) {
          await carryOut(tabs, model, one)
          await check(tabs, model)
          tried += 1
        }
      } finally {
        await context.close()
      }
    }),
    { numRuns: RUNS, endOnFailure: true, ...(process.env['HEARTH_SEED'] === undefined ? {} : { seed: Number(process.env['HEARTH_SEED']) }) },
  )
  console.log(`${RUNS} sequences, ${tried} steps, 0 violations`)
})

/** The databases are looked at directly; this keeps the helper honest about a history that does exist. */
test('the look at what is stored sees a history that is there', async ({ page, host }) => {
  const server = await host()
  await openModule(page, server, OPTIONS)
  await call(page, 'consent.decide', { personalization: 'granted' })
  await record(page)
  expect(await databases(page)).toContain('hearth-history')
  expect(await stored(page)).toMatchObject({ kind: 'granted', receipts: 1 })
})
