import type { Embedding } from '../embedding/space.js'
import type { Item, ItemId } from '../item.js'
import { crowdFactor, crowds, isVisit } from './crowd.js'
import type { EventId, InteractionEvent } from './event.js'
import { HISTORY_LIMITS } from './limits.js'

/** An event with the vector of its item, where one is known. */
export interface HistoryEntry {
  readonly event: InteractionEvent
  readonly embedding?: Embedding
}

/** What all events on one item say together. */
export interface Engagement {
  readonly item: Item
  readonly embedding?: Embedding
  /** The event that a reason points at: the strongest one. */
  readonly eventId: EventId
  /** How much it says about the visitor's taste; 0 for a hide or a mere sight, little for a bounce. One plain click is 1. */
  readonly weight: number
  /** The visitor has seen the item itself, so that it need not be shown again. */
  readonly read: boolean
  readonly liked: boolean
  /** The visitor said that they do not want it; the later of like and hide wins. */
  readonly hidden: boolean
}

/** Weight of each kind beside a click of 1. A purchase and a like are said, not inferred. A `view` inside a slot is a sight of the teaser, no sign of taste. */
const LIKED = 3
const PURCHASED = 3
const VIEWED = 0.5
/** A bounce still says that the title drew the visitor: ten of them weigh one click. */
const BOUNCED = 0.1

/** A visit that keeps less of its weight than this was one of too many to have been read: nine in half an hour, and the tenth. */
const READ_FACTOR = 0.4

/**
 * Folds events into one engagement an item, in the order in which items first appear.
 * Attention on an item scales its click: hardly anything for a bounce, in full from `fullAttentionMs`, half as much again at ten times that.
 * Where attention is missing, many items in a short time weigh less and less; and no day weighs more than `dayWeight`.
 */
export function engagements(history: readonly HistoryEntry[]): readonly Engagement[] {
  const byItem = new Map<ItemId, HistoryEntry[]>()
  for (const entry of history) {
    const known = byItem.get(entry.event.item.id)
    if (known === undefined) byItem.set(entry.event.item.id, [entry])
    else known.push(entry)
  }
  const crowd = crowds(history.map(({ event }) => event))
  const factorOf = ({ id }: InteractionEvent): number => {
    const before = crowd.get(id)
    return before === undefined ? 1 : crowdFactor(before)
  }
  return withinDays([...byItem.values()].map((entries) => engagementOf(entries, factorOf)))
}

/** Scales the days down that weigh too much, each by the moment of the event that speaks for an item. */
function withinDays(made: readonly (Engagement & { readonly at: number })[]): readonly Engagement[] {
  const days = new Map<number, number>()
  const dayOf = (at: number): number => Math.floor(at / HISTORY_LIMITS.dayMs)
  for (const { at, weight } of made) days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + weight)
  return made.map(({ at, ...engagement }) => {
    const total = days.get(dayOf(at)) ?? 0
    return total > HISTORY_LIMITS.dayWeight ? { ...engagement, weight: (engagement.weight * HISTORY_LIMITS.dayWeight) / total } : engagement
  })
}

function engagementOf(entries: readonly HistoryEntry[], factorOf: (event: InteractionEvent) => number): Engagement & { readonly at: number } {
  const events = entries.map(({ event }) => event)
  const opinion = latest(events.filter(({ kind }) => kind === 'like' || kind === 'hide'))
  const purchase = latest(events.filter(({ kind }) => kind === 'purchase'))
  const visits = events.filter((event) => isVisit(event) || event.kind === 'dwell')
  const factor = visits.reduce((most, event) => Math.max(most, factorOf(event)), 0)
  const visit = latest(visits.filter(({ kind }) => kind === 'click')) ?? latest(visits)
  const hidden = opinion?.kind === 'hide'
  const liked = opinion?.kind === 'like'
  const weight = hidden ? 0 : Math.max(liked ? LIKED : 0, purchase === undefined ? 0 : PURCHASED, factor * visitWeight(visits))
  const embedding = lastEmbedding(entries)
  const event = opinion ?? purchase ?? visit ?? latest(events)
  const item = (latest(events) ?? event)?.item
  if (event === undefined || item === undefined) throw new RangeError('an engagement needs at least one event')
  return { item, ...(embedding === undefined ? {} : { embedding }), eventId: event.id, at: event.at, weight, read: factor >= READ_FACTOR || purchase !== undefined, liked, hidden }
}

function visitWeight(visits: readonly InteractionEvent[]): number {
  if (visits.length === 0) return 0
  const base = visits.some(({ kind }) => kind === 'click') ? 1 : VIEWED
  const dwells = visits.filter(({ dwellMs }) => dwellMs !== undefined && Number.isFinite(dwellMs))
  if (dwells.length === 0) return base
  return attention(dwells.reduce((sum, { dwellMs }) => sum + Math.min(HISTORY_LIMITS.mostDwellMs, Math.max(0, dwellMs ?? 0)), 0))
}

function lastEmbedding(entries: readonly HistoryEntry[]): Embedding | undefined {
  let found: Embedding | undefined
  for (const { embedding } of entries) found = embedding ?? found
  return found
}

/** A tenth for a bounce, then from a half, rising to 1 at `fullAttentionMs`, then by half a unit for every factor of ten, at most 1.5. */
export function attention(dwellMs: number): number {
  const { bounceMs, fullAttentionMs } = HISTORY_LIMITS
  if (!(dwellMs >= bounceMs)) return BOUNCED
  if (dwellMs < fullAttentionMs) return 0.5 + (0.5 * (dwellMs - bounceMs)) / (fullAttentionMs - bounceMs)
  return Math.min(1.5, 1 + 0.5 * Math.log10(dwellMs / fullAttentionMs))
}

function latest(events: readonly InteractionEvent[]): InteractionEvent | undefined {
  let found: InteractionEvent | undefined
  for (const event of events) if (found === undefined || event.at >= found.at) found = event
  return found
}
