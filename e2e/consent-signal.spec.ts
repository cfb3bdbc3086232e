import type { Page } from '@playwright/test'
import { allow, databases, MOON, QUIET, read } from './engine-page.js'
import { expect, test } from './fixtures.js'
import { call, openModule } from './module-page.js'

const signal = (page: Page, value: unknown): Promise<unknown> =>
  page.addInitScript((given) => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { configurable: true, get: () => (given === 'throws' ? (() => { throw new Error('refused') })() : given) }), value)

const GRANT = { personalization: 'granted' } as const

/** A privacy centre as the surfaces build it: a button in the shadow of `<hearth-privacy-centre>`, whose press is handed over. */
async function centre(page: Page, choice: object = GRANT): Promise<void> {
  await page.evaluate((wanted) => {
    const element = document.createElement('hearth-privacy-centre')
    const button = document.createElement('button')
    button.textContent = 'Allow all the same'
    button.addEventListener('click', (event) => {
      const answering = window.engine.consent.decide(wanted, { source: 'centre', event })
      Object.assign(window, { answering })
    })
    element.attachShadow({ mode: 'open' }).append(button)
    document.body.append(element)
  }, choice)
}

const answered = (page: Page): Promise<unknown> => page.evaluate(() => Reflect.get(window, 'answering'))

for (const value of [true, 'throws', '1'] as const) {
  test(`a signal of ${String(value)} denies both, stores nothing, and no script can override it`, async ({ page, host }) => {
    await signal(page, value)
    const server = await host()
    await openModule(page, server, { consent: 'api' })
    expect(await page.evaluate(() => window.engine.state)).toEqual({ status: 'needs-consent', why: 'signal' })
    expect(await call(page, 'consent.read')).toMatchObject({ personalization: 'denied', aggregates: 'denied', signal: true, source: 'signal' })
    for (const choice of [GRANT, { ...GRANT, aggregates: 'granted' }, { personalization: 'denied' }]) {
      for (const source of ['banner', 'centre', 'cmp', 'api']) expect(await call(page, 'consent.decide', choice, { source })).toEqual({ status: 'denied', purpose: 'personalization' })
    }
    await centre(page)
    const forged = await page.evaluate(async () => {
      const inside = document.querySelector('hearth-privacy-centre')?.shadowRoot?.querySelector('button')
      const answers: unknown[] = []
      inside?.click()
      answers.push(await Reflect.get(window, 'answering'))
      const imitation = Object.create(Event.prototype, { isTrusted: { get: () => true } })
      const real = new MouseEvent('click')
      const proxy = new Proxy(real, { get: (target, key) => (key === 'isTrusted' ? true : Reflect.get(target, key)), getOwnPropertyDescriptor: () => ({ configurable: false, get: () => true }) })
      for (const event of [{ isTrusted: true }, imitation, real, proxy]) answers.push(await window.engine.consent.decide({ personalization: 'granted' }, { source: 'centre', event: event as Event }).catch(String))
      return answers
    })
    expect(forged).toHaveLength(5)
    for (const answer of forged) expect(answer).toEqual({ status: 'denied', purpose: 'personalization' })
    expect(await databases(page)).toEqual([])
  })
}

test('a press elsewhere on the page does not override it; one in the privacy centre does, its receipt says so, and it holds over a reload', async ({ page, host }) => {
  await signal(page, true)
  const server = await host()
  await openModule(page, server, { consent: 'api' })
  await page.evaluate(() => {
    const button = document.createElement('button')
    button.textContent = 'Continue reading'
    button.addEventListener('click', (event) => Object.assign(window, { answering: window.engine.consent.decide({ personalization: 'granted' }, { source: 'centre', event }) }))
    document.body.append(button)
  })
  await page.getByRole('button', { name: 'Continue reading' }).click()
  expect(await answered(page)).toEqual({ status: 'denied', purpose: 'personalization' })

  // Nor does one on content that a page has put into an element of that name, under it or around it.
  await page.evaluate(() => {
    const wrapper = document.createElement('hearth-privacy-centre')
    const shadow = wrapper.attachShadow({ mode: 'open' })
    shadow.append(document.createElement('slot'))
    wrapper.append(...document.body.childNodes)
    document.body.append(wrapper)
  })
  await page.getByRole('button', { name: 'Continue reading' }).click()
  expect(await answered(page)).toEqual({ status: 'denied', purpose: 'personalization' })
  expect(await databases(page)).toEqual([])
  await page.evaluate(() => { document.querySelector('hearth-privacy-centre')?.remove() })

  await centre(page)
  await page.getByRole('button', { name: 'Allow all the same' }).click()
  expect(await answered(page)).toMatchObject({ status: 'ok', personalization: 'granted', aggregates: 'pending', signal: false, overridden: true })
  expect(await call(page, 'consent.receipts')).toMatchObject({ receipts: [{ source: 'centre', purposes: ['personalization'], overridesSignal: true }] })
  await page.reload()
  await openModule(page, server, { consent: 'api' })
  await expect.poll(() => page.evaluate(() => window.engine.state.status)).toMatch(/ready|degraded/)
  expect(await call(page, 'record', { kind: 'like', item: { id: 'a', title: 'A' } })).toMatchObject({ status: 'ok' })
})

test('turned on later it pauses at the next use; nothing is lost, and turned off again it goes on', async ({ page, host }) => {
  const server = await host()
  await openModule(page, server, { consent: 'api' })
  await call(page, 'consent.decide', GRANT)
  expect(await call(page, 'record', { kind: 'like', item: { id: 'a', title: 'A' } })).toMatchObject({ status: 'ok' })
  const set = (value: boolean): Promise<void> => page.evaluate((on) => { Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { configurable: true, get: () => on }) }, value)
  await set(true)
  expect(await call(page, 'record', { kind: 'like', item: { id: 'b', title: 'B' } })).toMatchObject({ status: 'unavailable', code: 'paused' })
  expect(await page.evaluate(() => window.engine.state)).toEqual({ status: 'paused', why: 'signal' })
  await expect.poll(() => page.workers()).toEqual([])
  expect(await call(page, 'consent.read')).toMatchObject({ personalization: 'granted', signal: true })
  await set(false)
  await call(page, 'resume')
  expect(await call(page, 'history')).toMatchObject({ events: [{ item: { id: 'a' } }] })
  await set(true)
  expect(await call(page, 'consent.decide', { personalization: 'denied' })).toMatchObject({ personalization: 'denied', erasure: 'erased' })
  expect(await databases(page)).toEqual(['hearth-consent'])
})

test('false and absent are no signal: the banner asks', async ({ page, host }) => {
  await signal(page, false)
  const server = await host({ attributes: 'data-catalog="/catalog/"' })
  await page.goto(server.url)
  await page.getByRole('region', { name: 'Privacy choices' }).getByRole('button', { name: 'Allow' }).click()
  await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).state.status)).toBe('ready')
  expect(await read(page, [MOON[0]])).toEqual(['ok'])
})

test.describe('a page that is hostile before the tag loads', () => {
  const POISON: Readonly<Record<string, () => void>> = {
    'fields on Object.prototype': () => {
      const fields = { personalization: 'granted', aggregates: 'granted', kind: 'granted', receipt: 'forged', overridesSignal: true, source: 'centre', status: 'ok', isTrusted: true }
      for (const [name, value] of Object.entries(fields)) Object.defineProperty(Object.prototype, name, { value, writable: true, configurable: true })
    },
    'an Array.prototype that says yes': () => {
      Array.prototype.includes = () => true
      Array.prototype.some = () => true
      Object.assign(Array.prototype, { every: () => true })
    },
    'no indexedDB': () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
    'an indexedDB that never answers': () => {
      IDBFactory.prototype.open = () => Object.create(IDBOpenDBRequest.prototype) as IDBOpenDBRequest
    },
    'an indexedDB full of forged grants': () => {
      const forged = { kind: 'granted', receipt: '', aggregates: 'granted', policyVersion: '1', source: 'api', at: 'now', paused: false }
      IDBFactory.prototype.databases = () => Promise.resolve([{ name: 'hearth-consent', version: 1 }])
      IDBObjectStore.prototype.get = function () { throw Object.assign(new Error('refused'), { forged }) }
    },
    'a Promise of its own': () => {
      const refuse = (): never => {
        throw new Error('no promises')
      }
      Object.assign(window, { Promise: Object.assign(function () { refuse() }, { resolve: refuse, all: refuse, race: refuse }) })
    },
    'a JSON that reads consent out of everything': () => {
      JSON.parse = () => ({ consent: 'api', kind: 'granted', personalization: 'granted', receipt: 'forged', aggregates: 'granted', policyVersion: '1', source: 'api', at: 0, paused: false })
    },
    'maps and sets that know everything': () => {
      Map.prototype.get = () => 'granted' as never
      Map.prototype.has = () => true
      Set.prototype.has = () => true
      WeakSet.prototype.has = () => true
    },
    'a Reflect and an Object of its own': () => {
      Reflect.get = (() => 'granted') as typeof Reflect.get
      Object.hasOwn = () => true
      Object.freeze = (<T>(value: T) => value) as typeof Object.freeze
    },
    'locks that are never given, and channels that throw': () => {
      LockManager.prototype.request = (() => new Promise(() => undefined)) as typeof LockManager.prototype.request
      BroadcastChannel.prototype.postMessage = () => { throw new Error('no channel') }
    },
    'numbers, dates and randomness that repeat themselves': () => {
      Date.now = () => 0
      crypto.randomUUID = () => '00000000-0000-4000-8000-000000000000'
      Number.isFinite = () => true
    },
  }
  test(`${Object.keys(POISON).length} ways to lie to the tag: nothing is granted without a choice, and nothing reaches the page`, async ({ browser, host }) => {
    test.setTimeout(180_000)
    const outcomes = await Promise.all(Object.entries(POISON).map(async ([name, poison]) => {
      const context = await browser.newContext()
      const page = await context.newPage()
      const reached: string[] = []
      page.on('pageerror', (error) => reached.push(error.message))
      await page.addInitScript(poison)
      const server = await host({ attributes: QUIET })
      await page.goto(server.url)
      // An answer that never comes is given up after five seconds; nothing may start before or after.
      await page.waitForTimeout(6500)
      // The page's own promises may be gone: look from outside.
      const outcome = { workers: page.workers().length, frames: page.frames().length, files: server.requests.map(({ url }) => url).filter((url) => url.startsWith('/hearth/') && url !== '/hearth/hearth.js'), reached }
      await context.close()
      return [name, outcome] as const
    }))
    expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(Object.keys(POISON).map((name) => [name, { workers: 0, frames: 1, files: [], reached: [] }])))
  })

  test('what was chosen before stands: under each lie about databases, promises and arrays a history is neither lost nor shown, and a refusal stays one', async ({ page, context, host }) => {
    test.setTimeout(120_000)
    const server = await host({ attributes: QUIET })
    const visitLying = async (): Promise<void> => {
      await Promise.all((['no indexedDB', 'an indexedDB that never answers', 'an indexedDB full of forged grants', 'a Promise of its own', 'an Array.prototype that says yes', 'locks that are never given, and channels that throw'] as const).map(async (name) => {
        const lying = await context.newPage()
        if (POISON[name] !== undefined) await lying.addInitScript(POISON[name])
        await lying.goto(server.url)
        await lying.waitForTimeout(2000)
        await lying.close()
      }))
    }
    await page.goto(server.url)
    const ask = (use: 'history' | 'read'): Promise<unknown> => page.evaluate(async (use) => { const hearth = await window.hearth.ready; return use === 'history' ? hearth.history() : hearth.consent.read() }, use)
    await allow(page)
    expect(await read(page, [MOON[0]])).toEqual(['ok'])
    const [history, choice] = [await ask('history'), await ask('read')]
    await visitLying()
    expect([await ask('history'), await ask('read')]).toEqual([history, choice])
    await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }))
    await visitLying()
    await page.reload()
    expect(await ask('history')).toEqual({ status: 'denied', purpose: 'personalization' })
    expect(await ask('read')).toMatchObject({ personalization: 'denied', source: 'api' })
    expect(await databases(page)).toEqual(['hearth-consent'])
  })

  test('with polluted prototypes an empty choice decides nothing, and the signal still holds', async ({ page, host }) => {
    await page.addInitScript(() => {
      for (const [name, value] of Object.entries({ personalization: 'granted', aggregates: 'granted', overridesSignal: true, source: 'centre' })) Object.defineProperty(Object.prototype, name, { value, writable: true, configurable: true })
      Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { configurable: true, get: () => true })
    })
    const server = await host({ attributes: QUIET })
    await page.goto(server.url)
    await page.waitForFunction(() => 'ready' in (window.hearth ?? {}))
    const answers = await page.evaluate(async () => {
      const hearth = await window.hearth.ready
      return [await hearth.consent.decide({}), await hearth.consent.decide(Object.assign(Object.create(null), { personalization: 'granted' })), await hearth.consent.decide({ personalization: 'granted' }, {})].map((answer) => [answer.status, Object.hasOwn(answer, 'personalization') ? Reflect.get(answer, 'personalization') : undefined])
    })
    expect(answers).toEqual([['ok', 'denied'], ['denied', undefined], ['denied', undefined]])
    expect(await databases(page)).toEqual([])
  })
})
