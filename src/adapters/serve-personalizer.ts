import type { Invalid, Unavailable } from '../core/answer.js'
import { readEncoderModel } from '../core/embedding/encoder-model.js'
import { createGate } from '../core/consent/gate.js'
import { createPersonalizer } from '../core/personalizer.js'
import type { Personalizer } from '../core/personalizer.js'
import { createMemory } from '../core/personalizer/memory.js'
import { readCommand } from '../core/personalizer/read-command.js'
import type { CommandInput, CommandName } from '../core/personalizer/read-command.js'
import { retentionDays } from '../core/history/retention.js'
import { capsOf } from '../core/privacy/limits.js'
import type { Decision } from '../core/consent/decision.js'
import type { PersonalizerFacade, PersonalizerSettings, StartAnswer } from '../protocol/personalizer.js'
import { createClock } from './clock.js'
import { createHistoryStore } from './history-store.js'
import { probe } from './isolation/probe.js'
import { sealRealm } from './isolation/seal-realm.js'
import { verdictOf } from './isolation/verdict.js'
import { browserRandomness } from './randomness.js'
import { openVectorPools } from './vector-pool.js'
import { createConsentDatabase } from './release-store.js'
import { createRemoteEncoder } from './remote-encoder.js'
import type { RemoteEncoder } from './remote-encoder.js'
import { createRemoteSharder } from './remote-sharder.js'
import type { RemoteSharder } from './remote-sharder.js'
import { attachScorer } from './attach-scorer.js'
import type { RemoteScorer } from './remote-scorer.js'

type Facade = PersonalizerFacade<MessagePort>

const NOT_STARTED: Unavailable = { status: 'unavailable', code: 'not-started', message: 'The worker has not been started.' }

/**
 * The facade of the personalizer worker: probe first, seal the realm, and only then open a database. Public files are
 * taken in meanwhile, since a browser takes its time over a refusal. One flat frozen object, so that nothing else can be reached.
 */
export function servePersonalizer(): Facade {
  let personalizer: Personalizer | undefined
  let closeStores: () => Promise<unknown> = () => Promise.resolve()
  /** Every way out was refused: stores may be opened. */
  let isolated = false
  let encoder: RemoteEncoder | undefined
  let sharder: RemoteSharder | undefined
  let scorer: RemoteScorer | undefined

  const start = async (settings: PersonalizerSettings): Promise<StartAnswer> => {
    const wired = wire(settings)
    ;({ personalizer, closeStores } = wired)
    const report = await probe(settings.origin)
    const verdict = verdictOf(report)
    if (verdict !== undefined) {
      personalizer = undefined
      return { status: 'refused', ...verdict, probe: report }
    }
    sealRealm()
    isolated = true
    void ask((running) => running.warm())
    return { status: 'ok', probe: report }
  }

  const ask = async <T>(command: (running: Personalizer) => T | Promise<T>): Promise<T | Unavailable> => (isolated ? take(command) : NOT_STARTED)

  /** Runs a command that needs nothing of the visitor's; what it throws is a bug, and crosses as a code without a word of theirs. */
  const take = async <T>(command: (running: Personalizer) => T | Promise<T>): Promise<T | Unavailable> => {
    if (personalizer === undefined) return NOT_STARTED
    try {
      return await command(personalizer)
    } catch (error) {
      return { status: 'unavailable', code: 'internal', message: `The worker failed (${error instanceof Error ? error.name : 'unknown'}); the page keeps its own order.` }
    }
  }

  /** Checks what the page handed over before the command sees it. */
  const checked = async <Name extends CommandName, T>(name: Name, value: unknown, command: (running: Personalizer, input: CommandInput<Name>) => Promise<T>): Promise<T | Unavailable | Invalid> => {
    const read = readCommand(name, value)
    return read.status === 'ok' ? ask((running) => command(running, read.value)) : read
  }

  const facade: Facade = {
    alive: () => Promise.resolve(true),
    probe,
    start,
    attachStatic: (model, vocab) => attached(take((running) => running.attachStatic(model, vocab))),
    attachCatalog: ({ json, bin }) => attached(take((running) => running.attachCatalog(json, bin))),
    attachPageItems: (items) => attached(take((running) => running.attachPageItems(items))),
    detachPageItems: (ids) => Promise.resolve(personalizer?.detachPageItems(ids)),
    attachPrior: async (json) => {
      const answer = await take((running) => running.attachPrior(json))
      return answer.status === 'unavailable' ? { status: 'failed', code: answer.code, message: answer.message } : answer
    },
    explain: (itemId) => checked('explain', { itemId }, (running, input) => running.explain(input.itemId)),
    attachTasks: (json) => attached(ask((running) => running.attachTasks(json))),
    attachLanguage: (json) => attached(take((running) => running.attachLanguage(json))),
    attachSharder: async (port, taskId, keys) => {
      sharder?.end()
      sharder = createRemoteSharder(port, taskId, keys)
      personalizer?.useSharder(sharder)
    },
    attachEmbedder: async (port, backend, { model: json, ...files }) => {
      encoder?.end()
      const remote = createRemoteEncoder(port)
      encoder = remote
      const own = json === undefined ? undefined : readEncoderModel(json)
      if (own?.status === 'bad') return { status: 'failed', code: 'model', message: own.message }
      const mixed = await ask((running) => running.encoderFault(own?.model))
      if (mixed !== undefined) return { status: 'failed', code: mixed.code, message: mixed.message }
      const started = await remote.start(backend, own === undefined ? files : { ...files, recipe: own.model.recipe })
      if (started.status === 'ready') personalizer?.useEncoder(remote, own?.model)
      return started
    },
    detachEmbedder: async () => {
      personalizer?.useEncoder(undefined)
      encoder?.end()
      encoder = undefined
    },
    attachScorer: async (port, files) => {
      scorer?.end()
      const attached = await attachScorer(port, files)
      if (attached.status === 'off') return attached
      scorer = attached.scorer
      const used = await ask((running) => running.useScorer(attached.scorer, attached.recipe))
      return used.status === 'unavailable' ? { status: 'off', code: used.code, message: used.message } : used
    },
    detachScorer: async () => {
      scorer?.end()
      scorer = undefined
    },
    pending: () => ask((running) => running.pending()),
    upgrade: () => ask((running) => running.upgrade()),
    record: (message) => checked('record', message, (running, input) => running.record(input)),
    rank: (message) => checked('rank', message, (running, input) => running.rank(input)),
    similar: (itemId, limit) => checked('similar', { itemId, limit }, (running, input) => running.similar(input.itemId, input.limit)),
    suggestTopics: () => ask((running) => running.suggestTopics()),
    chooseTopics: (ids) => checked('choose', { ids }, (running, input) => running.chooseTopics(input.ids)),
    history: () => ask((running) => running.history()),
    profile: () => ask((running) => running.profile()),
    quality: () => ask((running) => running.quality()),
    ledger: () => ask((running) => running.ledger()),
    reports: () => ask((running) => running.reports()),
    noteAttempt: (reportId, outcome) => ask((running) => running.noteAttempt(reportId, outcome)),
    waiting: () => ask((running) => running.waiting()),
    claim: (reportId) => ask((running) => running.claim(reportId)),
    contribute: (pressed, page) => ask((running) => running.contribute(pressed, page)),
    prepare: (page) => ask((running) => running.prepare(page)),
    forget: (scope) => checked('forget', scope, (running, input) => running.forget(input)),
    topics: () => ask((running) => running.topics()),
    wishTopic: (topic, wish) => checked('wish', { topic, wish }, (running, input) => running.wishTopic(input.topic, input.wish)),
    unhide: (itemId) => checked('unhide', { itemId }, (running, input) => running.unhide(input.itemId)),
    retain: () => ask((running) => running.retain()),
    importData: (json) => ask((running) => running.importData(json)),
    leave: async () => {
      isolated = false
      personalizer?.revokeAll()
      await closeStores()
    },
  }
  return Object.freeze(Object.assign(Object.create(null) as Facade, facade))
}

function wire(settings: PersonalizerSettings): { readonly personalizer: Personalizer; readonly closeStores: () => Promise<unknown> } {
  const clock = createClock(settings.clockOffsetMs)
  const consent = createConsentDatabase(settings.namespace, clock)
  /** The visitor's own limit lies in the decision, which every request reads again. */
  let visitorDays: number | undefined
  const readDecision = async (): Promise<Decision | undefined> => {
    const decision = await consent.readDecision()
    visitorDays = decision?.kind === 'granted' ? decision.retentionDays : undefined
    return decision
  }
  const gate = createGate({ readDecision, policyVersion: settings.policyVersion, clock })
  const history = createHistoryStore({ namespace: settings.namespace, readDecision, marks: consent.marks })
  const days = (): number => retentionDays(settings.retentionDays, visitorDays)
  const memory = createMemory({ gate, history, clock, retentionDays: days })
  const personalizer = createPersonalizer({ gate, history, clock, memory, random: browserRandomness, releases: consent.releases, vectors: history, createPool: openVectorPools(), retentionDays: days, rules: settings.rules, counters: settings.counters, reasons: settings.reasons, caps: capsOf(settings.caps ?? {}), ...(settings.holdout === undefined ? {} : { holdout: settings.holdout }), ...(settings.explore === undefined ? {} : { explore: settings.explore }) })
  return { personalizer, closeStores: () => Promise.all([history.close(), consent.close()]) }
}

type Attached = Awaited<ReturnType<Facade['attachStatic']>>

async function attached(work: Promise<Attached | Unavailable>): Promise<Attached> {
  const answer = await work
  return answer.status === 'unavailable' ? { status: 'failed', code: answer.code, message: answer.message } : answer
}

