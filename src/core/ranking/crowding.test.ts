import { describe, expect, it } from 'vitest'
import { seededRandom } from '../measurement/seeded-random.js'
import { createCrowding, CROWDING } from './crowding.js'
import { dot } from '../embedding/dot.js'
import { createPlainPool } from '../embedding/vector-pool.js'

const random = seededRandom(3)
const unit = (values: readonly number[]): Float32Array => {
  const length = Math.hypot(...values)
  return Float32Array.from(values, (value) => value / length)
}
/** Every third vector lies in one crowd, the others anywhere. */
const vectors = Array.from({ length: 300 }, (_, n) => unit(Array.from({ length: 12 }, (_x, d) => random() - 0.5 + (n % 3 === 0 && d === 0 ? 1.5 : 0))))
const pool = createPlainPool(12, 0)
const places = vectors.map((vector) => pool.keep(vector))
const [crowded = new Float32Array(12), lonely = new Float32Array(12)] = vectors

describe('crowding', () => {
  it('is the mean cosine to the nearest twentieth of the references, the vector itself left out', () => {
    const few = places.slice(0, CROWDING.references)
    const cosines = few.map((place) => dot(crowded, vectors[place] ?? crowded)).filter((cosine) => cosine < 0.999).sort((a, b) => b - a).slice(0, 13)
    expect(createCrowding(pool, few)(crowded)).toBeCloseTo(cosines.reduce((sum, cosine) => sum + cosine, 0) / 13, 12)
  })

  it('is high in a crowd and low outside it, also from a part of the references', () => {
    for (const few of [places, places.filter((_, i) => i % 2 === 0)]) {
      const crowding = createCrowding(pool, few)
      expect(crowding(crowded)).toBeGreaterThan(crowding(lonely) + 0.1)
    }
  })

  it('is nothing where there are too few references to tell', () => {
    expect(createCrowding(pool, places.slice(0, CROWDING.least - 1))(crowded)).toBe(0)
    expect(createCrowding(pool, [])(crowded)).toBe(0)
  })
})
