import { describe, expect, it } from 'vitest'
import type { StoredReport } from '../core/privacy/stored-report.js'
import type { Millis } from '../core/time.js'
import { createAnswers, REPORT_AFTER_MS, type AnswersDep } from './answers.js'

type Facade = Parameters<Parameters<AnswersDep['ask']>[0]>[0]

const report = (id: string, byte: number): StoredReport => ({ task: 't', hash: 'h', epoch: 2_964, microEpsilon: 1, reportId: id, bytes: Uint8Array.of(byte), state: 'waiting', attempts: 1 }) as unknown as StoredReport

/** A page whose worker, collector and timers are in the test's hands. */
function page(changes: Partial<Facade> = {}, options: { readonly granted?: boolean; readonly tasks?: string | undefined } = {}) {
  const sent: StoredReport[] = []
  const timers: { ms: number; run: () => void }[] = []
  const asked: string[] = []
  let names = 0
  let drawn = 0
  const facade: Facade = {
    attachTasks: async () => ({ status: 'ok' }),
    prepare: async (name) => (asked.push(`prepare ${name}`), { status: 'released', report: report('r', (drawn += 1)) }),
    contribute: async (_pressed, name) => (asked.push(`contribute ${name}`), { status: 'released', report: report('r', (drawn += 1)) }),
    waiting: async () => (options.granted === false ? { status: 'denied', purpose: 'aggregates' } : { status: 'ok', reports: [] }),
    claim: async () => ({ status: 'ok' }),
    noteAttempt: async () => ({ status: 'ok' }),
    ...changes,
  }
  let fetched = 0
  const answers = createAnswers({
    clock: { now: () => 1_793_000_000_000 as Millis },
    name: () => `page ${(names += 1)}`,
    fetchTasks: async () => ((fetched += 1), 'tasks' in options ? options.tasks : '{}'),
    ask: (use) => use(facade),
    startSharder: async ({ taskId }) => (asked.push(`sharder ${taskId}`), { status: 'ok' }),
    deliver: async (each) => (sent.push(each), { state: 'sent', outcome: 'accepted' }),
    after: (ms, run) => {
      const timer = { ms, run }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  })
  return { answers, sent, asked, timers, fetched: () => fetched, fire: (ms: number) => timers.filter((timer) => timer.ms === ms).forEach(({ run }) => run()) }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('the page’s part in answering', () => {
  it('sends what is ready when the page is left, in the same turn, and never again', async () => {
    const { answers, sent, fire } = page()
    await answers.offer()
    answers.leave()
    expect(sent).toHaveLength(1)
    answers.leave()
    fire(REPORT_AFTER_MS)
    await settled()
    expect(sent).toHaveLength(1)
  })

  it('sends thirty minutes after the first view where the page stays open', async () => {
    const { answers, sent, fire, asked } = page()
    await answers.offer()
    await answers.offer()
    fire(REPORT_AFTER_MS)
    await settled()
    answers.leave()
    expect(sent).toHaveLength(1)
    expect(asked).toEqual(['prepare page 1', 'contribute page 1'])
  })

  it('holds nothing while it draws again: what was replaced cannot leave', async () => {
    let finish = (): void => undefined
    let calls = 0
    const { answers, sent, fire } = page({
      prepare: () => {
        calls += 1
        if (calls === 1) return Promise.resolve({ status: 'released', report: report('r', 1) })
        return new Promise((resolve) => { finish = () => resolve({ status: 'released', report: report('r', 2) }) })
      },
    })
    await answers.offer()
    answers.refresh()
    fire(1_000)
    answers.leave()
    expect(sent).toEqual([])
    finish()
    await settled()
    answers.leave()
    expect(sent.map(({ bytes }) => bytes[0])).toEqual([2])
  })

  it('draws again where the history changed while an answer was being drawn', async () => {
    const finish: (() => void)[] = []
    let drawn = 0
    const { answers, sent, fire } = page({ prepare: () => new Promise((resolve) => finish.push(() => resolve({ status: 'released', report: report('r', (drawn += 1)) }))) })
    const offered = answers.offer()
    await settled()
    answers.refresh()
    finish.shift()?.()
    await offered
    fire(1_000)
    await settled()
    finish.shift()?.()
    await settled()
    answers.leave()
    expect(sent.map(({ bytes }) => bytes[0])).toEqual([2])
    expect(finish).toEqual([])
  })

  it('takes another name once bytes may have left, so that a restored page cannot draw them again', async () => {
    const { answers, asked } = page()
    await answers.offer()
    answers.leave()
    await answers.press()
    expect(asked).toEqual(['prepare page 1', 'contribute page 2'])
  })

  it('loads what seals an answer over DAP once one is due, and asks again; not for any other', async () => {
    let sealing = false
    const aggregators = { leader: 'https://leader.example/', helper: 'https://helper.example/', taskId: 't' }
    const { answers, asked, sent } = page({
      prepare: async (name) => {
        asked.push(`prepare ${name}`)
        if (sealing) return { status: 'released', report: report('r', 1) }
        sealing = true
        return { status: 'needs-sharder', aggregators }
      },
    })
    await answers.offer()
    expect(asked).toEqual(['prepare page 1', 'sharder t', 'prepare page 1'])
    answers.leave()
    expect(sent).toHaveLength(1)
    const local = page()
    await local.answers.offer()
    expect(local.asked).toEqual(['prepare page 1'])
  })

  it('fetches nothing without the consent, not even the questions', async () => {
    const { answers, sent, fetched } = page({}, { granted: false })
    expect(await answers.press()).toEqual({ status: 'denied', purpose: 'aggregates' })
    expect([fetched(), sent.length]).toEqual([0, 0])
  })

  it('does nothing after it was stopped, whatever was under way', async () => {
    const { answers, sent, fire, timers } = page()
    const offered = answers.offer()
    answers.stop()
    await offered
    fire(REPORT_AFTER_MS)
    answers.leave()
    answers.refresh()
    answers.retry()
    await settled()
    expect(sent).toEqual([])
    expect(timers).toEqual([])
  })

  it('says so where the questions cannot be had, and asks for them again later', async () => {
    const { answers, timers } = page({}, { tasks: undefined })
    await answers.offer()
    expect(timers.map(({ ms }) => ms)).toEqual([300_000])
    expect(await answers.press()).toMatchObject({ status: 'unavailable', code: 'no-tasks' })
  })
})
