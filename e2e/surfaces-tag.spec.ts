import type { Page } from '@playwright/test'
import { allow, read } from './engine-page.js'
import { expect, test } from './fixtures.js'

/** Titles on two subjects; the page lists the second subject last. */
const GARDEN = ['Pruning apple trees in winter', 'How to sow tomatoes indoors', 'Composting kitchen scraps at home']
const SPACE = ['A probe lands on the far side of the Moon', 'Astronauts repair the space telescope', 'Rocket engine test ends in success']
const ALL = [...GARDEN, ...SPACE]

const slug = (title: string): string => title.toLowerCase().replaceAll(/[^a-z]+/g, '-')
const href = (title: string): string => `/story/${slug(title)}`

/** Reads two stories that stand nowhere on the page, so that the space stories should come first. */
const LIKES_SPACE = [
  { id: 'x1', title: 'Lunar lander sends its first pictures from the Moon' },
  { id: 'x2', title: 'A new rocket carries astronauts into space' },
]

const readItems = (page: Page): Promise<void> =>
  page.evaluate(async (items) => {
    const hearth = await window.hearth.ready
    for (const item of items) await hearth.record({ kind: 'click', item: item as never })
  }, LIKES_SPACE)

/** On a slow machine a view is no longer opening when the ranking comes; then a slot waits for a press elsewhere, which this is. */
const order = async (page: Page, selector: string): Promise<readonly string[]> => {
  await page.keyboard.press('Shift')
  return page.locator(selector).evaluateAll((nodes) => nodes.map((node) => node.textContent?.trim() ?? ''))
}

const MARKUPS: Readonly<Record<string, string>> = {
  'links with headings': `<ul data-hearth-slot="top">${ALL.map((title) => `<li><h3><a class="t" href="${href(title)}">${title}</a></h3></li>`).join('')}</ul>`,
  'headings inside links, in plain boxes, two boxes deep': `<div data-hearth-slot="top"><div><div>${ALL.map((title) => `<div><a href="${href(title)}"><h2 class="t">${title}</h2></a></div>`).join('')}</div></div></div>`,
  'JSON-LD, with a slot inside an article and the same links in a menu': `
    <script type="application/ld+json">not json</script>
    <script type="application/ld+json">${JSON.stringify({ '@context': 'https://schema.org', '@graph': [{ '@type': 'ItemList', itemListElement: ALL.map((title, position) => ({ '@type': 'ListItem', position, item: { '@type': ['Thing', 'NewsArticle'], headline: { '@value': title }, url: href(title), keywords: 'one, two', publisher: { '@type': 'Organization', name: 'Us' } } })) }] })}</script>
    <nav>${ALL.map((title) => `<a href="${href(title)}">menu</a>`).join('')}</nav>
    <article><div data-hearth-slot="top">${ALL.map((title) => `<p><a class="t" href="${href(title)}">${title}</a></p>`).join('')}</div></article>`,
  'one item of JSON-LD for the page, links with headings for the slot': `
    <script type="application/ld+json">${JSON.stringify({ '@type': 'Article', headline: ALL[0], url: href(ALL[0] ?? '') })}</script>
    <div data-hearth-slot="top">${ALL.map((title) => `<article><h3 class="t"><a href="${href(title)}">${title}</a></h3></article>`).join('')}</div>`,
  microdata: `<div data-hearth-slot="top">${ALL.map((title) => `<div itemscope itemtype="https://schema.org/Product"><a itemprop="url" href="${href(title)}"><span class="t" itemprop="name">${title}</span></a><div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="price" content="3.50"></div></div>`).join('')}</div>`,
  'marks of our own, with an advertisement between': `<div data-hearth-slot="top">${ALL.map((title, index) => `${index === 1 ? '<aside>Advertisement</aside>' : ''}<a class="t" data-hearth-item data-hearth-id="${slug(title)}" data-hearth-category="news" data-hearth-price="1.5" data-hearth-published="2026-01-01" data-hearth-provider="us" href="${href(title)}">${title}</a>`).join('')}</div>`,
}

for (const [name, body] of Object.entries(MARKUPS)) {
  test(`finds the items of ${name}, and reorders them`, async ({ page, host }) => {
    const server = await host({ attributes: 'data-consent="api"', body })
    await page.goto(server.url)
    expect(await order(page, '.t')).toEqual(ALL)
    await allow(page)
    // All that was found on the page can be ranked at once, seen or not.
    expect(await page.evaluate(async () => JSON.stringify(await (await window.hearth.ready).rank()))).toMatch(new RegExp(ALL.map((title) => `(?=.*${title})`).join('')))
    await readItems(page)
    await expect.poll(async () => (await order(page, '.t')).slice(0, 3).sort()).toEqual([...SPACE].sort())
    expect([...(await order(page, '.t'))].sort()).toEqual([...ALL].sort())
  })
}

const marked = (title: string, extra = ''): string => `<li class="t" data-hearth-item data-hearth-id="${slug(title)}" ${extra}><a href="${href(title)}">${title}</a></li>`

test('a pinned item keeps its place, an excluded one is neither moved nor recorded, and rules of the site do the same', async ({ page, host }) => {
  const [first = '', second = '', third = ''] = GARDEN
  const body = `<script type="application/json" id="hearth-config">{"rules": {"pin": ["${slug(third)}"]}, "consent": "api", "policy-version": "7", "holdout": "much"}</script>
    <ul data-hearth-slot="top">${marked(first, 'data-hearth-pin')}${marked(second, 'data-hearth-exclude')}${marked(third)}${SPACE.map((title) => marked(title)).join('')}${marked('Raising chickens in a small yard')}</ul>`
  const server = await host({ body })
  await page.goto(server.url)
  await allow(page)
  expect(await page.evaluate(async () => (await window.hearth.ready).consent.read())).toMatchObject({ policyVersion: '7' })
  await readItems(page)
  await expect.poll(async () => (await order(page, '.t')).at(-1)).toBe('Raising chickens in a small yard')
  expect((await order(page, '.t')).slice(0, 3)).toEqual(GARDEN)
  await page.evaluate(() => { for (const link of document.querySelectorAll('a')) link.addEventListener('click', (event) => { event.preventDefault() }) })
  await page.getByText(second).click()
  await page.getByText(SPACE[0] ?? '').click()
  await expect.poll(() => page.evaluate(async () => { const answer = await (await window.hearth.ready).history(); return answer.status === 'ok' ? answer.events.filter(({ slot }) => slot === 'top').filter(({ kind }) => kind === 'click').map(({ item }) => item.title) : [] })).toEqual([SPACE[0]])
})

test('what is found on the page can be ranked and asked about before anyone saw it; what rules exclude is no part of it, and is not recorded', async ({ page, host }) => {
  const gone = slug(SPACE[2] ?? '')
  const body = `<script type="application/json" id="hearth-config">{"rules": {"exclude": ["${gone}"]}, "consent": "api"}</script>
    <p style="height: 300vh">A long way down</p><ul data-hearth-slot="top">${ALL.map((title) => marked(title)).join('')}</ul>`
  const server = await host({ body })
  await page.goto(server.url)
  await allow(page)
  const asked = await page.evaluate(async ([id, excluded]) => {
    const hearth = await window.hearth.ready
    const ranking = await hearth.rank()
    return { ranked: ranking.status === 'ranked' ? ranking.items.map((item) => item.id as string) : ranking, similar: (await hearth.similar(id, { limit: 2 })).status, recorded: (await hearth.record({ kind: 'like', item: id })).status, excluded: await hearth.record({ kind: 'like', item: { id: excluded, title: 'By its id, whatever it is called' } as never }) }
  }, [slug(SPACE[0] ?? ''), gone] as const)
  expect(asked).toEqual({ ranked: expect.arrayContaining(ALL.map(slug).filter((id) => id !== gone)), similar: 'ok', recorded: 'ok', excluded: { status: 'ignored', why: 'excluded' } })
  expect(asked.ranked).not.toContain(gone)
  await page.evaluate(() => { for (const link of document.querySelectorAll('a')) link.addEventListener('click', (event) => { event.preventDefault() }) })
  await page.getByText(SPACE[2] ?? '').click()
  await page.waitForTimeout(1_500)
  await page.getByText(SPACE[1] ?? '').click()
  const kept = (): Promise<readonly string[]> => page.evaluate(async () => { const answer = await (await window.hearth.ready).history(); return answer.status === 'ok' ? answer.events.map(({ kind, item }) => `${kind} ${item.id}`) : [] })
  await expect.poll(kept).toContain(`click ${slug(SPACE[1] ?? '')}`)
  expect((await kept()).filter((event) => event.endsWith(` ${gone}`))).toEqual([])
})

test('the modes: a slot that is filled, one that is only watched, and the tag’s own default', async ({ page, host }) => {
  const list = (name: string, extra: string): string => `<section><ul id="${name}" data-hearth-slot="${name}" ${extra}>${ALL.map((title) => `<li class="${name}" data-hearth-item data-hearth-id="${name}-${slug(title)}"><a href="${href(title)}">${title}</a></li>`).join('')}</ul></section>`
  const server = await host({ attributes: 'data-consent="api" data-mode="observe" data-catalog="/catalog/"', body: `${list('watched', '')}${list('moved', 'data-mode="reorder"')}<div id="filled" data-hearth-slot="filled" data-mode="fill" data-limit="4"><p>What the site put here</p></div>` })
  await page.goto(server.url)
  await expect(page.getByText('What the site put here')).toBeVisible()
  await allow(page)
  await readItems(page)
  await expect.poll(async () => (await order(page, '.moved')).slice(0, 3).sort()).toEqual([...SPACE].sort())
  expect(await order(page, '.watched')).toEqual(ALL)
  const cards = page.locator('#filled').getByRole('article')
  await page.keyboard.press('Shift')
  await expect(cards).toHaveCount(4)
  await expect(page.getByText('What the site put here')).toBeHidden()
  await cards.first().getByText('Why this?').click()
  await expect(cards.first().getByRole('listitem').first()).toBeVisible()
  // Withdrawal puts the site's own page back.
  await page.evaluate(async () => (await window.hearth.ready).consent.decide({ personalization: 'denied' }))
  await expect(page.getByText('What the site put here')).toBeVisible()
})

test('loaded as a module with data-hearth it reads its own attributes; settings after the tag count', async ({ page, host }) => {
  const server = await host({ body: '<p>A page</p>' })
  await page.route(`${server.url}/`, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace('<script async', '<script type="module" data-hearth data-consent="api" data-namespace="mod"').replace('</body>', '<script type="application/json" id="hearth-config">{"policyVersion":"late"}</script></body>') })
  })
  await page.goto(server.url)
  await allow(page)
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort())).toContain('hearth-consent:mod')
  expect(await page.evaluate(async () => (await window.hearth.ready).consent.read())).toMatchObject({ policyVersion: 'late' })
})

test('the global leaves out what only an inspecting page is given, and cannot be changed', async ({ page, host }) => {
  const server = await host({ attributes: 'data-consent="api"' })
  await page.route(`${server.url}/`, async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace('data-inspect', '') })
  })
  await page.goto(server.url)
  expect(await page.evaluate(async () => { const hearth = await window.hearth.ready; return ['history', 'profile', 'ledger', 'releases', 'exportData', 'record', 'rank'].filter((name) => name in hearth) })).toEqual(['record', 'rank'])
  expect(await page.evaluate(async () => Object.isFrozen(await window.hearth.ready))).toBe(true)
})

test('calls of the one-line stub: configuration and consent are taken, events are dropped', async ({ page, host }) => {
  const server = await host({ attributes: 'data-consent="api"' })
  await page.addInitScript(() => {
    Object.assign(window, { hearth: [] })
    const queue = window.hearth as unknown as unknown[]
    queue.push(['configure', { namespace: 'queued' }], ['record', { kind: 'click', item: { id: 'a', title: 'Early' } }], ['consent', { personalization: 'granted' }], 'noise', null, ['consent'])
  })
  await page.goto(server.url)
  await expect.poll(() => page.evaluate(async () => (await window.hearth.ready).state.status)).toMatch(/ready|degraded/)
  expect(await page.evaluate(async () => (await window.hearth.ready).history())).toEqual({ status: 'ok', events: [] })
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toContain('hearth-consent:queued')
})

test('a single-page site: each address is a view of its own item, and the slot follows a new document', async ({ page, host }) => {
  const server = await host({ attributes: 'data-consent="api"', body: '<main></main>' })
  await page.goto(server.url)
  await allow(page)
  const show = (id: string): Promise<void> =>
    page.evaluate((name) => {
      history.pushState({}, '', `/spa/${name}`)
      document.body.innerHTML = `<main><article data-hearth-item data-hearth-id="${name}"><h1>Story ${name}</h1></article></main>`
    }, id)
  const seen = (): Promise<readonly string[]> =>
    page.evaluate(async () => {
      const answer = await (await window.hearth.ready).history()
      return answer.status === 'ok' ? answer.events.filter(({ kind }) => kind === 'view').map(({ item }) => item.id as string) : []
    })
  await show('one')
  await expect.poll(seen).toEqual(['one'])
  await page.waitForTimeout(1100)
  await show('two')
  await expect.poll(seen).toEqual(['two', 'one'])
  // Back from the back/forward cache: the same page is a new view.
  await page.waitForTimeout(1100)
  await page.evaluate(() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })) })
  await expect.poll(async () => (await seen()).length).toBeGreaterThanOrEqual(2)
  await page.evaluate((items) => { document.body = Object.assign(document.createElement('body'), { innerHTML: `<ul data-hearth-slot="top">${items.map((title) => `<li><h3><a class="t" href="/s/${encodeURIComponent(title)}">${title}</a></h3></li>`).join('')}</ul>` }) }, ALL)
  await readItems(page)
  await expect.poll(async () => (await order(page, '.t')).slice(0, 3).sort()).toEqual([...SPACE].sort())
})

test('a page of oddities keeps its own order and hears no error', async ({ page, host }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  const body = `<script type="application/json" id="hearth-config">[1, "x"</script><base href="/deep/er/">
    <div data-hearth-slot></div><div data-hearth-slot=""><p>One thing</p></div>
    <ul data-hearth-slot="broken"><li data-hearth-item></li><li data-hearth-item data-hearth-id=" "><a href="javascript:alert(1)">x</a></li><li data-hearth-item data-hearth-price="much">${'y'.repeat(5000)}</li></ul>
    <div data-hearth-slot="video">${ALL.map((title) => `<section data-hearth-item data-hearth-id="${slug(title)}"><h2 class="v">${title}</h2><iframe title="x"></iframe></section>`).join('')}</div>
    <article data-hearth-item data-hearth-id="nest"><h2>Outer</h2><div data-hearth-slot="inner"><div data-hearth-item data-hearth-id="a"><h3>A</h3></div></div></article>
    <dl data-hearth-slot="pairs">${ALL.map((title) => `<dt data-hearth-item data-hearth-id="pair-${slug(title)}" class="p">${title}</dt><dd>about it</dd>`).join('')}</dl>
    <iframe sandbox="allow-scripts" srcdoc="<!doctype html><script async src=/hearth/hearth.js></script>"></iframe>`
  const server = await host({ attributes: 'data-consent="api" data-holdout="7" data-collector="http://" data-mode="sideways" data-locale="tlh"', body })
  await page.goto(server.url)
  await allow(page)
  await readItems(page)
  await read(page, ['nest'])
  await page.evaluate(async () => { (await window.hearth.ready).subscribe('no function' as never)() })
  await page.waitForTimeout(500)
  // A term is not moved away from what it means.
  for (const list of ['.v', '.p']) expect(await order(page, list)).toEqual(ALL)
  // A sandbox stores nothing; there the tag says so, and asks nobody.
  const sandbox = page.frames().find((frame) => frame.url() === 'about:srcdoc' && frame.parentFrame() === page.mainFrame())
  expect(await sandbox?.evaluate(async () => (await window.hearth.ready).state)).toMatchObject({ status: 'unavailable', why: 'storage-refused' })
  expect(errors).toEqual([])
})

test('whether the tag runs before or after the page is whole, window.hearth becomes the engine', async ({ page, host }) => {
  const server = await host({ attributes: 'data-consent="api"' })
  for (const late of [false, true]) {
    await page.route(`${server.url}/`, async (route) => {
      const answer = await route.fetch()
      const html = await answer.text()
      await route.fulfill({ response: answer, body: late ? html.replace(/<script async src="([^"]+)"([^>]*)><\/script>/, '<script>addEventListener("load", () => { document.head.append(Object.assign(document.createElement("script"), { src: "$1" })) })</script>') : html.replace('<script async', '<script') })
    })
    await page.goto(server.url)
    await expect.poll(() => page.evaluate(() => 'state' in (window.hearth ?? {}) && window.hearth.state.status)).toBe('needs-consent')
    await page.unroute(`${server.url}/`)
  }
})
