/** What one proof found. ε is per ε claimed, so that proofs over several reports compare with those over one. */
export interface Proof {
  readonly name: string
  readonly ok: boolean
  /** What was looked at and what came out, in a sentence. */
  readonly detail: string
  /** The exact largest loss, per ε that was claimed; infinite where an outcome gives the truth away. */
  readonly exact?: number
  /** A statistical lower bound on the loss, per ε that was claimed. */
  readonly lowerBound?: number
}

/** ε of the published ratio 19/7, as tasks claim it. */
export const CLAIM = { numerator: 19, denominator: 7, epsilon: 1 } as const
