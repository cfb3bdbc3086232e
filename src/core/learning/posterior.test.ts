import { describe, expect, it } from 'vitest'
import { seededRandom } from '../measurement/seeded-random.js'
import { LEARNT } from '../ranking/weights.js'
import { learn, LEARNING, type Choice, type Offer } from './posterior.js'

const random = seededRandom(7)
const features = (): Offer => ({ meaning: random() - 0.5, category: random() - 0.5, words: random() - 0.5, popularity: 0, collaborative: 0, standsFor: 1 })
/** A visitor who chooses by one feature alone. */
const choosing = (by: 'meaning' | 'words', sign: 1 | -1, weight = 1): Choice => ({ weight, offered: Array.from({ length: 9 }, features).sort((a, b) => sign * (b[by] - a[by])) })

/** A visitor who chooses just as the shipped weights say. */
function foretold(): Choice {
  const offered = Array.from({ length: 9 }, features)
  const chances = offered.map((item) => Math.exp(item.meaning + item.category + item.words))
  let left = random() * chances.reduce((sum, chance) => sum + chance, 0)
  const chosen = Math.max(0, chances.findIndex((chance) => (left -= chance) < 0))
  return { weight: 1, offered: [...offered.slice(chosen, chosen + 1), ...offered.filter((_, i) => i !== chosen)] }
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

  it('learns little from what was hardly looked at', () => {
    const moved = (weight: number): number => learn(Array.from({ length: 10 }, () => choosing('words', 1, weight))).posterior.words - 1
    expect(moved(0.1)).toBeGreaterThan(0)
    expect(moved(0.1)).toBeLessThan(0.5 * moved(1))
  })

  it('learns from a few that stand for many what it would from the many', () => {
    // Of forty items offered one is chosen by chance as the shipped weights say; ten of the others, drawn evenly, stand for all of them.
    const pairs = Array.from({ length: 400 }, () => {
      const whole = Array.from({ length: 40 }, features)
      const chances = whole.map((item) => Math.exp(2 * item.words + item.meaning + item.category))
      let left = random() * chances.reduce((sum, chance) => sum + chance, 0)
      const chosen = whole[Math.max(0, chances.findIndex((chance) => (left -= chance) < 0))] ?? features()
      const others = whole.filter((item) => item !== chosen)
      return { whole: { weight: 1, offered: [chosen, ...others] }, few: { weight: 1, offered: [chosen, ...others.slice(0, 10).map((item) => ({ ...item, standsFor: 3.9 }))] }, plain: { weight: 1, offered: [chosen, ...others.slice(0, 10)] } }
    })
    const [whole, few, plain] = [learn(pairs.map((pair) => pair.whole)), learn(pairs.map((pair) => pair.few)), learn(pairs.map((pair) => pair.plain))]
    expect(Math.abs(few.surprise.prior - whole.surprise.prior)).toBeLessThan(0.1)
    expect(Math.abs(plain.surprise.prior - whole.surprise.prior)).toBeGreaterThan(1)
    expect(Math.abs(few.posterior.words - whole.posterior.words)).toBeLessThan(0.15)
  })
})
