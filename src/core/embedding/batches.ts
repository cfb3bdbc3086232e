/**
 * Groups texts for the transformer: only texts of equal length in tokens share a batch, shortest first.
 *
 * Without padding no work is wasted, and on the integer graph a text's vector comes out bit for bit the same alone
 * or in a batch (padded batches change the last digits), which makes catalog builds deterministic.
 *
 * @param lengths tokens of each text
 * @param size most texts in a batch
 * @returns positions in `lengths`, each exactly once; ties keep their order
 */
export function planBatches(lengths: readonly number[], size: number): readonly (readonly number[])[] {
  const byLength = new Map<number, number[]>()
  lengths.forEach((length, position) => {
    const bucket = byLength.get(length)
    if (bucket === undefined) byLength.set(length, [position])
    else bucket.push(position)
  })
  const batches: number[][] = []
  for (const length of [...byLength.keys()].sort((a, b) => a - b)) {
    const bucket = byLength.get(length) ?? []
    for (let start = 0; start < bucket.length; start += size) batches.push(bucket.slice(start, start + size))
  }
  return batches
}
