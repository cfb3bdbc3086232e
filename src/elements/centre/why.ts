import type { CentreStrings } from '../strings/centre/en.js'

/** A refusal as the engine gives it. */
export interface Refused {
  readonly status: string
  readonly code?: string
  readonly message?: string
}

const BY_CODE = new Map<string, keyof CentreStrings>([
  ['paused', 'whyPaused'], ['storage-full', 'whyFull'], ['storage-blocked', 'whyBlocked'], ['storage-refused', 'whyStorage'], ['newer-version', 'whyNewer'],
  ['worker-ended', 'whyWorker'], ['worker-silent', 'whyWorker'], ['worker-failed', 'whyWorker'],
])

/** Why something was refused, in the centre's language where it has words for it, else in the engine's. */
export function whyOf({ status, code, message }: Refused, text: CentreStrings): string {
  if (status === 'denied') return text.whyDenied
  if (status === 'invalid') return text.whyInvalid
  const known = BY_CODE.get(code ?? '')
  return known === undefined ? (message ?? code ?? status) : text[known]
}
