import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventId, InteractionKind } from '../history/event.js'
import { type ItemId, itemText } from '../item.js'
import { createLexicon } from '../text/lexicon.js'
import type { Millis } from '../time.js'
import type { Candidate } from './candidate.js'
import type { HistoryEntry } from '../history/engagement.js'
import type { RankRequest } from './rank-request.js'
import { explainPlace } from './explain-place.js'
import { createRanker } from './rank.js'

const DIMENSIONS = 12
const NOW = 1_700_000_000_000
const catalog = Array.from({ length: 60 }, (_, n): Candidate => ({
  item: { id: `i${String(n)}` as ItemId, title: `subject${String(n % 5)} number${String(n)}`, category: `c${String(n % 5)}` },
  embedding: { tier: 'transformer', vector: Float32Array.from({ length: DIMENSIONS }, (_x, d) => (d === n % 5 ? 1 : 0) + 0.4 * Math.sin((n + 1) * (d + 2))) },
}))
const ranker = createRanker({ centre: { static: new Float32Array(DIMENSIONS), transformer: new Float32Array(DIMENSIONS) }, lexicon: createLexicon(catalog.map(({ item }) => itemText(item))), catalog })
const histories = fc.uniqueArray(fc.tuple(fc.nat(59), fc.constantFrom<InteractionKind>('click', 'like', 'hide')), { minLength: 1, maxLength: 8, selector: ([n]) => n }).map((rows) =>
  rows.map(([n, kind], k): HistoryEntry => {
    const { item, embedding } = catalog[n] ?? { item: { id: 'none' as ItemId, title: '' } }
    return { event: { id: `e${String(k)}` as EventId, kind, item, at: (NOW + k * 3_600_000) as Millis }, ...(embedding === undefined ? {} : { embedding }) }
  }),
)
const plain = (request: RankRequest): Promise<RankRequest> => Promise.resolve(request)
/** The place in an order by score, ties to the better. */
const placeOf = (request: RankRequest, id: string): number => {
  const scores = ranker.scores(request)
  const own = scores.find((one) => one.id === id)?.score ?? Number.NaN
  return scores.filter(({ score }) => score > own).length + 1
}

describe('explainPlace', () => {
  it('tells of any item where it stands, by what, and where it would stand without each thing read', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(59), async (history, n) => {
        const id = `i${String(n)}` as ItemId
        const request = { candidates: catalog, history }
        const { rank, score, reasons, without } = await explainPlace(ranker, id, request, plain)
        expect(rank).toBe(placeOf(request, id))
        expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBe(score)
        expect(reasons.every(({ rankWithout }) => rankWithout !== undefined && rankWithout >= 1 && rankWithout <= catalog.length)).toBe(true)
        // Every item that a reason points at has its counterfactual, which is what ranking without it gives.
        expect(without.map(({ itemId }) => itemId).sort()).toEqual([...new Set(reasons.flatMap(({ itemId }) => itemId ?? []))].sort())
        for (const { itemId, rank: then } of without) expect(then).toBe(placeOf({ candidates: catalog, history: history.filter(({ event }) => event.item.id !== itemId) }, id))
      }),
      { numRuns: 40 },
    )
  })

  it('names the event that a reason rests on, and lets an item that was read stand again without it', async () => {
    const read = catalog[7] ?? { item: { id: 'none' as ItemId, title: '' } }
    const event = { id: 'the-click' as EventId, kind: 'click' as const, item: read.item, at: NOW as Millis }
    const entry: HistoryEntry = { event, ...(read.embedding === undefined ? {} : { embedding: read.embedding }) }
    const near = await explainPlace(ranker, 'i12' as ItemId, { candidates: catalog, history: [entry] }, plain)
    expect(near.reasons.find(({ kind }) => kind === 'meaning')).toMatchObject({ itemId: 'i7', eventId: 'the-click', text: 'Because you read “subject2 number7”' })
    expect(near.without).toEqual([{ itemId: 'i7', eventId: 'the-click', rank: 1 }])
    const own = await explainPlace(ranker, 'i7' as ItemId, { candidates: catalog, history: [entry] }, plain)
    expect(own.rank).toBe(catalog.length)
    expect(own.without[0]?.rank).toBe(1)
    expect((await explainPlace(ranker, 'nobody' as ItemId, { candidates: catalog, history: [entry] }, plain)).rank).toBe(0)
  })
})
