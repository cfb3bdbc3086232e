import type { Refusal, Unavailable } from '../core/answer.js'
import { given } from '../core/given.js'
import type { Abilities } from './abilities.js'
import { followConsentTool } from './bridges/follow-consent-tool.js'
import { createConsentManager } from './consent-manager.js'
import type { PageConsent } from './consent-manager.js'
import type { Engine } from './engine.js'
import type { EngineState, Hearth, HearthOptions } from './hearth.js'
import type { PageSettings } from './page-settings.js'
import { createPrivacySignal } from './privacy-signal.js'
import type { EngineDep } from './running.js'
import { createSnapshot } from './snapshot.js'
import type { Snapshot } from './snapshot.js'
import { createTabs } from './tabs.js'
import { keepWatch } from './watch.js'

/** Brings the engine's code onto the page. Asked only under a grant; once it came it is not asked again. */
export type LoadEngine = () => Promise<{ readonly status: 'ok'; readonly createEngine: (dep: EngineDep) => Engine } | Unavailable>

export interface FollowDep {
  readonly settings: PageSettings
  /** As the site gave them: what only the engine goes by is read there. */
  readonly options: HearthOptions
  readonly load: LoadEngine
  /** The engine that the page is given. */
  readonly hearth: () => Hearth
}

/** A page that stands where the stored decision stands: nothing runs without a grant, and what runs ends with it. */
export interface Followed {
  readonly state: Snapshot<EngineState>
  readonly consent: PageConsent
  /** Asks the engine, or says why there is none. */
  ask<T>(use: (abilities: Abilities) => Promise<T>): Promise<T | Refusal>
  /** Asks what needs the engine's code and a grant, but no workers: also while they are paused. */
  askCode<T>(use: (abilities: Abilities) => Promise<T>): Promise<T | Refusal>
  close(): Promise<void>
}

/** Longest that a question waits for workers that are starting; after that its asker is told so, and may ask again. */
const PATIENCE_MS = 30_000

export function followDecision({ settings, options, load, hearth }: FollowDep): Followed {
  const signal = createPrivacySignal()
  const state = createSnapshot<EngineState>({ status: 'loading', why: 'reading-choice' })
  /** What the running workers amount to; shown unless something pauses them. */
  let up: EngineState = { status: 'loading' }
  let paused: 'visitor' | undefined
  /** Why the visitor is asked again. */
  let asked: string | undefined
  let engine: Engine | undefined
  let loading: ReturnType<LoadEngine> | undefined
  let running: { readonly receipt: string; readonly overridden: boolean; readonly stop: AbortController; readonly done: Promise<void> } | undefined
  let closed = false
  /** Readings of the decision under way because another tab says that it changed. */
  let readings = 0

  const tabs = createTabs(settings.namespace, {
    decision: () => {
      readings += 1
      void follow().finally(() => { readings -= 1 })
    },
    history: () => {
      engine?.changedElsewhere()
      state.repeat()
    },
  })

  const stop = async (): Promise<void> => {
    running?.stop.abort()
    running = undefined
    await engine?.stop()
  }

  const manager = createConsentManager({
    namespace: settings.namespace,
    policyVersion: settings.policyVersion,
    clock: settings.clock,
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

  const tool = settings.consent === 'cmp' ? followConsentTool({ decide: manager.decide, read: manager.standing, changed: () => void follow(), categories: settings.consentCategories }) : undefined

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
      void stop()
      if (refusal !== undefined) state.set({ status: 'unavailable', why: refusal.code, message: refusal.message })
      else state.set({ status: 'needs-consent', ...whyAsked(decision?.kind === 'denied') })
      return
    }
    asked = undefined
    const overridden = decision.overridesSignal === true
    const held = signal() && !overridden ? 'signal' : tool !== undefined && decision.source === 'cmp' && !tool.spoke() ? 'cmp-silent' : undefined
    if (held !== undefined) {
      void stop()
      state.set({ status: 'paused', why: held })
      return
    }
    paused = decision.paused ? 'visitor' : undefined
    // A grant given anew, after a withdrawal that this page slept through, gets workers that know nothing of the old one.
    if (running !== undefined && running.receipt !== decision.receipt) void stop()
    if (running === undefined) await start(decision.receipt, overridden)
    else tell(up)
    if (mine !== turn) return latest
    engine?.answer(running !== undefined && decision.aggregates === 'granted' && !decision.paused)
  }

  const whyAsked = (refused: boolean): { readonly why?: string } => {
    if (refused) return { why: 'refused' }
    if (signal()) return { why: 'signal' }
    return given({ why: asked })
  }

  const tell = (next: EngineState): void => {
    up = next
    if (running !== undefined) state.set(paused === undefined || up.status === 'unavailable' ? up : { status: 'paused', why: paused })
  }

  const start = (receipt: string, overridden: boolean): Promise<void> => {
    const stopping = new AbortController()
    state.set({ status: 'loading' })
    running = { receipt, overridden, stop: stopping, done: bringUp(stopping.signal) }
    return running.done
  }

  /** The engine, with its code on the page; nothing of it runs yet. */
  const engineHere = async (): Promise<Engine | Unavailable> => {
    if (engine !== undefined) return engine
    loading ??= load()
    const loaded = await loading
    if (loaded.status === 'ok') {
      return (engine ??= loaded.createEngine({ settings, options, hearth: hearth(), consent, tell, repeat: () => state.repeat(), announce: () => tabs.announce('history'), suspend: () => void stop(), resume: follow, held, unsure: () => readings > 0, lost, refusal }))
    }
    // The next time that it is wanted it is tried again.
    loading = undefined
    return loaded
  }

  const bringUp = async (ended: AbortSignal): Promise<void> => {
    try {
      // Whoever waits for the workers need not wait for a file that nobody wants any more.
      const here = await Promise.race([engineHere(), whenAborted(ended)])
      if (here === undefined || ended.aborted) return
      if ('status' in here) {
        tell({ status: 'unavailable', why: here.code, message: here.message })
        running = undefined
        return
      }
      await here.start()
      here.retain()
    } catch (error) {
      // A page that lacks what every current browser has, or has changed it, keeps its own order and hears no error.
      if (!ended.aborted) tell({ status: 'unavailable', why: 'internal', message: `Hearth could not start (${error instanceof Error ? error.name : 'unknown'}).` })
    }
  }

  const lost = async (): Promise<void> => {
    if ((await consent.standing()).decision === undefined) asked = 'choice-gone'
    await begin()
  }

  const refusal = (): Refusal => {
    const now = state.get()
    if (now.status === 'needs-consent') return { status: 'denied', purpose: 'personalization' }
    if (now.status === 'paused') return { status: 'unavailable', code: 'paused', message: 'Personalisation is paused.' }
    if (now.status === 'closed') return { status: 'unavailable', code: 'closed', message: 'This engine was closed.' }
    if (now.status === 'loading') return { status: 'unavailable', code: 'starting', message: 'Hearth is starting; ask again.' }
    return { status: 'unavailable', code: now.status === 'unavailable' ? now.why : 'worker-ended', message: ('message' in now && now.message) || 'The worker has just ended.' }
  }

  const held = (): boolean => running !== undefined && !running.overridden && signal()

  const ask: Followed['ask'] = async (use) => {
    await withPatience(running?.done ?? latest)
    // Turned on since: nothing more is recorded or ranked.
    if (held()) await follow()
    return engine?.runs === true ? use(engine.abilities) : refusal()
  }

  const askCode: Followed['askCode'] = async (use) => {
    const { decision, refusal: why } = await consent.standing()
    if (why !== undefined) return why
    if (decision?.kind !== 'granted') return { status: 'denied', purpose: 'personalization' }
    const here = await engineHere()
    return 'status' in here ? here : use(here.abilities)
  }

  const stopWatching = keepWatch(async () => {
    await begin()
    engine?.retain()
  })

  const begin = async (): Promise<void> => {
    asked = (await consent.settle()) ?? asked
    await follow()
  }
  void begin().then(() => tool?.start(), () => undefined)

  return {
    state,
    consent,
    ask,
    askCode,
    async close() {
      closed = true
      void stop()
      engine?.close()
      tabs.close()
      tool?.stop()
      stopWatching()
      state.set({ status: 'closed' })
    },
  }
}

async function withPatience(starting: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  await Promise.race([starting, new Promise<void>((resolve) => { timer = setTimeout(resolve, PATIENCE_MS) })])
  clearTimeout(timer)
}

const whenAborted = (signal: AbortSignal): Promise<undefined> => new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
