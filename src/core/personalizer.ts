import type { Invalid, Refusal } from './answer.js'
import { openCatalog } from './catalog/catalog.js'
import { readItem } from './catalog/item-line.js'
import { openStaticModel } from './embedding/static-model.js'
import { given } from './given.js'
import type { EventId, InteractionEvent } from './history/event.js'
import { judge } from './history/noise-filter.js'
import { isExpired } from './history/retention.js'
import { profileOf } from './ranking/profile.js'
import { itemText } from './item.js'
import type { Item, ItemId } from './item.js'
import type { HistoryAnswer, PlacedItem, ProfileAnswer, RankedAnswer, RecordAnswer, SimilarAnswer } from './personalizer/answers.js'
import { createGuidance } from './personalizer/guidance.js'
import { createContribution } from './personalizer/contribution.js'
import type { ContributionDep } from './personalizer/contribution.js'
import { createExperiment } from './personalizer/experiment.js'
import { createLibrary } from './personalizer/library.js'
import type { Library } from './personalizer/library.js'
import type { Memory, MemoryDep, Recollection } from './personalizer/memory.js'
import type { CommandInput } from './personalizer/read-command.js'
import type { PartToForget } from './personalizer/requests.js'
import { createRights, lossOf, withWish } from './personalizer/rights.js'
import { createScoring } from './personalizer/scoring.js'
import { countLanguages } from './text/language.js'
import { createUpgrade, type UpgradeDep } from './personalizer/upgrade.js'
import type { VectorStore } from './ports.js'
import { ledgerView } from './privacy/ledger-view.js'
import { auditList } from './measurement/audit-list.js'
import { ownPositions } from './measurement/own-positions.js'
import { explainPlace } from './ranking/explain-place.js'
import type { HistoryEntry } from './history/engagement.js'
import type { RankedItem } from './ranking/ranking.js'
import { excludedBy } from './ranking/rules.js'
import type { CreateVectorPool } from './embedding/vector-pool.js'
import { topicKey } from './prior/topic-key.js'
import { honourWishes, isMuted } from './ranking/wishes.js'
import { readLanguage, readSentences } from './ranking/read-language.js'
import { wordBy } from './ranking/wording.js'
import { epochOf } from './time.js'
import type { Millis } from './time.js'

export interface PersonalizerDep extends MemoryDep, Omit<ContributionDep, 'memory'> {
  readonly memory: Memory
  readonly holdout?: number
  /** Where vectors of earlier visits are; without it each visit makes its own. */
  readonly vectors?: VectorStore
  /** Where vectors are kept and compared in memory; default: in plain JavaScript. */
  readonly createPool?: CreateVectorPool
  /** The site's rules, as it wrote them. */
  readonly rules?: unknown
  /** The site's own counters, as it wrote them. */
  readonly counters?: unknown
  /** Off: no place is drawn. */
  readonly explore?: boolean
  /** The site's own sentences for the reasons, as it wrote them. */
  readonly reasons?: unknown
}

const invalid = (path: string, message: string): Invalid => ({ status: 'invalid', path, message })

/** Record, rank, explain, decide, forget, contribute: everything the worker can be asked, over ports. */
export function createPersonalizer(dep: PersonalizerDep) {
  const library = createLibrary(dep.createPool)
  const contribution = createContribution({ ...dep, arm: (recalled) => experiment.arm(recalled) })
  const { memory, history, gate } = dep
  const experiment = createExperiment({ recall: (options) => memory.recall(options), history, random: dep.random, clock: dep.clock, tasks: contribution.tasks, ...(dep.holdout === undefined ? {} : { holdout: dep.holdout }) })
  const scoring = createScoring()
  const guidance = createGuidance({ library, history, random: dep.random, rules: dep.rules, counters: dep.counters, ...(dep.explore === undefined ? {} : { explore: dep.explore }) })
  const historyOf = ({ events }: { readonly events: readonly InteractionEvent[] }): readonly HistoryEntry[] => events.map((event) => ({ event, ...embeddingOf(library, event.item) }))
  const measure: UpgradeDep['measure'] = async (recalled, { items, slot }, places) => {
    const entries = historyOf(recalled)
    const now = dep.clock.now()
    const ranker = library.ranker()
    const request = await scoring.scored(ranker, { candidates: items?.map(library.candidate) ?? library.candidates(), history: entries, now, ...guidance.of(recalled, entries, slot, now) })
    const { ids, totals } = ranker.measure(request)
    return { ids, totals, visible: new Set(ranker.rank({ ...request, limit: places }).map(({ id }) => id)) }
  }
  const transformer = createUpgrade({ memory, library, measure, ...(dep.vectors === undefined ? {} : { vectors: dep.vectors }) })
  const withItem = (one: RankedItem): PlacedItem => {
    const item = library.find(one.id)
    return item === undefined ? one : { ...one, item }
  }
  const rights = createRights(dep)
  const excluded = new Set(excludedBy(dep.rules))
  const ownSentences = readSentences(dep.reasons)
  let word = wordBy(ownSentences)
  /** What earlier visits showed, once: the centre begins where the last visit left it. */
  let seen = false
  const seeAgain = (events: readonly InteractionEvent[]): void => {
    if (!seen) library.see(events.filter(({ kind }) => kind === 'view').map(({ item }) => item))
    seen = true
  }
  /** What becomes of an event, in view of the history. */
  const decideOn = (input: CommandInput<'record'>, { events }: Recollection): { readonly event?: InteractionEvent; readonly answer: RecordAnswer } => {
    const made = eventOf(input, library, dep)
    if ('status' in made) return { answer: made }
    if (excluded.has(made.item.id)) return { answer: { status: 'ignored', why: 'excluded' } }
    const event = made.kind === 'click' || made.kind === 'view' ? { ...made, ...experiment.placeOf(made.slot, made.item.id) } : made
    if (isExpired(event, dep.clock.now(), dep.retentionDays?.())) return { answer: { status: 'ignored', why: event.at > dep.clock.now() ? 'clock' : 'expired' } }
    const judgement = judge(event, events, { now: dep.clock.now() })
    if (!judgement.keep) return { ...given({ event: judgement.replaces }), answer: { status: 'ignored', why: judgement.why } }
    return { event, answer: { status: 'ok', id: event.id, ...given({ gave: judgement.gives }) } }
  }
  const recallForLook = () => memory.recall({ whilePaused: true })

  return {
    ...rights,

    /** Reads the stores ahead, while the page's files are on their way. */
    async warm(): Promise<void> {
      await memory.recall()
    },

    attachStatic(bytes: ArrayBuffer, vocab: string) {
      const opened = openStaticModel(bytes, vocab, dep.createPool)
      if (opened.status !== 'ok') return { status: 'failed', code: opened.code, message: opened.message } as const
      library.attachStatic(opened.model)
      return { status: 'ok' } as const
    },

    attachCatalog(json: string, bin: ArrayBuffer | undefined) {
      const opened = openCatalog(json, bin)
      if (opened.status !== 'ok') return { status: 'failed', code: opened.code, message: opened.message } as const
      const { catalog } = opened
      library.attachCatalog(catalog)
      const { problems } = catalog
      // Words and vectors are made ready now, so that the first ranking does not wait for them.
      library.ranker()
      return { status: 'ok', items: catalog.items.length, problems, space: catalog.space, shipped: library.isShipped } as const
    },

    attachPageItems(items: readonly unknown[]) {
      const read = items.map(readItem)
      library.addPageItems(read.flatMap((reading) => (reading.status === 'ok' ? [reading.item] : [])))
      const problems = read.flatMap((reading, index) => (reading.status === 'bad' ? [`item ${index + 1} of the page: ${reading.message}`] : []))
      return { status: 'ok', items: library.size, problems } as const
    },

    detachPageItems: library.dropPageItems,

    useScorer: scoring.use,
    useEncoder: transformer.useEncoder,
    encoderFault: transformer.faultOf,
    pending: transformer.pending,
    upgrade: transformer.run,

    /** The file that is the same for everyone: popularity, neighbours, topics. */
    attachPrior(json: string) {
      const attached = guidance.attachPrior(json)
      return attached.status === 'ok' ? attached : ({ status: 'failed', code: attached.code, message: attached.message } as const)
    },

    /** How an item's place came about, and where it would stand without each item of the history that speaks for it. */
    async explain(itemId: string) {
      const remembered = await memory.recall()
      if (remembered.status !== 'ok') return remembered
      if (library.find(itemId) === undefined) return invalid('itemId', `no item ${itemId} in the catalog or on the page`)
      const now = dep.clock.now()
      const entries = historyOf(remembered)
      const { explore: _, ...guided } = guidance.of(remembered, entries, undefined, now)
      const ranker = library.ranker()
      const explained = await explainPlace(ranker, itemId as ItemId, { candidates: library.candidates(), history: entries, now, word, ...guided }, (request) => scoring.scored(ranker, request))
      return { status: 'ok', ...explained } as const
    },

    /** A language file: what reasons say from now on, but where the site has its own sentence. */
    attachLanguage(json: string) {
      const read = readLanguage(json)
      if (read.status !== 'ok') return { status: 'failed', code: read.code, message: read.message } as const
      word = wordBy({ ...read.reasons, ...ownSentences })
      return { status: 'ok' } as const
    },

    attachTasks: (json: string) => contribution.attachTasks(json),
    useSharder: contribution.useSharder,

    async record(input: CommandInput<'record'>): Promise<RecordAnswer> {
      const written = await memory.append((recalled) => decideOn(input, recalled))
      if (written.status !== 'ok') return written
      const { event, answer } = written.decided
      if (event?.kind === 'view') library.see([event.item])
      if ('gave' in answer) await history.remove(written.grant, [answer.gave])
      return answer
    },

    async rank(input: CommandInput<'rank'>): Promise<RankedAnswer | Refusal> {
      const remembered = await memory.recall()
      if (remembered.status !== 'ok') return remembered
      const recalled = await guidance.withSeed(remembered)
      await transformer.restore(recalled)
      seeAgain(recalled.events)
      const items = input.items === undefined ? library.all() : itemsOf(input.items)
      if ('status' in items) return items
      if (input.query === undefined) transformer.note(given({ slot: input.slot, items: input.items && items, limit: input.limit }))
      const wishes = recalled.state.wishes ?? {}
      const wished = Object.keys(wishes).length > 0
      const queryEmbedding = input.query === undefined ? undefined : await transformer.embedQuery(input.query)
      // What a visitor wants none of fills no slot; in a list that the site gave it goes to the end.
      const offered = wished && input.items === undefined ? items.filter((item) => !isMuted(item, wishes)) : items
      const now = dep.clock.now()
      const entries = historyOf(recalled)
      const ranker = library.ranker()
      const request = {
        candidates: offered === library.all() ? library.candidates() : offered.map(library.candidate),
        history: entries,
        now,
        word,
        ...guidance.of(recalled, entries, input.slot, now),
        ...(input.query === undefined ? {} : { query: input.query }),
        ...(queryEmbedding === undefined ? {} : { queryEmbedding }),
        ...(input.exclude === undefined ? {} : { exclude: input.exclude }),
        ...(input.limit === undefined || wished ? {} : { limit: input.limit }),
      }
      const ordered = ranker.rank(await scoring.scored(ranker, request))
      const own = honourWishes(ordered, offered, wishes, word)
      const arm = await experiment.arm(recalled)
      const original = () => items.map(({ id }) => id)
      const mixed = arm === 'personalized' && input.items !== undefined && input.query === undefined ? await experiment.interleave(recalled, own, original(), input.slot) : own
      const ranked = mixed.slice(0, input.limit)
      experiment.shown(input.slot, arm === 'original' ? original().map((id) => ({ id })) : ranked)
      // A caller who gave no items has none to show beside the ids.
      const shown = input.items === undefined ? ranked.map(withItem) : ranked
      return { status: 'ranked', items: shown, arm, space: library.space, learning: guidance.learnt(entries).using, ...(input.query === undefined ? {} : { query: queryEmbedding === undefined ? 'words' : 'meaning' }), ...lossOf(remembered), ...(scoring.state === undefined ? {} : { scorer: scoring.state }) }
    },

    async similar(itemId: string, limit: number): Promise<SimilarAnswer | Refusal> {
      const recalled = await memory.recall()
      if (recalled.status !== 'ok') return recalled
      const item = library.find(itemId)
      if (item === undefined) return invalid('itemId', `no item ${itemId} in the catalog or on the page`)
      return { status: 'ok', items: library.ranker().similar(item, library.candidates(), limit) }
    },

    async history(): Promise<HistoryAnswer | Refusal> {
      const recalled = await recallForLook()
      return recalled.status === 'ok' ? { status: 'ok', events: [...recalled.events].reverse(), ...lossOf(recalled) } : recalled
    },

    async profile(): Promise<ProfileAnswer | Refusal> {
      const recalled = await recallForLook()
      if (recalled.status !== 'ok') return recalled
      const { topics, hidden } = profileOf(recalled.events)
      return { status: 'ok', events: recalled.events.length, topics, hidden, space: library.space } as const
    },

    async suggestTopics() {
      const recalled = await memory.recall()
      if (recalled.status !== 'ok') return recalled
      return { status: 'ok', topics: guidance.topics(recalled) } as const
    },

    async chooseTopics(ids: readonly string[]) {
      const recalled = await memory.recall()
      if (recalled.status !== 'ok') return recalled
      const known = new Set([...library.all().flatMap(({ category }) => category ?? []), ...Object.keys(recalled.state.topics ?? {})].map(topicKey))
      const unknown = ids.findIndex((id) => !known.has(topicKey(id)))
      if (unknown !== -1) return invalid(`ids.${unknown}`, `no topic ${ids[unknown] ?? ''} in the catalog or on the page; topics.suggest() tells which there are`)
      return history.writeState(recalled.grant, { ...recalled.state, topics: Object.fromEntries(ids.map((id) => [id, 1])) })
    },

    async quality() {
      const recalled = await recallForLook()
      if (recalled.status !== 'ok') return recalled
      const tiers = library.all().map((item) => library.embedding(item)?.tier)
      const count = (tier: string | undefined): number => tiers.filter((found) => found === tier).length
      const vectors = { transformer: count('transformer'), static: count('static'), none: count(undefined) }
      const entries = historyOf(recalled)
      const now = dep.clock.now()
      const { explore: _, ...guided } = guidance.of(recalled, entries, undefined, now)
      const ranker = library.ranker()
      const request = await scoring.scored(ranker, { candidates: library.candidates(), history: entries, now, ...guided })
      return { status: 'ok', events: recalled.events.length, items: library.size, vectors, languages: countLanguages(library.all().map(itemText)), prior: guidance.use ?? 'none', counters: guidance.counters, scorer: scoring.state ?? 'none', rules: { count: guidance.rules.rules.length, problems: guidance.rules.problems }, learning: guidance.learnt(entries), audit: { ...auditList(ranker, request), lists: ownPositions(recalled.events) } } as const
    },

    async ledger() {
      const read = await contribution.ledger()
      return read.status === 'ok' ? ({ status: 'ok', ...ledgerView(read.ledger, epochOf(dep.clock.now()), read.caps) } as const) : read
    },

    reports: contribution.reports,
    noteAttempt: contribution.noteAttempt,
    waiting: contribution.waiting,
    claim: contribution.claim,
    contribute: contribution.contribute,
    prepare: contribution.prepare,

    async forget(scope: PartToForget): Promise<{ readonly status: 'ok'; readonly removed: number } | Refusal> {
      const recalled = await recallForLook()
      if (recalled.status !== 'ok') return recalled
      const gone = recalled.events.filter((event) => concerns(scope, event)).map(({ id }) => id)
      if ('topic' in scope) {
        // What the visitor said of the topic goes with it.
        const { topics = {}, wishes = {} } = recalled.state
        const said = await history.writeState(recalled.grant, { ...recalled.state, topics: Object.fromEntries(Object.entries(topics).filter(([topic]) => topic !== scope.topic)), wishes: withWish(wishes, scope.topic, 'none') })
        if (said.status !== 'ok') return said
      }
      if (gone.length === 0) return { status: 'ok', removed: 0 }
      const written = await history.remove(recalled.grant, gone)
      return written.status === 'ok' ? { status: 'ok', removed: gone.length } : written
    },

    revokeAll: () => gate.revokeAll(),
  }
}

export type Personalizer = ReturnType<typeof createPersonalizer>

function eventOf(input: CommandInput<'record'>, library: Library, dep: PersonalizerDep): InteractionEvent | Invalid {
  const item = typeof input.item === 'string' ? library.find(input.item) : readItem(input.item)
  if (item === undefined) return invalid('item', `no item ${String(input.item)} in the catalog or on the page; give the whole item`)
  if ('status' in item && item.status === 'bad') return invalid('item', item.message)
  const at = input.at ?? dep.clock.now()
  return {
    id: hex(dep.random.bytes(12)) as EventId,
    kind: input.kind,
    item: 'status' in item ? item.item : item,
    at: at as Millis,
    ...(input.dwellMs === undefined ? {} : { dwellMs: input.dwellMs }),
    ...(input.value === undefined ? {} : { value: input.value }),
    ...(input.slot === undefined ? {} : { slot: input.slot }),
  }
}

function itemsOf(given: readonly unknown[]): readonly Item[] | Invalid {
  const items: Item[] = []
  for (const [index, value] of given.entries()) {
    const read = readItem(value)
    if (read.status === 'bad') return invalid(`items.${index}`, read.message)
    items.push(read.item)
  }
  return items
}

function embeddingOf(library: Library, item: Item) {
  const embedding = library.embedding(item)
  return embedding === undefined ? {} : { embedding }
}

function concerns(scope: PartToForget, { id, item }: InteractionEvent): boolean {
  if ('event' in scope) return id === scope.event
  if ('item' in scope) return item.id === scope.item
  return item.category === scope.topic || (item.tags ?? []).includes(scope.topic)
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
