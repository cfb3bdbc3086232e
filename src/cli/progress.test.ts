import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { progressLine, whileWaiting } from './progress.js'

const CLEAR = '\r\u001b[K'

describe('progress on standard error', () => {
  let written: string[]

  const terminal = (there: boolean): void => {
    vi.spyOn(process.stderr, 'isTTY', 'get').mockReturnValue(there)
  }

  beforeEach(() => {
    Object.defineProperty(process.stderr, 'isTTY', { configurable: true, get: () => false })
    written = []
    vi.useFakeTimers()
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text))
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.useRealTimers()
    Reflect.deleteProperty(process.stderr, 'isTTY')
  })

  it('counts once a second has passed, at most ten times a second, and clears its line at the end', () => {
    terminal(true)
    const progress = progressLine('embedding')
    progress(1, 100)
    vi.advanceTimersByTime(900)
    progress(50, 100)
    expect(written).toEqual([])
    vi.advanceTimersByTime(100)
    progress(51, 100)
    progress(52, 100)
    vi.advanceTimersByTime(1_000)
    progress(75, 100)
    progress(100, 100)
    expect(written).toEqual([`${CLEAR}embedding: 51 of 100, about 1 s left`, `${CLEAR}embedding: 75 of 100, about 1 s left`, CLEAR])
  })

  it('says how long it has been waiting for what cannot be counted', async () => {
    terminal(true)
    const work = whileWaiting('checking', new Promise((resolve) => setTimeout(resolve, 2_500)))
    await vi.advanceTimersByTimeAsync(2_500)
    await work
    expect(written).toEqual([`${CLEAR}checking: 1 s`, `${CLEAR}checking: 2 s`, CLEAR])
  })

  it('is silent where no terminal is there', async () => {
    terminal(false)
    const progress = progressLine('embedding')
    vi.advanceTimersByTime(5_000)
    progress(1, 2)
    const work = whileWaiting('checking', new Promise((resolve) => setTimeout(resolve, 5_000)))
    await vi.advanceTimersByTimeAsync(5_000)
    await work
    expect(written).toEqual([])
  })
})
