import { describe, expect, it } from 'vitest'
import type { Scorer } from '../ports.js'
import type { ItemId } from '../item.js'
import { createLexicon } from '../text/lexicon.js'
import type { RankRequest } from '../ranking/rank-request.js'
import { createRanker } from '../ranking/rank.js'
import type { ScorerRecipe } from '../ranking/scorer/scorer-recipe.js'
import { createScoring } from './scoring.js'

const candidates = ['a', 'b', 'c'].map((id) => ({ item: { id: id as ItemId, title: `story ${id}` } }))
const ranker = createRanker({ centre: { static: new Float32Array(0), transformer: new Float32Array(0) }, lexicon: createLexicon(['story a', 'story b', 'other']), catalog: candidates })
const request: RankRequest = { candidates, history: [] }
const recipe: ScorerRecipe = { features: ['length', 'candidates'], featuresVersion: 1, weight: 2, canary: { values: [], scores: [] } }
const answering = (scores: readonly number[]): Scorer => ({ score: () => Promise.resolve({ status: 'ok', scores: Float32Array.from(scores) }) })
const failing = (code: string): Scorer => ({ score: () => Promise.resolve({ status: 'unavailable', code, message: 'no' }) })

describe('the site’s own model', () => {
  it('is asked for the columns it names, and its answers go into the request', async () => {
    const scoring = createScoring()
    const asked: number[][] = []
    expect(scoring.use({ score: (values, rows) => { asked.push([...values]); return Promise.resolve({ status: 'ok', scores: new Float32Array(rows).fill(1) }) } }, recipe)).toEqual({ status: 'on', features: 2, weight: 2 })
    const scored = await scoring.scored(ranker, request)
    expect(asked).toEqual([[Math.log1p(1), Math.log(3), Math.log1p(1), Math.log(3), Math.log1p(1), Math.log(3)].map(Math.fround)])
    expect([...(scored.scorer?.scores ?? [])]).toEqual([['a', 1], ['b', 1], ['c', 1]])
  })

  it.each([
    ['NaN', [1, Number.NaN, 1], 'scorer-output'],
    ['infinity', [1, Number.POSITIVE_INFINITY, 1], 'scorer-output'],
    ['too few scores', [1, 2], 'scorer-output'],
  ])('that gives %s is left out for good, and the state says so', async (_, scores, code) => {
    const scoring = createScoring()
    scoring.use(answering(scores), recipe)
    expect(await scoring.scored(ranker, request)).toBe(request)
    expect(scoring.state).toMatchObject({ status: 'off', code })
    expect(await scoring.scored(ranker, request)).toBe(request)
  })

  it('may be late once, not twice in a row', async () => {
    const scoring = createScoring()
    let late = true
    scoring.use({ score: (values, rows) => (late ? failing('scorer-slow') : answering([1, 2, 3])).score(values, rows) }, recipe)
    await scoring.scored(ranker, request)
    expect(scoring.state).toMatchObject({ status: 'on' })
    late = false
    expect((await scoring.scored(ranker, request)).scorer).toBeDefined()
    late = true
    await scoring.scored(ranker, request)
    expect(scoring.state).toMatchObject({ status: 'on' })
    await scoring.scored(ranker, request)
    expect(scoring.state).toMatchObject({ status: 'off', code: 'scorer-slow' })
  })

  it('whose worker ended, or that takes what is not published, has no part', async () => {
    const ended = createScoring()
    ended.use(failing('scorer-ended'), recipe)
    await ended.scored(ranker, request)
    expect(ended.state).toMatchObject({ status: 'off', code: 'scorer-ended' })
    expect(createScoring().use(answering([1, 2, 3]), { ...recipe, features: ['nope', 'match'] })).toMatchObject({ status: 'off', code: 'scorer-features' })
  })
})
