/** What a step of the suite counted. `notes` are lines for its summary; a failed test names itself there. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly notes: readonly string[]
}

export interface SuiteStep {
  readonly name: string
  run(): Promise<Tally>
}

/** A claim that is checked on its own: it holds, or says why it does not. */
export interface Claim {
  readonly name: string
  check(): void | Promise<void>
}

/** Checks each claim in turn; one that throws does not keep the others from being checked. */
export const checkAll = async (claims: readonly Claim[]): Promise<Tally> => {
  const notes: string[] = []
  let failed = 0
  for (const claim of claims) {
    try {
      await claim.check()
    } catch (error) {
      failed += 1
      notes.push(`FAILED ${claim.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { passed: claims.length - failed, failed, notes }
}
