import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onceADay } from './once-a-day.js'
import { keepWatch } from './watch.js'

const HOUR = 60 * 60_000

/** A page as far as the watch needs one: it is shown, hidden, and comes back from the back/forward cache. */
const page = { view: new EventTarget(), document: Object.assign(new EventTarget(), { visibilityState: 'visible' }) }

describe('a page that stays open', () => {
  const [look, retain] = [vi.fn(() => Promise.resolve()), vi.fn()]
  let stop: () => void

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('addEventListener', page.view.addEventListener.bind(page.view))
    vi.stubGlobal('document', page.document)
    look.mockClear()
    retain.mockClear()
    const retainDaily = onceADay(retain)
    retainDaily()
    stop = keepWatch(() => look().then(retainDaily))
  })
  afterEach(() => {
    stop()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('deletes what is past its time at the start, and once a day from then on', async () => {
    expect(retain).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(23 * HOUR)
    expect(retain).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2 * HOUR)
    expect(retain).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(7 * 24 * HOUR)
    expect(retain).toHaveBeenCalledTimes(9)
  })

  it('looks every hour whether its choice still stands, and whenever it is seen again', async () => {
    await vi.advanceTimersByTimeAsync(3 * HOUR)
    expect(look).toHaveBeenCalledTimes(3)
    page.document.visibilityState = 'hidden'
    page.document.dispatchEvent(new Event('visibilitychange'))
    expect(look).toHaveBeenCalledTimes(3)
    page.document.visibilityState = 'visible'
    page.document.dispatchEvent(new Event('visibilitychange'))
    page.view.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }))
    page.view.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    expect(look).toHaveBeenCalledTimes(5)
  })

  it('goes on where a look fails, and stops when the engine is closed', async () => {
    look.mockRejectedValueOnce(new Error('no store'))
    await vi.advanceTimersByTimeAsync(2 * HOUR)
    expect(look).toHaveBeenCalledTimes(2)
    const retained = retain.mock.calls.length
    stop()
    await vi.advanceTimersByTimeAsync(48 * HOUR)
    page.document.dispatchEvent(new Event('visibilitychange'))
    expect([look.mock.calls.length, retain.mock.calls.length]).toEqual([2, retained])
  })
})
