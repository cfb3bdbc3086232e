import type { EmbedderBackend } from '../protocol/embedder.js'
import { connectionHeldBack, modelHeldBack } from './idle.js'
import type { WorkerHost } from './worker-host.js'

/** What the page is told of the transformer. */
export type TierNews =
  | { readonly status: 'fetching'; readonly bytes: number; readonly total: number }
  /** Vectors are made on this backend; `stepped` says why it is not the first choice. */
  | { readonly status: 'on'; readonly tier: EmbedderBackend; readonly stepped?: string; readonly embedded: number }
  /** The static vectors stay. `held`: on purpose, to save the visitor's data, battery or memory. */
  | { readonly status: 'off'; readonly held: boolean; readonly code: string; readonly message: string }

export interface TransformerTier {
  /** Starts the embedder, WebGPU first where there is a real adapter, and embeds what is wanted. */
  start(): Promise<void>
  /** There may be something new to embed. Before the start it is not looked for: that looks anyway. */
  wake(): void
  stop(): void
}

export interface TransformerTierDep {
  readonly host: WorkerHost
  readonly backend: EmbedderBackend | undefined
  readonly tell: (news: TierNews) => void
  /** The page's own numbers, so that tests need not wait. */
  readonly idleMs?: number
}

/** With nothing to embed for so long, the embedder's worker is ended and its memory given back; starting it again takes a second or two from the cache. */
const IDLE_MS = 60_000

/** All texts of a visit, eight at a time, on a slow phone. */
const RUN_MS = 600_000

export function createTransformerTier({ host, backend, tell, idleMs = IDLE_MS }: TransformerTierDep): TransformerTier {
  let begun = false
  let stopped = false
  let busy = false
  let again = false
  let running: EmbedderBackend | undefined
  /** A backend that went wrong once on this page is not tried again. */
  const spent = new Map<EmbedderBackend, string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const rest = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (busy || stopped) return
      running = undefined
      void host.endEmbedder()
    }, idleMs)
  }

  const order = async (): Promise<readonly EmbedderBackend[]> => {
    const tried: readonly EmbedderBackend[] = backend !== 'wasm' && (await hasRealAdapter(backend === 'webgpu')) ? ['webgpu', 'wasm'] : ['wasm']
    return tried.filter((one) => !spent.has(one))
  }

  const open = async (one: EmbedderBackend): Promise<{ readonly code: string; readonly message: string } | undefined> => {
    if (running === one) return undefined
    const started = await host.startEmbedder(one, (bytes, total) => {
      if (!stopped) tell({ status: 'fetching', bytes, total })
      // Save-data turned on, or a connection grown slow, while the files are coming: no more of them.
      return connectionHeldBack() === undefined
    })
    if (started.status !== 'ready') return started
    running = one
    return undefined
  }

  const attempt = async (one: EmbedderBackend): Promise<{ readonly code: string; readonly message: string } | undefined> => {
    const failure = await open(one)
    if (failure !== undefined || stopped) return failure
    const made = await host.personalizer.call((facade) => facade.upgrade(), RUN_MS)
    if (made.status === 'unavailable') return made
    const [stepped] = [...spent].flatMap(([name, code]) => (name === 'webgpu' ? [`webgpu-${code}`] : []))
    if (!stopped) tell({ status: 'on', tier: one, ...(stepped === undefined ? {} : { stepped }), embedded: made.status === 'ok' ? made.embedded : 0 })
    return undefined
  }

  const run = async (): Promise<void> => {
    let failure: { readonly code: string; readonly message: string } | undefined
    for (const one of await order()) {
      if (stopped) return
      failure = await attempt(one)
      if (failure === undefined || stopped || failure.code === 'cancelled') return
      // Nothing that a failing backend has begun is kept: its worker goes, the next one starts anew.
      running = undefined
      await host.endEmbedder()
      const held = await modelHeldBack()
      if (held !== undefined) {
        tell({ status: 'off', held: true, ...held })
        return
      }
      spent.set(one, failure.code)
    }
    if (failure !== undefined) tell({ status: 'off', held: false, code: failure.code, message: failure.message })
  }

  const work = async (): Promise<void> => {
    if (busy) {
      again = true
      return
    }
    busy = true
    clearTimeout(timer)
    try {
      do {
        again = false
        await run()
      } while (again && !stopped)
    } finally {
      busy = false
      if (!stopped) rest()
    }
  }

  return {
    async start() {
      const held = await modelHeldBack()
      if (stopped) return
      begun = true
      if (held === undefined) await work()
      else tell({ status: 'off', held: true, ...held })
    },
    wake() {
      void (async () => {
        if (!begun || stopped || spent.has('wasm') || (await modelHeldBack()) !== undefined) return
        const pending = await host.personalizer.call((facade) => facade.pending())
        if (pending.status === 'ok' && pending.texts > 0 && !stopped) await work()
      })()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

async function hasRealAdapter(fallbackWillDo: boolean): Promise<boolean> {
  try {
    const gpu = Reflect.get(navigator, 'gpu') as { requestAdapter(): Promise<{ readonly info?: { readonly isFallbackAdapter?: boolean } } | null> } | undefined
    const adapter = await gpu?.requestAdapter()
    return adapter != null && (fallbackWillDo || adapter.info?.isFallbackAdapter !== true) && 'Suspending' in WebAssembly
  } catch {
    return false
  }
}
