import type { Refusal, Unavailable } from '../core/answer.js'
import { SHIPPED } from '../core/embedding/shipped.js'
import type { Item } from '../core/item.js'
import type { Clock } from '../core/ports.js'
import type { PersonalizerFacade } from '../protocol/personalizer.js'
import { createAssets } from './assets.js'
import type { Assets } from './assets.js'
import { createConsentManager } from './consent-manager.js'
import type { PageConsent } from './consent-manager.js'
import { createAnswers } from './answers.js'
import { answersFor, attachToPage } from './answers-on-page.js'
import type { Pressed } from './answers.js'
import type { EngineState, EngineTier, HearthOptions } from './hearth.js'
import { mayDownloadModel, whenIdle } from './idle.js'
import { pageSettings } from './page-settings.js'
import type { PageSettings } from './page-settings.js'
import { privacySignal } from './privacy-signal.js'
import { createSnapshot } from './snapshot.js'
import type { Snapshot } from './snapshot.js'
import { createTabs } from './tabs.js'
import { startWorkerHost } from './worker-host.js'
import type { WorkerHost } from './worker-host.js'

/** The life of the workers behind one page: started under a grant, ended by its end, started again when they die. */
export interface Engine {
  readonly state: Snapshot<EngineState>
  readonly consent: PageConsent
  readonly settings: PageSettings
  readonly clock: Clock
  /** Asks the personalizer, or says why there is none. */
  ask<T>(use: (facade: PersonalizerFacade<MessagePort>) => Promise<T>): Promise<T | Refusal>
  host(): WorkerHost | undefined
  tier(): EngineTier
  /** Items found on the page, kept for a worker that starts later. */
  addPageItems(items: readonly Item[]): Promise<void>
  /** The history changed here: other tabs and this page's listeners should rank again. */
  historyChanged(): void
  /** The visitor's own press: answers one published question and sends it now. */
  press(): Promise<Pressed | Refusal>
  /** Ends this page's workers; `resume` starts them again under the decision that then stands. */
  suspend(): void
  resume(): Promise<void>
  close(): Promise<void>
}

/** A worker that dies again and again is not started a third time on one page. */
const MOST_RESTARTS = 2

export function createEngine(options: HearthOptions): Engine {
  const settings = pageSettings(options)
  const clock: Clock = settings.clock
  const state = createSnapshot<EngineState>({ status: 'loading' })
  let host: WorkerHost | undefined
  let running: { readonly stop: AbortController; readonly done: Promise<void> } | undefined
  let tier: EngineTier = 'static'
  let restarts = 0
  let closed = false
  let pageItems: readonly Item[] = []

  const tabs = createTabs(settings.namespace, {
    decision: () => void follow(),
    history: () => {
      answers?.refresh()
      state.repeat()
    },
  })

  const stop = (message = 'Personalisation was ended.'): void => {
    running?.stop.abort()
    running = undefined
    host?.end(message)
    host = undefined
    answers?.stop()
  }

  const consent = createConsentManager({
    namespace: settings.namespace,
    policyVersion: settings.policyVersion,
    clock,
    language: () => settings.locale,
    stop,
    announce: () => tabs.announce('decision'),
    changed: () => follow(),
  })

  /** Brings this page to where the stored decision stands. */
  const follow = async (): Promise<void> => {
    if (closed) return
    const decision = await consent.standing()
    if (decision?.kind !== 'granted') {
      stop()
      state.set({ status: 'needs-consent', ...(privacySignal() && decision === undefined ? { why: 'signal' } : decision?.kind === 'denied' ? { why: 'refused' } : {}) })
      return
    }
    if (privacySignal() && decision.overridesSignal !== true) {
      stop()
      state.set({ status: 'paused', why: 'signal' })
      return
    }
    if (running === undefined) await start()
    if (decision.paused) state.set({ status: 'paused', why: 'visitor' })
    else if (state.get().status === 'paused') state.set({ status: 'ready', tier })
    if (decision.aggregates === 'granted' && !decision.paused) void answers?.offer()
    else answers?.stop()
  }

  const start = (): Promise<void> => {
    const stopping = new AbortController()
    const assets = createAssets({ base: settings.assets, namespace: settings.namespace, signal: stopping.signal })
    state.set({ status: 'loading' })
    const done = bringUp(assets, stopping.signal)
    running = { stop: stopping, done }
    return done
  }

  const bringUp = async (assets: Assets, signal: AbortSignal): Promise<void> => {
    const files = fetchFirst(assets, settings)
    const answer = await startWorkerHost({ assets, base: settings.assets, settings: settings.worker, died: () => void restart() }, settings.form)
    if (signal.aborted) {
      if (answer.status === 'ok') answer.host.end('Personalisation was ended.')
      return
    }
    if (answer.status !== 'ok') {
      state.set({ status: 'unavailable', why: answer.code, message: answer.message })
      return
    }
    host = answer.host
    const problems = await attachFirst(answer.host, await files, pageItems)
    if (signal.aborted) return
    const [worst] = problems
    tier = 'static'
    state.set(worst === undefined ? { status: 'ready', tier } : { status: 'degraded', tier, why: worst.code, message: problems.map(({ message }) => message).join(' ') })
    whenIdle(() => void upgrade(answer.host, worst !== undefined), signal)
  }

  /** The transformer, when idle: WebGPU where its canary passes, WASM otherwise; the static tier stays where neither does. */
  const upgrade = async (current: WorkerHost, degraded: boolean): Promise<void> => {
    if (host !== current || !mayDownloadModel()) return
    const backends = settings.backend === 'wasm' || !(await hasRealAdapter(settings.backend === 'webgpu')) ? (['wasm'] as const) : (['webgpu', 'wasm'] as const)
    let failure: { readonly code: string; readonly message: string } | undefined
    for (const backend of backends) {
      const started = await current.startEmbedder(backend)
      if (host !== current) return
      if (started.status === 'ready') {
        const embedded = await current.personalizer.call((facade) => facade.upgrade(), 600_000)
        if (host !== current) return
        tier = backend
        const now = state.get()
        if (now.status === 'paused') return
        if (degraded && now.status === 'degraded') state.set({ ...now, tier })
        else state.set({ status: 'ready', tier, ...(failure === undefined ? {} : { why: `webgpu-${failure.code}` }) })
        if (embedded.status === 'ok' && embedded.embedded > 0) state.repeat()
        return
      }
      failure = started
    }
    if (failure !== undefined && failure.code !== 'cancelled') state.set({ status: 'degraded', tier: 'static', why: failure.code, message: failure.message })
  }

  const restart = async (): Promise<void> => {
    stop('The worker stopped with an error.')
    if (closed) return
    if (restarts >= MOST_RESTARTS) {
      state.set({ status: 'unavailable', why: 'worker-ended', message: 'The worker stopped repeatedly; the page keeps its own order. Reload to try again.' })
      return
    }
    restarts += 1
    await follow()
  }

  const ask: Engine['ask'] = async (use) => {
    const current = await ready()
    if ('status' in current) return current
    const answer = await current.personalizer.call(use)
    if (isSilent(answer) && host === current) void restart()
    return answer
  }

  const ready = async (): Promise<WorkerHost | Refusal> => {
    await running?.done
    if (host !== undefined) return host
    const now = state.get()
    if (now.status === 'needs-consent') return { status: 'denied', purpose: 'personalization' }
    if (now.status === 'paused') return { status: 'unavailable', code: 'paused', message: 'Personalisation is paused.' }
    if (now.status === 'closed') return { status: 'unavailable', code: 'closed', message: 'This engine was closed; make another.' }
    return { status: 'unavailable', code: now.status === 'unavailable' ? now.why : 'worker-ended', message: ('message' in now && now.message) || 'The worker has just ended; ask again.' }
  }

  const answers = settings.collector === undefined ? undefined : createAnswers(answersFor(settings, settings.collector, clock, ask))
  const detach = answers === undefined ? () => undefined : attachToPage(answers)

  void consent.settle().then(follow, () => follow())

  return {
    state,
    consent,
    settings,
    clock,
    ask,
    host: () => host,
    tier: () => tier,
    async addPageItems(items) {
      pageItems = [...pageItems, ...items]
      if (host !== undefined) await ask((facade) => facade.attachPageItems(items))
    },
    historyChanged() {
      tabs.announce('history')
      answers?.refresh()
      state.repeat()
    },
    press: async () => (await answers?.press()) ?? { status: 'unavailable', code: 'no-collector', message: 'No collector is set (data-collector): nothing is answered and nothing is ever sent.' },
    suspend: stop,
    resume: () => follow(),
    async close() {
      closed = true
      stop()
      tabs.close()
      detach()
      state.set({ status: 'closed' })
    },
  }
}

interface FirstFiles {
  readonly model: Awaited<ReturnType<Assets['pinned']>>
  readonly vocab: Awaited<ReturnType<Assets['pinned']>>
  readonly catalog?: { readonly json: Awaited<ReturnType<Assets['open']>>; readonly bin: Awaited<ReturnType<Assets['open']>> }
}

/** Everything the first ranking needs, fetched while the worker starts. */
async function fetchFirst(assets: Assets, settings: PageSettings): Promise<FirstFiles> {
  const [model, vocab, json, bin] = await Promise.all([
    assets.pinned(`assets/${SHIPPED.static.model}`),
    assets.pinned(`assets/${SHIPPED.static.vocab}`),
    settings.catalog === undefined ? undefined : assets.open(new URL('catalog.json', settings.catalog).href),
    settings.catalog === undefined ? undefined : assets.open(new URL('catalog.bin', settings.catalog).href),
  ])
  return { model, vocab, ...(json === undefined || bin === undefined ? {} : { catalog: { json, bin } }) }
}

interface Problem {
  readonly code: string
  readonly message: string
}

async function attachFirst(host: WorkerHost, files: FirstFiles, pageItems: readonly Item[]): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  const note = (answer: { readonly status: string; readonly code?: string; readonly message?: string; readonly problems?: readonly string[] } | Unavailable): void => {
    if (answer.status !== 'ok') problems.push({ code: answer.code ?? 'failed', message: answer.message ?? '' })
    else if ('problems' in answer && answer.problems !== undefined && answer.problems.length > 0) problems.push({ code: 'items-skipped', message: answer.problems.join('; ') })
  }
  const { model, vocab, catalog } = files
  if (model.status === 'ok' && vocab.status === 'ok') note(await host.personalizer.call((facade) => facade.attachStatic(model.bytes, new TextDecoder().decode(vocab.bytes))))
  else for (const asset of [model, vocab]) if (asset.status !== 'ok') problems.push(asset)
  if (catalog !== undefined) {
    const { json, bin } = catalog
    if (json.status !== 'ok') problems.push(json)
    else note(await host.personalizer.call((facade) => facade.attachCatalog({ json: new TextDecoder().decode(json.bytes), bin: bin.status === 'ok' ? bin.bytes : undefined })))
  }
  if (pageItems.length > 0) note(await host.personalizer.call((facade) => facade.attachPageItems(pageItems)))
  return problems
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

function isSilent(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'code' in answer && answer.code === 'worker-silent'
}
