/** One line of the benchmark's answer. */
export interface Result {
  readonly id: string
  readonly unit: string
  readonly better: 'higher' | 'lower'
  /** Median over the rounds. */
  readonly ours: number
  /** The value that 95 of 100 single measurements do not pass, where each is one user's wait. */
  readonly p95?: number
  /** Medians of the named peers, measured in the same run, round by round in turn with ours. */
  readonly peers: Readonly<Record<string, number>>
  /** What the machine allows, or what the project set itself, in the same unit. */
  readonly limit?: number
  readonly rounds: number
  /** What else was seen: recall, build times, percentiles, why a peer is missing. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** The middle of the values, the mean of the two middle ones where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

/** Three digits that mean something. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4))
}

/** Progress and remarks go to standard error: standard output carries the answer alone. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
