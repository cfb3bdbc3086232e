/** One list that was shown, for fitting: a vector for each item, the visitor's own score of each, and what was clicked. */
export interface ShownList {
  readonly vectors: readonly (Float32Array | undefined)[]
  readonly own: ArrayLike<number>
  readonly clicked: readonly boolean[]
}

const RIDGE = 60
const STEPS = 60
const STEP = 0.15

/**
 * The direction in which items of a site please its visitors in general: the conditional logit of clicks within each list on the
 * items' centred vectors, beside the visitor's own score, with a ridge; by Adam (Kingma and Ba 2015) from zero, always the same steps.
 * Unlike counters it also speaks of items that nobody has seen yet. Undefined where no list tells anything.
 */
export function fitAppeal(lists: readonly ShownList[], dimensions: number): Float32Array | undefined {
  const telling = lists.filter(({ clicked }) => clicked.includes(true) && clicked.includes(false))
  if (telling.length === 0) return undefined
  const direction = new Float64Array(dimensions)
  const mean = new Float64Array(dimensions)
  const square = new Float64Array(dimensions)
  for (let step = 1; step <= STEPS; step++) {
    const gradient = direction.map((value) => -RIDGE * value)
    for (const list of telling) addGradient(gradient, list, direction)
    for (let d = 0; d < dimensions; d++) {
      const slope = gradient[d] ?? 0
      mean[d] = 0.9 * (mean[d] ?? 0) + 0.1 * slope
      square[d] = 0.99 * (square[d] ?? 0) + 0.01 * slope * slope
      direction[d] = (direction[d] ?? 0) + (STEP * ((mean[d] ?? 0) / (1 - 0.9 ** step))) / (Math.sqrt((square[d] ?? 0) / (1 - 0.99 ** step)) + 1e-8)
    }
  }
  return Float32Array.from(direction)
}

function addGradient(gradient: Float64Array, { vectors, own, clicked }: ShownList, direction: Float64Array): void {
  const scores = vectors.map((vector, i) => (own[i] ?? 0) + (vector === undefined ? 0 : along(vector, direction)))
  const most = Math.max(...scores)
  const chances = scores.map((score) => Math.exp(score - most))
  const total = chances.reduce((sum, chance) => sum + chance, 0)
  const clicks = clicked.filter(Boolean).length
  vectors.forEach((vector, i) => {
    if (vector === undefined) return
    const surprise = (clicked[i] === true ? 1 / clicks : 0) - (chances[i] ?? 0) / total
    for (let d = 0; d < gradient.length; d++) gradient[d] = (gradient[d] ?? 0) + surprise * (vector[d] ?? 0)
  })
}

function along(vector: Float32Array, direction: Float64Array): number {
  let sum = 0
  for (let d = 0; d < direction.length; d++) sum += (vector[d] ?? 0) * (direction[d] ?? 0)
  return sum
}
