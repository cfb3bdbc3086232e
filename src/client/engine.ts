import type { Refusal } from '../core/answer.js'
import type { ScorerUse } from '../core/personalizer/scoring.js'
import type { PriorUse } from '../core/prior/prior.js'
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
import { attachFirst, fetchFirst } from './first-files.js'
import { createHistoryLoss } from './history-loss.js'
import { modelHeldBack, whenIdle } from './idle.js'
import { pageSettings } from './page-settings.js'
import type { PageSettings } from './page-settings.js'
import { followConsentTool } from './bridges/follow-consent-tool.js'
import { createPrivacySignal } from './privacy-signal.js'
import { keepWatch } from './watch.js'
import { createSnapshot } from './snapshot.js'
import type { Snapshot } from './snapshot.js'
import { createTabs } from './tabs.js'
import { NOT_PLAIN } from './remote.js'
import { createTransformerTier } from './transformer-tier.js'
import type { TransformerTier } from './transformer-tier.js'
import { withSiteFiles } from './with-site-files.js'
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
  /** What a ranking said of the site's scorer. */
  noteScorer(use: ScorerUse): void
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
  const signal = createPrivacySignal()
  const state = createSnapshot<EngineState>({ status: 'loading', why: 'reading-choice' })
  /** What the running workers amount to; shown unless something pauses them. */
  let up: EngineState = { status: 'loading' }
  /** What is used of the site's prior. */
  let priorUse: PriorUse | undefined
  /** What is used of the site's scorer. */
  let scorerUse: ScorerUse | undefined
  let paused: 'visitor' | undefined
  /** Why the visitor is asked again. */
  let asked: string | undefined
  let host: WorkerHost | undefined
  let transformer: TransformerTier | undefined
  let running: { readonly receipt: string; readonly overridden: boolean; readonly stop: AbortController; readonly done: Promise<void> } | undefined
  let tier: EngineTier = 'static'
  let restarts = 0
  let closed = false
  let pageItems: readonly Item[] = []
  const loss = createHistoryLoss(clock)

  const tabs = createTabs(settings.namespace, {
    decision: () => void follow(),
    history: () => {
      answers?.refresh()
      transformer?.wake()
      state.repeat()
    },
  })

  const stop = (message = 'Personalisation was ended.'): void => {
    running?.stop.abort()
    running = undefined
    transformer?.stop()
    transformer = undefined
    host?.end(message)
    host = undefined
    loss.forget()
    answers?.stop()
  }

  const manager = createConsentManager({
    namespace: settings.namespace,
    policyVersion: settings.policyVersion,
    clock,
    language: () => (settings.locale === '' ? undefined : settings.locale),
    signal,
    stop,
    announce: () => tabs.announce('decision'),
    changed: () => follow(),
  })

  const consent: PageConsent = {
    ...manager,
    decide: async (choice, by) => {
      // A site's own adapter speaks for its consent tool.
      if (tool !== undefined && by?.source === 'cmp' && choice?.personalization === 'granted') tool.heard()
      return manager.decide(choice, by)
    },
  }

  const tool = settings.consent === 'cmp' ? followConsentTool({ decide: manager.decide, read: manager.standing, changed: () => void follow(), ...(settings.consentCategories === undefined ? {} : { categories: settings.consentCategories }) }) : undefined

  let turn = 0
  let latest: Promise<void> = Promise.resolve()

  /** Brings this page to where the stored decision stands; of several at once the last one counts, and all wait for it. */
  const follow = (): Promise<void> => {
    turn += 1
    latest = followNow(turn)
    return latest
  }

  const followNow = async (mine: number): Promise<void> => {
    const { decision, refusal } = await consent.standing()
    if (mine !== turn) return latest
    if (closed) return
    if (decision?.kind !== 'granted') {
      stop()
      if (refusal !== undefined) state.set({ status: 'unavailable', why: refusal.code, message: refusal.message })
      else state.set({ status: 'needs-consent', ...whyAsked(decision?.kind === 'denied') })
      return
    }
    asked = undefined
    const overridden = decision.overridesSignal === true
    const held = signal() && !overridden ? 'signal' : tool !== undefined && decision.source === 'cmp' && !tool.spoke() ? 'cmp-silent' : undefined
    if (held !== undefined) {
      stop()
      state.set({ status: 'paused', why: held })
      return
    }
    paused = decision.paused ? 'visitor' : undefined
    // A grant given anew, after a withdrawal that this page slept through, gets workers that know nothing of the old one.
    if (running !== undefined && running.receipt !== decision.receipt) stop()
    if (running === undefined) await start(decision.receipt, overridden)
    else show()
    if (mine !== turn) return latest
    if (decision.aggregates === 'granted' && !decision.paused) void answers?.offer()
    else answers?.stop()
  }

  const whyAsked = (refused: boolean): { readonly why?: string } => {
    if (refused) return { why: 'refused' }
    if (signal()) return { why: 'signal' }
    return asked === undefined ? {} : { why: asked }
  }

  const show = (next: EngineState = up): void => {
    up = next
    if (running !== undefined) state.set(paused === undefined || up.status === 'unavailable' ? loss.told(withSiteFiles(up, priorUse, scorerUse)) : { status: 'paused', why: paused })
  }

  const start = (receipt: string, overridden: boolean): Promise<void> => {
    const stopping = new AbortController()
    const folder = (base: string): Assets => createAssets({ base, namespace: settings.namespace, signal: stopping.signal })
    state.set({ status: 'loading' })
    scorerUse = undefined
    const done = bringUp(folder, stopping.signal)
    running = { receipt, overridden, stop: stopping, done }
    return done
  }

  const bringUp = async (folder: (base: string) => Assets, signal: AbortSignal): Promise<void> => {
    const assets = folder(settings.assets)
    const files = fetchFirst(assets, settings)
    const model = settings.model === undefined ? {} : { model: folder(settings.model) }
    const answer = await startWorkerHost({ assets, ...model, base: settings.assets, settings: settings.worker, died: () => void restart() }, settings.form)
    if (signal.aborted) {
      if (answer.status === 'ok') answer.host.end('Personalisation was ended.')
      return
    }
    if (answer.status !== 'ok') {
      show({ status: 'unavailable', why: answer.code, message: answer.message })
      return
    }
    host = answer.host
    const { problems, prior, foreign } = await attachFirst(answer.host, await files, pageItems)
    priorUse = prior
    if (signal.aborted) return
    const [worst] = problems
    tier = 'static'
    watch.retain()
    show(worst === undefined ? { status: 'ready', tier } : { status: 'degraded', tier, why: worst.code, message: problems.map(({ message }) => message).join(' ') })
    const { scorer } = settings
    if (scorer !== undefined) whenIdle(() => void startScorer(answer.host, folder(scorer)), signal)
    // The shipped encoder could add nothing to vectors of another space: it is not fetched.
    if (foreign && settings.model === undefined) return
    transformer = upgrade(answer.host, worst !== undefined)
    whenIdle(() => void transformer?.start(), signal)
  }

  const startScorer = async (current: WorkerHost, folder: Assets): Promise<void> => {
    const held = await modelHeldBack()
    const use: ScorerUse = held === undefined ? await current.startScorer(folder) : { status: 'off', ...held, held: true }
    if (host === current) noteScorer(use)
  }

  const noteScorer = (use: ScorerUse): void => {
    if (scorerUse?.status === use.status) return
    scorerUse = use
    show()
  }

  /** The transformer, when idle: what it does and why it does not is in the state. */
  const upgrade = (current: WorkerHost, degraded: boolean): TransformerTier => {
    const before = up
    return createTransformerTier({
      host: current,
      backend: settings.backend,
      tell(news) {
        if (host !== current) return
        if (news.status === 'fetching') {
          if ('tier' in up) show({ ...up, progress: { bytes: news.bytes, total: news.total } })
          return
        }
        if (news.status === 'off') {
          if (!news.held) show({ status: 'degraded', tier: 'static', why: news.code, message: news.message })
          else if (!degraded) show({ status: 'ready', tier, why: news.code })
          return
        }
        tier = news.tier
        if (degraded && before.status === 'degraded') show({ ...before, tier })
        else show({ status: 'ready', tier, ...(news.stepped === undefined ? {} : { why: news.stepped }) })
        if (news.embedded > 0) state.repeat()
      },
    })
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
    if (host === current && codeOf(answer) === 'worker-silent') void restart()
    if (codeOf(answer) === NOT_PLAIN) return { status: 'invalid', path: 'input', message: 'plain values only: no functions, elements or proxies' }
    // This page ended its worker under the call: where that was a withdrawal, the answer says so.
    if (host !== current && codeOf(answer) === 'worker-ended' && (await consent.standing()).decision?.kind !== 'granted') return { status: 'denied', purpose: 'personalization' }
    // The worker read the choice a moment ago, and it is not what this page runs under: withdrawn elsewhere, or gone with the browser's storage.
    if (host === current && isDenied(answer)) await lost()
    if (host === current && loss.heard(answer)) show()
    return answer
  }

  const lost = async (): Promise<void> => {
    if ((await consent.standing()).decision === undefined) asked = 'choice-gone'
    await begin()
  }

  const ready = async (): Promise<WorkerHost | Refusal> => {
    await running?.done
    // Turned on since: nothing more is recorded or ranked.
    if (running !== undefined && signal() && !running.overridden) await follow()
    // A page that wrote its document anew has thrown the frame out, and its workers with it.
    if (host !== undefined && !host.attached) {
      await restart()
      await running?.done
    }
    if (host !== undefined) return host
    const now = state.get()
    if (now.status === 'needs-consent') return { status: 'denied', purpose: 'personalization' }
    if (now.status === 'paused') return { status: 'unavailable', code: 'paused', message: 'Personalisation is paused.' }
    if (now.status === 'closed') return { status: 'unavailable', code: 'closed', message: 'This engine was closed; make another.' }
    return { status: 'unavailable', code: now.status === 'unavailable' ? now.why : 'worker-ended', message: ('message' in now && now.message) || 'The worker has just ended; ask again.' }
  }

  const answers = settings.collector === undefined ? undefined : createAnswers(answersFor(settings, settings.collector, clock, ask, () => host))
  const detach = answers === undefined ? () => undefined : attachToPage(answers)

  const watch = keepWatch({ look: () => begin(), retain: () => void (host !== undefined && ask((facade) => facade.retain())) })

  const begin = async (): Promise<void> => {
    asked = (await consent.settle()) ?? asked
    await follow()
  }
  void begin().then(() => tool?.start(), () => undefined)

  return {
    state,
    consent,
    settings,
    clock,
    ask,
    host: () => host,
    tier: () => tier,
    noteScorer,
    async addPageItems(items) {
      pageItems = [...pageItems, ...items]
      if (host === undefined) return
      await ask((facade) => facade.attachPageItems(items))
      transformer?.wake()
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
      tool?.stop()
      watch.stop()
      detach()
      state.set({ status: 'closed' })
    },
  }
}

function codeOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'code' in answer ? answer.code : undefined
}

function isDenied(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 'denied' && 'purpose' in answer && answer.purpose === 'personalization'
}
