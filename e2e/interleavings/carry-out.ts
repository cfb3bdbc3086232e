import type { Page } from '@playwright/test'
import { expect } from '../fixtures.js'
import { call } from '../module-page.js'
import { holdHistory, storedOn, withdrawAndWatch } from './look.js'
import { forgotten, withdrawn, type Model, type Rivalry, type Step } from './steps.js'
import { other, type Tabs } from './tabs.js'

let serial = 0

const record = (page: Page, times = 1): Promise<readonly string[]> =>
  page.evaluate(async ([first, many]) => Promise.all(Array.from({ length: many }, async (_, n) => (await window.engine.record({ kind: 'like', item: { id: `s${first + n}`, title: `Story ${first + n}` } as never })).status)), [(serial += times) - times, times] as const)

/** Looks after a plain withdrawal, and after one that another tab raced. */
const LOOKS = { plain: 1, raced: 25 } as const

/** Milliseconds that the rival comes behind the withdrawal, in turn; before it where they are less than none. */
const LATE = [0, 10, 20, 30, 45, 5, -10] as const

/** Does one step in real tabs and moves the model along; throws where an answer is not what the model allows. */
export async function carryOut(tabs: Tabs, model: Model, step: Step): Promise<void> {
  const page = tabs.at(step.tab)
  const whole = model.granted && !model.paused
  switch (step.kind) {
    case 'record': {
      const [status] = await record(page)
      expect(status).toBe(!model.granted ? 'denied' : model.paused ? 'unavailable' : 'ok')
      if (status === 'ok') grow(model.recorded, 1, 1)
      return
    }
    case 'rank':
      expect((await call(page, 'rank'))['status']).toBe(!model.granted ? 'denied' : model.paused ? 'unavailable' : 'ranked')
      return
    case 'contribute':
      return contribute(page, model, whole)
    case 'pause':
    case 'resume':
      expect((await call(page, step.kind))['status']).toBe(model.granted ? 'ok' : 'denied')
      if (model.granted) model.paused = step.kind === 'pause'
      return
    case 'forget':
      expect((await call(page, 'forget', 'everything'))['status']).toBe(model.granted ? 'erased' : 'denied')
      if (model.granted) forgotten(model)
      return
    case 'forget-race': {
      const rival = tabs.at(other(step.tab))
      // Events are written one after another; a wish beside them is a second write at once.
      const [answer, statuses] = await Promise.all([call(page, 'forget', 'everything'), record(rival, 4), call(rival, 'topics.wish', 'ports', 'boost')])
      expect(answer['status']).toBe(model.granted ? 'erased' : 'denied')
      if (!model.granted) expect(statuses).toEqual(['denied', 'denied', 'denied', 'denied'])
      // What came before went; what came behind stays.
      else forgotten(model, statuses.filter((status) => status === 'ok').length)
      return
    }
    case 'allow':
      expect(await call(page, 'consent.decide', { personalization: 'granted' })).toMatchObject({ status: 'ok', personalization: 'granted' })
      model.granted = true
      return
    case 'aggregates':
      expect(await call(page, 'consent.decide', { aggregates: 'granted' })).toMatchObject(model.granted ? { status: 'ok', aggregates: 'granted' } : { status: 'invalid', path: 'aggregates' })
      if (model.granted) model.aggregates = true
      return
    case 'no-aggregates':
      expect(await call(page, 'consent.decide', { aggregates: 'denied' })).toMatchObject({ status: 'ok' })
      Object.assign(model, { aggregates: false, reports: { least: 0, most: 0 } })
      return
    case 'refuse':
      return withdraw(page, model, LOOKS.plain)
    case 'race':
      // Whether the other tab was in time to pay for an answer, nobody knows.
      if (step.against === 'contribute' && whole && model.aggregates) model.spent.most += 1
      await race(() => withdraw(page, model, LOOKS.raced), () => rival(tabs.at(other(step.tab)), step.against))
      return
    case 'blocked':
      return blocked(tabs, model, page)
    case 'reload':
      return tabs.reload(step.tab)
    case 'crash':
      return tabs.crash(step.tab)
  }
}

function grow(range: { least: number; most: number }, least: number, most: number): void {
  range.least += least
  range.most += most
}

/** ε an epoch over ε a report: presses that are answered before the budget of the epoch is spent. */
const PER_EPOCH = 2

/** The visitor's own press: answered and kept, since the collector is down, while the budget has room, and never again after a withdrawal that followed an answer. */
async function contribute(page: Page, model: Model, whole: boolean): Promise<void> {
  const status = String((await call(page, 'contribute'))['status'])
  if (!whole || !model.aggregates) {
    expect(['denied', 'unavailable']).toContain(status)
    return
  }
  const { spent, barred } = model
  if (spent.most === 0 && barred === false) expect(status).toBe('waiting')
  else if (spent.least >= PER_EPOCH || barred === true) expect(status).toBe('unavailable')
  else expect(['waiting', 'unavailable']).toContain(status)
  if (status !== 'waiting') return
  grow(model.reports, 1, 1)
  grow(spent, 1, 1)
}

/** Both at once, the one or the other a little later. */
async function race(withdrawal: () => Promise<void>, against: () => Promise<void>): Promise<void> {
  const late = LATE[serial % LATE.length] ?? 0
  const after = async (ms: number, run: () => Promise<void>): Promise<void> => {
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    await run()
  }
  await Promise.all([after(-late, withdrawal), after(late, against)])
}

async function withdraw(page: Page, model: Model, looks: number): Promise<void> {
  const { view, seen } = await withdrawAndWatch(page, looks)
  expect(view).toMatchObject({ status: 'ok', personalization: 'denied', aggregates: 'denied' })
  expect(seen, 'a history is there after the withdrawal has resolved').toEqual([])
  withdrawn(model)
}

/** Each goes on for as long as a withdrawal takes, so that it falls on every moment of it. */
async function rival(page: Page, against: Rivalry): Promise<void> {
  if (against === 'record') await record(page, 8)
  else if (against === 'deaf') await recordDeaf(page)
  else if (against === 'forget') await call(page, 'forget', 'everything')
  else if (against === 'contribute') await call(page, 'contribute')
  else if (against === 'pause') {
    await page.evaluate(async () => {
      for (let turn = 0; turn < 8; turn++) await (turn % 2 === 0 ? window.engine.pause() : window.engine.resume())
    })
  } else {
    await page.evaluate(async () => {
      for (let turn = 0; turn < 6; turn++) await window.engine.consent.decide({ aggregates: turn % 2 === 0 ? 'granted' : 'denied' })
    })
  }
}

/** One record after the other while no message of another tab arrives, so that nothing but the store itself can stop the worker. */
const recordDeaf = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const hearing = Reflect.get(window, 'hearing') as (on: boolean) => void
    hearing(false)
    for (const end = performance.now() + 200; performance.now() < end; ) await window.engine.record({ kind: 'like', item: { id: `d${performance.now()}`, title: 'Deaf' } as never })
    hearing(true)
  })

async function blocked(tabs: Tabs, model: Model, page: Page): Promise<void> {
  const there = (await storedOn(page)).names.includes('hearth-history')
  if (!model.granted || !there) return withdraw(page, model, LOOKS.plain)
  const holder = await tabs.context.newPage()
  await holder.goto(`${tabs.server.url}/blank`)
  const held = await holdHistory(holder)
  expect(await held.keys()).toBe(1)
  expect(await call(page, 'consent.decide', { personalization: 'denied' })).toMatchObject({ status: 'ok', personalization: 'denied', erasure: 'erase-blocked' })
  expect(await held.keys(), 'the key of a history that cannot be deleted yet').toBe(0)
  for (const tab of tabs.pages) expect(await record(tab)).toEqual(['denied'])
  await held.letGo()
  await expect.poll(async () => (await storedOn(page)).names).not.toContain('hearth-history')
  await holder.close()
  withdrawn(model)
}
