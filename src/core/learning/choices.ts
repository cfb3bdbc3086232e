import { engagements } from '../history/engagement.js'
import type { InteractionEvent } from '../history/event.js'
import { HISTORY_LIMITS } from '../history/limits.js'
import type { ItemId } from '../item.js'
import { seededRandom } from '../measurement/seeded-random.js'
import type { Candidate } from '../ranking/candidate.js'
import type { HistoryEntry } from '../history/engagement.js'
import type { OpenedPrior } from '../prior/opened-prior.js'
import type { Ranker } from '../ranking/rank.js'
import { LEARNT, type LearntFeature } from '../ranking/weights.js'
import type { Choice, Offer } from './posterior.js'

/** Limits of what is learnt from. */
const CHOICES = {
  /** Items a taste needs before what follows tells anything about it. */
  least: 4,
  /** Choices looked back on. */
  most: 120,
  /** Items set against each chosen one. */
  negatives: 8,
  /** Fewer that were seen and passed over tell too little of a choice: then the catalog is drawn from. */
  leastPassed: 2,
  /** No choice says more than this many plain ones. */
  mostWeight: 1.5,
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
 * The visitor's choices, each against what they passed over: teasers seen shortly before and not opened. Where none were seen, against items of the
 * catalog drawn with a fixed seed, each standing for its share of all that might have been chosen. A choice is seen with the history that came before
 * it, so that nothing learns from its own future; it weighs what its item does in the history, by attention and by the crowd it stands in.
 */
export function choicesOf({ ranker, history, catalog, prior }: Replay, known: ReadonlyMap<string, Choice> = new Map()): ReadonlyMap<string, Choice> {
  const weights = new Map(engagements(history).map(({ item, weight }) => [item.id, weight]))
  const found = new Map<string, Choice>()
  for (const place of firstOpenings(history).slice(CHOICES.least).slice(-CHOICES.most)) {
    const entry = history[place]
    if (entry === undefined) continue
    const { event } = entry
    const weight = Math.min(CHOICES.mostWeight, weights.get(event.item.id) ?? 0)
    if (weight === 0) continue
    const offered = known.get(event.id)?.offered ?? offeredAt(ranker, history.slice(0, place), entry, catalog, prior)
    if (offered !== undefined) found.set(event.id, { weight, offered })
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

function offeredAt(ranker: Ranker, before: readonly HistoryEntry[], entry: HistoryEntry, catalog: readonly Candidate[], prior: OpenedPrior | undefined): readonly Offer[] | undefined {
  const { event, embedding } = entry
  const met = new Set([event.item.id, ...before.filter(({ event: { kind, slot } }) => kind !== 'view' || slot === undefined).map(({ event: { item } }) => item.id)])
  const { others, standsFor } = passedOver(before, event, met) ?? drawnFrom(catalog, met, before.length + 1)
  if (others.length < CHOICES.leastPassed) return undefined
  const { parts, ids } = ranker.measure({ candidates: [{ item: event.item, ...(embedding === undefined ? {} : { embedding }) }, ...others], history: before, now: event.at, ...(prior === undefined ? {} : { prior }) })
  const of = (feature: LearntFeature, i: number): number => parts.reduce((sum, { kind, values }) => (kind === feature ? sum + (values[i] ?? 0) : sum), 0)
  return ids.map((_, i) => ({ meaning: of(LEARNT[0], i), category: of(LEARNT[1], i), words: of(LEARNT[2], i), popularity: of(LEARNT[3], i), collaborative: of(LEARNT[4], i), standsFor: i === 0 ? 1 : standsFor }))
}

interface Others {
  readonly others: readonly Candidate[]
  /** Items that each of them stands for. */
  readonly standsFor: number
}

/** What was certainly before the visitor's eyes: each stands for itself. */
function passedOver(before: readonly HistoryEntry[], { at: then }: InteractionEvent, met: ReadonlySet<ItemId>): Others | undefined {
  const passed = new Map<ItemId, Candidate>()
  for (const { event: { kind, slot, at, item }, embedding } of before) {
    if (kind === 'view' && slot !== undefined && then - at < CHOICES.recentMs && !met.has(item.id)) passed.set(item.id, { item, ...(embedding === undefined ? {} : { embedding }) })
  }
  return passed.size < CHOICES.leastPassed ? undefined : { others: [...passed.values()].slice(-CHOICES.negatives), standsFor: 1 }
}

/** Evenly, without repetition: each was as likely to be drawn as any other that was not met. */
function drawnFrom(catalog: readonly Candidate[], met: ReadonlySet<ItemId>, seed: number): Others {
  const random = seededRandom(seed)
  const drawn = new Map<ItemId, Candidate>()
  for (let tries = 0; drawn.size < CHOICES.negatives && tries < 4 * CHOICES.negatives; tries++) {
    const candidate = catalog[Math.floor(random() * catalog.length)]
    if (candidate !== undefined && !met.has(candidate.item.id)) drawn.set(candidate.item.id, candidate)
  }
  const chooseable = catalog.reduce((sum, { item }) => (met.has(item.id) ? sum : sum + 1), 0)
  return { others: [...drawn.values()], standsFor: Math.max(1, chooseable / Math.max(1, drawn.size)) }
}
