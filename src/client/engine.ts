import type { ScorerUse } from '../core/personalizer/scoring.js'
import { isShippedEncoder } from '../core/embedding/shipped.js'
import { given } from '../core/given.js'
import type { Item } from '../core/item.js'
import { createAbilities } from './abilities.js'
import type { Abilities } from './abilities.js'
import { createAnswers } from './answers.js'
import { answersFor, attachToPage } from './answers-on-page.js'
import { createAssetCache } from './asset-cache.js'
import { createAssets } from './assets.js'
import type { Assets } from './assets.js'
import { attachFirst, fetchFirst } from './first-files.js'
import { engineSettings } from './engine-settings.js'
import type { EngineState } from './hearth.js'
import { modelHeldBack, whenIdle } from './idle.js'
import { followPageLife } from './page-life.js'
import { onceADay } from './once-a-day.js'
import { ownFiles } from './own-files.js'
import { NOT_PLAIN } from './remote.js'
import { createTransformerTier } from './transformer-tier.js'
import type { TransformerTier } from './transformer-tier.js'
import type { EngineDep, Running } from './running.js'
import { createToldState } from './told-state.js'
import { withTransformer } from './with-transformer.js'
import { startWorkerHost } from './worker-host.js'
import type { WorkerHost } from './worker-host.js'

/** What runs the workers behind one page. It is loaded after consent, and does what the decision that stands allows. */
export interface Engine {
  /** What a visitor's page can ask while there is consent. */
  readonly abilities: Abilities
  /** False where the workers have ended or never came up. */
  readonly runs: boolean
  /** Starts the workers; resolved when they stand somewhere, which is told. */
  start(): Promise<void>
  /** Ends every call at once; resolves when its workers are gone. */
  stop(message?: string): Promise<void>
  /** Whether published questions may be answered now. */
  answer(allowed: boolean): void
  /** Items found on the page, kept for a worker that starts later. */
  addPageItems(items: readonly Item[]): Promise<void>
  /** Another tab has changed the history. */
  changedElsewhere(): void
  /** Deletes what is past its time, once a day. */
  retain(): void
  /** Unties it from the page for good. */
  close(): void
}

/** A page that ranks does so as soon as it can; one that does not is waited for this long. */
const FIRST_ORDER_MS = 500

/** A worker that dies again and again is not started a third time on one page. */
const MOST_RESTARTS = 2

/** Without a ranking for so long, the page looks whether something is left to embed. */
const LOOK_AFTER_MS = 500

export function createEngine(dep: EngineDep): Engine {
  const settings = engineSettings(dep.settings, dep.options)
  const told = createToldState(settings.clock, dep.tell)
  let host: WorkerHost | undefined
  let transformer: TransformerTier | undefined
  let looking: ReturnType<typeof setTimeout> | undefined
  let stopping = new AbortController()
  let restarts = 0
  let closed = false
  /** Items that this page knows besides its catalog: those found on it, and those that were recorded, which go with the history. */
  const [found, recorded] = [new Map<string, Item>(), new Map<string, Item>()]
  /** Called when the first order stands. */
  let ordered = (): void => undefined

  const stop = async (message = 'Personalisation was ended.'): Promise<void> => {
    stopping.abort()
    transformer?.stop()
    transformer = undefined
    const ending = host?.end(message)
    host = undefined
    told.end()
    recorded.clear()
    answers?.stop()
    await ending
  }

  const granted = async (): Promise<boolean> => (await dep.consent.standing()).decision?.kind === 'granted'

  const bringUp = async (signal: AbortSignal): Promise<void> => {
    /** What can wait, waits for the first order: fetching a model or writing to the disk beside it would only slow it down. */
    const firstOrder = new Promise<void>((resolve) => { ordered = resolve })
    const whenQuiet = (work: () => void): void => void firstOrder.then(() => whenIdle(work, signal))
    const cache = createAssetCache({ namespace: settings.namespace, granted, whenQuiet })
    const folder = (base: string): Assets => createAssets({ base, signal, cache })
    const assets = createAssets({ base: settings.assets, files: ownFiles(), signal, cache })
    const { model } = settings
    const starting = startWorkerHost({
      assets,
      encoder: isShippedEncoder(model) ? model : folder(model),
      base: settings.assets,
      settings: settings.worker,
      signal,
      handFirst: async (personalizer, started) => attachFirst(personalizer, await files, [...found.values(), ...recorded.values()], started),
      died: () => void restart(),
    }, settings.form)
    // After the worker's own file, which is wanted first.
    const files = fetchFirst(assets, settings)
    const answer = await starting
    if (signal.aborted) {
      if (answer.status === 'ok') void answer.host.end('Personalisation was ended.')
      return
    }
    if (answer.status !== 'ok') {
      told.tell({ status: 'unavailable', why: answer.code, message: answer.message })
      return
    }
    host = answer.host
    const { problems, prior, foreign } = answer.first
    const [worst] = problems
    setTimeout(ordered, FIRST_ORDER_MS)
    told.tell(worst === undefined ? { status: 'ready', tier: 'static' } : { status: 'degraded', tier: 'static', why: worst.code, message: problems.map(({ message }) => message).join(' ') }, { prior })
    const { scorer } = settings
    if (scorer !== undefined) whenQuiet(() => void startScorer(answer.host, folder(scorer)))
    // A shipped encoder could add nothing to vectors of another space: it is not fetched.
    if (foreign && isShippedEncoder(model)) return
    transformer = upgrade(answer.host, told.workers)
    whenQuiet(() => void transformer?.start())
  }

  const startScorer = async (current: WorkerHost, folder: Assets): Promise<void> => {
    const held = await modelHeldBack()
    const use: ScorerUse = held === undefined ? await current.startScorer(folder) : { status: 'off', ...held, held: true }
    if (host === current) told.use({ scorer: use })
  }

  /** What is left to embed is looked for once nothing was asked for a moment, so that it stands in no click's way. */
  const lookSoon = (): void => {
    clearTimeout(looking)
    looking = setTimeout(() => transformer?.wake(), LOOK_AFTER_MS)
  }

  const noteRanking: Running['noteRanking'] = ({ scorer, learning }) => {
    ordered()
    lookSoon()
    told.use({ learning, ...given({ scorer }) })
  }

  /** The transformer, when idle: what it does and why it does not is in the state. */
  const upgrade = (current: WorkerHost, cameUp: EngineState): TransformerTier =>
    createTransformerTier({
      host: current,
      backend: settings.backend,
      tell(news) {
        if (host !== current) return
        const next = withTransformer(news, told.workers, cameUp)
        if (next !== undefined) told.tell(next)
        if (news.status === 'on' && news.embedded > 0) dep.repeat()
      },
    })

  const startAnew = async (why: string): Promise<void> => {
    const kept = [...recorded.values()]
    void stop(why)
    dep.suspend()
    // Nothing was erased.
    for (const item of kept) recorded.set(item.id, item)
    await dep.resume()
  }

  const restart = async (): Promise<void> => {
    if (!closed && restarts < MOST_RESTARTS) {
      restarts += 1
      return startAnew('The worker stopped with an error.')
    }
    void stop('The worker stopped with an error.')
    if (!closed) told.tell({ status: 'unavailable', why: 'worker-ended', message: 'The worker stopped repeatedly; the page keeps its own order. Reload to try again.' })
  }

  /**
   * A page that is left keeps no worker, not even in the back/forward cache: nobody there could let go of the history,
   * and WebKit would not delete it before the browser ends.
   */
  const life = followPageLife({
    left() {
      stopping.abort()
      transformer?.stop()
      host?.terminate('The page was left.')
    },
    back: () => startAnew('The page was left.'),
  })

  const ask: Running['ask'] = async (use) => {
    await life.shown()
    if (dep.held()) {
      await dep.resume()
      return dep.refusal()
    }
    // A page that wrote its document anew has thrown the frame out, and its workers with it.
    if (host?.attached === false) await restart()
    const current = host
    if (current === undefined) return dep.refusal()
    const answer = await current.personalizer.call(use)
    if (host === current && codeOf(answer) === 'worker-silent') void restart()
    if (codeOf(answer) === NOT_PLAIN) return { status: 'invalid', path: 'input', message: 'plain values only: no functions, elements or proxies' }
    // This page ended its worker under the call: where that was a withdrawal, the answer says so.
    if (host !== current && codeOf(answer) === 'worker-ended' && !(await granted())) return { status: 'denied', purpose: 'personalization' }
    // The worker read the choice a moment ago, and it is not what this page runs under: withdrawn elsewhere, or gone with the browser's storage.
    if (host === current && isDenied(answer)) await dep.lost()
    if (host === current) told.hear(answer)
    return answer
  }

  const answers = settings.collector === undefined ? undefined : createAnswers(answersFor(settings, settings.collector, settings.clock, ask, () => host))
  const detach = answers === undefined ? () => undefined : attachToPage(answers, () => dep.held() || dep.unsure())
  const retainDaily = onceADay(() => void ask((facade) => facade.retain()))
  const retain = (): void => {
    if (host !== undefined) retainDaily()
  }

  const addTo = (known: Map<string, Item>) => async (items: readonly Item[]): Promise<void> => {
    const fresh = items.filter(({ id }) => !found.has(id) && !recorded.has(id))
    for (const item of items) known.set(item.id, item)
    if (host === undefined || fresh.length === 0) return
    await ask((facade) => facade.attachPageItems(fresh))
    transformer?.wake()
  }

  const running: Running = {
    dep,
    settings,
    ask,
    host: () => host,
    tier: () => told.tier,
    noteRanking,
    addRecordedItems: addTo(recorded),
    async dropForgotten() {
      const answer = recorded.size === 0 ? undefined : await ask((facade) => facade.history())
      if (answer?.status !== 'ok') return false
      const held = new Set<string>(answer.events.map(({ item }) => item.id))
      const gone = [...recorded.keys()].filter((id) => !held.has(id))
      for (const id of gone) recorded.delete(id)
      const unknown = gone.filter((id) => !found.has(id))
      if (unknown.length > 0) await ask((facade) => facade.detachPageItems(unknown))
      return unknown.length > 0
    },
    historyChanged({ ranking }) {
      answers?.refresh()
      if (!ranking) return
      dep.announce()
      dep.repeat()
      lookSoon()
    },
    press: async () => (await answers?.press()) ?? { status: 'unavailable', code: 'no-collector', message: 'No collector is set (data-collector): nothing is answered and nothing is ever sent.' },
  }

  return {
    abilities: createAbilities(running),
    get runs() {
      return host !== undefined
    },
    start() {
      stopping = new AbortController()
      return bringUp(stopping.signal)
    },
    stop,
    addPageItems: addTo(found),
    answer(allowed) {
      if (allowed) void answers?.offer()
      else answers?.stop()
    },
    changedElsewhere() {
      answers?.refresh()
      void running.dropForgotten().then((dropped) => dropped && dep.repeat())
      transformer?.wake()
    },
    retain,
    close() {
      closed = true
      void stop()
      detach()
      life.end()
    },
  }
}

function codeOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'code' in answer ? answer.code : undefined
}

function isDenied(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 'denied' && 'purpose' in answer && answer.purpose === 'personalization'
}
