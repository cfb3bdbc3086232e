import type { Item } from '../../../src/core/item.js'
import { beginNow } from './begin-now.js'
import { settledIn, theEngine } from './engine.js'
import { CLOCK_CHANNEL, type WorkerCall } from '../clock-channel.js'

const items = (count: number): readonly Item[] => Array.from({ length: count }, (_, i) => ({ id: `outside-${String(i)}`, title: `Story ${String(i)} about ${['rivers', 'engines', 'bread', 'orbits'][i % 4] ?? ''}` }) as Item)

const bench = {
  async untilRanked() {
    const hearth = await theEngine()
    const consent = performance.now()
    await hearth.consent.decide({ personalization: 'granted' })
    await settledIn(hearth, ['static', 'wasm', 'webgpu'])
    const ready = performance.now()
    const ranked = await hearth.rank({ items: items(20) })
    if (ranked.status !== 'ranked') throw new Error(JSON.stringify(ranked))
    return { fromNavigation: performance.now(), fromConsent: ready - consent }
  },
  /** Rankings one after another while the transformer embeds, and as many once it is done: milliseconds each, as the page sees them. */
  async ranksMeanwhile({ limit }: { readonly limit: number }) {
    const hearth = await theEngine()
    await hearth.consent.decide({ personalization: 'granted' })
    await settledIn(hearth, ['static'])
    const [during, after]: [number[], number[]] = [[], []]
    const rank = async (times: number[]): Promise<void> => {
      const begin = performance.now()
      const ranked = await hearth.rank({ limit })
      if (ranked.status !== 'ranked') throw new Error(JSON.stringify(ranked))
      times.push(performance.now() - begin)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    for (let warm = 0; warm < 10; warm++) await rank([])
    // Its files are there once the last byte was told; it says that it is done by its tier.
    await new Promise<void>((resolve) => void hearth.subscribe((state) => ('progress' in state && state.progress?.bytes === state.progress?.total && resolve()) || ('tier' in state && state.tier === 'wasm' && resolve())))
    while ('tier' in hearth.state && hearth.state.tier === 'static') await rank(during)
    while (after.length < during.length) await rank(after)
    return { during, after, state: hearth.state }
  },
  /**
   * Clicks on known items, a minute apart by their own times and each given half a minute of attention before the next, so that all are kept.
   * Milliseconds from the click to the new order on the page, worker and crossing included.
   */
  async clicks({ count, limit }: { readonly count: number; readonly limit: number }) {
    const hearth = await theEngine()
    await hearth.consent.decide({ personalization: 'granted' })
    await settledIn(hearth, ['static', 'wasm', 'webgpu'])
    const first = await hearth.rank({})
    if (first.status !== 'ranked') throw new Error(JSON.stringify(first))
    const ids = first.items.map(({ id }) => id)
    const times: number[] = []
    for (let i = 0; i < count; i++) {
      const item = ids[(i * 37) % ids.length] ?? ''
      const at = Date.now() - (count - i) * 60_000
      await new Promise((resolve) => setTimeout(resolve, 100))
      const begin = performance.now()
      const recorded = await hearth.record({ kind: 'click', item, at })
      const ranked = await hearth.rank({ limit })
      const end = performance.now()
      const attended = await hearth.record({ kind: 'dwell', item, dwellMs: 30_000, at: at + 30_000 })
      if (ranked.status !== 'ranked' || recorded.status !== 'ok' || attended.status !== 'ok') throw new Error(JSON.stringify([recorded, ranked.status, attended]))
      times.push(end - begin)
    }
    return { items: ids.length, times }
  },
  /** A catalog that is just there: milliseconds from consent to ready, to the first order, from the first click to the next order, and of similar items and searches after that. */
  async meets({ limit }: { readonly limit: number }) {
    const hearth = await theEngine()
    const consent = performance.now()
    await hearth.consent.decide({ personalization: 'granted' })
    await settledIn(hearth, ['static', 'wasm', 'webgpu'])
    const ready = performance.now() - consent
    const timed = async <T extends { readonly status: string }>(wanted: string, ask: () => Promise<T>): Promise<{ readonly answer: T; readonly ms: number }> => {
      const begin = performance.now()
      const answer = await ask()
      if (answer.status !== wanted) throw new Error(JSON.stringify(answer))
      return { answer, ms: performance.now() - begin }
    }
    const { answer: first, ms: firstOrder } = await timed('ranked', () => hearth.rank({ limit }))
    const ids = first.status === 'ranked' ? first.items.map(({ id }) => id) : []
    const { ms: click } = await timed('ok', () => hearth.record({ kind: 'click', item: ids[0] ?? '' }))
    const { ms: afterClick } = await timed('ranked', () => hearth.rank({ limit }))
    const [similar, search, order]: [number[], number[], number[]] = [[], [], []]
    for (const id of ids.slice(0, 10)) {
      similar.push((await timed('ok', () => hearth.similar(id, { limit }))).ms)
      order.push((await timed('ranked', () => hearth.rank({ limit }))).ms)
      search.push((await timed('ranked', () => hearth.rank({ limit, query: `more like ${id}` }))).ms)
    }
    return { ready, firstOrder, clicked: click + afterClick, similar, search, order }
  },
  /** What the worker was asked since this was last called, where it is the one with a clock. */
  workerCalls: () =>
    new Promise<readonly WorkerCall[]>((resolve) => {
      const channel = new BroadcastChannel(CLOCK_CHANNEL)
      channel.onmessage = ({ data }: MessageEvent<readonly WorkerCall[]>) => {
        channel.close()
        resolve(data)
      }
      channel.postMessage('read')
    }),
}

Object.assign(globalThis, { bench: { ...bench, begun: beginNow(() => bench.untilRanked()) } })
