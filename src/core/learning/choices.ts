import type { InteractionEvent } from '../history/event.js'
import { HISTORY_LIMITS } from '../history/limits.js'
import type { ItemId } from '../item.js'
import { seededRandom } from '../measurement/seeded-random.js'
import type { Candidate, HistoryEntry, OpenedPrior } from '../ranking/candidate.js'
import type { Ranker } from '../ranking/rank.js'
import { LEARNT, type LearntFeature } from '../ranking/weights.js'
import type { Choice } from './posterior.js'

/** Limits of what is learnt from. */
const CHOICES = {
  /** Items a taste needs before what follows tells anything about it. */
  least: 4,
  /** Choices looked back on. */
  most: 120,
  /** Items set against each chosen one. */
  negatives: 8,
  /** Milliseconds for which a teaser that was seen and passed over counts as refused. */
  recentMs: 60 * 60_000,
} as const

/** What choices are read from. */
export interface Replay {
  readonly ranker: Ranker
  /** Oldest first, as it is now. */
  readonly history: readonly HistoryEntry[]
  /** Items that might have been chosen. */
  readonly catalog: readonly Candidate[]
  readonly prior?: OpenedPrior
}

/**
 * The visitor's choices, each against what they passed over: teasers seen shortly before and not opened, then items of the catalog drawn with a
 * fixed seed. Each is seen with the history that came before it, so that nothing learns from its own future. A bounce is no choice.
 */
export function choicesOf({ ranker, history, catalog, prior }: Replay, known: ReadonlyMap<string, Choice> = new Map()): ReadonlyMap<string, Choice> {
  const chosen = firstOpenings(history)
  const found = new Map<string, Choice>()
  for (const place of chosen.slice(CHOICES.least).slice(-CHOICES.most)) {
    const entry = history[place]
    if (entry === undefined) continue
    const { event } = entry
    const before = known.get(event.id)
    const choice = before ?? choiceAt(ranker, history.slice(0, place), entry, catalog, prior)
    if (choice !== undefined) found.set(event.id, choice)
  }
  return found
}

function firstOpenings(history: readonly HistoryEntry[]): readonly number[] {
  const seen = new Set<ItemId>()
  return history.flatMap(({ event }, place) => {
    const opened = (event.kind === 'click' || event.kind === 'like' || event.kind === 'purchase') && !bounced(event)
    if (!opened || seen.has(event.item.id)) return []
    seen.add(event.item.id)
    return [place]
  })
}

function bounced({ dwellMs }: InteractionEvent): boolean {
  return dwellMs !== undefined && dwellMs < HISTORY_LIMITS.bounceMs
}

function choiceAt(ranker: Ranker, before: readonly HistoryEntry[], entry: HistoryEntry, catalog: readonly Candidate[], prior: OpenedPrior | undefined): Choice | undefined {
  const { event, embedding } = entry
  const met = new Set([event.item.id, ...before.filter(({ event: { kind, slot } }) => kind !== 'view' || slot === undefined).map(({ event: { item } }) => item.id)])
  const passed = before.filter(({ event: { kind, slot, at, item } }) => kind === 'view' && slot !== undefined && event.at - at < CHOICES.recentMs && !met.has(item.id))
  const others = new Map<ItemId, Candidate>(passed.slice(-CHOICES.negatives).map(({ event: { item }, embedding: vector }) => [item.id, { item, ...(vector === undefined ? {} : { embedding: vector }) }]))
  const random = seededRandom(before.length + 1)
  for (let tries = 0; others.size < CHOICES.negatives && tries < 4 * CHOICES.negatives; tries++) {
    const drawn = catalog[Math.floor(random() * catalog.length)]
    if (drawn !== undefined && !met.has(drawn.item.id)) others.set(drawn.item.id, drawn)
  }
  if (others.size < 2) return undefined
  const { parts, ids } = ranker.measure({ candidates: [{ item: event.item, ...(embedding === undefined ? {} : { embedding }) }, ...others.values()], history: before, now: event.at, ...(prior === undefined ? {} : { prior }) })
  const of = (feature: LearntFeature, i: number): number => parts.reduce((sum, { kind, values }) => (kind === feature ? sum + (values[i] ?? 0) : sum), 0)
  return ids.map((_, i) => ({ meaning: of(LEARNT[0], i), category: of(LEARNT[1], i), words: of(LEARNT[2], i), popularity: of(LEARNT[3], i), collaborative: of(LEARNT[4], i) }))
}
