import { describe, expect, it } from 'vitest'
import type { EventId } from '../history/event.js'
import type { ItemId } from '../item.js'
import { createLexicon } from '../text/lexicon.js'
import type { Millis } from '../time.js'
import { createRanker } from '../ranking/rank.js'
import { openedPrior } from './opened-prior.js'
import { openPrior } from './prior-file.js'
import { topicAffinities } from './topic-pairs.js'

const near = (pairs: Record<string, number>, topic: string) => Object.fromEntries(topicAffinities(new Map(Object.entries(pairs))).get(topic) ?? [])

describe('affinities between topics', () => {
  it('are the parts of those who turn to one topic, whatever the order or the case in a label', () => {
    const pairs = { 'Film + Music': 0.3, 'music + food': 0.1, 'Film + Law': 0.1, 'film + travel': 0.1 }
    expect(near(pairs, 'music')).toEqual({ film: 0.5, food: 0.25 })
    expect(near(pairs, 'film')['law']).toBeCloseTo(0.2, 9)
    expect(near(pairs, 'food')).toEqual({ music: 0.5 })
  })

  it('lend at most a half, and nothing from what is not positive or names no two topics', () => {
    expect(near({ 'a + b': 0.98, 'a + c': 0.02, 'a + d': 0, nothing: 3 }, 'a')).toEqual({ b: 0.5, c: 0.02 })
    expect(near({ 'a + b': -1 }, 'a')).toEqual({})
  })
})

describe('a ranking with pairs of topics', () => {
  const item = (id: string, category: string) => ({ id: id as ItemId, title: '', category })
  const candidates = [item('law', 'Law'), item('music', 'Music'), item('food', 'Food')].map((one) => ({ item: one }))
  const ranker = createRanker({ centre: { static: new Float32Array(1), transformer: new Float32Array(1) }, lexicon: createLexicon([]) })
  const prior = (used: boolean) => {
    const opened = openPrior(JSON.stringify({ version: 1, source: 'dp', topics: [{ kind: 'topic-pair', users: 4_000, needed: 3_300, used, shares: { 'film + music': 0.8, 'film + food': 0.1, 'film + law': 0.05 } }] }))
    if (opened.status !== 'ok') throw new Error(opened.message)
    return openedPrior(opened.prior)
  }
  const clicks = (n: number) => Array.from({ length: n }, (_, at) => ({ event: { id: `e${at}` as EventId, kind: 'click' as const, item: item(`film${at}`, 'Film'), at: at as Millis } }))
  const ranked = (n: number, used = true) => ranker.rank({ candidates, history: clicks(n), prior: prior(used) })

  it('follows one click to what its readers turn to besides, and says so', () => {
    expect(ranked(1).map(({ id }) => id)).toEqual(['music', 'food', 'law'])
    expect(ranked(1)[0]?.reasons.map(({ text }) => text)).toContain('Readers of Film often turn to Music too')
  })

  it('does not from the third click on, nor where too few answered', () => {
    expect(ranked(3).map(({ id }) => id)).toEqual(['law', 'music', 'food'])
    expect(ranked(1, false).map(({ id }) => id)).toEqual(['law', 'music', 'food'])
  })
})
