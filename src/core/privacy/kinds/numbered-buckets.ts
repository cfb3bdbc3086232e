const RANGE = /^(\d+(?:\.\d+)?)(?:\s*(\+|or more)|\s*[-–]\s*(\d+(?:\.\d+)?))?(?:\s|$)/

/**
 * The bucket that a number from 1 on falls into: by its label ("3", "4-6", "7+"), or, where the labels are no numbers,
 * by its place, the last one holding all that is larger.
 */
export function bucketOfNumber(buckets: readonly string[], value: number): number | undefined {
  const ranges = buckets.map((label) => RANGE.exec(label.trim()))
  if (ranges.every((range) => range === null)) return buckets.length === 0 ? undefined : Math.min(Math.floor(value), buckets.length) - 1
  const found = ranges.findIndex((range) => {
    if (range === null) return false
    const [, low, more, high] = range
    return value >= Number(low) && (more !== undefined || value <= Number(high ?? low))
  })
  return found === -1 ? undefined : found
}

/**
 * The number that a bucket stands for when means are taken: the middle of its range, the lower end of an open one (so
 * that a mean is rather too low than invented); undefined where the label is no number.
 */
export function numberOfBucket(label: string): number | undefined {
  const [range, low, , high] = RANGE.exec(label.trim()) ?? []
  if (range === undefined) return undefined
  return high === undefined ? Number(low) : (Number(low) + Number(high)) / 2
}
