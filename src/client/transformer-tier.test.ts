import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EmbedderBackend, EmbedderStart } from '../protocol/embedder.js'
import type { Heard } from './assets.js'
import { createTransformerTier, type TierNews } from './transformer-tier.js'
import type { WorkerHost } from './worker-host.js'

interface Script {
  readonly starts?: Partial<Record<EmbedderBackend, EmbedderStart>>
  /** What each upgrade answers, in turn; the last one stays. */
  readonly upgrades?: readonly object[]
  readonly pending?: number
  /** What happens while the files are coming, before their last part is heard. */
  readonly coming?: () => void
}

/** A host whose workers follow a script: devices that are lost and backends that fail cannot be had otherwise. */
function scripted({ starts = {}, upgrades = [{ status: 'ok', embedded: 3 }], pending = 0, coming }: Script) {
  const calls: string[] = []
  let turn = 0
  const facade = {
    upgrade: () => Promise.resolve(upgrades[Math.min(turn++, upgrades.length - 1)]),
    pending: () => Promise.resolve({ status: 'ok', texts: pending }),
  }
  const host = {
    startEmbedder: (backend: EmbedderBackend, heard?: Heard) => {
      calls.push(`start ${backend}`)
      coming?.()
      if (coming !== undefined && heard?.(5, 10) === false) return Promise.resolve({ status: 'failed', code: 'asset-missing', message: 'ended' })
      return Promise.resolve(starts[backend] ?? { status: 'ready', backend, dimensions: 384, canaryCosine: 1 })
    },
    endEmbedder: () => {
      calls.push('end')
      return Promise.resolve()
    },
    personalizer: { call: (use: (worker: typeof facade) => unknown) => Promise.resolve(use(facade)) },
  } as unknown as WorkerHost
  return { host, calls }
}

const GPU = { gpu: { requestAdapter: () => Promise.resolve({ info: { isFallbackAdapter: false } }) } }

describe('the transformer tier', () => {
  const news: TierNews[] = []
  const tell = (one: TierNews): void => void news.push(one)

  beforeEach(() => {
    news.length = 0
    vi.stubGlobal('navigator', GPU)
    vi.stubGlobal('WebAssembly', Object.assign(Object.create(WebAssembly), { Suspending: () => undefined }))
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('takes WebGPU where there is a real adapter', async () => {
    const { host, calls } = scripted({})
    await createTransformerTier({ host, backend: undefined, tell }).start()
    expect([calls, news]).toEqual([['start webgpu'], [{ status: 'on', tier: 'webgpu', embedded: 3 }]])
  })

  it('leaves a fallback adapter alone', async () => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve({ info: { isFallbackAdapter: true } }) } })
    const { host, calls } = scripted({})
    await createTransformerTier({ host, backend: undefined, tell }).start()
    expect(calls).toEqual(['start wasm'])
  })

  it('steps down to WASM where the canary fails, and says so', async () => {
    const { host, calls } = scripted({ starts: { webgpu: { status: 'failed', code: 'canary', message: 'wrong' } } })
    await createTransformerTier({ host, backend: undefined, tell }).start()
    expect([calls, news]).toEqual([['start webgpu', 'end', 'start wasm'], [{ status: 'on', tier: 'wasm', stepped: 'webgpu-canary', embedded: 3 }]])
  })

  it('steps down where the device is lost in the middle, and does not go back', async () => {
    const { host, calls } = scripted({ upgrades: [{ status: 'unavailable', code: 'device-lost', message: '' }, { status: 'ok', embedded: 2 }], pending: 1 })
    const tier = createTransformerTier({ host, backend: undefined, tell })
    await tier.start()
    expect([calls, news]).toEqual([['start webgpu', 'end', 'start wasm'], [{ status: 'on', tier: 'wasm', stepped: 'webgpu-device-lost', embedded: 2 }]])
    tier.wake()
    await vi.waitFor(() => expect(news).toHaveLength(2))
    expect(calls).toHaveLength(3)
  })

  it('keeps the static vectors where every backend fails', async () => {
    const failed = { status: 'failed', code: 'runtime', message: 'no' } as const
    const { host } = scripted({ starts: { webgpu: failed, wasm: failed } })
    await createTransformerTier({ host, backend: undefined, tell }).start()
    expect(news).toEqual([{ status: 'off', held: false, code: 'runtime', message: 'no' }])
  })

  it('ends the embedder when idle, and starts it again only for something to embed', async () => {
    vi.useFakeTimers()
    const { host, calls } = scripted({ pending: 1 })
    const tier = createTransformerTier({ host, backend: 'wasm', tell, idleMs: 1_000 })
    await tier.start()
    await vi.advanceTimersByTimeAsync(1_100)
    expect(calls).toEqual(['start wasm', 'end'])
    tier.wake()
    await vi.advanceTimersByTimeAsync(10)
    expect(calls).toEqual(['start wasm', 'end', 'start wasm'])
    tier.stop()
    const idle = scripted({ pending: 0 })
    const done = createTransformerTier({ host: idle.host, backend: 'wasm', tell, idleMs: 1_000 })
    await done.start()
    await vi.advanceTimersByTimeAsync(1_100)
    done.wake()
    await vi.advanceTimersByTimeAsync(10)
    expect(idle.calls).toEqual(['start wasm', 'end'])
  })

  it('is not woken before its start, which waits until the page is idle', async () => {
    vi.useFakeTimers()
    const { host, calls } = scripted({ pending: 1 })
    createTransformerTier({ host, backend: 'wasm', tell }).wake()
    await vi.advanceTimersByTimeAsync(10)
    expect(calls).toEqual([])
  })

  it.each([
    ['save-data', { connection: { saveData: true } }],
    ['slow-connection', { connection: { effectiveType: '2g' } }],
    ['low-memory', { deviceMemory: 0.5 }],
    ['low-battery', { getBattery: () => Promise.resolve({ charging: false, level: 0.1 }) }],
  ])('fetches nothing on %s', async (code, navigator) => {
    vi.stubGlobal('navigator', navigator)
    const { host, calls } = scripted({})
    await createTransformerTier({ host, backend: undefined, tell }).start()
    expect([calls, news]).toEqual([[], [expect.objectContaining({ status: 'off', held: true, code })]])
  })

  it('ends the fetching where save-data is turned on meanwhile, and begins again where it is turned off', async () => {
    const { host, calls } = scripted({ pending: 1, coming: () => vi.stubGlobal('navigator', { connection: { saveData: !calls.includes('end') } }) })
    const tier = createTransformerTier({ host, backend: 'wasm', tell })
    await tier.start()
    expect([calls, news.at(-1)]).toEqual([['start wasm', 'end'], expect.objectContaining({ status: 'off', held: true, code: 'save-data' })])
    vi.stubGlobal('navigator', {})
    tier.wake()
    await vi.waitFor(() => { expect(news.at(-1)).toMatchObject({ status: 'on', tier: 'wasm' }) })
  })
})
