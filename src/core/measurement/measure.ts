/** An estimate with the ends of its 95 % interval. */
export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** A difference with an interval for one look at the end, and one that holds at every look. */
export interface Difference {
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly always: { readonly low: number; readonly high: number }
  /** The smallest true difference that so many reports would have found with 80 % power at 5 %, two-sided. */
  readonly detectable: number
}

/** One measure by arm: what each arm has, and the second arm less the first. */
export interface Measured {
  /** `conversion`, `click`, `return`, `buyers`, `order-value`, `value-per-browser`. */
  readonly measure: string
  /** A share of browsers, or an amount in the currency of what was bought. */
  readonly unit: 'share' | 'amount'
  readonly arms: readonly ({ readonly arm: string; readonly n: number } & Interval)[]
  readonly difference: Difference
  /** The difference over the first arm's, where that arm can be told from zero: 0.05 is 5 % more. */
  readonly lift?: Interval
}
