import type { MicroEpsilon } from './micro-epsilon.js'

/** The most a browser may spend, in micro-ε. Visitor and site may lower each, never raise it. */
export interface Caps {
  readonly report: MicroEpsilon
  readonly epoch: MicroEpsilon
  readonly year: MicroEpsilon
}

/** ε ≤ 1 a report, ≤ 2 an epoch, ≤ 12 in 12 months. In odds: a suspicion of 50 % becomes at most 73 %, 88 %, 99.9994 %. */
export const CAPS: Caps = {
  report: 1_000_000 as MicroEpsilon,
  epoch: 2_000_000 as MicroEpsilon,
  year: 12_000_000 as MicroEpsilon,
}

/** Caps as a site or a visitor may write them, in ε; what is no amount of at least zero counts for nothing. Rounded down: a cap may be lower than what was said, never higher. */
export interface EpsilonCaps {
  readonly report?: number
  readonly epoch?: number
  readonly year?: number
}

export function capsOf(said: EpsilonCaps): Partial<Caps> {
  const micro = (epsilon: number | undefined): MicroEpsilon | undefined => (typeof epsilon === 'number' && epsilon >= 0 && epsilon < Infinity ? (Math.floor(epsilon * 1e6 + 1e-6) as MicroEpsilon) : undefined)
  const [report, epoch, year] = [micro(said.report), micro(said.epoch), micro(said.year)]
  return { ...(report === undefined ? {} : { report }), ...(epoch === undefined ? {} : { epoch }), ...(year === undefined ? {} : { year }) }
}

/** The lower of each cap. */
export function lowerCaps(...all: readonly Partial<Caps>[]): Caps {
  const lowest = (cap: keyof Caps): MicroEpsilon =>
    all.reduce<MicroEpsilon>((least, caps) => ((caps[cap] ?? least) < least ? (caps[cap] ?? least) : least), CAPS[cap])
  return { report: lowest('report'), epoch: lowest('epoch'), year: lowest('year') }
}

export const SCHEDULE = {
  /** Epochs in a block; a browser answers at most one task in each. */
  blockEpochs: 4,
  /** Epochs a new ledger stays silent, so that storage which a browser drops does not refill the caps. */
  silentEpochs: 2,
  /** Epochs, the present one included, that the 12-month cap looks back over: 52.18 weeks, rounded up. */
  yearEpochs: 53,
} as const

export const TASKS = {
  /** Tasks in one file. More would thin every one of them below use. */
  most: 64,
  /** Largest weight of a task; keeps the sum of all weights far inside exact integers. */
  weight: 1_000_000,
  /** Longest label or id, in UTF-16 code units. */
  label: 200,
  /** Longest question or statement to the visitor. */
  prose: 2_000,
} as const
