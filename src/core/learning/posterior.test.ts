import { describe, expect, it } from 'vitest'
import { seededRandom } from '../measurement/seeded-random.js'
import { LEARNT } from '../ranking/weights.js'
import { learn, LEARNING, type Choice } from './posterior.js'

const random = seededRandom(7)
const features = () => ({ meaning: random() - 0.5, category: random() - 0.5, words: random() - 0.5, popularity: 0, collaborative: 0 })
/** A visitor who chooses by one feature alone. */
const choosing = (by: 'meaning' | 'words', sign: 1 | -1): Choice => {
  const offered = Array.from({ length: 9 }, features)
  return [...offered].sort((a, b) => sign * (b[by] - a[by]))
}

/** A visitor who chooses just as the shipped weights say. */
function foretold(): Choice {
  const offered = Array.from({ length: 9 }, features)
  const chances = offered.map((item) => Math.exp(item.meaning + item.category + item.words))
  let left = random() * chances.reduce((sum, chance) => sum + chance, 0)
  const chosen = Math.max(0, chances.findIndex((chance) => (left -= chance) < 0))
  return [...offered.slice(chosen, chosen + 1), ...offered.filter((_, i) => i !== chosen)]
}

describe('learn', () => {
  it('keeps the shipped weights until the posterior has foretold better', () => {
    expect(learn([])).toMatchObject({ using: 'prior', choices: 0 })
    expect(learn(Array.from({ length: LEARNING.patience - 1 }, () => choosing('words', 1))).using).toBe('prior')
    const asForetold = learn(Array.from({ length: 60 }, foretold))
    expect(asForetold.using).toBe('prior')
    expect(asForetold.weights).toEqual(learn([]).weights)
  })

  it('moves towards what a visitor chooses by, and then uses it', () => {
    const learnt = learn(Array.from({ length: 80 }, () => choosing('words', 1)))
    expect(learnt.using).toBe('posterior')
    expect(learnt.weights.words).toBeGreaterThan(learnt.weights.category)
    expect(learnt.surprise.posterior).toBeLessThan(learnt.surprise.prior)
  })

  it('cannot be turned round by a hundred hostile clicks', () => {
    const { posterior } = learn(Array.from({ length: 100 }, () => choosing('meaning', -1)))
    for (const feature of LEARNT) expect(posterior[feature]).toBeGreaterThanOrEqual(LEARNING.least)
  })
})
