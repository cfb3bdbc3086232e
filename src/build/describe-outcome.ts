import type { Outcome } from './step.js'

/** One line of a build's report, as for a terminal. */
export const describeOutcome = (outcome: Outcome): string => {
  switch (outcome.status) {
    case 'built':
      return `built    ${outcome.name} (${outcome.seconds.toFixed(1)} s)`
    case 'fresh':
      return `fresh    ${outcome.name}`
    case 'missing':
      return `MISSING  ${outcome.name}: ${outcome.why}`
    case 'failed':
      return `FAILED   ${outcome.name}: ${outcome.why}`
  }
}
